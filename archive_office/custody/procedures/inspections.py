"""Inspecting a storeroom: opened, answered point by point, every finding with its remedy, finished.

Source: STO-02, STO-03, STO-07, STO-11, STO-12.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import (
    ClimateReading,
    PointLooked,
    RoomFinding,
    RoomInspection,
    Storeroom,
)
from archive_office.custody.rules import inspections as rules
from archive_office.custody.rules.inspections import Fault
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce


@act("custody.inspection_opened", _("Inspection of a storeroom begun"), Clause.STO_11)
def open_inspection(room: Storeroom, *, by: User, today: date) -> RoomInspection:
    """Begin the regular inspection of a room.

    Raises:
        RegulationError: ORG-01 (not in this person's care), STO-11 (under way already).

    Source: STO-11.
    """
    fresh = _locked_room(room)
    enforce(rules.against_opening(fresh, by))
    inspection = RoomInspection.objects.create(
        room=fresh, department=fresh.department, opened_on=today, opened_by=by
    )
    note(inspection, after={"room": fresh.pk, "occasion": inspection.occasion})
    return inspection


@act(
    "custody.points_answered",
    _("Points of an inspection answered"),
    Clause.STO_02,
    Clause.STO_03,
    Clause.STO_07,
)
def answer_points(
    inspection: RoomInspection, answers: Mapping[str, bool], *, by: User
) -> RoomInspection:
    """Record what each point looked at was found to be; a point may be answered anew.

    The eight protections, air, light and the position of the racks, what is flammable, doors and
    windows, what stands wrong, and how the things themselves are.

    Raises:
        RegulationError: ORG-01, STO-12 (finished), STO-02 (no such point).

    Source: STO-02, STO-03, STO-07, STO-12.
    """
    fresh = locked(inspection)
    enforce(rules.against_writing(fresh, by))
    enforce(rules.against_answers(answers))
    known = {row.point: row for row in fresh.points.all()}
    for point, is_good in answers.items():
        row = known.get(point) or PointLooked(inspection=fresh, point=point)
        row.is_good = is_good
        row.save()
    note(fresh, after={"good": sum(answers.values()), "of": len(answers)})
    return fresh


@act("custody.finding_recorded", _("Finding in a storeroom recorded"), Clause.STO_12)
def record_finding(
    inspection: RoomInspection, fault: Fault, *, by: User, today: date
) -> RoomFinding:
    """Record something bad with what is done about it, by whom, until when.

    Raises:
        RegulationError: ORG-01, STO-12 (finished, or no remedy, or its day is past).

    Source: STO-12.
    """
    fresh = locked(inspection)
    enforce(rules.against_writing(fresh, by))
    enforce(rules.against_fault(fault, today=today))
    return note_fault(fresh.room, fault, on=today, inspection=fresh)


def note_fault(
    room: Storeroom,
    fault: Fault,
    *,
    on: date,
    inspection: RoomInspection | None = None,
    reading: ClimateReading | None = None,
) -> RoomFinding:
    """Write a finding, inside the act that found it."""
    finding = RoomFinding(
        room=room,
        department=room.department,
        inspection=inspection,
        reading=reading,
        point=fault.point,
        outcome=fault.outcome,
        what=fault.what.strip(),
        remedy=fault.remedy.strip(),
        responsible=fault.responsible,
        found_on=on,
        due_on=fault.due_on,
    )
    finding.save()
    note(finding, after={"point": fault.point, "due": fault.due_on.isoformat()})
    return finding


@act("custody.inspection_finished", _("Inspection of a storeroom finished"), Clause.STO_12)
def finish_inspection(
    inspection: RoomInspection,
    *,
    by: User,
    today: date,
    companions: str = "",
    remark: str = "",
) -> RoomInspection:
    """Sign the inspection off; from now on it stays as it is.

    Raises:
        RegulationError: ORG-01, STO-02 (a point not looked at), STO-12 (a bad point without a
            remedy, or finished already).

    Source: STO-02, STO-11, STO-12.
    """
    fresh = locked(inspection)
    enforce(rules.against_finishing(fresh, by, on=today))
    fresh.inspected_on, fresh.inspected_by = today, by
    fresh.companions, fresh.remark = companions.strip(), remark.strip()
    fresh.save(update_fields=["inspected_on", "inspected_by", "companions", "remark"])
    note(fresh, before={"inspected": None}, after={"inspected": today.isoformat()})
    return fresh


@act("custody.remedy_done", _("Remedy reported as done"), Clause.STO_12)
def remedy_done(finding: RoomFinding, *, on: date, by: User, today: date) -> RoomFinding:
    """Report that what was bad has been put right.

    Raises:
        RegulationError: ORG-01 (neither the person named nor in charge of the room), STO-12 (done
            already, or a day before it was found or in the future).

    Source: STO-12.
    """
    fresh: RoomFinding = RoomFinding.objects.select_for_update(of=("self",), no_key=True).get(
        pk=finding.pk
    )
    enforce(rules.against_doing(fresh, by, on=on, today=today))
    fresh.done_on, fresh.done_by = on, by
    fresh.save(update_fields=["done_on", "done_by"])
    note(fresh, before={"done": None}, after={"done": on.isoformat()})
    return fresh


def locked(inspection: RoomInspection) -> RoomInspection:
    """The fresh, locked inspection; the only safe base for a decision."""
    rows = RoomInspection.objects.select_for_update(of=("self",), no_key=True)
    fresh: RoomInspection = rows.select_related("room__department", "department").get(
        pk=inspection.pk
    )
    return fresh


def _locked_room(room: Storeroom) -> Storeroom:
    rows = Storeroom.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("department").get(pk=room.pk)
