"""The sample ledgers, each against the truth that stands beside it."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from dossiers.ledgers import (
    CATALOGUE,
    HANDOVER,
    RESIDENT,
    Catalogued,
    Code,
    ColumnChoice,
    DestructionProfile,
    Ledger,
    LedgerRefused,
    LoanProfile,
    read_ledger,
    refusal_json,
)
from dossiers.ledgers.loan_facts import facts_of

LEDGERS = Path(__file__).parent.parent / "ledgers"
AS_OF = date(2026, 6, 30)
CATALOGUED = [
    line.split(",")[0]
    for line in (LEDGERS / "catalogue_fixture.csv").read_text(encoding="utf-8-sig").splitlines()
]


def known_items():
    """The items of the catalogue, those out that the loan register leaves out."""
    out = set(json.loads((LEDGERS / "loan_register_200.truth.json").read_text())["items_still_out"])
    with (LEDGERS / "catalogue_fixture.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {
            row["archive_no"]: Catalogued(
                formed=date.fromisoformat(row["formed"]),
                retention=row["retention"],
                copies=int(row["copies"]),
                pages=int(row["pages"]),
                is_out=row["archive_no"] in out,
            )
            for row in csv.DictReader(lines)
        }


PROFILES = {
    "resident_dossier": RESIDENT,
    "handover_list": HANDOVER,
    "loan_register": LoanProfile(known=CATALOGUED[1:]),
    "destruction_list": DestructionProfile(known_items()),
}
COMPUTED = ("days_out", "limit", "over_7", "over_15", "days_overdue", "status")
TRUTHS = sorted(LEDGERS.glob("*.truth.json"))
GIVEN = {"code", "row", "column", "field", "header", "raw", "raw_type", "zh", "en", "earlier_row"}


def truth_of(path):
    return json.loads(path.read_text(encoding="utf-8"))


def report_on(truth):
    file = LEDGERS / truth["file"]
    profile = PROFILES[truth["kind"]]
    as_of = date.fromisoformat(truth.get("as_of", AS_OF.isoformat()))
    try:
        with file.open("rb") as source:
            return read_ledger(source, filename=file.name, profile=profile, as_of=as_of).as_json()
    except LedgerRefused as refusal:
        return refusal_json(refusal, filename=file.name, profile=profile)


@pytest.fixture(scope="module", params=TRUTHS, ids=[path.name.split(".")[0] for path in TRUTHS])
def both(request):
    truth = truth_of(request.param)
    return truth, report_on(truth)


def given(findings):
    return {tuple(sorted((key, finding.get(key)) for key in GIVEN)) for finding in findings}


def test_the_counts_are_those_of_the_truth(both):
    truth, report = both

    assert report["counts"] == truth["counts"]


def test_every_rejected_cell_is_named_with_its_code(both):
    truth, report = both

    assert given(report["rejected"]) == given(truth["rejected"])


def test_every_warning_is_given(both):
    truth, report = both

    assert given(report["warnings"]) == given(truth["warnings"])


def test_every_record_is_read_field_by_field(both):
    truth, report = both

    assert report["records"] == truth["records"]


def test_the_totals_are_those_of_the_truth(both):
    truth, report = both

    assert report["totals"] == truth["totals"]


def test_every_skipped_row_is_named_with_its_kind(both):
    truth, report = both

    assert report["skipped"] == truth["skipped"]


def test_the_warnings_about_the_file_are_those_of_the_truth(both):
    truth, report = both

    assert report["file_warnings"] == truth["file_warnings"]


def test_every_value_stored_in_another_form_is_shown(both):
    truth, report = both
    keys = ("row", "column", "field", "raw", "raw_type", "normalised")

    def changes(items):
        return {tuple(item[key] for key in keys) for item in items}

    assert changes(report["normalised"]) == changes(truth["normalised"])


def test_the_columns_are_found_unaided(both):
    truth, report = both

    assert report.get("columns", {}) == truth.get("columns", {})


def test_the_sheets_and_their_headings_are_found_unaided(both):
    truth, report = both
    keys = ("name", "role", "header_rows", "first_data_row", "last_data_row")

    def facts(sheets):
        return [{key: sheet[key] for key in keys if key in sheet} for sheet in sheets]

    assert facts(report["sheets"]) == facts(truth["sheets"])


def test_repeats_and_other_things_that_are_the_same_are_listed(both):
    truth, report = both

    def facts(items):
        return sorted((item["kind"], str(item.get("rows") or item["cabinets"])) for item in items)

    assert facts(report["duplicates"]) == facts(truth["duplicates"])


def test_what_the_file_really_is_is_told(both):
    truth, report = both
    keys = {"opens", "expected", "code"} | ({"encoding"} if truth["container"]["opens"] else set())

    for key in keys & truth["container"].keys():
        assert report["container"][key] == truth["container"][key]


def test_the_catalogue_is_read_whole():
    file = LEDGERS / "catalogue_fixture.csv"

    with file.open("rb") as source:
        report = read_ledger(source, filename=file.name, profile=CATALOGUE, as_of=AS_OF)

    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert report.summary.counts["accepted"] == len(lines) - 1 == 150
    assert report.summary.counts["rejected"] == 0
    written = [
        ",".join(str(record.as_json()[name]) for name in lines[0].split(","))
        for record in report.records
    ]
    assert written == lines[1:]


def test_how_late_each_loan_of_the_register_was_is_that_of_the_truth():
    truth = truth_of(LEDGERS / "loan_register_200.truth.json")
    file = LEDGERS / truth["file"]
    with file.open("rb") as source:
        report = read_ledger(
            source, filename=file.name, profile=PROFILES["loan_register"], as_of=AS_OF
        )

    told = {record.row: facts_of(record, as_of=AS_OF) for record in report.records}
    assert len(told) == len(truth["loan_facts"])
    for facts in truth["loan_facts"]:
        found = told[facts["row"]]
        assert {name: getattr(found, name) for name in COMPUTED} == {
            name: facts[name] for name in COMPUTED
        }
        assert found.due.isoformat() == facts["due_computed"]
    out = {n for record in report.records if record.returned is None for n in record.archive_no}
    assert sorted(out) == truth["items_still_out"]


def test_the_columns_may_be_chosen_instead_of_found():
    truth = truth_of(LEDGERS / "resident_messy_500.truth.json")
    (sheet,) = truth["columns"]
    choice = ColumnChoice(
        sheet=sheet,
        header_rows=tuple(next(s for s in truth["sheets"] if s["name"] == sheet)["header_rows"]),
        columns={letters: column["field"] for letters, column in truth["columns"][sheet].items()},
    )

    with (LEDGERS / truth["file"]).open("rb") as source:
        report = read_ledger(
            source, filename=truth["file"], profile=RESIDENT, as_of=AS_OF, choice=[choice]
        ).as_json()

    assert report["records"] == truth["records"]
    assert given(report["rejected"]) == given(truth["rejected"])


def test_an_old_workbook_tells_formulas_dates_errors_and_merged_cells():
    """The .xls was written by another program than the ones that read it."""
    file = LEDGERS / "old_workbook.xls"

    with file.open("rb") as source:
        report = read_ledger(source, filename=file.name, profile=RESIDENT, as_of=AS_OF)

    assert {row.row: [f.code for f in row.faults] for row in report.rejected} == {
        5: [Code.FORMULA_INJECTION],
        6: [Code.UNIT_IS_DATE],
        7: [Code.CELL_ERROR],
        8: [Code.ID_LOST_DIGITS],
    }
    accepted = {record.row: record for record in report.records}
    assert accepted.keys() == {3, 4, 9}
    assert accepted[4].building == "3"
    assert accepted[3].move_in == date(2019, 6, 12)
    assert accepted[9].room == "0301"  # shown with a zero, though the number is 301
    assert [str(record.area) for record in report.records] == ["88.90", "95.00", "120.50"]


def test_a_report_can_be_written_as_json(both):
    _, report = both

    assert json.loads(json.dumps(report, ensure_ascii=False)) == report


def test_verdicts_come_one_by_one_and_the_figures_at_the_end():
    file = LEDGERS / "resident_clean_300.xlsx"
    ledger = Ledger(
        io.BytesIO(file.read_bytes()), filename=file.name, profile=RESIDENT, as_of=AS_OF
    )

    first = next(ledger.verdicts())

    assert first.row == 1
    with pytest.raises(RuntimeError):
        ledger.summary()


def test_the_readers_know_nothing_of_the_samples():
    """No file name, estate, owner, number or box of a sample ledger stands in the code."""
    package = LEDGERS.parent.parent / "dossiers" / "ledgers"
    code = "\n".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    known = {path.name.split(".")[0] for path in LEDGERS.iterdir() if path.suffix != ".py"} - {""}
    for path in TRUTHS:
        for record in truth_of(path)["records"]:
            numbers = record.get("archive_no", "")
            known |= {record.get("project", "")}
            known |= {numbers} if isinstance(numbers, str) else set(numbers)
            known |= {name for name in record.get("owner", ()) if len(name) > 2}
            known |= set(record.get("id_no", ()))

    assert {name for name in known if name and name in code} == set()
