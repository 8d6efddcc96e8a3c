"""A claim against what is stored: equal, only empty facts to add, or different (decision 34)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from archive_office.crypto import blind_index, masked, masked_name
from dossiers.models import Customer, Document, Holding, Occupancy, Part, Unit
from dossiers.models.naming import folded
from dossiers.procedures.imports.claims import (
    ContactClaim,
    Finding,
    OwnerClaim,
    PaperClaim,
    ResidentClaim,
)
from dossiers.procedures.imports.findings import differs
from dossiers.procedures.imports.stored import Residence, paper_key


@dataclass(frozen=True, slots=True)
class Fill:
    """An empty fact of a stored record that the ledger knows."""

    thing: models.Model
    values: dict[str, Any]
    fact: str


@dataclass(frozen=True, slots=True)
class FillNumbers:
    """A stored customer's missing numbers; sealed when they are written."""

    customer: Customer
    id_number: str = ""
    id_kind: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddContact:
    """An emergency contact where none was stored."""

    contact: ContactClaim


@dataclass(frozen=True, slots=True)
class AddPaper:
    """A paper that the stored dossier does not list yet."""

    paper: PaperClaim
    volume: Holding


Step = Finding | Fill | FillNumbers | AddContact | AddPaper


@dataclass(slots=True)
class Comparison:
    """What stands against a claim, and what it adds."""

    conflicts: list[Finding] = field(default_factory=list)
    additions: list[Fill | FillNumbers | AddContact | AddPaper] = field(default_factory=list)
    other_owner: bool = False
    """Somebody else holds the unit: nothing more of the row can be compared."""

    def take(self, steps: Iterator[Step]) -> None:
        """Sort steps into what conflicts and what adds."""
        for step in steps:
            if isinstance(step, Finding):
                self.conflicts.append(step)
            else:
                self.additions.append(step)


def name_key(name: str) -> str:
    """How two spellings of a name are compared."""
    return folded(name)


def compared(
    claim: ResidentClaim, home: Residence, types: dict[str, tuple[int, bool]]
) -> Comparison:
    """A claim against the present owners of its unit and their dossier.

    Args:
        types: Id and personal flag of the document types by code.
    """
    found = Comparison()
    pairs = _paired(claim.owners, home.owners())
    if not pairs:
        found.conflicts.append(_other_owners(claim, home))
        found.other_owner = True
        return found
    for owner, customer in pairs:
        found.take(_number(owner, customer))
    found.take(_phones(claim, home.occupancy.customer))
    found.take(_contacts(claim, home))
    found.take(_days(claim, home.occupancy))
    if home.dossier is not None:
        found.take(_volumes(claim, home))
        found.take(_papers(claim, home, types))
    return found


def _paired(
    owners: Sequence[OwnerClaim], customers: Sequence[Customer]
) -> list[tuple[OwnerClaim, Customer]]:
    """Each owner with the stored one of that name; nothing unless they are the same people."""
    left = list(customers)
    pairs = []
    for owner in owners:
        same = [c for c in left if name_key(c.name) == name_key(owner.name)]
        if not same:
            return []
        index = blind_index(owner.id_number) if owner.id_number else ""
        customer = next((c for c in same if c.id_index == index), same[0])
        left.remove(customer)
        pairs.append((owner, customer))
    return [] if left else pairs


def _other_owners(claim: ResidentClaim, home: Residence) -> Finding:
    return differs(
        "owner",
        ledger="/".join(masked_name(owner.name) for owner in claim.owners),
        stored="/".join(masked_name(customer.name) for customer in home.owners()),
    )


def _number(owner: OwnerClaim, customer: Customer) -> Iterator[Step]:
    if not owner.id_number or blind_index(owner.id_number) == customer.id_index:
        return
    if customer.id_index:
        stored = masked(customer.reveal("id_number"))
        yield differs("id_number", ledger=masked(owner.id_number), stored=stored)
    else:
        yield FillNumbers(customer, id_number=owner.id_number, id_kind=owner.id_kind)


def _phones(claim: ResidentClaim, customer: Customer) -> Iterator[Step]:
    unknown = [p for p in claim.phones if blind_index(p) not in customer.phone_indexes]
    if not unknown:
        return
    if customer.phone_indexes:
        stored = "/".join(masked(phone) for phone in customer.phone_list())
        yield differs("phones", ledger="/".join(map(masked, unknown)), stored=stored)
    else:
        yield FillNumbers(customer, phones=claim.phones)


