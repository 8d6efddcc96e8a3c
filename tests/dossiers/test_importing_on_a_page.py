"""The page of the ledger import: who may, the dry run, the confirmation, the clerk's workbook."""

import io
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, LedgerImport
from dossiers.procedures.imports.lifecycle import begin_reading
from dossiers.procedures.imports.progress import ADVISORY
from tests.dossiers.importing import (
    LEDGERS,
    OTHER_NUMBER,
    archivist,
    brought_in,
    centre_of,
    checked,
    ledger,
    received,
)
from tests.factories import DepartmentFactory, EstateFactory, arranged, opened_to, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
STATE = LedgerImport.State


@pytest.fixture
def by():
    return archivist()


@pytest.fixture
def desk(by):
    return signed_in(by)


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _now_and_not_later(settings, django_capture_on_commit_callbacks, monkeypatch):
    """What is enqueued on commit runs when the request is over, as the worker would."""
    post = Client.post

    def posted(self, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return post(self, *args, **kwargs)

    monkeypatch.setattr(Client, "post", posted)


def upload(desk, content, *, name="台账.csv", **fields):
    file = SimpleUploadedFile(name, content)
    usual = {"profile": "resident", "as_of": "2026-11-20", "estate": ""}
    return desk.post(reverse("dossiers:import_ledger"), {"file": file, **usual, **fields})


def page(desk, import_, **query):
    return desk.get(reverse("dossiers:ledger", args=[import_.pk]), query)


def test_a_ledger_is_checked_then_confirmed_then_in_the_dossiers(desk, by):
    centre = centre_of(by)
    answer = upload(
        desk, ledger({"room": "101"}, {"room": "102", "number": "12"}), centre=centre.pk
    )
    import_ = LedgerImport.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("dossiers:ledger", args=[import_.pk])
    assert import_.state == STATE.CHECKED
    assert not Dossier.objects.exists()

    shown = page(desk, import_).content.decode()
    assert "New estate" in shown
    assert "the ID number has the wrong number of digits" in shown
    assert "证件号码" in shown
    assert "Bring in this ledger?" in shown

    answer = desk.post(reverse("dossiers:ledger_confirm", args=[import_.pk]))
    assert answer.url == reverse("dossiers:ledger", args=[import_.pk])
    import_.refresh_from_db()
    assert (import_.state, import_.confirmed_by) == (STATE.IMPORTED, by)
    dossier = Dossier.objects.get()
    shown = page(desk, import_, show="created").content.decode()
    assert dossier.code in shown
    assert dossier.get_absolute_url() in shown
    assert JournalEntry.objects.get(act="dossiers.ledger_imported").by == by

    answer = desk.post(reverse("dossiers:ledger_confirm", args=[import_.pk]))
    assert answer.status_code == 422
    assert "FIL-09" in answer.content.decode()
    assert Dossier.objects.count() == 1


def test_no_number_of_the_ledger_stands_on_the_page(desk, by):
    brought_in(ledger({"room": "101"}, {"room": "102"}), by)
    import_ = checked(ledger({"room": "101", "number": OTHER_NUMBER, "phone": "160"}), by)
    shown = page(desk, import_).content.decode()
    assert "**************9987" in shown
    for number in ("330602195408199987", OTHER_NUMBER, "16124666078"):
        assert number not in shown


@pytest.mark.parametrize("show", ["", "rejected", "warned", "created", "unchanged", "completed"])
def test_every_row_is_found_under_its_outcome(desk, by, show):
    import_ = checked("resident_messy_500.xlsx", by)
    answer = page(desk, import_, show=show)
    rows = answer.context["page"].rows
    said = {"": 75, "rejected": 59, "warned": 16, "created": 441, "unchanged": 0, "completed": 0}
    assert len(rows) == min(said[show], 50)
    assert bool(answer.context["page"].next_query) == (said[show] > 50)
    # Two more warnings were known only at the end: they stand with what is said of the file.
    assert len(answer.context["warnings"]) == 2


def test_the_clerk_gets_the_own_workbook_back(desk, by):
    brought_in(ledger({"room": "101"}), by)
    import_ = checked(ledger({"room": "101", "area": "9"}, {"room": "102", "number": "12"}), by)
    answer = desk.post(reverse("dossiers:ledger_workbook", args=[import_.pk]))
    assert "xlsx" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    column = [row[-1].value for row in sheet.iter_rows(max_row=3)]
    assert column[0] == "错误"
    assert "128.15" in column[1]
    assert "证件号码" in column[2]
    assert JournalEntry.objects.get(act="dossiers.ledger_returned").by == by


@pytest.mark.parametrize(
    ("name", "code"),
    [("resident_damaged.xlsx", "FILE_CORRUPT"), ("empty.csv", "FILE_EMPTY")],
)
def test_a_refused_file_is_answered_with_its_reason(desk, by, name, code):
    content = (LEDGERS / name).read_bytes() if "damaged" in name else b""
    upload(desk, content, name=name, centre=centre_of(by).pk)
    import_ = LedgerImport.objects.get()
    assert (import_.state, import_.refusal) == (STATE.REFUSED, code)
    answer = page(desk, import_)
    assert answer.status_code == 200
    assert code in answer.content.decode()
    assert "nothing of it was kept" in answer.content.decode()
    assert desk.post(reverse("dossiers:ledger_workbook", args=[import_.pk])).status_code == 302
    assert desk.post(reverse("dossiers:ledger_confirm", args=[import_.pk])).status_code == 422


def test_a_file_too_large_to_read_is_said_at_once(desk, by):
    with mock.patch("dossiers.views.imports.LIMITS", mock.Mock(file_bytes=10)):
        answer = upload(desk, b"x" * 11, centre=centre_of(by).pk)
    assert answer.status_code == 422
    assert "MB at most" in answer.content.decode()
    assert not LedgerImport.objects.exists()


def test_an_upload_without_a_file_or_day_says_so(desk, by):
    answer = desk.post(reverse("dossiers:import_ledger"), {"profile": "resident"})
    assert answer.status_code == 422
    assert {"file", "centre", "as_of"} <= set(answer.context["form"].errors)


@clause(Clause.ORG_01)
def test_nobody_sees_or_brings_ledgers_of_another_centre(desk, by):
    other = archivist()
    import_ = checked(ledger(), other)
    for name in ("ledger", "ledger_progress"):
        assert desk.get(reverse(f"dossiers:{name}", args=[import_.pk])).status_code == 404
    for name in ("ledger_confirm", "ledger_again", "ledger_workbook"):
        assert desk.post(reverse(f"dossiers:{name}", args=[import_.pk])).status_code == 404
    assert import_.name not in desk.get(reverse("dossiers:import_ledger")).content.decode()
    answer = upload(desk, ledger(), centre=centre_of(other).pk)
    assert "centre" in answer.context["form"].errors
    elsewhere = EstateFactory(centre=centre_of(other))
    answer = upload(desk, ledger(), centre=centre_of(by).pk, estate=elsewhere.pk)
    assert "estate" in answer.context["form"].errors
    assert LedgerImport.objects.count() == 1


def test_headquarters_sees_all_and_an_estate_belongs_to_its_centre():
    import_ = checked(ledger(), archivist())
    desk = signed_in(person(Role.HQ_ARCHIVIST))
    assert page(desk, import_).status_code == 200
    estate = EstateFactory()
    answer = upload(desk, ledger(), centre=DepartmentFactory(centre=True).pk, estate=estate.pk)
    assert answer.status_code == 422
    assert "ORG-01" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.FRONT_LINE, Role.CENTRE_HEAD, Role.AUDITOR])
