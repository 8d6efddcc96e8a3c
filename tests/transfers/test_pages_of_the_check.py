"""The check on the screen: every outcome is saved at once, by scan, by button, without script too."""

import json

import pytest

from archive_office.regulation import Clause
from dossiers.models import HoldingState
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import NOW, again, line_of, office
from transfers.models import ManifestState, Outcome
from transfers.procedures.checking import Finding, record_outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


def told(answer):
    """What the scan box or the passing message is told."""
    return json.loads(answer.headers["HX-Trigger"])


@clause(Clause.TRF_05)
def test_a_scanned_thing_agrees_and_stands_on_top(here):
    things = [here.volume() for _ in range(3)]
    manifest = here.submitted(*things)
    answer = Desk(here.checker).post("scan", manifest.pk, htmx=True, code=things[2].barcode)

    assert answer.status_code == 200
    assert told(answer)["ao:scanned"] == {"text": f"{things[2].code} agrees.", "ok": True}
    assert line_of(manifest, things[2]).outcome == Outcome.AGREES
    words = text(answer)
    assert words.index(things[2].code) < words.index(things[0].code)
    assert "<html" not in answer.content.decode()
    assert 'hx-swap-oob="true"' in answer.content.decode()


@clause(Clause.TRF_05)
def test_a_thing_nobody_listed_gets_a_line_that_waits_for_a_decision(here):
    manifest, stray = here.submitted(here.volume()), here.volume()
    desk = Desk(here.checker)
    answer = desk.post("scan", manifest.pk, htmx=True, code=stray.barcode)
    assert told(answer)["ao:scanned"]["ok"] is False
    assert "Undecided" in text(answer)

    line = line_of(manifest, stray)
    answer = desk.post("outcome", line.pk, htmx=True, outcome="unlisted", decision="refused")
    assert answer.status_code == 422
    assert "TRF-05 Say why it is sent back." in text(answer)
    desk.post("outcome", line.pk, htmx=True, outcome="unlisted", decision="accepted")
    assert again(stray).state == HoldingState.IN_HANDOVER


@clause(Clause.TRF_05)
def test_a_refused_scan_says_its_clause(here):
    manifest = here.submitted(here.volume())
    foreign = office_elsewhere_volume()
    answer = Desk(here.checker).post("scan", manifest.pk, htmx=True, code=foreign.barcode)
    assert answer.status_code == 422
    assert told(answer)["ao:scanned"]["text"].startswith("TRF-05 ")
    assert manifest.lines.count() == 1
    assert Desk(here.checker).post("scan", manifest.pk, code=" ").status_code == 422


def office_elsewhere_volume():
    from tests.factories import HoldingFactory

    return HoldingFactory(on_shelf=True)


@clause(Clause.TRF_05)
def test_a_button_saves_the_line_and_answers_with_it_alone(here):
    first, second = here.volume(), here.volume()
    manifest = here.submitted(first, second)
    line = line_of(manifest, first)
    answer = Desk(here.checker).post("outcome", line.pk, htmx=True, outcome="agrees")

    saved = again(line)
    assert (saved.outcome, saved.decision, saved.checked_by) == ("agrees", "accepted", here.checker)
    assert told(answer)["ao:toast"]["text"] == f"{first.code}: Agrees"
    assert second.code not in text(answer)
    assert "1 / 2" in text(answer)


@clause(Clause.TRF_05)
def test_a_difference_without_words_is_refused_and_what_was_typed_is_kept(here):
    manifest = here.submitted(here.volume())
    line = manifest.lines.get()
    desk = Desk(here.checker)
    answer = desk.post(
        "outcome", line.pk, htmx=True, outcome="pages_differ", note="缺末尾两页", pages_counted=""
    )
    assert answer.status_code == 422
    assert "TRF-05 Say how many pages were counted." in text(answer)
    assert 'value="缺末尾两页"' in answer.content.decode()
    assert "<details open" in answer.content.decode()
    assert again(line).outcome == Outcome.UNCHECKED

    desk.post(
        "outcome",
        line.pk,
        htmx=True,
        outcome="pages_differ",
        note="缺末尾两页",
        pages_counted="18",
        decision="accepted",
    )
    saved = again(line)
    assert (saved.outcome, saved.pages_counted, saved.decision) == ("pages_differ", 18, "accepted")


