"""册内资料清单: what lies in a volume of a project, signed by A, B and the archivist."""

from dataclasses import dataclass

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital

FORM = "AO-DA-22 册内资料清单"
KEEPERS = ("A角存", "B角存", "入册存档")
"""Who keeps which of the three copies."""
SIGNERS = ("移交人（A角）", "复核人（B角）", "档案管理员")

COLUMNS = (
    Column("序号", 11),
    Column("编　　　号", 52, "left"),
    Column("资　料　名　称", 62, "left", wraps=True),
    Column("页数", 13),
    Column("部　分", 19, wraps=True, size=8),
    Column("备　注", 17, wraps=True, size=8),
)
_TITLE_COLUMN = 2
_TOTALS = 9.0
_SIGNATURES = 24.0


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One paper of the volume.

    Args:
        part: The part of the volume it belongs to: its kind of paper.
    """

    reference: str
    title: str
    pages: int
    part: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class VolumeList:
    """册内资料清单 of one volume."""

    fonds: Fonds
    reference: str
    title: str
    keeper: str
    papers: tuple[ListedPaper, ...]


def volume_list(facts: VolumeList) -> bytes:
    """The list in three copies as PDF, each with the pages of every paper and the total.

    Source: FRM-56.
    """
    number = f"档　号：{facts.reference}"
    head = Head(
        title="册内资料清单",
        english="Papers of the Volume",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"保管单位：{facts.keeper}", f"册　名：{facts.title}"),
        again=(number, facts.title),
    )
    rows = [
        Row((str(n), paper.reference, paper.title, str(paper.pages), paper.part, paper.remark))
        for n, paper in enumerate(facts.papers, 1)
    ]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"册内资料清单 {facts.reference}"),
            sections=(Section(COLUMNS, rows, blank=_TITLE_COLUMN),),
            first=first_band(head, 30),
            following=following_band(head),
            tail=Band(_TOTALS + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer(FORM, "本清单一式三份"),
            row=8,
        ),
        marks.chosen_copies(KEEPERS, None),
    )


def _tail(sheet: Sheet, box: Box, facts: VolumeList) -> None:
    pages = sum(paper.pages for paper in facts.papers)
    count = len(facts.papers)
    middle = box.top + _TOTALS / 2
    sheet.write_middle(box.left + 2.5, middle, "合　　计", Style(size=9.5, bold=True))
    text = f"{capital(count)}件，共{capital(pages)}页（{count} 件　{pages} 页，含封面及所有纸张）。"
    sheet.write_middle(box.left + 22, middle, text, Style(size=9.5))
    top = box.top + _TOTALS
    sheet.stroke(box.left, top, box.right, top)
    wide = box.width / len(SIGNERS)
    for place, label in enumerate(SIGNERS):
        left = box.left + place * wide
        if place:
            sheet.stroke(left, top, left, box.bottom)
        sheet.write_middle(left + 2.5, top + 5, f"{label}（签字）", Style(size=9.5, bold=True))
        marks.pen_line(sheet, "", Box(left + 2.5, top + 8, wide - 6, 8))
        day = Style(size=9, align="right")
        sheet.write_middle(left + wide - 3, box.bottom - 4, marks.in_words(None), day)
