"""When a storeroom is due for inspection, and what stands against the steps of one.

Source: STO-02, STO-03, STO-07, STO-11, STO-12, STO-14.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.custody.models import (
    Incident,
    Point,
    PointLooked,
    RoomFinding,
    RoomInspection,
    Storeroom,
)
from archive_office.custody.rules.months import months_after
from archive_office.custody.rules.rooms import against_strangers, looks_after
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something bad, and what is done about it: by whom, until when."""

    point: str
    what: str
    remedy: str
    responsible: User
    due_on: date
    outcome: str = RoomFinding.Outcome.NONE


def with_last_inspection(rooms: QuerySet[Storeroom]) -> QuerySet[Storeroom]:
    """Rooms with the day of their last regular inspection (``last_inspected``)."""
    regular = Q(inspections__occasion=RoomInspection.Occasion.REGULAR)
    return rooms.annotate(last_inspected=Max("inspections__inspected_on", filter=regular))


def last_inspected(room: Storeroom) -> date | None:
    """The day of a room's last regular inspection.

    Source: STO-11.
    """
    regular = room.inspections.filter(occasion=RoomInspection.Occasion.REGULAR)
    found: date | None = regular.aggregate(last=Max("inspected_on"))["last"]
    return found


def due_rooms(rooms: QuerySet[Storeroom], *, on: date) -> QuerySet[Storeroom]:
    """Rooms nobody ever inspected, or not for ``room_inspection_months``.

    Source: STO-11.
    """
    regular = RoomInspection.objects.filter(
        room=OuterRef("pk"),
        occasion=RoomInspection.Occasion.REGULAR,
        inspected_on__gt=months_after(on, -policy.number("room_inspection_months", on=on)),
    )
    return with_last_inspection(rooms).filter(~Exists(regular))


def due_again_on(last: date | None, *, on: date) -> date | None:
    """The day on which a room is due, by the rhythm in force; nothing: at once.

    Source: STO-11.
    """
    return months_after(last, policy.number("room_inspection_months", on=on)) if last else None


def outcomes(findings: QuerySet[RoomFinding]) -> dict[str, int]:
    """How often things were found scattered, disordered, lost and damaged.

    Source: STO-12.
    """
    rows = findings.order_by().exclude(outcome="").values_list("outcome")
    counted = dict(rows.annotate(n=Count("pk")))
    kinds = RoomFinding.Outcome
    four = (kinds.SCATTERED, kinds.DISORDERED, kinds.LOST, kinds.DAMAGED)
    return {kind.value: counted.get(kind.value, 0) for kind in four}


def bad_points(inspection: RoomInspection) -> list[Point]:
    """Points found bad for which nobody has recorded a remedy yet."""
    bad = PointLooked.objects.filter(inspection=inspection, is_good=False)
    told = set(inspection.findings.values_list("point", flat=True))
    return [Point(p) for p in bad.values_list("point", flat=True) if p not in told]


def against_opening(room: Storeroom, by: User) -> Iterator[Refusal]:
    """Why no regular inspection of this room begins now.

    Source: STO-11.
    """
    yield from against_strangers(room.department, by)
    if not room.is_active:
        yield Refusal(Clause.STO_11, _("%(room)s is not in use.") % {"room": room})
    if room.inspections.filter(inspected_on=None, incident=None).exists():
        yield Refusal(
            Clause.STO_11, _("An inspection of %(room)s is under way already.") % {"room": room}
        )


def against_writing(inspection: RoomInspection, by: User) -> Iterator[Refusal]:
    """Why nothing can be written into this inspection.

    Source: ORG-01, STO-12.
    """
    yield from against_strangers(inspection.department, by)
    if inspection.inspected_on is not None:
        yield Refusal(Clause.STO_12, _("The inspection is finished; what it says stays as it is."))


def against_answers(answers: Mapping[str, bool]) -> Iterator[Refusal]:
    """Refuse points that the list does not have.

    Source: STO-02.
    """
    if set(answers) - set(Point.values):
        yield Refusal(Clause.STO_02, _("Choose the points from the list."))


