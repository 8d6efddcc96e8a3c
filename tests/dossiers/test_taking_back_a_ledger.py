"""What a ledger brought in is taken back: the untouched becomes void, the rest is named."""

import pytest

from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.ledgers.work import take_back_asked
from dossiers.models import (
    Document,
    Dossier,
    DossierState,
    Holding,
    IssuedCode,
    LedgerImport,
    Occupancy,
    Unit,
)
from dossiers.procedures.closing import open_task
from dossiers.procedures.custody import verify_holdings
from dossiers.procedures.imports.undoing import ask_undo
from dossiers.tasks import take_back_ledger
from tests.dossiers.desk import Desk, text
from tests.dossiers.importing import (
    AS_OF,
    NOW,
    OTHER_NUMBER,
    archivist,
    brought_in,
    checked,
    ledger,
    outcomes,
)
from tests.factories import arranged, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
VOID, OPEN = DossierState.VOID, DossierState.OPEN
TWO = ({}, {"room": "1202", "owner": "李强", "number": OTHER_NUMBER, "phone": ""})


@pytest.fixture
def by():
    return archivist()


def taken_back(import_, by, reason="导错了台账"):
    asked = ask_undo(import_, by=by, now=NOW, reason=reason)
    return take_back_asked(asked, now=NOW)


def left(import_):
    rows = JournalSubject.objects.filter(entry__act="dossiers.ledger_undone", after__has_key="left")
    return {row.label: row.after["left"] for row in rows}


