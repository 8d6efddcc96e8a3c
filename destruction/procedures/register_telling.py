"""Telling people that a destruction waits for them.

A notice names the number of the register only; what is on the list is read behind the link.

Source: DES-13, DES-14, DES-19.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.notices.models import Notice
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Membership, User
from archive_office.regulation import Clause
from destruction.models import DestructionRegister
from destruction.rules import approving, people, wait
from destruction.rules.registering import proposers

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

APPROVED: Final = _("Destruction register %(number)s is approved: bring its things apart")
REFUSED: Final = _("Destruction register %(number)s was refused")


def ask_approvers(register: DestructionRegister, *, by: User, now: datetime) -> None:
    """Tell those whose approval is next; once for each content and each turn."""
    decided = list(register.decisions.all())
    following = approving.next_approvals(register, decided)
    posts = Q(pk__in=[])
    for approval in following:
        where = {} if approval.department is None else {"department": approval.department}
        posts |= Q(role=approval.role, **where)
    rank = min((approval.rank for approval in following), default=0)
    message = Message(
        f"approval_wanted:{register.pk}:{register.content_hash[:16]}:{rank}",
        worded(
            _("Your approval is wanted on destruction register %(number)s"), number=register.number
        ),
        link=register.get_absolute_url(),
        clause=Clause.DES_13,
    )
    own = proposers(register) | {d.by_id for d in decided}
    tell([p for p in _holders(posts, now) if p.pk not in own], message, by=by, now=now)


def tell_proposers(
    register: DestructionRegister,
    title: "StrPromise",
    *,
    by: User,
    now: datetime,
    body: str = "",
) -> None:
    """Tell whoever drew the register up what was decided on it (DES-14)."""
    message = Message(
        f"register_decided:{register.pk}:{register.state}",
        worded(title, number=register.number),
        body=body,
        link=register.get_absolute_url(),
        clause=Clause.DES_14,
    )
    tell(User.objects.filter(pk__in=proposers(register)), message, by=by, now=now)


def remind_of_waiting(*, now: datetime) -> int:
    """Tell the room, and who checks, that a wait ends within 14 days, and weekly once it is over.

    Source: DES-19.
    """
    today = timezone.localtime(now).date()
    near = wait.ending(DestructionRegister.objects.all(), today)
    return sum(_remind(each, now=now) for each in near)


def _remind(each: wait.Ending, *, now: datetime) -> int:
    """Tell whoever has not heard; when all have, nothing is written, not even in the journal."""
    message = _message(each, now)
    posts = Q(role__in=people.ARCHIVISTS | people.HEADS, department=each.register.room_id)
    heard = set(Notice.objects.filter(key=message.key).values_list("to_id", flat=True))
    left = [person for person in _holders(posts, now) if person.pk not in heard]
    return len(tell(left, message, by=None, now=now)) if left else 0


def _message(each: wait.Ending, now: datetime) -> Message:
    week = timezone.localtime(now).date().isocalendar()
    over = each.days_left <= 0
    title = _("%(number)s: the wait before destruction ends on %(day)s")
    if over:
        title = _("%(number)s: the wait before destruction is over, the second check is due")
    if over and each.register.checked_at is not None:
        title = _("%(number)s: checked again, the destruction can be carried out")
    stage = f"over:{week.year}-W{week.week:02}" if over else f"soon:{each.ends_on.isoformat()}"
    return Message(
        f"destruction_wait:{each.register.pk}:{stage}",
        worded(title, number=each.register.number, day=each.ends_on.isoformat()),
        link=each.register.get_absolute_url(),
        clause=Clause.DES_19,
    )


def _holders(posts: Q, now: datetime) -> list[User]:
    rows = Membership.objects.in_force(timezone.localtime(now).date()).filter(posts)
    return list(User.objects.filter(pk__in=rows.values("person")).order_by("pk"))
