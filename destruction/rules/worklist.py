"""The work list: what has run out, what comes back undecided, and what waits elsewhere.

The last approved verdict on a thing decides beside its term: what is undecided waits for its
day, what is to be destroyed waits for its register, a document kept anew waits out its years.

Source: APR-04, APR-05, APR-12.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from destruction.models import AppraisalLine, AppraisalState, Verdict
from dossiers.models import Document, DossierState, Holding, HoldingState, Part
from dossiers.rules import retention

T = TypeVar("T", Holding, Document)

GONE = (HoldingState.DESTROYED, HoldingState.QUARANTINED)


@dataclass(frozen=True, slots=True)
class Due:
    """What waits for its appraisal: whole things, and single documents of volumes."""

    holdings: QuerySet[Holding]
    documents: QuerySet[Document]


def due_for_appraisal(user: User, *, on: date, room: Department | None = None) -> Due:
    """The work list of a person: what is ripe and stands on no open appraisal.

    Args:
        room: Only what this archive room keeps.

    Source: APR-05, APR-12.
    """
    seen = Holding.objects.visible_to(user)
    if room is not None:
        seen = seen.filter(keeper=room)
    holdings = ripe_holdings(seen, on=on).filter(~Exists(_open("holding", document=None)))
    papers = Document.objects.filter(holding__in=seen.values("pk"))
    documents = ripe_documents(_readable(papers, user), on=on)
    documents = documents.filter(~Exists(_open("document")))
    return Due(
        holdings.select_related("dossier__category", "keeper").order_by("code"),
        documents.select_related("holding__dossier__category", "holding__keeper", "type").order_by(
            "code"
        ),
    )


def ripe_holdings(holdings: QuerySet[Holding], *, on: date) -> QuerySet[Holding]:
    """The volumes and items among these that may be judged on this day.

    Source: APR-04, APR-05, APR-12.
    """
    ended = retention.due(Holding.objects.all(), on=on).values("pk")
    judged = _judged(holdings, "holding", document=None)
    return (
        judged.filter(_ripe(Q(pk__in=ended), on, free=(Verdict.KEEP, Verdict.PERMANENT)))
        .exclude(state__in=GONE)
        .exclude(dossier__state=DossierState.VOID)
    )


def ripe_documents(documents: QuerySet[Document], *, on: date) -> QuerySet[Document]:
    """The papers among these, with a term of their own, that may be judged on this day.

    Source: APR-04, APR-05, APR-12.
    """
    ended = retention.due_documents(Document.objects.all(), on=on).values("pk")
    judged = _judged(documents, "document")
    ripe = judged.filter(_ripe(Q(pk__in=ended), on, free=(Verdict.KEEP,)))
    return ripe.filter(state=Document.State.FILED).exclude(holding__state__in=GONE)


def _readable(documents: QuerySet[Document], user: User) -> QuerySet[Document]:
    """Papers of the personal volume are listed to those who keep it, or read it (LND-13)."""
    rooms = [m.department_id for m in user.current_memberships]
    return documents.filter(
        Q(personal=False) & ~Q(holding_part=Part.PERSONAL)
        | Q(holding__keeper__in=rooms)
        | Q(holding__dossier__centre__in=scope_of(user).personal)
    )


def _approved(thing: str, **fixed: None) -> QuerySet[AppraisalLine]:
    lines = AppraisalLine.objects.filter(
        **{thing: OuterRef("pk")}, **fixed, appraisal__state=AppraisalState.APPROVED
    )
    return lines.order_by("-appraisal__approved_at", "-pk")


def _open(thing: str, **fixed: None) -> QuerySet[AppraisalLine]:
    return AppraisalLine.objects.filter(**{thing: OuterRef("pk")}, **fixed, is_open=True)


def _judged(things: QuerySet[T], thing: str, **fixed: None) -> QuerySet[T]:
    """Things with their last approved verdict and the day on which they come back."""
    last = _approved(thing, **fixed)
    return things.annotate(
        last_verdict=Subquery(last.values("verdict")[:1]),
        comes_back_on=Subquery(last.values("again_on")[:1], output_field=DateField()),
    )


def _ripe(ended: Q, on: date, *, free: tuple[Verdict, ...]) -> Q:
    """Ended without a verdict that says otherwise, or back on its day.

    Args:
        free: Verdicts that leave the next word to the term itself.
    """
    open_to_all = Q(last_verdict__isnull=True) | Q(last_verdict__in=free)
    return ended & open_to_all & Q(comes_back_on__isnull=True) | Q(comes_back_on__lte=on)


def ready_for_destruction() -> QuerySet[AppraisalLine]:
    """Lines whose thing was last judged "destroy" by an approved appraisal and still exists.

    Source: APR-01.
    """
    approved = AppraisalLine.objects.filter(appraisal__state=AppraisalState.APPROVED)
    approved = approved.annotate(paper=Coalesce("document_id", 0))
    later = approved.filter(
        holding=OuterRef("holding"),
        paper=OuterRef("paper"),
        appraisal__approved_at__gt=OuterRef("appraisal__approved_at"),
    )
    return (
        approved.filter(~Exists(later), verdict=Verdict.DESTROY)
        .exclude(holding__state=HoldingState.DESTROYED)
        .exclude(document__state=Document.State.DESTROYED)
        .select_related("appraisal", "holding", "document")
        .order_by("code")
    )
