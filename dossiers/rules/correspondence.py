"""What stands against registering correspondence, and against linking it; what is counted of it.

Source: COL-12, SVC-05, SVC-06.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier, Letter, NumberSeries, Unit
from dossiers.rules.entries import open_dossiers

MOST_NAMED: Final = 20
_RUNNING: Final = re.compile(r"-([0-9]+)$")

REGISTERS = (Role.FRONT_LINE, Role.CENTRE_ARCHIVIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """One letter, call or notice as it is told.

    Attributes:
        answer_due_on: Until when somebody waits for an answer; none where nobody does.
        answers: The letter it answers.
    """

    direction: str
    kind: str
    on: date
    partner: str
    subject: str
    dossier: Dossier | None = None
    unit: Unit | None = None
    answer_due_on: date | None = None
    answers: Letter | None = None


@dataclass(frozen=True, slots=True)
class LetterFigures:
    """What the register of a year comes to.

    Attributes:
        gaps: Numbers that were given and stand nowhere; the first ones by name.
        unfiled: Papers on a unit that lie in no dossier.
    """

    year: int
    entered: int
    unfiled: int
    unanswered: int
    late: int
    gaps: tuple[str, ...]


def unanswered(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Those to which an answer is due and none was entered.

    Source: SVC-06.
    """
    return letters.filter(answer_due_on__isnull=False, answered_by__isnull=True)


def series_of(centre: Department, year: int) -> str:
    """The series of a centre's numbers of a year."""
    return f"WL-{centre.code}-{year}"


def figures_of_letters(letters: QuerySet[Letter], *, today: date) -> LetterFigures:
    """What was entered this year: gaps among the numbers, papers not filed, letters unanswered.

    Args:
        letters: Those a person may see.

    Source: SVC-05, SVC-06.
    """
    rows = letters.order_by().filter(registered_on__year=today.year)
    waiting = Q(answer_due_on__isnull=False, answered_by__isnull=True)
    told = rows.aggregate(
        entered=Count("pk", distinct=True),
        unfiled=Count("pk", filter=Q(unit__isnull=False, dossier__isnull=True), distinct=True),
        unanswered=Count("pk", filter=waiting, distinct=True),
        late=Count("pk", filter=waiting & Q(answer_due_on__lt=today), distinct=True),
    )
    return LetterFigures(year=today.year, gaps=tuple(_gaps(rows, today.year)), **told)


def _gaps(rows: QuerySet[Letter], year: int) -> Iterator[str]:
    counts = dict(rows.values_list("centre").annotate(n=Count("pk")))
    centres = {series_of(c, year): c.pk for c in Department.objects.filter(pk__in=counts)}
    for series in NumberSeries.objects.filter(key__in=centres).order_by("key"):
        centre = centres[series.key]
        if series.last <= counts[centre]:
            continue
        there = rows.filter(centre=centre).values_list("number", flat=True)
        known = {int(found[1]) for number in there if (found := _RUNNING.search(number))}
        missing = sorted(set(range(1, series.last + 1)) - known)[:MOST_NAMED]
        yield from (f"{series.key}-{number:04}" for number in missing)


def dossier_of(told: Correspondence) -> Dossier | None:
    """The dossier a paper goes into at once: the one named, or the only one open on its unit.

    Source: SVC-05.
    """
    if told.dossier is not None or told.unit is None:
        return told.dossier
    found = list(open_dossiers(told.unit)[:2])
    return found[0] if len(found) == 1 else None


def against_registering(
    told: Correspondence, centre: Department, by: User, *, today: date
) -> Iterator[Refusal]:
    """Why this person does not register this for this centre.

    Source: COL-12, SVC-05, SVC-06.
    """
    if not centre.is_centre or not any(by.holds(role, centre) for role in REGISTERS):
        yield Refusal(
            Clause.ORG_08,
            _("Only the staff of %(centre)s register its correspondence.") % {"centre": centre},
        )
    if not told.partner:
        yield Refusal(Clause.COL_12, _("Say from whom it came, or to whom it went."), "partner")
    if not told.subject:
        yield Refusal(Clause.COL_12, _("Say what it is about."), "subject")
    if told.on > today:
        yield Refusal(Clause.COL_12, _("The day is not in the future."), "on")
    if told.dossier is not None:
        yield from _against_strange(told.dossier, centre)
    yield from _against_unit(told, centre)
    yield from _against_answer(told, centre)


def _against_unit(told: Correspondence, centre: Department) -> Iterator[Refusal]:
    """Why a paper on a unit would not reach the dossier of its customer.

    Source: SVC-05.
    """
    unit, dossier = told.unit, told.dossier
    if unit is None:
        return
    if unit.estate.centre_id != centre.pk:
        yield Refusal(
            Clause.SVC_05, _("%(unit)s belongs to another centre.") % {"unit": unit}, "unit"
        )
    if dossier is None and open_dossiers(unit).count() > 1:
        yield Refusal(
            Clause.SVC_05,
            _("Several dossiers are open on %(unit)s; name the one it belongs to.")
            % {"unit": unit},
            "dossier",
        )
    if dossier is not None and dossier.unit_id != unit.pk:
        yield Refusal(Clause.SVC_05, _("The dossier is not that of this unit."), "dossier")


def _against_answer(told: Correspondence, centre: Department) -> Iterator[Refusal]:
    """Why it answers no letter, or no answer can be due on this day.

    Source: SVC-06.
    """
    if told.answer_due_on is not None and told.answer_due_on < told.on:
        yield Refusal(
            Clause.SVC_06, _("An answer is due after the letter, not before."), "answer_due_on"
        )
    earlier = told.answers
    if earlier is None:
        return
    if earlier.centre_id != centre.pk or earlier.direction == told.direction:
        yield Refusal(
            Clause.SVC_06,
            _("%(number)s is no letter that this one can answer.") % {"number": earlier},
            "answers",
        )


def against_linking(letter: Letter, dossier: Dossier | None, by: User) -> Iterator[Refusal]:
    """Why this person does not link this entry to this dossier; a link once made stays.

    Source: COL-12, SVC-05.
    """
    if not any(by.holds(role, letter.centre) for role in REGISTERS):
        yield Refusal(
            Clause.ORG_08,
            _("Only the staff of %(centre)s register its correspondence.")
            % {"centre": letter.centre},
        )
    if letter.dossier_id is not None:
        yield Refusal(Clause.COL_12, _("%(number)s has its dossier.") % {"number": letter})
    if dossier is None:
        yield Refusal(Clause.COL_12, _("No dossier is called so."), "dossier")
    else:
        yield from _against_strange(dossier, letter.centre)
        if letter.unit_id is not None and dossier.unit_id != letter.unit_id:
            yield Refusal(Clause.SVC_05, _("The dossier is not that of this unit."), "dossier")


def _against_strange(dossier: Dossier, centre: Department) -> Iterator[Refusal]:
    if dossier.centre_id != centre.pk:
        yield Refusal(
            Clause.ORG_01,
            _("%(thing)s belongs to another centre than %(centre)s.")
            % {"thing": dossier, "centre": centre},
            field="dossier",
        )
