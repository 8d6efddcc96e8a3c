"""Things that are out, and days that pass."""

from datetime import datetime, time, timedelta

from archive_office.organisation.models import User
from dossiers.models import Holding
from lending.models import Loan, Renewal
from lending.procedures.desk import hand_out
from lending.procedures.returns import put_back, take_back
from lending.rules.returns import Found
from tests.factories import arranged
from tests.lending.world import NOW, again


def lend(world, thing=None, who=None, *, now=NOW, **said):
    """A volume asked for, approved and handed out; its loan."""
    row = world.approved(thing or world.volume(), who=who, now=now, **said)
    slip = hand_out([row], by=archivist_of(world, row.holding), now=now)
    return slip.loans.get()


def archivist_of(world, holding):
    own = world.archivist if holding.keeper == world.centre else world.hq_archivist
    return User.objects.get(pk=own.pk)


def bring_back(world, loan, *, now):
    """The borrower brings it back whole, and the archivist puts it into its slot."""
    clerk = archivist_of(world, loan.holding)
    found = Found(pages_found=loan.pages_out, brought_by=loan.borrower)
    take_back(loan, found, by=clerk, now=now)
    return put_back(again(loan), home_of(loan), by=clerk, now=now)


def home_of(loan):
    return Holding.objects.get(pk=loan.holding_id).home_slot


def extend(world, loan, until, *, now):
    """A renewal granted on this day, up to that one."""
    with arranged():
        Renewal(
            loan=loan,
            asked_by=loan.borrower,
            asked_at=now,
            reason="尚未用完",
            old_due_on=loan.due_on,
            new_due_on=until,
            outcome=Renewal.Outcome.GRANTED,
            decided_by=world.archivist,
            decided_at=now,
        ).save()
        loan.due_on, loan.renewals = until, 1
        loan.save()
    return again(loan)


def legacy(world, holding, *, handed_out_on, due_on, **facts):
    """A line of an old register, still out."""
    with arranged():
        loan = Loan(
            kind=Loan.Kind.BORROWED,
            origin=Loan.Origin.LEGACY,
            holding=holding,
            room=holding.keeper,
            borrower_name="李强",
            handed_out_on=handed_out_on,
            original_due_on=due_on,
            due_on=due_on,
            **facts,
        )
        loan.save()
    return loan


def morning(day):
    """When the office day runs on this day."""
    return datetime.combine(day, time(6, 10), tzinfo=NOW.tzinfo)


def days(first, count):
    """So many days from the first on."""
    return [first + timedelta(days=n) for n in range(count)]
