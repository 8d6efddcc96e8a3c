"""What an imported list wants destroyed: claims that point things out, never an approval.

Nothing enters an appraisal or a register by import alone. A row becomes a proposal when the list
and the catalogue agree on the thing and nothing of it is lent; its appraisal follows as any other.

Source: DES-01, APR-12; decisions 6 and 34.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from archive_office.journal.bulk import create_all, note_all
from archive_office.organisation.models import Department
from destruction.models import ProposedDestruction
from destruction.rules.proposals import answered_by_appraisal, known_of, out_on_loan
from dossiers.ledgers.archive_numbers import same_number
from dossiers.ledgers.destruction_facts import ItemFacts, differing
from dossiers.models import Dossier, Estate, Holding, HoldingState, LedgerImport, LedgerVerdict
from dossiers.procedures.imports.claims import Finding, RefusedRow
from dossiers.procedures.imports.findings import Against, against
from dossiers.procedures.imports.items import stored_items
from dossiers.procedures.imports.planning import Refused
from dossiers.procedures.imports.storable import NO_LIMIT, against_words

Outcome = LedgerVerdict.Outcome
OPINION: Final = 200
TEXTS: Final = ("opinion", "reason", "remark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One row of a list: the thing, what the list says of it, and why it should go."""

    sheet: str
    row: int
    number: str
    listed: ItemFacts
    opinion: str
    reason: str
    remark: str
    warnings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class ProposalPlan:
    """What one row comes to."""

    claim: Proposal
    faults: list[Finding] = field(default_factory=list)
    thing: Holding | None = None
    is_known: bool = False

    @property
    def outcome(self) -> Outcome:
        """How the row ends."""
        if self.faults:
            return Outcome.REJECTED
        return Outcome.UNCHANGED if self.is_known else Outcome.CREATED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the clerk is told about the row."""
        return (*self.faults, *self.claim.warnings)

    @property
    def dossier(self) -> Dossier | None:
        """The dossier of the thing."""
        return self.thing.dossier if self.thing else None


class Proposals:
    """Compares the rows of a list with the catalogue and keeps what they propose.

    Args:
        centre: None to look at a file where no office is set up; nothing can be written then.
        everywhere: Things of other centres too.
        source: The import that brings the list; None to look at a file.
    """

    def __init__(
        self,
        centre: Department | None,
        estate: Estate | None = None,  # noqa: ARG002 - proposals belong to no estate
        *,
        today: date,  # noqa: ARG002 - a list is measured by its own day
        writing: bool = False,
        everywhere: bool = False,
        source: LedgerImport | None = None,
    ) -> None:
        self._centre, self._lock, self._source = centre, writing, source
        self._everywhere = everywhere or centre is None
        self._first: dict[int, int] = {}
        self._totals = {"records": 0, "documents": 0, "pages": 0}
        self._planned: list[ProposalPlan | Refused] = []

    def plan(self, rows: Sequence[Proposal | RefusedRow]) -> list[ProposalPlan | Refused]:
        """What each row comes to."""
        numbers = [row.number for row in rows if isinstance(row, Proposal)]
        things = stored_items(numbers, lock=self._lock)
        out = out_on_loan(list(things.values()))
        earlier = _earlier([thing.pk for thing in things.values()])
        self._planned = [
            Refused(row) if isinstance(row, RefusedRow) else self._judged(row, things, out, earlier)
            for row in rows
        ]
        return self._planned

    def _judged(
        self,
        claim: Proposal,
        things: dict[str, Holding],
        out: set[int],
        earlier: dict[int, list[ProposedDestruction]],
    ) -> ProposalPlan:
        plan = ProposalPlan(claim, thing=things.get(same_number(claim.number)))
        if plan.thing is None:
            plan.faults.append(against(Against.ARCHIVE_NO_UNKNOWN, number=claim.number))
            return plan
        thing = plan.thing
        plan.faults += self._against_place(claim, thing)
        if not plan.faults:
            plan.is_known = any(self._is_known(claim, one) for one in earlier[thing.pk])
        if not plan.faults and not plan.is_known:
            plan.faults += _against_thing(claim, thing, is_out=thing.pk in out)
        if not plan.faults:
            self._first[thing.pk] = claim.row
            self._count(claim.listed)
        return plan

    def _against_place(self, claim: Proposal, thing: Holding) -> list[Finding]:
        """Another centre's thing, or one that an accepted row of this list has named already."""
        if not self._everywhere and thing.dossier.centre != self._centre:
            centre = thing.dossier.centre
            return [against(Against.STORED_ELSEWHERE, thing=claim.number, centre=centre)]
        if first := self._first.get(thing.pk):
            return [against(Against.DUP_ARCHIVE_NO, number=claim.number, row=first)]
        return []

    def _is_known(self, claim: Proposal, earlier: ProposedDestruction) -> bool:
        """The same file proposed it, or another list in the same words and without an answer yet."""
        if self._source is not None and earlier.ledger_import.sha256 == self._source.sha256:
            return True
        answered = bool(getattr(earlier, "answered", False)) and self._source is not None
        same = all(getattr(earlier, name) == getattr(claim, name) for name in TEXTS)
        return same and not answered

    def _count(self, listed: ItemFacts) -> None:
        self._totals["records"] += 1
        self._totals["documents"] += listed.copies or 0
        self._totals["pages"] += listed.pages or 0

    def prepare(self) -> None:
        """Nothing is made beforehand: a list of proposals is short."""

    def write(self) -> None:
        """Keep what the rows planned last propose."""
        if self._source is None:
            raise ValueError("proposals are written for an import only")
        made = create_all(
            [
                ProposedDestruction(
                    ledger_import=self._source,
                    sheet=plan.claim.sheet[:100],
                    row=plan.claim.row,
                    holding=plan.thing,
                    opinion=plan.claim.opinion,
                    reason=plan.claim.reason,
                    remark=plan.claim.remark,
                    warnings=[finding.code for finding in plan.claim.warnings],
                )
                for plan in self._planned
                if isinstance(plan, ProposalPlan) and plan.outcome == Outcome.CREATED
            ]
        )
        note_all((proposal, {"row": proposal.row}) for proposal in made)

    def facts(self) -> dict[str, Any]:
        """The figures of the rows that the catalogue bears out."""
        return {"estates": [], "totals": dict(self._totals)}


def _earlier(things: Sequence[int]) -> dict[int, list[ProposedDestruction]]:
    found: dict[int, list[ProposedDestruction]] = defaultdict(list)
    rows = ProposedDestruction.objects.standing().filter(holding__in=things)
    rows = rows.select_related("ledger_import")
    for row in rows.annotate(answered=answered_by_appraisal()).order_by("pk"):
        found[row.holding_id].append(row)
    return found


def _against_thing(claim: Proposal, thing: Holding, *, is_out: bool) -> list[Finding]:
    """Gone already, told otherwise by the catalogue, or lent."""
    faults = [
        *against_words("appraisal", claim.opinion, OPINION),
        *against_words("reason", claim.reason, NO_LIMIT),
        *against_words("remark", claim.remark, NO_LIMIT),
    ]
    if thing.state in (HoldingState.DESTROYED, HoldingState.QUARANTINED):
        state = thing.get_state_display()
        faults.append(against(Against.STORED_GONE, number=claim.number, state=state))
    known = known_of(thing)
    for name in differing(claim.listed, known):
        said, stored = getattr(claim.listed, name), getattr(known, name)
        faults.append(against(Against.CATALOGUE_MISMATCH, field=name, ledger=said, stored=stored))
    if is_out:
        faults.append(against(Against.ITEM_ON_LOAN, number=claim.number))
    return faults
