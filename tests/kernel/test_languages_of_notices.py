"""A notice is written in the language of whom it is for, whoever acts and whenever."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy, override

from archive_office.notices.models import Notice
from archive_office.notices.procedures import Message, tell, worded
from archive_office.notices.procedures.mailing import send_waiting
from archive_office.organisation.roles import Role
from archive_office.shell.language import keep_language
from dossiers.procedures.acceptance import return_submission
from dossiers.procedures.reminders import remind_of_reviews
from tests.dossiers.steps import NOW, Centre, sent
from tests.factories import DossierFactory, UserFactory, person
from transfers.models import Period

pytestmark = pytest.mark.django_db
TITLE = gettext_lazy("Handover of %(period)s is due on %(day)s")
IN_ENGLISH = "Handover of 2026 second half is due on 2027-01-31"
IN_CHINESE = "2026 年下半年的移交将于 2027-01-31 到期"


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def english(centre):
    return person(Role.CENTRE_ARCHIVIST, centre.department, language="en", email="e@example.com")


def handover():
    period = Period(year=2026, half=2, due_on="2027-01-31")
    return Message("due", worded(TITLE, period=period, day=period.due_on), gettext_lazy("Remark"))


def titles():
    return dict(Notice.objects.values_list("to", "title"))


def test_a_reminder_of_the_night_is_read_by_each_in_the_own_language(centre, english):
    for _n in range(2):
        DossierFactory(occupancy__unit__building__estate=centre.estate)
    assert remind_of_reviews(now=NOW) == 2
    assert titles() == {
        english.pk: f"{centre.department}: 2 dossiers are due for review",
        centre.archivist.pk: f"{centre.department}：有 2 份客户档案应检查",
    }


def test_one_is_spoken_of_as_one_in_english(centre, english):
    DossierFactory(occupancy__unit__building__estate=centre.estate)
    with override("zh-hans"):
        remind_of_reviews(now=NOW)
    assert titles()[english.pk] == f"{centre.department}: 1 dossier is due for review"


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("", "已退回给您，请查看原因后重新提交"),
        ("zh-hans", "已退回给您，请查看原因后重新提交"),
        ("en", "comes back to you: read why, and send it again"),
    ],
)
@pytest.mark.parametrize("acting", ["zh-hans", "en"])
def test_the_language_of_whoever_acts_counts_for_nothing(centre, chosen, said, acting):
    keep_language(chosen, by=centre.front_line)
    keep_language(acting, by=centre.archivist)
    submission = sent(centre, "C1")
    with override(acting):
        return_submission(submission, reason="身份证复印件不清楚", by=centre.archivist, now=NOW)
    notice = Notice.objects.get(to=centre.front_line)
    assert notice.title == f"{submission.receipt_number} {said}"


def test_words_that_are_put_in_are_of_the_same_language(english):
    chinese = UserFactory()
    with override("en"):
        tell([chinese, english], handover(), by=None, now=NOW)
    assert titles() == {english.pk: IN_ENGLISH, chinese.pk: IN_CHINESE}
    assert [n.body for n in Notice.objects.order_by("body")] == ["Remark", "备注"]


def test_what_somebody_wrote_stays_as_it_was_written(english):
    wrote = "100% 不清楚 %(day)s"
    tell([english], Message("due", gettext_lazy("Remark"), body=wrote), by=None, now=NOW)
    assert Notice.objects.get().body == wrote


def test_a_letter_speaks_the_language_of_the_notice(english):
    tell([english], handover(), by=None, now=NOW)
    with override("zh-hans"):
        send_waiting(NOW)
    (letter,) = mail.outbox
    assert letter.subject == IN_ENGLISH
    assert letter.body.strip() == IN_ENGLISH


def test_nobody_hears_a_matter_again_in_another_language(english):
    chinese = UserFactory()
    tell([chinese, english, chinese], handover(), by=None, now=NOW)
    keep_language("zh-hans", by=english)
    keep_language("en", by=chinese)
    assert tell([chinese, english], handover(), by=None, now=NOW + timedelta(days=1)) == []
    assert titles() == {english.pk: IN_ENGLISH, chinese.pk: IN_CHINESE}


def test_two_languages_ask_the_database_no_more_than_one(django_assert_num_queries):
    alike, different = ([UserFactory(), UserFactory(language=code)] for code in ("", "en"))
    with CaptureQueriesContext(connection) as one:
        tell(alike, handover(), by=None, now=NOW)
    with django_assert_num_queries(len(one)):
        tell(different, handover(), by=None, now=NOW)
