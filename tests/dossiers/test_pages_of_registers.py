"""Pages of forms and registers: what each person finds there, and what stands in a dossier."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import FormSection, RegisterEntry, ViewLog
from tests.dossiers.registers import COMPLAINT, DEPOSIT, RECEIPT, Desk, fresh
from tests.factories import TODAY, arranged, person
from tests.steps import clause

pytestmark = pytest.mark.django_db
BACKEND = "archive_office.organisation.backends.MembershipBackend"


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def at(client):
    """Somebody at a browser in English."""
    client.cookies["django_language"] = "en"

    def sign_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


def page_of(client, name, *args, query=""):
    answer = client.get(reverse(f"dossiers:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@clause(Clause.SVC_29)
def test_dossier_and_unit_show_every_section_the_empty_ones_too(desk, at):
    complaint = desk.write("SR-20", COMPLAINT)
    for name, pk in (("dossier", desk.dossier.pk), ("unit", desk.unit.pk)):
        page = page_of(at(desk.archivist), name, pk)
        sections = [str(label) for key, label in FormSection.choices if key != "office"]
        card = page.split('id="forms"')[1].split("</section>")[0]
        assert [label for label in sections if label not in card] == []
        assert complaint.number in page


def test_what_staff_write_shows_on_the_unit_to_staff(desk, at):
    complaint = desk.write("SR-20", COMPLAINT)
    assert complaint.number in page_of(at(desk.front_line), "unit", desk.unit.pk)


def test_a_register_is_searched_by_words_unit_state_and_whole_name(desk, at):
    complaint = desk.write("SR-20", COMPLAINT)
    late = desk.write("SR-20", COMPLAINT | {"subject": "车库积水"}, on=TODAY.replace(day=1))
    both = {complaint.number, late.number}
    for query, found in (
        ("?q=电梯", {complaint.number}),
        ("?q=3栋1402", both),
        ("?q=欧阳琬", both),
        ("?q=欧阳", set()),
        ("?state=late", {late.number}),
        ("?f_channel=letter", set()),
        (f"?since={TODAY}", {complaint.number}),
        (f"?q={late.number}", {late.number}),
    ):
        page = page_of(at(desk.archivist), "form", "SR-20", query=query)
        assert {n for n in both if n in page} == found, query
    assert complaint.number not in page_of(at(desk.front_line), "form", "SR-20", query="?q=欧阳琬")


@clause(Clause.LND_24)
def test_of_a_sealed_dossier_an_entry_is_known_by_its_number_alone(desk, at):
    complaint = desk.write("SR-20", COMPLAINT)
    with arranged():
        desk.dossier.sealed_on = TODAY
        desk.dossier.save()
    client = at(desk.archivist)
    for page in (
        page_of(client, "entry", complaint.pk),
        page_of(client, "form", "SR-20"),
    ):
        assert complaint.number in page
        assert COMPLAINT["subject"] not in page
    assert complaint.number not in page_of(client, "form", "SR-20", query="?q=电梯")
    sheet = client.get(reverse("dossiers:entry_sheet", args=[complaint.pk]))
    assert sheet.status_code == 403
    paper = client.get(reverse("dossiers:register_print", args=["SR-20"]))
    text = "".join(p.extract_text() for p in PdfReader(BytesIO(paper.content)).pages)
    assert COMPLAINT["subject"] not in text


def test_a_page_about_an_entry_is_a_look_at_its_dossier(desk, at):
    complaint = desk.write("SR-20", COMPLAINT)
    page = page_of(at(desk.archivist), "entry", complaint.pk)
    assert "欧阳琬" not in page
    assert "欧**" in page
    look = ViewLog.objects.get(user=desk.archivist)
    assert (look.dossier, look.what, look.detail) == (desk.dossier, "shown", "entry")


def test_personal_contents_are_shown_on_the_page_with_a_reason(desk, at):
    complaint = desk.write("SR-20", COMPLAINT)
    client = at(desk.archivist)
    address = reverse("dossiers:reveal_entry", args=[complaint.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert "欧阳琬" in client.post(address, {"reason": "回电"}).content.decode()
    assert ViewLog.objects.filter(what=ViewLog.What.REVEALED).exists()


def test_an_entry_is_corrected_moved_and_voided_on_its_page(desk, at):
    paper = desk.write("SR-22", RECEIPT)
    client = at(desk.archivist)
    typed = {f"f_{name}": value for name, value in RECEIPT.items()}
    correct = reverse("dossiers:correct_entry", args=[paper.pk])
    assert client.get(correct).status_code == 200
    assert client.post(correct, typed | {"f_title": "停电通知"}).status_code == 422
    changed = typed | {"f_title": "停电通知", "reason": "写错"}
    assert client.post(correct, changed).status_code == 302
    receive = reverse("dossiers:move_entry", args=[paper.pk, "receive"])
    assert client.post(receive, {"f_issued_by": "前台"}).status_code == 422
    received = {"f_issued_by": "前台", "f_received_by": "欧阳琬", "f_received_at": "09:00"}
    assert client.post(receive, received).status_code == 302
    assert (fresh(paper).state, fresh(paper).content["title"]) == ("received", "停电通知")
    void = reverse("dossiers:void_entry", args=[paper.pk])
    assert client.post(void, {"reason": "重复"}).status_code == 302
    assert fresh(paper).state == "void"


@clause(Clause.SVC_18, Clause.SVC_20)
def test_the_figures_of_deposits_are_told_by_unit_and_kind(desk, at):
    desk.write("SR-16", DEPOSIT)
    desk.write("SR-16", DEPOSIT | {"kind": "key", "paid": "50.5"})
    client = at(desk.archivist)
    assert "2050.50" in page_of(client, "register_figures", "SR-16", query="?by=unit")
    by_kind = page_of(client, "register_figures", "SR-16", query="?by=f_kind")
    assert "decoration" in by_kind
    assert "2000" in by_kind


def test_an_entry_is_written_by_naming_the_unit_as_people_write_it(desk, at):
    address = reverse("dossiers:write_entry", args=["SR-16"])
    typed = {"on": str(TODAY)} | {f"f_{name}": value for name, value in DEPOSIT.items()}
    client = at(desk.front_line)
    assert client.post(address, typed | {"unit": "9栋999"}).status_code == 422
    assert client.post(address, typed | {"unit": "3-1402"}).status_code == 302
    assert RegisterEntry.objects.get().dossier == desk.dossier


def test_lists_ask_the_database_as_often_for_many_entries_as_for_few(desk, at):
    client = at(desk.archivist)
    for name, args in (("form", ["SR-16"]), ("dossier", [desk.dossier.pk])):
        desk.write("SR-16", DEPOSIT)
        page_of(client, name, *args)
        with CaptureQueriesContext(connection) as few:
            page_of(client, name, *args)
        most = len(few) + 2
        for _ in range(6):
            desk.write("SR-16", DEPOSIT)
        page_of(client, name, *args)  # what acts change is counted once
        with CaptureQueriesContext(connection) as many:
            page_of(client, name, *args)
        assert len(many) <= most


def test_forms_are_defined_at_headquarters_and_not_at_the_desk(desk, at):
    assert 'series = "TS"' in page_of(
        at(person(Role.HQ_ARCHIVIST)), "define_form", query="?form=SR-20"
    ).replace("&quot;", '"')
    address = reverse("dossiers:define_form")
    for somebody in (desk.front_line, desk.archivist, person(Role.ADMINISTRATOR)):
        assert at(somebody).get(address).status_code == 403
