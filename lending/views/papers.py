"""The papers of lending as PDF; each print is logged with the dossiers it names."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.clock import day_of
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import User
from archive_office.shell import shell_page
from dossiers.models import Dossier, Holding, ViewLog
from dossiers.procedures.reading import log_view
from dossiers.rules.access import right_to_read
from lending.models import (
    AccessRequest,
    CopyIssued,
    Loan,
    LoanSlip,
    OverdueNotice,
    Renewal,
    RequestLine,
)
from lending.papers import asking, filling
from lending.papers.approval import approval_form as drawn_approval
from lending.papers.copy_mark import copy_marks
from lending.papers.outcard import PLACES, out_cards
from lending.papers.overdue import overdue_notice as drawn_notice
from lending.papers.renewal import renewal_slip as drawn_renewal
from lending.papers.slip import slip as drawn_slip
from lending.rules.asking import is_told
from lending.rules.dates import calendar_gap, terms_on
from lending.rules.people import department_of, heads_of

SEES_LOANS: Final = ("lending.ask_access", "lending.view_loan")
SEES_REQUESTS: Final = ("lending.ask_access", "lending.view_accessrequest")
MARKS: Final = 14
LAST: Final = 3
"""The overdue notice that goes to the department's head as well."""


@shell_page(_("Loan slip"), SEES_LOANS, methods=("GET",))
def slip(request: StaffRequest, pk: int) -> HttpResponse:
    """The loan slip, for whoever may see everything on it."""
    found = get_object_or_404(LoanSlip.objects.select_related("room", "handed_out_by"), pk=pk)
    seen = _loans(request).filter(slip=found)
    if not seen or seen.count() != found.loans.count():
        raise Http404
    _log(request, (loan.holding.dossier for loan in seen), found.number)
    terms = terms_on(day_of(found.handed_out_at))
    gaps = (calendar_gap(loan, terms, at_first=True) for loan in seen)
    unknown = next((gap.year for gap in gaps if gap), None)
    facts = filling.slip_facts(found, unknown_year=unknown)
    return pdf(drawn_slip(facts), f"{found.number}.pdf")


@shell_page(_("Approval form"), SEES_REQUESTS, methods=("GET",))
def approval_form(request: StaffRequest, pk: int) -> HttpResponse:
    """The approval form of a request, as far as it has been decided (SEC-21)."""
    rows = AccessRequest.objects.visible_to(actor(request)).select_related(
        "room", "requester", "department", "outside__identity_checked_by"
    )
    found = get_object_or_404(rows, pk=pk)
    lines = found.lines.filter(holding__isnull=False).select_related("holding__dossier")
    untold = _untold(lines, actor(request))
    told = (line for line in lines if line.pk not in untold)
    _log(request, (line.holding.dossier for line in told if line.holding), found.number)
    return pdf(drawn_approval(asking.approval_facts(found, untold=untold)), f"{found.number}.pdf")


def _untold(lines: Iterable[RequestLine], user: User) -> frozenset[int]:
    """The lines of one request whose things are not named to this person yet."""
    things = [line.holding_id for line in lines if line.holding_id is not None]
    seen = set(Holding.objects.visible_to(user).filter(pk__in=things).values_list("pk", flat=True))
    return frozenset(
        line.pk for line in lines if not is_told(line, user, seen=line.holding_id in seen)
    )


@shell_page(_("Overdue notice"), SEES_LOANS, methods=("GET",))
def overdue_notice(request: StaffRequest, pk: int) -> HttpResponse:
    """An issued overdue notice; the third one names the heads of the department."""
    rows = OverdueNotice.objects.filter(loan__in=Loan.objects.visible_to(actor(request)))
    found = get_object_or_404(
        rows.select_related(
            "issued_by",
            "loan__room",
            "loan__slip",
            "loan__holding__dossier",
            "loan__line__request__outside",
            "loan__line__request__department",
        ),
        pk=pk,
    )
    _log(request, [found.loan.holding.dossier], found.number)
    facts = filling.overdue_facts(found, heads=_heads(found))
    return pdf(drawn_notice(facts), f"{found.number}.pdf")


