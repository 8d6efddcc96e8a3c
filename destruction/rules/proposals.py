"""What an imported list may propose, and where a proposal stands today.

Source: APR-04, APR-12; decision 6.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive_office.organisation.models import User
from destruction.models import AppraisalLine, AppraisalState, ProposedDestruction
from destruction.rules.worklist import GONE, due_for_appraisal
from dossiers.ledgers.destruction_facts import PERMANENT, Catalogued
from dossiers.models import Document, Holding, HoldingState, LedgerImport, Retention
from dossiers.rules.obligations import open_obligations

PROFILE: Final = "destruction"
HOLD: Final = "REMARK_HOLD"
MOST_DOUBTS: Final = 100
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
    """Imported lists of the centres a person may see; of those taken back, what was left.

    Source: ORG-01.
    """
    stands = ProposedDestruction.objects.standing().filter(ledger_import=OuterRef("pk"))
    in_use = Q(state=LedgerImport.State.IMPORTED) | Q(Exists(stands))
    return LedgerImport.objects.visible_to(user).filter(in_use, profile=PROFILE)


def unanswered(user: User) -> QuerySet[ProposedDestruction]:
    """Proposals of these lists on which no appraisal has spoken yet.

    Source: APR-12.
    """
    rows = ProposedDestruction.objects.standing()
    rows = rows.filter(ledger_import__in=lists_seen(user).values("pk"))
    return rows.exclude(Q(answered_by_appraisal())).exclude(holding__state__in=GONE)


def proposals_for(holdings: Iterable[Holding], user: User) -> dict[int, list[ProposedDestruction]]:
    """The unanswered proposals of each of these things."""
    found: dict[int, list[ProposedDestruction]] = defaultdict(list)
    rows = unanswered(user).filter(holding__in=[holding.pk for holding in holdings])
    for row in rows.select_related("ledger_import").order_by("pk"):
        found[row.holding_id].append(row)
    return found


def doubts_about(holdings: Iterable[int]) -> list[ProposedDestruction]:
    """Rows of imported lists that mention a dispute or a hold about these things.

    Whoever approves is shown them; they forbid nothing by themselves.
    """
    rows = ProposedDestruction.objects.standing().filter(holding__in=holdings)
    rows = rows.filter(warnings__contains=[HOLD])
    found = rows.exclude(remark="").select_related("ledger_import", "holding")
    return list(found.order_by("holding__code", "pk")[:MOST_DOUBTS])


class Standing(StrEnum):
    """Where a proposal stands on a day."""

    DUE = "due"
    LISTED = "listed"
    ANSWERED = "answered"
    GONE = "gone"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Stand:
    """A proposal's standing, with the line of the appraisal that explains it."""

    standing: Standing
    line: AppraisalLine | None = None


def stands_of(
    proposals: Sequence[ProposedDestruction], user: User, *, on: date
) -> dict[int, Stand]:
    """Where each of these proposals stands: due, listed, answered, gone, or not due yet.

    What is due may be put on an appraisal; nothing else may, whatever the list says.

    Source: APR-04, APR-12.
    """
    things = [row.holding_id for row in proposals]
    due = set(
        due_for_appraisal(user, on=on).holdings.filter(pk__in=things).values_list("pk", flat=True)
    )
    lines: dict[int, list[AppraisalLine]] = defaultdict(list)
    rows = AppraisalLine.objects.filter(holding__in=things, document=None)
    for line in rows.select_related("appraisal").order_by("pk"):
        lines[line.holding_id].append(line)
    return {row.pk: _stand(row, due, lines[row.holding_id]) for row in proposals}


def _stand(row: ProposedDestruction, due: set[int], lines: list[AppraisalLine]) -> Stand:
    opened = next((line for line in lines if line.is_open), None)
    came_in = row.ledger_import.finished_at
    spoken = [
        line
        for line in lines
        if line.appraisal.state == AppraisalState.APPROVED
        and came_in is not None
        and line.appraisal.approved_at is not None
        and line.appraisal.approved_at >= came_in
    ]
    answer = spoken[-1] if spoken else None
    if row.holding.state in GONE:
        return Stand(Standing.GONE, answer)
    if opened is not None:
        return Stand(Standing.LISTED, opened)
    if row.holding_id in due:
        return Stand(Standing.DUE)
    return Stand(Standing.ANSWERED, answer) if answer else Stand(Standing.EARLY)
