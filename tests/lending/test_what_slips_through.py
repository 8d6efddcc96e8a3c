"""Ways around the regulation that somebody might try, and what stands in each of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from archive_office import clock
from archive_office.regulation import Clause
from dossiers.models import Secrecy, ViewLog
from lending.forms.asking import AskForm
from lending.models import CopyIssued, LineState, Loan, Renewal, Reservation
from lending.procedures.copies import check_copy, make_copy, release_copy
from lending.procedures.decisions import decide
from lending.procedures.desk import hand_out
from lending.procedures.disclosures import account
from lending.procedures.reminders import remind_readings
from lending.procedures.requests import Basis, add_authority, identify, withdraw
from lending.procedures.reservations import reserve_holding
from lending.rules.asking import AskedLine, is_told
from lending.rules.leaving import against_handing_out
from lending.rules.queue import knows_of
from lending.views.copies import _right
from lending.views.finding import renewals_to_decide
from tests.dossiers.desk import Desk
from tests.dossiers.steps import image
from tests.factories import arranged, person
from tests.lending.counter import NOW, TODAY, at, counter, day
from tests.lending.visitors import entered
from tests.lending.world import BORROW, COPY, READ, REFUSED, again, fresh
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]


@pytest.fixture
def that_day(monkeypatch):
    """The office's clock stands at ten in the morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def desk():
    return counter()


def change(row, **fields):
    with arranged():
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return row


def page(client, user, name, *args):
    client.force_login(fresh(user))
    return client.get(reverse(f"lending:{name}", args=args))


# --- What somebody asks for in words ---


@clause(Clause.SEC_11, Clause.SEC_29)
def test_whose_unit_a_name_belongs_to_is_told_after_the_approval_only(desk, client):
    world = desk.world
    thing = desk.personal(title="翠湖天地 3栋1201")
    asked = world.ask("业主张三的个人信息卷", who=desk.borrower, manner=READ)
    line = identify(asked.lines.get(), thing, by=desk.archivist, now=NOW)
    assert not is_told(line, fresh(desk.borrower), seen=False)
    for name, args in (("mine", ()), ("request", (asked.pk,))):
        shown = page(client, desk.borrower, name, *args).content.decode()
        assert "业主张三的个人信息卷" in shown
        assert thing.code not in shown
        assert thing.title not in shown
    for reader in (desk.archivist, world.head):
        assert thing.code in page(client, reader, "request", asked.pk).content.decode()
    world.decided(line)
    assert thing.code in page(client, desk.borrower, "request", asked.pk).content.decode()


@clause(Clause.SEC_29)
def test_the_queue_does_not_tell_what_was_found_for_words(desk):
    lent = desk.lent()
    other = person("employee")
    asked = desk.world.ask("3栋1201 装修", who=other, manner=BORROW)
    assert not knows_of(lent.holding, fresh(other))
    identify(asked.lines.get(), lent.holding, by=desk.archivist, now=NOW)
    assert not knows_of(lent.holding, fresh(other))


# --- Approvals ---


@clause(Clause.LND_18)
def test_an_attorney_reads_nothing_before_the_power_of_attorney_is_on_file(desk):
    line = entered(desk.world, desk.volume(), kind="attorney").lines.get()
    assert line.state == LineState.APPROVED
    assert line.register_only
    with refused(Clause.LND_18):
        hand_out([line], by=desk.archivist, now=NOW)
    basis = Basis(kind="law", form="written", reference="《民法典》第一百六十五条", given_on=TODAY)
    add_authority(line.request, basis, by=desk.archivist, now=NOW)
    assert hand_out([line], by=desk.archivist, now=NOW).loans.count() == 1


@clause(Clause.LND_22)
def test_nothing_is_handed_out_on_the_approval_of_somebody_who_left(desk):
    line = desk.approved()
    change(desk.borrower, is_active=False)
    with refused(Clause.LND_22):
        desk.hand_out(line, fetched_by="接任的同事")


@clause(Clause.LND_22)
def test_every_opening_of_a_consent_stands_in_the_view_log(desk):
    line = desk.world.line(desk.volume(), BORROW)
    basis = Basis(kind="owner_consent", form="written", given_on=TODAY)
    paper = add_authority(line.request, basis, image(), by=desk.archivist, now=NOW)
    reader = fresh(desk.world.dept_head)
    assert Desk(reader).get("lending:authority_scan", paper.pk).status_code == 200
    seen = ViewLog.objects.get(dossier=line.holding.dossier)
    assert (seen.user, seen.detail) == (desk.world.dept_head, "owner_consent")
    assert seen.under == f"request {line.request.number}"


