"""What a centre's archive room has lent, was asked for and gave away, by its own procedures."""

from datetime import timedelta

from dossiers.models import Document, Holding, HoldingState, Purpose
from lending.models import AccessRequest, DamageCase, Loan, Manner, Place
from lending.procedures.cases import open_due_cases
from lending.procedures.copies import make_copy
from lending.procedures.decisions import Outcome, decide
from lending.procedures.desk import hand_out
from lending.procedures.reminders import issue_overdue_notice
from lending.procedures.renewals import ask_renewal
from lending.procedures.requests import Basis, add_authority, ask
from lending.procedures.reservations import reserve_holding
from lending.procedures.returns import put_back, take_back
from lending.rules.asking import Asked, AskedLine, Visitor
from lending.rules.deciding import may_decide
from lending.rules.returns import Found, everything_agrees

LONG_AGO = timedelta(days=17)
BORROWER = "engineer"
"""Who borrows; the roles that are told of no files are somebody else's."""


class Lending:
    """One centre's desk: who stands there, who decides, and four volumes on the shelf."""

    def __init__(self, story, centre, suffix):
        self.story, self.room = story, centre
        self.clerk, self.head = story.user(f"archivist{suffix}"), story.user(f"head{suffix}")
        self.director, self.borrower = story.user("director"), story.user(BORROWER)
        self.now = story.now
        on_shelf = Holding.objects.filter(keeper=centre, state=HoldingState.ON_SHELF)
        self.volumes = list(on_shelf.filter(dossier__centre=centre).order_by("pk"))

    def request(self, *lines, now=None):
        """A request of the borrower's, entered by the archivist."""
        now = now or self.now
        asked = Asked(
            room=self.room,
            requester=self.borrower,
            department=self.borrower.current_memberships[0].department,
            purpose=Purpose.ENGINEERING,
            purpose_text="核对管线走向",
            reason="楼上漏水，需核对图纸",
            place=Place.OFFICE,
            until=self.now + timedelta(days=30),
            lines=lines,
        )
        return ask(asked, by=self.clerk, now=now)

    def entitle(self, request, now=None):
        """The provision of the law on which the request rests, instead of a consent."""
        now = now or self.now
        basis = Basis(
            kind="law", form="written", given_on=now.date(), reference="物业管理条例第五十条"
        )
        return add_authority(request, basis, by=self.clerk, now=now)

    def visit(self, *lines):
        """A request that the archivist enters for the owner, who stands at the counter."""
        invent = self.story.fiction
        visitor = Visitor(
            kind="owner",
            name=invent.name(),
            id_kind="居民身份证",
            id_number=invent.id_number(),
            phone=invent.phone(),
            identity_checked=True,
        )
        asked = Asked(
            room=self.room,
            outside=visitor,
            purpose=Purpose.OWNER_ENQUIRY,
            purpose_text="查阅本人档案",
            reason="办理产权登记",
            place=Place.READING_ROOM,
            until=self.now + timedelta(days=30),
            lines=lines,
        )
        return ask(asked, by=self.clerk, now=self.now)

    def approved(self, holding, manner=Manner.BORROW, now=None, **narrowed):
        """A line everybody has approved whom it takes."""
        now = now or self.now
        line = AskedLine(holding=holding, manner=manner, **narrowed)
        return self.decided(self.request(line, now=now), now=now)

    def decided(self, request, now):
        """The line of a request of one, approved step by step."""
        self.entitle(request, now=now)
        row = request.lines.get()
        deciders = (self.clerk, self.head, self.director)
        while step := row.steps.filter(is_next=True).first():
            who = next(person for person in deciders if may_decide(person, step))
            decide(step, Outcome.APPROVED, by=who, now=now)
        return request.lines.get()

    def lent(self, holding, now=None):
        """A loan, from asking to handing out."""
        now = now or self.now
        slip = hand_out([self.approved(holding, now=now)], by=self.clerk, now=now)
        return slip.loans.get()


def lend(story, centre, suffix):
    """One of everything that an address of lending can name."""
    here = Lending(story, centre, suffix)
    late, longer, torn, wanted = here.volumes[:4]
    return {
        **_late(here, late),
        **_renewed(here, longer),
        **_torn(here, torn),
        **_asked(here, wanted),
        **_outside(here, wanted),
    }


def _late(here, holding):
    """Out too long: a case, a demand, somebody in the queue, a line in the register."""
    loan = here.lent(holding, now=here.now - LONG_AGO)
    open_due_cases(now=here.now)
    waiting = reserve_holding(holding, here.head, by=here.head, now=here.now)
    demand = issue_overdue_notice(loan, by=here.clerk, now=here.now)
    loan = Loan.objects.get(pk=loan.pk)
    return {
        "loan": loan,
        "loan_slip": loan.slip,
        "case": loan.accountability,
        "reservation": waiting,
        "demand": demand,
        "disclosure": loan.disclosure,
    }


def _renewed(here, holding):
    loan = here.lent(holding)
    return {"renewal": ask_renewal(loan, "尚未核对完", by=here.borrower, now=here.now)}


def _torn(here, holding):
    loan = here.lent(holding)
    found = Found(
        pages_found=loan.pages_out,
        condition="damaged",
        note="封面撕裂",
        brought_by=here.borrower,
        lines=everything_agrees(loan),
    )
    take_back(loan, found, by=here.clerk, now=here.now)
    put_back(loan, holding.home_slot, by=here.clerk, now=here.now)
    return {"damage": DamageCase.objects.get(loan=loan)}


def _asked(here, holding):
    """A copy, one that is still to be made, and a request on which somebody decides."""
    papers = Document.objects.filter(
        holding__part="main",
        holding__keeper=here.room,
        holding__state=HoldingState.IN_PREPARATION,
        files__isnull=False,
        type__no_copying=False,
    )
    first, second = papers.distinct().order_by("pk")[:2]
    made = here.approved(first.holding, Manner.COPY, document=first, pages="1", copies=1)
    copy = make_copy(made, "1", 1, 1, by=here.clerk, now=here.now)
    to_make = here.approved(second.holding, Manner.COPY, document=second, pages="1", copies=1)
    request = here.request(
        AskedLine(holding=holding, manner=Manner.READ),
        AskedLine(wanted="装修图纸", manner=Manner.READ),
    )
    authority = here.entitle(request)
    return {
        "issued_copy": copy,
        "copy_line": to_make,
        "access_request": AccessRequest.objects.get(pk=request.pk),
        "request_line": request.lines.get(number=1),
        "wanted_line": request.lines.get(number=2),
        "step": request.lines.get(number=1).steps.get(is_next=True),
        "authority": authority,
    }


def _outside(here, holding):
    """Somebody from outside, with a number and a telephone, who was let in to read."""
    request = here.visit(AskedLine(holding=holding, manner=Manner.READ))
    here.decided(request, now=here.now)
    return {"visit": AccessRequest.objects.get(pk=request.pk)}
