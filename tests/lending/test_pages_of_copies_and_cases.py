"""Loans, copies, the disclosure register and cases as people read and settle them on pages."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from archive_office import clock
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import ViewLog
from lending.models import Condition, CopyIssued, Loan, Renewal
from lending.procedures.cases import open_due_cases
from lending.procedures.copies import check_copy, make_copy, release_copy
from lending.procedures.reservations import reserve_holding
from tests.factories import arranged, person
from tests.lending.counter import NOW, at, counter
from tests.lending.lent import legacy
from tests.lending.world import COPY, again, fresh
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]


@pytest.fixture
def that_day(monkeypatch):
    """The office's clock stands at ten in the morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def here():
    return counter()


def address(name, *args, **query):
    return reverse(f"lending:{name}", args=args, query=query or None)


def text(answer):
    return answer.content.decode()


def at_desk(client, user):
    client.force_login(fresh(user))
    client.cookies["django_language"] = "en"
    return client


def made(here, **line):
    """A copy that waits for its check."""
    row = here.approved(here.volume(papers=1), COPY, **line)
    return make_copy(row, "1-2", 2, 1, by=here.archivist, now=NOW)


# --- Loans ---


@clause(Clause.LND_04, Clause.LND_05, Clause.LND_07)
def test_a_closed_loan_stays_readable_with_every_day_and_decision(client, here):
    loan = here.renewed(here.lent(now=at(-9)), now=at(-3))
    here.ended(loan)
    page = text(at_desk(client, here.archivist).get(address("loan", loan.pk)))
    for day in (loan.handed_out_on, loan.original_due_on, loan.due_on, NOW.date()):
        assert f"{day:%Y-%m-%d}" in page
    for word in ("Renewal asked", "Renewal: Granted", "Taken back", "Put back in its slot"):
        assert word in page
    assert page.index("Put back in its slot") < page.index("Requested"), "the last thing first"


@clause(Clause.LND_05)
def test_the_borrower_asks_to_keep_a_thing_and_the_archivist_decides(client, here):
    loan = here.lent(now=at(-6))
    borrower = at_desk(client, here.borrower)
    assert address("renew", loan.pk) in text(borrower.get(address("loan", loan.pk)))
    assert borrower.post(address("renew", loan.pk), {"reason": ""}).status_code == 422
    assert borrower.post(address("renew", loan.pk), {"reason": "尚未核对完"}).status_code == 302
    renewal = Renewal.objects.get()
    own = borrower.post(address("decide_renewal", renewal.pk), {"outcome": "granted"})
    assert own.status_code == 403

    archivist = at_desk(client, here.archivist)
    refused = archivist.post(address("decide_renewal", renewal.pk), {"outcome": "refused"})
    assert refused.status_code == 422
    assert "LND-05" in text(refused)
    fields = {"outcome": "granted", "seen_on": "2026-11-20"}
    assert archivist.post(address("decide_renewal", renewal.pk), fields).status_code == 302
    assert again(loan).due_on == renewal.new_due_on


@clause(Clause.LND_05)
def test_no_renewal_is_offered_while_somebody_waits(client, here):
    loan = here.lent(now=at(-6))
    here.world.seen_by(here.world.front)
    reserve_holding(loan.holding, fresh(here.world.front), by=here.archivist, now=NOW)
    page = text(at_desk(client, here.borrower).get(address("loan", loan.pk)))
    assert address("renew", loan.pk) not in page


@clause(Clause.LND_05)
def test_a_late_loan_is_demanded_from_its_page(client, here):
    loan = here.lent(now=at(-9))
    desk = at_desk(client, here.archivist)
    assert address("demand", loan.pk) in text(desk.get(address("loan", loan.pk)))
    desk.post(address("demand", loan.pk))
    notice = loan.overdue_notices.get()
    page = text(desk.get(address("loan", loan.pk)))
    assert notice.number in page
    assert address("demand", loan.pk) not in page, "one a day"


@clause(Clause.LND_05, Clause.LND_06)
def test_the_board_reckons_from_the_dates_before_the_day_has_run(client, here):
    derelict, late = here.lent(now=at(-16)), here.lent(now=at(-8))
    today, soon, calm = here.lent(now=at(-7)), here.lent(now=at(-5)), here.lent(now=NOW)
    desk = at_desk(client, here.archivist)
    parts = {
        "": [derelict, late, today, soon],
        "dereliction": [derelict],
        "late": [derelict, late],
        "today": [today],
        "soon": [soon],
        "out": [derelict, late, today, soon, calm],
    }
    for show, loans in parts.items():
        page = desk.get(address("overdue", show=show))
        assert [row.loan for row in page.context["rows"]] == loans, show
        counts = {name: count for name, _title, count in page.context["tabs"]}
        assert counts[show] == len(loans)
    assert "case due, not opened yet" in text(desk.get(address("overdue")))
    open_due_cases(now=NOW)
    assert "case due, not opened yet" not in text(desk.get(address("overdue")))


