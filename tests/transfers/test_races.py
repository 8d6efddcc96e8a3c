"""What happens when two people do it at the same instant (invariants 3 and 5).

Each race has a control: the same race with the office's own locks taken away, both sides
past their checks before either writes. Then the database alone holds the promise.
"""

import threading

import pytest
from django.db import IntegrityError

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause, RegulationError
from dossiers.models import Holding, IssuedCode
from tests.factories import PASSWORD, MembershipFactory, person
from tests.steps import clause
from tests.transfers.road import EXTRA, NOW, ORDINARY, again, another_centre, office
from transfers.models import Manifest, ManifestLine, ManifestState, Side
from transfers.procedures import locking, manifests
from transfers.procedures.checking import thaw_manifest
from transfers.procedures.manifests import Chosen, prepare_manifest
from transfers.procedures.signing import sign_manifest

pytestmark = pytest.mark.race
T, R = Side.TRANSFERRING, Side.RECEIVING


@pytest.fixture
def here(own_database):
    return office()


@pytest.fixture
def without_locks(monkeypatch):
    """Rows are read without locks, and nobody writes before both have read."""
    gate = threading.Barrier(2)

    def manifest(pk):
        row = Manifest.objects.select_related("centre", "receiver", "period").get(pk=pk)
        gate.wait(timeout=10)
        return row

    def next_code(series):
        gate.wait(timeout=10)
        return real_next_code(series)

    real_next_code = manifests.next_code
    monkeypatch.setattr(locking, "locked_centre", lambda pk: None)
    monkeypatch.setattr(
        locking, "locked_holdings", lambda pks: list(Holding.objects.filter(pk__in=pks))
    )
    monkeypatch.setattr(locking, "locked_manifest", manifest)
    monkeypatch.setattr(manifests, "next_code", next_code)


def outcomes(futures):
    """What each of the racers met: nothing, or its error."""
    return [future.exception() for future in futures]


def the_only_error(futures):
    errors = [error for error in outcomes(futures) if error is not None]
    assert len(errors) == 1, errors
    return errors[0]


def clauses(error):
    assert isinstance(error, RegulationError), repr(error)
    return {refusal.clause for refusal in error.refusals}


def constraint(error):
    assert isinstance(error, IntegrityError), repr(error)
    return error.__cause__.diag.constraint_name


def two_clerks_list_one_volume(here, side_by_side):
    volume = here.volume()
    colleague = person(Role.CENTRE_ARCHIVIST, here.centre)

    def listing(kind, by):
        chosen = Chosen(holdings=[volume])
        return lambda: prepare_manifest(here.centre, kind, chosen, by=by, now=NOW)

    futures = side_by_side(listing(ORDINARY, here.clerk), listing(EXTRA, colleague))
    assert ManifestLine.objects.filter(holding=volume, is_open=True).count() == 1
    assert list(IssuedCode.objects.values_list("code", flat=True)) == ["YJ-2026-0001"]
    return futures


@clause(Clause.TRF_04)
def test_two_clerks_cannot_list_one_volume(here, side_by_side):
    error = the_only_error(two_clerks_list_one_volume(here, side_by_side))
    assert clauses(error) == {Clause.TRF_04}


@clause(Clause.TRF_04)
def test_control_two_clerks_meet_the_constraint(here, side_by_side, without_locks):
    error = the_only_error(two_clerks_list_one_volume(here, side_by_side))
    assert constraint(error) == "transfers_a_holding_on_one_open_manifest"


@clause(Clause.TRF_04)
def test_two_clerks_open_one_list_of_a_kind(here, side_by_side):
    volumes = [here.volume(), here.volume()]
    futures = side_by_side(*[lambda v=v: here.prepared(v) for v in volumes])
    assert clauses(the_only_error(futures)) == {Clause.TRF_04}


@clause(Clause.TRF_04)
def test_control_two_open_lists_meet_the_constraint(here, side_by_side, without_locks):
    volumes = [here.volume(), here.volume()]
    futures = side_by_side(*[lambda v=v: here.prepared(v) for v in volumes])
    assert constraint(the_only_error(futures)) == "transfers_one_open_manifest_per_centre_and_kind"


def signing(manifest, side, who):
    proof = prove_identity(who, PASSWORD, now=NOW)
    return lambda: sign_manifest(manifest, side, proof, manifest.content_hash, by=who, now=NOW)


def both_sides_sign_at_once(here, side_by_side):
    volume = here.volume()
    manifest = here.frozen(volume)
    futures = side_by_side(signing(manifest, T, here.clerk), signing(manifest, R, here.checker))

    assert outcomes(futures) == [None, None]
    assert again(manifest).state == ManifestState.COMPLETED
    assert again(volume).keeper == here.receiver
    assert manifest.copies.count() == 2


