"""Who hears of what is due in the storerooms: inspections, equipment, remedies, closing, backups.

Source: STO-03, STO-11, STO-12, STO-15, STO-18.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.custody.models import Equipment, RoomFinding, Storeroom
from archive_office.custody.rules import inspections, registers, rooms
from archive_office.journal.acts import act
from archive_office.notices.procedures.telling import Message, tell, worded
from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_OF_A_REMEDY: Final = 80
"""Characters of what was to be done that a notice's title repeats; the list shows it whole."""


@act("custody.inspections_reminded", _("Reminded of inspections of storerooms"), Clause.STO_11)
def remind_of_inspections(*, now: datetime, by: User | None = None) -> int:
    """Tell once a month whoever looks after a room that its inspection is due.

    Source: STO-11.
    """
    today = timezone.localtime(now).date()
    in_use = Storeroom.objects.filter(is_active=True).select_related("department")
    told = 0
    for room in inspections.due_rooms(in_use, on=today).order_by("pk"):
        title = worded(_("%(room)s: the inspection is due"), room=room)
        key = f"room-inspection:{room.pk}:{today:%Y-%m}"
        told += _tell_of(room, key, title, Clause.STO_11, now=now, by=by)
    return told


@act("custody.equipment_reminded", _("Reminded of checks of equipment"), Clause.STO_03)
def remind_of_equipment(*, now: datetime, by: User | None = None) -> int:
    """Tell two weeks before its day that an extinguisher, a sign or an instrument is to be checked.

    Source: STO-03.
    """
    today = timezone.localtime(now).date()
    due = Equipment.objects.filter(room__is_active=True).select_related("room__department")
    told = 0
    for thing in registers.due_equipment(due, on=today).order_by("pk"):
        title = worded(
            _("%(room)s: %(thing)s is to be checked by %(day)s"),
            room=thing.room,
            thing=thing,
            day=thing.next_check_on,
        )
        key = f"equipment:{thing.pk}:{thing.next_check_on}"
        told += _tell_of(thing.room, key, title, Clause.STO_03, now=now, by=by)
    return told


@act("custody.remedies_reminded", _("Reminded of late remedies"), Clause.STO_12)
def remind_of_remedies(*, now: datetime, by: User | None = None) -> int:
    """Tell whoever was to see to a finding that its day has passed.

    Source: STO-12.
    """
    today = timezone.localtime(now).date()
    late = RoomFinding.objects.filter(done_on=None, due_on__lt=today)
    told = 0
    for finding in late.select_related("room", "responsible").order_by("pk"):
        title = worded(
            _("%(room)s: “%(remedy)s” was to be done by %(day)s"),
            room=finding.room,
            remedy=Truncator(finding.remedy).chars(MOST_OF_A_REMEDY),
            day=finding.due_on,
        )
        message = Message(
            f"remedy:{finding.pk}",
            title,
            link=reverse("workbench:room_findings"),
            clause=Clause.STO_12,
        )
        told += len(tell([finding.responsible], message, by=by, now=now))
    return told


@act("custody.closings_reminded", _("Reminded of missing closings"), Clause.STO_15)
def remind_of_closings(*, now: datetime, by: User | None = None) -> int:
    """Tell, where the office wants it, which rooms were used yesterday and not signed off.

    Source: STO-15.
    """
    today = timezone.localtime(now).date()
    yesterday = today - timedelta(days=1)
    if not policy.switch("closing_checklist", on=yesterday):
        return 0
    in_use = Storeroom.objects.filter(is_active=True).select_related("department")
    told = 0
    for room in registers.closings_missing(in_use, on=yesterday).order_by("pk"):
        title = worded(
            _("%(room)s: nobody signed the closing of %(day)s"), room=room, day=yesterday
        )
        key = f"closing:{room.pk}:{yesterday}"
        told += _tell_of(room, key, title, Clause.STO_15, now=now, by=by)
    return told


@act("custody.backup_reminded", _("Reminded of the backup"), Clause.STO_18)
def remind_of_backup(*, now: datetime, by: User | None = None) -> int:
    """Tell the administrator and the archive-room head on the backup day, until one is recorded.

    Source: STO-18.
    """
    today = timezone.localtime(now).date()
    if not registers.is_backup_missing(on=today):
        return 0
    message = Message(
        f"backup:{today:%Y-%m}",
        worded(_("The data of %(month)s are to be backed up"), month=f"{today:%Y-%m}"),
        link=reverse("workbench:backups"),
        clause=Clause.STO_18,
    )
    return len(tell(_backs_up(on=today), message, by=by, now=now))


def _backs_up(*, on: date) -> Iterable[User]:
    roles = (Role.ADMINISTRATOR, Role.ARCHIVE_ROOM_HEAD)
    posts = Membership.objects.in_force(on).filter(role__in=roles).select_related("person")
    return [post.person for post in posts]


def _tell_of(
    room: Storeroom,
    key: str,
    title: "StrPromise",
    clause: Clause,
    *,
    now: datetime,
    by: User | None,
) -> int:
    people = rooms.caretakers(room.department, on=timezone.localtime(now).date())
    link = reverse("workbench:room", args=[room.pk])
    return len(tell(people, Message(key, title, link=link, clause=clause), by=by, now=now))
