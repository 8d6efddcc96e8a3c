"""Loans that an old register tells of: kept for the record, demanded of nobody.

Source: LND-19; decisions 6 and 34.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from archive_office.journal.bulk import create_all, note_all, update_all
from archive_office.organisation.models import Department
from dossiers.ledgers.archive_numbers import same_number
from dossiers.ledgers.loan_facts import Outing, Outings
from dossiers.models import Dossier, Estate, Holding, LedgerImport, LedgerVerdict
from dossiers.procedures.imports.claims import Finding, RefusedRow
from dossiers.procedures.imports.findings import Against, against, differs
from dossiers.procedures.imports.items import stored_items
from dossiers.procedures.imports.planning import Refused
from lending.models import Loan
from lending.rules.dates import TermsBook, due_on, longest_due_on

Outcome = LedgerVerdict.Outcome
TEXTS: Final = ("borrower_department", "purpose", "approver_name", "remark")
"""What a later register may add where an earlier one was silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLoan:
    """One line of an old register; ``returned`` is None while the things were still out."""

    sheet: str
    row: int
    borrowed: date
    borrower: str
    department: str
    numbers: tuple[str, ...]
    purpose: str
    approver: str
    due: date | None
    returned: date | None
    renewed: bool
    remark: str
    warnings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class LoanPlan:
    """What one line comes to: loans to write, and stored ones to complete."""

    claim: OldLoan
    faults: list[Finding] = field(default_factory=list)
    things: list[Holding] = field(default_factory=list)
    made: list[Loan] = field(default_factory=list)
    fills: list[tuple[Loan, str, Any]] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """How the line ends."""
        if self.faults:
            return Outcome.REJECTED
        if self.made:
            return Outcome.CREATED
        return Outcome.COMPLETED if self.fills else Outcome.UNCHANGED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the clerk is told about the line."""
        return (*self.faults, *self.claim.warnings)

    @property
    def dossier(self) -> Dossier | None:
        """The dossier of the first thing named."""
        return self.things[0].dossier if self.things else None


class OldLoans:
    """Compares lines of a register with the catalogue and with stored loans, and writes them.

    Args:
        centre: None to look at a file where no office is set up; nothing can be written then.
        everywhere: Things of other centres too.
    """

    def __init__(
        self,
        centre: Department | None,
        estate: Estate | None = None,  # noqa: ARG002 - loans belong to no estate
        *,
        today: date,  # noqa: ARG002 - an old register is measured by its own days
        writing: bool = False,
        everywhere: bool = False,
        source: LedgerImport | None = None,  # noqa: ARG002 - what comes in does not name its file
    ) -> None:
        self._centre, self._lock = centre, writing
        self._everywhere = everywhere or centre is None
        self._terms = TermsBook()
        self._outings = Outings()
        self._planned: list[LoanPlan | Refused] = []

    def plan(self, rows: Sequence[OldLoan | RefusedRow]) -> list[LoanPlan | Refused]:
        """What each line comes to."""
        claims = [row for row in rows if isinstance(row, OldLoan)]
        numbers = sorted({number for claim in claims for number in claim.numbers})
        things = stored_items(numbers, lock=self._lock)
        stored = _stored([thing.pk for thing in things.values()])
        self._planned = [
            Refused(row) if isinstance(row, RefusedRow) else self._judged(row, things, stored)
            for row in rows
        ]
        return self._planned

    def _judged(
        self, claim: OldLoan, things: dict[str, Holding], stored: dict[int, list[Loan]]
    ) -> LoanPlan:
        plan = LoanPlan(claim)
        for number in claim.numbers:
            thing = things.get(same_number(number))
            if thing is None:
                plan.faults.append(against(Against.ARCHIVE_NO_UNKNOWN, number=number))
            elif not self._everywhere and thing.dossier.centre != self._centre:
                centre = thing.dossier.centre
                plan.faults.append(against(Against.STORED_ELSEWHERE, thing=number, centre=centre))
            else:
                plan.things.append(thing)
                self._compare(plan, thing, stored[thing.pk])
        if not plan.faults:
            for thing in plan.things:
                self._outings.remember(thing.pk, _outing(claim))
        return plan

    def _compare(self, plan: LoanPlan, thing: Holding, stored: list[Loan]) -> None:
        """The same loan again is completed; another one must not lie across it."""
        claim = plan.claim
        if clash := self._outings.clash(thing.pk, _outing(claim)):
            plan.faults.append(against(Against.LOAN_OVERLAP, number=thing, row=clash.row))
        for loan in stored:
            if _is_same(loan, claim):
                self._complete(plan, loan)
                return
            if Outing(loan.handed_out_on, loan.returned_on).meets(_outing(claim)):
                since = loan.handed_out_on
                plan.faults.append(against(Against.STORED_ON_LOAN, number=thing, since=since))
        plan.made.append(self._loan(claim, thing))

    def _complete(self, plan: LoanPlan, loan: Loan) -> None:
        made = self._loan(plan.claim, loan.holding)
        if plan.claim.returned is not None and loan.returned_on != plan.claim.returned:
            if loan.returned_on is not None:
                known = loan.returned_on
                plan.faults.append(differs("returned", ledger=made.returned_on, stored=known))
            plan.fills += [(loan, "returned_on", made.returned_on), (loan, "is_open", False)]
        if made.renewals != loan.renewals:
            if loan.renewals:
                plan.faults.append(differs("renewed", ledger="", stored=loan.due_on))
            plan.fills += [(loan, "renewals", made.renewals), (loan, "due_on", made.due_on)]
        for name in TEXTS:
            known, claimed = getattr(loan, name), getattr(made, name)
            if claimed and not known:
                plan.fills.append((loan, name, claimed))
            elif claimed and claimed != known:
                plan.faults.append(differs(_FIELD[name], ledger=claimed, stored=known))

    def _loan(self, claim: OldLoan, thing: Holding) -> Loan:
        terms = self._terms.on(claim.borrowed)
        first = due_on(claim.borrowed, terms)
        last = max(first, longest_due_on(claim.borrowed, terms)) if claim.renewed else first
        return Loan(
            kind=Loan.Kind.BORROWED,
            origin=Loan.Origin.LEGACY,
            holding=thing,
            room_id=thing.keeper_id,
            borrower_name=claim.borrower,
            borrower_department=claim.department,
            purpose=claim.purpose,
            approver_name=claim.approver,
            handed_out_on=claim.borrowed,
            original_due_on=first,
            due_on=last,
            renewals=int(claim.renewed),
            returned_on=claim.returned,
            is_open=claim.returned is None,
            pages_out=thing.page_count,
            remark=claim.remark,
        )

    def prepare(self) -> None:
        """Nothing is left to make: each line's loans were made to be compared."""

    def write(self) -> None:
        """Write what the lines planned last bring."""
        sound = [p for p in self._planned if isinstance(p, LoanPlan) and not p.faults]
        rows = [plan.claim.row for plan in sound for _loan in plan.made]
        made = create_all([loan for plan in sound for loan in plan.made])
        note_all((loan, {"row": row}) for loan, row in zip(made, rows, strict=True))
        for plan in sound:
            for loan, name, value in plan.fills:
                setattr(loan, name, value)
            changed = {loan.pk: loan for loan, _name, _value in plan.fills}
            names = [name for _loan, name, _value in plan.fills]
            update_all(list(changed.values()), names)
            told = {"row": plan.claim.row, "completed": sorted(set(names))}
            note_all((loan, told) for loan in changed.values())

    def facts(self) -> dict[str, Any]:
        """A register brings nothing besides its lines."""
        return {"estates": []}


_FIELD: Final = {
    "borrower_department": "dept",
    "purpose": "purpose",
    "approver_name": "approver",
    "remark": "remark",
}


def _outing(claim: OldLoan) -> Outing:
    return Outing(claim.borrowed, claim.returned, claim.sheet, claim.row)


def _is_same(loan: Loan, claim: OldLoan) -> bool:
    """Whether a stored loan is the one of this line."""
    return (
        loan.origin == Loan.Origin.LEGACY
        and loan.handed_out_on == claim.borrowed
        and loan.borrower_name == claim.borrower
    )


def _stored(things: Sequence[int]) -> dict[int, list[Loan]]:
    """Stored loans by holding, the loan of an old register before others."""
    found: dict[int, list[Loan]] = defaultdict(list)
    rows: Iterator[Loan] = (
        Loan.objects.filter(holding__in=things)
        .told()
        .select_related("holding")
        .order_by("-origin", "handed_out_on", "pk")
        .iterator()
    )
    for loan in rows:
        found[loan.holding_id].append(loan)
    return found
