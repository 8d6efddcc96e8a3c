"""New records from the plans of one chunk, complete with ids, codes and sealed numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final, TypeVar

from django.db import models

from archive_office.crypto import DataKey
from archive_office.journal.bulk import copy_all, reserve_ids
from archive_office.journal.copying import Mould
from dossiers.models import (
    Building,
    Category,
    Customer,
    Document,
    DocumentType,
    Dossier,
    EmergencyContact,
    Estate,
    Holding,
    Occupancy,
    OccupancyParty,
    Part,
    Unit,
)
from dossiers.models.naming import (
    building_key,
    dossier_title,
    natural_key,
    unit_code,
    volume_title,
)
from dossiers.procedures.codes import archive_numbers, estate_series
from dossiers.procedures.imports.claims import ContactClaim, OwnerClaim, PaperClaim, ResidentClaim
from dossiers.procedures.imports.planning import Plan
from dossiers.procedures.imports.stored import Buildings
from dossiers.rules.checklist import Conditions, asked_of

M = TypeVar("M", bound=models.Model)
CUSTOMER_CATEGORY: Final = "KH"
CHUNK: Final = 1000
ORDER: Final = (
    Building,
    Unit,
    Customer,
    Occupancy,
    OccupancyParty,
    EmergencyContact,
    Holding,
    Document,
    Dossier,
)
"""Parents first, but dossiers last: with them their lines of the search are written, complete."""


class Ids:
    """Ids reserved in blocks, handed out one by one."""

    def __init__(self, block: int) -> None:
        self.block = block
        self._free: dict[type[models.Model], Iterator[int]] = {}

    def next(self, model: type[models.Model]) -> int:
        """The next id of a model."""
        while True:
            try:
                return next(self._free[model])
            except (KeyError, StopIteration):
                self._free[model] = iter(reserve_ids(model, self.block))


@dataclass(frozen=True, slots=True)
class Scope:
    """What the reference data says about owner dossiers; read once per run."""

    category: Category
    types: dict[str, DocumentType]
    asked: dict[bool, frozenset[int]]
    """Types that a dossier must hold, by whether the unit is let."""

    @classmethod
    def read(cls) -> "Scope":
        """The filing scope as it is now."""
        owner = Dossier.Kind.OWNER
        return cls(
            category=Category.objects.get(code=CUSTOMER_CATEGORY),
            types={kind.code: kind for kind in DocumentType.objects.all()},
            asked={
                let: frozenset(kind.pk for kind in asked_of(owner, Conditions(let=let)))
                for let in (False, True)
            },
        )

    def missing(self, papers: Iterable[PaperClaim], *, let: bool) -> int:
        """How many papers that the dossier must hold are not among these."""
        there = {self.types[paper.type].pk for paper in papers if paper.type in self.types}
        return len(self.asked[let] - there)

    def is_personal(self, paper: PaperClaim) -> bool:
        """Whether the paper lies in the personal volume."""
        return paper.type in self.types and self.types[paper.type].personal


@dataclass(slots=True)
class _Newcomer:
    """A new customer while the chunk is being built; phones may come from several rows."""

    owner: OwnerClaim
    key: DataKey
    pk: int
    phones: list[str] = field(default_factory=list)

    def customer(self) -> Customer:
        customer = Customer.made(
            name=self.owner.name,
            key=self.key,
            pk=self.pk,
            kind=Customer.Kind.COMPANY if self.owner.company else Customer.Kind.PERSON,
            id_kind=self.owner.id_kind,
        )
        customer.seal_numbers(id_number=self.owner.id_number, phones=self.phones)
        return customer


class Moulds:
    """What all new records of a run have in common."""

    def __init__(self, scope: Scope) -> None:
        kept = {
            "retention": scope.category.retention,
            "retention_years": scope.category.retention_years,
            "secrecy": int(scope.category.secrecy),
        }
        self.building = Mould(Building)
        self.unit = Mould(Unit)
        self.occupancy = Mould(Occupancy, kind=Occupancy.Kind.OWNER)
        self.party = Mould(OccupancyParty, role=OccupancyParty.Role.CO_HOLDER)
        self.contact = Mould(EmergencyContact)
        self.dossier = Mould(
            Dossier,
            kind=Dossier.Kind.OWNER,
            category_id=scope.category.pk,
            origin=Dossier.Origin.IMPORTED,
            **kept,
        )
        self.volume = Mould(Holding, kind=Holding.Kind.VOLUME, **kept)
        self.document = Mould(Document, is_claim=True)


class Maker:
    """Builds the rows of new residents; ``write`` sends them to the database."""

    def __init__(self, scope: Scope, buildings: Buildings, *, today: date) -> None:
        self.scope = scope
        self.buildings = buildings
        self.today = today
        self._moulds = Moulds(scope)
        self._ids = Ids(CHUNK)
        self._rows: dict[type[models.Model], list[models.Model]] = {m: [] for m in ORDER}
        self._newcomers: dict[tuple[int, str], _Newcomer] = {}
        self._people: list[_Newcomer] = []

    def make(self, plans: list[Plan]) -> None:
        """Build everything that these rows bring, in the order of the ledger."""
        for plan in plans:
            self._occupy(plan)
        for _code, of_estate in groupby(sorted(plans, key=_estate_code), key=_estate_code):
            group = list(of_estate)
            series = estate_series(self.scope.category, _estate(group[0]))
            codes = archive_numbers(series, len(group), on=self.today)
            for plan, code in zip(group, codes, strict=True):
                self._file(plan, code)
        self._rows[Customer] += [person.customer() for person in self._people]
        self._newcomers, self._people = {}, []

    def write(self) -> None:
        """Send all rows; the maker is empty afterwards."""
        for model in ORDER:
            copy_all(self._rows[model])
            self._rows[model] = []

    def _add(self, mould: Mould[M], **columns: Any) -> M:
        """Take a row cast from a mould, with its next id."""
        row = mould.cast(id=self._ids.next(mould.model), **columns)
        self._rows[mould.model].append(row)
        return row

    def _occupy(self, plan: Plan) -> None:
        """Unit, owners and contacts; where they are stored already, only the dossier is missing."""
        if plan.home is not None:
            plan.occupancy = plan.home.occupancy
            return
        claim, plan.unit = plan.claim, plan.unit or self._unit(plan)
        people = [
            (stored.pk, stored.key()) if stored else self._newcomer(owner, plan, first=not i)
            for i, (owner, stored) in enumerate(zip(claim.owners, plan.people, strict=True))
        ]
        customer, key = people[0]
        plan.occupancy = self._add(
            self._moulds.occupancy,
            unit_id=plan.unit.pk,
            customer_id=customer,
            from_on=claim.move_in,
        )
        for position, (other, _key) in enumerate(people[1:], start=1):
            self._add(
                self._moulds.party,
                occupancy_id=plan.occupancy.pk,
                customer_id=other,
                position=position,
            )
        for position, contact in enumerate(claim.contacts, start=1):
            self.contact(contact, plan.occupancy, key, position=position)

    def contact(
        self, contact: ContactClaim, occupancy: Occupancy, key: DataKey, *, position: int
    ) -> EmergencyContact:
        """An emergency contact of an occupancy, sealed with its customer's key."""
        return self._add(
            self._moulds.contact,
            occupancy_id=occupancy.pk,
            name=contact.name,
            phone=key.seal(contact.phone),
            relation=contact.relation,
            position=position,
        )

    def _newcomer(self, owner: OwnerClaim, plan: Plan, *, first: bool) -> tuple[int, DataKey]:
        index = (_estate(plan).centre_id, owner.id_number)
        person = self._newcomers.get(index) if owner.id_number else None
        if person is None:
            person = _Newcomer(owner, DataKey.new(), self._ids.next(Customer))
            self._people.append(person)
            self._newcomers[index] = person
        if first:
            phones = plan.claim.phones
            person.phones += [phone for phone in phones if phone not in person.phones]
        return person.pk, person.key

    def _unit(self, plan: Plan) -> Unit:
        claim, estate = plan.claim, _estate(plan)
        building = self.buildings.of(estate, building_key(claim.building))
        if building is None:
            building = self._building(estate, claim.building)
            self.buildings.add(building)
        code = unit_code(claim.building, claim.entrance, claim.room)
        return self._add(
            self._moulds.unit,
            building_id=building.pk,
            estate_id=estate.pk,
            entrance=claim.entrance,
            room=claim.room,
            code=code,
            key=plan.key,
            sort_key=natural_key(code)[:200],
            area=claim.area,
        )

    def _building(self, estate: Estate, name: str) -> Building:
        key, sort_key = building_key(name), natural_key(name)[:80]
        mould = self._moulds.building
        building = self._add(mould, estate_id=estate.pk, name=name, key=key, sort_key=sort_key)
        building.estate = estate
        return building

    def _file(self, plan: Plan, code: str) -> None:
        """Dossier, volumes and documents."""
        claim, estate, unit = plan.claim, _estate(plan), plan.unit
        if unit is None or plan.occupancy is None:
            raise ValueError(f"row {claim.row} has no unit to open a dossier for")
        plan.dossier = self._add(
            self._moulds.dossier,
            code=code,
            title=dossier_title(f"{estate.name}{unit.code}"),
            centre_id=estate.centre_id,
            unit_id=unit.pk,
            occupancy_id=plan.occupancy.pk,
            opened_on=claim.move_in or self.today,
            missing_count=self.scope.missing(claim.papers, let=plan.let),
        )
        for part in (Part.MAIN, Part.PERSONAL):
            personal = part is Part.PERSONAL
            papers = [p for p in claim.papers if self.scope.is_personal(p) == personal]
            volume = self._volume(claim, plan.dossier, part)
            documents = [self.document(p, volume, n) for n, p in enumerate(papers, start=1)]
            count_in(volume, documents)
            plan.dossier.secrecy = max(plan.dossier.secrecy, volume.secrecy)

    def _volume(self, claim: ResidentClaim, dossier: Dossier, part: Part) -> Holding:
        personal = part is Part.PERSONAL
        number = 2 if personal else 1
        year = claim.move_in.year if claim.move_in else None
        volume = self._add(
            self._moulds.volume,
            dossier_id=dossier.pk,
            code=f"{dossier.code}·{number}",
            part=part.value,
            number=number,
            title=volume_title(dossier.title, personal=personal),
            keeper_id=dossier.centre_id,
            year_from=year,
            year_until=year,
            claimed_box=claim.box,
            claimed_cabinet=claim.cabinet,
            remark="" if personal else claim.remark,
        )
        volume.barcode = barcode(volume.pk)
        return volume

    def document(self, paper: PaperClaim, volume: Holding, number: int) -> Document:
        """A document that a ledger claims to lie in a volume; nobody has seen it yet."""
        kind = self.scope.types.get(paper.type)
        return self._add(
            self._moulds.document,
            holding_id=volume.pk,
            holding_part=volume.part,
            number=number,
            code=f"{volume.code}-{number:03}",
            type_id=kind.pk if kind else None,
            title=paper.title,
            is_original=_is_original(paper, kind),
            copies=paper.copies,
            pages=paper.pages or 0,
            pages_known=paper.pages is not None,
            personal=kind.personal if kind else False,
            secrecy=kind.secrecy if kind else volume.secrecy,
        )


def count_in(volume: Holding, documents: Iterable[Document]) -> None:
    """Add documents to the counts, the level and the form of their (unsaved) volume."""
    for paper in documents:
        volume.document_count += 1
        volume.page_count += paper.pages
        volume.secrecy = max(volume.secrecy, paper.secrecy)
        volume.is_original = volume.is_original and paper.is_original


def _is_original(paper: PaperClaim, kind: DocumentType | None) -> bool:
    if paper.is_original is not None:
        return paper.is_original
    return kind is None or kind.form != DocumentType.Form.COPY


def barcode(pk: int) -> str:
    """The barcode of the holding with this id."""
    return f"H:{pk:08}"


def _estate(plan: Plan) -> Estate:
    if plan.estate is None:
        raise ValueError(f"row {plan.claim.row} was planned without an estate")
    return plan.estate


def _estate_code(plan: Plan) -> str:
    return _estate(plan).code
