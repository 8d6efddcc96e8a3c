"""The disclosure register: where pieces went, and what became of each (LND-16)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.clock import day_of
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from lending.forms.copies import AccountForm
from lending.models import Disclosure
from lending.procedures.disclosures import account
from lending.rules.people import is_archivist_of
from lending.views.finding import looked_at

SEES = "lending.view_disclosure"
ACCOUNTS = "lending.account_disclosure"


@shell_page(gettext_lazy("Disclosure register"), SEES, methods=("GET",))
def disclosures(request: StaffRequest) -> HttpResponse:
    """Pieces not accounted for, the newest first; all of them on request (DES-24)."""
    rows = Disclosure.objects.visible_to(actor(request)).select_related(
        "room", "holding", "document", "line__request__outside", "copy", "loan"
    )
    show = request.GET.get("show", "")
    kinds = Disclosure.Kind.values
    rows = rows.filter(kind=show) if show in kinds else rows
    rows = rows if show == "all" else rows.standing()
    page = keyset_page(rows, request, order=("-disclosed_at", "-id"))
    today = clock.today()
    lines = [(row, (today - day_of(row.disclosed_at)).days) for row in page.rows]
    context = {"page": page, "lines": lines, "show": show, "kinds": Disclosure.Kind.choices}
    return render(request, "lending/disclosures.html", context)


@shell_page(gettext_lazy("Disclosure"), SEES)
def disclosure(request: StaffRequest, pk: int) -> HttpResponse:
    """One piece: to whom, what for, where; and its account."""
    under(request, "lending:disclosures")
    user = actor(request)
    found = _visible(request, pk)
    today = clock.today()
    form = AccountForm(request.POST or None, initial={"on": today})
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        if not user.has_perm(ACCOUNTS):
            raise PermissionDenied
        if form.is_valid():
            facts = form.cleaned_data
            try:
                account(found, facts["what"], facts["on"], facts["note"], by=user, today=today)
            except RegulationError as error:
                refusals = error.refusals
            else:
                messages.success(request, _("The account is recorded."))
                return redirect("lending:disclosure", pk)
    context = {
        "disclosure": found,
        "title": found.number,
        "form": form,
        "refusals": refusals,
        "may_account": _may_account(found, user),
    }
    status = 422 if request.method == "POST" else 200
    looked_at(request, found.holding, page="disclosure")
    return render(request, "lending/disclosure.html", context, status=status)


def _may_account(found: Disclosure, user: User) -> bool:
    """Whether this person may say what became of it; of a loan its return does."""
    lent = found.loan is not None and found.loan.returned_on is None
    return (
        found.accounted_on is None
        and not lent
        and user.has_perm(ACCOUNTS)
        and (is_archivist_of(user, found.room) or user.holds(Role.ARCHIVE_ROOM_HEAD, found.room))
    )


def _visible(request: StaffRequest, pk: int) -> Disclosure:
    rows = Disclosure.objects.visible_to(actor(request)).select_related(
        "room",
        "holding__dossier",
        "document",
        "line__request__outside",
        "copy",
        "loan__slip",
        "loan__holding",
        "disclosed_by",
        "accounted_by",
    )
    return get_object_or_404(rows, pk=pk)
