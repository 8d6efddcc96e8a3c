"""The key of the environment is replaced: every data key follows, and nothing is lost on the way."""

import io

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import translation

from archive_office.crypto import DataKey, rewrapped, wrapping_key_of
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from dossiers.models import Customer, EmergencyContact, Submission
from dossiers.procedures import keys
from tests.dossiers.steps import Centre, loose_draft
from tests.factories import CustomerFactory, OccupancyFactory, arranged
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

NUMBER = "11010519491231002X"
PHONE = "13800138000"


@pytest.fixture
def customers():
    """Three residents with numbers under the key in use until today."""
    found = CustomerFactory.create_batch(3)
    with arranged():
        for customer in found:
            customer.seal_numbers(id_number=NUMBER, phones=[PHONE])
            customer.save()
    return found


@pytest.fixture
def new_key(customers, settings):
    """A new key stands before the old one."""
    settings.ARCHIVE_KEYS = {"new": b"n" * 32, **settings.ARCHIVE_KEYS}
    return "new"


def run(*words, **options):
    """What the command tells, in English."""
    told = io.StringIO()
    with translation.override("en"):
        call_command("rotate_keys", *words, stdout=told, **options)
    return told.getvalue()


def wrapped_by(model=Customer):
    return {wrapping_key_of(k) for k in model.objects.values_list("data_key", flat=True)}


def entries(act):
    return JournalEntry.objects.filter(act=act)


def test_every_table_with_data_keys_is_known_and_no_history_holds_one():
    assert {model._meta.label for model in keys.holders()} >= {
        "dossiers.Customer", "dossiers.LedgerImport", "dossiers.Submission",
        "lending.OutsidePerson",
    }  # fmt: skip
    histories = [m for m in apps.get_models() if m.__name__.startswith("Historical")]
    assert not any(f.name == "data_key" for m in histories for f in m._meta.concrete_fields)


@clause(Clause.SEC_15)
def test_every_data_key_is_wrapped_anew_and_the_numbers_stay(customers, new_key):
    run()
    assert wrapped_by() == {new_key}
    for before in customers:
        now = Customer.objects.get(pk=before.pk)
        assert (now.id_number, now.reveal("id_number")) == (before.id_number, NUMBER)


@clause(Clause.SEC_15)
def test_without_the_old_key_everything_is_still_read_afterwards(customers, new_key, settings):
    run()
    settings.ARCHIVE_KEYS = {new_key: settings.ARCHIVE_KEYS[new_key]}
    assert Customer.objects.get(pk=customers[0].pk).phone_list() == [PHONE]


@clause(Clause.SEC_15)
def test_each_batch_is_an_act_that_keeps_counts_and_no_value(customers, new_key, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 2)
    told = run()
    assert "dossiers.Customer: 2 of 3" in told
    assert "dossiers.Customer: 3 of 3" in told
    first, second = entries("dossiers.keys_wrapped").order_by("pk")
    assert first.facts == {"table": "dossiers.Customer", "from": {"test": 2}, "to": "new"}
    assert second.facts["from"] == {"test": 1}
    assert not first.subjects.exists()


def test_history_gains_nothing_by_it(customers, new_key):
    before = Customer.history.count()
    run()
    assert Customer.history.count() == before


def test_what_broke_off_goes_on_and_a_second_run_does_nothing(customers, new_key, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 2)
    keys.wrap_batch(Customer, by=None)
    assert wrapped_by() == {"test", "new"}
    run()
    assert wrapped_by() == {"new"}
    count = entries("dossiers.keys_wrapped").count()
    run()
    assert entries("dossiers.keys_wrapped").count() == count


@clause(Clause.SEC_15)
def test_a_key_is_not_called_droppable_while_a_draft_needs_it(new_key, settings):
    keys.wrap_batch(Customer, by=None)
    assert not any(keys.against_dropping("test"))
    settings.ARCHIVE_KEYS = dict(reversed(settings.ARCHIVE_KEYS.items()))
    loose_draft(Centre())
    settings.ARCHIVE_KEYS = dict(reversed(settings.ARCHIVE_KEYS.items()))
    (against,) = keys.against_dropping("test")
    assert "dossiers.Submission" in against.reason
    assert any(keys.against_dropping("new"))
    run()
    assert wrapped_by(Submission) == {"new"}


def test_the_command_tells_how_the_keys_stand(customers, new_key):
    before = run("--status")
    assert "new  wraps new keys  -" in before
    assert "test  needed  dossiers.Customer 3" in before
    with pytest.raises(CommandError, match="3 data keys of dossiers"):
        run("--droppable", "test")
    run()
    assert "test  can be dropped  -" in run("--status")
    assert "Nothing needs test" in run("--droppable", "test")


def test_a_key_that_is_missing_is_named(customers, settings):
    settings.ARCHIVE_KEYS = {"new": b"n" * 32}
    with pytest.raises(CommandError, match="test"):
        run("--status")
    with pytest.raises(CommandError, match="test"):
        run()
    assert wrapped_by() == {"test"}


def test_an_erased_resident_needs_no_key(customers, new_key):
    with arranged():
        customers[0].data_key = ""
        customers[0].save()
    run()
    assert wrapped_by() == {"", "new"}


@clause(Clause.SEC_15)
def test_one_resident_is_given_a_new_data_key(customers):
    customer = customers[0]
    stay = OccupancyFactory(customer=customer)
    with arranged():
        contact = EmergencyContact(occupancy=stay, name="李强", phone=customer.key().seal(PHONE))
        contact.save()
    old = customer.key()
    run("--customer", str(customer.pk), reason="the key was copied")
    now = Customer.objects.get(pk=customer.pk)
    assert now.data_key != customer.data_key
    assert (now.reveal("id_number"), now.phone_list()) == (NUMBER, [PHONE])
    assert now.id_index == customer.id_index
    assert now.key().unseal(EmergencyContact.objects.get(pk=contact.pk).phone) == PHONE
    earlier = Customer.history.filter(id=customer.pk).order_by("history_id").last().prev_record
    assert old.unseal(earlier.id_number) == NUMBER
    with pytest.raises(InvalidTag):
        now.key().unseal(earlier.id_number)
    assert entries("dossiers.key_renewed").get().reason == "the key was copied"


@clause(Clause.SEC_15)
def test_a_new_data_key_needs_a_reason_and_somebody_to_have_it(customers):
    with refused(Clause.SEC_15):
        keys.renew_key(customers[0], by=None, reason=" ")
    with pytest.raises(CommandError, match="0"):
        run("--customer", "0", reason="x")


def test_look_up_finds_by_the_new_index_key(customers, settings):
    settings.ARCHIVE_INDEX_KEY = b"i" * 32
    old = customers[0].id_index
    assert "3 seen, 3 changed" in run("--indexes")
    now = Customer.objects.get(pk=customers[0].pk)
    assert now.id_index != old
    assert now.reveal("id_number") == NUMBER
    assert "3 seen, 0 changed" in run("--indexes")


def test_a_data_key_keeps_its_bytes(settings):
    made = DataKey.new()
    sealed = made.seal(NUMBER)
    settings.ARCHIVE_KEYS = {"new": b"n" * 32, **settings.ARCHIVE_KEYS}
    assert DataKey.opened(rewrapped(made.wrapped)).unseal(sealed) == NUMBER
