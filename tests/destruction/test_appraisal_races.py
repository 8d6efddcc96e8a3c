"""What happens when two people do it at the same instant.

Each race has a control: the same race with the office's own locks taken away, both sides
past their checks before either writes. Then the database alone holds the promise.
"""

import threading

import pytest

from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause
from destruction.models import Appraisal, AppraisalLine, AppraisalState
from destruction.procedures import appraisals, locking
from destruction.procedures.signing import sign_appraisal, thaw
from dossiers.models import Document, Hold, Holding, IssuedCode
from dossiers.procedures.retention import place_hold
from tests.destruction.test_signing_an_appraisal import also, jointly
from tests.destruction.world import DESTROY, NOW, again, room
from tests.factories import PASSWORD, person
from tests.steps import clause
from tests.transfers.test_races import clauses, constraint, outcomes, the_only_error

pytestmark = pytest.mark.race


@pytest.fixture
def here(own_database):
    return room()


@pytest.fixture
def without_locks(monkeypatch):
    """Rows are read without locks, and nobody writes before both have read."""
    gate = threading.Barrier(2)

    def appraisal(pk):
        row = Appraisal.objects.select_related("room", "drawn_up_by", "frozen_by").get(pk=pk)
        gate.wait(timeout=10)
        return row

    def next_code(series):
        gate.wait(timeout=10)
        return real_next_code(series)

    real_next_code = appraisals.next_code
    monkeypatch.setattr(locking, "locked_appraisal", appraisal)
    monkeypatch.setattr(
        locking, "locked_holdings", lambda pks: list(Holding.objects.filter(pk__in=list(pks)))
    )
    monkeypatch.setattr(
        locking, "locked_documents", lambda pks: list(Document.objects.filter(pk__in=list(pks)))
    )
    monkeypatch.setattr(appraisals, "next_code", next_code)


def two_archivists_list_one_thing(here, side_by_side, thing):
    colleague = person(Role.CENTRE_ARCHIVIST, here.centre)
    futures = side_by_side(lambda: here.opened(thing), lambda: here.opened(thing, by=colleague))
    assert AppraisalLine.objects.filter(is_open=True).count() == 1
    codes = IssuedCode.objects.filter(code__startswith="JD").values_list("code", flat=True)
    assert list(codes) == ["JD-2026-0001"]
    return the_only_error(futures)


@clause(Clause.APR_12)
@pytest.mark.parametrize("kind", ["volume", "paper"])
def test_a_thing_comes_on_one_list(here, side_by_side, kind):
    thing = getattr(here, kind)()
    assert clauses(two_archivists_list_one_thing(here, side_by_side, thing)) == {Clause.APR_12}


@clause(Clause.APR_12)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("volume", "destruction_a_holding_on_one_open_appraisal"),
        ("paper", "destruction_a_document_on_one_open_appraisal"),
    ],
)
def test_control_two_lists_meet_the_constraint(here, side_by_side, without_locks, kind, name):
    thing = getattr(here, kind)()
    assert constraint(two_archivists_list_one_thing(here, side_by_side, thing)) == name


def signing(appraisal, step, who):
    proof = prove_identity(who, PASSWORD, now=NOW)
    return lambda: sign_appraisal(appraisal, step, proof, appraisal.content_hash, by=who, now=NOW)


def both_sign_at_once(here, side_by_side, request=None):
    jointly(here)
    appraisal = here.frozen(here.volume())
    first = signing(appraisal, "customer_service", here.service_head)
    second = signing(appraisal, f"origin:{here.centre.code}", here.head)
    if request:
        request.getfixturevalue("without_locks")
    futures = side_by_side(first, second)
    assert outcomes(futures) == [None, None]
    assert again(appraisal).state == AppraisalState.APPROVED


@clause(Clause.APR_09)
def test_both_sign_at_the_same_instant(here, side_by_side):
    both_sign_at_once(here, side_by_side)


@clause(Clause.APR_09)
def test_control_the_database_lets_signatures_follow_each_other(request, here, side_by_side):
    both_sign_at_once(here, side_by_side, request)


def one_person_signs_twice(here, side_by_side, request=None):
    jointly(here)
    both = also(here.head, Role.CUSTOMER_SERVICE_HEAD, here.company)
    appraisal = here.frozen(here.volume())
    racers = [
        signing(appraisal, step, both)
        for step in ("customer_service", f"origin:{here.centre.code}")
    ]
    if request:
        request.getfixturevalue("without_locks")
    futures = side_by_side(*racers)
    assert appraisal.signatures.count() == 1
    assert again(appraisal).state == AppraisalState.SIGNING
    return the_only_error(futures)


@clause(Clause.APR_09)
def test_one_person_cannot_sign_twice(here, side_by_side):
    assert clauses(one_person_signs_twice(here, side_by_side)) == {Clause.APR_09}


@clause(Clause.APR_09)
def test_control_one_person_twice_meets_the_constraint(request, here, side_by_side):
    error = one_person_signs_twice(here, side_by_side, request)
    assert constraint(error) == "destruction_different_people_sign_an_appraisal"


def a_change_meets_the_signature(here, side_by_side, request=None):
    appraisal = here.frozen(here.volume())
    last = signing(appraisal, "leader", here.director)
    if request:
        request.getfixturevalue("without_locks")
    futures = side_by_side(last, lambda: thaw(appraisal, reason="漏列", by=here.archivist, now=NOW))
    error, now = the_only_error(futures), again(appraisal)
    signed = outcomes(futures)[0] is None
    assert now.state == (AppraisalState.APPROVED if signed else AppraisalState.DRAFTING)
    assert now.signatures.filter(voided_at__isnull=True).count() == int(signed)
    return error


@clause(Clause.APR_09)
def test_a_change_and_the_last_signature_exclude_each_other(here, side_by_side):
    assert clauses(a_change_meets_the_signature(here, side_by_side)) == {Clause.APR_09}


@clause(Clause.APR_09)
def test_control_the_change_or_the_signature_meets_a_trigger(request, here, side_by_side):
    assert constraint(a_change_meets_the_signature(here, side_by_side, request)) in {
        "destruction_signature_is_over_the_content",
        "destruction_signed_content_stays",
    }


@clause(Clause.APR_01)
def test_a_hold_and_the_last_signature_follow_each_other(here, side_by_side):
    volume = here.volume()
    appraisal = here.frozen(volume, said=[DESTROY])
    futures = side_by_side(
        signing(appraisal, "leader", here.director),
        lambda: place_hold(
            volume, Hold.Kind.LEGAL, Role.CENTRE_HEAD, by=here.head, now=NOW, reason="诉讼"
        ),
    )
    signed, held = outcomes(futures)
    assert held is None
    if signed is not None:
        assert clauses(signed) == {Clause.APR_01}
    assert (again(appraisal).state == AppraisalState.APPROVED) == (signed is None)
