"""The first page, the badges and the palette: what waits for whom, and nothing else."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from archive_office.shell import counting
from archive_office.shell.counting import counted, in_words
from dossiers.models import Dossier, DossierEvent, Submission
from dossiers.procedures.acceptance import return_submission
from dossiers.procedures.submissions import save_step, start_submission
from dossiers.rules.facts import Step
from tests.dossiers.steps import NOW, Centre, accepted, draft, sent
from tests.factories import (
    TODAY,
    DossierFactory,
    HoldingFactory,
    OccupancyFactory,
    arranged,
    person,
)
from tests.steps import clause

pytestmark = pytest.mark.django_db
BACKEND = "archive_office.organisation.backends.MembershipBackend"


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """It is 20 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()


@pytest.fixture
def centre():
    return Centre()


def browser(somebody):
    client = Client()
    client.force_login(User.objects.get(pk=somebody.pk), backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def first_page(somebody):
    return browser(somebody).get(reverse("admin:index"))


def figures(somebody):
    """Every number of a person's first page, by its label."""
    return {str(f.label): f for f in first_page(somebody).context["figures"]}


def numbers(somebody):
    return {label: figure.value for label, figure in figures(somebody).items()}


def panels(somebody):
    return {str(p.title): p for p in first_page(somebody).context["panels"]}


def badges(somebody):
    page = first_page(somebody)
    return {
        item.link: item.badge
        for group in page.context["sidebar_navigation"]
        for item in group.items
        if item.badge
    }


def found(somebody, term):
    return browser(somebody).get("/admin/search/", {"s": term, "extended": 1}).content.decode()


def aged(submission, days):
    with arranged():
        submission.refresh_from_db()
        submission.submitted_at = NOW - timedelta(days=days)
        submission.save()


# The front desk


def test_a_draft_kept_before_anything_was_typed_does_not_break_the_pages(centre):
    submission = start_submission(
        Submission.Kind.MOVE_IN, centre.department, by=centre.front_line, now=NOW
    )
    save_step(submission, Step.UNIT, {}, by=centre.front_line, now=NOW)

    assert "Unit not named yet" in first_page(centre.front_line).content.decode()
    for page in ("my_submissions", "move_in"):
        answer = browser(centre.front_line).get(reverse(f"dossiers:{page}"))
        assert "Unit not named yet" in answer.content.decode()


def test_the_front_desk_sees_what_it_began_what_came_back_and_what_it_sent(centre):
    draft(centre, unit={"room": "1"})
    sent(centre, unit={"room": "2"})
    back = sent(centre, unit={"room": "3"})
    return_submission(back, reason="缺业主签字", by=centre.archivist, now=NOW)

    own = numbers(centre.front_line)
    assert own["Came back to you"] == 1
    assert own["Your drafts"] == 1
    assert own["Sent, not answered yet"] == 1
    assert badges(centre.front_line) == {
        reverse("dossiers:my_submissions"): 1,
        reverse("workbench:inbox"): 1,
    }

    first, *_rest = panels(centre.front_line)["Go on with these"].context["lines"]
    assert first["submission"] == back, "what came back comes first"
    assert "缺业主签字" in first_page(centre.front_line).content.decode()


def test_each_number_of_the_front_desk_leads_to_the_list_it_counts(centre):
    draft(centre, unit={"room": "1"})
    sent(centre, unit={"room": "2"})
    for figure in figures(centre.front_line).values():
        page = browser(centre.front_line).get(figure.url)
        assert page.status_code == 200
        assert len(page.context["lines"]) == figure.value, figure.label


def test_whoever_has_nothing_open_is_told_how_to_begin(centre):
    page = first_page(centre.front_line).content.decode()
    assert "Begin here" in page
    assert reverse("dossiers:move_in") in page


def test_another_desks_drafts_count_for_nobody_else(centre):
    draft(centre)
    assert numbers(person(Role.FRONT_LINE, centre.department))["Your drafts"] == 0


# The archivist


def test_the_archivist_sees_the_tray_with_its_age(centre):
    aged(sent(centre, unit={"room": "1"}), days=4)
    sent(centre, unit={"room": "2"})

    tray = figures(centre.archivist)["In the tray"]
    assert (tray.value, tray.note, tray.tone) == (2, "oldest waits 4 days", "warn")
    assert badges(centre.archivist)[reverse("dossiers:tray")] == 2
    lines = panels(centre.archivist)["Newest in the tray"].context["lines"]
    assert [line["about"][-1] for line in lines] == ["2", "1"]


def test_a_tray_older_than_a_dossier_may_take_is_shown_as_late(centre):
    aged(sent(centre), days=8)
    assert figures(centre.archivist)["In the tray"].tone == "bad"


def test_what_has_no_slot_yet_is_to_be_put_away(centre):
    dossier = accepted(centre).dossier
    figure = figures(centre.archivist)["To be put away"]
    assert figure.value == dossier.holdings.count() == 2
    listed = browser(centre.archivist).get(figure.url).context["lines"]
    assert [line.dossier for line in listed] == [dossier]


def test_claims_of_a_ledger_are_to_be_verified(centre):
    dossier = accepted(centre).dossier
    HoldingFactory(dossier=dossier, number=9, claimed_box="B12")
    assert numbers(centre.archivist)["To be verified"] == 1
    assert numbers(centre.archivist)["To be put away"] == 2, "a claim is verified first"


@clause(Clause.COL_06)
def test_incomplete_dossiers_are_counted_and_the_worst_listed(centre):
    dossier = accepted(centre, "C1").dossier
    figure = figures(centre.archivist)["Incomplete dossiers"]
    assert figure.value == 1
    listed = browser(centre.archivist).get(figure.url).context["lines"]
    assert [line.dossier for line in listed] == [dossier]
    assert panels(centre.archivist)["Most papers missing"].context["lines"] == [dossier]


@clause(Clause.COL_05)
def test_occupied_units_without_dossier_are_counted_and_late_ones_named(centre):
    OccupancyFactory(unit__building__estate=centre.estate, from_on=TODAY - timedelta(days=30))
    OccupancyFactory(unit__building__estate=centre.estate, from_on=TODAY)
    for somebody in (centre.archivist, centre.front_line):
        figure = figures(somebody)["Units without dossier"]
        assert (figure.value, figure.note, figure.tone) == (2, "1 of them late", "bad")
        assert len(browser(somebody).get(figure.url).context["lines"]) == 2


def test_open_tasks_are_listed_by_the_day_they_are_due(centre):
    dossier = accepted(centre).dossier
    with arranged():
        for text, days in (("later", 9), ("late", -3)):
            due_on = TODAY + timedelta(days=days)
            DossierEvent(dossier=dossier, kind="task", on=TODAY, text=text, due_on=due_on).save()
    lines = panels(centre.archivist)["Open tasks"].context["lines"]
    assert [task.text for task in lines] == ["late", "later"]


# Heads and headquarters


def test_heads_see_their_centre_and_headquarters_all_of_them(centre):
    other = Centre()
    for each in (centre, other):
        sent(each, unit={"room": "1"})
        accepted(each, "C1", unit={"room": "2"})
    head = person(Role.CENTRE_HEAD, centre.department)
    hq, director = person(Role.HQ_ARCHIVIST), person(Role.DIRECTOR)

    assert numbers(head)["Waiting in the trays"] == 1
    assert numbers(head)["Incomplete dossiers"] == 1
    for somebody in (hq, director):
        assert numbers(somebody)["Waiting in the trays"] == 2
        assert numbers(somebody)["Incomplete dossiers"] == 2
        assert len(panels(somebody)["Completeness"].context["counts"]) == 2


def test_a_stranger_to_a_centre_counts_nothing_of_it(centre):
    sent(centre, unit={"room": "1"})
    accepted(centre, unit={"room": "2"})
    stranger = Centre().archivist
    assert set(numbers(stranger).values()) == {0}
    assert badges(stranger) == {}


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ENGINEER, Role.DEPARTMENT_HEAD])
def test_whoever_has_no_part_in_the_archive_is_told_that_nothing_waits(centre, role):
    sent(centre)
    page = first_page(person(role))
    assert page.context["figures"] == page.context["panels"] == []
    assert "Nothing waits for you" in page.content.decode()
    assert reverse("workbench:regulation") in page.content.decode()


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_first_page_opens_for_every_role(centre, role, language):
    client = browser(person(role, centre.department))
    client.cookies["django_language"] = language
    assert client.get(reverse("admin:index")).status_code == 200


