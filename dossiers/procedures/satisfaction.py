"""Surveys are evaluated: a low score opens a measure; centres without a survey are reminded.

Source: SVC-42, SVC-44.
"""

from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import FormDefinition, RegisterEntry
from dossiers.procedures.data_requests import answerers_of
from dossiers.procedures.entries import locked_entry, write_entry
from dossiers.rules import satisfaction as rules
from dossiers.rules.entries import Written

AUTUMN: Final = 10
"""The month from which centres without a survey of the year hear of it."""


@act("dossiers.survey_evaluated", _("Satisfaction survey evaluated"), Clause.SVC_44)
def evaluate_survey(
    centre: Department, year: int, *, by: User, now: datetime
) -> list[RegisterEntry]:
    """Open a measure for each question whose score lies under the limit the office set.

    Evaluated again, it opens those alone that are not open yet.

    Raises:
        RegulationError: SVC-44 (no survey, no answers), ORG-01 (who evaluates).

    Source: SVC-44.
    """
    held = rules.surveys_of([centre], year).get(centre.pk)
    survey = locked_entry(held[0].pk) if held else None
    (line,) = rules.figures_of_surveys([centre], year)
    enforce(rules.against_evaluating(centre, survey, line, by))
    if survey is None:
        raise ValueError("the rule asks for a survey")
    least = policy.number("satisfaction_minimum", on=day_of(now))
    definition = FormDefinition.objects.filter(code=rules.MEASURE).order_by("-version")[0]
    known = set(survey.followers.in_force().values_list("content__question", flat=True))
    made = []
    for question, score in zip(rules.questions(), line.scores, strict=True):
        if score is None or score >= least or question.words[0] in known:
            continue
        told = {"question": question.words[0], "score": str(score)}
        written = Written(centre, day_of(now), told, follows=survey)
        made.append(write_entry(definition, written, by=by, now=now))
    note(survey, after={"year": year, "measures": len(made)})
    return made


@act("dossiers.surveys_reminded", _("Reminded of satisfaction surveys"), Clause.SVC_42)
def remind_of_surveys(*, now: datetime, by: User | None = None) -> int:
    """Tell centres that have no survey: from autumn on of this year's, then that it is overdue.

    Source: SVC-42.
    """
    today = day_of(now)
    told = _tell(today.year - 1, today, by=by, now=now)
    if today.month >= AUTUMN:
        told += _tell(today.year, today, by=by, now=now)
    return told


def _tell(year: int, today: date, *, by: User | None, now: datetime) -> int:
    overdue, told = year < today.year, 0
    title = (
        _("%(centre)s: the satisfaction survey of %(year)s is overdue")
        if overdue
        else _("%(centre)s: the satisfaction survey of %(year)s is to be held")
    )
    for centre in rules.centres_without_survey(year):
        message = Message(
            f"dossiers.survey:{centre.pk}:{year}:{'overdue' if overdue else today.month}",
            worded(title, centre=centre, year=year),
            link=f"{reverse('dossiers:satisfaction')}?year={year}",
            clause=Clause.SVC_42,
        )
        told += len(tell(answerers_of(centre, today), message, by=by, now=now))
    return told
