"""The seals of the history day by day, their digest on paper, and what the first page says."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from pypdf import PdfReader

from archive_office import clock
from archive_office.journal.acts import in_act, note
from archive_office.journal.days import sealed_days
from archive_office.journal.models import HistorySeal, JournalEntry, SealEra
from archive_office.notices.procedures.days import begin_day, end_day
from archive_office.notices.rules import COMPARED, ROWS_COMPARED
from archive_office.organisation.models import Membership
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from archive_office.workbench.papers import digest_facts, digest_text
from tests.factories import DepartmentFactory, person
from tests.steps import clause

pytestmark = pytest.mark.django_db

TODAY = clock.today()
PAGE = "workbench:seals"


@pytest.fixture
def signed_in():
    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def auditor():
    return person(Role.AUDITOR)


def seal(at=None, *, era=1, rows=7):
    """The next seal of an era; what a seal is worth, the tests of sealing show."""
    at = at or clock.now()
    span = {"began_at": at, "reason": "开始", "first_xid": 0}
    kept, _new = SealEra.objects.get_or_create(number=era, defaults=span)
    number = kept.seals.count() + 1
    return HistorySeal.objects.create(
        era=kept,
        number=number,
        first_xid=number,
        end_xid=number + 1,
        row_count=rows,
        digest=sha256(f"{era}-{number}".encode()).hexdigest(),
        sealed_at=at,
    )


@pytest.fixture
def sealed(auditor):
    """Two seals of today."""
    seal(rows=1200)
    return seal(rows=34)


def ended(**facts):
    """An office day that ended with these facts."""

    class Done:
        name, counts, error = COMPARED, facts.get("counts", {}), facts.get("error", "")

    return end_day(begin_day(now=clock.now()), [Done], now=clock.now())


def digest_of(browser, day=TODAY):
    return browser.get(reverse("workbench:seal_digest", args=[f"{day:%F}"]))


@clause(Clause.SEC_42)
def test_a_day_says_how_much_was_sealed_and_with_which_digest_it_ended(
    signed_in, auditor, sealed, django_assert_max_num_queries
):
    (day,) = sealed_days(TODAY, TODAY + timedelta(days=1))
    assert (day.day, day.era, day.first, day.seals) == (TODAY, 1, 1, sealed.number)
    assert day.rows == sum(seal.row_count for seal in SealEra.objects.get().seals.all())
    assert day.last == sealed
    browser = signed_in(auditor)
    with django_assert_max_num_queries(20):
        text = browser.get(reverse(PAGE)).text
    assert sealed.digest in text
    assert f"{day.rows}" in text


@clause(Clause.SEC_42)
def test_only_auditors_the_archive_rooms_head_and_administrators_read_the_seals(signed_in, sealed):
    for role in Role:
        reads = role in (Role.AUDITOR, Role.ARCHIVE_ROOM_HEAD, Role.ADMINISTRATOR)
        browser = signed_in(person(role, DepartmentFactory(centre=True)))
        for answer in (browser.get(reverse(PAGE)), digest_of(browser)):
            assert answer.status_code == (200 if reads else 403), role


@clause(Clause.SEC_42)
def test_the_digest_of_a_day_is_a_paper_with_a_code_to_compare(signed_in, auditor, sealed):
    answer = digest_of(signed_in(auditor))
    assert answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert sealed.digest in text.replace(" ", "").replace("\n", "")
    assert "历史封存日摘要" in text.replace(" ", "")
    assert len(pdf.pages) == 1
    facts = digest_facts(TODAY, sealed_days(TODAY, TODAY + timedelta(days=1)), by="x")
    words = digest_text(facts)
    rows = sum(seal.row_count for seal in SealEra.objects.get().seals.all())
    assert words.split()[1:] == [
        *(
            f"{TODAY:%F}",
            "ERA",
            "1",
            "SEAL",
            f"{sealed.number}",
            "ROWS",
            f"{rows}",
            "SHA256",
            sealed.digest,
        )
    ]


@clause(Clause.SEC_42)
def test_a_day_with_two_eras_is_printed_with_the_digest_of_the_newer(auditor, sealed):
    newest = seal(era=2)
    days = sealed_days(TODAY, TODAY + timedelta(days=1))
    facts = digest_facts(TODAY, days, by=str(auditor))
    assert [era.era for era in facts.eras] == [2, 1]
    assert facts.digest == newest.digest


@clause(Clause.SEC_42)
def test_there_is_no_digest_of_a_day_without_seals_nor_of_no_day(signed_in, auditor, sealed):
    browser = signed_in(auditor)
    assert digest_of(browser, TODAY - timedelta(days=40)).status_code == 404
    for odd in ("nonsense", "0001-01-01", "9999-12-31", "2026-13-40"):
        assert browser.get(reverse("workbench:seal_digest", args=[odd])).status_code == 404
        assert browser.get(reverse(PAGE), {"month": odd}).status_code == 200


@clause(Clause.SEC_42)
def test_the_page_says_how_the_last_daily_comparison_ended(signed_in, auditor, sealed):
    page = signed_in(auditor)
    assert gettext("Never compared yet") in page.get(reverse(PAGE)).text
    ended(counts={ROWS_COMPARED: 4711})
    text = page.get(reverse(PAGE)).text
    assert gettext("Intact") in text
    assert "4711" in text or "4,711" in text
    ended(error="BrokenHistoryError")
    assert gettext("Not as it was sealed") in page.get(reverse(PAGE)).text


@clause(Clause.SEC_42)
def test_the_first_page_speaks_of_the_seals_only_when_something_is_wrong(
    signed_in, auditor, sealed
):
    page, wrong = signed_in(auditor), gettext("History last sealed")
    assert wrong not in page.get(reverse("admin:index")).text
    ended(error="BrokenHistoryError")
    text = page.get(reverse("admin:index")).text
    assert wrong in text
    assert gettext("the history is not as it was sealed") in text


@clause(Clause.SEC_42)
def test_the_first_page_warns_when_nothing_was_sealed_for_a_day(signed_in, auditor):
    seal(clock.now() - timedelta(days=1, minutes=1))
    text = signed_in(auditor).get(reverse("admin:index")).text
    assert gettext("nothing was sealed for a day; is a worker running?") in text
    clerk = signed_in(person(Role.FRONT_LINE, DepartmentFactory(centre=True)))
    assert gettext("History last sealed") not in clerk.get(reverse("admin:index")).text


@clause(Clause.SEC_42)
def test_the_journal_leads_to_the_history_of_every_record_it_names(signed_in):
    auditor = person(Role.AUDITOR)
    post = Membership.objects.get(person=auditor)
    with in_act("tests.ended", by=auditor, reason="调离"):
        post.ends_on = TODAY + timedelta(days=30)
        post.save()
        note(post)
    browser = signed_in(auditor)
    entry = JournalEntry.objects.get(act="tests.ended")
    address = reverse("workbench:record_history", args=["organisation", "membership", post.pk])
    journal = browser.get(reverse("admin:journal_journalentry_change", args=[entry.pk]))
    assert address in journal.text
    history = browser.get(address).text
    assert "调离" in history


@clause(Clause.SEC_42)
def test_records_without_a_history_or_a_right_to_them_have_no_such_page(signed_in):
    browser = signed_in(person(Role.AUDITOR))

    def status(*args):
        return browser.get(reverse("workbench:record_history", args=args)).status_code

    assert status("journal", "journalentry", 1) == 404
    assert status("no", "such", 1) == 404
    assert status("organisation", "membership", 999_999_999) == 404
    assert status("dossiers", "emergencycontact", 1) == 403
    assert status("organisation", "department", 1) == 302
