"""库房盘点报告: what was expected, what was found, what does not agree and what was done about it."""

from dataclasses import dataclass

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM = "AO-KF-03 库房盘点报告"

COLUMNS = (
    Column("序号", 11),
    Column("档号／扫描内容", 48, "left", wraps=True, size=8.5),
    Column("账面位置", 31, "left", wraps=True, size=8),
    Column("实际位置", 31, "left", wraps=True, size=8),
    Column("盘点结果", 21, wraps=True, size=8.5),
    Column("处理", 32, "left", wraps=True, size=8),
)
_FIGURES, _SIGNATURES = 17.0, 22.0


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One thing that does not stand as the records say."""

    code: str
    expected: str
    found: str
    verdict: str
    done: str = ""


@dataclass(frozen=True, slots=True)
class StocktakeReport:
    """库房盘点报告 of one stocktake.

    Args:
        figures: Words and numbers, in the order in which they are told.
        running: Whether it is still being counted; then the report says so.
    """

    fonds: Fonds
    keeper: str
    place: str
    opened: str
    closed: str
    figures: tuple[tuple[str, int], ...]
    lines: tuple[ReportLine, ...]
    running: bool = False


def stocktake_report(facts: StocktakeReport) -> bytes:
    """The report of a stocktake as PDF.

    Source: STO-17.
    """
    place = f"盘点范围：{facts.place}"
    head = Head(
        title="库房盘点报告",
        english="Stocktake Report",
        left=(f"保管单位：{facts.keeper}", place),
        right=(f"开始：{facts.opened}", f"结束：{facts.closed}"),
        again=(place, f"结束：{facts.closed}"),
        warning="盘点进行中" if facts.running else "",
    )
    rows = [
        Row((str(n), line.code, line.expected, line.found, line.verdict, line.done))
        for n, line in enumerate(facts.lines, 1)
    ]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"库房盘点报告 {facts.place}"),
            sections=(Section(COLUMNS, rows, blank=1),),
            first=first_band(head, 27),
            following=following_band(head),
            grid=Band(_FIGURES, lambda sheet, box: _figures(sheet, box, facts)),
            tail=Band(_SIGNATURES, _signatures),
            footer=Footer(FORM, facts.keeper),
        )
    )


def _figures(sheet: Sheet, box: Box, facts: StocktakeReport) -> None:
    width = box.width / len(facts.figures)
    for place, (name, count) in enumerate(facts.figures):
        middle = box.left + width * (place + 0.5)
        style = Style(size=8.5, align="center")
        sheet.write_middle(middle, box.top + 5, name, style.fit(name, width - 1))
        number = Style(size=13, bold=True, align="center")
        sheet.write_middle(middle, box.top + 11.5, str(count), number)


def _signatures(sheet: Sheet, box: Box) -> None:
    for place, label in enumerate(("盘点人：", "监盘人：", "档案室负责人：")):
        left = box.left + 4 + place * 57
        marks.pen_line(sheet, label, Box(left, box.top + 7, 52, 7))
