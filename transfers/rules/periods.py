"""Half-years and how each centre stands in them: due, under way, handed over, overdue.

Source: TRF-03; decision 11.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.organisation.models import Department, DepartmentKind, User
from transfers.models import Manifest, ManifestState, Period
from transfers.rules.proposal import Verdict, judged

YEAR: Final = 12
_FIRST_HALF_ENDS: Final = 6


@dataclass(frozen=True, slots=True)
class Span:
    """One half-year as the calendar has it; ``due_on`` includes the days of grace."""

    year: int
    half: int
    starts_on: date
    ends_on: date
    due_on: date


def span_of(year: int, half: int) -> Span:
    """A half-year with its due date, under the settings in force on its last day.

    Where the office hands over less than twice a year, the second half stands for
    the whole year.
    """
    ends_on = date(year, _FIRST_HALF_ENDS, 30) if half == 1 else date(year, 12, 31)
    starts_on = date(year, 1, 1) if half == 1 or _yearly(ends_on) else date(year, 7, 1)
    grace = policy.number("handover_grace_days", on=ends_on)
    return Span(year, half, starts_on, ends_on, ends_on + timedelta(days=grace))


def span_at(day: date) -> Span:
    """The half-year (or year) in which a day lies."""
    second = day.month > _FIRST_HALF_ENDS or _yearly(day)
    return span_of(day.year, 2 if second else 1)


def span_after(span: Span | Period) -> Span:
    """The half-year (or year) that follows."""
    return span_at(span.ends_on + timedelta(days=1))


def _yearly(on: date) -> bool:
    return policy.number("handover_interval_months", on=on) >= YEAR


class Stage(TextChoices):
    """Where a centre's handover of a period is."""

    NOTHING = "nothing", _("Nothing to hand over")
    DUE = "due", _("Not begun")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Handed over")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one centre stands in one period on one day.

    Attributes:
        waiting: Holdings that would go on a manifest today.
        completed_on: Day of the last signature; its year is the one that counts.
    """

    centre: Department
    period: Period
    on: date
    stage: Stage
    waiting: int
    manifest: Manifest | None
    completed_on: date | None

    @property
    def days_left(self) -> int:
        """Days until the due date; negative once it has passed."""
        return (self.period.due_on - self.on).days

    @property
    def days_over(self) -> int:
        """Days since the due date; nought until it has passed."""
        return max(-self.days_left, 0)

    @property
    def is_overdue(self) -> bool:
        """Whether something should have been handed over by now and was not."""
        return self.stage in (Stage.DUE, Stage.UNDER_WAY) and self.days_left < 0

    @property
    def was_late(self) -> bool:
        """Whether the last signature came after the due date."""
        return self.completed_on is not None and self.completed_on > self.period.due_on

    @property
    def counts_for(self) -> int | None:
        """The year whose figures the handover counts in: that of the last signature."""
        return self.completed_on.year if self.completed_on else None


def centres() -> QuerySet[Department]:
    """The centres that hand over."""
    return Department.objects.filter(kind=DepartmentKind.SERVICE_CENTRE, is_active=True)


def standings(
    period: Period, *, on: date, of: Collection[Department] | None = None
) -> list[Standing]:
    """How every centre (or these) stands in a period on a day; three queries for any number.

    Source: TRF-03.
    """
    chosen = list(centres() if of is None else of)
    manifests = _manifests(period, chosen)
    waiting = _waiting(chosen, on)
    return [
        _standing(centre, period, on, manifests.get(centre.pk), waiting.get(centre.pk, 0))
        for centre in chosen
    ]


def overdue(*, on: date) -> list[Standing]:
    """Every centre that is late in any period, for headquarters (TRF-03)."""
    late = Period.objects.filter(due_on__lt=on).order_by("starts_on")
    return [s for period in late for s in standings(period, on=on) if s.is_overdue]


def handed_over_in(year: int, *, visible_to: User) -> QuerySet[Manifest]:
    """Manifests that count for a calendar year: those whose last signature falls in it."""
    return Manifest.objects.visible_to(visible_to).filter(
        state=ManifestState.COMPLETED, completed_at__year=year
    )


def period_for(centre: Department, *, on: date) -> Period | None:
    """The period a new manifest belongs to: the last ended one still owed, else the present one."""
    ended = Period.objects.filter(ends_on__lt=on).order_by("-starts_on").first()
    if ended and not _manifests(ended, [centre]).get(centre.pk):
        return ended
    return Period.objects.filter(starts_on__lte=on, ends_on__gte=on).first() or ended


def _manifests(period: Period, of: Collection[Department]) -> dict[int, Manifest]:
    """Each centre's ordinary manifest of the period; a completed one before an open one."""
    rows = (
        Manifest.objects.filter(period=period, centre__in=of, kind=Manifest.Kind.ORDINARY)
        .exclude(state=ManifestState.VOID)
        .order_by("-is_open", "pk")
    )
    return {row.centre_id: row for row in rows}


def _waiting(of: Collection[Department], on: date) -> dict[int, int]:
    rows = (
        judged(Manifest.Kind.ORDINARY, on=on)
        .filter(keeper__in=of, verdict=Verdict.GOES)
        .order_by()
        .values_list("keeper_id")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def _standing(
    centre: Department, period: Period, on: date, manifest: Manifest | None, waiting: int
) -> Standing:
    completed = day_of(manifest.completed_at) if manifest and manifest.completed_at else None
    stage = Stage.DUE if waiting else Stage.NOTHING
    if manifest is not None:
        stage = Stage.DONE if completed else Stage.UNDER_WAY
    return Standing(centre, period, on, stage, waiting, manifest, completed)
