"""Lists of archive items: the catalogue of legacy items and the handover list."""

import io
import random
from datetime import date, timedelta

import openpyxl
import pytest

from dossiers.ledgers import CATALOGUE, HANDOVER, Code, read_ledger
from tests.ledgers.maker import AS_OF

HEADINGS = {
    "archive_no": ("档号", "档案号"),
    "title": ("题名", "文件题名", "题 名"),
    "responsible": ("责任者", "责任部门"),
    "formed": ("形成日期", "文件日期"),
    "copies": ("份数",),
    "pages": ("页数", "总页数"),
    "copy_type": ("原件/复印件", "原件/\n复印件", "原件或复印件"),
    "secrecy": ("密级",),
    "retention": ("保管期限", "保管期限(年)"),
    "remark": ("备注",),
}
TERMS = {"Y": "永久", "D30": "30年", "D10": "10年", "C": "长期", "D": "短期"}
MESS = {
    "archive_no": lambda value: [
        value.lower(),
        f" {value} ",
        value.replace("·", "．"),
        value.replace("-", "－"),
    ],
    "title": lambda value: [f"{value[:4]}\n{value[4:]}", f" {value}"],
    "formed": lambda value: [
        value,
        f"{value.year}.{value.month}.{value.day}",
        int(f"{value:%Y%m%d}"),
    ],
    "copies": lambda value: [f"{value}份", value],
    "pages": lambda value: [f"{value}页", str(value)],
    "copy_type": lambda value: [value[:-1], value],
    "secrecy": lambda value: [f"{value[0]} {value[1]}"],
    "retention": lambda value: [f"{value[:-1]} {value[-1]}"],
    "responsible": lambda value: [f" {value}"],
    "remark": lambda value: ["", "无"],
}
FAULTS = {
    Code.ARCHIVE_NO_MISSING: ("archive_no", ["", "/"]),
    Code.ARCHIVE_NO_UNREADABLE: ("archive_no", ["SJ01-WS·2019-", "2019-0001", "见清单"]),
    Code.DITTO_NOT_ALLOWED: ("archive_no", ["〃"]),
    Code.TITLE_MISSING: ("title", ["", "-"]),
    Code.DATE_MISSING: ("formed", ["", "无"]),
    Code.DATE_INCOMPLETE: ("formed", ["2019年6月"]),
    Code.DATE_OUT_OF_RANGE: ("formed", ["2030-01-01"]),
    Code.COUNT_MISSING: ("pages", ["", "/"]),
    Code.COUNT_UNREADABLE: ("pages", ["约20", "10-12"]),
    Code.COUNT_INCONSISTENT: ("pages", ["0", -3]),
    Code.COPYTYPE_UNKNOWN: ("copy_type", ["?", "", "扫描件"]),
    Code.SECRECY_UNKNOWN: ("secrecy", ["一般", "绝密?"]),
    Code.RETENTION_MISSING: ("retention", [""]),
    Code.RETENTION_UNKNOWN: ("retention", ["见制度", "30"]),
    Code.RETENTION_CONFLICT: ("retention", ["7年"]),
    Code.FORMULA_INJECTION: ("title", ["=1+1", "@SUM(A1)"]),
    Code.TEXT_UNREADABLE: ("title", ["合同\ufffd"]),
}


def item(dice, number):
    code = dice.choice(list(TERMS))
    formed = date(2012, 1, 1) + timedelta(days=dice.randrange(4000))
    copies = dice.choice((1, 1, 2))
    return {
        "archive_no": f"SJ01-WS·{formed.year}-{code}-{number:04d}",
        "title": f"{formed.year}年保洁服务外包合同(第{number}号)",
        "responsible": dice.choice(("工程部", "客户服务部")),
        "formed": formed,
        "copies": copies,
        "pages": copies * dice.randrange(2, 60),
        "copy_type": dice.choice(("原件", "复印件")),
        "secrecy": dice.choice(("公开", "内部", "秘密", "机密")),
        "retention": TERMS[code],
        "remark": "",
    }


