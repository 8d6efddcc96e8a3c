"""An old loan register comes in: kept for the record, demanded of nobody."""

from datetime import date

import pytest

from archive_office.regulation import Clause
from dossiers.models import HoldingState
from lending.models import AccountabilityCase, Loan
from tests.dossiers.importing import archivist, brought_in, outcomes, said, truth
from tests.factories import HoldingFactory
from tests.steps import clause

pytestmark = pytest.mark.django_db

HEAD = "借阅日期,借阅人,部门,档号,题名,借阅目的,批准人,应还日期,归还日期,续借,备注"
ITEM = "LT03-HT·2023-D30-0001"
OTHER = "LT03-HT·2023-D30-0002"


def line(borrowed="2026-03-02", returned="2026-03-05", *, item=ITEM, borrower="王芳", **rest):
    told = {"dept": "财务部", "purpose": "审计", "approver": "李强", "renewed": "否"} | rest
    return ",".join(
        [borrowed, borrower, told["dept"], item, "合同", told["purpose"], told["approver"], "",
         returned, told["renewed"], told.get("remark", "")]
    )  # fmt: skip


def register(*lines, by, **how):
    return brought_in("\n".join([HEAD, *lines]).encode(), by, profile="loan", **how)


@pytest.fixture
def by():
    by = archivist()
    centre = by.current_memberships[0].department
    for number in (ITEM, OTHER):
        HoldingFactory(code=number, legacy_code=number, dossier__centre=centre)
    return by


@pytest.mark.parametrize("name", ["loan_register_200"])
@clause(Clause.LND_19)
def test_the_sample_register_comes_in_as_its_truth_says(name):
    by = archivist()
    brought_in("catalogue_fixture.csv", by, profile="catalogue")

    import_ = brought_in(f"{name}.xlsx", by, profile="loan")

    told = truth(name)
    assert outcomes(import_) == {"created": 186, "rejected": 14}
    refused = {row.row for row in import_.verdicts.filter(final=True, outcome="rejected")}
    assert refused == {row["row"] for row in told["rejected"]}
    codes = {
        (row.row, finding["code"])
        for row in import_.verdicts.filter(final=True)
        for finding in row.findings
    }
    assert codes >= {(row["row"], row["code"]) for row in told["rejected"] + told["warnings"]}
    loans = Loan.objects.all()
    assert loans.count() == told["totals"]["items"] == 188
    assert loans.filter(returned_on=None).count() == 18
    out = set(loans.filter(is_open=True).values_list("holding__code", flat=True))
    assert sorted(out) == told["items_still_out"]
    for record, facts in zip(told["records"], told["loan_facts"], strict=True):
        for number in record["archive_no"]:
            loan = loans.get(holding__code=number, handed_out_on=record["borrowed"])
            assert loan.due_on.isoformat() == facts["due_computed"]
            assert (loan.returned_on.isoformat() if loan.returned_on else "") == record["returned"]
            assert loan.borrower_name == record["borrower"]
    again = brought_in(f"{name}.xlsx", by, profile="loan")
    assert outcomes(again) == {"unchanged": 186, "rejected": 14}
    assert Loan.objects.count() == 188


def test_an_old_loan_moves_no_thing_and_opens_no_case(by):
    register(line("2026-01-05", ""), by=by)

    loan = Loan.objects.get()
    assert (loan.origin, loan.is_open, loan.borrower) == ("legacy", True, None)
    assert loan.holding.state == HoldingState.IN_PREPARATION
    assert not Loan.objects.out().exists()
    assert not AccountabilityCase.objects.exists()


def test_a_later_register_tells_when_a_thing_came_back(by):
    register(line("2026-01-05", ""), by=by)

    again = register(line("2026-01-05", "2026-01-20", renewed="是"), by=by)

    assert outcomes(again) == {"completed": 1}
    loan = Loan.objects.get()
    assert (loan.returned_on, loan.is_open, loan.renewals) == (date(2026, 1, 20), False, 1)
    assert loan.due_on == date(2026, 1, 20)


def test_a_register_that_contradicts_the_stored_one_is_sent_back_naming_both_days(by):
    register(line(), by=by)

    again = register(line(returned="2026-03-06"), by=by)

    assert outcomes(again) == {"rejected": 1}
    ((code, values),) = said(again)
    assert code == "STORED_DIFFERS"
    assert (values["ledger"], values["stored"]) == ("2026-03-06", "2026-03-05")


@pytest.mark.parametrize(
    ("first", "second", "clashes"),
    [
        (("2026-03-02", "2026-03-05"), ("2026-03-05", "2026-03-06"), False),
        (("2026-03-02", "2026-03-05"), ("2026-03-04", "2026-03-06"), True),
        (("2026-03-02", ""), ("2026-05-04", "2026-05-06"), True),
        (("2026-03-02", "2026-03-02"), ("2026-03-02", "2026-03-02"), False),
        (("2026-03-10", ""), ("2026-03-02", "2026-03-05"), False),
        (("2026-03-10", ""), ("2026-03-02", ""), True),
    ],
)
def test_a_thing_is_not_lent_again_before_the_day_it_came_back(by, first, second, clashes):
    import_ = register(line(*first), line(*second, borrower="李强", approver="王芳"), by=by)

    codes = [code for code, _values in said(import_)]
    assert codes == (["LOAN_OVERLAP"] if clashes else [])


def test_a_thing_out_on_a_stored_loan_is_not_lent_again_by_another_register(by):
    register(line("2026-03-02", ""), by=by)

    again = register(line("2026-04-02", "2026-04-03", borrower="李强", approver="王芳"), by=by)

    assert [code for code, _values in said(again)] == ["STORED_ON_LOAN"]


def test_a_row_with_an_unknown_item_is_no_source_for_later_rows(by):
    both = f'"{ITEM}、LT03-HT·2023-D30-9999"'
    import_ = register(
        line("2026-03-02", "", item=both),
        line("2026-03-03", "2026-03-04", borrower="李强", approver="王芳"),
        by=by,
    )

    assert outcomes(import_) == {"created": 1, "rejected": 1}
    assert [code for code, _values in said(import_)] == ["ARCHIVE_NO_UNKNOWN"]


def test_things_of_another_centre_are_not_touched(by):
    other = archivist()

    import_ = register(line(), by=other)

    assert outcomes(import_) == {"rejected": 1}
    assert [code for code, _values in said(import_)] == ["STORED_ELSEWHERE"]


def test_one_line_may_name_several_things(by):
    import_ = register(line(item=f'"{ITEM}\n{OTHER}"'), by=by)

    assert outcomes(import_) == {"created": 1}
    assert set(Loan.objects.values_list("holding__code", flat=True)) == {ITEM, OTHER}
