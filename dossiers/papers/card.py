"""客户档案卡: one unit at a glance, who lived there and where its volumes are."""

from archive_office.printing.form import PORTRAIT, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Fields,
    Head,
    day,
    first_band,
    following_band,
    fonds_lines,
    info,
    parts_band,
)
from archive_office.printing.sheet import GREY, Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import DossierCard, HoldingFact, OccupancyFact

FORM = "AO-DA-07 客户档案卡"

OCCUPANCIES = (
    Column("序号", 10),
    Column("身份", 16),
    Column("客　户", 34, wraps=True),
    Column("入住日期", 22),
    Column("迁出日期", 22),
    Column("档　　　号", 46, "left"),
    Column("状态", 24, wraps=True),
)
HOLDINGS = (
    Column("档　　　号", 46, "left"),
    Column("题　　　名", 44, "left", wraps=True),
    Column("件", 9),
    Column("页", 10),
    Column("保管部门", 26, wraps=True),
    Column("存放位置", 23),
    Column("状态", 16, wraps=True),
)


def dossier_card(facts: DossierCard) -> bytes:
    """The card of one unit's dossier as PDF; numbers arrive masked.

    Source: COL-25.
    """
    number = f"档号：{facts.reference}"
    head = Head(
        title="客户档案卡",
        english="Dossier Card",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"建档日期：{day(facts.opened_on)}",),
        url=facts.scan,
        url_note="扫码调阅",
        again=(number, facts.unit.name),
    )
    occupancies = [_occupancy(place, fact) for place, fact in enumerate(facts.occupancies, 1)]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"客户档案卡 {facts.reference}"),
            sections=(
                Section(OCCUPANCIES, occupancies, "三、入住沿革", least=4, blank=2),
                Section(
                    HOLDINGS,
                    [_holding(fact) for fact in facts.holdings],
                    "四、保管单位",
                    blank=1,
                    struck=False,
                ),
            ),
            first=first_band(head),
            following=following_band(head),
            grid=parts_band((("一、房屋", _unit(facts)), ("二、客户", _customer(facts)))),
            tail=Band(8, lambda sheet, box: _completeness(sheet, box, facts)),
            footer=Footer("内部资料，严禁复印", facts.centre),
        )
    )


def _unit(facts: DossierCard) -> Fields:
    unit = facts.unit
    return (
        (("房屋坐落", unit.name),),
        (("所属项目", unit.estate), ("使用情况", unit.use)),
        (("建筑面积", unit.area), ("户　　型", unit.layout)),
        (("交付日期", day(unit.delivered_on)), ("车位／储藏间", unit.parking)),
    )


def _customer(facts: DossierCard) -> Fields:
    customer = facts.customer
    return (
        (("客户名称", customer.name), ("身　　份", facts.role)),
        (
            ("证件号码", f"{customer.identity_kind} {customer.identity_number}".strip()),
            ("联系电话", customer.phone),
        ),
        (("通信地址", customer.address), ("共有人", customer.co_owners)),
        (("档案状态", facts.state), ("保管中心", facts.centre)),
    )


def _occupancy(number: int, fact: OccupancyFact) -> Row:
    return Row(
        (
            str(number),
            fact.role,
            fact.name,
            fact.since.isoformat() if fact.since else "",
            fact.until.isoformat() if fact.until else "—",
            fact.dossier,
            fact.state,
        )
    )


def _holding(fact: HoldingFact) -> Row:
    return Row(
        (
            fact.reference,
            fact.title,
            str(fact.items),
            str(fact.pages),
            fact.keeper,
            fact.place,
            fact.state,
        )
    )


def _completeness(sheet: Sheet, box: Box, facts: DossierCard) -> None:
    text = f"材料齐全情况：{facts.completeness or '——'}"
    style = Style(size=9.5)
    sheet.write_middle(box.left + 2.5, box.middle, text, style.fit(text, box.width * 0.7))
    note = Style(size=7, colour=GREY, align="right")
    sheet.write_middle(box.right - 2.5, box.middle, "证件号码、电话已作遮盖", note)
