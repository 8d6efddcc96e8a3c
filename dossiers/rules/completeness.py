"""Which papers a dossier has, lacks, or does not need; which units lack a dossier.

Reading only. A dossier stores the number of its missing papers, so that lists and
counts need no second look; the acts that file papers keep it up to date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from dossiers.models import (
    Customer,
    Document,
    DocumentType,
    Dossier,
    DossierState,
    Occupancy,
    PaperState,
    Submission,
    SubmissionPaper,
    SubmissionState,
    Unit,
)
from dossiers.rules.checklist import Conditions, types_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Standing(StrEnum):
    """What a dossier says of one required type of paper."""

    PRESENT = "present"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    APPRAISED = "appraised"

    @property
    def label(self) -> "StrOrPromise":
        """The standing in the reader's language."""
        return {
            Standing.PRESENT: _("Present"),
            Standing.MISSING: _("Missing"),
            Standing.NOT_APPLICABLE: _("Not applicable"),
            Standing.APPRAISED: _("Destroyed, or waiting for it"),
        }[self]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the completeness table of a dossier."""

    type: DocumentType
    standing: Standing
    documents: int
    reason: str = ""


class CentreCount(TypedDict):
    """Missing papers of one centre's open customer dossiers."""

    centre: int
    centre__name: str
    dossiers: int
    incomplete: int
    missing: int


def conditions_of(dossier: Dossier) -> Conditions:
    """What decides which papers this dossier asks for."""
    occupancy = dossier.occupancy
    if occupancy is None or dossier.unit is None:
        return Conditions()
    let = dossier.unit.use == Unit.Use.LET or (
        dossier.unit.occupancies.filter(kind=Occupancy.Kind.TENANT, ending="").exists()
    )
    return Conditions(
        fit_out=occupancy.fit_out,
        let=let,
        keys_kept=occupancy.keys_kept,
        company=occupancy.customer.kind == Customer.Kind.COMPANY,
    )


def requirements_of(dossier: Dossier) -> list[Requirement]:
    """Every type this dossier asks for, in the order of the list, with its standing.

    A paper that waits for its handover is present; one that a person said does not
    apply is not missing, nor is one that was there and that an appraisal took out.

    Source: COL-06, COL-07, DES-11, SVC-23, SVC-48.
    """
    if dossier.kind == Dossier.Kind.CATEGORY or dossier.state == DossierState.DESTROYED:
        return []
    filed = Q(state__in=(Document.State.FILED, Document.State.AWAITING))
    taken_out = Q(state__in=(Document.State.QUARANTINED, Document.State.DESTROYED))
    papers = Document.objects.filter(holding__dossier=dossier).order_by()
    rows = papers.values_list("type").annotate(
        filed=Count("pk", filter=filed), taken_out=Count("pk", filter=taken_out)
    )
    counts = {type_id: _Count(inside, gone) for type_id, inside, gone in rows}
    excused = dict(
        SubmissionPaper.objects.filter(
            dossier=dossier, state=PaperState.NOT_APPLICABLE
        ).values_list("type", "reason")
    )
    conditions = conditions_of(dossier)
    return [
        _requirement(paper, counts.get(paper.pk, _Count()), excused.get(paper.pk, ""))
        for paper in types_of(dossier.kind)
        if conditions.ask_for(paper)
    ]


@dataclass(frozen=True, slots=True)
class _Count:
    """How many papers of one type lie in a dossier, and how many an appraisal took out."""

    filed: int = 0
    taken_out: int = 0


def _requirement(paper: DocumentType, count: _Count, excuse: str) -> Requirement:
    if count.filed:
        return Requirement(paper, Standing.PRESENT, count.filed)
    if count.taken_out:
        return Requirement(paper, Standing.APPRAISED, 0)
    if excuse:
        return Requirement(paper, Standing.NOT_APPLICABLE, 0, excuse)
    return Requirement(paper, Standing.MISSING, 0)


def missing_from(dossier: Dossier) -> list[DocumentType]:
    """The types this dossier still lacks."""
    return [r.type for r in requirements_of(dossier) if r.standing is Standing.MISSING]


def missing_by_centre(dossiers: QuerySet[Dossier]) -> Sequence[CentreCount]:
    """Missing papers per centre among these dossiers (those a person may see).

    Source: COL-06, COL-07, SVC-48.
    """
    rows = (
        Dossier.objects.filter(pk__in=dossiers.order_by().values("pk"), state=DossierState.OPEN)
        .exclude(kind=Dossier.Kind.CATEGORY)
        .order_by("centre__code")
        .values("centre", "centre__name")
        .annotate(
            dossiers=Count("pk"),
            incomplete=Count("pk", filter=Q(missing_count__gt=0)),
            missing=Sum("missing_count"),
        )
    )
    return cast(Sequence[CentreCount], list(rows))


def units_without_dossier(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Occupied units without an open dossier among these.

    Occupied: somebody is recorded as present, or the use says so.

    Source: COL-05.
    """
    present = Occupancy.objects.filter(unit=OuterRef("pk"), ending="")
    dossier = Dossier.objects.filter(unit=OuterRef("pk"), state=DossierState.OPEN)
    in_use = Q(use__in=(Unit.Use.OWNER_OCCUPIED, Unit.Use.LET))
    return units.filter(in_use | Q(Exists(present))).filter(~Q(Exists(dossier)))


def late_submissions(submissions: QuerySet[Submission], *, today: date) -> QuerySet[Submission]:
    """Move-ins begun longer ago than allowed whose dossier does not exist yet.

    Source: FIL-28.
    """
    days = policy.number("dossier_creation_days", on=today)
    return submissions.filter(
        kind=Submission.Kind.MOVE_IN,
        dossier__isnull=True,
        created_at__date__lt=today - timedelta(days=days),
        state__in=(SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED),
    )


def dossier_due_on(submission: Submission, *, today: date) -> date:
    """The last day on which the dossier of this move-in is in time.

    Source: FIL-28.
    """
    begun = timezone.localtime(submission.created_at).date()
    return begun + timedelta(days=policy.number("dossier_creation_days", on=today))
