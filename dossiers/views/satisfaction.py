"""Satisfaction surveys: their figures by centre, the report, and the measures they open.

Source: SVC-42, SVC-43, SVC-44.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.models import RegisterEntry
from dossiers.papers.filling import fonds_of
from dossiers.papers.satisfaction import (
    MeasureLine,
    SatisfactionReport,
    ScoreLine,
    satisfaction_report,
)
from dossiers.procedures.entries import note_taken_along
from dossiers.procedures.satisfaction import evaluate_survey
from dossiers.rules import satisfaction as rules
from dossiers.rules.definitions import spec_of
from dossiers.views.registers import ENTRIES, LIST, WRITES, home_of, latest

FIRST_YEAR = 2000
MEASURED = ("question", "score", "measure", "responsible", "until")


@shell_page(_("Satisfaction surveys"), ENTRIES, methods=("GET",))
def satisfaction(request: StaffRequest) -> HttpResponse:
    """Questionnaires sent and back, and the score of each question, beside the year before."""
    under(request, LIST)
    user, year = actor(request), _year(request)
    lines = rules.figures_of_surveys(_centres(user), year)
    context = {
        "year": year,
        "years": range(clock.today().year, clock.today().year - 3, -1),
        "questions": [question.label for question in rules.questions()],
        "lines": lines,
        "least": policy.number("satisfaction_minimum", on=clock.today()),
        "own": {m.department_id for m in user.current_memberships},
    }
    return render(request, "dossiers/satisfaction.html", context)


@shell_page(_("Satisfaction surveys"), WRITES, methods=("POST",))
def evaluate(request: StaffRequest, pk: int) -> HttpResponse:
    """Evaluate the survey of one's centre: low scores open measures."""
    user, year = actor(request), _year(request)
    own = [centre.pk for centre in _centres(user)]
    centre = get_object_or_404(Department.objects.filter(pk__in=own), pk=pk)
    try:
        made = evaluate_survey(centre, year, by=user, now=clock.now())
    except RegulationError as error:
        for refusal in error.refusals:
            messages.error(request, str(refusal))
    else:
        told = ngettext("%(n)d measure is opened.", "%(n)d measures are opened.", len(made))
        messages.success(request, told % {"n": len(made)})
    return redirect(f"{reverse('dossiers:satisfaction')}?year={year}")


@shell_page(_("Print"), ENTRIES, methods=("GET",))
def report(request: StaffRequest) -> HttpResponse:
    """The report on the surveys of a year (PDF)."""
    user, year = actor(request), _year(request)
    centres, home = _centres(user), home_of(user)
    lines = rules.figures_of_surveys(centres, year)
    note_taken_along(latest(rules.SURVEY), by=user, form="report", lines=len(lines))
    facts = SatisfactionReport(
        fonds=fonds_of(home),
        office=home.name,
        year=year,
        least=policy.number("satisfaction_minimum", on=clock.today()),
        questions=tuple(question.words[0] for question in rules.questions()),
        lines=tuple(_line(line) for line in lines),
        measures=tuple(_measures(centres, year)),
    )
    return pdf(satisfaction_report(facts), f"satisfaction-{year}.pdf")


def _year(request: StaffRequest) -> int:
    wanted = request.GET.get("year", "") or request.POST.get("year", "")
    today = clock.today().year
    return int(wanted) if wanted.isdecimal() and FIRST_YEAR < int(wanted[:5]) <= today else today


def _centres(user: User) -> list[Department]:
    """The centres whose surveys somebody reads: those in sight, and where one works."""
    rows = Department.objects.filter(is_active=True, estates__isnull=False).distinct()
    scope = scope_of(user)
    if not scope.everything:
        posts = {m.department_id for m in user.current_memberships}
        rows = rows.filter(pk__in=scope.departments | posts)
    return list(rows.order_by("code"))


def _line(line: rules.SurveyLine) -> ScoreLine:
    return ScoreLine(
        line.centre.name,
        line.sent,
        line.back,
        line.rate,
        tuple(_told(score) for score in line.scores),
        _told(line.overall),
        _told(line.before),
    )


def _told(score: int | None) -> str:
    return "—" if score is None else str(score)


def _measures(centres: Sequence[Department], year: int) -> list[MeasureLine]:
    rows = RegisterEntry.objects.in_force().filter(
        form=rules.MEASURE,
        centre__in=[c.pk for c in centres],
        follows__content__year=str(year),
    )
    rows = rows.select_related("centre", "definition").order_by("centre__code", "pk")
    return [_measure(entry) for entry in rows]


def _measure(entry: RegisterEntry) -> MeasureLine:
    told = {name: entry.content.get(name, "") for name in MEASURED}
    state = spec_of(entry.definition).state(entry.state).words[0]
    return MeasureLine(centre=entry.centre.name, state=state, **told)