def _contacts(claim: ResidentClaim, home: Residence) -> Iterator[Step]:
    if not claim.contacts:
        return
    if not home.contacts:
        yield from map(AddContact, claim.contacts)
        return
    key = home.key()
    stored = [(contact.name, key.unseal(contact.phone)) for contact in home.contacts]
    known = {(name_key(name), phone) for name, phone in stored}
    new = [c for c in claim.contacts if (name_key(c.name), c.phone) not in known]
    if new:
        yield differs(
            "contact",
            ledger="/".join(_shown(contact.name, contact.phone) for contact in new),
            stored="/".join(_shown(name, phone) for name, phone in stored),
        )


def _shown(name: str, phone: str) -> str:
    return " ".join(filter(None, (masked_name(name), masked(phone))))


def _days(claim: ResidentClaim, occupancy: Occupancy) -> Iterator[Step]:
    yield from _fact(occupancy, "from_on", claim.move_in, "move_in")


def area_of(claim: ResidentClaim, unit: Unit) -> Iterator[Step]:
    """The area of a stored unit against the claim's."""
    yield from _fact(unit, "area", claim.area, "area")


def _fact(thing: models.Model, attribute: str, claimed: Any, name: str) -> Iterator[Step]:
    """One plain fact of a stored record; an empty claim says nothing."""
    stored = getattr(thing, attribute)
    if claimed in (None, "") or claimed == stored:
        return
    if stored in (None, ""):
        yield Fill(thing, {attribute: claimed}, name)
    else:
        yield differs(name, ledger=claimed, stored=stored)


def _volumes(claim: ResidentClaim, home: Residence) -> Iterator[Step]:
    for volume in home.volumes.values():
        for step in _place(claim, volume):
            yield step
            if isinstance(step, Finding):
                return  # both volumes stand in one box: one fault is enough
    main = home.volumes.get(Part.MAIN)
    if main is not None:
        yield from _fact(main, "remark", claim.remark, "remark")


def _place(claim: ResidentClaim, volume: Holding) -> Iterator[Step]:
    """Where the ledger says a volume stands; a verified one has been found already."""
    if volume.verified_on is None:
        yield from _fact(volume, "claimed_box", claim.box, "box")
        yield from _fact(volume, "claimed_cabinet", claim.cabinet, "cabinet")


def _papers(
    claim: ResidentClaim, home: Residence, types: dict[str, tuple[int, bool]]
) -> Iterator[Step]:
    kinds: dict[str, list[PaperClaim]] = {}
    for paper in claim.papers:
        kinds.setdefault(paper_key(paper.type, paper.title), []).append(paper)
    for kind, papers in kinds.items():
        stored = home.documents.get(kind, [])
        if stored:
            yield from _counts(papers, stored)
            continue
        for paper in papers:
            yield _new_paper(paper, home, personal=types.get(paper.type, (0, False))[1])


def _new_paper(paper: PaperClaim, home: Residence, *, personal: bool) -> Step:
    volume = home.volumes.get(Part.PERSONAL if personal else Part.MAIN)
    if volume is None or volume.verified_on is not None or volume.keeper_id != _centre(home):
        # Somebody has seen what lies in the volume; a ledger does not put papers into it.
        return differs(paper.title, ledger=_count(paper.copies, paper.pages), stored="")
    return AddPaper(paper, volume)


def _centre(home: Residence) -> int:
    return home.dossier.centre_id if home.dossier else 0


def _counts(papers: Sequence[PaperClaim], stored: Sequence[Document]) -> Iterator[Step]:
    """Copies and pages of one kind of paper, over all columns and documents of that kind."""
    claimed = _total((paper.copies, paper.pages) for paper in papers)
    known = _total((d.copies, d.pages if d.pages_known else None) for d in stored)
    if claimed[0] == known[0] and claimed[1] in (None, known[1]):
        return
    title = papers[0].title
    single = len(stored) == len(papers) == 1 and stored[0].is_claim
    if single and claimed[0] == known[0] and known[1] is None:
        yield Fill(stored[0], {"pages": claimed[1], "pages_known": True}, title)
    else:
        yield differs(title, ledger=_count(*claimed), stored=_count(*known))


def _total(counts: Iterable[tuple[int, int | None]]) -> tuple[int, int | None]:
    """Copies and pages in all; no pages when those of one are not known."""
    pairs = list(counts)
    pages = [pages for _copies, pages in pairs if pages is not None]
    return sum(copies for copies, _pages in pairs), (
        sum(pages) if len(pages) == len(pairs) else None
    )


def _count(copies: int, pages: int | None) -> str:
    return f"{copies}/{'?' if pages is None else pages}"
