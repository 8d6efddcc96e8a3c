"""Two browsers at the same moment: one of them gets what it asked for, the other its reason."""

import re

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.factories import PASSWORD, person
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import again, office
from transfers.models import Manifest, ManifestState, Side

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here(own_database):
    return office()


def at_once(side_by_side, *requests):
    """The answers of requests sent at the same moment."""
    return [future.result() for future in side_by_side(*requests)]


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


@clause(Clause.TRF_04)
def test_two_clerks_send_the_same_proposal(here, side_by_side):
    here.volume()
    desks = [Desk(here.clerk), Desk(person(Role.CENTRE_ARCHIVIST, here.centre))]
    page = desks[0].get("propose").content.decode()
    fields = {
        "centre": here.centre.pk,
        "kind": "ordinary",
        "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
    }
    answers = at_once(side_by_side, *[lambda d=d: d.post("propose", **fields) for d in desks])

    assert statuses(answers) == [302, 422]
    assert "TRF-04" in "".join(text(answer) for answer in answers)
    assert Manifest.objects.count() == 1


@clause(Clause.TRF_06)
def test_one_signer_signs_in_two_windows(here, side_by_side):
    manifest = here.frozen(here.volume())
    fields = {"password": PASSWORD, "content_hash": manifest.content_hash}
    windows = [Desk(here.clerk), Desk(here.clerk)]
    answers = at_once(
        side_by_side,
        *[lambda d=d: d.post("sign", manifest.pk, Side.TRANSFERRING, **fields) for d in windows],
    )
    assert statuses(answers) == [302, 422]
    assert "TRF-06" in "".join(text(answer) for answer in answers)
    assert manifest.signatures.count() == 1


@clause(Clause.TRF_06)
def test_a_list_is_opened_again_while_it_is_signed(here, side_by_side):
    manifest = here.frozen(here.volume())
    here.sign(manifest, Side.TRANSFERRING, here.clerk)
    fields = {"password": PASSWORD, "content_hash": manifest.content_hash}
    chief, checker = Desk(here.chief), Desk(here.checker)
    signed, opened = at_once(
        side_by_side,
        lambda: chief.post("sign", manifest.pk, Side.RECEIVING, **fields),
        lambda: checker.post("step", manifest.pk, "thaw", reason="漏列附件"),
    )
    assert statuses([signed, opened]) == [302, 422]
    done = again(manifest)
    standing = done.signatures.filter(voided_at__isnull=True).count()
    assert (done.state, standing) in [(ManifestState.COMPLETED, 2), (ManifestState.CHECKING, 0)]
