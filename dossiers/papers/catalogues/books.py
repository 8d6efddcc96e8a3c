"""The columns of each catalogue and ledger, the same on paper and in a workbook.

Source: FRM-22, FRM-23, FRM-53, FRM-58; GB/T 9705-2008, DA/T 22-2015.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from archive_office.printing.sheet import Align
from dossiers.papers.catalogues.entries import Asked, Entry, Kind

Fact: TypeAlias = str | int | date | None


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its heading, its width in mm on paper and in characters in a workbook."""

    head: str
    width: int
    chars: int
    fact: Callable[[Any], Fact]
    align: Align = "center"
    wraps: bool = False
    size: float = 9


@dataclass(frozen=True, slots=True)
class Book:
    """One kind of catalogue: its form, its columns, and where the empty rows are marked.

    Args:
        dated: Whether it tells how things stood on a day; otherwise it tells of today.
        unit: What one line is.
    """

    form: str
    title: str
    english: str
    note: str
    unit: str
    fields: tuple[Field, ...]
    blank: int
    dated: bool = True


def _field(head: str, width: int, chars: int, name: str, **how: Any) -> Field:
    return Field(head, width, chars, lambda entry: getattr(entry, name), **how)


def _reference(width: int) -> Field:
    return _field("档　　　号", width, 30, "reference", align="left")


def _title(width: int, head: str = "题　　　　名") -> Field:
    return _field(head, width, 44, "title", align="left", wraps=True)


def _remark(width: int) -> Field:
    return _field("备　注", width, 24, "remark", wraps=True, size=8)


def _place(width: int) -> Field:
    return _field("存放位置", width, 24, "place", wraps=True, size=8)


_PAGES: Final = _field("页数", 13, 8, "pages")
_RETENTION: Final = _field("保管\n期限", 16, 10, "retention")
_OUT: Final = _field("借出", 19, 12, "out")
_BACK: Final = _field("归还", 19, 12, "back")
_RECEIVED: Final = _field("接收日期", 19, 12, "received")

BOOKS: Final[dict[Kind, Book]] = {
    Kind.VOLUMES: Book(
        "AO-ML-01 案卷目录",
        "案卷目录",
        "Volume Register",
        "依据 GB/T 9705—2008",
        "卷",
        (
            _reference(50),
            _title(80, "案　卷　题　名"),
            _field("起止年度", 24, 12, "years"),
            _RETENTION,
            _field("件数", 11, 8, "items"),
            _PAGES,
            _place(30),
            _remark(24),
        ),
        2,
    ),
    Kind.ITEMS: Book(
        "AO-ML-02 归档文件目录",
        "归档文件目录",
        "Register of Filed Items",
        "依据 DA/T 22—2015；按保管期限分编",
        "件",
        (
            _reference(50),
            _field("文　号", 30, 20, "number", wraps=True),
            _field("责任者", 30, 24, "responsible", wraps=True),
            _title(72),
            _field("日　期", 19, 12, "formed"),
            _field("密　级", 16, 12, "secrecy", size=8),
            _field("页数", 11, 8, "pages"),
            _remark(20),
        ),
        4,
    ),
    Kind.CATALOGUE: Book(
        "FRM-22 档案目录",
        "档案目录",
        "Archive Catalogue",
        "含案卷与单件归档的档案",
        "卷（件）",
        (
            _reference(50),
            _title(86),
            _field("起止年度", 24, 12, "years"),
            _PAGES,
            _RETENTION,
            _field("盒　号", 20, 12, "box"),
            _place(39),
        ),
        2,
    ),
    Kind.LEDGER: Book(
        "FRM-53 档案台帐",
        "档案台帐",
        "Dossier Ledger",
        "借出、归还为最近一次利用",
        "宗",
        (
            _reference(44),
            _field("项　目", 24, 20, "project", wraps=True),
            _title(50),
            _RECEIVED,
            _field("卷（件）\n数", 12, 8, "parts"),
            _PAGES,
            _place(29),
            _OUT,
            _BACK,
            _remark(19),
        ),
        3,
    ),
    Kind.TITLES: Book(
        "AO-TZ-02 权证档案台帐",
        "权证档案台帐",
        "Title Document Ledger",
        "权证一律存放保险柜；借出、归还为最近一次利用",
        "件",
        (
            _reference(46),
            _field("证　　号", 36, 30, "certificate", wraps=True),
            _title(46),
            _RECEIVED,
            _PAGES,
            _place(28),
            _OUT,
            _BACK,
            _remark(22),
        ),
        3,
    ),
    Kind.ACCESSIONS: Book(
        "FRM-58 档案登记本",
        "档案登记本",
        "Accession Book",
        "按接收日期登记；台账导入的档案无交接人",
        "宗",
        (
            _field("登记日期", 20, 12, "received"),
            _reference(46),
            _title(68, "接收档案名称"),
            _field("件数", 12, 8, "items"),
            _PAGES,
            _field("移交人\n（签字）", 32, 16, "brought_by"),
            _field("接收人\n（签字）", 32, 16, "taken_by"),
            _remark(25),
        ),
        3,
    ),
    Kind.MERGED: Book(
        "FRM-23 归档资料目录清单",
        "归档资料目录清单",
        "Filed Material of All Centres",
        "不含已销毁与作废的档案；缺漏为在档案卷应有而未有的材料份数",
        "行",
        (
            _field("客户服务中心（部门）", 54, 28, "centre", align="left", wraps=True),
            _field("类　　别", 58, 28, "category", align="left", wraps=True),
            _field("卷（件）数", 24, 12, "files"),
            _field("文件件数", 24, 12, "items"),
            _field("页　数", 24, 12, "pages"),
            _field("本期归档", 22, 12, "filed"),
            _field("缺　漏", 20, 10, "missing"),
            _field("未核实", 22, 10, "unverified"),
        ),
        1,
        dated=False,
    ),
}
"""What each is called, and its columns; the running number stands before them."""

NUMBER_WIDTH: Final = 11


ALL_CENTRES: Final = "各客户服务中心（部门）"
"""Whose dossiers, where no centre was chosen: those in the person's sight."""


def scope_of(asked: Asked) -> str:
    """Whose dossiers a catalogue tells of."""
    return asked.centre.name if asked.centre else ALL_CENTRES


def above(asked: Asked) -> list[str]:
    """What stands over the table in a workbook: whose dossiers, and by what narrowed."""
    return [line for line in (f"立档单位：{scope_of(asked)}", narrowed_by(asked)) if line]


def narrowed_by(asked: Asked) -> str:
    """By what a catalogue was narrowed, in words; empty if by nothing."""
    said_of = []
    if asked.category is not None:
        said_of.append(f"类别：{asked.category.name_zh}")
    if asked.first is not None or asked.last is not None:
        what = "归档期间" if asked.kind is Kind.MERGED else "立卷期间"
        said_of.append(f"{what}：{said(asked.first) or '始'} 至 {said(asked.last) or '今'}")
    return "　".join(said_of)


def said(value: Fact) -> str:
    """A fact as it stands on paper."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def cells(book: Book, entry: Entry) -> tuple[Fact, ...]:
    """The facts of one line in the order of the columns."""
    return tuple(field.fact(entry) for field in book.fields)
