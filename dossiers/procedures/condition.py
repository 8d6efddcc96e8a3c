"""Looking at what is kept: a check of a box or a thing, and the repair it asked for.

Source: APR-19, APR-20.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office.custody.models import Box
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, Membership, User
from archive_office.regulation import Clause, enforce
from dossiers.models import ConditionCheck, Holding
from dossiers.procedures.custody import locked
from dossiers.rules import condition as rules
from dossiers.rules.condition import Found, Thing


@act("dossiers.condition_checked", _("Condition checked"), Clause.APR_19)
def check_condition(thing: Thing, found: Found, *, by: User, today: date) -> ConditionCheck:
    """Record what somebody saw in a box or at a single thing, and what follows from it.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), APR-19 (a thing that is gone, a day
            in the future, a finding nobody does anything about, a consequence without a finding,
            the appraisal of a whole box, a repair without a day).

    Source: APR-19.
    """
    fresh = thing if isinstance(thing, Box) else locked([thing.pk])[0]
    enforce(rules.against_checking(fresh, found, by, today=today))
    check = ConditionCheck.objects.create(
        department=rules.keeper_of(fresh),
        box=fresh if isinstance(fresh, Box) else None,
        holding=fresh if isinstance(fresh, Holding) else None,
        checked_on=found.on,
        checked_by=by,
        findings=list(found.findings),
        note=found.note.strip(),
        consequence=found.consequence,
        repair_due_on=found.repair_due_on,
    )
    note(
        check,
        after={
            "on": found.on.isoformat(),
            "findings": list(found.findings),
            "consequence": str(found.consequence),
        },
    )
    return check


@act("dossiers.repair_done", _("Repair done"), Clause.APR_19)
def repair_done(check: ConditionCheck, *, on: date, by: User, today: date) -> ConditionCheck:
    """Report that what a check asked for has been repaired.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), APR-19 (no repair is open, or a day
            before the check or in the future).

    Source: APR-19.
    """
    fresh = (
        ConditionCheck.objects.select_for_update(of=("self",), no_key=True)
        .select_related("department")
        .get(pk=check.pk)
    )
    enforce(rules.against_repairing(fresh, by, on=on, today=today))
    fresh.repaired_on = on
    fresh.save(update_fields=["repaired_on"])
    note(fresh, before={"repaired": None}, after={"repaired": on.isoformat()})
    return fresh


@act("dossiers.condition_reminded", _("Reminded of checks of the condition"), Clause.APR_20)
def remind_of_condition_checks(*, now: datetime, by: User | None = None) -> int:
    """Tell each archive room once a month how many boxes are due and which repairs are late.

    Source: APR-19, APR-20.
    """
    today = timezone.localtime(now).date()
    filled = Box.objects.filter(holds__isnull=False).distinct()
    due = _counted(rules.due_boxes(filled, on=today))
    late = _counted(
        ConditionCheck.objects.filter(repaired_on__isnull=True, repair_due_on__lt=today)
    )
    told = 0
    for room in Department.objects.filter(pk__in={*due, *late}).order_by("pk"):
        message = _message(room, due.get(room.pk, 0), late.get(room.pk, 0), month=f"{today:%Y-%m}")
        told += len(tell(_checkers(room, today), message, by=by, now=now))
    return told


def _counted(rows: QuerySet[Any]) -> dict[int, int]:
    found = rows.order_by().values_list("department").annotate(n=Count("pk", distinct=True))
    return dict(found)


def _checkers(room: Department, on: date) -> list[User]:
    posts = Membership.objects.in_force(on).filter(department=room, role__in=rules.CHECKERS)
    return [post.person for post in posts.select_related("person")]


def _message(room: Department, due: int, late: int, *, month: str) -> Message:
    title = ngettext_lazy(
        "%(room)s: the condition of %(n)d box is due for a check",
        "%(room)s: the condition of %(n)d boxes is due for a check",
        due,
    )
    if not due:
        title = ngettext_lazy(
            "%(room)s: %(late)d repair is late", "%(room)s: %(late)d repairs are late", late
        )
    return Message(
        f"condition:{room.pk}:{month}",
        worded(title, room=room, n=due, late=late),
        link=f"{reverse('dossiers:condition')}{'' if due else '?show=repairs'}",
        clause=Clause.APR_20 if due else Clause.APR_19,
    )
