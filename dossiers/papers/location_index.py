"""档案资料寄存地点索引 and 库房示意图: what stands where in a room, and how much is free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, info
from archive_office.printing.sheet import GREY, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section

FORM = "AO-KF-01 档案资料寄存地点索引"
MAP = "AO-KF-02 库房示意图"

COLUMNS = (
    Column("架柜号", 18),
    Column("层", 10),
    Column("盒　号", 20),
    Column("起　止　档　号", 70, "left", wraps=True, size=8.5),
    Column("类　别", 20, wraps=True),
    Column("件数", 14),
    Column("余量（毫米）", 22),
)
_TOTALS = 9.0


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One box of the index, or a level without any.

    Args:
        free_mm: What is left of the level, said once a level.
    """

    cabinet: str
    level: str
    box: str = ""
    codes: str = ""
    category: str = ""
    things: int = 0
    free_mm: str = ""


@dataclass(frozen=True, slots=True)
class IndexPart:
    """Lines under a heading: a category, or the whole room without one."""

    title: str
    lines: tuple[IndexLine, ...]


@dataclass(frozen=True, slots=True)
class LocationIndex:
    """档案资料寄存地点索引 of one room."""

    fonds: Fonds
    keeper: str
    room: str
    kind: str
    on: date
    parts: tuple[IndexPart, ...]
    free_metres: str


def location_index(facts: LocationIndex) -> bytes:
    """The index of a room as PDF, from live data.

    Source: STO-05, FRM-31.
    """
    room, on = f"库　房：{facts.room}（{facts.kind}）", f"日　期：{facts.on:%Y-%m-%d}"
    head = Head(
        title="档案资料寄存地点索引",
        english="Storage Location Index",
        left=(f"保管单位：{facts.keeper}", room),
        right=(f"全宗：{facts.fonds.code} {facts.fonds.name}", on),
        again=(room, on),
    )
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"档案资料寄存地点索引 {facts.room}"),
            sections=tuple(
                Section(COLUMNS, [_row(line) for line in part.lines], title=part.title, blank=3)
                for part in facts.parts
            ),
            first=first_band(head, 27),
            following=following_band(head),
            tail=Band(_TOTALS, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(FORM, facts.keeper),
        )
    )


def _row(line: IndexLine) -> Row:
    things = str(line.things) if line.box else ""
    return Row(
        (line.cabinet, line.level, line.box, line.codes, line.category, things, line.free_mm)
    )


def _totals(sheet: Sheet, box: Box, facts: LocationIndex) -> None:
    lines = [line for part in facts.parts for line in part.lines if line.box]
    things = sum(line.things for line in lines)
    text = f"共 {len(lines)} 盒 {things} 卷（件），空余 {facts.free_metres} 米。"
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))


@dataclass(frozen=True, slots=True)
class MapLevel:
    """One level of a cabinet on the wall map."""

    number: int
    percent: int
    free_metres: str
    boxes: int


@dataclass(frozen=True, slots=True)
class MapCabinet:
    """One cabinet on the wall map, its levels from the top one down."""

    number: str
    kind: str
    category: str
    levels: tuple[MapLevel, ...]
    free_metres: str


@dataclass(frozen=True, slots=True)
class WallMap:
    """库房示意图 of one room."""

    fonds: Fonds
    keeper: str
    room: str
    kind: str
    separate: bool
    on: date
    cabinets: tuple[MapCabinet, ...]
    free_metres: str


_LEFT, _TOP, _FOOT = 14.0, 36.0, 12.0
_WIDTH, _GAP = 40.0, 5.8
_HEAD_HEIGHT, _MOST_LEVEL, _LEAST_LEVEL = 13.0, 14.0, 6.0
_ROW_HEIGHT = 78.0
_COLUMNS, _ROWS = 6, 2
_PALE = (0.86, 0.90, 0.95)


def wall_map(facts: WallMap) -> bytes:
    """The map of a room as PDF: every cabinet with its levels, how full they are, what is free.

    Source: STO-05, STO-06.
    """
    sheet = Sheet(297, 210, info(facts.fonds, MAP, f"库房示意图 {facts.room}"))
    pages = list(_dealt(facts.cabinets, _COLUMNS * _ROWS)) or [()]
    for number, cabinets in enumerate(pages, 1):
        _headed(sheet, facts, number, len(pages))
        for place, cabinet in enumerate(cabinets):
            row, column = divmod(place, _COLUMNS)
            left, top = _LEFT + column * (_WIDTH + _GAP), _TOP + row * (_ROW_HEIGHT + _GAP)
            _cabinet(sheet, Box(left, top, _WIDTH, _ROW_HEIGHT), cabinet)
        sheet.showPage()
    return sheet.finish()


def _dealt(cabinets: Sequence[MapCabinet], size: int) -> Iterator[tuple[MapCabinet, ...]]:
    for start in range(0, len(cabinets), size):
        yield tuple(cabinets[start : start + size])


def _headed(sheet: Sheet, facts: WallMap, number: int, count: int) -> None:
    small = Style(size=9)
    marks.title(sheet, 148.5, 15, "库房示意图")
    apart = "独立空间" if facts.separate else "非独立空间"
    sheet.write_middle(_LEFT, 27, f"{facts.keeper}　{facts.room}（{facts.kind}，{apart}）", small)
    right = f"空余 {facts.free_metres} 米　{facts.on:%Y-%m-%d}"
    sheet.write_middle(283, 27, right, small.but(align="right"))
    foot = f"{MAP}　第 {number} 页 共 {count} 页"
    sheet.write_middle(283, 210 - _FOOT / 2, foot, Style(size=7, colour=GREY, align="right"))


def _cabinet(sheet: Sheet, box: Box, cabinet: MapCabinet) -> None:
    sheet.write_middle(box.left, box.top + 4, cabinet.number, Style(size=13, bold=True))
    said = "　".join(filter(None, (cabinet.kind, cabinet.category)))
    style = Style(size=8).fit(said, box.width - 18)
    sheet.write_middle(box.left + 17, box.top + 4, said, style)
    sheet.write_middle(box.left, box.top + 9.5, f"空余 {cabinet.free_metres} 米", Style(size=8))
    if not cabinet.levels:
        return
    height = (box.height - _HEAD_HEIGHT) / len(cabinet.levels)
    height = max(min(height, _MOST_LEVEL), _LEAST_LEVEL)
    for place, level in enumerate(cabinet.levels):
        _level(
            sheet, Box(box.left, box.top + _HEAD_HEIGHT + place * height, box.width, height), level
        )


def _level(sheet: Sheet, box: Box, level: MapLevel) -> None:
    """A bar as long as the level is full, and what is free in figures."""
    filled = box.left + box.width * level.percent / 100
    corners = ((box.left, box.top), (filled, box.top), (filled, box.bottom), (box.left, box.bottom))
    if level.percent:
        sheet.area(corners, colour=_PALE)
    sheet.frame(box, width=0.5)
    sheet.write_middle(box.left + 1.5, box.middle, f"{level.number:02}", Style(size=8, bold=True))
    sheet.write_middle(box.left + 9, box.middle, f"{level.boxes} 盒", Style(size=7.5))
    free = Style(size=7.5, align="right")
    sheet.write_middle(box.right - 1.5, box.middle, f"余 {level.free_metres} 米", free)
