"""Putting away and verifying with the scanner."""

import json
from datetime import date

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Holding, HoldingState
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.factories import BoxFactory, DossierFactory, HoldingFactory, box_of, person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

VERIFIED = date(2024, 3, 2)


@pytest.fixture
def dossier():
    return DossierFactory()


@pytest.fixture
def desk(dossier):
    return Desk(person(Role.CENTRE_ARCHIVIST, dossier.centre))


def scan(desk, code, page="placement"):
    return desk.post(page, htmx=True, code=code)


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["ao:scanned"]


class TestPuttingAway:
    def test_volume_then_box_files_it(self, dossier, desk):
        holding = HoldingFactory(dossier=dossier, verified_on=VERIFIED)
        box = box_of(dossier.centre)
        assert told(scan(desk, holding.barcode)) == {
            "text": f"{holding.code}: now scan its box.",
            "ok": True,
        }
        answer = scan(desk, box.barcode)
        assert told(answer)["ok"]
        holding.refresh_from_db()
        assert (holding.state, holding.present_slot) == (HoldingState.ON_SHELF, box)
        assert holding.filed_on == date(2026, 11, 20)
        assert box.place in text(answer)

    def test_several_volumes_go_into_one_box(self, dossier, desk):
        holdings = [
            HoldingFactory(dossier=dossier, verified_on=VERIFIED),
            HoldingFactory(dossier=dossier, personal_volume=True, verified_on=VERIFIED),
        ]
        for holding in holdings:
            scan(desk, holding.code)
        answer = scan(desk, box_of(dossier.centre).number)
        assert "2 put into box" in told(answer)["text"]

    def test_the_same_volume_twice_is_said(self, dossier, desk):
        holding = HoldingFactory(dossier=dossier)
        scan(desk, holding.barcode)
        assert not told(scan(desk, holding.barcode))["ok"]

    def test_what_nobody_here_knows_is_said(self, dossier, desk):
        foreign = HoldingFactory()
        for code in ("H:NOPE", foreign.barcode, ""):
            answer = scan(desk, code)
            assert answer.status_code == 422
            assert not told(answer)["ok"]

    def test_a_box_before_a_volume_is_said(self, dossier, desk):
        answer = scan(desk, box_of(dossier.centre).barcode)
        assert "Scan a volume first" in told(answer)["text"]

    def test_a_volume_that_is_out_of_the_house_is_said(self, dossier, desk):
        holding = HoldingFactory(dossier=dossier, state="on_loan", verified_on=VERIFIED)
        assert not told(scan(desk, holding.barcode))["ok"]

    @clause(Clause.STO_08, Clause.STO_09)
    def test_a_refused_box_names_the_clause_and_the_volume_stays_in_the_hand(self, dossier, desk):
        holding = HoldingFactory(dossier=dossier, is_title_document=True, verified_on=VERIFIED)
        scan(desk, holding.barcode)
        nowhere = BoxFactory(department=dossier.centre, shelf=None)
        assert "STO-08" in told(scan(desk, nowhere.barcode))["text"]
        answer = scan(desk, box_of(dossier.centre).barcode)
        assert "STO-09" in told(answer)["text"]
        assert holding.code in text(answer)
        assert "put into box" in told(scan(desk, box_of(dossier.centre, safe=True).barcode))["text"]

    def test_the_hand_can_be_emptied(self, dossier, desk):
        one = HoldingFactory(dossier=dossier)
        two = HoldingFactory(dossier=dossier, personal_volume=True)
        scan(desk, one.barcode)
        scan(desk, two.barcode)
        desk.post("placement_drop", holding=one.pk)
        assert one.code not in text(desk.get("placement"))
        desk.post("placement_drop")
        assert two.code not in text(desk.get("placement"))

    @clause(Clause.STO_05)
    def test_a_new_volume_is_shown_the_box_of_its_like(self, dossier, desk):
        neighbour = HoldingFactory(dossier=DossierFactory(centre=dossier.centre), on_shelf=True)
        holding = HoldingFactory(dossier=dossier)
        assert neighbour.present_slot.place in text(scan(desk, holding.barcode))
        neighbour.present_slot.refresh_from_db()

    def test_a_volume_that_was_out_is_shown_its_home(self, dossier, desk):
        home = box_of(dossier.centre)
        holding = HoldingFactory(dossier=dossier, home_slot=home, verified_on=VERIFIED)
        page = text(scan(desk, holding.barcode))
        assert home.place in page
        assert "Its place" in page

    def test_it_works_without_script_too(self, dossier, desk):
        holding = HoldingFactory(dossier=dossier)
        answer = desk.post("placement", code=holding.barcode)
        assert b"<html" in answer.content
        assert holding.code in text(answer)


class TestVerifying:
    @clause(Clause.FIL_09)
    def test_a_scanned_claim_is_verified_at_once(self, dossier, desk):
        holding = HoldingFactory(dossier=dossier)
        assert told(scan(desk, holding.barcode, "verify"))["ok"]
        holding.refresh_from_db()
        assert holding.verified_on == date(2026, 11, 20)
        assert not told(scan(desk, holding.barcode, "verify"))["ok"]

    def test_a_whole_box_is_compared_at_once(self, dossier, desk):
        here = HoldingFactory(dossier=dossier, claimed_box="盒12")
        absent = HoldingFactory(dossier=dossier, personal_volume=True, claimed_box="盒12")
        page = scan(desk, "盒12", "verify")
        assert here.code in text(page)
        answer = desk.post("verify_box", box="盒12", holding=[here.pk])
        assert absent.code in text(desk.client.get(answer.url))
        verified = Holding.objects.filter(verified_on__isnull=False)
        assert list(verified) == [here]

    def test_claims_without_a_box_have_a_list_too(self, dossier, desk):
        holding = HoldingFactory(dossier=dossier)
        assert "No box named" in text(desk.get("verify"))
        assert holding.code not in text(desk.get("verify"))
        assert holding.code in text(desk.get("verify", box=""))

    def test_other_centres_claims_are_not_shown_and_not_verified(self, dossier, desk):
        foreign = HoldingFactory(claimed_box="盒1")
        assert "盒1" not in text(desk.get("verify"))
        assert not told(scan(desk, foreign.barcode, "verify"))["ok"]
        desk.post("verify_box", box="盒1", holding=[foreign.pk])
        foreign.refresh_from_db()
        assert foreign.verified_on is None

    def test_what_is_unknown_or_empty_is_said(self, dossier, desk):
        assert not told(scan(desk, "H:NOPE", "verify"))["ok"]
        assert not told(scan(desk, box_of(dossier.centre).barcode, "verify"))["ok"]
        assert "Everything is verified" in text(desk.get("verify"))


@pytest.mark.parametrize("page", ["placement", "verify"])
def test_the_archive_room_is_the_archivists(page, dossier):
    assert Desk(person(Role.FRONT_LINE, dossier.centre)).get(page).status_code == 403
    assert Desk(person(Role.CENTRE_HEAD, dossier.centre)).post(page, code="x").status_code == 403


@pytest.mark.parametrize("page", ["placement_drop", "verify_box"])
def test_pages_answer_to_their_methods_only(page, desk):
    assert desk.get(page).status_code == 405


def test_scanning_stays_quick_with_a_full_hand(dossier, desk):
    for number in range(1, 9):
        other = DossierFactory(centre=dossier.centre)
        scan(desk, HoldingFactory(dossier=other, number=number).barcode)
    with at_most(40):
        desk.get("placement")
