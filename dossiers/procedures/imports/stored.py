"""What is stored already, read for a thousand claims at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, QuerySet

from archive_office.crypto import DataKey, blind_index
from archive_office.organisation.models import Department
from dossiers.models import (
    Building,
    Customer,
    Document,
    Dossier,
    EmergencyContact,
    Estate,
    Holding,
    Occupancy,
    OccupancyParty,
    Part,
    Unit,
)
from dossiers.models.naming import folded
from dossiers.procedures import locks
from dossiers.procedures.imports.claims import ResidentClaim

M = TypeVar("M", bound=Model)
_MISTAKE = Occupancy.Ending.VOID
ESTATE_CODES = [f"{letter}{number:02}" for letter in "PQRSTUVWXYZ" for number in range(1, 100)]


@dataclass(slots=True)
class Residence:
    """A unit's present owners and their dossier, with all that a ledger may speak of."""

    occupancy: Occupancy
    parties: list[OccupancyParty] = field(default_factory=list)
    contacts: list[EmergencyContact] = field(default_factory=list)
    dossier: Dossier | None = None
    volumes: dict[str, Holding] = field(default_factory=dict)
    documents: dict[str, list[Document]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """The highest document number of each holding, whatever became of the document."""

    def owners(self) -> list[Customer]:
        """The owners in their order."""
        return [self.occupancy.customer, *(party.customer for party in self.parties)]

    def key(self) -> DataKey:
        """The key that seals telephone numbers of the contacts."""
        return self.occupancy.customer.key()


class Estates:
    """The estates of the office by name, new ones of this run included."""

    def __init__(self, centre: Department | None, *, lock: bool) -> None:
        self.centre = centre
        self._lock = lock
        self._locked: set[int] = set()
        self._known = {folded(e.name): e for e in Estate.objects.select_related("centre")}
        taken = {estate.code for estate in self._known.values()}
        self._free = (code for code in ESTATE_CODES if code not in taken)
        self.new: list[Estate] = []

    def named(self, name: str) -> Estate | None:
        """The estate with this name."""
        return self.held(self._known.get(folded(name)))

    def held(self, estate: Estate | None) -> Estate | None:
        """The estate; in an act nobody else adds buildings or units to it meanwhile."""
        if self._lock and estate is not None and estate.pk and estate.pk not in self._locked:
            locks.estate(estate.pk)
            self._locked.add(estate.pk)
        return estate

    def only(self) -> Estate | None:
        """The centre's estate, when it has exactly one."""
        own = [e for e in self._known.values() if e.pk and e.centre == self.centre]
        return own[0] if len(own) == 1 else None

    def add(self, name: str) -> Estate | None:
        """A new, unsaved estate of the chosen centre; None when no code is left."""
        code = next(self._free, None)
        if code is None:
            return None
        estate = Estate(name=name, code=code)
        if self.centre is not None:
            estate.centre = self.centre
        self._known[folded(name)] = estate
        self.new.append(estate)
        return estate


@dataclass(slots=True)
class Surroundings:
    """Everything stored that stands around one chunk of claims."""

    units: dict[tuple[str, str], Unit]
    """By estate code and unit key."""
    present: dict[int, Residence]
    """By unit."""
    ended: dict[int, Occupancy]
    """The last ended occupancy of an owner, by unit."""
    let: set[int]
    """Units that are let, as the units themselves or a tenant say."""
    customers: dict[tuple[int, str], list[Customer]]
    """By centre that knows them and blind index of the identity number."""


def surroundings(
    keyed: Sequence[tuple[Estate, str]],
    claims: Iterable[ResidentClaim],
    *,
    types: dict[int, str],
    lock: bool,
) -> Surroundings:
    """Read what stands around these claims.

    Args:
        keyed: Estate and unit key of each claim.
        types: Codes of the document types by id.
        lock: Units, dossiers and volumes stay as they are read until the act ends.
    """
    units = _units(keyed, lock=lock)
    present: dict[int, Residence] = {}
    ended: dict[int, Occupancy] = {}
    let = {unit.pk for unit in units.values() if unit.use == Unit.Use.LET}
    occupancies = Occupancy.objects.filter(unit__in=units.values()).select_related("customer")
    for occupancy in occupancies.order_by("until_on", "pk"):
        if occupancy.kind == Occupancy.Kind.TENANT:
            let |= set() if occupancy.ending else {occupancy.unit_id}
        elif occupancy.ending == _MISTAKE:
            continue  # nobody ever lived there by it
        elif occupancy.ending:
            ended[occupancy.unit_id] = occupancy
        else:
            present[occupancy.unit_id] = Residence(occupancy)
    _fill(present, types, lock=lock)
    customers = _customers(claims)
    _make_one(present, customers)
    return Surroundings(units, present, ended, let, customers)


def _units(keyed: Sequence[tuple[Estate, str]], *, lock: bool) -> dict[tuple[str, str], Unit]:
    estates = {estate.pk: estate for estate, _key in keyed if estate.pk}
    keys: dict[int, list[str]] = defaultdict(list)
    for estate, key in keyed:
        keys[estate.pk].append(key)
    found = {}
    for estate in estates.values():
        for unit in _kept(Unit.objects.filter(estate=estate, key__in=keys[estate.pk]), lock=lock):
            unit.estate = estate
            found[estate.code, unit.key] = unit
    return found


def _kept(rows: QuerySet[M], *, lock: bool) -> QuerySet[M]:
    """These rows in ascending order of id, locked for the act that changes them."""
    rows = rows.order_by("pk")
    return rows.select_for_update(no_key=True) if lock else rows


def _customers(claims: Iterable[ResidentClaim]) -> dict[tuple[int, str], list[Customer]]:
    """Customers with the numbers of these claims, under each centre that knows them.

    A centre knows who lives, or lived, in one of its units; what was recorded by mistake, it does
    not know.
    """
    indexes = {
        blind_index(owner.id_number)
        for claim in claims
        for owner in claim.owners
        if owner.id_number
    }
    people = {c.pk: c for c in Customer.objects.filter(id_index__in=indexes).order_by("pk")}
    held = Occupancy.objects.filter(customer__in=people).exclude(ending=_MISTAKE)
    shared = OccupancyParty.objects.filter(customer__in=people)
    shared = shared.exclude(occupancy__ending=_MISTAKE)
    known = {
        *held.values_list("unit__estate__centre", "customer"),
        *shared.values_list("occupancy__unit__estate__centre", "customer"),
    }
    found: dict[tuple[int, str], list[Customer]] = defaultdict(list)
    for centre, customer in sorted(known):
        found[centre, people[customer].id_index].append(people[customer])
    return found


def _make_one(
    present: dict[int, Residence], customers: dict[tuple[int, str], list[Customer]]
) -> None:
    """Let one customer be one object, so that two rows about the same person do not collide."""
    people = {c.pk: c for found in customers.values() for c in found}
    for residence in present.values():
        first = residence.occupancy
        first.customer = people.setdefault(first.customer_id, first.customer)
        for party in residence.parties:
            party.customer = people.setdefault(party.customer_id, party.customer)


def _fill(present: dict[int, Residence], types: dict[int, str], *, lock: bool) -> None:
    """Add parties, contacts, dossiers, volumes and documents; six questions for all of them."""
    if not present:
        return
    by_occupancy = {r.occupancy.pk: r for r in present.values()}
    parties = OccupancyParty.objects.filter(
        occupancy__in=by_occupancy, role=OccupancyParty.Role.CO_HOLDER
    )
    for party in parties.select_related("customer").order_by("position", "pk"):
        by_occupancy[party.occupancy_id].parties.append(party)
    for contact in EmergencyContact.objects.filter(occupancy__in=by_occupancy).order_by("position"):
        by_occupancy[contact.occupancy_id].contacts.append(contact)
    by_dossier: dict[int, Residence] = {}
    for dossier in _kept(Dossier.objects.filter(occupancy__in=by_occupancy), lock=lock):
        if dossier.occupancy_id is not None:
            by_dossier[dossier.pk] = by_occupancy[dossier.occupancy_id]
            by_dossier[dossier.pk].dossier = dossier
    _fill_volumes(by_dossier, types, lock=lock)


def _fill_volumes(by_dossier: dict[int, Residence], types: dict[int, str], *, lock: bool) -> None:
    by_holding: dict[int, Residence] = {}
    volumes = Holding.objects.filter(dossier__in=by_dossier, kind=Holding.Kind.VOLUME)
    for volume in sorted(_kept(volumes, lock=lock), key=lambda volume: volume.number):
        residence = by_dossier[volume.dossier_id]
        by_holding[volume.pk] = residence
        residence.volumes.setdefault(Part(volume.part), volume)
    for document in Document.objects.filter(holding__in=by_holding).order_by("number"):
        residence = by_holding[document.holding_id]
        residence.numbers[document.holding_id] = document.number
        if document.state != Document.State.WITHDRAWN:  # what was destroyed does not come anew
            residence.documents[
                paper_key(types.get(document.type_id or 0, ""), document.title)
            ] += [document]


def paper_key(type_code: str, title: str) -> str:
    """What makes two papers of a dossier the same kind: type, or title without one."""
    return type_code or folded(title)


@dataclass(slots=True)
class Buildings:
    """The buildings of the estates met in this run."""

    _known: dict[tuple[str, str], Building] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)

    def of(self, estate: Estate, key: str) -> Building | None:
        """A building of an estate by its key."""
        if estate.code not in self._read:
            self._read.add(estate.code)
            for building in Building.objects.filter(estate_id=estate.pk) if estate.pk else ():
                self._known[estate.code, building.key] = building
        return self._known.get((estate.code, key))

    def add(self, building: Building) -> None:
        """Remember a building that this run creates."""
        self._known[building.estate.code, building.key] = building
