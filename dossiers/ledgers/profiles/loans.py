"""Loan registers 借阅登记簿: who had which item out, from when, and whether it came back.

Source: IMPORT_RULES, 移交清单 · 借阅登记簿 · 销毁清册: Loans.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from dossiers.ledgers.archive_numbers import read_archive_no, same_number
from dossiers.ledgers.cells import Cell, Kind, SheetRow
from dossiers.ledgers.codes import Code
from dossiers.ledgers.dates import read_date
from dossiers.ledgers.headings import Vocabulary
from dossiers.ledgers.layout import Layout
from dossiers.ledgers.loan_facts import LoanFacts, Outing, Outings, facts_of
from dossiers.ledgers.names import read_contact
from dossiers.ledgers.profiles.base import Flaw, Judgement, LateWarning, Place, Row
from dossiers.ledgers.profiles.simple import plain_text, read_office, read_remark
from dossiers.ledgers.reading import AnyReading, Basis, Reading, as_text, doubted, refused
from dossiers.ledgers.text import compact, is_nothing
from dossiers.ledgers.verdicts import FileWarning, Json, LoanRecord

LOAN_WORDS = Vocabulary(
    words={
        "borrowed": (
            "借阅日期",
            "借出日期",
            "借阅时间",
            "借出时间",
            "借档日期",
            "外借日期",
            "日期",
        ),
        "borrower": ("借阅人", "借用人", "借档人", "借阅者", "利用人", "借阅人姓名", "姓名"),
        "dept": ("部门", "借阅部门", "所在部门", "单位", "借阅单位", "单位/部门"),
        "archive_no": ("档号", "档案号", "归档号", "档案编号", "原档号", "件档号"),
        "title": (
            "题名",
            "文件题名",
            "案卷题名",
            "档案题名",
            "档案名称",
            "材料名称",
            "借阅内容",
            "名称",
        ),
        "purpose": ("借阅目的", "利用目的", "借阅事由", "事由", "用途", "目的", "借阅原因"),
        "approver": ("批准人", "审批人", "批准", "审批", "核准人"),
        "due": ("应还日期", "应归还日期", "到期日期", "应还时间", "归还期限", "到期日"),
        "returned": ("归还日期", "实还日期", "实际归还日期", "归还时间", "还档日期", "归还"),
        "renewed": ("续借", "是否续借", "续借情况", "续借日期"),
        "remark": ("备注", "备考", "附注", "备注说明", "说明"),
    },
    required=(
        frozenset({"borrowed"}),
        frozenset({"borrower"}),
        frozenset({"archive_no"}),
        frozenset({"returned"}),
    ),
)
DUE_AHEAD = timedelta(days=90)  # a due date lies after the day of the register
_BETWEEN_NUMBERS = re.compile(r"[\n\r、,，;；|\\]+")
_STILL_OUT = frozenset(
    {"未还", "未归还", "未", "在借", "借出中", "借出", "尚未归还", "还没还", "没还"}
)
_BACK = frozenset({"已还", "已归还", "还", "归还", "是", "√", "已还清"})
_RENEWED = frozenset(
    {"是", "√", "✓", "有", "续借", "已续借", "已续", "续", "Y", "YES", "1次", "一次"}
)
_NOT_RENEWED = frozenset(
    {"否", "×", "X", "✗", "未续借", "未续", "不续借", "N", "NO", "没有", "0次"}
)


class LoanProfile:
    """A register of loans; one row may name several items.

    Args:
        known: Archive numbers of the catalogue, where it stands beside the register. Without it
            whoever has the catalogue says which numbers are unknown, and which items were still
            out when they were lent again.
    """

    name = "loan"
    kind = "loan_register"
    vocabulary = LOAN_WORDS
    key_fields = frozenset({"archive_no", "borrower"})
    weak_keys: frozenset[str] = frozenset()
    label_fields = frozenset({"borrowed"})
    guarded = frozenset({"archive_no", "title", "borrower", "approver"})
    names = frozenset({"borrower", "approver"})
    remarks = frozenset({"remark"})
    no_ditto = frozenset({"archive_no"})
    numeric: frozenset[str] = frozenset()

    def __init__(self, known: Collection[str] | None = None) -> None:
        self._known = None if known is None else frozenset(map(same_number, known))

    def judge(self, basis: Basis) -> LoanJudge:
        """A judge for one register."""
        return LoanJudge(basis, self._known)

    def plain(self, field: str, value: Any) -> str:
        """The value as a clerk would write it at its plainest."""
        if field == "renewed":
            return "是" if value else "否"
        return self.shown(field, value)

    def shown(self, field: str, value: Any) -> str:
        """The stored value, for the report."""
        if field == "archive_no":
            return " | ".join(value)
        if field == "renewed":
            return "true" if value else "false"
        return plain_text(value)


class LoanJudge:
    """Reads rows of a loan register one after another."""

    def __init__(self, basis: Basis, known: frozenset[str] | None) -> None:
        self._basis = basis
        self._known = known
        self._outings = Outings()
        self._figures: Counter[str] = Counter()
        self._boundary: Counter[int] = Counter()
        self._readers: Mapping[str, Callable[[Cell], AnyReading]] = {
            "borrowed": self._read_borrowed,
            "borrower": _read_borrower,
            "dept": read_office,
            "archive_no": _read_numbers,
            "title": read_remark,
            "purpose": read_remark,
            "approver": _read_approver,
            "due": self._read_due,
            "returned": self._read_returned,
            "renewed": self._read_renewed,
            "remark": read_remark,
        }

    def preview(self, rows: Iterable[SheetRow], layout: Layout) -> None:
        """Nothing about a loan depends on rows further down."""

    def judge(self, row: Row, layout: Layout) -> Judgement:
        """Read every column of a row, then what the columns say together."""
        judgement = Judgement()
        for field, reader in self._readers.items():
            if field in layout.by_key and field not in row.failed:
                judgement.readings[field] = reader(row.cells[field])
        judgement.faults += self._compare(judgement.readings)
        judgement.warnings += _doubts(judgement.readings)
        faulty = row.failed or judgement.faults
        if not faulty and not any(r.faults for r in judgement.readings.values()):
            judgement.record = _record(row.place, judgement.readings)
        return judgement

    def _read_borrowed(self, cell: Cell) -> AnyReading:
        reading = read_date(cell, self._basis)
        missing = reading.value is None and not reading.faults
        return refused(None, Code.DATE_MISSING) if missing else reading

    def _read_due(self, cell: Cell) -> AnyReading:
        """A due date may lie after the day of the register."""
        return read_date(cell, self._basis._replace(as_of=self._basis.as_of + DUE_AHEAD))

    def _read_returned(self, cell: Cell) -> AnyReading:
        text = "" if cell.kind is Kind.DATE else compact(as_text(cell))
        if text in _STILL_OUT:
            return Reading(None)
        if text in _BACK:
            return refused(None, Code.RETURN_DATE_UNKNOWN)
        return read_date(cell, self._basis)

    def _read_renewed(self, cell: Cell) -> AnyReading:
        """A yes, a no, or the day on which it was renewed."""
        if cell.kind is not Kind.DATE:
            text = compact(as_text(cell)).upper()
            if is_nothing(text) or text in _NOT_RENEWED:
                return Reading(value=False)
            if text in _RENEWED:
                return Reading(value=True)
        day = read_date(cell, self._basis)
        return refused(False, Code.RENEW_UNREADABLE) if day.faults else Reading(value=True)  # noqa: FBT003 - a reading's value

    def _compare(self, readings: Mapping[str, AnyReading]) -> list[Flaw]:
        borrowed, returned = _sound(readings, "borrowed"), _sound(readings, "returned")
        if borrowed and returned and returned < borrowed:
            return [Flaw("returned", Code.RETURN_BEFORE_LOAN)]
        flaws: list[Flaw] = []
        if self._known is None:
            return flaws
        for number in _sound(readings, "archive_no") or ():
            if same_number(number) not in self._known:
                flaws.append(Flaw("archive_no", Code.ARCHIVE_NO_UNKNOWN))
            elif borrowed and (
                had := self._outings.clash(same_number(number), Outing(borrowed, returned))
            ):
                flaws.append(Flaw("archive_no", Code.LOAN_OVERLAP, Place(had.sheet, had.row)))
        return flaws

    def remember(self, judgement: Judgement) -> None:
        """Take note of an accepted row."""
        record = cast("LoanRecord", judgement.record)
        for number in record.archive_no:
            outing = Outing(record.borrowed, record.returned, record.sheet, record.row)
            self._outings.remember(same_number(number), outing)
        facts = facts_of(record, as_of=self._basis.as_of)
        self._figures.update(_counted(record, facts))
        self._boundary[facts.days_out] += 1

    def check_total(
        self,
        row: SheetRow,  # noqa: ARG002 - a register of loans has nothing to add up
        layout: Layout,  # noqa: ARG002 - the same
        *,
        data_rows: frozenset[int],  # noqa: ARG002 - the same
    ) -> tuple[dict[str, Json], FileWarning | None]:
        """Nothing: what is out cannot be added up."""
        return {}, None

    def totals(self) -> dict[str, Json]:
        """The figures of all accepted rows; boundary rows are those back on such a day."""
        found: dict[str, Json] = {name: self._figures[name] for name in _FIGURES}
        found["boundary_rows"] = {str(day): self._boundary[day] for day in _BOUNDARIES}
        return found

    def late_warnings(self) -> Sequence[LateWarning]:
        """None: every warning of a loan is known when its row is read."""
        return ()

    def duplicates(self) -> Sequence[Mapping[str, Json]]:
        """None but those that are faults."""
        return ()


_FIGURES = (
    "records", "items", "renewed", "returned", "open", "over_7", "over_15",
    "returned_on_time", "returned_late", "open_in_time", "open_overdue",
)  # fmt: skip
_BOUNDARIES = (7, 8, 15, 16)


def _counted(record: LoanRecord, facts: LoanFacts) -> dict[str, int]:
    return {
        "records": 1,
        "items": len(record.archive_no),
        "renewed": record.renewed,
        "returned": record.returned is not None,
        "open": record.returned is None,
        "over_7": facts.over_7,
        "over_15": facts.over_15,
        facts.status: 1,
    }


def _sound(readings: Mapping[str, AnyReading], field: str) -> Any:
    reading = readings.get(field)
    return None if reading is None or reading.faults else reading.value


def _doubts(readings: Mapping[str, AnyReading]) -> list[Flaw]:
    """What is accepted and should be looked at."""
    found = []
    borrowed, due = _sound(readings, "borrowed"), _sound(readings, "due")
    if borrowed and due and due not in _dues(borrowed, renewed=bool(_sound(readings, "renewed"))):
        found.append(Flaw("due", Code.DUE_MISMATCH))
    borrower, approver = _sound(readings, "borrower"), _sound(readings, "approver")
    if approver and approver == borrower:
        found.append(Flaw("approver", Code.SELF_APPROVED))
    return found


def _dues(borrowed: date, *, renewed: bool) -> set[date]:
    days = (7, 15) if renewed else (7,)
    return {borrowed + timedelta(days=n) for n in days}


def _read_numbers(cell: Cell) -> AnyReading:
    """The archive numbers of one cell, each whole."""
    if cell.kind is Kind.DATE:
        return refused((), Code.ARCHIVE_NO_UNREADABLE)
    parts = [part for part in _BETWEEN_NUMBERS.split(as_text(cell)) if part.strip()]
    if len(parts) < 2:  # noqa: PLR2004 - one number, or none
        one = read_archive_no(cell)
        return Reading((one.value,), one.faults) if one.value else refused((), *one.faults)
    read = [read_archive_no(Cell(Kind.TEXT, part)) for part in parts]
    faults = tuple(sorted({fault for one in read for fault in one.faults}))
    return Reading(tuple(dict.fromkeys(one.value for one in read)), faults)


def _read_borrower(cell: Cell) -> AnyReading:
    names = read_contact(cell)
    if names.faults:
        return refused("", *names.faults)
    if not names.value.names:
        return refused("", Code.BORROWER_MISSING)
    return _one_name(names.value.names, names.value.notes)


def _read_approver(cell: Cell) -> AnyReading:
    names = read_contact(cell)
    if names.faults:
        return refused("", *names.faults)
    if not names.value.names:
        return doubted("", Code.APPROVER_MISSING)
    return _one_name(names.value.names, names.value.notes)


def _one_name(names: Sequence[str], notes: Sequence[str]) -> AnyReading:
    """Several people who act together stay together; what is in brackets stays a note."""
    warnings = (Code.NAME_NOTE,) if any(notes) else ()
    return Reading("、".join(names), (), warnings)


def _record(place: Place, readings: Mapping[str, AnyReading]) -> LoanRecord:
    def value(field: str, default: Any = "") -> Any:
        return readings[field].value if field in readings else default

    return LoanRecord(
        sheet=place.sheet,
        row=place.row,
        borrowed=value("borrowed"),
        borrower=value("borrower"),
        dept=value("dept"),
        archive_no=value("archive_no"),
        title=value("title"),
        purpose=value("purpose"),
        approver=value("approver"),
        due=value("due", None),
        returned=value("returned", None),
        renewed=value("renewed", default=False),
        remark=value("remark"),
    )