@clause(Clause.SEC_15)
def test_the_telephone_of_an_outsider_has_no_place_to_be_written_in_the_open(desk):
    assert "contact" in AskForm(user=desk.archivist).fields
    assert "contact" not in AskForm(user=desk.archivist, outside=True).fields


@clause(Clause.LND_16)
def test_a_request_of_which_a_copy_was_released_is_settled_not_withdrawn(desk):
    row = desk.approved(AskedLine(manner=COPY, holding=desk.volume(papers=1), copies=2))
    copy = make_copy(row, "1-2", 2, 1, by=desk.archivist, now=NOW)
    check_copy(copy, ok=True, by=desk.colleague, now=NOW)
    release_copy(copy, by=desk.archivist, now=NOW)
    made = withdraw(row.request, by=desk.borrower, now=NOW)
    assert (made.state, again(row).state) == ("closed", LineState.WITHDRAWN)


@clause(Clause.LND_14, Clause.SEC_11)
def test_which_papers_a_personal_volume_held_is_shown_no_longer_than_the_approval(desk, client):
    loan = desk.lent(desk.personal())
    paper = loan.holding.documents.first()
    desk.ended(loan)
    told = page(client, desk.borrower, "loan", loan.pk).content.decode()
    assert loan.slip.number in told
    assert paper.title not in told
    assert paper.title in page(client, desk.archivist, "loan", loan.pk).content.decode()


# --- Readings ---


@clause(Clause.LND_25, Clause.SEC_05)
def test_what_is_read_on_the_spot_and_not_back_the_next_day_is_told_to_the_archivists(desk):
    loan = desk.read()
    assert remind_readings(now=at(0, hour=20)) == 0
    assert [remind_readings(now=at(1, hour=hour)) for hour in (6, 9)] == [2, 0]
    assert remind_readings(now=at(5)) == 2
    desk.back(again(loan), now=at(5))
    assert remind_readings(now=at(6)) == 0


# --- Renewals ---


@clause(Clause.LND_24, Clause.LND_03)
@pytest.mark.parametrize(
    ("fields", "named"),
    [({"sealed_on": TODAY}, Clause.LND_24), ({"secrecy": Secrecy.SECRET}, Clause.LND_03)],
)
def test_what_was_sealed_or_graded_meanwhile_is_not_renewed(desk, fields, named):
    loan = desk.lent()
    wish = desk.wished(loan)
    change(loan.holding.dossier, **fields)
    with refused(named):
        desk.granted(Renewal.objects.get(pk=wish.pk))
    assert again(loan).due_on == day(7)


@clause(Clause.LND_18)
def test_whoever_entered_the_request_of_an_outsider_does_not_renew_the_loan(desk):
    asked = entered(desk.world, desk.volume(), BORROW, by=desk.archivist)
    line = desk.world.decided(asked.lines.get())
    (loan,) = desk.hand_out(line)
    wish = desk.wished(loan, by=desk.colleague)
    with refused(Clause.LND_18):
        desk.granted(wish, by=desk.archivist)
    assert desk.granted(wish, by=desk.world.head).outcome == Renewal.Outcome.GRANTED


@clause(Clause.LND_05)
def test_a_renewal_of_what_came_back_waits_for_nobody(desk):
    loan = desk.lent()
    desk.wished(loan)
    assert len(renewals_to_decide(fresh(desk.colleague))) == 1
    desk.back(again(loan))
    assert renewals_to_decide(fresh(desk.colleague)) == []


# --- The queue ---


def queued(desk, loan, *, who):
    desk.world.seen_by(who)
    return reserve_holding(loan.holding, fresh(who), by=fresh(who), now=NOW)


@clause(Clause.LND_05)
def test_whose_request_is_refused_leaves_the_queue_to_the_next(desk):
    loan = desk.lent()
    first, second = (person("employee", desk.world.department) for _ in range(2))
    places = [queued(desk, loan, who=who) for who in (first, second)]
    line = desk.world.line(loan.holding, BORROW, who=first)
    desk.ended(again(loan))
    assert again(places[0]).state == Reservation.State.OFFERED
    decide(line.steps.get(), REFUSED, by=desk.archivist, now=NOW, reason="与工作无关")
    assert again(places[0]).state == Reservation.State.CANCELLED
    assert again(places[1]).state == Reservation.State.OFFERED


