"""What stands against an entry in the registers of a storeroom, and what is due there.

Source: STO-02, STO-03, STO-15, STO-16, STO-18.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.custody.models import (
    Backup,
    ClimateReading,
    Equipment,
    Point,
    RoomClosing,
    RoomVisit,
    Storeroom,
)
from archive_office.custody.rules.months import months_after
from archive_office.custody.rules.rooms import against_strangers, looks_after
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause, Refusal

PROOF_LASTS: Final = timedelta(minutes=5)
REMINDED_BEFORE: Final = timedelta(days=14)
"""So long before the day of a check somebody hears of it."""
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """The climate that a storeroom ought to have, both ends included."""

    temperature: tuple[int, int]
    humidity: tuple[int, int]

    def exceeded(self, temperature: Decimal, humidity: Decimal) -> list[Point]:
        """Which of the protections from heat and damp do not hold in this climate."""
        found = []
        if not self.temperature[0] <= temperature <= self.temperature[1]:
            found.append(Point.HEAT)
        if not self.humidity[0] <= humidity <= self.humidity[1]:
            found.append(Point.DAMP)
        return found


def limits(*, on: date) -> Limits:
    """The limits in force on a day.

    Source: STO-02.
    """
    return Limits(
        (policy.number("temperature_least", on=on), policy.number("temperature_most", on=on)),
        (policy.number("humidity_least", on=on), policy.number("humidity_most", on=on)),
    )


def in_use(equipment: QuerySet[Equipment]) -> QuerySet[Equipment]:
    """Equipment that was not taken away."""
    return equipment.filter(retired_on=None)


def due_equipment(equipment: QuerySet[Equipment], *, on: date) -> QuerySet[Equipment]:
    """Extinguishers, signs and instruments to be checked within two weeks, or late already.

    Source: STO-03.
    """
    return in_use(equipment).filter(next_check_on__lte=on + REMINDED_BEFORE)


def next_check(checked_on: date, *, on: date) -> date:
    """The day of the next check, by the rhythm in force.

    Source: STO-03.
    """
    return months_after(checked_on, policy.number("extinguisher_check_months", on=on))


def against_day(
    room: Storeroom, by: User, *, on: date, today: date, clause: Clause
) -> Iterator[Refusal]:
    """Refuse strangers, and a day in the future."""
    yield from against_strangers(room.department, by)
    if on > today:
        yield Refusal(clause, _("The day is not in the future."), field="on")


def against_checking(equipment: Equipment, by: User, *, on: date, today: date) -> Iterator[Refusal]:
    """Why no check of this equipment can be recorded.

    Source: STO-03.
    """
    yield from against_day(equipment.room, by, on=on, today=today, clause=Clause.STO_03)
    if equipment.retired_on is not None:
        yield Refusal(Clause.STO_03, _("%(thing)s was taken away.") % {"thing": equipment})
    if on < equipment.checked_on:
        yield Refusal(Clause.STO_03, _("It was checked later than that already."), field="on")


def against_reading(
    room: Storeroom, humidity: Decimal, by: User, *, at: datetime, now: datetime
) -> Iterator[Refusal]:
    """Why this climate reading cannot be recorded.

    Source: STO-02.
    """
    yield from against_strangers(room.department, by)
    if at > now:
        yield Refusal(Clause.STO_02, _("The moment is not in the future."), field="read_at")
    if not 0 <= humidity <= 100:  # noqa: PLR2004 - per cent
        yield Refusal(Clause.STO_02, _("Humidity is a percentage."), field="humidity")


def inside(room: Storeroom) -> QuerySet[RoomVisit]:
    """Visitors who came in and have not left.

    Source: STO-16.
    """
    return RoomVisit.objects.filter(room=room, left_at=None).select_related("escort")


def against_letting_in(
    room: Storeroom, escort: User, by: User, *, at: datetime, now: datetime
) -> Iterator[Refusal]:
    """Why a visitor cannot be entered like this: somebody entitled goes along.

    Source: STO-16.
    """
    yield from against_strangers(room.department, by)
    if not looks_after(escort, room.department):
        yield Refusal(
            Clause.STO_16,
            _("%(person)s is not entitled to %(room)s and cannot take anybody along.")
            % {"person": escort, "room": room},
            field="escort",
        )
    if at > now:
        yield Refusal(Clause.STO_16, _("The moment is not in the future."), field="came_at")


def against_letting_out(
    visit: RoomVisit, by: User, *, at: datetime, now: datetime
) -> Iterator[Refusal]:
    """Why this visitor cannot be entered as gone.

    Source: STO-16.
    """
    yield from against_strangers(visit.department, by)
    if visit.left_at is not None:
        yield Refusal(Clause.STO_16, _("%(person)s has left already.") % {"person": visit})
    if not visit.came_at <= at <= now:
        yield Refusal(
            Clause.STO_16, _("Somebody leaves after coming in, and not in the future."), field="at"
        )


def against_closing(
    room: Storeroom, not_done: Sequence[str], remark: str, by: User, *, today: date
) -> Iterator[Refusal]:
    """Why the last person cannot sign the closing of this room now.

    Source: STO-15, STO-16.
    """
    yield from against_strangers(room.department, by)
    if not policy.switch("closing_checklist", on=today):
        yield Refusal(Clause.STO_15, _("The office keeps no closing checklist at present."))
    if names := [str(visit) for visit in inside(room)]:
        yield Refusal(
            Clause.STO_16,
            _("Still inside: %(people)s. Nobody is left in a room that is closed.")
            % {"people": "；".join(names)},
        )
    if set(not_done) - set(RoomClosing.Point.values):
        yield Refusal(Clause.STO_15, _("Choose the points from the list."))
    if not_done and not remark.strip():
        yield Refusal(
            Clause.STO_15,
            _("Something is not in order: put it in order, or say why and who was told."),
            field="remark",
        )


def against_proof(proof: Proof, by: User, now: datetime) -> Iterator[Refusal]:
    """Refuse a proof of identity of somebody else, or one that is too old (SEC-42)."""
    if proof.user.pk != by.pk or not timedelta(0) <= now - proof.at <= PROOF_LASTS:
        yield Refusal(Clause.SEC_42, _("Enter your own password again to sign."), field="password")


def backup_day(*, on: date) -> date:
    """The day of this month on which the data are backed up.

    Source: STO-18.
    """
    return on.replace(day=policy.number("backup_day_of_month", on=on))


def is_backup_missing(*, on: date) -> bool:
    """Whether the backup day is here and no complete backup was recorded since the last one.

    Source: STO-18.
    """
    day = backup_day(on=on)
    if on < day:
        day = months_after(day, -1)
    return not Backup.objects.filter(made_on__gte=day, result=Backup.Result.GOOD).exists()


def against_backup(*, on: date, today: date, result: str, checksum: str) -> Iterator[Refusal]:
    """Why this backup cannot be recorded.

    Source: STO-18.
    """
    if on > today:
        yield Refusal(Clause.STO_18, _("The day is not in the future."), field="made_on")
    hexadecimal = len(checksum) == 64 and not set(checksum) - set("0123456789abcdef")  # noqa: PLR2004 - SHA-256
    if (checksum or result == Backup.Result.GOOD) and not hexadecimal:
        yield Refusal(
            Clause.STO_18,
            _("A complete backup has its checksum: 64 hexadecimal digits."),
            field="checksum",
        )


def against_testing(backup: Backup, *, on: date, today: date) -> Iterator[Refusal]:
    """Why no restore test of this backup can be recorded.

    Source: STO-18.
    """
    if backup.tested_on is not None:
        yield Refusal(Clause.STO_18, _("This backup was tested already."))
    if not backup.made_on <= on <= today:
        yield Refusal(
            Clause.STO_18,
            _("A backup is tested after it was made, and not in the future."),
            field="on",
        )


def closings_missing(rooms: QuerySet[Storeroom], *, on: date) -> QuerySet[Storeroom]:
    """Rooms that somebody opened on a day, as far as their registers tell, and nobody closed.

    Source: STO-15.
    """
    used = (
        ClimateReading.objects.filter(read_at__date=on)
        .values("room")
        .union(RoomVisit.objects.filter(came_at__date=on).values("room"))
    )
    closed = RoomClosing.objects.filter(on=on).values("room")
    return rooms.filter(pk__in=[row["room"] for row in used]).exclude(pk__in=closed)
