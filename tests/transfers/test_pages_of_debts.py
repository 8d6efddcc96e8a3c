"""What is owed, what was received, and what the first page, the sidebar and the palette say."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from archive_office.shell.paging import keyset_page
from dossiers.models import HoldingState
from tests.factories import person
from tests.printing.reading import Reading
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import EXTRA, again, office
from transfers.models import Outcome, Shortage, Side
from transfers.procedures.checking import Finding
from transfers.receivers import on_sidebar
from transfers.views import receipts as register_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


@pytest.fixture
def debt(here):
    here.completed(here.volume(), here.volume(), found={"line_1": Finding(Outcome.MISSING)})
    return Shortage.objects.get()


def page_of(user, path="/admin/"):
    return text(Desk(user).client.get(path))


# Debts


@clause(Clause.TRF_10)
def test_a_debt_is_settled_with_the_thing_in_the_hand(here, debt):
    desk = Desk(here.checker)
    assert "Scan it in" in text(desk.get("shortage", debt.pk))
    answer = desk.post("shortage", debt.pk, barcode=debt.holding.barcode, how="中心补交，完整")

    assert answer.url == reverse("transfers:shortages")
    assert again(debt).settled_how == "中心补交，完整"
    assert again(debt.holding).keeper == here.receiver
    assert debt.what not in text(desk.get("shortages"))
    assert "中心补交，完整" in text(desk.get("shortages", show="all"))


@clause(Clause.TRF_10)
def test_another_thing_is_refused_and_what_was_typed_is_kept(here, debt):
    other = here.volume()
    answer = Desk(here.checker).post("shortage", debt.pk, barcode=other.barcode, how="中心补交")
    assert answer.status_code == 422
    assert "TRF-10 This is not what is owed" in text(answer)
    assert f'value="{other.barcode}"' in answer.content.decode()
    assert again(debt).settled_at is None
    assert Desk(here.checker).post("shortage", debt.pk, how="补交").status_code == 422


@clause(Clause.TRF_10)
def test_only_the_head_of_the_archive_room_waives(here, debt):
    assert "Waive" not in text(Desk(here.checker).get("shortage", debt.pk))
    fields = {"waive": "1", "how": "确认灭失，报经理批准"}
    assert Desk(here.checker).post("shortage", debt.pk, **fields).status_code == 403
    assert Desk(here.clerk).post("shortage", debt.pk, **fields).status_code == 403
    assert Desk(here.chief).post("shortage", debt.pk, waive="1", how="").status_code == 422
    assert Desk(here.chief).post("shortage", debt.pk, **fields).status_code == 302
    assert again(debt.holding).state == HoldingState.MISSING
    answer = Desk(here.chief).post("shortage", debt.pk, **fields)
    assert answer.status_code == 422
    assert "TRF-10 Settled already" in text(answer)


def test_a_centre_sees_its_own_debts_only_and_settles_none(here, debt):
    assert debt.what in text(Desk(here.clerk).get("shortages"))
    page = Desk(here.clerk).get("shortage", debt.pk)
    assert "Scan it in" not in text(page)
    fields = {"barcode": debt.holding.barcode, "how": "补交"}
    assert Desk(here.clerk).post("shortage", debt.pk, **fields).status_code == 403
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))
    assert debt.what not in text(stranger.get("shortages"))
    assert stranger.get("shortage", debt.pk).status_code == 404


# Receipts


@clause(Clause.TRF_13)
def test_the_register_names_each_receipt_and_what_is_still_owed(here, debt):
    manifest = debt.line.manifest
    words = text(Desk(here.checker).get("receipts"))
    assert manifest.number in words
    assert debt.what in words
    assert "1 volumes" in words
    outside = text(Desk(here.checker).get("receipts", first="2026-11-21", last="2026-11-30"))
    assert "Nothing was received in these days" in outside
    assert manifest.number not in text(Desk(person(Role.CENTRE_HEAD)).get("receipts"))


@clause(Clause.TRF_13)
def test_the_register_is_printed_for_the_days_asked(here, debt):
    desk = Desk(here.checker)
    first = desk.get("receipt_register", first="2026-11-01", last="2026-11-30")
    words = Reading(first.content).text
    assert "档案接收登记簿" in words
    assert debt.line.manifest.number in words
    assert "接收壹次" in words
    second = desk.get("receipt_register", first="2026-11-01", last="2026-11-30")
    assert first.content == second.content
    empty = desk.get("receipt_register", first="2026-01-01", last="2026-01-31")
    assert debt.line.manifest.number not in Reading(empty.content).text


def test_days_the_wrong_way_round_are_told(here):
    answer = Desk(here.checker).get("receipts", first="2026-12-01", last="2026-11-01")
    assert answer.status_code == 422
    assert "The last day lies before the first." in text(answer)


def test_the_register_asks_as_often_for_many_receipts(here):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            Desk(here.checker).get("receipts")
        return len(queries)

    here.completed(here.volume(), kind=EXTRA)
    few = asked()
    for _ in range(6):
        here.completed(here.volume(), kind=EXTRA)
    assert asked() <= few


@clause(Clause.TRF_13)
def test_the_register_is_read_a_page_at_a_time_and_its_sums_hold_for_all(here, monkeypatch):
    monkeypatch.setattr(register_page, "keyset_page", partial(keyset_page, size=2))
    monkeypatch.setattr(register_page, "AT_A_TIME", 2)
    taken = [here.completed(here.volume(), kind=EXTRA).number for _ in range(5)]
    desk, seen = Desk(here.checker), []
    answer = desk.get("receipts")
    while True:
        assert "5 volumes, 25 documents, 100 pages" in text(answer)
        seen += [receipt.manifest_number for _pk, receipt in answer.context["rows"]]
        assert len(answer.context["rows"]) <= 2
        if not (query := answer.context["page"].next_query):
            break
        answer = desk.client.get(f"{reverse('transfers:receipts')}?{query}")
    assert seen == taken
    printed = Reading(desk.get("receipt_register").content).text
    assert [number for number in taken if number not in printed] == []


# First page, sidebar, palette


def test_the_first_page_says_what_waits_for_whom(here):
    manifest = here.submitted(here.volume())
    assert "Manifests waiting for you 1" in page_of(here.checker)
    assert "Manifests waiting for you" not in page_of(here.clerk)
    here.checked(manifest)
    Desk(here.checker).post("step", manifest.pk, "freeze")
    for who in (here.clerk, here.centre_head, here.checker, here.chief):
        assert "Manifests waiting for you 1" in page_of(who)
    here.sign(again(manifest), Side.TRANSFERRING, here.clerk)
    assert "Manifests waiting for you" not in page_of(here.clerk)
    assert "Manifests waiting for you" not in page_of(here.centre_head)
    assert "Manifests waiting for you 1" in page_of(here.checker)


@clause(Clause.TRF_03)
def test_the_first_page_warns_of_handovers_due_and_late(here, monkeypatch):
    here.volume()
    assert "Handovers due soon" not in page_of(here.clerk)
    monkeypatch.setattr(
        clock, "now", lambda: datetime(2027, 1, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    )
    assert "Handovers due soon 1" in page_of(here.clerk)
    monkeypatch.setattr(
        clock, "now", lambda: datetime(2027, 1, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    )
    assert "Handovers overdue 1" in page_of(here.checker)
    assert "3 days overdue" in page_of(here.clerk)
    assert str(here.centre) not in page_of(person(Role.CENTRE_ARCHIVIST))


def test_counts_in_the_sidebar_are_the_persons_own(here, debt):
    stranger = person(Role.CENTRE_ARCHIVIST)

    def told(user):
        request = RequestFactory().get("/")
        request.user = user
        return {badge.url_name: badge.count for badge in on_sidebar(request)}

    assert told(here.checker) == {"transfers:shortages": 1}
    assert told(stranger) == {"transfers:shortages": 0}
    assert told(person(Role.EMPLOYEE)) == {}
    here.prepared(here.volume())
    assert told(here.clerk) == {"transfers:manifests": 1, "transfers:shortages": 1}


def test_the_palette_finds_a_manifest_by_its_number_for_who_may_see_it(here, debt):
    number = debt.line.manifest.number
    path = f"{reverse('admin:search')}?s={number[3:]}"
    assert number in page_of(here.clerk, path)
    assert number not in page_of(person(Role.CENTRE_ARCHIVIST), path)
    assert number not in page_of(person(Role.EMPLOYEE), path)


# The records in the admin


@pytest.mark.parametrize("model", ["manifest", "period", "shortage"])
def test_records_are_read_in_the_admin_and_never_changed(here, debt, model):
    rows = {
        "manifest": debt.line.manifest.pk,
        "period": here.period.pk,
        "shortage": debt.pk,
    }
    desk = Desk(here.checker).client
    assert desk.get(reverse(f"admin:transfers_{model}_changelist")).status_code == 200
    change = reverse(f"admin:transfers_{model}_change", args=[rows[model]])
    assert desk.get(change).status_code == 200
    assert desk.post(change, {}).status_code == 403
    if model != "period":
        stranger = Desk(person(Role.CENTRE_ARCHIVIST)).client
        assert stranger.get(change).status_code == 302
