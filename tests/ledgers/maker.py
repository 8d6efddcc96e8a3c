"""Writes resident ledgers as offices keep them, together with the truth about every row."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
from openpyxl.utils import get_column_letter

from tests.ledgers import people
from tests.ledgers.writings import WRITINGS, count_as_text

AS_OF = date(2026, 6, 30)
PAPERS = ("入住通知书", "住户家庭情况登记表", "房屋交接单", "入住合约")
HEADINGS = {
    "seq": ("序号", "编号", "No."),
    "project": ("项目名称", "小区名称", "楼盘", "项 目"),
    "building": ("楼栋", "幢号", "楼号", "栋 号"),
    "unit": ("单元", "单元号"),
    "room": ("房号", "室号", "房间号", "*房号"),
    "owner": ("业主姓名", "产权人", "户主", "业主\n姓名", "业主(产权人)"),
    "id_no": ("证件号码", "身份证号", "身份证号码:", "证件号"),
    "phone": ("联系电话", "手机号码", "业主电话"),
    "emergency_name": ("紧急联系人", "应急联系人", "紧急联系人姓名"),
    "emergency_phone": ("紧急联系电话", "应急电话", "紧急联系人电话"),
    "move_in": ("入住日期", "入住时间", "入伙日期"),
    "area": ("建筑面积", "建筑面积(㎡)", "面积", "建筑面积\n(平方米)"),
    "box": ("档案盒号", "盒号"),
    "cabinet": ("柜号", "档案柜号"),
    "remark": ("备注", "备 注", "附注"),
}
GROUPS = {
    "project": "房屋信息", "building": "房屋信息", "unit": "房屋信息", "room": "房屋信息",
    "owner": "业主信息", "id_no": "业主信息", "phone": "业主信息",
    "box": "存放位置", "cabinet": "存放位置",
}  # fmt: skip
UNKNOWN = ("车位号", "物业费(元)", "户型", "朝向")
DITTO = ("〃", "同上", "″", '"', " 同上 ")


@dataclass
class Style:
    """How a ledger is kept; everything else follows from the seed."""

    kind: str = "xlsx"  # or csv
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    shuffled: bool = True
    grouped: bool = False  # a heading in two rows
    merged: bool = True
    subtotals: bool = True
    titled: bool = True
    unknown_columns: int = 2


@dataclass
class Line:
    """One row: the true values, the cells as written, and what is to become of it."""

    values: dict
    cells: dict = field(default_factory=dict)
    faults: set = field(default_factory=set)
    warnings: set = field(default_factory=set)
    merged_building: bool = False
    row: int = 0


class Maker:
    def __init__(self, seed: int, *, rows: int = 120, style: Style | None = None):
        self.dice = random.Random(seed)
        self.style = style or Style()
        self.lines = [Line(values) for values in self._values(rows)]
        self.skipped: dict[int, str] = {}
        self.columns = self._columns()
        self.sheet = "(csv)" if self.style.kind == "csv" else "业主台账"
        for line in self.lines:
            self._write(line)

    # the true values

    def _values(self, rows: int):
        dice = self.dice
        for number in range(rows):
            building = str(number // 30 + 1)
            owners, ids = self._owners()
            yield {
                "seq": number + 1,
                "project": "松涧里",
                "building": building,
                "unit": str(number // 15 % 2 + 1),
                "room": f"{number % 15 // 4 + 1}0{number % 15 % 4 + 1}",
                "owner": owners,
                "id_no": ids,
                "phone": [people.mobile(dice)],
                "emergency_name": people.person(dice) if dice.random() < 0.8 else "",
                "emergency_phone": [people.mobile(dice)],
                "move_in": date(2015, 1, 1) + timedelta(days=dice.randrange(3000)),
                "area": Decimal(dice.randrange(5000, 20000)) / 100,
                "box": f"H-{number // 12 + 1:03d}",
                "cabinet": f"G{number // 60 + 1:02d}",
                "remark": dice.choice(("", "", "已装修", "钥匙未领", "车位 A12")),
            } | {paper: self._pages() for paper in PAPERS}

    def _owners(self):
        dice = self.dice
        luck = dice.random()
        if luck < 0.08:
            return [people.firm(dice)], [people.credit_code(dice)]
        if luck < 0.16:
            return [people.person(dice), people.person(dice)], [
                people.id_number(dice),
                people.id_number(dice),
            ]
        if luck < 0.2:
            return [people.person(dice)], [people.passport(dice)]
        return [people.person(dice)], [people.id_number(dice)]

    def _pages(self):
        if self.dice.random() < 0.15:
            return (0, 0)
        copies = self.dice.choice((1, 1, 1, 2))
        return (copies, copies * self.dice.randrange(1, 9))

    # the columns and cells

    def _columns(self):
        """Field names in the order of the columns; unknown ones start with a question mark."""
        names = [*HEADINGS, *PAPERS]
        names += [f"?{name}" for name in self.dice.sample(UNKNOWN, self.style.unknown_columns)]
        if self.style.shuffled:
            self.dice.shuffle(names)
        if self.style.grouped:  # a group heading covers neighbours only
            order = {name: place for place, name in enumerate(names)}
            names.sort(key=lambda name: (self._group(name), order[name]))
        return names

    def _group(self, name):
        return "档案资料(份/页)" if name in PAPERS else GROUPS.get(name, "")

    def heading(self, name):
        if name.startswith("?"):
            return name[1:]
        if name in PAPERS:
            return name if self.style.grouped else f"{name}(份/页)"
        return self.dice.choice(HEADINGS[name])

    def _write(self, line: Line):
        for name, value in line.values.items():
            plain = self.dice.random() < 0.7
            writings = WRITINGS["paper" if name in PAPERS else name](value, self.style.kind)
            writings = [writing for writing in writings if self._can_be_saved(writing)]
            line.cells[name] = writings[0] if plain else self.dice.choice(writings)
        for name in self.columns:
            if name.startswith("?"):
                line.cells[name] = self.dice.choice(("", "A-01", 128, "南北"))

    def _can_be_saved(self, writing):
        if self.style.kind == "xlsx":
            return True
        encoded = str(writing).encode(self.style.encoding, "replace")
        return encoded.decode(self.style.encoding) == str(writing)

    # the file

    def build(self) -> bytes:
        self._ditto()
        return self._as_csv() if self.style.kind == "csv" else self._as_xlsx()

    def _ditto(self):
        """Replace some cells by ditto marks where the row above holds the same, readable value."""
        for above, line in zip(self.lines, self.lines[1:], strict=False):
            for name in ("project", "box", "cabinet"):
                same = above.values[name] == line.values[name]
                clean = not (above.faults | line.faults | above.warnings | line.warnings)
                if same and clean and self.dice.random() < 0.2:
                    line.cells[name] = self.dice.choice(DITTO)

    def _sections(self):
        """Rows of the file in order: lines, and texts by field for subtotals and blank rows."""
        buildings = []
        for line in self.lines:
            building = line.values["building"]
            if self.style.subtotals and buildings and buildings[-1] != building:
                count = sum(other.values["building"] == buildings[-1] for other in self.lines)
                yield "subtotal", {"building": f"{buildings[-1]}栋小计", "owner": f"共{count}户"}
                if self.dice.random() < 0.5:
                    yield "blank", {}
            buildings.append(building)
            yield "data", line
        if self.style.subtotals:
            yield "total", {"building": "合  计", "owner": f"共{len(self.lines)}户"}
            yield "blank", {}
            yield "note", {self.columns[0]: "注:本台账由服务中心填报。"}
            yield "signature", {self.columns[0]: "制表人:", self.columns[5]: "审核人:"}

    def _grid(self):
        """All rows as lists of cells; notes where each line and each skipped row stands."""
        grid = []
        if self.style.titled:
            grid += [["松涧里业主档案台账"], ["填报单位:松涧里服务中心   填报日期:2026年6月30日"]]
            self.skipped |= {1: "title", 2: "note"}
        headings = [self.heading(name) for name in self.columns]
        if self.style.grouped:
            grid.append(
                [
                    self._group(name) or text
                    for name, text in zip(self.columns, headings, strict=True)
                ]
            )
            self.skipped[len(grid)] = "header"
            headings = [
                text if self._group(name) else ""
                for name, text in zip(self.columns, headings, strict=True)
            ]
        grid.append(headings)
        self.skipped[len(grid)] = "header"
        self.heading_row = len(grid)
        for kind, content in self._sections():
            cells = content.cells if kind == "data" else content
            grid.append([cells.get(name, "") for name in self.columns])
            if kind == "data":
                content.row = len(grid)
            else:
                self.skipped[len(grid)] = kind
        return grid

    def _as_csv(self) -> bytes:
        target = io.StringIO()
        writer = csv.writer(target, delimiter=self.style.delimiter)
        width = len(self.columns)
        for cells in self._grid():
            writer.writerow([_as_csv_text(cell) for cell in cells] + [""] * (width - len(cells)))
        return target.getvalue().encode(self.style.encoding, "replace")

    def _as_xlsx(self) -> bytes:
        book = openpyxl.Workbook()
        book.active.title = "封面"
        book.active["B5"] = "业主档案台账"
        sheet = book.create_sheet(self.sheet)
        for number, cells in enumerate(self._grid(), start=1):
            for column, value in enumerate(cells, start=1):
                if value != "":
                    _set(sheet.cell(number, column), value)
        self._merge(sheet)
        statistics = book.create_sheet("统计")
        statistics.append(["楼栋", "户数"])
        statistics.append(["1栋", 30])
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    def _merge(self, sheet):
        width = len(self.columns)
        if self.style.titled:
            for row in (1, 2):
                sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
        if self.style.grouped:
            self._merge_groups(sheet)
        if self.style.merged:
            self._merge_buildings(sheet)

    def _merge_groups(self, sheet):
        row = self.heading_row - 1
        first = 0
        for column, name in enumerate(self.columns):
            group = self._group(name)
            following = self.columns[column + 1 : column + 2]
            if not group:
                sheet.merge_cells(
                    start_row=row, end_row=row + 1, start_column=column + 1, end_column=column + 1
                )
                first = column + 1
            elif not following or self._group(following[0]) != group:
                sheet.merge_cells(
                    start_row=row, end_row=row, start_column=first + 1, end_column=column + 1
                )
                first = column + 1

    def _merge_buildings(self, sheet):
        """Runs of rows of one building become one merged cell."""
        column = self.columns.index("building") + 1
        run = []
        for line in [*self.lines, None]:
            joins = (
                line
                and line.merged_building
                and (
                    not run
                    or (
                        line.row == run[-1].row + 1
                        and line.values["building"] == run[-1].values["building"]
                    )
                )
            )
            if not joins and run:
                if len(run) > 1:
                    letter = get_column_letter(column)
                    sheet[f"{letter}{run[0].row}"] = run[0].values["building"]
                    sheet.merge_cells(f"{letter}{run[0].row}:{letter}{run[-1].row}")
                run = []
            if line and line.merged_building:
                run = [*run, line]

    # the truth

    def records(self):
        """The accepted rows as the report must state them."""
        found = {}
        for line in self.lines:
            if line.faults:
                continue
            values = line.values
            record = {
                name: values[name]
                for name in (
                    "project",
                    "building",
                    "unit",
                    "room",
                    "owner",
                    "id_no",
                    "phone",
                    "box",
                    "cabinet",
                )
            }
            record |= {
                "emergency_name": values["emergency_name"],
                "emergency_phone": values["emergency_phone"],
                "move_in": values["move_in"].isoformat() if values["move_in"] else "",
                "area": f"{values['area']:.2f}" if values["area"] is not None else "",
                "remark": values["remark"],
                "papers": {paper: list(values[paper]) for paper in PAPERS},
            }
            found[line.row] = record
        return found


def _as_csv_text(cell):
    if isinstance(cell, datetime):
        return cell.strftime("%Y/%m/%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    return count_as_text(cell)


class Formatted:
    """A number with its number format."""

    def __init__(self, value, number_format):
        self.value, self.number_format = value, number_format


class Raw:
    """A cell with a type of its own: an error value, or text that starts like a formula."""

    def __init__(self, value, data_type):
        self.value, self.data_type = value, data_type

    def __str__(self):
        return self.value


def _set(cell, value):
    if hasattr(value, "number_format"):
        cell.value, cell.number_format = value.value, value.number_format
    elif hasattr(value, "data_type"):
        cell.value = value.value
        cell.data_type = value.data_type
    elif isinstance(value, str) and value[:1] in "=+-@'":
        cell.value = value
        cell.data_type = "s"
    else:
        cell.value = float(value) if isinstance(value, Decimal) else value
        if isinstance(value, date) and not isinstance(value, datetime):
            cell.number_format = "yyyy/m/d"
