"""客户一览表: the units of a centre or estate with their customers, numbers masked."""

from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Head,
    day,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import CustomerLine, CustomerList

FORM = "AO-DA-06 客户一览表"

COLUMNS = (
    Column("序号", 12),
    Column("房　　　号", 46, "left", wraps=True),
    Column("客　户", 34, wraps=True),
    Column("身份", 16, wraps=True),
    Column("联系电话", 30),
    Column("使用情况", 20, wraps=True),
    Column("起始日期", 22),
    Column("档　　　号", 48, "left"),
    Column("密　级", 16, wraps=True, size=8),
    Column("备　注", 15, wraps=True),
)
_UNIT_COLUMN = 1


def customer_list(facts: CustomerList) -> bytes:
    """The list of customers on a day as PDF.

    Source: COL-25, FRM-88.
    """
    scope = f"范围：{facts.scope}"
    as_of = f"截至：{day(facts.as_of)}"
    part = _part(facts)
    head = Head(
        title="客户一览表",
        english="List of Customers",
        left=(*fonds_lines(facts.fonds), scope),
        right=(as_of, part) if part else (as_of,),
        again=(scope, f"{as_of}　{part}" if part else as_of),
    )
    rows = [_row(number, line) for number, line in enumerate(facts.lines, facts.before + 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"客户一览表 {facts.scope} {facts.as_of} {part}".rstrip()),
            sections=(Section(COLUMNS, rows, blank=_UNIT_COLUMN),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer("内部资料，严禁复印", ""),
        )
    )


def _part(facts: CustomerList) -> str:
    """Which lines of how many, where the whole list does not stand on this print."""
    if len(facts.lines) >= facts.total:
        return ""
    last = facts.before + len(facts.lines)
    return f"本册第 {facts.before + 1}—{last} 行，全表共 {facts.total} 行"


def _row(number: int, line: CustomerLine) -> Row:
    return Row(
        (
            str(number),
            line.unit,
            line.customer,
            line.role,
            line.phone,
            line.use,
            line.since.isoformat() if line.since else "",
            line.reference,
            line.secrecy,
            line.remark,
        )
    )


def _totals(sheet: Sheet, box: Box, facts: CustomerList) -> None:
    units = len({line.unit for line in facts.lines})
    text = f"{units} 户，客户 {len(facts.lines)} 名。"
    if part := _part(facts):
        text = f"本册 {text}{part}。"
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
