"""A consent is withdrawn while somebody opens the file: one comes first, and the log says which."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from archive_office.regulation import Clause
from dossiers.models import DossierGrant, ViewLog
from dossiers.procedures import reading
from dossiers.rules.access import right_to_look_inside
from lending.models import Authority
from lending.procedures.withdrawals import withdraw_authority
from tests.lending.test_withdrawing_a_consent import WHY, opened, paper
from tests.lending.world import NOW, again, fresh, library
from tests.steps import clause

pytestmark = pytest.mark.race
assert paper


@pytest.fixture
def world(own_database):
    world = library()
    world.seen_by(world.employee)
    return world


def read(world, dossier):
    """What a page does: look for the right, log under it; only then something is shown."""
    user = fresh(world.employee)
    under = right_to_look_inside(dossier, user, at=NOW, personal=True)
    if not under:
        return "nothing"
    try:
        reading.log_view(dossier, user, ViewLog.What.SHOWN, under=under, now=NOW)
    except PermissionDenied:
        return "ended"
    return "shown"


def elsewhere(function):
    """Run on a connection of its own."""

    def run():
        try:
            return function()
        finally:
            connection.close()

    return ThreadPoolExecutor(1).submit(run)


def logged():
    return ViewLog.objects.filter(under__startswith="grant").count()


@clause(Clause.LND_15, Clause.SEC_29)
def test_a_read_that_began_before_the_commit_waits_and_fails_after_it(world, paper, monkeypatch):
    _line, authority = opened(world, paper)
    dossier = paper.holding.dossier
    looked, go_on = threading.Event(), threading.Event()
    with_lock = reading._hold_grants

    def hold(rights, *, at):
        looked.set()
        go_on.wait(timeout=10)
        with_lock(rights, at=at)

    monkeypatch.setattr(reading, "_hold_grants", hold)
    later = elsewhere(lambda: read(world, dossier))
    assert looked.wait(timeout=10)  # the right was found; nothing is logged yet
    with transaction.atomic():
        withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY)
        go_on.set()
        assert not later.done()
    assert later.result(timeout=10) == "ended"
    assert logged() == 0
    assert read(world, dossier) == "nothing"


@clause(Clause.LND_15, Clause.SEC_29)
def test_a_read_that_was_logged_first_is_kept_and_the_withdrawal_waits_for_it(world, paper):
    line, authority = opened(world, paper)
    dossier, user = paper.holding.dossier, fresh(world.employee)
    with transaction.atomic():
        reading.log_view(dossier, user, ViewLog.What.SHOWN, under=f"grant {line.grant_id}", now=NOW)
        ending = elsewhere(
            lambda: withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY)
        )
        with pytest.raises(TimeoutError):
            ending.result(timeout=1)
    ending.result(timeout=10)
    assert logged() == 1
    assert read(world, dossier) == "nothing"


@clause(Clause.LND_15)
def test_whoever_comes_first_after_the_end_nothing_is_shown(world, paper, side_by_side):
    _line, authority = opened(world, paper)
    dossier = paper.holding.dossier
    ended, *seen = side_by_side(
        lambda: withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY),
        *[lambda: read(world, dossier) for _ in range(3)],
    )
    assert ended.exception() is None
    results = [future.result() for future in seen]
    assert logged() == results.count("shown")
    assert read(world, dossier) == "nothing"
    assert DossierGrant.objects.in_force(NOW).filter(dossier=dossier).count() == 0
    assert Authority.objects.get(pk=again(authority).pk).withdrawn_at == NOW


@clause(Clause.LND_15)
def test_control_without_the_lock_a_read_is_logged_after_the_end(world, paper, monkeypatch):
    _line, authority = opened(world, paper)
    dossier = paper.holding.dossier
    looked, go_on = threading.Event(), threading.Event()

    def unlocked(rights, *, at):
        looked.set()
        go_on.wait(timeout=10)

    monkeypatch.setattr(reading, "_hold_grants", unlocked)
    later = elsewhere(lambda: read(world, dossier))
    assert looked.wait(timeout=10)
    withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY)
    go_on.set()
    assert later.result(timeout=10) == "shown"
