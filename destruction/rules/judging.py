"""What may be listed, and what may be said of a thing on the list.

Source: APR-01, APR-03, APR-07, APR-12, APR-18, APR-24.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department
from archive_office.regulation import Clause, Refusal
from destruction.models import AppraisalLine, Ground, Verdict
from destruction.rules.worklist import listable_holdings, ripe_documents, ripe_holdings
from dossiers.models import Document, Holding, HoldingState, Retention
from dossiers.rules.obligations import Obligation, open_obligations

MOST_YEARS: Final = 100
"""A term longer than this is "permanent"."""

AWAY: Final = (
    HoldingState.ON_LOAN,
    HoldingState.IN_READING_ROOM,
    HoldingState.IN_HANDOVER,
    HoldingState.MISSING,
)
"""States in which a thing cannot be judged for destruction (APR-24)."""

OWN: Final = "appraisal"
"""The obligation that the list itself is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is said of one thing.

    Attributes:
        years: The new term; only with "keep".
        grounds: Values the verdict rests on; none are asked for while undecided.
        reason: Why it cannot be decided; asked for only while undecided.
    """

    verdict: Verdict
    years: int | None = None
    grounds: Sequence[Ground] = ()
    ground_text: str = ""
    reason: str = ""


def against_judgement(judgement: Judgement) -> Iterator[Refusal]:
    """Refuse a verdict that says too little, or more than it may.

    Source: APR-03, APR-18.
    """
    if judgement.verdict not in Verdict.values or judgement.verdict == Verdict.NONE:
        yield Refusal(
            Clause.APR_03, _("Choose keep, permanent, destroy or undecided."), field="verdict"
        )
        return
    keeps = judgement.verdict == Verdict.KEEP
    if keeps and not 1 <= (judgement.years or 0) <= MOST_YEARS:
        yield Refusal(
            Clause.APR_03,
            _("Say for how many years it is kept, 1 to %(most)s.") % {"most": MOST_YEARS},
            field="years",
        )
    if not keeps and judgement.years:
        yield Refusal(Clause.APR_03, _("Only “keep” has a new term."), field="years")
    if judgement.verdict == Verdict.UNDECIDED:
        if not judgement.reason.strip():
            yield Refusal(Clause.APR_03, _("Say why it cannot be decided."), field="reason")
    elif not judgement.grounds or set(judgement.grounds) - set(Ground.values):
        yield Refusal(
            Clause.APR_18,
            _("State the ground: evidential, legal, financial or informational value."),
            field="grounds",
        )


def against_listing(
    room: Department, holdings: Sequence[Holding], documents: Sequence[Document], *, on: date
) -> Iterator[Refusal]:
    """Refuse things that another room keeps, that are listed already, or whose day has not come.

    Source: APR-04, APR-12, APR-19.
    """
    chosen = [*holdings, *(document.holding for document in documents)]
    for code, keeper in dict.fromkeys((h.code, h.keeper) for h in chosen if h.keeper_id != room.pk):
        yield Refusal(
            Clause.ORG_01,
            _("%(code)s is kept by %(keeper)s.") % {"code": code, "keeper": keeper},
        )
    yield from _against_double(holdings, documents)
    ripe = set(_listable_holdings(holdings, on))
    papers = set(_ripe_documents(documents, on))
    early = [h.code for h in holdings if h.pk not in ripe]
    early += [d.code for d in documents if d.pk not in papers]
    for code in early:
        yield Refusal(Clause.APR_12, _("%(code)s is not due for appraisal.") % {"code": code})


def against_emptiness(count: int) -> Iterator[Refusal]:
    """Refuse an appraisal that lists nothing (APR-12)."""
    if not count:
        yield Refusal(Clause.APR_12, _("The appraisal lists nothing."))


def against_removing(line: AppraisalLine) -> Iterator[Refusal]:
    """Refuse to take off a line on which the engineers have spoken (APR-08)."""
    if line.opinions.exists():
        yield Refusal(
            Clause.APR_08,
            _("The engineers have given their opinion on %(code)s; judge it, or void the list.")
            % {"code": line.code},
        )


def against_silence(text: str, clause: Clause, field: str) -> Iterator[Refusal]:
    """Refuse an act that has to be explained and is not."""
    if not text.strip():
        yield Refusal(clause, _("Say why."), field=field)


def against_destroying(lines: Iterable[AppraisalLine], *, on: date) -> Iterator[Refusal]:
    """Everything that stands against judging these lines' things for destruction on a day.

    Asked when the verdict is given, at the freeze, and again at each signature. The obligations
    registered by every part of the office are named; what is held names its hold.

    Args:
        lines: With their holding and, for a single paper, its document and type loaded.

    Source: APR-01, APR-24.
    """
    doomed = list(lines)
    holdings = list({line.holding_id: line.holding for line in doomed}.values())
    found: dict[int, list[Obligation]] = {}
    for obligation in open_obligations(holdings):
        if obligation.kind != OWN:
            found.setdefault(obligation.holding, []).append(obligation)
    ripe = set(_ripe_holdings([x.holding for x in doomed if x.document_id is None], on))
    papers = set(_ripe_documents([x.document for x in doomed if x.document is not None], on))
    for line in doomed:
        yield from _against_nature(line)
        is_ripe = line.document_id in papers if line.is_document else line.holding_id in ripe
        if not is_ripe:
            yield _refused(line, Clause.APR_01, _("its term has not run out"))
        for obligation in found.get(line.holding_id, ()):
            clause = Clause.APR_01 if obligation.kind == "hold" else Clause.APR_24
            yield _refused(line, clause, obligation.text)


def _against_nature(line: AppraisalLine) -> Iterator[Refusal]:
    """What the thing itself says against it: kept for good, away, never verified."""
    holding = line.holding
    if _retention_of(line) == Retention.PERMANENT:
        yield _refused(line, Clause.APR_01, _("it is kept permanently"))
    if holding.state in AWAY:
        yield _refused(line, Clause.APR_24, holding.get_state_display())
    if holding.verified_on is None:
        yield _refused(
            line, Clause.FIL_09, _("nobody has compared the ledger’s claim with the thing")
        )


def _retention_of(line: AppraisalLine) -> str:
    if line.document is None:
        return str(line.holding.retention)
    return str(line.document.type.retention) if line.document.type else ""


def _refused(line: AppraisalLine, clause: Clause, why: object) -> Refusal:
    words = {"code": line.code, "why": why}
    return Refusal(
        clause, _("%(code)s cannot be judged for destruction: %(why)s.") % words, field="verdict"
    )


def _against_double(
    holdings: Sequence[Holding], documents: Sequence[Document]
) -> Iterator[Refusal]:
    standing = AppraisalLine.objects.filter(is_open=True).select_related("appraisal")
    lines = (
        *standing.filter(holding__in=holdings, document=None).order_by("pk"),
        *standing.filter(document__in=documents).order_by("pk"),
    )
    for line in lines:
        yield Refusal(
            Clause.APR_12,
            _("%(code)s stands on appraisal %(number)s already.")
            % {"code": line.code, "number": line.appraisal.number},
        )


def _ripe_holdings(holdings: Sequence[Holding], on: date) -> Iterator[int]:
    rows = Holding.objects.filter(pk__in=[h.pk for h in holdings])
    yield from ripe_holdings(rows, on=on).values_list("pk", flat=True)


def _listable_holdings(holdings: Sequence[Holding], on: date) -> Iterator[int]:
    """What has come to its end, and what a check of its condition put up for appraisal."""
    rows = Holding.objects.filter(pk__in=[h.pk for h in holdings])
    yield from listable_holdings(rows, on=on).values_list("pk", flat=True)


def _ripe_documents(documents: Sequence[Document], on: date) -> Iterator[int]:
    rows = Document.objects.filter(pk__in=[d.pk for d in documents])
    yield from ripe_documents(rows, on=on).values_list("pk", flat=True)
