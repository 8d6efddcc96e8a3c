"""What is stored already: equal stays, empty facts are filled, anything else goes back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError

from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, RegulationError
from dossiers.ledgers.work import read_received
from dossiers.models import (
    Customer,
    Document,
    Dossier,
    EmergencyContact,
    Estate,
    Holding,
    LedgerImport,
    LedgerVerdict,
    Occupancy,
    Unit,
)
from dossiers.procedures.custody import verify_holdings
from dossiers.procedures.imports import residents
from dossiers.procedures.imports.lifecycle import confirm_ledger
from tests.dossiers.importing import (
    LEDGERS,
    NOW,
    OTHER_NUMBER,
    archivist,
    brought_in,
    centre_of,
    checked,
    ledger,
    outcomes,
    received,
    said,
)
from tests.factories import (
    TODAY,
    BuildingFactory,
    DossierFactory,
    EstateFactory,
    UnitFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

EMPTY = dict.fromkeys(
    ("number", "phone", "contact", "contact_phone", "move_in", "area", "box", "cabinet", "remark"),
    "",
)
BOUGHT = (Unit, Customer, Occupancy, EmergencyContact, Dossier, Holding, Document)


def counted():
    return {model.__name__: model.objects.count() for model in BOUGHT}


def differs(field, ledger, stored):
    return ("STORED_DIFFERS", {"field": field, "ledger": ledger, "stored": stored})


@clause(Clause.FIL_09)
def test_the_same_file_twice_changes_nothing():
    by = archivist()
    brought_in(ledger({"room": "101"}, {"room": "102", **EMPTY}), by)
    before, subjects = counted(), JournalSubject.objects.count()
    again = brought_in(ledger({"room": "101"}, {"room": "102", **EMPTY}), by)
    assert outcomes(again) == {"unchanged": 2}
    assert counted() == before
    assert {d.history.count() for d in Dossier.objects.all()} == {1}
    assert {h.history.count() for h in Holding.objects.all()} == {1}
    # received, reading, checked, confirmed, reading again, brought in: the ledger itself, each once
    assert JournalSubject.objects.count() == subjects + 6


def test_empty_facts_are_filled_and_the_journal_names_them():
    by = archivist()
    brought_in(ledger({**EMPTY, "identity": "", "plan": "", "notice": "√"}), by)
    dossier = Dossier.objects.get()
    assert dossier.missing_count == 6

    again = brought_in(ledger(), by)
    assert outcomes(again) == {"completed": 1}
    customer, unit = Customer.objects.get(), Unit.objects.get()
    assert customer.reveal("id_number") == "330602195408199987"
    assert customer.phone_list() == ["16124666078"]
    assert unit.area == Decimal("128.15")
    assert Occupancy.objects.get().from_on == date(2019, 5, 26)
    assert EmergencyContact.objects.get().name == "冯天"
    main, personal = Holding.objects.order_by("number")
    assert (main.claimed_box, personal.claimed_cabinet, main.remark) == ("H-001", "G01", "已装修")
    assert (main.document_count, main.page_count) == (2, 3)
    assert (personal.document_count, personal.page_count) == (2, 7)
    assert Document.objects.get(type__code="C1").pages_known
    dossier.refresh_from_db()
    assert dossier.missing_count == 5

    subject = JournalSubject.objects.get(label=dossier.code, after__has_key="completed")
    assert set(subject.after["completed"]) == {
        *("id_number", "phones", "contact", "move_in", "area", "box", "cabinet", "remark"),
        *("入住通知书", "身份证复印件", "户型改造图"),
    }
    assert "王芳" not in str(subject.after)
    assert outcomes(brought_in(ledger(), by)) == {"unchanged": 1}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"owner": "李强", "number": OTHER_NUMBER}, differs("owner", "李*", "王*")),
        (
            {"number": OTHER_NUMBER},
            differs("id_number", "**************999X", "**************9987"),
        ),
        ({"phone": "16357425060"}, differs("phones", "*******5060", "*******6078")),
        (
            {"contact": "蔡燕佳"},
            differs("contact", "蔡** *******9728", "冯* *******9728"),
        ),
        ({"move_in": "2019-05-27"}, differs("move_in", "2019-05-27", "2019-05-26")),
        ({"area": "88.9"}, differs("area", "88.90", "128.15")),
        ({"box": "H-002"}, differs("box", "H-002", "H-001")),
        ({"cabinet": "G02"}, differs("cabinet", "G02", "G01")),
        ({"notice": "1/3"}, differs("入住通知书", "1/3", "1/2")),
        ({"identity": "3/4"}, differs("身份证复印件", "3/4", "2/4")),
        ({"remark": "出租"}, differs("remark", "出租", "已装修")),
    ],
)
def test_what_differs_goes_back_naming_both_and_overwrites_nothing(row, expected):
    by = archivist()
    brought_in(ledger(), by)
    before = counted()
    again = brought_in(ledger(row), by)
    assert outcomes(again) == {"rejected": 1}
    assert said(again) == [expected]
    assert counted() == before
    assert outcomes(brought_in(ledger(), by)) == {"unchanged": 1}


def test_a_silent_cell_contradicts_nothing():
    by = archivist()
    brought_in(ledger(), by)
    silent = {**EMPTY, "notice": "", "household": "√", "identity": "", "plan": ""}
    assert outcomes(brought_in(ledger(silent), by)) == {"unchanged": 1}


def test_a_number_stays_with_its_name():
    by = archivist()
    brought_in(ledger(), by)
    other = brought_in(ledger({"room": "1202", "owner": "李强"}), by)
    assert outcomes(other) == {"rejected": 1}
    number = {"number": "**************9987", "ledger": "李*", "stored": "王*"}
    assert said(other) == [("STORED_ID_NAME", number)]

    brought_in(ledger({"room": "1203", "owner": "李强", "number": ""}), by)
    filled = brought_in(ledger({"room": "1203", "owner": "李强"}), by)
    assert said(filled) == [("STORED_ID_NAME", number)]


def test_another_centre_knows_the_same_person_by_itself():
    brought_in(ledger(), archivist())
    other = brought_in(ledger({"estate": "云杉湾", "owner": "李强"}), archivist())
    assert outcomes(other) == {"created": 1}
    assert Customer.objects.count() == 2


@clause(Clause.ORG_01)
def test_estates_of_another_centre_are_not_touched():
    EstateFactory(name="汀兰雅苑")
    by = archivist()
    import_ = brought_in(
        ledger({}, {"room": "2", "estate": "云杉湾", "owner": "李", "number": ""}), by
    )
    assert outcomes(import_) == {"created": 1, "rejected": 1}
    assert said(import_)[0][0] == "STORED_ELSEWHERE"

    headquarters = person(Role.HQ_ARCHIVIST)
    taken = brought_in(ledger(), headquarters, centre=centre_of(by))
    assert outcomes(taken) == {"created": 1}
    assert Dossier.objects.get(unit__estate__name="汀兰雅苑").centre != centre_of(by)


def test_a_row_without_an_estate_needs_one_that_is_chosen_or_the_only_one():
    by = archivist()
    nameless = ledger({"estate": ""})
    assert said(brought_in(nameless, by)) == [("ESTATE_MISSING", {})]
    only = EstateFactory(centre=centre_of(by))
    assert outcomes(brought_in(nameless, by)) == {"created": 1}
    second = EstateFactory(centre=centre_of(by))
    assert said(brought_in(nameless, by)) == [("ESTATE_MISSING", {})]
    assert outcomes(brought_in(nameless, by, estate=second)) == {"created": 1}
    assert {unit.estate for unit in Unit.objects.all()} == {only, second}
    with refused(Clause.ORG_01):
        received(nameless, archivist(), estate=only)


def test_an_estate_gets_the_next_free_code():
    by = archivist()
    EstateFactory(code="P01")
    EstateFactory(code="P03")
    import_ = brought_in(ledger({}, {"estate": "云杉湾"}), by)
    assert import_.counts["estates"] == [
        {"code": "P02", "name": "汀兰雅苑"},
        {"code": "P04", "name": "云杉湾"},
    ]
    assert set(Estate.objects.values_list("code", flat=True)) == {"P01", "P02", "P03", "P04"}


def test_a_known_unit_without_an_owner_gets_one():
    by = archivist()
    estate = EstateFactory(centre=centre_of(by), name="汀兰雅苑")
    building = BuildingFactory(estate=estate, name="3号楼")
    unit = UnitFactory(building=building, entrance="2单元", room="1201")
    assert outcomes(brought_in(ledger(), by)) == {"created": 1}
    unit.refresh_from_db()
    assert unit.area == Decimal("128.15")
    assert Dossier.objects.get().unit == unit
    assert Dossier.objects.get().title == f"{unit}客户档案"


def test_an_owner_without_a_dossier_gets_one():
    by = archivist()
    brought_in(ledger(), by)
    first = Dossier.objects.get()
    with arranged():
        first.state, first.occupancy, first.kind = "void", None, "category"
        first.save()
    again = brought_in(ledger(), by)
    assert outcomes(again) == {"completed": 1}
    assert Dossier.objects.get(state="open").occupancy == Occupancy.objects.get()


def test_an_old_ledger_does_not_bring_back_an_owner_who_has_left():
    by = archivist()
    brought_in(ledger(), by)
    with arranged():
        stay, dossier = Occupancy.objects.get(), Dossier.objects.get()
        stay.ending, stay.until_on = "sale", date(2024, 1, 31)
        stay.save()
        dossier.state, dossier.closed_on = "closed", date(2024, 1, 31)
        dossier.save()
    before = {"ledger": "王*", "stored": "2024-01-31"}
    assert said(brought_in(ledger(), by)) == [("STORED_CLOSED", before)]
    next_owner = {"owner": "李强", "number": OTHER_NUMBER}
    assert said(brought_in(ledger({**next_owner, "move_in": ""}), by))[0][0] == "STORED_CLOSED"
    taken = brought_in(ledger({**next_owner, "move_in": "2024-02-01"}), by)
    assert outcomes(taken) == {"created": 1}


def test_a_ledger_puts_no_paper_into_a_volume_that_somebody_has_seen():
    by = archivist()
    brought_in(ledger({"plan": "", "box": ""}), by)
    verify_holdings(list(Holding.objects.all()), by=by, today=TODAY)
    again = brought_in(ledger({"plan": "1/1", "box": ""}), by)
    assert said(again) == [differs("户型改造图", "1/1", "—")]
    assert outcomes(brought_in(ledger({"plan": "", "box": "H-009"}), by)) == {"unchanged": 1}


def test_a_filed_dossier_is_compared_too():
    by = archivist()
    estate = EstateFactory(centre=centre_of(by), name="汀兰雅苑")
    unit = UnitFactory(building=BuildingFactory(estate=estate, name="3栋"), room="1201")
    DossierFactory(occupancy__unit=unit, occupancy__customer__name="王芳")
    again = brought_in(ledger({"entrance": ""}), by)
    assert said(again)[0] == differs("move_in", "2019-05-26", "2024-03-01")


def test_the_dry_run_says_the_same_and_writes_nothing():
    by = archivist()
    import_ = checked("resident_messy_500.xlsx", by)
    assert import_.state == LedgerImport.State.CHECKED
    assert counted() == dict.fromkeys(counted(), 0)
    assert not Estate.objects.exists()
    foretold = import_.counts
    final = read_received(confirm_ledger(import_, by=by, now=NOW), now=NOW)
    assert final.counts == foretold
    dry, real = (
        list(
            LedgerVerdict.objects.filter(final=final)
            .order_by("position")
            .values_list("row", "outcome", "codes", "findings")
        )
        for final in (False, True)
    )
    assert dry == real
    assert len(dry) == 500


def test_a_damaged_file_is_refused_and_leaves_nothing():
    import_ = checked("resident_damaged.xlsx", archivist())
    assert (import_.state, import_.refusal) == (LedgerImport.State.REFUSED, "FILE_CORRUPT")
    assert not import_.verdicts.exists()
    with pytest.raises(RegulationError, match="FIL-09"):
        confirm_ledger(import_, by=archivist(), now=NOW)


def test_a_file_that_breaks_off_while_it_is_brought_in_leaves_nothing(monkeypatch):
    by = archivist()
    import_ = confirm_ledger(checked("resident_clean_300.xlsx", by), by=by, now=NOW)
    whole = (LEDGERS / "resident_clean_300.xlsx").read_bytes()
    monkeypatch.setattr("dossiers.ledgers.work.content_of", lambda _import: whole[:-3000])
    import_ = read_received(import_, now=NOW)
    assert import_.state == LedgerImport.State.REFUSED
    assert counted() == dict.fromkeys(counted(), 0)


@pytest.mark.parametrize("error", [IntegrityError("王芳"), RuntimeError("王芳"), DatabaseError()])
def test_whatever_fails_undoes_all_of_it_and_may_be_tried_again(monkeypatch, error):
    by = archivist()
    rows = [{"room": str(n)} for n in range(1500)]  # fails in its second chunk
    import_ = confirm_ledger(checked(ledger(*rows), by), by=by, now=NOW)
    write, calls = residents.Residents.write, []

    def breaking(self):
        calls.append(1)
        if len(calls) == 2:
            raise error
        write(self)

    monkeypatch.setattr(residents.Residents, "write", breaking)
    if isinstance(error, RuntimeError):
        with pytest.raises(RuntimeError):
            read_received(import_, now=NOW)
    else:
        read_received(import_, now=NOW)
    import_.refresh_from_db()
    assert import_.state == LedgerImport.State.FAILED
    assert counted() == dict.fromkeys(counted(), 0)
    assert not import_.verdicts.filter(final=True).exists()
    assert not JournalEntry.objects.filter(act="dossiers.ledger_imported").exists()
    assert "王芳" not in str(list(JournalSubject.objects.values_list("after", flat=True)))

    monkeypatch.setattr(residents.Residents, "write", write)
    import_ = read_received(confirm_ledger(import_, by=by, now=NOW), now=NOW)
    assert outcomes(import_) == {"created": 1500}


def test_a_ledger_is_brought_in_once():
    by = archivist()
    import_ = brought_in(ledger(), by)
    with refused(Clause.FIL_09):
        confirm_ledger(import_, by=by, now=NOW)
    assert read_received(import_, now=NOW).counts == import_.counts
    assert Dossier.objects.count() == 1
