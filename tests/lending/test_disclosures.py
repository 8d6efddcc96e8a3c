"""Where things went: open until somebody records what became of them."""

from datetime import date, timedelta

import pytest

from archive_office.notices.models import Notice
from archive_office.regulation import Clause
from lending.models import Disclosure, Manner
from lending.procedures.copies import check_copy, make_copy, release_copy
from lending.procedures.disclosures import account
from lending.procedures.reminders import remind_disclosures
from tests.factories import arranged, person
from tests.lending.lent import bring_back, lend, morning
from tests.lending.world import COPY, NOW, TODAY, again, library, setting
from tests.steps import clause, refused

Accounted = Disclosure.Accounted


@pytest.fixture
def world(db):
    return library()


@pytest.fixture
def copied(world):
    """The line of a copy released on 20 November 2026."""
    return release(world, world.paper(world.volume()))


def release(world, paper):
    from archive_office.organisation.roles import Role

    row = world.approved(paper, COPY)
    copy = make_copy(row, "1", 1, 1, by=world.archivist, now=NOW)
    check_copy(copy, ok=True, by=person(Role.CENTRE_ARCHIVIST, world.centre), now=NOW)
    release_copy(copy, by=world.archivist, now=NOW)
    return Disclosure.objects.get(copy=copy)


@clause(Clause.DES_24)
def test_a_copy_with_an_owners_data_carries_its_destination_and_stays_open(world):
    entry = release(world, world.personal())

    assert (entry.personal, entry.kind) == (True, Disclosure.Kind.COPY)
    assert entry.destination
    assert entry in Disclosure.objects.standing()
    closed = account(entry, Accounted.DESTROYED, TODAY, "碎纸", by=world.archivist, today=TODAY)
    assert (closed.accounted_on, closed.accounted_by) == (TODAY, world.archivist)
    assert entry not in Disclosure.objects.standing()


@clause(Clause.LND_16, Clause.DES_24)
@pytest.mark.parametrize(
    ("what", "note"),
    [
        (Accounted.RETURNED, ""),
        (Accounted.DESTROYED, "碎纸"),
        (Accounted.FILED, "（2026）民初12号"),
    ],
)
def test_what_became_of_a_copy_closes_its_line(world, copied, what, note):
    closed = account(copied, what, TODAY, note, by=world.archivist, today=TODAY)
    assert (closed.accounted, closed.accounted_on, closed.accounted_by) == (
        what,
        TODAY,
        world.archivist,
    )
    with refused(Clause.LND_16):
        account(copied, Accounted.RETURNED, TODAY, by=world.archivist, today=TODAY)


@clause(Clause.LND_16)
@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=1)])
def test_no_day_to_come_and_none_before_it_left(world, copied, day):
    with refused(Clause.LND_16):
        account(copied, Accounted.RETURNED, day, by=world.archivist, today=TODAY)


@clause(Clause.LND_16)
@pytest.mark.parametrize(("what", "note"), [("", ""), ("lost", ""), (Accounted.FILED, " ")])
def test_what_became_of_it_is_said_and_with_which_case_it_was_filed(world, copied, what, note):
    with refused(Clause.LND_16):
        account(copied, what, TODAY, note, by=world.archivist, today=TODAY)


@clause(Clause.ORG_01)
def test_another_rooms_archivist_closes_no_line(world, copied):
    with refused(Clause.ORG_01):
        account(copied, Accounted.RETURNED, TODAY, by=world.hq_archivist, today=TODAY)
    with refused(Clause.ORG_01):
        account(copied, Accounted.RETURNED, TODAY, by=world.employee, today=TODAY)


@clause(Clause.SEC_14, Clause.LND_16)
def test_personal_information_lent_stands_in_the_register_until_its_return(world):
    loan = lend(world, world.personal())
    entry = Disclosure.objects.get(loan=loan)
    assert (entry.kind, entry.personal, entry.is_original) == (Disclosure.Kind.LOAN, True, True)
    with refused(Clause.LND_16):
        account(entry, Accounted.RETURNED, TODAY, by=world.archivist, today=TODAY)
    bring_back(world, loan, now=morning(date(2026, 11, 25)))
    closed = again(entry)
    assert (closed.accounted, closed.accounted_on) == (Accounted.RETURNED, date(2026, 11, 25))


@clause(Clause.SEC_14)
def test_ordinary_readings_and_loans_of_staff_need_no_line(world):
    lend(world)
    lend(world, manner=Manner.READ)
    assert not Disclosure.objects.exists()


# Reminders


def told_after(days):
    return remind_disclosures(now=morning(TODAY + timedelta(days=days)))


@clause(Clause.LND_16, Clause.DES_24)
def test_every_thirty_days_the_recipient_and_the_archivists_are_asked(world, copied):
    assert told_after(29) == 0
    archivists = 2
    assert told_after(30) == 1 + archivists
    (notice,) = Notice.objects.filter(key__startswith="disclosure:")
    assert notice.to == world.employee
    assert copied.copy.number in notice.title


@clause(Clause.LND_16)
def test_a_day_run_twice_or_missed_asks_once_a_round(world, copied):
    for day in (31, 31, 45, 59):
        told_after(day)
    assert Notice.objects.filter(to=world.employee, key__startswith="disclosure:").count() == 1
    told_after(155)
    told_after(156)
    assert Notice.objects.filter(to=world.employee, key__startswith="disclosure:").count() == 2


@clause(Clause.LND_16)
def test_nobody_asks_after_what_is_accounted_for(world, copied):
    account(copied, Accounted.DESTROYED, TODAY, "碎纸", by=world.archivist, today=TODAY)
    assert told_after(60) == 0


@clause(Clause.LND_16)
def test_the_round_is_the_offices_setting(world, copied):
    setting("disclosure_reminder_days", "10")
    assert told_after(9) == 0
    assert told_after(10) > 0


@clause(Clause.LND_16)
def test_whoever_left_the_company_is_asked_through_the_archivists(world, copied):
    with arranged():
        world.employee.is_active = False
        world.employee.save()
    assert told_after(30) == 2
    assert not Notice.objects.filter(key__startswith="disclosure:").exists()


@clause(Clause.LND_16)
def test_loans_have_reminders_of_their_own(world):
    lend(world, world.personal())
    assert told_after(90) == 0


@clause(Clause.SEC_14)
def test_whoever_asks_after_a_copy_names_no_customer(world, copied):
    told_after(30)
    name = copied.holding.dossier.occupancy.customer.name
    assert all(name not in f"{n.title}{n.body}" for n in Notice.objects.all())
