"""A resident ledger as a centre might have kept it in Excel; everything in it is invented."""

import io
from datetime import date

from openpyxl import Workbook

from archive_office.management.fictions import Fiction, rooms

HEADINGS = (
    "序号", "项目名称", "楼栋", "单元", "房号", "业主姓名", "证件号码", "联系电话", "紧急联系人", "紧急联系电话",
    "入住日期", "建筑面积", "档案盒号", "柜号", "入住通知书", "住户家庭情况登记表", "房屋交接单", "入住合约",
    "身份证复印件", "备注",
)  # fmt: skip
PER_BOX = 8


def ledger(fiction: Fiction, estate: str, *, count: int, until: date) -> bytes:
    """A workbook of ``count`` units of an estate, their owners and papers."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "业主档案台账"
    sheet.append([f"{estate}业主档案台账"])
    sheet.append(list(HEADINGS))
    for number, (building, room, _floor) in enumerate(
        rooms(buildings=1 + count // 60, floors=15, per_floor=4), start=1
    ):
        if number > count:
            break
        sheet.append(_row(fiction, number, (estate, building, room), until))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _row(fiction: Fiction, number: int, place: tuple[str, str, str], until: date) -> list[object]:
    estate, building, room = place
    person, draw = fiction.person(), fiction.random.randrange
    papers: list[object] = [f"1/{draw(1, 4)}" for _paper in range(5)]
    if draw(6) == 0:
        papers[draw(5)] = ""
    return [
        number,
        estate,
        building,
        "",
        room,
        person.name,
        person.id_number,
        person.phone,
        fiction.name(),
        fiction.phone(),
        fiction.day(date(2018, 1, 1), until).isoformat(),
        f"{60 + draw(90)}.{draw(100):02}",
        f"H-{1 + number // PER_BOX:03}",
        f"G{1 + number // 80:02}",
        *papers,
        "",
    ]
