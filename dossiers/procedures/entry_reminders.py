"""Reminders of what waits in forms and registers: not received, not solved, not done.

Source: SVC-03, SVC-09, SVC-14, COL-14.
"""

from collections import Counter
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office.journal.acts import act
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause
from dossiers.models import FormDefinition, RegisterEntry
from dossiers.procedures.data_requests import answerers_of
from dossiers.rules.definitions import spec_of
from dossiers.rules.entries import clause_of, late
from dossiers.rules.return_visits import FOLLOWED, visits_due


@act(
    "dossiers.entries_reminded",
    _("Reminded of entries that wait"),
    Clause.SVC_03,
    Clause.SVC_09,
    Clause.SVC_14,
)
def remind_of_entries(*, now: datetime, by: User | None = None) -> int:
    """Tell archivist and head of each centre once a week which registers hold something overdue.

    Source: SVC-03, SVC-09, SVC-14.
    """
    today, told = timezone.localtime(now).date(), 0
    rows = late(RegisterEntry.objects.all(), today=today).order_by()
    counted = rows.values("centre", "form").annotate(n=Count("pk"), first=Min("due_on"))
    found = list(counted.order_by("centre", "form"))
    centres = Department.objects.in_bulk({row["centre"] for row in found})
    for row in found:
        centre = centres[row["centre"]]
        message = _message(row["form"], centre, row["n"], row["first"], now)
        told += len(tell(answerers_of(centre, today), message, by=by, now=now))
    return told


@act("dossiers.visits_reminded", _("Reminded of return visits"), Clause.COL_14)
def remind_of_return_visits(*, now: datetime, by: User | None = None) -> int:
    """Tell archivist and head of each centre once a week which return visits are due.

    Source: COL-14.
    """
    today, told = timezone.localtime(now).date(), 0
    due = visits_due(RegisterEntry.objects.all(), today=today).order_by()
    for form in FOLLOWED:
        centres = Counter(due.filter(form=form).values_list("centre", flat=True))
        for centre in Department.objects.filter(pk__in=centres).order_by("pk"):
            message = _visits(form, centre, centres[centre.pk], now)
            told += len(tell(answerers_of(centre, today), message, by=by, now=now))
    return told


def _visits(code: str, centre: Department, n: int, now: datetime) -> Message:
    title = ngettext_lazy(
        "%(centre)s: %(n)d return visit is due",
        "%(centre)s: %(n)d return visits are due",
        n,
    )
    week = timezone.localtime(now).isocalendar()
    return Message(
        f"dossiers.visits:{code}:{centre.pk}:{week.year}-W{week.week:02}",
        worded(title, centre=centre, n=n),
        link=f"{reverse('dossiers:form', args=[code])}?state=visit",
        clause=Clause.COL_14,
    )


def _message(code: str, centre: Department, n: int, first: object, now: datetime) -> Message:
    definition = FormDefinition.objects.filter(code=code).order_by("-version")[0]
    title = ngettext_lazy(
        "%(centre)s, %(form)s: %(n)d entry is overdue, since %(day)s",
        "%(centre)s, %(form)s: %(n)d entries are overdue, the oldest since %(day)s",
        n,
    )
    clauses = [state.clause for state in spec_of(definition).states if state.clause]
    week = timezone.localtime(now).isocalendar()
    return Message(
        f"dossiers.entries:{code}:{centre.pk}:{week.year}-W{week.week:02}",
        worded(title, centre=centre, form=definition, n=n, day=first),
        link=f"{definition.get_absolute_url()}?state=late",
        clause=clause_of(clauses[0] if clauses else ""),
    )
