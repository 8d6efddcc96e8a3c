"""What the columns of the store cannot take, found before the store finds it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.db import models

from dossiers.models import (
    Building,
    Customer,
    Document,
    EmergencyContact,
    Estate,
    Holding,
    OccupancyParty,
    Unit,
)
from dossiers.models.naming import unit_code
from dossiers.procedures.imports.claims import Finding, ItemClaim, ResidentClaim
from dossiers.procedures.imports.findings import Against, against

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def _room_for(model: type[models.Model], field: str) -> int:
    return int(model._meta.get_field(field).max_length or 0)  # type: ignore[union-attr]


ESTATE, BUILDING = _room_for(Estate, "name"), _room_for(Building, "name")
ENTRANCE, ROOM = _room_for(Unit, "entrance"), _room_for(Unit, "room")
UNIT = _room_for(Unit, "code")
NAME, CONTACT = _room_for(Customer, "name"), _room_for(EmergencyContact, "name")
RELATION = _room_for(OccupancyParty, "relation")
BOX, NUMBER = _room_for(Holding, "claimed_box"), _room_for(Holding, "code")
TITLE, RESPONSIBLE = _room_for(Document, "title"), _room_for(Document, "responsible")

AREA = Decimal("9999999.99")
NO_LIMIT = 1_000_000
COPIES, YEARS, PAGES = 32_767, 200, 1_000_000


def against_text(claim: ResidentClaim) -> Iterator[Finding]:
    """Every text of a resident row that does not fit its column."""
    texts = [
        ("estate", claim.estate, ESTATE),
        ("building", claim.building, BUILDING),
        ("entrance", claim.entrance, ENTRANCE),
        ("room", claim.room, ROOM),
        ("room", unit_code(claim.building, claim.entrance, claim.room), UNIT),
        *(("owner", owner.name, NAME) for owner in claim.owners),
        *(("contact", contact.name, CONTACT) for contact in claim.contacts),
        *(("relation", contact.relation, RELATION) for contact in claim.contacts),
        ("box", claim.box, BOX),
        ("cabinet", claim.cabinet, BOX),
        ("remark", claim.remark, NO_LIMIT),
        *(("title", paper.title, TITLE) for paper in claim.papers),
    ]
    for field, text, limit in texts:
        if len(text) > limit or not text.isprintable():
            yield from against_words(field, text, limit)
    yield from _too_much("area", claim.area, AREA)
    for paper in claim.papers:
        if paper.copies > COPIES or (paper.pages or 0) > PAGES:
            yield against(Against.NUMBER_TOO_LARGE, field=paper.title, limit=f"{COPIES}/{PAGES}")


def against_item(claim: ItemClaim) -> Iterator[Finding]:
    """Every text of a catalogue row that does not fit its column."""
    yield from against_words("number", claim.number, NUMBER)
    yield from against_words("title", claim.title, TITLE)
    yield from against_words("responsible", claim.responsible, RESPONSIBLE)
    yield from against_words("remark", claim.remark, NO_LIMIT)
    yield from _too_much("copies", claim.copies, COPIES)
    yield from _too_much("pages", claim.pages, PAGES)
    yield from _too_much("retention", claim.retention_years, YEARS)


def _too_much(field: str, number: Decimal | int | None, most: Decimal | int) -> Iterator[Finding]:
    if number is not None and number > most:
        yield against(Against.NUMBER_TOO_LARGE, field=field, limit=most)


def against_words(field: str, text: str, limit: int) -> Iterator[Finding]:
    """A text that is longer than its column, or holds what no column takes."""
    if len(text) > limit:
        yield against(Against.TEXT_TOO_LONG, field=field, limit=limit)
    if _NOT_STORABLE.search(text):
        yield against(Against.TEXT_NOT_STORABLE, field=field)
