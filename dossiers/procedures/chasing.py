"""Missing papers are asked for: by letter, and by the clock on the day of supply.

Source: COL-06, COL-07, FIL-30.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office import policy
from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, enforce
from dossiers.models import ChaseLetter, Dossier
from dossiers.procedures.codes import next_code
from dossiers.rules import chasing as rules

MOST_LINES: Final = 200
"""Dossiers of one letter; what lies beyond comes with the next one."""


@act("dossiers.papers_chased", _("Missing papers asked for"), Clause.COL_06, Clause.COL_07)
def chase_papers(centre: Department, supplier: str, *, by: User, today: date) -> ChaseLetter:
    """Write a letter to a supplying department: which dossiers lack which of its papers.

    Raises:
        RegulationError: ORG-08 (not the centre's archivist), COL-06 (nothing is missing).

    Source: COL-06, COL-07, ORG-08.
    """
    lacking = rules.incomplete(Dossier.objects.filter(centre=centre), supplier)
    rows = lacking.select_related("unit__estate", "occupancy__customer", "centre")
    lacks = rules.lacks_of(list(rows.order_by("code")[:MOST_LINES]), supplier)
    enforce(rules.against_chasing(centre, supplier, lacks, by))
    letter = ChaseLetter.objects.create(
        number=next_code(f"CJ-{centre.code}-{today.year}"),
        centre=centre,
        supplier=supplier,
        issued_on=today,
        issued_by=by,
        due_on=today + timedelta(days=policy.number("missing_paper_days", on=today)),
        lines=[
            {
                "dossier": lack.dossier.pk,
                "code": lack.dossier.code,
                "unit": str(lack.dossier.unit),
                "papers": [paper.code for paper in lack.papers],
            }
            for lack in lacks
        ],
    )
    note(letter, after={"supplier": supplier, "dossiers": len(letter.lines)})
    return letter


@act("dossiers.supply_reminded", _("Departments reminded of last month’s papers"), Clause.FIL_30)
def remind_of_supply(*, now: datetime, by: User | None = None) -> int:
    """From the day of supply on, tell each department weekly what it still owes of last month's.

    The people of the department hear of it; where none is known by that name, the centre's head.

    Source: FIL-30, ORG-09.
    """
    today = day_of(now)
    if not rules.is_supply_due(today=today):
        return 0
    told = 0
    due = rules.of_last_month(Dossier.objects.all(), today=today)
    for supplier in rules.suppliers():
        owed = rules.incomplete(due, supplier).order_by()
        counts = dict(owed.values_list("centre").annotate(n=Count("pk")))
        for centre in Department.objects.filter(pk__in=counts).order_by("pk"):
            message = _owed(centre, supplier, counts[centre.pk], today)
            told += len(tell(_answering(centre, supplier, today), message, by=by, now=now))
    return told


def _owed(centre: Department, supplier: str, count: int, today: date) -> Message:
    week = today.isocalendar().week
    title = ngettext_lazy(
        "%(supplier)s: %(n)d dossier of %(centre)s still lacks papers of last month",
        "%(supplier)s: %(n)d dossiers of %(centre)s still lack papers of last month",
        count,
    )
    return Message(
        f"supply:{centre.pk}:{supplier}:{today:%Y-%m}:{week}",
        worded(title, supplier=supplier, n=count, centre=centre),
        link=f"{reverse('dossiers:missing_papers')}?supplier={supplier}&centre={centre.pk}",
        clause=Clause.FIL_30,
    )


def _answering(centre: Department, supplier: str, on: date) -> Iterable[User]:
    """The people of a supplying department that belongs to the centre or to headquarters."""
    posts = Membership.objects.in_force(on).select_related("person", "department")
    named = [
        post.person
        for post in posts.filter(department__name=supplier)
        if post.department.parent_id in (None, centre.pk, centre.parent_id)
    ]
    heads = posts.filter(department=centre, role=Role.CENTRE_HEAD)
    return named or [post.person for post in heads]