def _heads(notice: OverdueNotice) -> list[str]:
    line = notice.loan.line
    if notice.turn < LAST or line is None:
        return []
    on = timezone.localtime(notice.issued_at).date()
    heads = heads_of(department_of(line.request), on=on, but=notice.loan.borrower)
    return [str(head) for head in heads]


@shell_page(_("Out-card"), "lending.lend_holding", methods=("GET",))
def out_card(request: StaffRequest, pk: int) -> HttpResponse:
    """The card for the gap on the shelf; with ``?all=1`` of everything on the same slip."""
    loans = _loans(request)
    found = get_object_or_404(loans, pk=pk)
    cards = [found]
    if request.GET.get("all") and found.slip is not None:
        cards = list(loans.filter(slip=found.slip, is_open=True).order_by("pk"))
    _log(request, (loan.holding.dossier for loan in cards), f"out-card {found.holding.code}")
    facts = [filling.out_card_facts(loan) for loan in cards]
    return pdf(out_cards(facts, start=_start(request, PLACES)), f"{found.holding.code}-out.pdf")


@shell_page(_("Renewal slip"), SEES_LOANS, methods=("GET",))
def renewal_slip(request: StaffRequest, pk: int) -> HttpResponse:
    """One renewal with its answer, or with room for one."""
    rows = Renewal.objects.filter(loan__in=Loan.objects.visible_to(actor(request)))
    found = get_object_or_404(
        rows.select_related(
            "asked_by",
            "decided_by",
            "loan__room",
            "loan__slip",
            "loan__holding__dossier",
            "loan__line__request__outside",
        ),
        pk=pk,
    )
    facts = filling.renewal_facts(found)
    _log(request, [found.loan.holding.dossier], f"renewal {facts.slip_number}")
    return pdf(drawn_renewal(facts), f"{facts.slip_number}-{facts.turn}.pdf")


@shell_page(_("Mark of a copy"), "lending.make_copy", methods=("GET",))
def copy_mark(request: StaffRequest, pk: int) -> HttpResponse:
    """The labels of an issued copy, one for each (LND-10); a rejected one has none."""
    seen = AccessRequest.objects.visible_to(actor(request)).values("pk")
    rows = CopyIssued.objects.filter(line__request__in=seen).exclude(
        state=CopyIssued.State.REJECTED
    )
    found = get_object_or_404(
        rows.select_related(
            "document", "checked_by", "line__holding__dossier", "line__request__outside",
            "line__request__room",
        ),
        pk=pk,
    )  # fmt: skip
    _log(request, [filling.thing_of(found.line).dossier], found.number)
    marks = copy_marks(filling.copy_mark_facts(found), start=_start(request, MARKS))
    return pdf(marks, f"{found.number}-mark.pdf")


def _loans(request: StaffRequest) -> QuerySet[Loan]:
    return Loan.objects.visible_to(actor(request)).select_related(
        "holding__dossier",
        "holding__home_slot__shelf__cabinet__room",
        "slip__handed_out_by",
        "line__request__outside",
    )


def _start(request: StaffRequest, places: int) -> int:
    """The first free place of a sheet begun earlier."""
    given = request.GET.get("start", "")
    return int(given) if given in map(str, range(1, places + 1)) else 1


def _log(request: StaffRequest, dossiers: Iterable[Dossier], paper: str) -> None:
    """Keep the print in the view log of every dossier the paper names.

    Whoever sees a loan or a request without a right to the dossier itself, prints under that.
    """
    user, now = actor(request), clock.now()
    for dossier in {dossier.pk: dossier for dossier in dossiers}.values():
        right = right_to_read(dossier, user, at=now) or f"paper {paper}"
        log_view(dossier, user, ViewLog.What.PRINTED, under=right, now=now, detail=paper)
