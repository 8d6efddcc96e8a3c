"""What a ledger's rows come to, before anything is written; the dry run ends here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive_office.crypto import blind_index, masked, masked_name
from archive_office.organisation.models import Department
from dossiers.models import (
    Customer,
    DocumentType,
    Dossier,
    Estate,
    LedgerVerdict,
    Occupancy,
    Unit,
)
from dossiers.models.naming import unit_key
from dossiers.procedures.imports.claims import Finding, OwnerClaim, RefusedRow, ResidentClaim
from dossiers.procedures.imports.comparing import (
    Comparison,
    FillNumbers,
    area_of,
    compared,
    name_key,
)
from dossiers.procedures.imports.findings import Against, against
from dossiers.procedures.imports.storable import against_text
from dossiers.procedures.imports.stored import (
    Buildings,
    Estates,
    Residence,
    Surroundings,
    surroundings,
)

Outcome = LedgerVerdict.Outcome


@dataclass(slots=True)
class Plan:
    """What one row comes to.

    Attributes:
        home: The present owners of a stored unit; None when the row brings them.
        people: The stored customer of each owner the row brings; None for a new one.
    """

    claim: ResidentClaim
    faults: list[Finding] = field(default_factory=list)
    estate: Estate | None = None
    key: str = ""
    unit: Unit | None = None
    home: Residence | None = None
    people: list[Customer | None] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)
    let: bool = False
    occupancy: Occupancy | None = None
    dossier: Dossier | None = None

    @property
    def outcome(self) -> Outcome:
        """How the row ends."""
        if self.faults:
            return Outcome.REJECTED
        if self.home is None:
            return Outcome.CREATED
        if self.comparison.additions or self.home.dossier is None:
            return Outcome.COMPLETED
        return Outcome.UNCHANGED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the clerk is told about the row."""
        return (*self.faults, *self.claim.warnings)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that the reading engine sent back already."""

    claim: RefusedRow
    dossier: None = None
    outcome: Outcome = Outcome.REJECTED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the clerk is told about the row."""
        return self.claim.findings


