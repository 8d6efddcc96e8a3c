"""How much was appraised, with which verdict, and how much was destroyed: by year, centre, class.

Counted from the lines of approved appraisals and the destroyed lines of registers, each time anew.

Source: APR-21, DES-26.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db.models import Count, F, Model, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from destruction.models import AppraisalLine, AppraisalState, LineState, RegisterLine, Verdict

M = TypeVar("M", bound=Model)

_CENTRE: Final = "holding__dossier__centre"
_CLASS: Final = "holding__dossier__category"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line of the figures is about: a year, or a class of one centre."""

    year: int = 0
    centre: str = ""
    category: str = ""
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Appraised:
    """Things appraised, by verdict (APR-21)."""

    heading: Heading
    keep: int
    permanent: int
    destroy: int
    undecided: int

    @property
    def total(self) -> int:
        """All that were appraised."""
        return self.keep + self.permanent + self.destroy + self.undecided


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Registers, things and pages destroyed (DES-26).

    ``registers`` counts each register once in every line in which something of it was destroyed,
    so that the lines may add up to more than the total.
    """

    heading: Heading
    registers: int
    volumes: int
    singles: int
    pages: int

    @property
    def things(self) -> int:
        """Volumes, items, and papers taken out of volumes."""
        return self.volumes + self.singles


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one year, and of all years for comparison."""

    year: int
    appraised: Sequence[Appraised]
    destroyed: Sequence[Destroyed]
    all_appraised: Appraised
    all_destroyed: Destroyed
    appraised_by_year: Sequence[Appraised]
    destroyed_by_year: Sequence[Destroyed]


def figures(user: User, year: int) -> Figures:
    """Everything that is counted for a person, in a fixed number of questions.

    A year is a calendar year in Shanghai: of the approval, and of the destruction of each line.

    Source: APR-21, DES-26, ORG-01.
    """
    lines, gone = _appraised_lines(user), _destroyed_lines(user)
    now = lines.filter(appraisal__approved_at__year=year)
    gone_now = gone.filter(destroyed_at__year=year)
    return Figures(
        year=year,
        appraised=[_appraised(row) for row in _by_class(now).annotate(**_VERDICTS)],
        destroyed=[_destroyed(row) for row in _by_class(gone_now).annotate(**_AMOUNTS)],
        all_appraised=_appraised(now.aggregate(**_VERDICTS)),
        all_destroyed=_destroyed(gone_now.aggregate(**_AMOUNTS)),
        appraised_by_year=[
            _appraised(row)
            for row in _by_year(lines, "appraisal__approved_at").annotate(**_VERDICTS)
        ],
        destroyed_by_year=[
            _destroyed(row) for row in _by_year(gone, "destroyed_at").annotate(**_AMOUNTS)
        ],
    )


def _appraised_lines(user: User) -> QuerySet[AppraisalLine]:
    approved = AppraisalLine.objects.filter(appraisal__state=AppraisalState.APPROVED)
    return _in_sight(approved, user)


def _destroyed_lines(user: User) -> QuerySet[RegisterLine]:
    return _in_sight(RegisterLine.objects.filter(state=LineState.DESTROYED), user)


def _in_sight(lines: QuerySet[M], user: User) -> QuerySet[M]:
    """Lines on records of the departments a person sees, or is the head of."""
    scope = scope_of(user)
    if scope.everything:
        return lines
    heads = {m.department_id for m in user.current_memberships if m.role == Role.DEPARTMENT_HEAD}
    return lines.filter(**{f"{_CENTRE}__in": scope.departments | heads})


_VERDICTS: Final[dict[str, Any]] = {
    "keep": Count("pk", filter=Q(verdict=Verdict.KEEP)),
    "permanent": Count("pk", filter=Q(verdict=Verdict.PERMANENT)),
    "destroy": Count("pk", filter=Q(verdict=Verdict.DESTROY)),
    "undecided": Count("pk", filter=Q(verdict=Verdict.UNDECIDED)),
}
_AMOUNTS: Final[dict[str, Any]] = {
    "registers": Count("register", distinct=True),
    "volumes": Count("pk", filter=Q(document=None, holding__kind="volume")),
    "singles": Count("pk", filter=~Q(document=None, holding__kind="volume")),
    "sheets": Sum("pages", default=0),
}


def _by_class(lines: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    return lines.order_by(f"{_CENTRE}__code", f"{_CLASS}__code").values(
        centre=F(f"{_CENTRE}__name"),
        category=F(f"{_CLASS}__code"),
        name_zh=F(f"{_CLASS}__name_zh"),
        name_en=F(f"{_CLASS}__name_en"),
    )


def _by_year(lines: QuerySet[Any], moment: str) -> QuerySet[Any, dict[str, Any]]:
    dated: QuerySet[Any] = lines.order_by().annotate(year=ExtractYear(moment))
    return dated.values("year").order_by("-year")


def _heading(row: dict[str, Any]) -> Heading:
    return Heading(**{name: row[name] for name in Heading.__slots__ if name in row})


def _appraised(row: dict[str, Any]) -> Appraised:
    return Appraised(_heading(row), *(row[name] for name in _VERDICTS))


def _destroyed(row: dict[str, Any]) -> Destroyed:
    return Destroyed(_heading(row), *(row[name] for name in _AMOUNTS))