@clause(Clause.FIL_03, Clause.FIL_09)
def test_what_nobody_has_touched_becomes_void_with_its_number_and_nothing_is_deleted(by):
    import_ = brought_in(ledger(*TWO), by)
    codes = set(Dossier.objects.values_list("code", flat=True))

    done = taken_back(import_, by)

    assert (done.state, done.counts["voided"], done.counts["left"]) == ("undone", 2, 0)
    assert (done.rows_done, done.rows_total) == (2, 2)
    assert {d.code for d in Dossier.objects.filter(state=VOID)} == codes
    assert set(Dossier.objects.values_list("closed_reason", flat=True)) == {"导错了台账"}
    assert set(Occupancy.objects.values_list("ending", flat=True)) == {"void"}
    assert set(Document.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert set(IssuedCode.objects.values_list("state", flat=True)) == {"void"}
    assert set(Unit.objects.values_list("area", flat=True)) == {None}
    entry = JournalEntry.objects.get(act="dossiers.ledger_undone")
    assert (entry.by, entry.reason) == (by, "导错了台账")


@clause(Clause.FIL_09)
def test_what_was_touched_stays_and_is_named_with_what_touched_it(by):
    import_ = brought_in(ledger(*TWO, {"room": "1203", "owner": "赵敏", "number": ""}), by)
    verified, noted, untouched = Dossier.objects.order_by("pk")
    verify_holdings([verified.holdings.get(number=1)], by=by, today=AS_OF)
    with arranged():
        open_task(noted, "装订另存", by=by, on=AS_OF)

    done = taken_back(import_, by)

    assert (done.counts["voided"], done.counts["left"]) == (1, 2)
    states = {d.code: d.state for d in Dossier.objects.all()}
    assert states == {verified.code: OPEN, noted.code: OPEN, untouched.code: VOID}
    told = left(done)
    assert [touch["act"] for touch in told[verified.code]] == ["dossiers.holdings_verified"]
    assert [touch["record"] for touch in told[noted.code]]
    assert untouched.code not in told
    assert Occupancy.objects.filter(ending="").count() == 2


@clause(Clause.FIL_03)
def test_a_corrected_ledger_brings_the_same_units_again_under_new_numbers(by):
    taken_back(brought_in(ledger(owner="王方", area="12.50"), by), by)

    again = brought_in(ledger(), by)

    assert outcomes(again) == {"created": 1}
    dossier = Dossier.objects.get(state=OPEN)
    assert dossier.occupancy.customer.name == "王芳"
    assert str(dossier.unit.area) == "128.15"
    assert Dossier.objects.filter(unit=dossier.unit).count() == 2
    assert taken_back(again, by).counts["voided"] == 1


@clause(Clause.FIL_03, Clause.FIL_09)
@pytest.mark.parametrize(
    ("name", "profile"),
    [("catalogue_fixture.csv", "catalogue"), ("handover_list_60.xlsx", "handover")],
)
def test_items_are_taken_back_and_come_again_by_the_same_numbers(by, name, profile):
    first = brought_in(name, by, profile=profile)
    rows = first.counts["created"]
    before = _told()

    done = taken_back(first, by)

    assert (done.counts["voided"], done.counts["left"]) == (rows, 0)
    assert not Holding.objects.exclude(dossier__state=VOID).exists()
    again = brought_in(name, by, profile=profile)
    assert outcomes(again)["created"] == rows
    assert _told() == before
    assert outcomes(brought_in(name, by, profile=profile))["unchanged"] == rows
    assert taken_back(again, by).counts["voided"] == rows


def _told():
    rows = Document.objects.filter(holding__dossier__state=OPEN).order_by("code")
    facts = ("code", "title", "pages", "copies", "formed_on", "state", "holding__dossier__code")
    return list(rows.values_list(*facts, "holding__code", "holding__secrecy"))


@clause(Clause.FIL_09)
def test_what_the_ledger_only_completed_stays(by):
    brought_in(ledger(box="", cabinet=""), by)
    second = brought_in(ledger(*TWO), by)
    assert outcomes(second) == {"created": 1, "completed": 1}

    done = taken_back(second, by)

    assert (done.counts["voided"], done.counts["left"]) == (1, 0)
    assert Dossier.objects.filter(state=OPEN).count() == 1
    assert Holding.objects.filter(dossier__state=OPEN, claimed_box="H-001").exists()


@clause(Clause.FIL_03, Clause.FIL_09)
def test_only_what_is_brought_in_is_taken_back_once_and_with_a_reason(by):
    import_ = checked(ledger(), by)
    with refused(Clause.FIL_09):
        ask_undo(import_, by=by, now=NOW, reason="导错")
    import_ = brought_in(ledger(), by)
    with refused(Clause.FIL_03):
        ask_undo(import_, by=by, now=NOW, reason=" ")
    with refused(Clause.ORG_01):
        ask_undo(import_, by=archivist(), now=NOW, reason="导错")
    taken_back(import_, by)
    with refused(Clause.FIL_09):
        ask_undo(import_, by=by, now=NOW, reason="再来一次")


def test_a_ledger_that_cannot_be_taken_back_stays_as_it_is(by, monkeypatch):
    import_ = brought_in(ledger(), by)
    asked = ask_undo(import_, by=by, now=NOW, reason="导错")
    monkeypatch.setattr("dossiers.procedures.imports.undoing.note_all", _fails)

    with pytest.raises(ZeroDivisionError):
        take_back_asked(asked, now=NOW)

    assert LedgerImport.objects.get().state == "imported"
    assert Dossier.objects.get().state == OPEN


def _fails(_things):
    raise ZeroDivisionError


@clause(Clause.FIL_09)
def test_the_page_tells_what_was_touched_before_and_after(by, django_capture_on_commit_callbacks):
    import_ = brought_in(ledger(*TWO), by)
    first = Dossier.objects.order_by("pk").first()
    verify_holdings([first.holdings.get(number=1)], by=by, today=AS_OF)
    desk = Desk(by)
    assert "Take the ledger back" in text(desk.get("ledger", import_.pk))
    before = text(desk.get("ledger_undo", import_.pk))
    assert first.code in before
    assert "Verified against the thing" in before
    assert desk.post("ledger_undo", import_.pk, reason="").status_code == 422

    with django_capture_on_commit_callbacks(execute=False):
        answer = desk.post("ledger_undo", import_.pk, reason="导错了台账")
    assert answer.status_code == 302
    assert "Being taken back" in text(desk.get("ledger", import_.pk))
    take_back_ledger.call(import_.pk)

    after = text(desk.get("ledger", import_.pk))
    assert "1 things are void, 1 were left" in after
    assert "Verified against the thing" in text(desk.get("ledger_left", import_.pk))
    assert Desk(person(Role.FRONT_LINE)).get("ledger_undo", import_.pk).status_code == 403
    assert Desk(archivist()).get("ledger_left", import_.pk).status_code == 404
