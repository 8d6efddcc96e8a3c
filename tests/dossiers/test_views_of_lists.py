"""Lists narrowed as one likes: filters, order, what is remembered, and views kept under a name."""

import pytest
from django.urls import reverse

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from archive_office.shell.models import ListHabit, SavedView
from dossiers.models import Category, Holding
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.factories import (
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    person,
)
from tests.lending.world import setting
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


class Office:
    """A centre with its archivist, and headquarters."""

    def __init__(self):
        self.centre = EstateFactory().centre
        self.archivist = person(Role.CENTRE_ARCHIVIST, self.centre)
        self.hq = person(Role.HQ_ARCHIVIST)
        self.desk = Desk(self.archivist)

    def dossier(self, **fields):
        return DossierFactory(centre=self.centre, **fields)

    def codes(self, page="list", **query):
        rows = self.desk.get(page, **query).context["page"].rows
        return [row.code for row in rows]


@pytest.fixture
def here():
    return Office()


# Filters


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"secrecy": 2}, {"secrecy": "2"}),
        ({"secrecy": 0}, {"secrecy": "0"}),
        ({"retention": "permanent", "retention_years": None}, {"retention": "permanent"}),
        ({"opened_on": "2019-03-01"}, {"year": "2019"}),
        ({"missing_count": 2}, {"completeness": "missing"}),
    ],
)
def test_each_filter_leaves_what_it_names(here, fields, query):
    here.dossier()
    wanted = here.dossier(**fields)
    assert here.codes(**query) == [wanted.code]


def test_dossiers_are_found_by_category_and_by_room(here):
    other = here.dossier(category=Category.objects.exclude(code="KH").first())
    shelved = here.dossier()
    volume = HoldingFactory(dossier=shelved, on_shelf=True)
    assert here.codes(category=other.category.code) == [other.code]
    assert here.codes(room=volume.present_slot.shelf.cabinet.room_id) == [shelved.code]


def test_nonsense_in_the_address_narrows_nothing(here):
    own = here.dossier()
    nonsense = {"year": "x", "secrecy": "9", "room": "0", "order": "?"}
    assert here.codes(**nonsense) == [own.code]


def test_a_list_is_put_in_the_order_that_is_chosen(here):
    first, second = here.dossier(code="A-2"), here.dossier(code="A-1")
    assert here.codes() == [second.code, first.code]
    assert here.codes(order="codes_down") == [first.code, second.code]
    assert here.codes(order="newest") == [second.code, first.code]


@pytest.mark.parametrize("order", ["", "codes_down", "newest"])
def test_every_order_is_paged_by_key_without_a_gap(here, order):
    codes = {here.dossier().code for _ in range(27)}
    page = here.desk.get("list", order=order).context["page"]
    more = here.desk.client.get(f"{reverse('dossiers:list')}?{page.next_query}").context["page"]
    assert {row.code for row in (*page.rows, *more.rows)} == codes
    assert len(page.rows) + len(more.rows) == 27


def test_the_count_is_honest_and_stops_at_a_thousand(here, monkeypatch):
    for _ in range(26):
        here.dossier()
    assert "26 found" in text(here.desk.get("list"))
    monkeypatch.setattr("archive_office.shell.counting.MOST_COUNTED", 10)
    assert "10+ found" in text(here.desk.get("list"))


# Volumes and items


def test_what_is_kept_is_listed_with_its_place_and_nothing_of_others(here):
    own = HoldingFactory(dossier=here.dossier(), on_shelf=True)
    foreign = HoldingFactory(on_shelf=True)
    page = here.desk.get("holdings")
    assert own.present_slot.place in text(page)
    assert foreign.code not in text(page)
    assert foreign.code in text(Desk(here.hq).get("holdings"))


def test_holdings_are_found_by_state_box_barcode_and_year(here):
    shelved = HoldingFactory(dossier=here.dossier(), on_shelf=True, year_from=2018, year_until=2020)
    fresh = HoldingFactory(dossier=here.dossier())
    assert here.codes("holdings", state="on_shelf") == [shelved.code]
    assert here.codes("holdings", q=shelved.present_slot.number) == [shelved.code]
    assert here.codes("holdings", q=fresh.barcode) == [fresh.code]
    assert here.codes("holdings", year="2019") == [shelved.code]
    assert here.codes("holdings", year="2021") == []


