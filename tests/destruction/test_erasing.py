"""Electronic copies and customers' data go with what was destroyed, and are looked for again."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from archive_office.notices.daily import WORKS
from archive_office.regulation import Clause
from destruction.models import Erasure, Twins
from destruction.procedures.erasing import erase_due, next_try
from destruction.procedures.executing import start_destruction
from destruction.procedures.quarantine import check_again
from destruction.procedures.registers import freeze_register, settle_twins
from dossiers.models import (
    Consent,
    Customer,
    Document,
    ElectronicFile,
    EmergencyContact,
    OccupancyParty,
)
from dossiers.models.documents import file_path
from tests.destruction.registers import destroying_office, line_of
from tests.destruction.world import NOW, again
from tests.factories import (
    TODAY,
    CustomerFactory,
    DocumentFactory,
    DossierFactory,
    OccupancyFactory,
    arranged,
)
from tests.steps import clause

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=400)
"""A moment after the planned day of every destruction here."""


@pytest.fixture
def office():
    return destroying_office()


def scan(office, document, content=b"a page"):
    """A scan of a paper, as filing leaves it in storage."""
    digest = hashlib.sha256(content).hexdigest()
    file = ElectronicFile(
        sha256=digest, size=len(content), content_type="image/jpeg", name="page.jpg",
        document=document, uploaded_by=office.archivist, uploaded_at=NOW,
    )  # fmt: skip
    file.file.name = file_path(file, "")
    if not default_storage.exists(file.file.name):
        default_storage.save(file.file.name, ContentFile(content))
    with arranged():
        file.save()
    return file


def lies_there(file):
    return default_storage.exists(file.file.name)


def reasons():
    return [e.because for e in Erasure.objects.filter(state="spared").order_by("pk")]


def sealed(customer):
    """Give a customer numbers, sealed with the customer's key."""
    with arranged():
        customer.seal_numbers(id_number="11010519491231002X", phones=["13800138000"])
        customer.save()
    return customer


@clause(Clause.DES_25)
def test_from_the_destruction_on_nobody_opens_the_scan_and_its_content_goes(office):
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    register = office.destroyed(volume)
    assert line_of(register, volume).twins == Twins.ERASE
    assert again(file).removed_at is not None
    assert lies_there(file)
    assert erase_due(AFTER)["erased"] == 2  # the scan and the customer's key
    assert not lies_there(file)
    (row,) = Erasure.objects.filter(file=file)
    assert (row.state, row.done_at, row.tries) == ("erased", AFTER, 1)


@clause(Clause.DES_25)
def test_a_single_paper_takes_its_own_scans_only(office):
    paper = office.paper()
    beside = DocumentFactory(holding=paper.holding)
    gone, kept = scan(office, paper, b"gone"), scan(office, beside, b"kept")
    office.destroyed(paper)
    erase_due(AFTER)
    assert (lies_there(gone), lies_there(kept)) == (False, True)
    assert again(kept).removed_at is None


@clause(Clause.DES_25)
def test_content_that_another_paper_still_has_is_spared_and_says_where(office):
    volume = office.volume()
    other = DocumentFactory()
    file = scan(office, DocumentFactory(holding=volume), b"the same")
    twin = scan(office, other, b"the same")
    office.destroyed(volume)
    assert erase_due(AFTER)["spared"] == 1
    assert lies_there(twin)
    assert other.code in reasons()[0]
    assert again(file).removed_at is not None


@clause(Clause.DES_25)
def test_the_last_paper_that_had_the_content_takes_it_along(office):
    first, second = office.volume(), office.volume()
    file = scan(office, DocumentFactory(holding=first), b"the same")
    scan(office, DocumentFactory(holding=second), b"the same")
    office.destroyed(first, second)
    erase_due(AFTER)
    assert not lies_there(file)


@clause(Clause.DES_25)
def test_what_storage_will_not_let_go_is_tried_again_after_longer_and_longer(office, monkeypatch):
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    office.destroyed(volume)
    Erasure.objects.filter(file=None).update(state="spared", done_at=AFTER, because="—")
    monkeypatch.setattr(default_storage, "delete", lambda name: None)
    waits, moment = [], AFTER
    for _turn in range(4):
        assert erase_due(moment)["failed"] == 1
        assert erase_due(moment)["failed"] == 0
        waits.append(next_try() - moment)
        moment = next_try()
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    row = Erasure.objects.get(file=file)
    assert (row.state, row.tries) == ("pending", 4)
    assert "still there" in row.last_error
    monkeypatch.undo()
    assert erase_due(moment)["erased"] == 1
    assert again(row).last_error == ""


@clause(Clause.DES_25)
def test_erasing_what_is_gone_already_is_done(office):
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    office.destroyed(volume)
    default_storage.delete(file.file.name)
    assert erase_due(AFTER) == {"erased": 2, "spared": 0, "failed": 0}


