"""客户档案登记表: unit, customer, household and the papers filed, signed by the customer."""

from archive_office.printing import marks
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
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.papers.facts import FiledMaterial, HouseholdMember, Registration

FORM = "QMS-PM-31301 客户档案登记表"

HOUSEHOLD = (
    Column("姓　名", 28, wraps=True),
    Column("关　系", 22, wraps=True),
    Column("电　话", 34),
    Column("起止日期", 44),
    Column("备　注", 46, "left", wraps=True),
)
MATERIALS = (
    Column("序号", 10),
    Column("材　料　名　称", 84, "left", wraps=True),
    Column("有无", 14),
    Column("件", 12),
    Column("页", 14),
    Column("备　注", 40, "left", wraps=True),
)
_CONSENT = 27.0
_SIGNATURES = 22.0


def registration(facts: Registration) -> bytes:
    """The registration form of one occupancy as PDF; numbers arrive masked."""
    number = f"档号：{facts.reference or '（尚未编号）'}"
    head = Head(
        title="客户档案登记表",
        english="Client Dossier Registration",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"登记日期：{day(facts.registered_on)}",),
        again=(number, facts.unit.name),
    )
    materials = [_material(place, fact) for place, fact in enumerate(facts.materials, 1)]
    return draw_register(
        Register(
            page=PORTRAIT,
            info=info(facts.fonds, FORM, f"客户档案登记表 {facts.reference}"),
            sections=(
                Section(
                    HOUSEHOLD,
                    [_member(fact) for fact in facts.household],
                    "三、同住人／租户",
                    least=5,
                ),
                Section(MATERIALS, materials, "四、归档材料核对", blank=1),
            ),
            first=first_band(head),
            following=following_band(head),
            grid=parts_band((("一、房屋", _unit(facts)), ("二、业主／客户", _customer(facts)))),
            tail=Band(_CONSENT + _SIGNATURES, lambda sheet, box: _tail(sheet, box, facts)),
            footer=Footer("表号 qms-pm-31301；证件号码、电话已作遮盖", facts.fonds.name),
            row=8,
        )
    )


def _unit(facts: Registration) -> Fields:
    unit = facts.unit
    delivered = day(unit.delivered_on) if unit.delivered_on else ""
    return (
        (("项　　目", unit.estate), ("房　　号", unit.name)),
        (("建筑面积", unit.area), ("户　　型", unit.layout), ("交付日期", delivered)),
        (("车位／储藏间", unit.parking), ("使用情况", unit.use)),
    )


def _customer(facts: Registration) -> Fields:
    customer = facts.customer
    identity = f"{customer.identity_kind} {customer.identity_number}".strip()
    return (
        (("客户名称", customer.name), ("性　　别", customer.sex), ("身　　份", facts.role)),
        (("证件号码", identity), ("联系电话", customer.phone)),
        (("通信地址", customer.address),),
        (("共有人", customer.co_owners), ("紧急联系人", facts.emergency)),
        *(((("爱好、习惯", "（自愿填写）"),),) if facts.habits else ()),
    )


def _member(fact: HouseholdMember) -> Row:
    return Row((fact.name, fact.relation, fact.phone, fact.period, fact.remark))


def _material(number: int, fact: FiledMaterial) -> Row:
    known = fact.present and fact.items
    counts = (str(fact.items), str(fact.pages)) if known else ("", "")
    return Row((str(number), fact.name, "√" if fact.present else "×", *counts, fact.remark))


def _tail(sheet: Sheet, box: Box, facts: Registration) -> None:
    style = Style(size=9.5)
    sheet.write_middle(
        box.left + 2, box.top + 4.5, "五、个人信息处理告知与同意", style.but(bold=True)
    )
    version = f"（第 {facts.notice_version} 版）" if facts.notice_version else ""
    statement = (
        f"　　本人已阅知《个人信息处理告知书》{version}，知悉所提供的个人信息仅用于物业服务与客户档案管理；"
        "对身份证件号码、银行账号及未成年人信息的处理，另行签署单独同意书。"
    )
    text = Box(box.left + 4, box.top + 8, box.width - 8, 11)
    marks.text_block(sheet, text, statement, style, leading=1.5, top=True)
    middle = box.top + _CONSENT - 4.5
    wide = marks.check_box(sheet, box.left + 10, middle, "同意", ticked=facts.consented)
    marks.check_box(sheet, box.left + 22 + wide, middle, "不同意", ticked=False)
    _signatures(sheet, Box(box.left, box.top + _CONSENT, box.width, _SIGNATURES), facts)


def _signatures(sheet: Sheet, box: Box, facts: Registration) -> None:
    sheet.stroke(box.left, box.top, box.right, box.top)
    half = box.width / 2
    places = (
        ("客户（签字）", ""),
        ("登　记　人", facts.registered_by),
        ("审　核　人", facts.checked_by),
        ("日　　期", marks.in_words(facts.registered_on)),
    )
    for number, (label, value) in enumerate(places):
        row, column = divmod(number, 2)
        line = Box(box.left + 4 + column * half, box.top + 1.5 + row * 10, half - 12, 9)
        marks.pen_line(sheet, label, line, value)