class ResidentPlanner:
    """Compares the rows of one resident ledger with what is stored, chunk by chunk.

    Customers are recognised within the centre of the estate only: what another centre knows of a
    person is not this centre's to see.

    Args:
        centre: The centre whose ledger this is; None to look at a file without an office.
        estate: The estate of rows that name none.
        lock: What is compared stays as it is until the act ends; off for a dry run.
        everywhere: Rows about estates of other centres are taken too.
    """

    def __init__(
        self,
        centre: Department | None,
        estate: Estate | None,
        *,
        lock: bool = False,
        everywhere: bool = False,
    ) -> None:
        self.centre = centre
        self.everywhere = everywhere or centre is None
        self.estates = Estates(centre, lock=lock)
        self.buildings = Buildings()
        self.estate = estate or self.estates.only()
        self.lock = lock
        self.types = {t.code: (t.pk, t.personal) for t in DocumentType.objects.all()}
        self._codes = {pk: code for code, (pk, _personal) in self.types.items()}
        self._rows: dict[tuple[str, str], int] = {}
        self._names: dict[tuple[int, str], str] = {}

    def plan(self, rows: Sequence[ResidentClaim | RefusedRow]) -> list[Plan | Refused]:
        """What each of these rows comes to, in their order."""
        plans = [Refused(r) if isinstance(r, RefusedRow) else self._located(r) for r in rows]
        sound = [plan for plan in plans if isinstance(plan, Plan) and not plan.faults]
        keyed = [(plan.estate, plan.key) for plan in sound if plan.estate is not None]
        around = surroundings(
            keyed,
            [plan.claim for plan in sound],
            types=self._codes,
            lock=self.lock,
        )
        for plan in sound:
            self._judge(plan, around)
        return plans

    def _located(self, claim: ResidentClaim) -> Plan:
        plan = Plan(claim, faults=list(against_text(claim)))
        if plan.faults:
            return plan
        plan.key = unit_key(claim.building, claim.entrance, claim.room)
        found = self._estate(claim)
        if isinstance(found, Finding):
            plan.faults.append(found)
            return plan
        plan.estate = found
        earlier = self._rows.setdefault((found.code, plan.key), claim.row)
        if earlier != claim.row:
            plan.faults.append(against(Against.STORED_TWICE, row=earlier))
        return plan

    def _estate(self, claim: ResidentClaim) -> Estate | Finding:
        estate = (
            self.estates.named(claim.estate) if claim.estate else self.estates.held(self.estate)
        )
        if estate is None and not claim.estate and self.centre is not None:
            return against(Against.ESTATE_MISSING)
        if estate is None:
            estate = self.estates.add(claim.estate)
        if estate is None:
            return against(Against.ESTATE_CODES_FULL, name=claim.estate)
        if estate.pk and not self.everywhere and estate.centre != self.centre:
            return against(Against.STORED_ELSEWHERE, thing=estate.name, centre=estate.centre)
        return estate

    def _judge(self, plan: Plan, around: Surroundings) -> None:
        claim = plan.claim
        if plan.estate is not None:
            plan.unit = around.units.get((plan.estate.code, plan.key))
        if plan.unit is not None:
            plan.home = around.present.get(plan.unit.pk)
            plan.let = plan.unit.pk in around.let
            plan.dossier = plan.home.dossier if plan.home else None
            plan.faults += self._after_the_end(plan, around)
        if plan.home is None:
            plan.faults += self._newcomers(plan, around)
        else:
            self._compare(plan, plan.home, around)
        if plan.unit is not None and not plan.comparison.other_owner:
            plan.comparison.take(area_of(claim, plan.unit))
        plan.faults += plan.comparison.conflicts

    def _compare(self, plan: Plan, home: Residence, around: Surroundings) -> None:
        plan.comparison = found = compared(plan.claim, home, self.types)
        for addition in found.additions:
            if isinstance(addition, FillNumbers) and addition.id_number:
                owner = OwnerClaim(name=addition.customer.name, id_number=addition.id_number)
                found_for = self._person(owner, plan, around)
                if isinstance(found_for, Finding):
                    plan.faults.append(found_for)

    def _newcomers(self, plan: Plan, around: Surroundings) -> Iterator[Finding]:
        """Find the owners among the stored customers; a number stays with its name."""
        for position, owner in enumerate(plan.claim.owners):
            person = self._person(owner, plan, around)
            if isinstance(person, Finding):
                yield person
                continue
            plan.people.append(person)
            phones = plan.claim.phones if position == 0 else ()
            new = tuple(p for p in phones if person and blind_index(p) not in person.phone_indexes)
            if person is not None and new:
                plan.comparison.additions.append(FillNumbers(person, phones=new))

    def _person(
        self, owner: OwnerClaim, plan: Plan, around: Surroundings
    ) -> Customer | Finding | None:
        if not owner.id_number or plan.estate is None:
            return None
        index = (plan.estate.centre_id or 0, blind_index(owner.id_number))
        stored = around.customers.get(index, [])
        same = next((c for c in stored if name_key(c.name) == name_key(owner.name)), None)
        other = stored[0].name if stored else self._names.setdefault(index, owner.name)
        if same is not None or name_key(other) == name_key(owner.name):
            return same
        return against(
            Against.STORED_ID_NAME,
            number=masked(owner.id_number),
            ledger=masked_name(owner.name),
            stored=masked_name(other),
        )

    def _after_the_end(self, plan: Plan, around: Surroundings) -> Iterator[Finding]:
        """An old ledger must not bring back an owner who has left, or somebody before."""
        last = around.ended.get(plan.unit.pk) if plan.unit else None
        if plan.home is not None or last is None:
            return
        begins, ended = plan.claim.move_in, last.until_on
        if begins is None or (ended is not None and begins < ended):
            names = "/".join(masked_name(owner.name) for owner in plan.claim.owners)
            yield against(Against.STORED_CLOSED, ledger=names, stored=ended or "—")
