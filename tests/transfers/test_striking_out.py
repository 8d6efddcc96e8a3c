"""A line that the check added by mistake is struck out again (TRF-05)."""

import pytest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import HoldingState
from tests.factories import person
from tests.steps import clause, refused
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import NOW, again, line_of, office
from transfers.models import ManifestLine, Outcome
from transfers.procedures.checking import (
    Finding,
    freeze_manifest,
    record_outcome,
    record_scan,
    strike_find,
    thaw_manifest,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day
WHY = "条码输错一位"


@pytest.fixture
def here():
    return office()


def found(here, manifest, code):
    line, _result = record_scan(manifest, code, by=here.checker, now=NOW)
    return line


def strike(here, line, by=None, reason=WHY):
    return strike_find(line, reason=reason, by=by or here.checker, now=NOW)


@clause(Clause.TRF_05)
def test_a_mistyped_line_is_struck_out_with_its_reason_and_the_later_ones_close_up(here):
    manifest, stray = here.submitted(here.volume(), here.volume()), here.volume()
    mistyped = found(here, manifest, "H:99999999")
    found(here, manifest, stray.barcode)
    strike(here, mistyped)

    numbers = [(line.number, line.kind) for line in manifest.lines.all()]
    assert numbers == [(1, "holding"), (2, "holding"), (3, "unlisted")]
    assert line_of(manifest, stray).number == 3
    entry = JournalEntry.objects.get(act="transfers.find_struck_out")
    assert (entry.by, entry.reason) == (here.checker, WHY)
    before = entry.subjects.get(kind__model="manifest").before
    assert before["code"] == "H:99999999"
    assert ManifestLine.history.filter(id=mistyped.pk, history_type="-").exists()


@clause(Clause.TRF_05)
def test_a_list_whose_only_fault_was_the_typing_can_be_frozen_then(here):
    manifest = here.submitted(here.volume())
    here.checked(manifest)
    mistyped = found(here, manifest, "H:99999999")
    with refused(Clause.TRF_05):
        freeze_manifest(manifest, by=here.checker, now=NOW)
    strike(here, mistyped)
    assert freeze_manifest(manifest, by=here.checker, now=NOW).content_hash


@clause(Clause.TRF_05)
def test_an_accepted_find_goes_back_to_its_shelf_and_can_be_found_again(here):
    manifest, stray = here.submitted(here.volume()), here.volume()
    accepted = Finding(Outcome.UNLISTED, ManifestLine.Decision.ACCEPTED)
    line = record_outcome(found(here, manifest, stray.barcode), accepted, by=here.checker, now=NOW)
    assert again(stray).state == HoldingState.IN_HANDOVER
    strike(here, line)
    assert again(stray).state == HoldingState.ON_SHELF
    assert found(here, manifest, stray.barcode).number == 2


@clause(Clause.TRF_05)
def test_what_the_centre_listed_is_not_struck_out(here):
    manifest = here.submitted(here.volume())
    with refused(Clause.TRF_05):
        strike(here, manifest.lines.get())


@clause(Clause.TRF_05)
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_line_is_not_struck_out_without_a_reason(here, reason):
    line = found(here, here.submitted(here.volume()), "H:99999999")
    with refused(Clause.TRF_05):
        strike(here, line, reason=reason)


@clause(Clause.TRF_05)
def test_a_frozen_line_stands_until_the_list_is_opened_again(here):
    manifest = here.submitted(here.volume())
    here.checked(manifest)
    sent_back = Finding(Outcome.UNLISTED, ManifestLine.Decision.REFUSED, refusal="查无此件")
    line = found(here, manifest, "H:99999999")
    record_outcome(line, sent_back, by=here.checker, now=NOW)
    frozen = freeze_manifest(manifest, by=here.checker, now=NOW)
    with refused(Clause.TRF_05):
        strike(here, line)
    thaw_manifest(frozen, reason="多录一行", by=here.checker, now=NOW)
    strike(here, line)
    assert manifest.lines.count() == 1


@clause(Clause.ORG_01)
def test_only_the_checking_side_strikes_out(here):
    line = found(here, here.submitted(here.volume()), "H:99999999")
    for somebody in (here.clerk, here.centre_head, person(Role.HQ_ARCHIVIST)):
        with refused(Clause.ORG_01):
            strike(here, line, by=somebody)


@clause(Clause.TRF_05)
@pytest.mark.parametrize("htmx", [True, False])
def test_the_button_at_the_line_strikes_it_out(here, htmx):
    manifest, desk = here.submitted(here.volume()), Desk(here.checker)
    desk.post("scan", manifest.pk, htmx=True, code="H:99999999")
    line = manifest.lines.get(kind="unlisted")
    assert "Strike out" in text(desk.get("check", manifest.pk))

    answer = desk.post("strike_find", line.pk, htmx=htmx, reason=" ")
    assert answer.status_code == 422
    assert "TRF-05 Say why." in text(answer)
    answer = desk.post("strike_find", line.pk, htmx=htmx, reason=WHY)
    assert answer.status_code == (200 if htmx else 302)
    assert manifest.lines.count() == 1
    page = text(desk.get("check", manifest.pk))
    assert "Strike out" not in page
    assert desk.post("strike_find", line.pk, reason=WHY).status_code == 404
    assert Desk(here.clerk).post("strike_find", line.pk, reason=WHY).status_code == 403