@clause(Clause.TRF_06)
def test_both_sides_sign_at_the_same_instant(here, side_by_side):
    both_sides_sign_at_once(here, side_by_side)


@clause(Clause.TRF_06)
def test_control_the_database_lets_signatures_follow_each_other(request, here, side_by_side):
    both_sides_sign_at_once(prepared_road(request, here), side_by_side)


def prepared_road(request, here):
    """The locks go only once the list is frozen: the gate is for the racers."""
    frozen = here.frozen

    def then_without_locks(*holdings):
        manifest = frozen(*holdings)
        request.getfixturevalue("without_locks")
        return manifest

    here.frozen = then_without_locks
    return here


def one_person_signs_twice(here, side_by_side):
    MembershipFactory(person=here.clerk, department=here.receiver, role=Role.HQ_ARCHIVIST)
    both = User.objects.get(pk=here.clerk.pk)
    manifest = here.frozen(here.volume())
    futures = side_by_side(signing(manifest, T, both), signing(manifest, R, both))
    assert manifest.signatures.count() == 1
    assert again(manifest).state == ManifestState.FROZEN
    return the_only_error(futures)


@clause(Clause.TRF_06)
def test_one_person_cannot_sign_twice(here, side_by_side):
    assert clauses(one_person_signs_twice(here, side_by_side)) == {Clause.TRF_06}


@clause(Clause.TRF_06)
def test_control_one_person_twice_meets_the_constraint(request, here, side_by_side):
    error = one_person_signs_twice(prepared_road(request, here), side_by_side)
    assert constraint(error) == "transfers_two_different_people_sign"


def two_people_sign_one_side(here, side_by_side):
    manifest = here.frozen(here.volume())
    futures = side_by_side(signing(manifest, T, here.clerk), signing(manifest, T, here.centre_head))
    assert manifest.signatures.count() == 1
    return the_only_error(futures)


@clause(Clause.TRF_06)
def test_a_side_signs_once(here, side_by_side):
    assert clauses(two_people_sign_one_side(here, side_by_side)) == {Clause.TRF_06}


@clause(Clause.TRF_06)
def test_control_a_side_twice_meets_the_constraint(request, here, side_by_side):
    error = two_people_sign_one_side(prepared_road(request, here), side_by_side)
    assert constraint(error) == "transfers_each_side_signs_once"


def a_change_meets_the_second_signature(here, side_by_side):
    manifest = here.frozen(here.volume())
    first = signing(manifest, T, here.clerk)
    first()
    return manifest, side_by_side(
        signing(manifest, R, here.checker),
        lambda: thaw_manifest(manifest, reason="第1行", by=here.chief, now=NOW),
    )


def exactly_one_happened(manifest, futures):
    signed_error, changed_error = outcomes(futures)
    now = again(manifest)
    if signed_error is None:
        assert now.state == ManifestState.COMPLETED
        assert now.content == manifest.content
        assert changed_error is not None
    else:
        assert now.state == ManifestState.CHECKING
        assert changed_error is None
        assert not manifest.signatures.filter(voided_at__isnull=True).exists()


@clause(Clause.TRF_06)
def test_a_change_and_the_second_signature_exclude_each_other(here, side_by_side):
    manifest, futures = a_change_meets_the_second_signature(here, side_by_side)
    exactly_one_happened(manifest, futures)
    assert clauses(the_only_error(futures)) <= {Clause.TRF_05, Clause.TRF_06}


@clause(Clause.TRF_06)
def test_control_the_change_or_the_signature_meets_a_trigger(request, here, side_by_side):
    manifest = here.frozen(here.volume())
    signing(manifest, T, here.clerk)()
    last = signing(manifest, R, here.checker)
    request.getfixturevalue("without_locks")
    futures = side_by_side(
        last, lambda: thaw_manifest(manifest, reason="第1行", by=here.chief, now=NOW)
    )
    exactly_one_happened(manifest, futures)
    assert constraint(the_only_error(futures)) in {
        "transfers_signature_is_over_the_content",
        "transfers_signature_stays",
    }


@clause(Clause.TRF_04)
def test_numbers_have_no_gap_when_centres_prepare_at_once(here, side_by_side):
    second = another_centre(here)
    pairs = [(here, here.volume()), (second, second.volume())]
    futures = side_by_side(*[lambda o=o, v=v: o.prepared(v) for o, v in pairs])
    assert outcomes(futures) == [None, None]
    assert sorted(Manifest.objects.values_list("number", flat=True)) == [
        "YJ-2026-0001",
        "YJ-2026-0002",
    ]
