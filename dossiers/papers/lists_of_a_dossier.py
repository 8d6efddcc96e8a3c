"""What the lists that belong to one dossier have in common: its head, its total, its facts.

Source: COL-12, TRF-18.
"""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Section
from dossiers.models import Dossier
from dossiers.papers.filling import fonds_of

L = TypeVar("L")
_TEXT: Final = 9.5


@dataclass(frozen=True, slots=True)
class ListOfDossier(Generic[L]):
    """The facts of a list: whose it is, and its lines."""

    fonds: Fonds
    reference: str
    title: str
    centre: str
    lines: tuple[L, ...]


def list_of(dossier: Dossier, lines: tuple[L, ...]) -> ListOfDossier[L]:
    """The facts of a list of this dossier."""
    return ListOfDossier(
        fonds=fonds_of(dossier.centre),
        reference=dossier.code,
        title=dossier.title,
        centre=dossier.centre.name,
        lines=lines,
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a list, and in its file.

    Attributes:
        height: Of the head on the first page, in millimetres; 0 for the usual one.
    """

    form: str
    title: str
    english: str
    subject: str
    height: float = 0


def draw_list(facts: ListOfDossier[L], heading: Heading, section: Section, total: str) -> bytes:
    """A list of one dossier as PDF, its total in words at the end."""
    number = f"档　号：{facts.reference}"
    head = Head(
        title=heading.title,
        english=heading.english,
        left=(*fonds_lines(facts.fonds), number),
        right=(f"保管中心：{facts.centre}", f"题　名：{facts.title}"),
        again=(number, facts.title),
    )
    first = first_band(head, heading.height) if heading.height else first_band(head)
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, heading.form, f"{heading.subject} {facts.reference}"),
            sections=(section,),
            first=first,
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _total(sheet, box, total)),
            footer=Footer(heading.form, facts.centre),
            row=8,
        )
    )


def _total(sheet: Sheet, box: Box, text: str) -> None:
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=_TEXT, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=_TEXT))
