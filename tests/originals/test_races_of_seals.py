"""Two keepers at the same instant: both seals stand, one upon the other, and no number is lost."""

import pytest

from archive_office.originals.judging import judge
from archive_office.originals.models import OriginalState, SealUse
from archive_office.originals.procedures.making import make_original
from archive_office.originals.providers import trusted_roots
from archive_office.regulation import Clause, RegulationError
from tests.originals.keys import content_of, set_seal, signing_seal
from tests.steps import clause
from tests.transfers.road import NOW, again, office

pytestmark = pytest.mark.race


@pytest.fixture
def here(own_database):
    return office()


@pytest.fixture
def original(here):
    return make_original(here.completed(here.volume()), by=here.clerk, now=NOW)


@clause(Clause.TRF_07)
def test_two_keepers_at_once_seal_one_after_the_other(here, original, side_by_side):
    first = signing_seal(here.centre, here.centre_head)
    second = signing_seal(here.receiver, here.chief)
    done = side_by_side(
        lambda: set_seal(again(original), first, now=NOW),
        lambda: set_seal(again(original), second, now=NOW),
    )
    assert [each.exception() for each in done] == [None, None]
    judged = judge(content_of(original), trusted_roots(), now=NOW)
    assert judged.unaltered
    assert len(judged.signatures) == 2
    assert original.state == OriginalState.COMPLETE
    assert sorted(SealUse.objects.values_list("serial", flat=True)) == [1, 2]


@clause(Clause.TRF_07)
def test_one_place_sealed_twice_at_once_is_sealed_once(here, original, side_by_side):
    seal = signing_seal(here.centre, here.centre_head)
    done = side_by_side(*[lambda: set_seal(again(original), seal, now=NOW, field="Seal1")] * 2)
    errors = [error for each in done if (error := each.exception())]
    assert [type(error) for error in errors] == [RegulationError]
    assert SealUse.objects.get().serial == 1


@clause(Clause.TRF_07)
def test_two_who_make_an_original_at_once_make_one(here, side_by_side):
    manifest = here.completed(here.volume())
    done = side_by_side(
        lambda: make_original(manifest, by=here.clerk, now=NOW),
        lambda: make_original(manifest, by=here.checker, now=NOW),
    )
    errors = [error for each in done if (error := each.exception())]
    assert [type(error) for error in errors] == [RegulationError]


def test_uses_of_seals_on_many_papers_at_once_are_numbered_without_gaps(here, side_by_side):
    seal = signing_seal(here.centre, here.centre_head)
    originals = [
        make_original(here.completed(here.volume()), by=here.clerk, now=NOW) for _turn in range(4)
    ]
    done = side_by_side(*[_sealing(seal, each) for each in originals])
    assert [each.exception() for each in done] == [None] * 4
    assert sorted(SealUse.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


def _sealing(seal, original):
    return lambda: set_seal(again(original), seal, now=NOW)
