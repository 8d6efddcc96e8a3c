"""Satisfaction surveys: what was sent and came back, scores by question, centres without one.

Source: SVC-42, SVC-43, SVC-44.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier, FormDefinition, RegisterEntry
from dossiers.rules.definitions import FieldSpec, spec_of

QUESTIONNAIRE: Final = "SR-37"
SURVEY: Final = "SR-62"
MEASURE: Final = "SR-63"
SCORES: Final[Mapping[str, int]] = {"good": 100, "fair": 60, "bad": 0}
"""What an answer counts in a score out of a hundred."""


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """The survey of one centre in one year.

    Attributes:
        surveys: How many surveys were entered for the year; none is one that is missing.
        scores: Question by question, out of a hundred; None without an answer.
        before: The overall score of the year before.
    """

    centre: Department
    surveys: int
    sent: int
    back: int
    scores: tuple[int | None, ...]
    overall: int | None
    before: int | None

    @property
    def rate(self) -> int:
        """How many of those sent came back, in percent."""
        return round(100 * self.back / self.sent) if self.sent else 0


def questions() -> list[FieldSpec]:
    """The questions of the questionnaire that are answered by a choice."""
    definition = FormDefinition.objects.filter(code=QUESTIONNAIRE).order_by("-version")[0]
    return [found for found in spec_of(definition).fields if found.choices]


def surveys_of(centres: Sequence[Department], year: int) -> dict[int, list[RegisterEntry]]:
    """The surveys entered for a year, centre by centre."""
    rows = RegisterEntry.objects.in_force().filter(
        form=SURVEY, centre__in=[c.pk for c in centres], content__year=str(year)
    )
    found: dict[int, list[RegisterEntry]] = defaultdict(list)
    for entry in rows.order_by("pk"):
        found[entry.centre_id].append(entry)
    return found


def figures_of_surveys(centres: Sequence[Department], year: int) -> list[SurveyLine]:
    """What the surveys of a year come to, beside the year before.

    Source: SVC-43.
    """
    asked, held = questions(), surveys_of(centres, year)
    rows = RegisterEntry.objects.in_force().filter(
        form=QUESTIONNAIRE, centre__in=[c.pk for c in centres]
    )
    now, before = rows.filter(on__year=year), rows.filter(on__year=year - 1)
    back = dict(now.order_by().values_list("centre").annotate(n=Count("pk")))
    scores, earlier = _scores(now, asked), _scores(before, asked)
    return [
        SurveyLine(
            centre,
            surveys=len(held[centre.pk]),
            sent=sum(int(Decimal(entry.content["sent"])) for entry in held[centre.pk]),
            back=back.get(centre.pk, 0),
            scores=tuple(scores.get((centre.pk, q.name)) for q in asked),
            overall=_mean([scores.get((centre.pk, q.name)) for q in asked]),
            before=_mean([earlier.get((centre.pk, q.name)) for q in asked]),
        )
        for centre in centres
    ]


def _scores(
    rows: QuerySet[RegisterEntry], asked: Sequence[FieldSpec]
) -> dict[tuple[int, str], int]:
    """Scores by centre and question."""
    found: dict[tuple[int, str], int] = {}
    for question in asked:
        said = KeyTextTransform(question.name, "content")
        told = rows.order_by().annotate(said=said).values_list("centre", "said")
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for centre, answer, n in told.annotate(n=Count("pk")):
            if answer in SCORES:
                sums[centre][0] += SCORES[answer] * n
                sums[centre][1] += n
        found |= {(c, question.name): round(total / n) for c, (total, n) in sums.items()}
    return found


def _mean(scores: Sequence[int | None]) -> int | None:
    known = [score for score in scores if score is not None]
    return round(sum(known) / len(known)) if known else None


def centres_without_survey(year: int) -> list[Department]:
    """Service centres with dossiers for which no survey of this year was entered.

    Source: SVC-42.
    """
    begun = Dossier.objects.filter(opened_on__year__lte=year).values("centre")
    centres = list(Department.objects.filter(pk__in=begun, is_active=True).order_by("code"))
    held = surveys_of(centres, year)
    return [centre for centre in centres if centre.is_centre and not held.get(centre.pk)]


def against_evaluating(
    centre: Department, survey: RegisterEntry | None, line: SurveyLine | None, by: User
) -> Iterator[Refusal]:
    """Why this person does not evaluate the survey of this centre.

    Source: SVC-44, ORG-01.
    """
    if not any(by.holds(role, centre) for role in (Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD)):
        yield Refusal(
            Clause.ORG_01,
            _("Only the archivist or the head of %(centre)s evaluates its survey.")
            % {"centre": centre},
        )
    if survey is None:
        yield Refusal(Clause.SVC_44, _("No survey of this year is entered."))
    if line is None or not line.back:
        yield Refusal(Clause.SVC_44, _("No questionnaire came back yet."))
