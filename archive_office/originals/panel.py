"""The electronic original of one record as a page shows it: what is sealed, who seals next.

Source: TRF-07; decision 14.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from archive_office.organisation.models import Seal, User
from archive_office.originals import rules
from archive_office.originals.models import ElectronicOriginal, OriginalSignature, OriginalState
from archive_office.originals.subjects import subject_of


@dataclass(frozen=True, slots=True)
class Place:
    """One place for a seal, with the seal that stands there, or who keeps the one that is missing.

    Attributes:
        own: The seal that this person may set there now.
    """

    field: str
    party: str
    department: str
    signer: str
    said: str
    signature: OriginalSignature | None
    keepers: tuple[str, ...]
    own: Seal | None


@dataclass(frozen=True, slots=True)
class Panel:
    """What the pages say of a record's original.

    Attributes:
        kind: Application and model, as the address of making one names them.
    """

    kind: tuple[str, str]
    record: int
    original: ElectronicOriginal | None
    places: tuple[Place, ...] = ()
    may_make: bool = False


def panel_of(record: Model, user: User) -> Panel | None:
    """The panel of a record that everybody has signed; None before."""
    if not subject_of(record).is_ready(record):
        return None
    kind = (record._meta.app_label, str(record._meta.model_name))
    found = rules.standing(record)
    may_make = user.has_perm(rules.MAKE)
    if found is None:
        return Panel(kind, record.pk, None, may_make=may_make)
    return Panel(kind, record.pk, found, tuple(places_of(found, user)), may_make)


def places_of(original: ElectronicOriginal, user: User) -> Iterable[Place]:
    """The places of an original in the order of the paper."""
    rows = original.signatures.select_related("seal", "sealed_by", "certificate")
    signed = {row.field_name: row for row in rows}
    departments = {place["department"] for place in original.places}
    seals = list(
        Seal.objects.filter(department__in=departments).select_related("keeper").order_by("number")
    )
    is_open = original.state == OriginalState.OPEN
    for place in original.places:
        there = [seal for seal in seals if seal.department_id == place["department"]]
        own = next((seal for seal in there if seal.keeper_id == user.pk), None)
        signature = signed.get(place["field"])
        yield _place(place, there, signature, own if is_open and signature is None else None)


def _place(
    place: dict[str, Any],
    seals: list[Seal],
    signature: OriginalSignature | None,
    own: Seal | None,
) -> Place:
    return Place(
        field=place["field"],
        party=place["party"],
        department=place["department_name"],
        signer=place["signer_name"],
        said=place["reason"],
        signature=signature,
        keepers=tuple(dict.fromkeys(str(seal.keeper) for seal in seals)),
        own=own,
    )