def test_nonsense_in_a_field_is_told_at_the_line(here):
    line = here.submitted(here.volume()).lines.get()
    answer = Desk(here.checker).post(
        "outcome", line.pk, htmx=True, outcome="pages_differ", pages_counted="many"
    )
    assert answer.status_code == 422
    assert f'href="#line{line.pk}_pages_counted"' in answer.content.decode()


@clause(Clause.TRF_05)
def test_what_was_missing_and_turns_up_is_not_sent_back_by_its_old_words(here):
    manifest = here.submitted(here.volume())
    line = manifest.lines.get()
    desk = Desk(here.checker)
    desk.post("outcome", line.pk, outcome="missing")
    page = desk.get("check", manifest.pk).content.decode()
    assert "缺件，未随清单移交" in page
    assert 'value="缺件，未随清单移交"' not in page
    assert 'value="refused" selected' not in page


def test_the_check_works_without_script(here):
    volume = here.volume()
    manifest = here.submitted(volume)
    desk = Desk(here.checker)
    answer = desk.post("scan", manifest.pk, code=volume.barcode)
    assert answer.status_code == 200
    assert "<html" in answer.content.decode()
    answer = desk.post("outcome", manifest.lines.get().pk, outcome="damaged")
    assert answer.status_code == 422
    assert "<html" in answer.content.decode()
    assert "TRF-05 Describe what was found." in text(answer)


def test_the_list_shows_open_lines_or_differences_only(here):
    same, other, left = (here.volume() for _ in range(3))
    manifest = here.submitted(same, other, left)
    record_outcome(line_of(manifest, same), Finding(Outcome.AGREES), by=here.checker, now=NOW)
    record_outcome(line_of(manifest, other), Finding(Outcome.MISSING), by=here.checker, now=NOW)
    desk = Desk(here.checker)

    def shown(show):
        words = text(desk.get("check", manifest.pk, show=show))
        return [thing for thing in (same, other, left) if thing.code in words]

    assert shown("open") == [left]
    assert shown("different") == [other]
    assert shown("") == [same, other, left]


def test_a_long_list_is_paged_and_the_scanned_line_is_shown_wherever_it_stands(here):
    things = [here.volume() for _ in range(30)]
    manifest = here.submitted(*things)
    last = manifest.lines.last()
    desk = Desk(here.checker)
    assert last.code not in text(desk.get("check", manifest.pk))
    answer = desk.post("scan", manifest.pk, htmx=True, code=last.holding.barcode)
    assert answer.content.decode().count(f'id="line-{last.pk}"') == 1
    assert "after=" in answer.content.decode()


@clause(Clause.TRF_05)
def test_what_is_not_settled_is_told_before_the_list_is_frozen(here):
    manifest = here.submitted(here.volume(), here.volume())
    desk = Desk(here.checker)
    assert "TRF-05 2 lines are not settled yet: 1, 2." in text(desk.get("manifest", manifest.pk))
    answer = desk.post("step", manifest.pk, "freeze")
    assert answer.status_code == 422
    here.checked(manifest)
    assert desk.post("step", manifest.pk, "freeze").status_code == 302
    assert again(manifest).state == ManifestState.FROZEN
    page = desk.get("check", manifest.pk)
    assert "not being checked" in text(page)
    assert 'value="agrees"' not in page.content.decode()


def test_only_headquarters_checks(here):
    manifest = here.submitted(here.volume())
    line = manifest.lines.get()
    assert Desk(here.clerk).post("outcome", line.pk, outcome="agrees").status_code == 403
    assert Desk(here.clerk).post("scan", manifest.pk, code="x").status_code == 403
    assert Desk(here.checker).get("outcome", line.pk).status_code == 405
    assert Desk(here.checker).get("scan", manifest.pk).status_code == 405
    assert Desk(here.checker).post("outcome", 999_999, outcome="agrees").status_code == 404
    from archive_office.organisation.roles import Role
    from tests.factories import person

    answer = Desk(person(Role.HQ_ARCHIVIST)).post("outcome", line.pk, outcome="agrees")
    assert answer.status_code == 422
    assert "ORG-01" in text(answer)