# The palette


def test_the_palette_finds_a_dossier_by_whatever_stands_on_it(centre):
    dossier = accepted(centre, unit={"room": "1201"}).dossier
    with arranged():
        dossier.legacy_code = "旧-1987-03"
        dossier.save()
    volume = dossier.holdings.first()
    address = dossier.get_absolute_url()
    terms = (dossier.code[:9], "旧-1987-03", dossier.unit.code, volume.barcode, volume.code)
    for term in terms:
        page = found(centre.archivist, term)
        assert page.count(f'href="{address}"') == 1, term
    assert reverse("dossiers:unit", args=[dossier.unit_id]) in found(
        centre.archivist, dossier.unit.code
    )


def test_the_palette_shows_nothing_of_another_centre(centre):
    dossier = accepted(centre).dossier
    for somebody in (Centre().archivist, person(Role.EMPLOYEE), centre.front_line):
        for term in (dossier.code, dossier.holdings.first().barcode):
            assert dossier.get_absolute_url() not in found(somebody, term)
    assert dossier.unit.code not in found(Centre().archivist, dossier.unit.code[:3])


def test_the_palette_shows_a_handful(centre):
    for _n in range(12):
        DossierFactory(occupancy__unit__building__estate=centre.estate)
    page = found(centre.archivist, "W001")
    assert page.count("ao-hit") == 8 + 1  # and the way to all of them
    assert reverse("dossiers:search") in page


