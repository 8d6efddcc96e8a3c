"""A copy restored from before a destruction says what must be erased again."""

import io
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from archive_office.regulation import Clause
from destruction.models import Erasure
from destruction.procedures.erasing import erase_due
from destruction.procedures.keeping import FOLDER, file_of, keep_closed_registers, kept_files
from destruction.rules.restored import come_back
from tests.destruction.registers import destroying_office
from tests.destruction.test_erasing import AFTER, scan
from tests.factories import DocumentFactory, DossierFactory, HoldingFactory, arranged
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return destroying_office()


@pytest.fixture(autouse=True)
def own_files():
    """The files beside the database of one test are nobody else's."""
    yield
    for name in default_storage.listdir(FOLDER)[1]:
        default_storage.delete(f"{FOLDER}/{name}")


def closed(office):
    """A volume with a scan, destroyed, erased, and kept beside the database."""
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    register = office.closed(volume)
    erase_due(AFTER)
    keep_closed_registers()
    return register, volume, file


def reported():
    out = io.StringIO()
    try:
        call_command("report_restored", stdout=out)
    except CommandError:
        return out.getvalue(), 1
    return out.getvalue(), 0


def as_if_unknown(**changes):
    """The files say what a database from before the destruction has never heard of."""
    (said,) = kept_files()
    return [{**said, **changes}]


@clause(Clause.DES_12)
def test_a_closed_register_lies_beside_the_database_once(office):
    register, volume, file = closed(office)
    with default_storage.open(file_of(register)) as stored:
        said = json.loads(stored.read())
    assert said["record"] == register.record
    assert said["record_hash"] == register.record_hash
    assert [thing["holding"] for thing in said["destroyed"]] == [volume.code]
    assert [each["sha256"] for each in said["erased"]] == [file.sha256]
    assert len(said["signatures"]) == 3
    assert keep_closed_registers() == 0


@clause(Clause.DES_12)
def test_a_lost_file_is_written_again(office):
    register, *_others = closed(office)
    default_storage.delete(file_of(register))
    assert keep_closed_registers() == 1


@clause(Clause.DES_09)
def test_closing_a_register_puts_it_beside_the_database(office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        register = office.closed(office.volume())
    assert default_storage.exists(file_of(register))


@clause(Clause.DES_12)
def test_nothing_came_back_when_nothing_was_restored(office):
    closed(office)
    said, code = reported()
    assert code == 0
    assert "1" in said


@clause(Clause.DES_25)
def test_content_that_is_in_storage_again_is_reported(office):
    register, _volume, file = closed(office)
    default_storage.save(file.file.name, ContentFile(b"a page"))
    said, code = reported()
    assert code == 1
    assert f"{register.number}  {file.file.name}" in said


@clause(Clause.DES_12)
def test_a_key_that_is_there_again_is_reported(office):
    register, volume, _file = closed(office)
    customer = volume.dossier.occupancy.customer
    with arranged():
        type(customer).objects.filter(pk=customer.pk).update(data_key="k1.again")
    found = [(f.register, f.kind, f.what) for f in come_back(kept_files())]
    assert found == [(register.number, "key", str(customer.pk))]


@clause(Clause.DES_12)
def test_a_database_from_before_hears_of_register_thing_file_and_key(office):
    """Restored to a day on which the thing stood on its shelf and nothing was decided."""
    closed(office)
    again_there = HoldingFactory(on_shelf=True)
    paper = DocumentFactory(holding=again_there)
    file = scan(office, paper, b"restored")
    files = as_if_unknown(
        number="XH-2031-0007",
        destroyed=[{"code": "", "holding": again_there.code, "document": "", "at": ""}],
        erased=[{"sha256": file.sha256, "path": file.file.name, "document": paper.code}],
        customers=[again_there.dossier.occupancy.customer_id],
    )
    assert [f.kind for f in come_back(files)] == ["file", "key", "register", "thing"]


@clause(Clause.DES_25)
def test_content_that_another_paper_needs_by_now_did_not_come_back(office):
    _register, _volume, file = closed(office)
    scan(office, DocumentFactory(holding=HoldingFactory(dossier=DossierFactory())), b"a page")
    assert default_storage.exists(file.file.name)
    assert come_back(kept_files()) == []


@clause(Clause.DES_25)
def test_what_still_waits_in_the_outbox_was_not_restored(office):
    volume = office.volume()
    scan(office, DocumentFactory(holding=volume))
    office.closed(volume)
    keep_closed_registers()
    assert Erasure.objects.filter(state="pending").exists()
    assert come_back(kept_files()) == []


@clause(Clause.DES_12)
def test_a_number_given_again_after_a_restore_hides_no_older_register(office):
    register, *_others = closed(office)
    (said,) = kept_files()
    older = {**said, "record_hash": "0" * 64, "destroyed": [], "erased": [], "customers": []}
    text = json.dumps(older).encode()
    default_storage.save(f"{FOLDER}/{register.number}-000000000000.json", ContentFile(text))
    assert [f.kind for f in come_back(kept_files())] == ["register"]


@clause(Clause.DES_12)
def test_a_file_that_nobody_of_the_office_wrote_is_not_believed(office):
    closed(office)
    default_storage.save("registers/foreign.json", ContentFile(b'{"schema": "x"}'))
    with pytest.raises(CommandError, match="foreign"):
        call_command("report_restored", stdout=io.StringIO())
