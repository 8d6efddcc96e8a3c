"""How the dossiers of one centre stand on a day: complete, up to date, in order, appraised in time.

Source: APR-23.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import (
    Count,
    DateField,
    Exists,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from archive_office.custody.models import Box
from archive_office.organisation.models import Department
from destruction.models import AppraisalLine
from destruction.rules.worklist import ripe_documents, ripe_holdings
from dossiers.models import (
    ConditionCheck,
    Document,
    Dossier,
    DossierEvent,
    DossierState,
    Holding,
    HoldingState,
    SubmissionPaper,
    Unit,
)
from dossiers.rules.completeness import units_without_dossier
from dossiers.rules.condition import due_boxes
from dossiers.rules.lateness import due_for_review, months_before
from dossiers.rules.order import closed_before, unordered

YEAR: Final = 12
AGES: Final = (6, 12, 24)
"""Months that divide the open dossiers by the age of their last update."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Open dossiers by the time since anybody last added to them, looked through or changed them.

    Attributes:
        within: How many within 6, 12 and 24 months, each without those of the step before.
        older: How many longer ago.
        oldest: The day of the last update of the one that waits longest.
    """

    within: tuple[int, ...]
    older: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Completeness:
    """Open dossiers, those that lack papers, and what is not known by more than a ledger's word."""

    open: int
    incomplete: int
    missing: int
    units_without: int
    unverified: int
    unplaced: int

    @property
    def complete(self) -> int:
        """Open dossiers that lack nothing."""
        return self.open - self.incomplete

    @property
    def share(self) -> int:
        """Complete dossiers in percent of the open ones."""
        return 100 * self.complete // self.open if self.open else 100


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue for appraisal, and what stands on an appraisal already.

    Attributes:
        year: How many of the things and papers were due more than a year ago.
    """

    things: int
    papers: int
    year: int
    in_hand: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The evaluation of one centre, dated; everything in it is counted on that day."""

    centre: Department
    on: date
    completeness: Completeness
    ages: Ages
    review_due: int
    closed: int
    unordered: int
    unordered_late: int
    overdue: Overdue
    boxes: int
    boxes_due: int
    repairs: int


def evaluate(centre: Department, *, on: date) -> Evaluation:
    """Count how the dossiers of a centre stand, in a fixed number of questions.

    Source: APR-23, COL-06, COL-11, APR-12, APR-20, APR-22.
    """
    dossiers = Dossier.objects.filter(centre=centre)
    customers = dossiers.exclude(kind=Dossier.Kind.CATEGORY)
    closed = customers.filter(state=DossierState.CLOSED)
    left = unordered(closed)
    boxes = Box.objects.filter(Exists(Holding.objects.filter(present_slot=OuterRef("pk"))))
    boxes = boxes.filter(department=centre)
    repairs = ConditionCheck.objects.filter(
        department=centre, consequence=ConditionCheck.Consequence.REPAIR, repaired_on=None
    )
    return Evaluation(
        centre=centre,
        on=on,
        completeness=_completeness(centre, customers.filter(state=DossierState.OPEN)),
        ages=_ages(customers.filter(state=DossierState.OPEN), on),
        review_due=due_for_review(customers, today=on).count(),
        closed=closed.count(),
        unordered=left.count(),
        unordered_late=left.filter(closed_before(on)).count(),
        overdue=_overdue(centre, on),
        boxes=boxes.count(),
        boxes_due=due_boxes(boxes, on=on).count(),
        repairs=repairs.count(),
    )


def _completeness(centre: Department, open_ones: QuerySet[Dossier]) -> Completeness:
    found = open_ones.aggregate(
        open=Count("pk"),
        incomplete=Count("pk", filter=Q(missing_count__gt=0)),
        missing=Sum("missing_count", default=0),
    )
    kept = Holding.objects.filter(dossier__centre=centre).exclude(dossier__state=DossierState.VOID)
    stock = kept.aggregate(
        unverified=Count("pk", filter=Q(verified_on=None)),
        unplaced=Count(
            "pk", filter=Q(state=HoldingState.IN_PREPARATION, verified_on__isnull=False)
        ),
    )
    units = Unit.objects.filter(estate__centre=centre)
    return Completeness(**found, **stock, units_without=units_without_dossier(units).count())


def _ages(open_ones: QuerySet[Dossier], on: date) -> Ages:
    dated = open_ones.annotate(updated=_last_update())
    limits = [months_before(on, months) for months in AGES]
    counts: dict[str, Any] = {
        f"since_{place}": Count("pk", filter=Q(updated__gt=limit))
        for place, limit in enumerate(limits)
    }
    found = dated.aggregate(**counts, all=Count("pk"), oldest=Min("updated"))
    since = [found[name] for name in counts]
    within = tuple(count - before for count, before in zip(since, (0, *since), strict=False))
    return Ages(within=within, older=found["all"] - since[-1], oldest=found["oldest"])


def _last_update() -> Greatest:
    """The last day on which a dossier was looked through, entered into, or given a paper."""
    here = OuterRef("pk")
    entered = DossierEvent.objects.filter(dossier=here).order_by().values("dossier")
    filed = SubmissionPaper.objects.filter(dossier=here, document__isnull=False).order_by()
    papers = filed.values("dossier").annotate(last=Max(TruncDate("submission__answered_at")))
    events = entered.annotate(last=Max("on"))
    return Greatest(
        Coalesce("reviewed_on", "opened_on"),
        "opened_on",
        Subquery(events.values("last"), output_field=DateField()),
        Subquery(papers.values("last"), output_field=DateField()),
    )


def _overdue(centre: Department, on: date) -> Overdue:
    things = Holding.objects.filter(dossier__centre=centre)
    papers = Document.objects.filter(holding__dossier__centre=centre)
    listed = AppraisalLine.objects.filter(is_open=True)
    whole = ~Exists(listed.filter(holding=OuterRef("pk"), document=None))
    single = ~Exists(listed.filter(document=OuterRef("pk")))
    earlier = months_before(on, YEAR)
    return Overdue(
        things=ripe_holdings(things, on=on).filter(whole).count(),
        papers=ripe_documents(papers, on=on).filter(single).count(),
        year=ripe_holdings(things, on=earlier).filter(whole).count()
        + ripe_documents(papers, on=earlier).filter(single).count(),
        in_hand=listed.filter(holding__dossier__centre=centre).count(),
    )
