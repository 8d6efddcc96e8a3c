"""Two people at once, on two connections; each race again with its lock taken away.

Without the lock the database must still refuse: its constraint is the control.
"""

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection

from archive_office.journal.acts import in_act
from archive_office.regulation import Clause, RegulationError
from dossiers.models import Building, Dossier, IssuedCode, NumberSeries, Submission, Unit
from dossiers.procedures import codes, locks
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.collisions import constraint_of
from dossiers.rules import submissions as submission_rules
from tests.dossiers.steps import NOW, Centre, accept_all, sent
from tests.factories import TODAY, MembershipFactory, UnitFactory, UserFactory
from tests.steps import clause

pytestmark = pytest.mark.race


@pytest.fixture
def centre(own_database):
    centre = Centre()
    colleague = UserFactory()
    MembershipFactory(person=colleague, department=centre.department)
    centre.colleague = colleague
    return centre


@pytest.fixture
def same_moment():
    """The moment two people share."""
    return threading.Barrier(2)


def acceptance(submission, by):
    return lambda: accept_submission(submission, by=by, today=TODAY, now=NOW)


def outcome(future):
    """The clause or the constraint for which it failed, or None."""
    error = future.exception()
    if error is None:
        return None
    assert isinstance(error, RegulationError), error
    cause = error.__cause__
    return constraint_of(cause) if isinstance(cause, IntegrityError) else error.refusals[0].clause


def two_records_for_one_unit(centre):
    UnitFactory(
        estate=centre.estate,
        building__estate=centre.estate,
        building__name="3栋",
        entrance="2单元",
        room="1201",
    )
    both = [sent(centre) for _ in range(2)]
    for submission in both:
        accept_all(submission, centre.archivist)
    return both


@clause(Clause.ORG_08)
def test_two_archivists_accept_the_same_submission_once(centre, side_by_side):
    submission = sent(centre)
    accept_all(submission, centre.archivist)

    done = side_by_side(
        acceptance(submission, centre.archivist), acceptance(submission, centre.colleague)
    )

    assert sorted(map(str, map(outcome, done))) == ["None", "ORG-08"]
    assert Dossier.objects.count() == 1


def without(lock, monkeypatch):
    """Reads without locking."""
    model = {"submission": Submission, "unit": Unit}[lock]
    monkeypatch.setattr(locks, lock, lambda pk: model.objects.get(pk=pk))


def together(thing, name, same_moment, monkeypatch, *, after=False):
    """Nobody gets past this step before everybody has come to it."""
    step = getattr(thing, name)

    def waiting(*args, **kwargs):
        if after:
            answer = step(*args, **kwargs)
            answer = list(answer) if isinstance(answer, Iterator) else answer
            same_moment.wait(timeout=10)
            return answer
        same_moment.wait(timeout=10)
        return step(*args, **kwargs)

    monkeypatch.setattr(thing, name, waiting)


@clause(Clause.COL_04)
def test_without_its_lock_the_database_keeps_the_second_acceptance_out(
    centre, side_by_side, same_moment, monkeypatch
):
    submission = sent(centre)
    accept_all(submission, centre.archivist)
    monkeypatch.setattr(locks, "estate", lambda pk: centre.estate)
    without("submission", monkeypatch)
    together(Building, "save", same_moment, monkeypatch)

    done = side_by_side(
        acceptance(submission, centre.archivist), acceptance(submission, centre.colleague)
    )

    assert sorted(map(str, map(outcome, done))) == ["None", "dossiers_building_once"]
    assert Dossier.objects.count() == 1


@clause(Clause.COL_04)
def test_two_acceptances_open_one_owner_dossier_for_a_unit(centre, side_by_side):
    first, second = two_records_for_one_unit(centre)
    done = side_by_side(acceptance(first, centre.archivist), acceptance(second, centre.colleague))
    assert sorted(map(str, map(outcome, done))) == ["COL-04", "None"]
    assert Dossier.objects.count() == 1


@clause(Clause.COL_04)
def test_without_its_lock_the_database_keeps_the_second_owner_dossier_out(
    centre, side_by_side, same_moment, monkeypatch
):
    first, second = two_records_for_one_unit(centre)
    monkeypatch.setattr(locks, "estate", lambda pk: centre.estate)
    without("unit", monkeypatch)
    together(submission_rules, "against_second_dossier", same_moment, monkeypatch, after=True)
    monkeypatch.setattr(Unit, "save", lambda self, **fields: None)  # its row would lock as well

    done = side_by_side(acceptance(first, centre.archivist), acceptance(second, centre.colleague))

    assert sorted(map(str, map(outcome, done))) == ["None", "dossiers_one_present_owner_per_unit"]
    assert Dossier.objects.count() == 1


class FailedError(Exception):
    """What goes wrong after a code was taken."""


@clause(Clause.FIL_03)
def test_codes_stay_gap_free_when_an_act_fails_after_taking_one(own_database, side_by_side):
    taken, may_fail = threading.Event(), threading.Event()

    def failing():
        with in_act("tests.failing", by=None):
            codes.next_code("W001-ZY·KH-P01")
            taken.set()
            may_fail.wait(timeout=10)
            raise FailedError

    def following():
        taken.wait(timeout=10)
        threading.Timer(0.3, may_fail.set).start()  # while this one waits for the counter
        with in_act("tests.following", by=None):
            return codes.next_code("W001-ZY·KH-P01")

    failed, followed = side_by_side(failing, following)

    assert isinstance(failed.exception(), FailedError)
    assert followed.result() == "W001-ZY·KH-P01-0001"
    assert list(IssuedCode.objects.values_list("number", flat=True)) == [1]


def counting(times):
    def count():
        for _ in range(times):
            with in_act("tests.counting", by=None):
                codes.next_code("W001-ZY·KH-P02")

    return count


@clause(Clause.FIL_03)
def test_codes_taken_at_once_have_neither_gap_nor_double(own_database, side_by_side):
    for future in side_by_side(*[counting(10)] * 4):
        future.result()
    assert list(IssuedCode.objects.values_list("number", flat=True)) == list(range(1, 41))


@clause(Clause.FIL_03)
def test_without_the_counters_lock_the_database_refuses_the_double(
    own_database, side_by_side, same_moment, monkeypatch
):
    NumberSeries.objects.create(key="W001-ZY·KH-P02")

    def unlocked(key, count):
        series = NumberSeries.objects.get(key=key)
        same_moment.wait(timeout=10)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")  # the counter is written by neither
        return series.pk, series.last + count

    monkeypatch.setattr(codes, "_advance", unlocked)
    errors = [future.exception() for future in side_by_side(*[counting(1)] * 2)]

    (error,) = [e for e in errors if e is not None]
    assert isinstance(error, IntegrityError)
    assert constraint_of(error) in {
        "dossiers_number_once_per_series",
        "dossiers_issuedcode_code_key",
    }
