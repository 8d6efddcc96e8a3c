"""The registers of use as workbooks: one sheet, one line each, to be sorted and filtered.

Source: LND-10, LND-16, LND-19, SEC-03.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archive_office.printing.workbook import Listing, Value, workbook_of
from lending.papers.entries import (
    CopyEntry,
    DisclosureEntry,
    Entry,
    LoanEntry,
    ReadingEntry,
)
from lending.papers.registers import Kind, UseRegister, cut_note

MOST_ROWS: Final = 5000
"""So many lines stand in a workbook; what is left out is said above them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its heading, its width in characters, and the fact it holds."""

    head: str
    width: int
    fact: Callable[[Any], Value]


def _field(head: str, width: int, name: str) -> Field:
    return Field(head, width, lambda entry: getattr(entry, name))


_FIRST: Final = (_field("日期", 12, "on"), _field("编号", 18, "number"))
_THING: Final = (_field("档号", 28, "reference"), _field("题名", 40, "title"))
_ROOM: Final = _field("保管单位", 22, "room")

SHEETS: Final[dict[Kind, tuple[str, type[Entry], tuple[Field, ...]]]] = {
    Kind.READING: (
        "查阅登记簿",
        ReadingEntry,
        (
            *_FIRST,
            _field("查阅人", 14, "reader"),
            _field("部门", 24, "department"),
            _field("查阅目的", 30, "purpose"),
            *_THING,
            _field("取出时间", 10, "taken"),
            _field("归还日期", 12, "back_on"),
            _field("归还时间", 10, "back"),
            _field("经办人", 12, "archivist"),
            _ROOM,
        ),
    ),
    Kind.LOANS: (
        "借阅登记簿",
        LoanEntry,
        (
            *_FIRST,
            _field("借阅人", 14, "borrower"),
            _field("部门", 24, "department"),
            *_THING,
            _field("份数", 8, "copies"),
            _field("页数", 8, "pages"),
            _field("借阅理由", 36, "reason"),
            _field("原应还日期", 12, "first_due_on"),
            _field("现应还日期", 12, "due_on"),
            _field("续借次数", 10, "renewals"),
            _field("归还日期", 12, "returned_on"),
            _field("归还时状况", 14, "condition"),
            _field("审批人", 16, "approved_by"),
            _field("经办人", 12, "archivist"),
            _ROOM,
            _field("备注", 30, "remark"),
        ),
    ),
    Kind.COPIES: (
        "复制登记簿",
        CopyEntry,
        (
            *_FIRST,
            _field("方式", 8, "manner"),
            *_THING,
            _field("页码", 16, "pages"),
            _field("页数", 8, "page_count"),
            _field("份数", 8, "copies"),
            _field("领取人", 24, "recipient"),
            _field("用途", 30, "purpose"),
            _field("复制人", 12, "made_by"),
            _field("核对人", 12, "checked_by"),
            _field("核对日期", 12, "checked_on"),
            _field("交付人", 12, "released_by"),
            _field("交付日期", 12, "released_on"),
            _field("状态", 10, "state"),
            _ROOM,
        ),
    ),
    Kind.DISCLOSURES: (
        "去处登记簿",
        DisclosureEntry,
        (
            *_FIRST,
            _field("方式", 8, "manner"),
            _field("去处（领取人、单位）", 34, "recipient"),
            _field("用途", 30, "purpose"),
            *_THING,
            _field("原件或复制件", 14, "form"),
            Field("个人信息", 10, lambda entry: "是" if entry.personal else "否"),
            _field("业主", 10, "owner"),
            _field("批准人", 22, "approved_by"),
            _field("同意、依据", 34, "basis"),
            _field("提供人", 12, "disclosed_by"),
            _field("收回、销毁", 14, "accounted"),
            _field("核销日期", 12, "accounted_on"),
            _field("核销人", 12, "accounted_by"),
            _ROOM,
            _field("备注", 30, "remark"),
        ),
    ),
}
"""What each register is called in a workbook, what its lines are, and its columns."""


def register_workbook(facts: UseRegister) -> bytes:
    """One register as an Excel workbook, written as a stream.

    Source: LND-19.
    """
    name, kind, fields = SHEETS[facts.kind]
    columns = [("序号", 8), *((field.head, field.width) for field in fields)]
    entries = _of(facts.entries, kind)
    return workbook_of(Listing(name, tuple(_above(facts)), columns, _lines(entries, fields)))


def _lines(entries: Iterable[Entry], fields: Sequence[Field]) -> Iterator[list[Value]]:
    for number, entry in enumerate(entries, 1):
        yield [number, *(field.fact(entry) for field in fields)]


def _above(facts: UseRegister) -> Iterable[str]:
    """The lines over the table: whose register, of which days, and what it leaves out."""
    yield f"{facts.fonds.code} {facts.fonds.name}　保管单位：{facts.keeper}"
    yield f"登记期间：{facts.first.isoformat()} 至 {facts.last.isoformat()}　共 {facts.found} 条"
    cut = cut_note(facts.found, len(facts.entries))
    if cut:
        yield cut


def _of(entries: Sequence[Entry], kind: type[Entry]) -> Iterable[Entry]:
    return (entry for entry in entries if isinstance(entry, kind))
