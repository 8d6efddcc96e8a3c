"""The registers of a storeroom: equipment, climate, visitors, closing.

Source: STO-02, STO-03, STO-15, STO-16.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.custody.models import (
    ClimateReading,
    Equipment,
    Point,
    RoomClosing,
    RoomVisit,
    Storeroom,
)
from archive_office.custody.procedures.inspections import note_fault
from archive_office.custody.rules import inspections
from archive_office.custody.rules import registers as rules
from archive_office.custody.rules.inspections import Fault
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof, canonical, digest
from archive_office.regulation import Clause, enforce


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A piece of equipment as somebody describes it."""

    kind: str
    name: str
    checked_on: date
    place: str = ""
    remark: str = ""


@act("custody.equipment_registered", _("Equipment of a storeroom registered"), Clause.STO_03)
def register_equipment(room: Storeroom, thing: Thing, *, by: User, today: date) -> Equipment:
    """Register an extinguisher, a sign or an instrument; the day of its next check follows.

    Raises:
        RegulationError: ORG-01, STO-03 (last checked in the future).

    Source: STO-03.
    """
    day = thing.checked_on
    enforce(rules.against_day(room, by, on=day, today=today, clause=Clause.STO_03))
    equipment = Equipment.objects.create(
        room=room,
        department=room.department,
        kind=thing.kind,
        name=thing.name.strip(),
        place=thing.place.strip(),
        remark=thing.remark.strip(),
        checked_on=day,
        next_check_on=rules.next_check(day, on=today),
    )
    note(equipment, after={"room": room.pk, "next_check": equipment.next_check_on.isoformat()})
    return equipment


@act("custody.equipment_checked", _("Equipment of a storeroom checked"), Clause.STO_03)
def check_equipment(equipment: Equipment, *, on: date, by: User, today: date) -> Equipment:
    """Record that a piece of equipment was checked and is in order; the next check follows.

    Raises:
        RegulationError: ORG-01, STO-03 (taken away, a day in the future or before the last check).

    Source: STO-03.
    """
    fresh = _locked_equipment(equipment)
    enforce(rules.against_checking(fresh, by, on=on, today=today))
    before = fresh.next_check_on
    fresh.checked_on, fresh.next_check_on = on, rules.next_check(on, on=today)
    fresh.save(update_fields=["checked_on", "next_check_on"])
    note(
        fresh,
        before={"next_check": before.isoformat()},
        after={"next_check": fresh.next_check_on.isoformat()},
    )
    return fresh


@act("custody.equipment_retired", _("Equipment of a storeroom taken away"), Clause.STO_03)
def retire_equipment(equipment: Equipment, *, by: User, today: date) -> Equipment:
    """Record that a piece of equipment was taken away; it is checked no longer.

    Raises:
        RegulationError: ORG-01, STO-03 (taken away already).

    Source: STO-03.
    """
    fresh = _locked_equipment(equipment)
    enforce(rules.against_checking(fresh, by, on=today, today=today))
    fresh.retired_on = today
    fresh.save(update_fields=["retired_on"])
    note(fresh, before={"retired": None}, after={"retired": today.isoformat()})
    return fresh


@act("custody.climate_read", _("Climate of a storeroom read"), Clause.STO_02)
def read_climate(  # noqa: PLR0913 - a reading has these facts
    room: Storeroom,
    *,
    temperature: Decimal,
    humidity: Decimal,
    at: datetime,
    remedy: str,
    by: User,
    now: datetime,
) -> ClimateReading:
    """Record temperature and humidity; outside the limits it is a finding with its remedy.

    Args:
        remedy: What is done about it at once; needed only outside the limits.

    Raises:
        RegulationError: ORG-01, STO-02 (in the future, no percentage, outside the limits and
            nothing done about it).

    Source: STO-02, STO-12.
    """
    enforce(rules.against_reading(room, humidity, by, at=at, now=now))
    day = day_of(at)
    exceeded = rules.limits(on=day).exceeded(temperature, humidity)
    fault = _fault(exceeded, temperature, humidity, remedy=remedy, by=by, on=day_of(now))
    if fault is not None:
        enforce(inspections.against_fault(fault, today=day_of(now), clause=Clause.STO_02))
    reading = ClimateReading.objects.create(
        room=room,
        department=room.department,
        read_at=at,
        read_by=by,
        temperature=temperature,
        humidity=humidity,
        within_limits=fault is None,
    )
    note(reading, after={"temperature": str(temperature), "humidity": str(humidity)})
    if fault is not None:
        note_fault(room, fault, on=day_of(now), reading=reading)
    return reading