@clause(Clause.DES_25)
def test_the_office_day_looks_into_the_outbox(office):
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    office.destroyed(volume)
    done = WORKS["destruction.erasures"].work(AFTER)
    assert done["electronic copies and keys erased"] == 2
    assert not lies_there(file)


@clause(Clause.DES_25)
def test_a_scan_that_proves_a_consent_in_force_stays(office):
    paper = office.paper()
    customer = paper.holding.dossier.occupancy.customer
    file = scan(office, paper)
    with arranged():
        Consent.objects.create(
            customer=customer, kind="separate", version="1", given_on=TODAY, signature=file,
            recorded_by=office.archivist,
        )  # fmt: skip
    office.destroyed(paper)
    erase_due(AFTER)
    assert lies_there(file)
    assert Erasure.objects.get(file=file).state == "spared"


@clause(Clause.DES_12)
def test_with_the_last_volume_the_customers_key_numbers_and_name_go(office):
    volume = office.volume()
    occupancy = volume.dossier.occupancy
    customer = sealed(occupancy.customer)
    with arranged():
        EmergencyContact.objects.create(
            occupancy=occupancy, name="李强", phone=customer.key().seal("13900139000")
        )
    office.destroyed(volume)
    assert again(customer).data_key
    erase_due(AFTER)
    customer = again(customer)
    with pytest.raises(LookupError):
        customer.key()
    left = (
        customer.name,
        customer.initials,
        customer.id_number,
        customer.id_index,
        customer.phones,
    )
    assert left == ("", "", "", "", "")
    assert (customer.phone_indexes, customer.phone_tails) == ([], [])
    contact = occupancy.emergency_contacts.get()
    assert (contact.name, contact.phone) == ("", "")


@clause(Clause.DES_12)
def test_the_old_ciphertext_in_the_history_is_unreadable_without_the_key(office):
    volume = office.volume()
    customer = sealed(volume.dossier.occupancy.customer)
    office.destroyed(volume)
    erase_due(AFTER)
    old = customer.history.exclude(id_number="").first()
    assert old.id_number.startswith("v1.")
    assert not Customer.objects.filter(pk=customer.pk).exclude(data_key="").exists()


@clause(Clause.DES_12)
def test_a_customer_with_another_dossier_is_spared_until_that_goes_too(office):
    first, second = office.volume(), office.volume()
    customer = first.dossier.occupancy.customer
    with arranged():
        second.dossier.occupancy.customer = customer
        second.dossier.occupancy.save()
    register = office.confirmed(first, second)
    office.destroy(line_of(register, first))
    erase_due(AFTER)
    assert again(customer).data_key
    assert str(second.dossier.unit) in reasons()[0]
    office.destroy(line_of(register, second))
    erase_due(AFTER)
    assert not again(customer).data_key


@clause(Clause.DES_12)
def test_who_lives_elsewhere_without_a_dossier_yet_is_spared(office):
    volume = office.volume()
    customer = volume.dossier.occupancy.customer
    OccupancyFactory(customer=customer)
    office.destroyed(volume)
    erase_due(AFTER)
    assert again(customer).data_key


@clause(Clause.DES_12)
def test_co_owners_go_with_the_dossier_unless_they_have_one_of_their_own(office):
    volume = office.volume()
    gone, kept = CustomerFactory(), DossierFactory().occupancy.customer
    with arranged():
        for customer in (gone, kept):
            OccupancyParty.objects.create(
                occupancy=volume.dossier.occupancy, customer=customer, role="co_holder"
            )
    office.destroyed(volume)
    erase_due(AFTER)
    assert (again(gone).data_key, bool(again(kept).data_key)) == ("", True)


@clause(Clause.DES_12)
def test_a_single_paper_takes_nobodys_data_along(office):
    paper = office.paper()
    office.destroyed(paper)
    assert again(paper).state == Document.State.DESTROYED
    assert not Erasure.objects.filter(customer__isnull=False).exists()
    assert paper.holding.dossier.occupancy.customer.data_key


@clause(Clause.DES_25)
def test_copies_that_the_register_keeps_stay_with_their_reason(office):
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    register = office.drawn_up(volume)
    settle_twins(
        line_of(register, volume), Twins.KEEP, reason="诉讼证据", by=office.archivist, now=NOW
    )
    freeze_register(register, by=office.archivist, now=NOW)
    office.decide(again(register))
    office.moved(again(register))
    then = office.after_the_wait(register)
    check_again(again(register), text="无保留价值", by=office.head, now=then)
    office.plan(again(register))
    start_destruction(again(register), by=office.room_head, now=office.the_day(register))
    office.confirm(line_of(register, volume))
    office.destroy(line_of(register, volume))
    erase_due(AFTER)
    assert lies_there(file)
    assert again(file).removed_at is None
