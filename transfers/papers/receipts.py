"""档案接收登记簿: every receipt of an archive room over a period, line by line."""

from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.marks import in_words
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital
from transfers.papers.facts import Receipt, ReceiptRegister

FORM = "AO-YJ-05 档案接收登记簿"

COLUMNS = (
    Column("序号", 10),
    Column("接收日期", 20),
    Column("清单编号", 27),
    Column("移交部门", 35, "left", wraps=True),
    Column("接收部门", 25, "left", wraps=True),
    Column("移交性质", 33, "left", wraps=True),
    Column("卷数", 10),
    Column("件数", 11),
    Column("页数", 12),
    Column("欠交材料", 30, "left", wraps=True),
    Column("移交人", 15),
    Column("接收人", 15),
    Column("备　注", 16, wraps=True),
)
_BLANK_COLUMN = 3


def receipt_register(facts: ReceiptRegister) -> bytes:
    """The receipt register of a period as PDF, in order of receipt.

    Source: TRF-13, TRF-18.
    """
    period = f"{in_words(facts.first)} 至 {in_words(facts.last)}"
    head = Head(
        title="档案接收登记簿",
        english="Register of Receipts",
        left=(*fonds_lines(facts.fonds), f"接收单位：{facts.keeper}"),
        right=(f"登记期间：{period}",),
        again=(f"接收单位：{facts.keeper}", f"登记期间：{period}"),
    )
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"档案接收登记簿 {facts.first} {facts.last}"),
            sections=(
                Section(
                    COLUMNS,
                    [_row(number, receipt) for number, receipt in enumerate(facts.receipts, 1)],
                    blank=_BLANK_COLUMN,
                ),
            ),
            first=first_band(head),
            following=following_band(head),
            tail=Band(8, lambda sheet, box: _totals(sheet, box, facts)),
            footer=Footer("谁接收谁签字；一次接收登记一行", ""),
            row=8,
        )
    )


def _row(number: int, receipt: Receipt) -> Row:
    return Row(
        (
            str(number),
            receipt.received_on.isoformat(),
            receipt.manifest_number,
            receipt.transferor,
            receipt.receiver,
            receipt.nature,
            str(receipt.volumes),
            str(receipt.items),
            str(receipt.pages),
            receipt.missing,
            receipt.handed_by,
            receipt.received_by,
            receipt.remark,
        )
    )


def _totals(sheet: Sheet, box: Box, facts: ReceiptRegister) -> None:
    volumes = sum(receipt.volumes for receipt in facts.receipts)
    items = sum(receipt.items for receipt in facts.receipts)
    pages = sum(receipt.pages for receipt in facts.receipts)
    text = (
        f"接收{capital(len(facts.receipts))}次，案卷{capital(volumes)}卷，文件{capital(items)}件，"
        f"共{capital(pages)}页（{len(facts.receipts)} 次 {volumes} 卷 {items} 件 {pages} 页）。"
    )
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    sheet.write_middle(box.left + 22, box.middle, text, Style(size=9.5))
