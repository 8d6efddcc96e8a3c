"""软卷封面与封底: the soft cover of a volume with its list, the back cover with its notes."""

from dataclasses import dataclass
from datetime import date

from archive_office.printing.form import PORTRAIT, Footer, Register, add_register
from archive_office.printing.heads import (
    Fields,
    Head,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Sheet
from archive_office.printing.table import Section
from dossiers.papers.contents import COLUMNS, rows_of
from dossiers.papers.facts import Contents, Cover, VolumeNotes
from dossiers.papers.notes import add_notes

FORM = "AO-DA-21 软卷封面、封底"
BACK = "软卷封底（卷内备考表）"
_TITLE_COLUMN = 3


@dataclass(frozen=True, slots=True)
class Folder:
    """The soft cover of one volume: what its cover states, what lies in it, its notes."""

    cover: Cover
    contents: Contents
    notes: VolumeNotes


def folder(facts: Folder) -> bytes:
    """Cover with the list of what is inside, then the back cover with the notes, as PDF.

    Source: FIL-24, FRM-44.
    """
    cover = facts.cover
    number = f"档　号：{cover.reference}"
    head = Head(
        title="软卷封面",
        english="Soft Cover with the Contents of the Volume",
        left=(*fonds_lines(cover.fonds), number),
        right=(f"类目名称：{cover.category}",),
        url=cover.scan,
        url_note="扫码调阅",
        again=(number, f"案卷题名：{cover.title}"),
    )
    about = info(cover.fonds, FORM, f"软卷封面、封底 {cover.reference}")
    sheet = Sheet(PORTRAIT.width, PORTRAIT.height, about)
    add_register(
        sheet,
        Register(
            page=PORTRAIT,
            info=about,
            sections=(
                Section(COLUMNS, rows_of(facts.contents), blank=_TITLE_COLUMN, struck=False),
            ),
            first=first_band(head, 30),
            following=following_band(head),
            grid=fields_band(_fields(cover), row=9),
            footer=Footer(FORM, "封面印卷内文件目录，封底印备考表"),
            row=9.2,
            head=11,
        ),
    )
    add_notes(sheet, facts.notes, title=BACK)
    return sheet.finish()


def _fields(cover: Cover) -> Fields:
    return (
        (("案卷题名", cover.title),),
        (
            ("起止时间", f"{_month(cover.first)} 至 {_month(cover.last)}"),
            ("归档号", cover.filing_number),
        ),
        (("保管期限", cover.retention), ("密　　级", cover.secrecy)),
        (("本卷件数", f"{cover.items} 件"), ("本卷页数", f"{cover.pages} 页")),
    )


def _month(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月" if day else "　　年　　月"