def test_a_list_of_holdings_asks_the_database_as_often_for_one_as_for_many(here):
    for _ in range(4):
        HoldingFactory(dossier=here.dossier(), on_shelf=True)
    here.desk.get("holdings")
    with at_most(24):
        here.desk.get("holdings")
    assert Holding.objects.count() == 4


# What is remembered


def test_a_list_comes_back_as_it_was_chosen_last(here):
    here.desk.get("list", chosen="1", state="closed", q="王芳", kind="")
    habit = ListHabit.objects.get()
    assert (habit.user, habit.query) == (here.archivist, "state=closed")
    answer = here.desk.get("list")
    assert answer.url == f"{reverse('dossiers:list')}?state=closed"


def test_a_link_from_elsewhere_changes_no_habit(here):
    here.desk.get("list", completeness="missing")
    assert not ListHabit.objects.exists()
    assert here.desk.get("list").status_code == 200


def test_showing_all_forgets(here):
    here.desk.get("list", chosen="1", state="closed")
    here.desk.get("list", chosen="1")
    assert here.desk.get("list").status_code == 200


def test_every_list_and_person_has_a_habit_apart(here):
    here.desk.get("list", chosen="1", state="closed")
    assert here.desk.get("holdings").status_code == 200
    assert Desk(here.hq).get("list").status_code == 200


# Views


def save(desk, name="待整理", query="state=open&order=newest", **fields):
    address = {"page": "dossiers:list", "query": query, "name": name, **fields}
    return desk.post("account:save_view", fields=address)


def test_a_view_is_kept_and_leads_back(here):
    answer = save(here.desk)
    assert answer.url == f"{reverse('dossiers:list')}?state=open&order=newest"
    assert "待整理" in text(here.desk.get("list"))
    entry = JournalEntry.objects.get(act="shell.view_saved")
    assert entry.by == here.archivist


@clause(Clause.SEC_15)
def test_a_view_keeps_no_term_that_was_searched_for(here):
    save(here.desk, query="q=王芳&state=open&after=x&export=csv")
    assert SavedView.objects.get().query == "state=open"


@clause(Clause.SEC_29)
def test_only_the_own_department_sees_a_shared_view(here):
    save(here.desk, shared="on")
    save(here.desk, name="自用")
    colleague = Desk(person(Role.CENTRE_HEAD, here.centre))
    assert "待整理" in text(colleague.get("list"))
    assert "自用" not in text(colleague.get("account:views"))
    assert "待整理" not in text(Desk(here.hq).get("account:views"))


@clause(Clause.SEC_29)
def test_the_office_may_let_nothing_be_shared(here):
    setting("share_saved_views", "no")
    answer = save(here.desk, shared="on")
    assert answer.status_code == 422
    assert "SEC-29" in text(answer)
    assert not SavedView.objects.exists()


@clause(Clause.SEC_29)
def test_one_name_is_given_once(here):
    save(here.desk)
    assert save(here.desk).status_code == 422


def test_a_view_is_renamed_and_withdrawn_and_its_history_stays(here):
    save(here.desk)
    view = SavedView.objects.get()
    here.desk.post("account:change_view", view.pk, fields={"name": "在管案卷"})
    here.desk.post("account:withdraw_view", view.pk)
    view.refresh_from_db()
    assert view.withdrawn_at is not None
    assert [old.name for old in view.history.all()] == ["在管案卷", "在管案卷", "待整理"]
    assert "在管案卷" not in text(here.desk.get("account:views"))
    save(here.desk, name="在管案卷")
    assert SavedView.objects.in_use().count() == 1


def test_nobody_touches_the_view_of_somebody_else(here):
    save(here.desk, shared="on")
    view = SavedView.objects.get()
    colleague = Desk(person(Role.CENTRE_HEAD, here.centre))
    assert colleague.post("account:change_view", view.pk, fields={"name": "x"}).status_code == 404
    assert colleague.post("account:withdraw_view", view.pk).status_code == 404


def test_a_view_of_a_list_that_keeps_none_is_unknown(here):
    fields = {"page": "dossiers:tray", "query": "", "name": "x"}
    assert here.desk.post("account:save_view", fields=fields).status_code == 404
