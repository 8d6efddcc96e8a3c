"""卷内文件目录: what lies in a volume, one line a document, before the documents."""

from archive_office.printing.form import PORTRAIT, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, info
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import Contents, ContentsLine

FORM = "AO-DA-01 卷内文件目录"
ANNEXES = "附件（客户未领取的资料，不编号）："

COLUMNS = (
    Column("顺序号", 12),
    Column("文　号", 30, wraps=True),
    Column("责任者", 29, wraps=True),
    Column("题　　　　名", 48, "left", wraps=True),
    Column("日　期", 18),
    Column("页　号", 14),
    Column("备　注", 23, wraps=True, size=8),
)
_TITLE_COLUMN = 3


def contents(facts: Contents) -> bytes:
    """The contents list of one volume as PDF, filled to the foot with empty rows.

    Source: FIL-05, FIL-20, FIL-22, FRM-42; GB/T 9705-2008.
    """
    reference = f"档　号：{facts.reference}"
    retention = f"保管期限：{facts.retention}"
    if facts.secrecy:
        retention = f"密级：{facts.secrecy}　{retention}"
    head = Head(
        title="卷内文件目录",
        english="Contents of the Volume",
        left=(reference, f"案卷题名：{facts.title}"),
        right=(retention, ""),
    )
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"卷内文件目录 {facts.reference}"),
            sections=(Section(COLUMNS, rows_of(facts), blank=_TITLE_COLUMN, struck=False),),
            first=first_band(head, 32),
            following=first_band(head, 32),
            footer=Footer("依据 GB/T 9705—2008", f"{facts.fonds.code}　{facts.fonds.name}"),
            row=9.2,
            head=11,
        )
    )


def rows_of(facts: Contents) -> list[Row]:
    """The lines as rows of the table, what is not numbered at the end."""
    rows = [_row(str(number), line) for number, line in enumerate(facts.lines, 1)]
    if facts.annexes:
        rows.append(_row("", ContentsLine(ANNEXES)))
        rows += [_row("", line) for line in facts.annexes]
    return rows


def _row(number: str, line: ContentsLine) -> Row:
    return Row(
        (
            number,
            line.document_number,
            line.author,
            line.title,
            line.dated,
            line.pages,
            line.remark,
        )
    )
