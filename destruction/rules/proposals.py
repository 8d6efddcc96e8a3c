"""What an imported list may propose, and where a proposal stands today.

Source: APR-04, APR-12; decision 6.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive_office.organisation.models import User
from destruction.models import AppraisalLine, AppraisalState, ProposedDestruction
from destruction.rules.worklist import GONE
from dossiers.ledgers.destruction_facts import PERMANENT, Catalogued
from dossiers.models import Document, Holding, HoldingState, LedgerImport, Retention
from dossiers.rules.obligations import open_obligations

PROFILE: Final = "destruction"
HOLD: Final = "REMARK_HOLD"
OUT: Final = (HoldingState.ON_LOAN, HoldingState.IN_READING_ROOM)
_TERMS: Final = {
    Retention.PERMANENT: PERMANENT,
    Retention.LONG: "长期",
    Retention.SHORT: "短期",
}


def known_of(thing: Holding) -> Catalogued:
    """What the catalogue says of a thing, in the words of a list; its documents are loaded."""
    documents: list[Document] = list(thing.documents.all())
    single = documents[0] if len(documents) == 1 else None
    years = f"{thing.retention_years}年" if thing.retention_years else None
    return Catalogued(
        formed=single.formed_on if single else None,
        retention=_TERMS.get(Retention(thing.retention), years),
        copies=single.copies if single else thing.document_count,
        pages=single.pages if single else thing.page_count,
    )


def out_on_loan(things: Sequence[Holding]) -> set[int]:
    """Those among these things that somebody has now, by whatever register.

    Source: APR-24.
    """
    lent = {found.holding for found in open_obligations(things) if found.kind == "loan"}
    return lent | {thing.pk for thing in things if thing.state in OUT}


def answered_by_appraisal() -> Exists:
    """Whether an appraisal judged the proposed thing after the list came in."""
    lines = AppraisalLine.objects.filter(
        holding=OuterRef("holding"),
        document=None,
        appraisal__state=AppraisalState.APPROVED,
        appraisal__approved_at__gte=OuterRef("ledger_import__finished_at"),
    )
    return Exists(lines)


def lists_seen(user: User) -> QuerySet[LedgerImport]:
    """Imported lists of the centres a person may see.

    Source: ORG-01.
    """
    rows = LedgerImport.objects.visible_to(user)
    return rows.filter(profile=PROFILE, state=LedgerImport.State.IMPORTED)


def unanswered(user: User) -> QuerySet[ProposedDestruction]:
    """Proposals of these lists on which no appraisal has spoken yet.

    Source: APR-12.
    """
    rows = ProposedDestruction.objects.filter(ledger_import__in=lists_seen(user).values("pk"))
    return rows.exclude(Q(answered_by_appraisal())).exclude(holding__state__in=GONE)


def proposals_for(holdings: Iterable[Holding], user: User) -> dict[int, list[ProposedDestruction]]:
    """The unanswered proposals of each of these things."""
    found: dict[int, list[ProposedDestruction]] = defaultdict(list)
    rows = unanswered(user).filter(holding__in=[holding.pk for holding in holdings])
    for row in rows.select_related("ledger_import").order_by("pk"):
        found[row.holding_id].append(row)
    return found
