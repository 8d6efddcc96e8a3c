"""Ledgers nobody wrote by hand: shuffled columns, other words, every code at a random row."""

import io
from datetime import date

import pytest

from dossiers.ledgers import RESIDENT, Code, Severity, read_ledger
from tests.ledgers.injuries import FAULTS, ONLY_IN_XLSX, WARNINGS, injure
from tests.ledgers.maker import AS_OF, PAPERS, Maker, Style

STYLES = {
    "xlsx": Style(),
    "xlsx in two heading rows": Style(grouped=True),
    "xlsx, plain": Style(merged=False, subtotals=False, titled=False, shuffled=False),
    "csv from Excel": Style(kind="csv", encoding="gbk"),
    "csv in GB18030": Style(kind="csv", encoding="gb18030", titled=False),
    "csv in UTF-8": Style(kind="csv", encoding="utf-8", grouped=True),
    "text with tabs": Style(kind="csv", encoding="utf-16", delimiter="\t"),
}
SEEDS = (1, 2, 3)


def read(maker: Maker):
    content = maker.build()
    name = f"ledger.{maker.style.kind}"
    return read_ledger(io.BytesIO(content), filename=name, profile=RESIDENT, as_of=AS_OF)


def stated(report):
    """The records of a report by row, their papers by kind."""
    found = {}
    for record in report.records:
        plain = {key: value for key, value in record.as_json().items() if not key.startswith("doc")}
        plain["papers"] = {paper.kind: [paper.copies, paper.pages] for paper in record.documents}
        found[plain.pop("row")] = plain
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_a_clean_ledger_is_read_whole(style, seed):
    maker = Maker(seed, rows=40, style=style)

    report = read(maker)

    assert [finding for row in report.rejected for finding in row.faults] == []
    expected = {row: {"sheet": maker.sheet, **record} for row, record in maker.records().items()}
    assert stated(report) == expected


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_every_fault_rejects_its_row_and_no_other(style, seed):
    maker = injure(Maker(seed, rows=130, style=style))

    report = read(maker)

    expected = {line.row: line.faults for line in maker.lines if line.faults}
    found = {row.row: {finding.code for finding in row.faults} for row in report.rejected}
    assert found.keys() == expected.keys(), {
        row: found.get(row) or expected.get(row) for row in found.keys() ^ expected.keys()
    }
    for row, codes in expected.items():
        assert codes & found[row], (row, codes, found[row])
    records = {row: {"sheet": maker.sheet, **record} for row, record in maker.records().items()}
    assert stated(report) == records
    warned = {(line.row, code) for line in maker.lines for code in line.warnings}
    assert {(finding.row, finding.code) for finding in report.warnings} == warned


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_every_row_of_the_file_gets_a_verdict(style):
    maker = injure(Maker(7, rows=130, style=style))

    report = read(maker)

    skipped = {
        row: str(item.kind) for item in report.skipped for row in range(item.row, item.last_row + 1)
    }
    assert skipped == maker.skipped
    judged = {row.row for row in report.accepted} | {row.row for row in report.rejected}
    assert judged == {line.row for line in maker.lines}
    assert report.summary.file_warnings == ()


def test_every_code_of_a_resident_row_is_injected():
    other = {
        # lists of items, files, whole sheets: tested elsewhere
        *(code for code in Code if code.severity in (Severity.REFUSE_FILE, Severity.WARN_FILE)),
        Code.DATE_MISSING, Code.COUNT_MISSING, Code.SECRECY_MISSING, Code.SECRECY_UNKNOWN,
        Code.ARCHIVE_NO_MISSING, Code.ARCHIVE_NO_UNREADABLE, Code.ARCHIVE_NO_UNKNOWN,
        Code.DUP_ARCHIVE_NO, Code.TITLE_MISSING, Code.COPYTYPE_UNKNOWN, Code.RETENTION_MISSING,
        Code.RETENTION_UNKNOWN, Code.RETENTION_CONFLICT, Code.CELL_MERGED_ACROSS, Code.ROW_SHIFTED,
        Code.BORROWER_MISSING, Code.RETURN_BEFORE_LOAN, Code.RETURN_DATE_UNKNOWN,
        Code.RENEW_UNREADABLE, Code.LOAN_OVERLAP, Code.DUE_MISMATCH, Code.APPROVER_MISSING,
        Code.SELF_APPROVED, Code.PERMANENT_ITEM, Code.NOT_EXPIRED, Code.RETENTION_NOT_COMPUTABLE,
        Code.ITEM_ON_LOAN, Code.APPRAISAL_KEEP, Code.APPRAISAL_MISSING, Code.CATALOGUE_MISMATCH,
        Code.REMARK_HOLD,
    }  # fmt: skip

    assert set(FAULTS) | set(ONLY_IN_XLSX) | set(WARNINGS) | other == set(Code)


def test_unknown_columns_are_named():
    maker = Maker(5, rows=20, style=Style(unknown_columns=3))

    report = read(maker)

    sheet = next(facts for facts in report.summary.sheets if facts.role == "data")
    unknown = {column.header for column in sheet.columns if not column.field}
    assert unknown == {name[1:] for name in maker.columns if name.startswith("?")}


def test_a_gap_and_a_repeat_in_the_numbers_warn_of_the_file():
    maker = Maker(5, rows=40, style=Style(subtotals=False, merged=False))
    maker.lines[12].cells["seq"] = 14
    maker.lines[20].cells["seq"] = 20

    report = read(maker)

    (warning,) = report.summary.file_warnings
    assert warning.code is Code.SEQ_GAP
    assert warning.facts == {
        "rows": [maker.lines[12].row, maker.lines[13].row, maker.lines[20].row, maker.lines[21].row]
    }


def test_a_total_that_counts_other_rows_warns_of_the_file():
    maker = Maker(5, rows=40)
    maker.lines.pop()

    report_lines = len(maker.lines)
    maker._sections = lambda original=maker._sections: (
        (kind, content | {"owner": "共45户"} if kind == "total" else content)
        for kind, content in original()
    )
    report = read(maker)

    (warning,) = report.summary.file_warnings
    assert warning.code is Code.TOTAL_MISMATCH
    assert warning.facts == {"declared": {"households": 45}, "read": {"households": report_lines}}


def test_a_later_as_of_day_lets_later_dates_in():
    maker = Maker(5, rows=20, style=Style(kind="csv"))
    maker.lines[3].cells["move_in"] = "2027-01-05"
    content = maker.build()

    def rejected(as_of):
        report = read_ledger(io.BytesIO(content), filename="x.csv", profile=RESIDENT, as_of=as_of)
        return [row.row for row in report.rejected]

    assert rejected(AS_OF) == [maker.lines[3].row]
    assert rejected(date(2027, 1, 5)) == []


def test_papers_are_counted_by_kind():
    maker = Maker(5, rows=20)

    totals = read(maker).summary.totals

    for paper in PAPERS:
        assert totals["by_type"][paper] == {
            "documents": sum(line.values[paper][0] for line in maker.lines),
            "pages": sum(line.values[paper][1] for line in maker.lines),
        }