# What it costs


def test_the_first_page_costs_the_same_however_much_there_is(centre):
    def costs(somebody):
        client = browser(somebody)
        client.get(reverse("admin:index"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("admin:index"))
        return len(queries)

    people = (centre.front_line, centre.archivist, person(Role.HQ_ARCHIVIST))
    for number in range(2):
        sent(centre, unit={"room": f"1{number}"})
        accepted(centre, "C1", unit={"room": f"2{number}"})
        OccupancyFactory(unit__building__estate=centre.estate)
    few = [costs(somebody) for somebody in people]
    for number in range(4):
        sent(centre, unit={"room": f"3{number}"})
        accepted(centre, "C1", unit={"room": f"4{number}"})
        OccupancyFactory(unit__building__estate=centre.estate)
    assert [costs(somebody) for somebody in people] == few
    front, archivist, hq = few
    assert front <= 19  # one of them: readings to explain
    assert archivist <= 44  # readings to explain, requests of residents, reported matters
    assert hq <= 34


def test_the_palette_costs_few_queries(centre, django_assert_max_num_queries):
    dossier = accepted(centre).dossier
    client = browser(centre.archivist)
    client.get("/admin/search/", {"s": "x1"})
    with django_assert_max_num_queries(32):  # the search asks for its scope and tiers
        client.get("/admin/search/", {"s": dossier.unit.code, "extended": 1})


def test_counting_stops_and_says_so(centre, monkeypatch):
    for _n in range(4):
        DossierFactory(occupancy__unit__building__estate=centre.estate)
    assert in_words(counted(Dossier.objects.all())) == 4
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)
    assert in_words(counted(Dossier.objects.all())) == "3+"