@clause(Clause.LND_05)
def test_an_offer_that_ran_out_holds_nothing_back_on_a_day_nobody_has_run(desk):
    loan = desk.lent()
    other = person("employee", desk.world.department)
    place = queued(desk, loan, who=other)
    desk.ended(again(loan))
    line = desk.approved(loan.holding)
    last = again(place).collect_by
    for late, kept in ((last, True), (last + timedelta(days=1), False)):
        now = at((late - TODAY).days)
        against = list(against_handing_out(again(line), by=fresh(desk.archivist), now=now))
        assert [refusal.clause for refusal in against] == [Clause.LND_05] * kept


# --- Copies of sealed dossiers ---


@clause(Clause.LND_24)
def test_a_released_copy_of_a_sealed_dossier_opens_to_nobody_without_the_director(desk):
    row = desk.approved(desk.volume(papers=1), COPY)
    copy = make_copy(row, "1-2", 2, 1, by=desk.archivist, now=NOW)
    check_copy(copy, ok=True, by=desk.colleague, now=NOW)
    release_copy(copy, by=desk.archivist, now=NOW)
    found = CopyIssued.objects.get(pk=copy.pk)
    assert _right(found, fresh(desk.archivist)) == "room"
    change(row.holding.dossier, sealed_on=TODAY)
    found = CopyIssued.objects.get(pk=copy.pk)
    for somebody in (desk.archivist, desk.world.head, desk.world.room_head):
        assert _right(found, fresh(somebody)) == ""


# --- What the database keeps, whoever writes ---


@pytest.fixture
def recorded(desk):
    """A loan, a line that waits, a copy released and accounted for."""
    loan = desk.lent()
    waits = desk.world.line(desk.volume(), BORROW)
    row = desk.approved(desk.volume(papers=1), COPY)
    copy = make_copy(row, "1-2", 2, 1, by=desk.archivist, now=NOW)
    check_copy(copy, ok=True, by=desk.colleague, now=NOW)
    gone = release_copy(copy, by=desk.archivist, now=NOW).disclosure
    account(gone, "destroyed", TODAY, by=desk.archivist, today=TODAY)
    ids = {"loan": loan, "waits": waits, "copy": copy, "gone": gone, "other": desk.colleague}
    return {name: row.pk for name, row in ids.items()}


@clause(Clause.LND_18, Clause.LND_16, Clause.LND_22)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE lending_loan SET borrower_id = %(other)s WHERE id = %(loan)s",
        "UPDATE lending_loan SET borrower_name = '别人' WHERE id = %(loan)s",
        "UPDATE lending_loan SET line_id = %(waits)s WHERE id = %(loan)s",
        "UPDATE lending_requestline SET state = 'approved' WHERE id = %(waits)s",
        "UPDATE lending_copyissued SET state = 'made' WHERE id = %(copy)s",
        (
            "UPDATE lending_disclosure SET accounted = '', accounted_on = NULL,"
            " accounted_by_id = NULL WHERE id = %(gone)s"
        ),
        "DELETE FROM lending_disclosure WHERE id = %(gone)s",
        "DELETE FROM lending_requeststep WHERE line_id = %(waits)s",
    ],
)
def test_no_sql_undoes_an_approval_or_a_register(recorded, sql):
    promised = r"lending_(a_loan_has_its_approval|approved_by_every_step|settled_stays|is_kept)"
    with (
        pytest.raises(IntegrityError, match=promised),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, recorded)


@clause(Clause.SEC_04)
def test_no_loan_is_written_without_an_approved_line_of_that_thing(desk):
    loan = desk.ended(desk.lent())
    other = desk.world.line(desk.volume(), BORROW)
    for line in (loan.line, other):
        again_out = Loan.objects.get(pk=loan.pk)
        again_out.pk, again_out.line, again_out.is_open = None, line, True
        again_out.returned_on = again_out.closed_at = None
        again_out._state.adding = True
        with pytest.raises(IntegrityError, match="lending_a_loan_has_its_approval"), arranged():
            again_out.save()