def test_who_imports_no_ledgers_gets_no_page(role, by):
    desk = signed_in(person(role, centre_of(by)))
    import_ = checked(ledger(), by)
    assert desk.get(reverse("dossiers:import_ledger")).status_code == 403
    assert page(desk, import_).status_code == 403
    assert desk.post(reverse("dossiers:ledger_confirm", args=[import_.pk])).status_code == 403
    import_.refresh_from_db()
    assert import_.state == STATE.CHECKED


def test_progress_is_shown_until_the_page_can_be(desk, by):
    import_ = received(ledger(), by)
    begin_reading(import_, by=by)
    with arranged():
        import_.refresh_from_db()
        import_.rows_done, import_.rows_total = 40, 100
        import_.save()
    url = reverse("dossiers:ledger_progress", args=[import_.pk])
    answer = desk.get(url, headers={"HX-Request": "true"})
    assert "40 / 100" in answer.content.decode()
    assert f'hx-get="{url}"' in answer.content.decode()
    assert "HX-Refresh" not in answer.headers
    finished = checked(ledger(), by)
    answer = desk.get(reverse("dossiers:ledger_progress", args=[finished.pk]))
    assert answer.headers["HX-Refresh"] == "true"


def test_a_ledger_that_a_stopped_worker_left_is_taken_up_again(desk, by):
    import_ = received(ledger(), by)
    begin_reading(import_, by=by)
    assert "Take it up again" in page(desk, import_).content.decode()
    desk.post(reverse("dossiers:ledger_again", args=[import_.pk]))
    import_.refresh_from_db()
    assert import_.state == STATE.CHECKED

    working = received(ledger(), by)
    begin_reading(working, by=by)
    worker = connections.create_connection("default")
    try:
        with worker.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [ADVISORY, working.pk])
        assert "Take it up again" not in page(desk, working).content.decode()
        desk.post(reverse("dossiers:ledger_again", args=[working.pk]))
    finally:
        worker.close()
    working.refresh_from_db()
    assert working.state == STATE.READING


def test_the_same_file_again_is_told(desk, by):
    brought_in(ledger(), by)
    again = checked(ledger(), by)
    shown = page(desk, again).content.decode()
    assert "The same file was brought in on 2026-11-20" in shown


@clause(Clause.ORG_01)
def test_who_sees_a_centre_by_exception_brings_no_ledger_into_it(by):
    other = archivist()
    opened_to(by, centre_of(other))
    stranger = User.objects.get(pk=by.pk)
    import_ = checked(ledger(), other)
    assert page(signed_in(stranger), import_).status_code == 200

    with refused(Clause.ORG_01):
        received(ledger({"room": "102"}), stranger, centre=centre_of(other))
    answer = signed_in(stranger).post(reverse("dossiers:ledger_confirm", args=[import_.pk]))

    assert answer.status_code == 422
    assert not Dossier.objects.exists()


def test_a_number_that_strayed_into_another_column_is_masked_too(desk, by):
    astray = {"area": "16124666078", "owner": "王芳16124666078", "move_in": "2019-05-32"}
    shown = page(desk, checked(ledger(astray), by)).content.decode()
    assert "16124666078" not in shown
    assert "2019-05-32" in shown