def _fault(
    exceeded: Sequence[Point],
    temperature: Decimal,
    humidity: Decimal,
    *,
    remedy: str,
    by: User,
    on: date,
) -> Fault | None:
    if not exceeded:
        return None
    what = f"{temperature} °C, {humidity} %"
    return Fault(point=exceeded[0], what=what, remedy=remedy, responsible=by, due_on=on)


@act("custody.visitor_let_in", _("Visitor let into a storeroom"), Clause.STO_16)
def let_in(  # noqa: PLR0913 - the register asks for these facts
    room: Storeroom,
    visitor: str,
    *,
    comes_from: str,
    reason: str,
    escort: User,
    at: datetime,
    by: User,
    now: datetime,
) -> RoomVisit:
    """Enter somebody who is not entitled to the room, why, and who goes along.

    Raises:
        RegulationError: ORG-01, STO-16 (the escort is not entitled, a moment in the future).

    Source: STO-16.
    """
    enforce(rules.against_letting_in(room, escort, by, at=at, now=now))
    visit = RoomVisit.objects.create(
        room=room,
        department=room.department,
        visitor=visitor.strip(),
        comes_from=comes_from.strip(),
        reason=reason.strip(),
        escort=escort,
        came_at=at,
    )
    note(visit, after={"room": room.pk, "escort": escort.pk})
    return visit


@act("custody.visitor_let_out", _("Visitor left a storeroom"), Clause.STO_16)
def let_out(visit: RoomVisit, *, at: datetime, by: User, now: datetime) -> RoomVisit:
    """Enter that a visitor has left.

    Raises:
        RegulationError: ORG-01, STO-16 (gone already, before coming in, in the future).

    Source: STO-16.
    """
    rows = RoomVisit.objects.select_for_update(of=("self",), no_key=True)
    fresh: RoomVisit = rows.select_related("department").get(pk=visit.pk)
    enforce(rules.against_letting_out(fresh, by, at=at, now=now))
    fresh.left_at = at
    fresh.save(update_fields=["left_at"])
    note(fresh, before={"left": None}, after={"left": at.isoformat()})
    return fresh


@act("custody.room_closed", _("Closing of a storeroom signed"), Clause.STO_15, Clause.STO_16)
def sign_closing(
    room: Storeroom,
    not_done: Sequence[str],
    proof: Proof,
    *,
    remark: str,
    by: User,
    now: datetime,
) -> RoomClosing:
    """The last person leaves: lights, windows, doors, clean, nothing foreign; signed by password.

    Raises:
        RegulationError: ORG-01, STO-15 (no checklist is kept, something not in order and not
            explained), STO-16 (somebody is still inside), SEC-42 (proof).

    Source: STO-15, STO-16.
    """
    today = day_of(now)
    fresh = Storeroom.objects.select_for_update(of=("self",), no_key=True).get(pk=room.pk)
    enforce(rules.against_closing(fresh, not_done, remark, by, today=today))
    enforce(rules.against_proof(proof, by, now))
    content = _closing_content(fresh, not_done, remark, by=by, now=now)
    closing = RoomClosing.objects.create(
        room=fresh,
        department=fresh.department,
        on=today,
        closed_at=now,
        closed_by=by,
        not_done=sorted(not_done),
        remark=remark.strip(),
        content=content,
        content_hash=digest(content),
    )
    note(closing, after={"room": fresh.pk, "not_done": sorted(not_done)})
    return closing


def _locked_equipment(equipment: Equipment) -> Equipment:
    rows = Equipment.objects.select_for_update(of=("self",), no_key=True)
    fresh: Equipment = rows.select_related("room__department").get(pk=equipment.pk)
    return fresh


def _closing_content(
    room: Storeroom, not_done: Sequence[str], remark: str, *, by: User, now: datetime
) -> str:
    return canonical(
        "custody.closing/1",
        {
            "room": f"{room.department.code}-{room.code}",
            "at": now.isoformat(),
            "by": by.username,
            "not_done": sorted(not_done),
            "remark": remark.strip(),
        },
    )
