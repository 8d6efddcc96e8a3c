"""The registers of a storeroom on paper: visitors, climate, closing, equipment, checks, backups.

Source: STO-02, STO-03, STO-12, STO-15, STO-16, STO-18, FRM-48, FRM-52.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet
from archive_office.printing.table import Column, Row, Section

MOST_ROWS: Final = 1000
"""So many lines are printed at once, the latest; what is left out is said on the paper."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a register is called, its columns, and the note at its foot."""

    number: str
    title: str
    english: str
    columns: tuple[Column, ...]
    note: str

    @property
    def name(self) -> str:
        """As the foot of each page states it."""
        return f"{self.number} {self.title}"


VISITORS: Final = Form(
    "AO-KF-14",
    "外来人员出入库登记簿",
    "Register of Visitors to the Storeroom",
    (
        Column("序号", 11),
        Column("姓　名", 30, wraps=True),
        Column("单　　　位", 52, "left", wraps=True),
        Column("入　库　事　由", 66, "left", wraps=True),
        Column("陪同人", 26, wraps=True),
        Column("入库时间", 37),
        Column("出库时间", 37),
    ),
    "无关人员不得进入库房；确需入库的由有权人员陪同并登记",
)
CLIMATE: Final = Form(
    "AO-KF-15",
    "库房温湿度记录表",
    "Climate Record of the Storeroom",
    (
        Column("序号", 12),
        Column("记录时间", 40),
        Column("温度（℃）", 28),
        Column("相对湿度（%）", 32),
        Column("是否正常", 22),
        Column("处　理　措　施", 95, "left", wraps=True),
        Column("记录人", 30, wraps=True),
    ),
    "超出限值的须写明处理措施",
)
CLOSINGS: Final = Form(
    "AO-KF-16",
    "离库检查表",
    "Closing Checklist of the Storeroom",
    (
        Column("序号", 11),
        Column("离库时间", 38),
        Column("关灯", 18),
        Column("关窗", 18),
        Column("锁门", 18),
        Column("清洁", 18),
        Column("无关物品\n已清", 24),
        Column("备　　　注", 74, "left", wraps=True),
        Column("最后离库人", 40, wraps=True),
    ),
    "√ 已办　× 未办（须写明原因）；由最后离库人凭口令签署",
)
EQUIPMENT: Final = Form(
    "AO-KF-17",
    "库房设备登记簿",
    "Equipment of the Storeroom",
    (
        Column("序号", 12),
        Column("类　别", 34),
        Column("名　称　及　编　号", 62, "left", wraps=True),
        Column("位　　置", 45, "left", wraps=True),
        Column("上次检查", 28),
        Column("下次检查", 28),
        Column("备　　注", 50, "left", wraps=True),
    ),
    "灭火器械、严禁烟火标记按期检查",
)
CHECKS: Final = Form(
    "AO-KF-12",
    "检查与核对登记簿",
    "Register of Inspections and Checks",
    (
        Column("序号", 10),
        Column("日　期", 22),
        Column("原　因", 22),
        Column("库房或档案", 48, "left", wraps=True),
        Column("门窗", 14),
        Column("存放\n错误", 14),
        Column("霉烂", 14),
        Column("虫蛀", 14),
        Column("发　现　问　题", 42, "left", wraps=True, size=8.5),
        Column("措　　施", 38, "left", wraps=True, size=8.5),
        Column("检查人", 21, wraps=True),
    ),
    "√ 良好　× 异常；原因：定期、存疑、失窃、遗失、火灾",
)
BACKUPS: Final = Form(
    "AO-KF-18",
    "备份登记簿",
    "Backup Register",
    (
        Column("序号", 10),
        Column("备份日期", 23),
        Column("操作人", 20, wraps=True),
        Column("介质及存放处", 44, "left", wraps=True),
        Column("容量（MB）", 22),
        Column("校　验　值（SHA-256）", 62, "left", wraps=True, size=7.5),
        Column("结果", 14),
        Column("恢复测试", 23),
        Column("测试\n结果", 14),
        Column("备　注", 27, "left", wraps=True, size=8.5),
    ),
    "每月备份日对数据进行备份；定期进行恢复测试",
)


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The lines of a register, the earliest first; `found` is more than the lines if it was cut.

    Args:
        about: Whose room, or whose register, as the head states it.
        aside: The second line of the head: limits in force, the backup day.
    """

    fonds: Fonds
    keeper: str
    about: str
    aside: str
    lines: Sequence[tuple[str, ...]]
    found: int


def room_register(form: Form, facts: RegisterFacts) -> bytes:
    """A register as PDF; empty it is the form to be filled in by hand.

    Source: STO-02, STO-03, STO-15, STO-16, STO-18, FRM-48, FRM-52.
    """
    head = Head(
        title=form.title,
        english=form.english,
        left=(*fonds_lines(facts.fonds), facts.about),
        right=(f"保管单位：{facts.keeper}", facts.aside) if facts.aside else (facts.keeper,),
        warning=_cut(facts),
        again=(facts.about, facts.keeper),
    )
    rows = [Row((str(number), *line)) for number, line in enumerate(facts.lines, 1)]
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, form.name, f"{form.title} {facts.about}"),
            sections=(Section(form.columns, rows, blank=2, struck=bool(rows)),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(14, _signed),
            footer=Footer(f"{form.name}　{form.note}", facts.keeper),
        )
    )


def _cut(facts: RegisterFacts) -> str:
    shown = len(facts.lines)
    return f"共 {facts.found} 行，此处仅列最近 {shown} 行" if facts.found > shown else ""


def _signed(sheet: Sheet, box: Box) -> None:
    third = (box.width - 12) / 3
    for place, label in enumerate(("登记人：", "复核人：", "日　期：")):
        left = box.left + 3 + place * (third + 3)
        marks.pen_line(sheet, label, Box(left, box.top + 3, third, 8))