def test_old_registers_stand_apart_and_are_demanded_nothing(client, here):
    old = legacy(
        here.world,
        here.volume(),
        handed_out_on=at(-400).date(),
        due_on=at(-393).date(),
    )
    desk = at_desk(client, here.archivist)
    assert desk.get(address("overdue")).context["rows"] == []
    rows = desk.get(address("overdue", show="legacy")).context["rows"]
    assert [(row.loan, row.case_due) for row in rows] == [(old, False)]


def test_the_board_asks_as_often_for_many_as_for_few(client, here, django_assert_max_num_queries):
    desk = at_desk(client, here.archivist)
    here.lent(now=at(-8))
    desk.get(address("overdue"))
    with django_assert_max_num_queries(40) as few:
        desk.get(address("overdue"))
    most = len(few)
    for _ in range(4):
        here.lent(now=at(-8))
    desk.get(address("overdue"))
    with django_assert_max_num_queries(most):
        desk.get(address("overdue"))


@clause(Clause.LND_05)
def test_people_reserve_for_themselves_and_leave_the_queue(client, here):
    loan = here.lent()
    front = here.world.front
    stranger = at_desk(client, front)
    assert stranger.post(address("reserve"), {"holding": loan.holding_id}).status_code == 404
    here.world.seen_by(front)
    stranger = at_desk(client, front)
    assert stranger.post(address("reserve"), {"holding": loan.holding_id}).status_code == 302
    place = loan.holding.reservations.get()
    assert str(front) in text(at_desk(client, here.archivist).get(address("reservations")))
    other = at_desk(client, here.world.dept_head)
    assert other.post(address("cancel_reservation", place.pk)).status_code == 404
    at_desk(client, front).post(address("cancel_reservation", place.pk))
    assert again(place).state == "cancelled"


# --- Copies and the register ---


@clause(Clause.LND_09, Clause.LND_10, Clause.LND_16)
def test_a_copy_is_made_checked_by_another_released_and_accounted_for(client, here):
    line = here.approved(here.volume(papers=1), COPY)
    desk = at_desk(client, here.archivist)
    assert address("make_copy", line.pk) in text(desk.get(address("copies")))
    fields = {"pages": "1-2", "page_count": 2, "copies": 1}
    desk.post(address("make_copy", line.pk), fields)
    copy = CopyIssued.objects.get()
    assert address("make_copy", line.pk) not in text(desk.get(address("copies")))
    own = desk.post(address("copy", copy.pk), {"ok": "yes"})
    assert (own.status_code, "LND-10" in text(own)) == (422, True)
    assert desk.post(address("copy", copy.pk), {"release": "1"}).status_code == 422

    colleague = at_desk(client, here.colleague)
    assert colleague.post(address("copy", copy.pk), {"ok": "yes"}).status_code == 302
    assert colleague.post(address("copy", copy.pk), {"release": "1"}).status_code == 302
    entry = again(copy).disclosure
    assert entry.number in text(colleague.get(address("disclosures")))
    told = {"what": "destroyed", "on": "2026-11-20", "note": "碎纸"}
    assert colleague.post(address("disclosure", entry.pk), told).status_code == 302
    assert entry.number not in text(colleague.get(address("disclosures")))
    assert entry.number in text(colleague.get(address("disclosures", show="all")))


@clause(Clause.LND_16)
def test_what_is_lent_is_accounted_for_by_its_return_alone(client, here):
    entry = here.lent(here.personal()).disclosure
    told = {"what": "returned", "on": "2026-11-20"}
    answer = at_desk(client, here.archivist).post(address("disclosure", entry.pk), told)
    assert (answer.status_code, "LND-16" in text(answer)) == (422, True)


