"""Theft, loss and fire: each brings an inspection of the rooms concerned before it is closed.

Source: STO-14.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Incident, RoomInspection, Storeroom
from archive_office.custody.rules import inspections as rules
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce


@act("custody.incident_recorded", _("Incident recorded"), Clause.STO_14)
def record_incident(  # noqa: PLR0913 - an incident has these facts
    department: Department,
    rooms: Sequence[Storeroom],
    *,
    kind: str,
    happened_on: date,
    account: str,
    by: User | None,
    today: date,
    told: str = "",
) -> Incident:
    """Record a theft, a loss or a fire; an extraordinary inspection of each room opens with it.

    Args:
        told: Who was told of it: police, insurer, the company's head.

    Raises:
        RegulationError: ORG-01 (not in this person's care), STO-14 (no room named, a day in the
            future, nothing told).

    Source: STO-14.
    """
    incident = Incident(
        department=department,
        kind=kind,
        happened_on=happened_on,
        account=account.strip(),
        told=told.strip(),
        recorded_on=today,
        recorded_by=by,
    )
    enforce(rules.against_recording(incident, list(rooms), by, today=today))
    incident.save()
    note(incident, after={"kind": kind, "on": happened_on.isoformat()})
    _open_inspections(incident, rooms, by=by, today=today)
    return incident


@act("custody.loss_recorded", _("Loss recorded as an incident"), Clause.STO_14)
def record_loss(room: Storeroom, account: str, *, by: User | None, today: date) -> Incident:
    """Something of a room is missing: it joins the loss that waits for its inspection, or opens one.

    Source: STO-14.
    """
    fresh = Storeroom.objects.select_for_update(of=("self",), no_key=True).get(pk=room.pk)
    waiting = Incident.objects.select_for_update(of=("self",), no_key=True).filter(
        kind=Incident.Kind.LOSS,
        closed_on=None,
        inspections__room=fresh,
        inspections__inspected_on=None,
    )
    incident: Incident | None = waiting.order_by("pk").first()
    if incident is not None:
        incident.account = f"{incident.account}\n{account}"
        incident.save(update_fields=["account"])
        note(incident, after={"more": account})
        return incident
    incident = Incident.objects.create(
        department=fresh.department,
        kind=Incident.Kind.LOSS,
        happened_on=today,
        account=account,
        recorded_on=today,
        recorded_by=by,
    )
    note(incident, after={"kind": incident.kind, "on": today.isoformat()})
    _open_inspections(incident, [fresh], by=by, today=today)
    return incident


@act("custody.incident_closed", _("Incident closed"), Clause.STO_14)
def close_incident(
    incident: Incident, *, conclusion: str, on: date, by: User, today: date
) -> Incident:
    """Close an incident with what came of it, once every room concerned was inspected.

    Raises:
        RegulationError: ORG-01, STO-14 (a room not inspected, no conclusion, closed already).

    Source: STO-14.
    """
    rows = Incident.objects.select_for_update(of=("self",), no_key=True)
    fresh: Incident = rows.select_related("department").get(pk=incident.pk)
    enforce(rules.against_closing(fresh, by, conclusion=conclusion, on=on, today=today))
    fresh.closed_on, fresh.closed_by, fresh.conclusion = on, by, conclusion.strip()
    fresh.save(update_fields=["closed_on", "closed_by", "conclusion"])
    note(fresh, before={"closed": None}, after={"closed": on.isoformat()})
    return fresh


def _open_inspections(
    incident: Incident, rooms: Sequence[Storeroom], *, by: User | None, today: date
) -> None:
    begun = [
        RoomInspection(
            room=room,
            department_id=incident.department_id,
            occasion=incident.kind,
            incident=incident,
            opened_on=today,
            opened_by=by,
        )
        for room in rooms
    ]
    for inspection in create_all(begun):
        note(inspection, after={"room": inspection.room_id, "occasion": inspection.occasion})
