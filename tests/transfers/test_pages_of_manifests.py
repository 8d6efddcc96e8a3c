"""From the half-years to the manifest on the screen: who sees what, and what is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import HoldingState
from tests.factories import person
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import EXTRA, NOW, again, change, line_of, office
from transfers.models import Manifest, ManifestState, Outcome, Side
from transfers.procedures.checking import Finding, record_outcome
from transfers.procedures.periods import ensure_periods
from transfers.rules import offering
from transfers.rules.offering import offer, seen
from transfers.rules.proposal import proposal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


def proposed(here, kind="ordinary"):
    return seen(proposal(here.centre, kind, on=clock.today()))


PAGES = ["periods", "manifests", "shortages", "receipts", "receipt_register"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_list_opens_empty_and_filled(here, page, language):
    for who in (here.clerk, here.checker):
        assert Desk(who, language).get(page).status_code == 200
    here.completed(here.volume(), here.volume(), found={"line_1": Finding(Outcome.MISSING)})
    for who in (here.clerk, here.checker):
        assert Desk(who, language).get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_whoever_has_no_business_with_handovers_is_told_so(here, page):
    assert Desk(person(Role.EMPLOYEE)).get(page).status_code == 403


def test_a_stranger_to_the_house_is_sent_to_the_login(here, client):
    answer = client.get(reverse("transfers:manifests"))
    assert answer.status_code == 302
    assert "/admin/login/" in answer.url


def test_another_centre_neither_sees_nor_touches_a_manifest(here):
    manifest = here.prepared(here.volume())
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))

    assert manifest.number not in text(stranger.get("manifests"))
    assert stranger.get("manifest", manifest.pk).status_code == 404
    assert stranger.post("step", manifest.pk, "submit").status_code == 404
    assert stranger.post("remove_line", manifest.lines.get().pk).status_code == 404
    assert stranger.get("paper", manifest.pk, "draft").status_code == 404
    assert stranger.get("sign", manifest.pk, Side.TRANSFERRING).status_code == 404
    assert again(manifest).state == ManifestState.PREPARING


def test_steps_need_their_permission_and_the_right_method(here):
    manifest = here.submitted(here.volume())
    assert Desk(here.clerk).post("step", manifest.pk, "freeze").status_code == 403
    assert Desk(here.checker).post("step", manifest.pk, "submit").status_code == 403
    assert Desk(here.clerk).get("check", manifest.pk).status_code == 403
    assert Desk(here.checker).get("propose").status_code == 403
    assert Desk(here.checker).get("step", manifest.pk, "freeze").status_code == 405
    assert Desk(here.clerk).post("manifest", manifest.pk).status_code == 405
    assert Desk(here.clerk).get("remove_line", manifest.lines.get().pk).status_code == 405
    assert Desk(here.clerk).post("step", manifest.pk, "burn").status_code == 404


# The half-years


@clause(Clause.TRF_03)
def test_the_half_year_shows_how_each_centre_stands_and_who_is_late(here, monkeypatch):
    here.volume()
    words = text(Desk(here.checker).get("periods"))
    assert "Not begun" in words
    assert "days overdue" not in words

    late = datetime(2027, 1, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(clock, "now", lambda: late)
    ensure_periods(today=late.date())
    for who in (here.checker, here.clerk):
        words = text(Desk(who).get("periods"))
        assert f"{here.centre}: 2026 second half was due on 2027-01-15, 3 days ago." in words
    words = text(Desk(here.clerk).get("periods", period=here.period.pk))
    assert "3 days overdue" in words
    assert str(here.centre) not in text(Desk(person(Role.CENTRE_HEAD)).get("periods"))


# The proposal


@clause(Clause.TRF_04, Clause.LND_13)
def test_the_proposal_shows_what_goes_what_stays_and_why(here):
    volume, personal = here.volume(), here.volume(personal_volume=True)
    unverified = here.volume(verified_on=None)
    words = text(Desk(here.clerk).get("propose"))

    assert words.index(volume.code) < words.index("Stays, and why")
    assert words.index(personal.code) > words.index("Stays, and why")
    assert "Personal information stays at the centre 1 LND-13" in words
    assert "From a ledger, not verified yet 1 TRF-02" in words
    assert unverified.code in words


@clause(Clause.TRF_10)
def test_what_the_centre_owes_heads_the_proposal(here):
    lost = here.volume()
    here.completed(lost, found={"line_1": Finding(Outcome.MISSING)})
    here.volume()
    words = text(Desk(here.clerk).get("propose"))
    assert words.index("Owed from earlier handovers") < words.index("Leave out")
    assert f"{lost.code}《" in words


@clause(Clause.TRF_04)
def test_a_manifest_is_prepared_of_what_was_shown_less_what_was_left_out(here):
    goes, stays = here.volume(), here.volume()
    fields = {"centre": here.centre.pk, "kind": "ordinary", "seen": proposed(here)}
    answer = Desk(here.clerk).post("propose", leave=f"h{stays.pk}", **fields)

    manifest = Manifest.objects.get()
    assert answer.url == manifest.get_absolute_url()
    assert [line.holding for line in manifest.lines.all()] == [goes]


@clause(Clause.TRF_04)
def test_nothing_goes_that_nobody_has_looked_at(here):
    volume = here.volume()
    fields = {"centre": here.centre.pk, "kind": "ordinary", "seen": proposed(here)}
    latecomer = here.volume()
    answer = Desk(here.clerk).post("propose", leave=f"h{volume.pk}", **fields)

    assert answer.status_code == 422
    assert "TRF-04 What would go has changed" in text(answer)
    assert latecomer.code in text(answer)
    ticked = answer.content.decode().split(f'value="h{volume.pk}"')[1].split(">")[0]
    assert "checked" in ticked, "what was left out stays left out"
    assert not Manifest.objects.exists()


@clause(Clause.TRF_04)
def test_a_second_list_is_refused_before_the_button_and_after_it(here):
    first = here.prepared(here.volume())
    here.volume()
    desk = Desk(here.clerk)
    assert f"TRF-04 Manifest {first.number}" in text(desk.get("propose"))
    answer = desk.post("propose", centre=here.centre.pk, kind="ordinary", seen=proposed(here))
    assert answer.status_code == 422
    assert "TRF-04" in text(answer)


def test_nobody_prepares_for_another_centre(here):
    other = office_of_another_centre()
    assert Desk(here.clerk).get("propose", centre=other.pk).status_code == 404


def office_of_another_centre():
    return person(Role.CENTRE_ARCHIVIST).memberships.get().department


# One manifest


def test_the_centre_sees_its_next_step_and_headquarters_does_not_yet(here):
    manifest = here.prepared(here.volume())

    def source(who):
        return Desk(who).get("manifest", manifest.pk).content.decode()

    assert "Hand in" in text(Desk(here.clerk).get("manifest", manifest.pk))
    assert reverse("transfers:remove_line", args=[manifest.lines.get().pk]) in source(here.clerk)
    assert "Hand in" not in text(Desk(here.checker).get("manifest", manifest.pk))
    assert "remove/" not in source(here.checker)


@clause(Clause.TRF_01)
def test_a_list_is_handed_in_taken_back_and_given_up(here):
    volume = here.volume()
    manifest, desk = here.prepared(volume), Desk(here.clerk)

    assert desk.post("step", manifest.pk, "submit").status_code == 302
    assert again(volume).state == HoldingState.IN_HANDOVER
    assert "Take it back" in text(desk.get("manifest", manifest.pk))
    desk.post("step", manifest.pk, "recall")
    assert again(manifest).state == ManifestState.PREPARING
    desk.post("step", manifest.pk, "void", reason="清单编错")
    words = text(desk.get("manifest", manifest.pk))
    assert "Void: 清单编错" in words
    assert "Hand in" not in words


@clause(Clause.TRF_05)
def test_a_refused_step_shows_its_clause_and_keeps_the_reason(here):
    manifest = here.prepared(here.volume())
    answer = Desk(here.checker).post("step", manifest.pk, "void", reason="不该由总部作废")
    assert answer.status_code == 422
    assert "ORG-01" in text(answer)

    answer = Desk(here.clerk).post("step", manifest.pk, "void", reason=" ")
    assert "TRF-05 Say why." in text(answer)

    here.submitted(here.volume(), kind=EXTRA)
    answer = Desk(here.clerk).post("step", manifest.pk, "recall")
    assert answer.status_code == 422
    assert "this is not possible now" in text(answer)


def test_what_was_typed_survives_a_refusal(here):
    manifest = here.frozen(here.volume())
    change(manifest, state=ManifestState.CHECKING)
    answer = Desk(here.checker).post("step", manifest.pk, "thaw", reason="第 3 行页数写错")
    assert answer.status_code == 422
    change(manifest, state=ManifestState.FROZEN)
    answer = Desk(person(Role.HQ_ARCHIVIST)).post(
        "step", manifest.pk, "thaw", reason="第 3 行页数写错"
    )
    assert answer.status_code == 422
    assert "ORG-01" in text(answer)


def test_a_line_is_taken_off(here):
    volume, other = here.volume(), here.volume()
    manifest = here.prepared(volume, other)
    Desk(here.clerk).post("remove_line", line_of(manifest, volume).pk)
    assert [line.holding for line in manifest.lines.all()] == [other]


@clause(Clause.TRF_06)
def test_voided_signatures_stay_in_sight_with_who_voided_them_and_why(here):
    manifest = here.frozen(here.volume())
    here.sign(manifest, Side.TRANSFERRING, here.clerk)
    Desk(here.checker).post("step", manifest.pk, "thaw", reason="漏列附件")
    words = text(Desk(here.clerk).get("manifest", manifest.pk))
    assert f"Voided by {here.checker}" in words
    assert "漏列附件" in words


def test_a_completed_manifest_proposes_places_to_headquarters_only(here):
    manifest = here.completed(here.volume())
    assert "To be put away" in text(Desk(here.checker).get("manifest", manifest.pk))
    assert (
        reverse("dossiers:placement")
        in Desk(here.checker).get("manifest", manifest.pk).content.decode()
    )
    assert "To be put away" not in text(Desk(here.clerk).get("manifest", manifest.pk))


def test_the_list_is_narrowed_by_state_and_centre(here):
    done = here.completed(here.volume())
    other = here.prepared(here.volume(), kind=EXTRA)
    desk = Desk(here.checker)
    words = text(desk.get("manifests", state="completed", centre=here.centre.pk))
    assert done.number in words
    assert other.number not in words
    assert desk.get("manifests", state="nonsense", centre="x").status_code == 200


# How often the database is asked


def asked(desk, page, *args):
    desk.get(page, *args)  # the first request of a process fills caches
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(page, *args).status_code == 200
    return len(queries)


def test_pages_ask_as_often_for_forty_lines_as_for_two(here):
    few = here.submitted(here.volume(), here.volume())
    many = here.submitted(*[here.volume() for _ in range(40)], kind=EXTRA)
    record_outcome(few.lines.first(), Finding(Outcome.AGREES), by=here.checker, now=NOW)
    record_outcome(many.lines.first(), Finding(Outcome.AGREES), by=here.checker, now=NOW)
    desk = Desk(here.checker)
    for page, ceiling in (("manifest", 22), ("check", 16)):
        short, long = asked(desk, page, few.pk), asked(desk, page, many.pk)
        assert long <= short, page
        assert long <= ceiling, page


def test_the_proposal_asks_as_often_for_forty_things_as_for_two(here):
    for _ in range(2):
        here.volume()
        here.volume(personal_volume=True)
    few = asked(Desk(here.clerk), "propose")
    for _ in range(40):
        here.volume()
        here.volume(personal_volume=True)
    assert asked(Desk(here.clerk), "propose") <= min(few, 24)


@clause(Clause.TRF_04)
def test_the_proposal_reads_the_first_things_and_counts_them_all(here, monkeypatch):
    for name in ("MOST_GOING", "MOST_STAYING"):
        monkeypatch.setattr(offering, name, 2)
    for _ in range(3):
        here.volume(page_count=10)
        here.volume(personal_volume=True)
        here.volume(verified_on=None)
        here.supplement()
    whole = proposal(here.centre, "ordinary", on=clock.today())
    first = offer(here.centre, "ordinary", on=clock.today())

    assert first.seen == seen(whole)
    assert [h.pk for h, _owed in first.going] == [h.pk for h in whole.going[:2]]
    assert (first.going_count, first.pages, first.supplement_count) == (3, 30, 3)
    assert first.staying_count == len(whole.staying)
    reasons = {reason.label: (reason.count, len(reason.first)) for reason in first.reasons}
    assert set(reasons.values()) == {(3, 2)}
    assert {entry.reason for entry in whole.staying} == set(reasons)

    desk = Desk(here.clerk)
    words = text(desk.get("propose"))
    assert "2 further things go too" in words
    assert "The first 2 of 3." in words
    fields = {"centre": here.centre.pk, "kind": "ordinary", "seen": first.seen}
    desk.post("propose", leave=f"h{first.going[0][0].pk}", **fields)
    assert Manifest.objects.get().lines.count() == 5, "what was not shown goes too"


def test_an_offer_of_nothing_has_the_fingerprint_of_nothing(here):
    nothing = proposal(here.centre, "ordinary", on=clock.today())
    assert offer(here.centre, "ordinary", on=clock.today()).seen == seen(nothing)


@clause(Clause.TRF_10)
def test_what_is_owed_comes_first_in_the_offer_too(here):
    lost = here.volume(dossier__code="W001-ZY·KH-P01-9999")
    here.completed(lost, found={"line_1": Finding(Outcome.MISSING)})
    here.volume()
    whole = proposal(here.centre, "ordinary", on=clock.today())
    first = offer(here.centre, "ordinary", on=clock.today())
    assert [h.pk for h, _owed in first.going] == [h.pk for h in whole.going]
    assert first.owed_count == 1


def test_the_list_of_manifests_asks_as_often_for_many(here):
    few = [here.completed(here.volume(), kind=EXTRA) for _ in range(2)]
    counted = asked(Desk(here.checker), "manifests")
    few += [here.completed(here.volume(), kind=EXTRA) for _ in range(10)]
    assert asked(Desk(here.checker), "manifests") <= min(counted, 18)
