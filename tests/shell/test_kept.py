"""What pages keep: the same answer while nothing happens, a new one after every act."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.policy.reading import number
from archive_office.shell import kept as keeping
from archive_office.shell.kept import ReadOnce, kept
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def page_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.fixture
def asked():
    """Somebody who is asked how often it was asked."""
    times = []

    def ask():
        times.append(1)
        return len(times)

    return ask


def test_nothing_is_counted_anew_while_nothing_happens(asked):
    user = UserFactory()
    assert [kept(page_of(user), "x", asked) for _page in range(3)] == [1, 1, 1]


def test_everything_is_counted_anew_after_an_act(asked):
    user = UserFactory()
    assert kept(page_of(user), "x", asked) == 1
    DepartmentFactory()
    assert kept(page_of(user), "x", asked) == 2


def test_an_act_that_began_before_somebody_looked_and_ended_after_it_counts(asked):
    user = UserFactory()
    kept(page_of(user), "x", asked)
    now = clock.now()
    JournalEntry.objects.create(pk=-1, act="tests.late", at=now)  # its number was given long ago
    assert kept(page_of(user), "x", asked) == 2


def test_what_is_kept_for_one_person_is_told_to_nobody_else(asked):
    one, other = UserFactory(), UserFactory()
    assert kept(page_of(one), "x", asked) == 1
    assert kept(page_of(other), "x", asked) == 2


def test_the_next_day_counts_anew(asked, monkeypatch):
    user, tomorrow = UserFactory(), clock.today() + timedelta(days=1)
    kept(page_of(user), "x", asked)
    monkeypatch.setattr(keeping.clock, "today", lambda: tomorrow)
    assert kept(page_of(user), "x", asked) == 2


def test_a_page_asks_for_a_setting_once(django_assert_num_queries):
    def drawn(_request):
        return [number("loan_days", on=clock.today()) for _line in range(5)]

    with django_assert_num_queries(1):
        assert len(set(ReadOnce(drawn)(RequestFactory().get("/")))) == 1


def test_whoever_acts_is_told_of_the_settings_as_they_are_now(django_assert_num_queries):
    def done(_request):
        return [number("loan_days", on=clock.today()) for _line in range(2)]

    with django_assert_num_queries(2):
        ReadOnce(done)(RequestFactory().post("/"))
