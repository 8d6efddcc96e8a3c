"""Lists with one archive item to a row: the catalogue of legacy items, the handover list.

Source: IMPORT_RULES, 移交清单 · 借阅登记簿 · 销毁清册.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from dossiers.ledgers.archive_numbers import (
    read_archive_no,
    read_copy_type,
    read_retention,
    read_secrecy,
    same_number,
    term_in_number,
)
from dossiers.ledgers.cells import BLANK, Cell, Kind, SheetRow
from dossiers.ledgers.codes import Code
from dossiers.ledgers.counts import read_copies, read_pages
from dossiers.ledgers.dates import read_date
from dossiers.ledgers.headings import Vocabulary
from dossiers.ledgers.layout import Layout
from dossiers.ledgers.profiles.base import Flaw, Judgement, LateWarning, Place, Row
from dossiers.ledgers.profiles.simple import plain_text, read_office, read_remark
from dossiers.ledgers.reading import AnyReading, Basis, Reading, as_text, refused
from dossiers.ledgers.text import is_lost, is_nothing, tidy
from dossiers.ledgers.verdicts import CatalogueRecord, FileWarning, Json, Record

ITEM_WORDS = Vocabulary(
    words={
        "seq": ("序号", "序", "编号", "顺序号", "NO.", "NO", "No.", "No"),
        "archive_no": ("档号", "档案号", "归档号", "档案编号", "原档号", "件档号"),
        "title": (
            "题名", "文件题名", "案卷题名", "档案题名", "标题", "文件标题", "文件名称", "档案名称", "材料名称", "名称",
        ),
        "responsible": ("责任者", "责任人", "责任单位", "责任部门", "形成部门", "形成单位", "移交部门"),
        "formed": ("形成日期", "形成时间", "文件日期", "成文日期", "文件形成日期", "文件时间", "日期"),
        "copies": ("份数", "件数", "数量(份)", "份"),
        "pages": ("页数", "总页数", "页", "张数"),
        "copy_type": (
            "原件/复印件", "原件或复印件", "原件、复印件", "原/复印件", "原件复印件", "原/复", "原件(复印件)", "文本类型",
            "原复印件", "稿本",
        ),
        "secrecy": ("密级", "保密等级", "秘密等级", "密别"),
        "retention": ("保管期限", "保管期", "保存期限", "期限", "保管年限"),
        "remark": ("备注", "备考", "附注", "备注说明", "说明"),
    },
    required=(
        frozenset({"archive_no"}),
        frozenset({"title"}),
        frozenset({"pages"}),
        frozenset({"retention"}),
    ),
)  # fmt: skip
_COUNTS = {"copies": "documents", "pages": "pages"}


class ItemProfile:
    """A list of items; catalogue and handover list differ only in what is done with them."""

    vocabulary = ITEM_WORDS
    key_fields = frozenset({"archive_no"})
    weak_keys: frozenset[str] = frozenset()
    label_fields = frozenset({"seq"})
    guarded = frozenset({"archive_no", "title", "responsible"})
    names = frozenset({"responsible"})
    remarks = frozenset({"remark"})
    no_ditto = frozenset({"archive_no"})
    numeric = frozenset({"copies", "pages"})

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind

    def judge(self, basis: Basis) -> ItemJudge:
        """A judge for one ledger."""
        return ItemJudge(basis)

    def plain(self, field: str, value: Any) -> str:  # noqa: ARG002  (the same for every field here)
        """The value as a clerk would write it at its plainest."""
        return plain_text(value)

    def shown(self, field: str, value: Any) -> str:  # noqa: ARG002  (the same for every field here)
        """The stored value, for the report."""
        return plain_text(value)


class ItemJudge:
    """Reads rows of items one after another."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._known: dict[str, Place] = {}
        self._figures: dict[str, dict[str, int]] = {}
        self._summed: dict[str, dict[str, int]] = {}  # the figures at the last total row
        self._readers: Mapping[str, Callable[[Cell], AnyReading]] = {
            "archive_no": read_archive_no,
            "title": read_title,
            "responsible": read_office,
            "formed": self._read_formed,
            "copies": lambda cell: required(read_copies(cell), Code.COUNT_MISSING),
            "pages": lambda cell: required(read_pages(cell), Code.COUNT_MISSING),
            "copy_type": read_copy_type,
            "secrecy": read_secrecy,
            "retention": read_retention,
            "remark": read_remark,
        }

    def preview(self, rows: Iterable[SheetRow], layout: Layout) -> None:
        """Nothing about an item depends on other rows of the list."""

    def judge(self, row: Row, layout: Layout) -> Judgement:
        """Read every column of a row, then what the columns say together."""
        judgement = Judgement()
        for field, reader in self._readers.items():
            if field in layout.by_key and field not in row.failed:
                judgement.readings[field] = reader(row.cells[field])
        judgement.faults += self._missing_columns(layout)
        judgement.faults += self._compare(judgement.readings)
        faulty = row.failed or judgement.faults
        if not faulty and not any(r.faults for r in judgement.readings.values()):
            judgement.record = self._record(row.place, judgement.readings)
        return judgement

    def _missing_columns(self, layout: Layout) -> list[Flaw]:
        """A list without one of the columns that must be there has no acceptable row."""
        return missing_columns(layout, _MISSING_COLUMNS)

    def _record(self, place: Place, readings: Mapping[str, AnyReading]) -> Record:
        return _record(place, readings)

    def _read_formed(self, cell: Cell) -> AnyReading:
        return required(read_date(cell, self._basis), Code.DATE_MISSING)

    def _compare(self, readings: Mapping[str, AnyReading]) -> list[Flaw]:
        flaws: list[Flaw] = []
        number, term = sound(readings, "archive_no"), sound(readings, "retention")
        if number and same_number(number) in self._known:
            flaws.append(Flaw("archive_no", Code.DUP_ARCHIVE_NO, self._known[same_number(number)]))
        if number and term and term_in_number(number) not in ("", term):
            flaws.append(Flaw("retention", Code.RETENTION_CONFLICT))
        copies, pages = sound(readings, "copies"), sound(readings, "pages")
        if copies and pages and pages < copies:
            flaws.append(Flaw("pages", Code.COUNT_INCONSISTENT))
        return flaws

    def remember(self, judgement: Judgement) -> None:
        """Take note of an accepted row."""
        record = cast("CatalogueRecord", judgement.record)
        self._known[same_number(record.archive_no)] = Place(record.sheet, record.row)
        figures = self._figures.setdefault(record.sheet, {"records": 0, "documents": 0, "pages": 0})
        figures["records"] += 1
        figures["documents"] += record.copies
        figures["pages"] += record.pages

    def check_total(
        self,
        row: SheetRow,
        layout: Layout,
        *,
        data_rows: frozenset[int],  # noqa: ARG002  (items count what is accepted)
    ) -> tuple[dict[str, Json], FileWarning | None]:
        """Copies and pages of a total row must be those of the accepted rows above it."""
        declared: dict[str, Json] = {}
        for field, figure in _COUNTS.items():
            slot = layout.by_key.get(field)
            cell = row.cells.get(slot.column, BLANK) if slot else BLANK
            if cell.saved and (number := read_pages(cell).value or read_copies(cell).value):
                declared[figure] = number
        read = self._figures.get(layout.sheet, {})
        before = self._summed.get(layout.sheet, {})
        self._summed[layout.sheet] = dict(read)
        accepted: dict[str, Json] = {figure: read.get(figure, 0) for figure in declared}
        section = {name: read.get(name, 0) - before.get(name, 0) for name in declared}
        if declared in (accepted, section):
            return declared, None
        facts: dict[str, Json] = {"declared": dict(declared), "accepted": accepted}
        return declared, FileWarning(Code.TOTAL_MISMATCH, layout.sheet, row.number, facts)

    def totals(self) -> dict[str, Json]:
        """The figures of all accepted rows."""
        return {
            name: sum(figures[name] for figures in self._figures.values())
            for name in ("records", "documents", "pages")
        }

    def late_warnings(self) -> Sequence[LateWarning]:
        """None: every warning of an item is known when its row is read."""
        return ()

    def duplicates(self) -> Sequence[Mapping[str, Json]]:
        """None but those that are faults."""
        return ()


