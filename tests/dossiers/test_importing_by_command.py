"""``manage.py import_ledger``: the same road from a terminal."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from openpyxl import load_workbook

from archive_office.journal.models import JournalEntry
from dossiers.models import Dossier, LedgerImport
from tests.dossiers.importing import LEDGERS, OTHER_NUMBER, archivist, centre_of, ledger, truth
from tests.factories import DepartmentFactory, EstateFactory

pytestmark = pytest.mark.django_db


def run(file, **options):
    out = io.StringIO()
    with override("en"):
        call_command("import_ledger", str(file), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_bytes(ledger({"room": "101"}, {"room": "102", "number": "123"}))
    return path


@pytest.mark.parametrize(
    "name",
    [
        "resident_clean_300.xlsx",
        "resident_clean_300_gbk.csv",
        "resident_messy_500.xlsx",
        "resident_formula_names_30.xlsx",
        "resident_wrong_extension.xls",
    ],
)
def test_a_dry_run_gives_the_truth_of_a_real_ledger_and_writes_nothing(name, tmp_path):
    expected = truth(name.rpartition(".")[0])
    entries = JournalEntry.objects.count()
    run(LEDGERS / name, dry_run=True, as_of=None, json=tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert found["counts"] == expected["counts"]
    assert found["totals"] == {k: v for k, v in expected["totals"].items() if k in found["totals"]}
    assert [(r["row"], r["code"]) for r in found["rejected"]] != [] or not expected["rejected"]
    assert {r["row"] for r in found["rejected"]} == {r["row"] for r in expected["rejected"]}
    assert len(found["records"]) == len(expected["records"])
    assert not LedgerImport.objects.exists()
    assert JournalEntry.objects.count() == entries


def test_a_ledger_comes_in_and_the_files_tell_what_came_of_it(small, tmp_path):
    by = archivist()
    told = run(
        small,
        centre=centre_of(by).code,
        by=by.username,
        json=tmp_path / "a.json",
        errors=tmp_path / "a.xlsx",
    )
    assert "2 rows: 1 new, 0 completed, 0 unchanged, 1 rejected" in told
    assert "New estate: P01 汀兰雅苑" in told
    assert "ID_LENGTH" in told
    assert Dossier.objects.count() == 1
    assert JournalEntry.objects.get(act="dossiers.ledger_imported").by == by
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (found["counts"]["accepted"], found["counts"]["rejected"]) == (1, 1)
    sheet = load_workbook(tmp_path / "a.xlsx").active
    column = [cell.value for cell in next(iter(sheet.iter_cols(min_col=sheet.max_column)))]
    assert column[0] == "错误"
    assert column[1] is None
    assert "证件号码" in column[2]


def test_what_the_store_says_against_a_row_stands_in_every_answer(small, tmp_path):
    centre = DepartmentFactory(centre=True)
    run(small)
    small.write_bytes(ledger({"room": "101", "owner": "李强", "number": OTHER_NUMBER}))
    for dry_run in (True, False):
        told = run(
            small,
            centre=centre.code,
            dry_run=dry_run,
            json=tmp_path / "b.json",
            errors=tmp_path / "b.xlsx",
        )
        assert "the ledger says “李*”, stored is “王*”" in told
        found = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
        (rejected,) = found["rejected"]
        assert (rejected["row"], rejected["code"]) == (2, "STORED_DIFFERS")
        assert "台账" in rejected["zh"]
        assert "stored is" in rejected["en"]
        assert found["counts"]["accepted"] == 0
        assert found["records"] == []
        cells = [str(c.value) for row in load_workbook(tmp_path / "b.xlsx").active for c in row]
        assert any("李*" in cell and "王*" in cell for cell in cells)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"%PDF-1.7 nothing of ours", "FILE_NOT_WORKBOOK"),
        (b"PK\x03\x04 no zip at all", "FILE_CORRUPT"),
        ("编号,数量\n1,2\n".encode(), "HEADER_NOT_FOUND"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_refused_file_gets_a_plain_message(content, code, dry_run, tmp_path):
    DepartmentFactory(centre=True)
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=code):
        run(path, dry_run=dry_run, json=tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert found["container"]["code"] == code
    assert not Dossier.objects.exists()


def test_what_is_missing_is_said_plainly(small, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.xlsx")
    with pytest.raises(CommandError, match="directory"):
        run(tmp_path)
    with pytest.raises(CommandError, match="--centre"):
        run(small)
    first = DepartmentFactory(centre=True)
    second = DepartmentFactory(centre=True)
    with pytest.raises(CommandError, match=f"{first.code}, {second.code}"):
        run(small)
    with pytest.raises(CommandError, match="--centre"):
        run(small, centre="X99", dry_run=True)
    EstateFactory(name="云杉湾")
    with pytest.raises(CommandError, match="云杉湾"):
        run(small, centre=first.code, estate="云杉湾")
    with pytest.raises(CommandError, match="nobody-of-that-name"):
        run(small, centre=first.code, by="nobody-of-that-name")


def test_a_catalogue_comes_in_by_its_profile():
    DepartmentFactory(centre=True)
    told = run(LEDGERS / "catalogue_fixture.csv", profile="catalogue")
    assert "150 rows: 150 new" in told
    assert "150 unchanged" in run(LEDGERS / "catalogue_fixture.csv", profile="catalogue")