def against_fault(
    fault: Fault, *, today: date, clause: Clause = Clause.STO_12
) -> Iterator[Refusal]:
    """Why something bad cannot be recorded like this: each has its remedy, person and day.

    Source: STO-12.
    """
    if not fault.what.strip():
        yield Refusal(clause, _("Say what is bad."), field="what")
    if not fault.remedy.strip():
        yield Refusal(clause, _("Say what is done about it."), field="remedy")
    if fault.due_on < today:
        yield Refusal(clause, _("The day of the remedy is not in the past."), field="due_on")
    if fault.point not in Point.values or fault.outcome not in RoomFinding.Outcome.values:
        yield Refusal(clause, _("Choose the points from the list."), field="point")


def against_finishing(inspection: RoomInspection, by: User, *, on: date) -> Iterator[Refusal]:
    """Why the inspection cannot be finished now.

    Source: STO-02, STO-03, STO-07, STO-12.
    """
    yield from against_writing(inspection, by)
    answered = set(inspection.points.values_list("point", flat=True))
    if left := [str(point.label) for point in Point if point.value not in answered]:
        yield Refusal(
            Clause.STO_02,
            _("Not looked at yet: %(points)s.") % {"points": "；".join(left)},
            field="points",
        )
    if bad := bad_points(inspection):
        yield Refusal(
            Clause.STO_12,
            _("Bad, and nobody has said what is done about it: %(points)s.")
            % {"points": "；".join(str(point.label) for point in bad)},
            field="points",
        )
    if on < inspection.opened_on:
        yield Refusal(Clause.STO_12, _("An inspection ends after it began."), field="on")


def against_doing(finding: RoomFinding, by: User, *, on: date, today: date) -> Iterator[Refusal]:
    """Why this remedy cannot be reported as done.

    Source: STO-12.
    """
    if finding.responsible_id != by.pk and not looks_after(by, finding.department):
        yield from against_strangers(finding.department, by)
    if finding.done_on is not None:
        yield Refusal(Clause.STO_12, _("This was reported as done already."))
    if not finding.found_on <= on <= today:
        yield Refusal(
            Clause.STO_12,
            _("A remedy is done after it was found necessary, and not in the future."),
            field="on",
        )


def against_recording(
    incident: Incident, rooms: list[Storeroom], by: User | None, *, today: date
) -> Iterator[Refusal]:
    """Why this incident cannot be recorded like this.

    Source: ORG-01, STO-14.
    """
    if by is not None:
        yield from against_strangers(incident.department, by)
    if not rooms or any(room.department_id != incident.department_id for room in rooms):
        yield Refusal(
            Clause.STO_14,
            _("Name the rooms of %(department)s that are concerned; each is inspected.")
            % {"department": incident.department},
            field="rooms",
        )
    if incident.happened_on > today:
        yield Refusal(Clause.STO_14, _("It has not happened yet."), field="happened_on")
    if not incident.account.strip():
        yield Refusal(Clause.STO_14, _("Say what happened."), field="account")


def against_closing(
    incident: Incident, by: User, *, conclusion: str, on: date, today: date
) -> Iterator[Refusal]:
    """Why this incident cannot be closed now: the rooms concerned are inspected first.

    Source: ORG-01, STO-14.
    """
    yield from against_strangers(incident.department, by)
    if incident.closed_on is not None:
        yield Refusal(Clause.STO_14, _("The incident is closed already."))
    waiting = incident.inspections.filter(inspected_on=None).select_related("room")
    if names := [str(inspection.room) for inspection in waiting]:
        yield Refusal(
            Clause.STO_14,
            _("Not inspected yet after it: %(rooms)s.") % {"rooms": "；".join(names)},
        )
    elif not incident.inspections.exists():
        yield Refusal(Clause.STO_14, _("No room was inspected after it."))
    if not conclusion.strip():
        yield Refusal(Clause.STO_14, _("Say what came of it."), field="conclusion")
    if not incident.happened_on <= on <= today:
        yield Refusal(
            Clause.STO_14, _("It is closed after it happened, and not in the future."), field="on"
        )
