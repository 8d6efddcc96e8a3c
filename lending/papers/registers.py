"""The registers of use 查阅、借阅、复制、去处登记簿 over a period, line by line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Generic, TypeAlias, TypeVar

from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.marks import in_words
from archive_office.printing.sheet import RED, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from lending.papers.entries import CopyEntry, DisclosureEntry, Entry, LoanEntry, ReadingEntry

MOST_ROWS: Final = 2000
"""So many entries are printed at once; what is left out is said on the paper."""


class Kind(StrEnum):
    """The four registers."""

    READING = "reading"
    LOANS = "loans"
    COPIES = "copies"
    DISCLOSURES = "disclosures"


E = TypeVar("E", bound=Entry)
Cells: TypeAlias = Callable[[E], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Book(Generic[E]):
    """One kind of register: its form, its columns, and what stands in them."""

    form: str
    title: str
    english: str
    note: str
    columns: tuple[Column, ...]
    blank: int
    cells: Cells[E]


@dataclass(frozen=True, slots=True)
class UseRegister:
    """One register of one archive room over a period, both days inclusive.

    Args:
        keeper: The archive room, or in words what the register spans.
        found: How many entries the period has; more than `entries` if it was cut.
    """

    fonds: Fonds
    kind: Kind
    keeper: str
    first: date
    last: date
    entries: tuple[Entry, ...]
    found: int


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _reading(entry: ReadingEntry) -> tuple[str, ...]:
    return (
        entry.on.isoformat(),
        entry.number,
        entry.reader,
        entry.department,
        entry.purpose,
        entry.reference,
        entry.title,
        entry.taken,
        entry.back,
        "",
        entry.archivist,
    )


def _loan(entry: LoanEntry) -> tuple[str, ...]:
    renewed = f" 续至{entry.due_on.isoformat()}" if entry.due_on != entry.first_due_on else ""
    cancelled = f"注销 {_day(entry.returned_on)}" if entry.returned_on else ""
    return (
        entry.on.isoformat(),
        entry.number,
        entry.borrower,
        entry.department,
        entry.reference,
        entry.title,
        str(entry.copies),
        entry.reason,
        f"{entry.first_due_on.isoformat()}{renewed}",
        cancelled,
        "",
        entry.archivist,
    )


def _copy(entry: CopyEntry) -> tuple[str, ...]:
    return (
        entry.number,
        entry.on.isoformat(),
        entry.manner,
        entry.reference,
        entry.title,
        entry.pages,
        str(entry.page_count),
        str(entry.copies),
        entry.recipient,
        entry.purpose,
        entry.checked_by,
        _day(entry.released_on),
        entry.state,
    )


def _disclosure(entry: DisclosureEntry) -> tuple[str, ...]:
    return (
        entry.number,
        entry.on.isoformat(),
        entry.recipient,
        entry.purpose,
        entry.reference,
        entry.title,
        entry.form,
        entry.owner or "—",
        entry.approved_by,
        entry.basis or "—",
        " ".join(part for part in (entry.accounted, _day(entry.accounted_on)) if part) or "未核销",
    )


_READING: Final = Book(
    "AO-LY-11 查阅登记簿",
    "档案查阅登记簿",
    "Reading Register",
    "就地查阅，一次一行；查阅人签字",
    (
        Column("序号", 9),
        Column("日　期", 18),
        Column("单　号", 25),
        Column("查阅人", 20, wraps=True),
        Column("部　门", 26, "left", wraps=True),
        Column("查阅目的", 34, "left", wraps=True),
        Column("档　　　号", 44, "left"),
        Column("题　　名", 34, "left", wraps=True),
        Column("取出", 11),
        Column("归还", 11),
        Column("签　字", 14),
        Column("经办人", 13),
    ),
    7,
    _reading,
)
_LOANS: Final = Book(
    "AO-LY-12 借阅登记簿",
    "档案借阅登记簿",
    "Loan Register",
    "借阅人签字确认；归还后注销",
    (
        Column("序号", 8),
        Column("借阅日期", 17),
        Column("借阅单号", 24),
        Column("借阅人", 17, wraps=True),
        Column("部　门", 22, "left", wraps=True),
        Column("档　　　号", 42, "left"),
        Column("题　　名", 31, "left", wraps=True),
        Column("份数", 9),
        Column("借阅理由", 26, "left", wraps=True),
        Column("应还日期", 19, wraps=True),
        Column("归还注销", 19, wraps=True),
        Column("借阅人\n签字", 13),
        Column("经办人", 12),
    ),
    6,
    _loan,
)
_COPIES: Final = Book(
    "AO-LY-13 复制登记簿",
    "档案复制登记簿",
    "Copy Register",
    "复制件经档案人员核对、编号后方可交付",
    (
        Column("序号", 8),
        Column("编　号", 26),
        Column("复制日期", 17),
        Column("方式", 11),
        Column("档　　　号", 42, "left"),
        Column("题名（件名）", 32, "left", wraps=True),
        Column("页　码", 18, wraps=True),
        Column("页数", 9),
        Column("份数", 9),
        Column("领取人", 20, wraps=True),
        Column("用　途", 25, "left", wraps=True),
        Column("核对人", 13),
        Column("交付日期", 17),
        Column("状态", 12),
    ),
    5,
    _copy,
)
_DISCLOSURES: Final = Book(
    "AO-LY-14 个人信息去处登记簿",
    "个人信息去处登记簿",
    "Register of Destinations",
    "含全部复制件的去处；收回、销毁登记前一律未核销；业主姓名已作遮盖",
    (
        Column("序号", 8),
        Column("编　号", 25),
        Column("日　期", 17),
        Column("去处（领取人、单位）", 32, "left", wraps=True),
        Column("用　途", 27, "left", wraps=True),
        Column("档　　　号", 40, "left"),
        Column("题名（件名）", 28, "left", wraps=True),
        Column("原　件\n复制件", 12),
        Column("业主", 12),
        Column("批准人", 19, wraps=True),
        Column("同意、依据", 20, "left", wraps=True),
        Column("收回\n销毁", 19, wraps=True),
    ),
    6,
    _disclosure,
)


def use_register(facts: UseRegister) -> bytes:
    """One register of a period as PDF, in the order things happened.

    Source: SEC-03, LND-01, LND-10, LND-16, LND-19, FRM-27, FRM-30, FRM-47.
    """
    match facts.kind:
        case Kind.READING:
            return _printed(facts, _READING, _of(facts, ReadingEntry))
        case Kind.LOANS:
            return _printed(facts, _LOANS, _of(facts, LoanEntry))
        case Kind.COPIES:
            return _printed(facts, _COPIES, _of(facts, CopyEntry))
        case Kind.DISCLOSURES:
            return _printed(facts, _DISCLOSURES, _of(facts, DisclosureEntry))


def _of(facts: UseRegister, entry: type[E]) -> list[E]:
    return [row for row in facts.entries if isinstance(row, entry)]


def cut_note(found: int, shown: int) -> str:
    """What a reader must know of a register that leaves entries out; empty if it does not."""
    if found <= shown:
        return ""
    return (
        f"本期共 {found} 条，此处仅列前 {shown} 条，其余 {found - shown} 条请缩短登记期间另行打印"
    )


def _printed(facts: UseRegister, book: Book[E], entries: Sequence[E]) -> bytes:
    period = f"登记期间：{in_words(facts.first)} 至 {in_words(facts.last)}"
    keeper = f"保管单位：{facts.keeper}"
    head = Head(
        title=book.title,
        english=book.english,
        left=(*fonds_lines(facts.fonds), keeper),
        right=(period,),
        warning=cut_note(facts.found, len(entries)),
        again=(keeper, period),
    )
    rows = [Row((str(number), *book.cells(entry))) for number, entry in enumerate(entries, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, book.form, f"{book.title} {facts.first} {facts.last}"),
            sections=(Section(book.columns, rows, blank=book.blank),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer(f"{book.form}　{book.note}", facts.keeper),
            row=8,
        )
    )


def _totals(sheet: Sheet, box: Box, facts: UseRegister) -> None:
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    cut = cut_note(facts.found, len(facts.entries))
    text = cut or f"本期共 {facts.found} 条。"
    style = Style(size=9.5, colour=RED) if cut else Style(size=9.5)
    sheet.write_middle(box.left + 22, box.middle, text, style)
