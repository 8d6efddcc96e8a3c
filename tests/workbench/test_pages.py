from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.forms import modelform_factory
from django.urls import reverse

from archive_office import clock
from archive_office.admin import save_reference
from archive_office.custody.models import Storeroom
from archive_office.journal.acts import ACTS
from archive_office.journal.models import JournalEntry
from archive_office.notices.procedures import Message, tell
from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.policy.reading import number
from tests.factories import DepartmentFactory, UserFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(client):
    def sign_in(somebody):
        client.force_login(
            somebody, backend="archive_office.organisation.backends.MembershipBackend"
        )
        return client

    return sign_in


NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_person_reads_the_own_notices_and_nobody_elses(at):
    me, other = person(Role.EMPLOYEE), UserFactory()
    tell([me], Message("a", "移交即将到期"), by=None, now=NOW)
    tell([other], Message("b", "别人的提醒"), by=None, now=NOW)

    text = at(me).get(reverse("workbench:inbox")).content.decode()

    assert "移交即将到期" in text
    assert "别人的提醒" not in text


def test_the_same_matter_is_told_once():
    me = person(Role.EMPLOYEE)
    tell([me], Message("a", "提醒"), by=None, now=NOW)
    tell([me], Message("a", "提醒"), by=None, now=NOW + timedelta(days=1))
    assert me.notices.count() == 1


def test_a_read_notice_leaves_the_inbox(at):
    me = person(Role.EMPLOYEE)
    [notice] = tell([me], Message("a", "移交即将到期"), by=None, now=NOW)
    browser = at(me)
    browser.post(reverse("workbench:notice", args=[notice.pk]))
    assert "移交即将到期" not in browser.get(reverse("workbench:inbox")).content.decode()


def test_nobody_follows_a_link_out_of_the_office(at):
    me = person(Role.EMPLOYEE)
    [notice] = tell([me], Message("a", "t", link="https://elsewhere.invalid/"), by=None, now=NOW)
    answer = at(me).post(reverse("workbench:notice", args=[notice.pk]), {"follow": "1"})
    assert answer.url == reverse("workbench:inbox")


def test_everybody_can_read_the_regulation(at):
    answer = at(person(Role.EMPLOYEE)).get(reverse("workbench:regulation"), {"chapter": "TRF"})
    assert "TRF-06" in answer.content.decode()


def test_the_regulation_is_read_in_ones_own_language(at):
    client, address = at(person(Role.EMPLOYEE)), reverse("workbench:regulation")
    english = "The centre's archivist is keeper until headquarters has accepted."
    pages = {
        language: unescape(
            client.get(address, headers={"Accept-Language": language}).content.decode()
        )
        for language in ("zh-hans", "en")
    }
    assert english not in pages["zh-hans"]
    assert english in pages["en"]


def test_the_administrator_decides_a_parameter_and_an_auditor_only_reads(at):
    address = reverse("workbench:setting", args=["handover_grace_days"])
    decision = {"value": "20", "effective_from": clock.today().isoformat(), "reason": "试行"}

    assert at(person(Role.AUDITOR)).post(address, decision).status_code == 403
    assert at(person(Role.ADMINISTRATOR)).post(address, decision).status_code == 302
    assert number("handover_grace_days", on=clock.today()) == 20


def test_a_value_outside_the_limits_is_refused_and_kept_in_the_form(at):
    address = reverse("workbench:setting", args=["handover_grace_days"])
    decision = {
        "value": "9999",
        "effective_from": clock.today().isoformat(),
        "reason": "试行",
    }
    answer = at(person(Role.ADMINISTRATOR)).post(address, decision)
    assert answer.status_code == 422
    assert "9999" in answer.content.decode()
    assert not Parameter.objects.exists()


def test_a_journal_entry_tells_in_words_what_was_done_to_what(at):
    room = Storeroom(department=DepartmentFactory(), code="07", name="云杉库")
    form = modelform_factory(Storeroom, fields=["name"])(data={"name": "云杉库房"}, instance=room)
    form.save(commit=False)
    save_reference(form, [], by=UserFactory())
    entry = JournalEntry.objects.filter(act="reference.saved").latest("pk")

    page = at(person(Role.AUDITOR)).get(
        reverse("admin:journal_journalentry_change", args=[entry.pk])
    )

    assert str(ACTS["reference.saved"].title) in page.content.decode()
    assert "name: 云杉库房" in page.content.decode()
    assert "/admin/organisation/user/" + str(entry.by_id) not in page.content.decode()