@clause(Clause.LND_22, Clause.SEC_06)
def test_the_file_of_a_copy_is_fetched_once_released_and_each_opening_is_logged(
    client, here, monkeypatch
):
    copy = made(here)
    with arranged():
        copy.file.save("copy.pdf", ContentFile(b"%PDF-1.7\n"), save=True)
    borrower = at_desk(client, here.borrower)
    assert borrower.get(address("copy_file", copy.pk)).status_code == 404
    check_copy(copy, ok=True, by=here.colleague, now=NOW)
    release_copy(copy, by=here.archivist, now=NOW)
    given = at_desk(client, here.borrower).get(address("copy_file", copy.pk))
    assert b"".join(given) == b"%PDF-1.7\n"
    seen = ViewLog.objects.get(what=ViewLog.What.DOWNLOADED)
    assert (seen.user, seen.under, seen.detail) == (
        here.borrower,
        copy.line.request.number,
        copy.number,
    )
    assert (
        at_desk(client, here.world.dept_head).get(address("copy_file", copy.pk)).status_code == 404
    )
    later = copy.line.request.until + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert at_desk(client, here.borrower).get(address("copy_file", copy.pk)).status_code == 404


# --- Cases ---


@clause(Clause.LND_06, Clause.ACC_08)
def test_a_case_is_decided_by_the_head_with_words_and_not_by_the_archivist(client, here):
    loan = here.lent(now=at(-16))
    open_due_cases(now=NOW)
    case = Loan.objects.get(pk=loan.pk).accountability
    assert case.number in text(at_desk(client, here.archivist).get(address("cases")))
    desk = at_desk(client, here.archivist)
    assert desk.post(address("case", case.pk), {"outcome": "x"}).status_code == 403
    head = at_desk(client, here.world.head)
    assert head.post(address("case", case.pk), {"outcome": ""}).status_code == 422
    assert head.post(address("case", case.pk), {"outcome": "批评教育"}).status_code == 302
    assert again(case).state == "decided"
    assert case.number not in text(head.get(address("cases")))
    assert case.number in text(head.get(address("cases", show="all")))


@clause(Clause.LND_08, Clause.ACC_09)
def test_a_damage_is_decided_with_the_day_it_was_made_good(client, here):
    loan = here.lent()
    here.back(loan, condition=Condition.DAMAGED, note="封面撕裂")
    case = loan.damage_cases.get()
    head = at_desk(client, here.world.head)
    assert case.number in text(head.get(address("damages")))
    fields = {"outcome": "照价赔偿", "replaced_on": "2026-11-20"}
    assert head.post(address("damage", case.pk), fields).status_code == 302
    assert (again(case).state, again(case).replaced_on) == ("decided", NOW.date())


# --- Lists ---


def _one_of_each(here, dossier):
    """One more row for every list of these pages."""
    made(here)
    loan = here.lent(here.volume(papers=1, dossier=dossier, number=100 + Loan.objects.count()))
    here.back(loan, condition=Condition.DAMAGED, note="封面撕裂")
    here.lent(here.personal(), now=at(-16))
    open_due_cases(now=NOW)


@pytest.mark.parametrize("name", ["copies", "disclosures", "cases", "damages", "use_history"])
def test_a_list_asks_as_often_for_many_as_for_few(
    client, here, django_assert_max_num_queries, name
):
    dossier = here.volume(papers=0).dossier
    _one_of_each(here, dossier)
    path = address(name, *([dossier.pk] if name == "use_history" else []))
    desk = at_desk(client, here.archivist)
    desk.get(path)
    with django_assert_max_num_queries(40) as few:
        desk.get(path)
    most = len(few)
    for _ in range(3):
        _one_of_each(here, dossier)
    desk.get(path)
    with django_assert_max_num_queries(most):
        assert len(desk.get(path).context["page"].rows) >= 4


# --- The use of a dossier ---


@clause(Clause.LND_16, Clause.LND_22, Clause.SEC_14)
def test_the_use_of_a_dossier_names_who_used_it_under_which_approval(client, here):
    loan = here.lent(here.personal())
    dossier = loan.holding.dossier
    copy = make_copy(
        here.approved(here.volume(papers=1, dossier=dossier, number=3), COPY),
        "1-2", 2, 1, by=here.archivist, now=NOW,
    )  # fmt: skip
    desk = at_desk(client, here.archivist)
    page = text(desk.get(address("use_history", dossier.pk)))
    head = str(here.world.head)
    for word in (str(here.borrower), head, loan.slip.number, copy.number, loan.disclosure.number):
        assert word in page
    assert loan.line.request.reason not in page, "reasons may name residents"
    assert address("use_history", dossier.pk) in text(desk.get(dossier.get_absolute_url()))


@clause(Clause.ORG_01)
def test_the_use_of_another_centres_dossier_does_not_exist(client, here):
    loan = here.lent()
    stranger = person(Role.CENTRE_ARCHIVIST)
    page = address("use_history", loan.holding.dossier_id)
    assert at_desk(client, stranger).get(page).status_code == 404
    assert at_desk(client, here.borrower).get(page).status_code == 403
