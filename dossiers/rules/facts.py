"""What a move-in record says, step by step; the shapes that `save_step` takes and keeps.

``Submission.facts`` holds one JSON object per step (``unit``, ``customer``, ``consent``),
each with the fields of the dataclass here. Every number in ``customer`` is sealed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from archive_office.crypto import DataKey, masked
from dossiers.models import Submission

Change = Callable[[str, str], str]
"""A new value for the number at a path such as ``co_holders.0.phones.1``."""

MASK: Final = "*"


class Step(StrEnum):
    """The steps of the guided move-in that are kept as facts."""

    UNIT = "unit"
    CUSTOMER = "customer"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """Which unit, and how it is occupied.

    Attributes:
        estate: Its id.
        use: A value of ``Unit.Use``.
        occupancy: ``owner`` or ``tenant``.
        area: Square metres, "89.50"; empty when unknown.
        from_on: ISO date of moving in; empty when not known yet.
    """

    estate: int | None = None
    building: str = ""
    entrance: str = ""
    room: str = ""
    floor: int | None = None
    area: str = ""
    use: str = "unknown"
    occupancy: str = "owner"
    from_on: str = ""
    fit_out: bool = False
    keys_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A co-holder, or a member of the household with the relation to the customer."""

    name: str = ""
    relation: str = ""
    minor: bool = False
    id_number: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """Whom to call in an emergency (COL-15)."""

    name: str = ""
    phone: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """Who occupies the unit: a person or a company, with everybody beside them.

    Attributes:
        kind: ``person`` or ``company``.
        contact_person: For a company, the person to ask for.
    """

    kind: str = "person"
    name: str = ""
    id_number: str = ""
    phones: tuple[str, ...] = ()
    bank_account: str = ""
    contact_person: str = ""
    co_holders: tuple[PersonFacts, ...] = ()
    household: tuple[PersonFacts, ...] = ()
    emergency: tuple[ContactFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """The notice on personal information and the separate consent (decision 19).

    Attributes:
        version: Of the notice that was handed out.
        given_on: ISO date.
        separate: Whether the customer signed the separate consent to identity and bank
            numbers and to data of minors; its scan lies with the consent paper of the list.
    """

    version: str = ""
    given_on: str = ""
    separate: bool = False


def read_unit(raw: Mapping[str, Any]) -> UnitFacts:
    """The facts of the unit from a form or from a stored draft."""
    return UnitFacts(
        estate=_whole(raw.get("estate")),
        floor=_whole(raw.get("floor")),
        fit_out=bool(raw.get("fit_out")),
        keys_kept=bool(raw.get("keys_kept")),
        use=_text(raw.get("use")) or "unknown",
        occupancy=_text(raw.get("occupancy")) or "owner",
        **{
            name: _text(raw.get(name))
            for name in ("building", "entrance", "room", "area", "from_on")
        },
    )


def read_customer(raw: Mapping[str, Any]) -> CustomerFacts:
    """The facts of the customer from a form or from a stored draft; empty rows go."""
    return CustomerFacts(
        kind=_text(raw.get("kind")) or "person",
        name=_text(raw.get("name")),
        id_number=_text(raw.get("id_number")),
        phones=_texts(raw.get("phones")),
        bank_account=_text(raw.get("bank_account")),
        contact_person=_text(raw.get("contact_person")),
        co_holders=_persons(raw.get("co_holders")),
        household=_persons(raw.get("household")),
        emergency=tuple(
            contact
            for row in raw.get("emergency") or ()
            if (contact := ContactFacts(**{n: _text(row.get(n)) for n in _CONTACT})) != _NO_CONTACT
        ),
    )


_CONTACT: Final = ("name", "phone", "relation")
_NO_CONTACT: Final = ContactFacts()


def read_consent(raw: Mapping[str, Any]) -> ConsentFacts:
    """The facts of notice and consent from a form or from a stored draft."""
    return ConsentFacts(
        version=_text(raw.get("version")),
        given_on=_text(raw.get("given_on")),
        separate=bool(raw.get("separate")),
    )


def as_stored(facts: UnitFacts | CustomerFacts | ConsentFacts) -> dict[str, Any]:
    """The facts of a step as they stand in the draft."""
    return asdict(facts)


def unit_of(submission: Submission) -> UnitFacts:
    """What the draft says of the unit."""
    return read_unit(submission.facts.get(Step.UNIT, {}))


def sealed_customer_of(submission: Submission) -> CustomerFacts:
    """What the draft says of the customer, numbers sealed."""
    return read_customer(submission.facts.get(Step.CUSTOMER, {}))


def customer_of(submission: Submission) -> CustomerFacts:
    """What the draft says of the customer, numbers in full; whoever asks may read them."""
    return with_numbers(sealed_customer_of(submission), opener(submission))


def masked_customer_of(submission: Submission) -> CustomerFacts:
    """What the draft says of the customer, numbers masked."""
    return with_numbers(customer_of(submission), lambda _path, number: masked(number))


def consent_of(submission: Submission) -> ConsentFacts:
    """What the draft says of notice and consent."""
    return read_consent(submission.facts.get(Step.CONSENT, {}))


def opener(submission: Submission) -> Change:
    """Opens the sealed numbers of a submission; after acceptance it holds masks only."""
    if not submission.data_key:
        return lambda _path, number: number
    key = submission.key()
    return lambda _path, number: key.unseal(number) if number.startswith("v1.") else number


def with_numbers(facts: CustomerFacts, change: Change) -> CustomerFacts:
    """The same facts with every number changed; empty ones stay empty."""

    def one(path: str, number: str) -> str:
        return change(path, number) if number else ""

    def some(path: str, numbers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one(f"{path}.{i}", number) for i, number in enumerate(numbers))

    def people(path: str, persons: tuple[PersonFacts, ...]) -> tuple[PersonFacts, ...]:
        return tuple(
            replace(
                person,
                id_number=one(f"{path}.{i}.id_number", person.id_number),
                phones=some(f"{path}.{i}.phones", person.phones),
            )
            for i, person in enumerate(persons)
        )

    return replace(
        facts,
        id_number=one("id_number", facts.id_number),
        phones=some("phones", facts.phones),
        bank_account=one("bank_account", facts.bank_account),
        co_holders=people("co_holders", facts.co_holders),
        household=people("household", facts.household),
        emergency=tuple(
            replace(contact, phone=one(f"emergency.{i}.phone", contact.phone))
            for i, contact in enumerate(facts.emergency)
        ),
    )


def numbers_in(facts: CustomerFacts) -> dict[str, str]:
    """Every number with its path."""
    found: dict[str, str] = {}
    with_numbers(facts, found.setdefault)
    return found


def completed(facts: CustomerFacts, *, known: CustomerFacts) -> CustomerFacts:
    """Typed facts in which a mask that was shown and sent back stands for its number.

    A mask that fits no known number, or several, stays a mask, and is refused later.
    """
    plain = numbers_in(known)

    def change(path: str, number: str) -> str:
        if MASK not in number:
            return number
        if masked(plain.get(path, "")) == number:
            return plain[path]
        fitting = {whole for whole in plain.values() if masked(whole) == number}
        return fitting.pop() if len(fitting) == 1 else number

    return with_numbers(facts, change)


def sealed(facts: CustomerFacts, key: DataKey) -> CustomerFacts:
    """The same facts with every number sealed."""
    return with_numbers(facts, lambda _path, number: key.seal(number))


def without_sensitive(facts: CustomerFacts) -> CustomerFacts:
    """What may be kept without the separate consent.

    No identity or bank number of a person, nobody under age in the household
    (decision 19). The numbers of a firm stay.
    """
    of_person = facts.kind != "company"
    return replace(
        facts,
        id_number="" if of_person else facts.id_number,
        bank_account="" if of_person else facts.bank_account,
        co_holders=tuple(replace(p, id_number="") for p in facts.co_holders),
        household=tuple(replace(p, id_number="") for p in facts.household if not p.minor),
    )


def everybody(facts: CustomerFacts) -> Iterator[tuple[str, PersonFacts]]:
    """All persons beside the customer, each with its path."""
    for path, people in (("co_holders", facts.co_holders), ("household", facts.household)):
        for i, person in enumerate(people):
            yield f"{path}.{i}", person


def _persons(rows: Any) -> tuple[PersonFacts, ...]:
    return tuple(
        PersonFacts(
            name=_text(row.get("name")),
            relation=_text(row.get("relation")),
            minor=bool(row.get("minor")),
            id_number=_text(row.get("id_number")),
            phones=_texts(row.get("phones")),
        )
        for row in rows or ()
        if any(row.get(n) for n in ("name", "relation", "id_number", "phones"))
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(text for value in values or () if (text := _text(value)))


def _whole(value: Any) -> int | None:
    text = _text(getattr(value, "pk", value))
    return int(text) if text.lstrip("-").isdecimal() else None
