"""A resident ledger comes in: every accepted row is stored as it says, as a claim."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from archive_office.crypto import blind_index
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from dossiers.models import (
    Building,
    Customer,
    Document,
    Dossier,
    EmergencyContact,
    Estate,
    Holding,
    IssuedCode,
    LedgerImport,
    Occupancy,
    OccupancyParty,
    Unit,
)
from dossiers.models.naming import unit_key
from tests.dossiers.importing import archivist, brought_in, centre_of, ledger, outcomes, said, truth
from tests.factories import TODAY
from tests.steps import clause

pytestmark = pytest.mark.django_db

NAMES = {"doc1": "C1", "doc2": "C2", "doc3": "C3", "doc4": "C4", "doc5": "C5", "doc6": "C6"}


def stored(row):
    """The dossier of an accepted row of the truth."""
    key = unit_key(row["building"], row["unit"], row["room"])
    return Dossier.objects.select_related("occupancy__customer", "unit").get(
        unit__estate__name=row["project"], unit__key=key
    )


def assert_row_is_stored(row):
    dossier = stored(row)
    occupancy = dossier.occupancy
    holders = [occupancy.customer]
    holders += [party.customer for party in occupancy.parties.order_by("position")]
    assert [customer.name for customer in holders] == row["owner"]
    numbers = [n for n in (customer.reveal("id_number") for customer in holders) if n]
    assert numbers == row["id_no"]
    assert set(row["phone"]) <= set(occupancy.customer.phone_list())
    key = occupancy.customer.key()
    contacts = [(c.name, key.unseal(c.phone)) for c in occupancy.emergency_contacts.all()]
    phones = row["emergency_phone"] or ([""] if row["emergency_name"] else [])
    assert contacts == [(row["emergency_name"], phone) for phone in phones]
    assert (occupancy.from_on.isoformat() if occupancy.from_on else "") == row["move_in"]
    assert dossier.opened_on == (occupancy.from_on or TODAY)
    assert (str(dossier.unit.area) if dossier.unit.area else "") == row["area"]
    for volume in dossier.holdings.all():
        assert (volume.claimed_box, volume.claimed_cabinet) == (row["box"], row["cabinet"])
    assert_papers(dossier, {NAMES[k]: v for k, v in row.items() if k in NAMES and v[0]})


def assert_papers(dossier, expected):
    """Copies and pages by type, each in the volume where it belongs."""
    found = {}
    for document in Document.objects.filter(holding__dossier=dossier).select_related("type"):
        pages = document.pages if document.pages_known else None
        found[document.type.code] = [document.copies, pages]
        assert document.is_claim
        assert document.holding_part == ("personal" if document.type.personal else "main")
    assert found == expected
    main, personal = dossier.holdings.order_by("number")
    assert main.document_count + personal.document_count == len(expected)
    assert main.page_count + personal.page_count == sum(p or 0 for _c, p in expected.values())


@pytest.mark.parametrize(
    "file",
    [
        "resident_clean_300.xlsx",
        "resident_clean_300_gbk.csv",
        "resident_messy_500.xlsx",
        "resident_formula_names_30.xlsx",
        "resident_wrong_extension.xls",
    ],
)
def test_every_accepted_row_of_a_real_ledger_is_stored(file):
    expected = truth(re.sub(r"\.\w+$", "", file))
    by = archivist()
    import_ = brought_in(file, by)

    assert import_.state == LedgerImport.State.IMPORTED
    assert import_.counts["created"] == expected["counts"]["accepted"]
    assert import_.counts["rejected"] == expected["counts"]["rejected"]
    assert Dossier.objects.count() == expected["totals"]["records"]
    copies = sum(Document.objects.values_list("copies", flat=True))
    pages = sum(Document.objects.values_list("pages", flat=True))
    assert (copies, pages) == (expected["totals"]["documents"], expected["totals"]["pages"])
    odd = [row for row in expected["records"] if len(row["owner"]) > 1 or not row["move_in"]]
    for row in [*expected["records"][::25], *odd[:8]]:
        assert_row_is_stored(row)

    again = brought_in(file, by)
    assert outcomes(again) == {
        name: count
        for name, count in (
            ("unchanged", expected["counts"]["accepted"]),
            ("rejected", expected["counts"]["rejected"]),
        )
        if count
    }


@clause(Clause.FIL_03, Clause.COL_19)
def test_dossiers_have_gap_free_codes_per_estate_and_two_volumes_each():
    by = archivist()
    rows = [{"room": f"{n}01", "estate": "汀兰雅苑" if n % 2 else "栎风里"} for n in range(1, 8)]
    brought_in(ledger(*rows, number="", owner="李强"), by)

    codes = list(Dossier.objects.order_by("code").values_list("code", flat=True))
    assert codes == [
        *(f"W001-ZY·KH-P01-000{n}" for n in range(1, 5)),
        *(f"W001-ZY·KH-P02-000{n}" for n in range(1, 4)),
    ]
    assert list(IssuedCode.objects.order_by("code").values_list("code", flat=True)) == codes
    assert {e.code: e.name for e in Estate.objects.all()} == {"P01": "汀兰雅苑", "P02": "栎风里"}
    assert {estate.centre for estate in Estate.objects.all()} == {centre_of(by)}
    for dossier in Dossier.objects.all():
        assert [h.code for h in dossier.holdings.order_by("number")] == [
            f"{dossier.code}·1",
            f"{dossier.code}·2",
        ]


def test_a_dossier_is_a_claim_named_by_its_unit_alone():
    brought_in(ledger(), archivist())
    dossier = Dossier.objects.get()
    assert dossier.title == "汀兰雅苑3-2-1201客户档案"
    assert dossier.origin == Dossier.Origin.IMPORTED
    assert (dossier.kind, dossier.category.code) == ("owner", "KH")
    assert (dossier.retention, dossier.retention_years) == ("fixed", 30)
    assert dossier.opened_on == date(2019, 5, 26)
    main, personal = dossier.holdings.order_by("number")
    assert (main.part, personal.part) == ("main", "personal")
    for volume in (main, personal):
        assert volume.state == "in_preparation"
        assert volume.verified_on is None
        assert volume.present_slot is None
        assert volume.keeper == dossier.centre
        assert volume.barcode == f"H:{volume.pk:08}"
        assert volume.year_from == volume.year_until == 2019
    assert (main.remark, personal.remark) == ("已装修", "")
    texts = [dossier.title, dossier.code, main.title, personal.title]
    texts += Document.objects.values_list("title", flat=True)
    assert not any("王芳" in text for text in texts)


def test_papers_lie_in_their_volumes_with_what_is_missing_counted():
    brought_in(ledger({"household": "√"}), archivist())
    dossier = Dossier.objects.get()
    papers = Document.objects.order_by("holding__number", "number")
    assert [
        (d.holding.number, d.type.code if d.type else "", d.title, d.copies, d.pages, d.is_original)
        for d in papers
    ] == [
        (1, "C1", "入住通知书", 1, 2, True),
        (1, "", "户型改造图", 1, 1, True),
        (2, "C2", "住户家庭情况登记表", 1, 0, True),
        (2, "C5", "身份证复印件", 2, 4, False),
    ]
    assert papers[1].code == f"{dossier.code}·1-002"
    assert [d.pages_known for d in papers] == [True, True, False, True]
    assert [d.personal for d in papers] == [False, False, True, True]
    asked = {"C1", "C2", "C3", "C4", "C5", "C7", "C9", "C11"}
    assert dossier.missing_count == len(asked - {"C1", "C2", "C5"})


def test_numbers_are_sealed_and_found_by_their_index_only():
    brought_in(ledger({"phone": "16124666078、0571-93866128"}), archivist())
    customer = Customer.objects.get()
    assert customer.id_index == blind_index("330602195408199987")
    assert customer.phone_list() == ["16124666078", "0571-93866128"]
    assert customer.phone_indexes == [blind_index(p) for p in customer.phone_list()]
    assert (customer.kind, customer.id_kind, customer.initials) == ("person", "id_card", "wf")
    contact = EmergencyContact.objects.get()
    assert customer.key().unseal(contact.phone) == "16968829728"


def test_no_number_of_the_ledger_stands_readable_anywhere():
    by = archivist()
    brought_in(ledger(), by)
    brought_in(ledger({"number": "32050519910627999X", "phone": "16357425060"}), by)
    numbers = ["330602195408199987", "16124666078", "16968829728", "32050519910627999X"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for number in numbers:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{number}%"]
                )
                assert cursor.fetchone() == (0,), (table, number)
    with LedgerImport.objects.first().file.open() as file:
        assert numbers[0].encode() not in file.read()


def test_one_person_with_two_units_is_one_customer():
    rows = {"room": "101"}, {"room": "102", "phone": "16357425060"}
    brought_in(ledger(*rows), archivist())
    customer = Customer.objects.get()
    assert customer.occupancies.count() == 2
    assert customer.phone_list() == ["16124666078", "16357425060"]


def test_several_owners_are_customer_and_co_holders_in_their_order():
    row = {"owner": "王芳/李强", "number": "330602195408199987/32050519910627999X"}
    brought_in(ledger(row), archivist())
    occupancy = Occupancy.objects.get()
    party = OccupancyParty.objects.get()
    assert occupancy.customer.name == "王芳"
    assert (party.customer.name, party.role, party.position) == ("李强", "co_holder", 1)
    assert party.customer.reveal("id_number") == "32050519910627999X"
    assert occupancy.customer.phone_list() == ["16124666078"]
    assert party.customer.phone_list() == []


def test_a_firm_is_a_company_with_its_credit_code():
    row = {"owner": "杭州禾渡文化创意有限公司", "number": "91339999MAJKG5GA4L"}
    brought_in(ledger(row), archivist())
    customer = Customer.objects.get()
    assert (customer.kind, customer.id_kind) == ("company", "credit_code")


def test_a_unit_that_is_known_is_not_made_again():
    by = archivist()
    brought_in(ledger({"building": "03栋", "room": "3-2-1201"}), by)
    again = brought_in(ledger({"building": "3#"}), by)
    assert outcomes(again) == {"unchanged": 1}
    assert (Building.objects.count(), Unit.objects.count()) == (1, 1)
    assert Unit.objects.get().area == Decimal("128.15")


def test_history_and_journal_tell_of_every_new_record():
    by = archivist()
    brought_in(ledger({"room": "101"}, {"room": "102", "number": "", "owner": "李强"}), by)
    entry = JournalEntry.objects.get(act="dossiers.ledger_imported")
    assert entry.by == by
    labels = set(entry.subjects.values_list("label", flat=True))
    assert set(Dossier.objects.values_list("code", flat=True)) <= labels
    assert "汀兰雅苑" in labels
    for model in (Unit, Customer, Occupancy, Dossier, Holding, Document, IssuedCode):
        for row in model.objects.all():
            kept = row.history.get()
            assert kept.history_user_id == by.pk
            assert kept.history_change_reason == f"#{entry.pk} dossiers.ledger_imported"
    assert JournalEntry.objects.filter(act__startswith="dossiers.ledger_").count() == 6


def test_text_that_no_column_takes_sends_its_row_back():
    import_ = brought_in(ledger({"room": "101"}, {"box": "H" * 41, "room": "102"}), archivist())
    assert outcomes(import_) == {"created": 1, "rejected": 1}
    assert said(import_) == [("TEXT_TOO_LONG", {"field": "box", "limit": "40"})]
