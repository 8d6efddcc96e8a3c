"""A list of things to be destroyed comes in: as proposals, and nothing more."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from archive_office.regulation import Clause
from destruction.models import (
    Appraisal,
    AppraisalLine,
    DestructionRegister,
    ProposedDestruction,
    RegisterLine,
)
from dossiers.models import Holding, HoldingState
from tests.destruction.registers import destroying_office
from tests.destruction.world import move
from tests.dossiers.importing import (
    AS_OF,
    LEDGERS,
    archivist,
    brought_in,
    centre_of,
    outcomes,
    said,
    truth,
)
from tests.factories import DocumentFactory, HoldingFactory
from tests.steps import clause

pytestmark = pytest.mark.django_db

NAME = "destruction_list_40"
HEAD = "档号,题名,形成日期,保管期限,份数,页数,销毁原因,鉴定意见,备注"
ITEM, OTHER = "LT03-CW·2010-D10-0001", "LT03-CW·2010-D10-0002"


def line(number=ITEM, *, pages=49, appraisal="同意销毁", remark="", reason="保管期满"):
    return f"{number},票据存根,2010-11-10,10年,1,{pages},{reason},{appraisal},{remark}"


def proposed(*lines, by, **how):
    return brought_in("\n".join([HEAD, *lines]).encode(), by, profile="destruction", **how)


def item(centre, number, **fields):
    facts = {"retention": "fixed", "retention_years": 10, "page_count": 49, "document_count": 1}
    facts |= {"year_from": 2010, "year_until": 2010, "kind": Holding.Kind.ITEM} | fields
    thing = HoldingFactory(code=number, legacy_code=number, dossier__centre=centre, **facts)
    DocumentFactory(holding=thing, formed_on=date(2010, 11, 10), copies=1, pages=49)
    return thing


@pytest.fixture
def by():
    by = archivist()
    centre = by.current_memberships[0].department
    for number in (ITEM, OTHER):
        item(centre, number)
    return by


def codes(import_):
    return [code for code, _values in said(import_)]


def nothing_moved():
    """No appraisal, no register, nothing set aside."""
    lists = (Appraisal, AppraisalLine, DestructionRegister, RegisterLine)
    gone = Holding.objects.filter(state__in=[HoldingState.QUARANTINED, HoldingState.DESTROYED])
    return not any(model.objects.exists() for model in lists) and not gone.exists()


@pytest.fixture
def sample():
    """The sample list, its catalogue and its loan register, brought in one after another."""
    by = archivist()
    brought_in("catalogue_fixture.csv", by, profile="catalogue")
    brought_in("loan_register_200.xlsx", by, profile="loan")
    return brought_in(f"{NAME}.xlsx", by, profile="destruction", as_of=date(2026, 6, 30))


@clause(Clause.APR_12)
def test_the_sample_list_is_judged_as_its_truth_says(sample):
    told = truth(NAME)

    assert outcomes(sample) == {"created": 23, "rejected": 17}
    rows = sample.verdicts.filter(final=True)
    refused = {row.row for row in rows.filter(outcome="rejected")}
    assert refused == {row["row"] for row in told["rejected"]}
    found = {(row.row, finding["code"]) for row in rows for finding in row.findings}
    any_of = {(row["row"], row["code"]) for row in told["rejected"] + told["warnings"]}
    assert found <= any_of
    assert {row for row, _code in any_of} == {row for row, _code in found}
    assert sample.counts["totals"] == told["totals"]


@clause(Clause.APR_12)
def test_its_accepted_rows_become_proposals_and_nothing_moves(sample):
    told = truth(NAME)

    kept = {row.row: row for row in sample.proposed_destructions.select_related("holding")}
    for record in told["records"]:
        row = kept.pop(record["row"])
        assert row.holding.code == record["archive_no"]
        assert (row.reason, row.remark) == (record["reason"], record["remark"])
        warned = [each["code"] for each in told["warnings"] if each["row"] == row.row]
        assert row.warnings == warned
    assert not kept
    assert nothing_moved()


def test_a_second_run_changes_nothing(sample):
    moments = ProposedDestruction.history.count(), Holding.history.count()

    again = brought_in(f"{NAME}.xlsx", sample.by, profile="destruction", as_of=date(2026, 6, 30))

    assert outcomes(again) == {"unchanged": 23, "rejected": 17}
    assert (ProposedDestruction.history.count(), Holding.history.count()) == moments


def test_a_proposal_keeps_the_words_of_the_list_and_nothing_else_happens(by):
    import_ = proposed(line(appraisal="准予销毁", remark="涉诉，暂缓"), by=by)

    row = ProposedDestruction.objects.get()
    assert (row.row, row.holding.code, row.opinion) == (2, ITEM, "准予销毁")
    assert (row.remark, row.warnings) == ("涉诉，暂缓", ["REMARK_HOLD"])
    assert outcomes(import_) == {"created": 1}
    assert nothing_moved()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (line("LT03-CW·2010-D10-0999"), "ARCHIVE_NO_UNKNOWN"),
        (line(pages=48), "CATALOGUE_MISMATCH"),
        (line(appraisal="继续保存"), "APPRAISAL_KEEP"),
        (line().replace("2010-11-10", "2016-11-10"), "NOT_EXPIRED"),
        (line().replace(",10年", ",5年"), "RETENTION_CONFLICT"),
    ],
)
def test_what_the_rules_forbid_proposes_nothing(by, row, code):
    import_ = proposed(row, by=by)

    assert code in codes(import_)
    assert not ProposedDestruction.objects.exists()


@clause(Clause.APR_24)
@pytest.mark.parametrize("state", [HoldingState.ON_LOAN, HoldingState.IN_READING_ROOM])
def test_what_somebody_has_proposes_nothing(by, state):
    there = by.current_memberships[0].department
    move(item(there, "LT03-CW·2010-D10-0003", on_shelf=True), state)

    import_ = proposed(line("LT03-CW·2010-D10-0003"), by=by)

    assert codes(import_) == ["ITEM_ON_LOAN"]


def test_what_waits_for_its_destruction_already_is_not_proposed():
    here = destroying_office()
    things = [
        here.volume(code=number, legacy_code=number, page_count=49, document_count=1)
        for number in (ITEM, OTHER)
    ]
    here.quarantined(things[0])

    import_ = proposed(line(), line(OTHER), by=here.archivist, centre=here.centre)

    assert [(row.row, row.codes) for row in import_.verdicts.filter(final=True)] == [
        (2, ["STORED_GONE"]),
        (3, []),
    ]


def test_a_refused_row_does_not_count_as_the_first_of_two(by):
    import_ = proposed(line(pages=48), line(), line(), by=by)

    assert outcomes(import_) == {"created": 1, "rejected": 2}
    assert codes(import_) == ["CATALOGUE_MISMATCH", "DUP_ARCHIVE_NO"]
    assert ProposedDestruction.objects.get().row == 3


def test_another_list_says_the_same_and_nothing_changes(by):
    proposed(line(), by=by)

    again = proposed(line(), line(OTHER), by=by)

    assert outcomes(again) == {"created": 1, "unchanged": 1}
    assert ProposedDestruction.objects.count() == 2


def test_another_list_that_says_more_is_kept_beside_the_first(by):
    proposed(line(), by=by)

    assert outcomes(proposed(line(remark="法院查封"), by=by)) == {"created": 1}
    assert ProposedDestruction.objects.filter(holding__code=ITEM).count() == 2


@clause(Clause.ORG_01)
def test_things_of_another_centre_are_not_proposed(by):
    assert codes(proposed(line(), by=archivist())) == ["STORED_ELSEWHERE"]


def test_the_day_of_the_list_counts_not_today(by):
    assert AS_OF.year == 2026
    early = proposed(line(), by=by, as_of=date(2020, 12, 31))

    assert codes(early) == ["NOT_EXPIRED"]


def test_from_a_terminal_the_list_is_told_as_its_truth_says(tmp_path):
    """Dry and in earnest: the figures, the rows sent back, and the clerk's workbook."""
    by, told = archivist(), truth(NAME)
    brought_in("catalogue_fixture.csv", by, profile="catalogue")
    brought_in("loan_register_200.xlsx", by, profile="loan")
    for dry_run in (True, False):
        call_command(
            "import_ledger",
            str(LEDGERS / f"{NAME}.xlsx"),
            profile="destruction",
            centre=centre_of(by).code,
            by=by.username,
            as_of=date(2026, 6, 30),
            dry_run=dry_run,
            json=tmp_path / "a.json",
            errors=tmp_path / "a.xlsx",
            stdout=io.StringIO(),
        )
        found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
        assert found["counts"] | {"accepted_with_normalisation": 0} == told["counts"] | {
            "accepted_with_normalisation": 0
        }
        assert {row["row"] for row in found["rejected"]} == {row["row"] for row in told["rejected"]}
        assert found["records"] == told["records"]
        assert found["totals"] == told["totals"]
        assert found["file_warnings"] == told["file_warnings"]
        sheet = load_workbook(tmp_path / "a.xlsx").active
        last = sheet.max_column
        marked = {n for n in range(5, 45) if sheet.cell(n, last).value}
        assert marked >= {row["row"] for row in told["rejected"]}
        assert ProposedDestruction.objects.exists() is not dry_run
