"""The work list: what has run out, what comes back undecided, and what waits elsewhere.

The last approved verdict on a thing decides beside its term: what is undecided waits for its
day, what is to be destroyed waits for its register, a document kept anew waits out its years.
What a register sent back, struck, withdrawn, refused or given up after its approval, is appraised
anew; what stands on a register is neither due nor ready.

Source: APR-04, APR-05, APR-12, DES-01, DES-14, DES-18.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from destruction.models import (
    AppraisalLine,
    AppraisalState,
    LineState,
    RegisterLine,
    RegisterState,
    Verdict,
)
from dossiers.models import ConditionCheck, Document, DossierState, Holding, HoldingState, Part
from dossiers.rules import retention
from dossiers.rules.condition import waiting_for_appraisal

T = TypeVar("T", Holding, Document)

GONE = (HoldingState.DESTROYED, HoldingState.QUARANTINED)

SENT_BACK = (
    Q(state__in=[LineState.VETOED, LineState.WITHDRAWN])
    | Q(register__state=RegisterState.REFUSED)
    | Q(register__state=RegisterState.VOID, register__approved_at__isnull=False)
)
"""Lines of registers whose things are in appraisal again (DES-14, DES-18)."""


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
    holdings = listable_holdings(seen, on=on).filter(~Exists(_open("holding", document=None)))
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
    """The volumes and items among these whose term lets them be judged on this day.

    Source: APR-04, APR-05, APR-12.
    """
    return _still_here(_judged(holdings, "holding", document=None)).filter(_term_ended(on))


def listable_holdings(holdings: QuerySet[Holding], *, on: date) -> QuerySet[Holding]:
    """Those, and what a check of the condition put up for appraisal though its term runs.

    Source: APR-05, APR-12, APR-19.
    """
    judged = _still_here(_judged(holdings, "holding", document=None))
    unjudged = Q(last_verdict__isnull=True) | ~Q(last_verdict=Verdict.DESTROY) | Q(sent_back=True)
    bad = found_bad().values("holding")
    return judged.filter(_term_ended(on) | Q(pk__in=bad) & unjudged)


def found_bad() -> QuerySet[ConditionCheck]:
    """Checks that asked for the appraisal of a thing and were not answered by one yet.

    Source: APR-19.
    """
    answered = AppraisalLine.objects.filter(
        holding=OuterRef("holding"),
        document=None,
        appraisal__state=AppraisalState.APPROVED,
        appraisal__approved_at__date__gte=OuterRef("checked_on"),
    )
    return waiting_for_appraisal().filter(~Exists(answered))


def _term_ended(on: date) -> Q:
    ended = retention.due(Holding.objects.all(), on=on).values("pk")
    return _ripe(Q(pk__in=ended), on, free=(Verdict.KEEP, Verdict.PERMANENT))


def _still_here(holdings: QuerySet[Holding]) -> QuerySet[Holding]:
    return holdings.exclude(state__in=GONE).exclude(dossier__state=DossierState.VOID)


def ripe_documents(documents: QuerySet[Document], *, on: date) -> QuerySet[Document]:
    """The papers among these, with a term of their own, that may be judged on this day.

    Source: APR-04, APR-05, APR-12.
    """
    ended = retention.due_documents(Document.objects.all(), on=on).values("pk")
    judged = _judged(documents, "document").filter(
        ~Exists(_standing(document=OuterRef("pk"))),
        ~Exists(_standing(holding=OuterRef("holding"), document=None)),
    )
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


def _standing(**thing: OuterRef | bool | None) -> QuerySet[RegisterLine]:
    """Lines by which a thing stands on an open register."""
    lines = RegisterLine.objects.filter(is_open=True, **thing)
    return lines.exclude(state__in=[LineState.VETOED, LineState.WITHDRAWN])


def _judged(things: QuerySet[T], thing: str, **fixed: None) -> QuerySet[T]:
    """Things with their last approved verdict and the day on which they come back."""
    last = _approved(thing, **fixed)
    back = RegisterLine.objects.filter(SENT_BACK, appraised=OuterRef("last_line"))
    return things.annotate(
        last_line=Subquery(last.values("pk")[:1]),
        last_verdict=Subquery(last.values("verdict")[:1]),
        comes_back_on=Subquery(last.values("again_on")[:1], output_field=DateField()),
    ).annotate(sent_back=Exists(back))


def _ripe(ended: Q, on: date, *, free: tuple[Verdict, ...]) -> Q:
    """Ended without a verdict that says otherwise, or back on its day.

    Args:
        free: Verdicts that leave the next word to the term itself.
    """
    open_to_all = Q(last_verdict__isnull=True) | Q(last_verdict__in=free) | Q(sent_back=True)
    return ended & open_to_all & Q(comes_back_on__isnull=True) | Q(comes_back_on__lte=on)


def ready_for_destruction() -> QuerySet[AppraisalLine]:
    """What may go on a register: judged "destroy", and on no register, whole or in part.

    Source: APR-01, DES-01.
    """
    whole = _standing(holding=OuterRef("holding"), document=None)
    papers = _standing(holding=OuterRef("holding"), document__isnull=False)
    return judged_for_destruction().filter(
        ~Exists(whole),
        ~Exists(papers.filter(document=OuterRef("document"))),
        ~(Q(document=None) & Exists(papers)),
    )


def judged_for_destruction() -> QuerySet[AppraisalLine]:
    """Lines whose thing was last judged "destroy" by an approved appraisal and still exists.

    What a register sent back is judged for destruction no longer.

    Source: APR-01, DES-01, DES-14, DES-18.
    """
    approved = AppraisalLine.objects.filter(appraisal__state=AppraisalState.APPROVED)
    approved = approved.annotate(paper=Coalesce("document_id", 0))
    later = approved.filter(
        holding=OuterRef("holding"),
        paper=OuterRef("paper"),
        appraisal__approved_at__gt=OuterRef("appraisal__approved_at"),
    )
    back = RegisterLine.objects.filter(SENT_BACK, appraised=OuterRef("pk"))
    return (
        approved.filter(~Exists(later), ~Exists(back), verdict=Verdict.DESTROY)
        .exclude(holding__state=HoldingState.DESTROYED)
        .exclude(document__state=Document.State.DESTROYED)
        .select_related("appraisal", "holding", "document")
        .order_by("code")
    )