class List:
    """A list of items in a workbook, with the truth about every row."""

    def __init__(self, seed, *, rows=60, total=True):
        self.dice = random.Random(seed)
        self.items = [item(self.dice, number + 1) for number in range(rows)]
        self.cells = [
            {name: self.dice.choice([value, *MESS[name](value)]) for name, value in one.items()}
            for one in self.items
        ]
        self.faults = {}
        self.warnings = {}
        self.total = total
        self.columns = self.dice.sample(list(HEADINGS), len(HEADINGS))

    def spoil(self):
        places = iter(self.dice.sample(range(5, len(self.items), 2), len(FAULTS) + 2))
        for code, (field, choices) in FAULTS.items():
            place = next(places)
            self.cells[place][field] = self.dice.choice(choices)
            self.faults[place] = code
        place = next(places)
        self.cells[place]["archive_no"] = self.items[0]["archive_no"]
        self.cells[place]["retention"] = self.items[0]["retention"]
        self.faults[place] = Code.DUP_ARCHIVE_NO
        place = next(places)
        self.cells[place]["secrecy"] = ""
        self.items[place]["secrecy"] = ""
        self.warnings[place] = Code.SECRECY_MISSING
        return self

    def read(self, profile):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["松涧里服务中心档案移交清单"])
        sheet.append(["移交单位:松涧里服务中心"])
        sheet.append(["序号", *[self.dice.choice(HEADINGS[name]) for name in self.columns]])
        for number, cells in enumerate(self.cells, start=1):
            sheet.append([number, *["" for _ in self.columns]])
            for column, name in enumerate(self.columns, start=2):
                cell = sheet.cell(number + 3, column, cells[name])
                cell.data_type = "s" if isinstance(cells[name], str) else cell.data_type
        if self.total:
            sums = {name: sum(one[name] for one in self.items) for name in ("copies", "pages")}
            sheet.append(["合计", *[sums.get(name) for name in self.columns]])
            sheet.append([])
            sheet.append([None, "移交人(签字):", None, "接收人(签字):"])
        target = io.BytesIO()
        book.save(target)
        return read_ledger(target, filename="list.xlsx", profile=profile, as_of=AS_OF)


@pytest.mark.parametrize("profile", [CATALOGUE, HANDOVER], ids=["catalogue", "handover"])
@pytest.mark.parametrize("seed", range(6))
def test_a_clean_list_is_read_whole(profile, seed):
    made = List(seed)

    report = made.read(profile)

    assert [finding for row in report.rejected for finding in row.faults] == []
    names = list(HEADINGS)
    read = [{name: getattr(record, name) for name in names} for record in report.records]
    assert read == made.items
    assert report.summary.file_warnings == ()
    assert report.summary.totals["pages"] == sum(one["pages"] for one in made.items)


@pytest.mark.parametrize("seed", range(6))
def test_every_fault_of_an_item_rejects_its_row_and_no_other(seed):
    made = List(seed).spoil()

    report = made.read(CATALOGUE)

    found = {row.row - 4: {finding.code for finding in row.faults} for row in report.rejected}
    assert found.keys() == made.faults.keys()
    for place, code in made.faults.items():
        assert code in found[place]
    assert {(warning.row - 4, warning.code) for warning in report.warnings} == set(
        made.warnings.items()
    )


def test_a_total_that_counts_refused_rows_warns_of_the_file():
    made = List(3).spoil()

    report = made.read(HANDOVER)

    (warning,) = report.summary.file_warnings
    assert warning.code is Code.TOTAL_MISMATCH
    totals = report.summary.totals
    assert warning.facts["accepted"] == {"documents": totals["documents"], "pages": totals["pages"]}


def test_a_repeated_number_names_the_row_it_repeats():
    made = List(4)
    made.cells[9]["archive_no"] = made.items[2]["archive_no"].replace("·", "-")
    made.cells[9]["retention"] = made.items[2]["retention"]

    report = made.read(CATALOGUE)

    (repeat,) = report.rejected
    (finding,) = repeat.faults
    assert (finding.code, finding.row, finding.earlier_row) == (Code.DUP_ARCHIVE_NO, 13, 6)


def test_a_list_without_a_needed_column_accepts_nothing():
    made = List(5, rows=4, total=False)
    made.columns.remove("copy_type")

    report = made.read(CATALOGUE)

    assert report.summary.counts["accepted"] == 0
    assert {f.code for row in report.rejected for f in row.faults} == {Code.COPYTYPE_UNKNOWN}
