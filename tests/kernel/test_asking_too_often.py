"""Questions are counted for all web servers together, and none is lost between two of them."""

from datetime import UTC, datetime, timedelta

import pytest

from archive_office.organisation.models import QuestionCount
from archive_office.organisation.pacing import asks_too_often
from tests.factories import UserFactory

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def ask(user, matter="verify", *, at=NOW):
    return asks_too_often(user, matter, most=3, within=MINUTE, now=at)


@pytest.mark.django_db
def test_whoever_asks_more_than_is_allowed_waits_until_the_minute_is_over():
    user = UserFactory()
    assert [ask(user) for _ in range(4)] == [False, False, False, True]
    assert ask(user, at=NOW + MINUTE - timedelta(seconds=1))
    assert not ask(user, at=NOW + MINUTE)
    assert [ask(user, at=NOW + MINUTE) for _ in range(3)] == [False, False, True]


@pytest.mark.django_db
def test_everybody_and_every_matter_is_counted_alone():
    user, other = UserFactory(), UserFactory()
    for _ in range(4):
        ask(user)
    assert not ask(other)
    assert not ask(user, "another matter")
    assert QuestionCount.objects.count() == 3


def test_questions_to_several_servers_at_once_are_all_counted(side_by_side):
    user = UserFactory()
    answers = [run.result() for run in side_by_side(*[lambda: ask(user)] * 8)]
    assert sorted(answers) == [False] * 3 + [True] * 5
    assert QuestionCount.objects.get().count == 8