def read_title(cell: Cell) -> Reading[str]:
    """A title as it stands, without line breaks."""
    if cell.kind is Kind.DATE:
        return refused("", Code.TEXT_IS_DATE)
    text = as_text(cell)
    if is_nothing(text):
        return refused("", Code.TITLE_MISSING)
    return refused("", Code.TEXT_UNREADABLE) if is_lost(text, free=True) else Reading(tidy(text))


def required(reading: AnyReading, missing: Code) -> AnyReading:
    """A reading that refuses its row when there is nothing to read."""
    return refused(None, missing) if reading.value is None and not reading.faults else reading


_MISSING_COLUMNS = {
    "formed": Code.DATE_MISSING,
    "copies": Code.COUNT_MISSING,
    "copy_type": Code.COPYTYPE_UNKNOWN,
}


def missing_columns(layout: Layout, wanted: Mapping[str, Code]) -> list[Flaw]:
    """A fault for each column that must be there and is not, told at the archive number."""
    return [
        Flaw("archive_no", code) for field, code in wanted.items() if field not in layout.by_key
    ]


def sound(readings: Mapping[str, AnyReading], field: str) -> Any:
    """The value of a column that could be read; None for any other."""
    reading = readings.get(field)
    return None if reading is None or reading.faults else reading.value


def _record(place: Place, readings: Mapping[str, AnyReading]) -> CatalogueRecord:
    def value(field: str) -> Any:
        return readings[field].value if field in readings else ""

    return CatalogueRecord(
        sheet=place.sheet,
        row=place.row,
        archive_no=value("archive_no"),
        title=value("title"),
        responsible=value("responsible"),
        formed=value("formed"),
        copies=value("copies"),
        pages=value("pages"),
        copy_type=value("copy_type"),
        secrecy=value("secrecy"),
        retention=value("retention"),
        remark=value("remark"),
    )
