"""The clerk's own workbook back: what is wrong beside each row, and nothing that runs."""

import io
from pathlib import Path

import openpyxl
import pytest

from dossiers.ledgers import RESIDENT, Code, error_workbook, read_ledger
from dossiers.ledgers.answer import HEADING, runs
from tests.ledgers.injuries import injure
from tests.ledgers.maker import AS_OF, Maker, Style

LEDGERS = Path(__file__).parent.parent / "ledgers"
FILES = (
    "resident_messy_500.xlsx",
    "resident_clean_300_gbk.csv",
    "resident_formula_names_30.xlsx",
    "resident_wrong_extension.xls",
    "old_workbook.xls",
)


def answer_to(content, name="x"):
    source = io.BytesIO(content)
    report = read_ledger(source, filename=name, profile=RESIDENT, as_of=AS_OF)
    return report, error_workbook(source, report)


def sheet_in(answer, report):
    book = openpyxl.load_workbook(io.BytesIO(answer))
    name = next(facts.name for facts in report.summary.sheets if facts.role == "data")
    return book[name]


def error_column(sheet):
    return next(
        cell.column for row in sheet.iter_rows(max_row=10) for cell in row if cell.value == HEADING
    )


@pytest.mark.parametrize("file", FILES)
def test_each_rejected_row_says_what_is_wrong_with_it(file):
    report, answer = answer_to((LEDGERS / file).read_bytes(), file)

    sheet = sheet_in(answer, report)
    column = error_column(sheet)
    said = {
        row: sheet.cell(row, column).value
        for row in range(1, sheet.max_row + 1)
        if sheet.cell(row, column).value not in (None, HEADING)
    }
    expected = {row.row for row in report.rejected} | {found.row for found in report.warnings}
    assert said.keys() == expected
    for row in report.rejected:
        for finding in row.faults:
            assert finding.code.zh in said[row.row]
            assert finding.header in said[row.row]


@pytest.mark.parametrize("file", FILES)
def test_nothing_in_the_answer_runs(file):
    report, answer = answer_to((LEDGERS / file).read_bytes(), file)

    guarded = {"owner", "id_no", "phone", "emergency_name", "emergency_phone"}
    facts = next(facts for facts in report.summary.sheets if facts.role == "data")
    columns = {column.index + 1 for column in facts.columns if column.field in guarded}
    for sheet in openpyxl.load_workbook(io.BytesIO(answer)):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type != "f":
                    assert not cell.value.startswith(("=", "+", "@"))
                    assert not runs(cell.value)
                if cell.data_type == "f":
                    assert sheet.title != facts.name or cell.column not in columns
                    assert "HYPERLINK" not in str(cell.value)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_answer_holds_the_same_cells(kind):
    maker = injure(Maker(3, rows=130, style=Style(kind=kind)))

    report, answer = answer_to(maker.build())

    sheet = sheet_in(answer, report)
    for line in maker.lines[:20]:
        for place, name in enumerate(maker.columns, start=1):
            written = line.cells[name]
            if isinstance(written, str) and not line.merged_building:
                found = sheet.cell(line.row, place).value or ""
                assert str(found).strip() == written.strip().lstrip("'") or found == written


def test_a_mended_answer_is_read_as_a_ledger_again():
    """The clerk mends the rows and sends the answer itself back."""
    maker = Maker(5, rows=30, style=Style(subtotals=False, merged=False, grouped=False))
    maker.lines[7].cells["area"] = "约90"
    maker.lines[9].cells["remark"] = "+1个车位"
    content = maker.build()
    report, answer = answer_to(content)
    sheet = sheet_in(answer, report)
    column = maker.columns.index("area") + 1
    assert sheet.cell(maker.lines[7].row, column).value == "约90"
    sheet.cell(maker.lines[7].row, column).value = float(maker.lines[7].values["area"])
    target = io.BytesIO()
    sheet.parent.save(target)

    again, second = answer_to(target.getvalue())

    assert again.summary.counts["accepted"] == 30
    assert [record.remark for record in again.records][9] == "+1个车位"
    mended = sheet_in(second, again)
    assert error_column(mended) == error_column(sheet)
    assert mended.cell(maker.lines[7].row, error_column(mended)).value is None


def test_a_repeat_names_the_row_it_repeats():
    maker = Maker(6, rows=20, style=Style(merged=False, titled=False))
    for field in ("project", "building", "unit", "room"):
        maker.lines[5].cells[field] = maker.lines[2].values[field]

    report, answer = answer_to(maker.build())

    sheet = sheet_in(answer, report)
    said = sheet.cell(maker.lines[5].row, error_column(sheet)).value
    assert Code.DUP_UNIT.zh in said
    assert f"第{maker.lines[2].row}行" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [("=1+1", True), ("+cmd|' /C calc'!A0", True), ("@SUM(A1)", True), ("-2+3+cmd|x", True),
     (" =1", True), ("＝1", True), ("-", False), ("-5", False), ("+86", True), ("'=1", False), ("任安", False)],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_known(text, expected):
    assert runs(text) is expected
