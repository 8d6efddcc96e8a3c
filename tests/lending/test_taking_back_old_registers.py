"""An old loan register is taken back: its loans stay in the store, and count for nothing any more."""

import pytest
from django.db import IntegrityError, connection, transaction

from archive_office.journal.models import JournalSubject
from archive_office.regulation import Clause
from dossiers.models import Document, Holding
from dossiers.rules.undoing import entry_of
from dossiers.tasks import take_back_ledger
from lending.models import Loan
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.importing import archivist, brought_in, outcomes
from tests.factories import HoldingFactory
from tests.lending.test_old_registers import ITEM, OTHER, line, register
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def by():
    by = archivist()
    centre = by.current_memberships[0].department
    for number in (ITEM, OTHER):
        HoldingFactory(code=number, legacy_code=number, dossier__centre=centre)
    return by


@pytest.fixture
def back(django_capture_on_commit_callbacks):
    """Takes a ledger back as the page and the worker do."""

    def taken_back(import_, by, reason="导错了登记簿"):
        with django_capture_on_commit_callbacks(execute=False):
            answer = Desk(by).post("ledger_undo", import_.pk, reason=reason)
        assert answer.status_code == 302
        take_back_ledger.call(import_.pk)
        import_.refresh_from_db()
        return import_

    return taken_back


@clause(Clause.FIL_03, Clause.FIL_09)
def test_loans_nobody_has_touched_are_void_and_the_register_may_come_again(by, back):
    import_ = register(line(), line("2026-05-04", "", item=OTHER), by=by)
    assert "Take the ledger back" in text(Desk(by).get("ledger", import_.pk))

    done = back(import_, by)

    assert (done.state, done.counts["voided"], done.counts["left"]) == ("undone", 2, 0)
    assert Loan.objects.count() == 2
    assert not Loan.objects.told().exists()
    assert not Loan.objects.standing().exists()
    desk = Desk(by)
    loan = Loan.objects.get(holding__code=OTHER)
    assert OTHER not in text(desk.get("lending:overdue", show="legacy"))
    assert "Taken back with its old register" in text(desk.get("lending:loan", loan.pk))
    again = register(line(), line("2026-05-04", "", item=OTHER), by=by)
    assert outcomes(again) == {"created": 2}
    assert Loan.objects.told().count() == 2


@clause(Clause.FIL_09)
def test_a_loan_that_a_later_register_completed_stays_and_is_named(by, back):
    first = register(line("2026-01-05", ""), line("2026-01-05", "", item=OTHER), by=by)
    second = register(line("2026-01-05", "2026-01-20"), by=by)

    before = text(Desk(by).get("ledger_undo", first.pk))
    done = back(first, by)

    assert ITEM in before
    assert "Ledger brought in" in before
    assert (done.counts["voided"], done.counts["left"]) == (1, 1)
    assert [loan.holding.code for loan in Loan.objects.told()] == [ITEM]
    told = JournalSubject.objects.filter(entry__act="dossiers.ledger_undone")
    left = told.get(after__left__0__has_key="entry")
    assert left.after["left"] == [{"act": "dossiers.ledger_imported", "entry": entry_of(second)}]
    assert ITEM in text(Desk(by).get("ledger_left", first.pk))
    assert back(second, by).counts["voided"] == 0, "it only completed what was there"
    assert Loan.objects.told().get().returned_on.isoformat() == "2026-01-20"


@clause(Clause.FIL_09)
def test_a_catalogue_is_taken_back_once_its_loans_are(back):
    by = archivist()
    catalogue = brought_in("catalogue_fixture.csv", by, profile="catalogue")
    loans = brought_in("loan_register_200.xlsx", by, profile="loan")

    assert back(loans, by).counts["voided"] == 188
    assert back(catalogue, by).counts["left"] == 0
    assert Holding.objects.count() == catalogue.counts["created"]
    assert set(Document.objects.values_list("state", flat=True)) == {"withdrawn"}


@clause(Clause.FIL_03)
def test_the_database_lets_no_other_loan_be_taken_back_and_none_come_back(by, back):
    back(register(line("2026-05-04", ""), by=by), by)
    for change in ("taken_back = false, is_open = true", "remark = 'x'"):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            _changed(change)
    register(line("2026-05-04", "", item=OTHER), by=by)
    with pytest.raises(IntegrityError, match="old_registers"), transaction.atomic():
        _changed("taken_back = true", of=OTHER)


def _changed(change, of=ITEM):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE lending_loan SET {change} WHERE holding_id = (SELECT id FROM dossiers_holding"
            " WHERE code = %s)",
            [of],
        )
