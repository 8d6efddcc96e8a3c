"""What a catalogue or ledger is asked for, and the facts of one line of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from archive_office.organisation.models import Department
from dossiers.models import Category


class Kind(StrEnum):
    """The catalogues and ledgers that are printed."""

    VOLUMES = "volumes"
    ITEMS = "items"
    CATALOGUE = "catalogue"
    LEDGER = "ledger"
    TITLES = "titles"
    ACCESSIONS = "accessions"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which catalogue, of which dossiers, as it stood at the end of which day.

    Args:
        centre: Where the dossiers began; None for every centre in sight.
        first: With ``last``, the days (both inclusive) in which a dossier was opened; of a dossier
            of one year, its year.
        on: The day of which it tells; the end of it counts.
    """

    kind: Kind
    centre: Department | None
    category: Category | None
    first: date | None
    last: date | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingEntry:
    """One volume, item or certificate as it stood that day.

    Args:
        years: Of the papers in it, "2019—2021".
        place: Room, cabinet, level and box, or empty when it stood nowhere.
        out: When it was last taken out for use, ``back`` when it came back from that.
        remark: Where it was when it was not on its shelf, by whose word it was known.
    """

    reference: str
    title: str
    certificate: str
    number: str
    responsible: str
    formed: date | None
    years: str
    received: date
    retention: str
    secrecy: str
    items: int
    pages: int
    box: str
    place: str
    out: date | None
    back: date | None
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierEntry:
    """One dossier as it stood that day, its volumes and items taken together.

    Args:
        brought_by: Who handed its first papers in, ``taken_by`` who took them.
    """

    reference: str
    project: str
    title: str
    received: date
    parts: int
    items: int
    pages: int
    place: str
    out: date | None
    back: date | None
    brought_by: str
    taken_by: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassEntry:
    """What one centre has filed in one category.

    Args:
        filed: Volumes and items filed in the period asked for.
        missing: Papers that its open dossiers lack.
        unverified: Volumes and items known by a ledger's word alone.
    """

    centre: str
    category: str
    files: int
    items: int
    pages: int
    filed: int
    missing: int
    unverified: int


Entry: TypeAlias = ThingEntry | DossierEntry | ClassEntry
