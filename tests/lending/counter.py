"""The road of a loan over the desk, in one word per step."""

from dataclasses import dataclass
from datetime import timedelta

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from lending.models import Loan
from lending.procedures.desk import hand_out
from lending.procedures.renewals import ask_renewal, decide_renewal
from lending.procedures.returns import put_back, take_back
from lending.rules.asking import Visitor
from lending.rules.renewals import Outcome
from lending.rules.returns import Found, everything_agrees
from tests.factories import arranged, person
from tests.lending.world import BORROW, NOW, READ, World, again, library, see

TODAY = NOW.date()


def at(day, hour=10):
    """A moment on the day with this number after the twentieth."""
    return (NOW + timedelta(days=day)).replace(hour=hour)


def day(number):
    return at(number).date()


@dataclass
class Counter:
    """The desk of the centre's archive room, with two archivists."""

    world: World
    archivist: User
    colleague: User
    borrower: User

    def volume(self, papers=2, **fields):
        """A volume on its shelf, with so many papers of two pages."""
        counted = {"document_count": papers, "page_count": papers * 2}
        made = self.world.volume(**(counted | fields))
        for _ in range(papers):
            self.world.paper(made)
        return made

    def personal(self, **fields):
        """A volume of personal information."""
        return self.volume(personal_volume=True, **fields)

    def approved(self, thing=None, manner=BORROW, who=None, *, now=NOW, **said):
        """A line that may be handed out; the approval holds for forty days."""
        said.setdefault("until", now + timedelta(days=40))
        see(who or self.borrower, self.world.centre)
        return self.world.approved(thing or self.volume(), manner, who, now=now, **said)

    def hand_out(self, *lines, now=NOW, by=None, **facts):
        slip = hand_out(lines, by=by or self.archivist, now=now, **facts)
        return list(slip.loans.order_by("pk"))

    def lent(self, thing=None, manner=BORROW, who=None, *, now=NOW, **said):
        """A loan, from asking to handing out."""
        (loan,) = self.hand_out(self.approved(thing, manner, who, now=now, **said), now=now)
        return loan

    def read(self, thing=None, *, now=NOW, **said):
        """Something read on the spot."""
        return self.lent(thing, READ, now=now, **said)

    def found(self, loan, **facts):
        """What is found when everything came back as it was, brought by the borrower."""
        usual = {
            "pages_found": loan.pages_out,
            "brought_by": loan.borrower,
            "lines": everything_agrees(loan),
        }
        return Found(**(usual | facts))

    def back(self, loan, *, now=NOW, by=None, **facts):
        return take_back(loan, self.found(loan, **facts), by=by or self.archivist, now=now)

    def shelved(self, loan, slot=None, *, now=NOW, by=None, **facts):
        slot = slot or loan.holding.home_slot
        return put_back(loan, slot, by=by or self.archivist, now=now, **facts)

    def ended(self, loan, *, now=NOW):
        self.back(loan, now=now)
        return self.shelved(loan, now=now)

    def wished(self, loan, *, now=NOW, by=None, **facts):
        return ask_renewal(loan, "尚未核对完", by=by or self.borrower, now=now, **facts)

    def granted(self, renewal, *, now=NOW, by=None, **facts):
        return decide_renewal(renewal, Outcome.GRANTED, by=by or self.archivist, now=now, **facts)

    def renewed(self, loan, *, now=NOW, by=None, **facts):
        self.granted(self.wished(loan, now=now, **facts), now=now, by=by)
        return again(loan)


@arranged()
def counter():
    """The desk of a small office, everybody in their posts since 2020."""
    world = library()
    return Counter(
        world=world,
        archivist=world.archivist,
        colleague=person(Role.CENTRE_ARCHIVIST, world.centre),
        borrower=world.employee,
    )


def owner(**facts):
    """An owner who comes to the counter, with the identity document compared."""
    usual = {
        "kind": "owner",
        "name": "王芳",
        "id_kind": "居民身份证",
        "id_number": "11010519491231002X",
        "identity_checked": True,
    }
    return Visitor(**(usual | facts))


def fresh_loan(loan):
    return Loan.objects.get(pk=loan.pk)
