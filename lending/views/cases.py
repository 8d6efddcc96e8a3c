"""Cases: dereliction that opened by itself, loss and damage found on return."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from lending.forms.cases import CaseForm, DamageForm
from lending.models import AccountabilityCase, DamageCase
from lending.procedures.cases import decide_case, decide_damage
from lending.views.finding import looked_at

SEES_CASES = "lending.view_accountabilitycase"
SEES_DAMAGES = "lending.view_damagecase"
DECIDES = "lending.decide_case"
OF_LOAN = ("loan__holding", "loan__room", "loan__slip", "loan__line__request__outside")


@shell_page(gettext_lazy("Cases of dereliction"), SEES_CASES, methods=("GET",))
def cases(request: StaffRequest) -> HttpResponse:
    """Open cases, the newest first; decided ones on request."""
    rows = AccountabilityCase.objects.visible_to(actor(request)).select_related(*OF_LOAN)
    return _list(request, rows, AccountabilityCase.State.OPEN, "lending/cases.html")


@shell_page(gettext_lazy("Loss and damage"), SEES_DAMAGES, methods=("GET",))
def damages(request: StaffRequest) -> HttpResponse:
    """Open cases of loss and damage, the newest first; decided ones on request."""
    under(request, "lending:cases")
    rows = DamageCase.objects.visible_to(actor(request)).select_related(
        *OF_LOAN, "holding", "document"
    )
    return _list(request, rows, DamageCase.State.OPEN, "lending/damages.html")


def _list(request: StaffRequest, rows: Any, open_: str, template: str) -> HttpResponse:
    everything = request.GET.get("show") == "all"
    rows = rows if everything else rows.filter(state=open_)
    page = keyset_page(rows, request, order=("-opened_at", "-id"))
    return render(request, template, {"page": page, "everything": everything})


@shell_page(gettext_lazy("Case of dereliction"), SEES_CASES)
def case(request: StaffRequest, pk: int) -> HttpResponse:
    """One case of dereliction; somebody else than the person concerned decides it."""
    under(request, "lending:cases")
    rows = AccountabilityCase.objects.visible_to(actor(request)).select_related(
        *OF_LOAN, "person", "decided_by"
    )
    found = get_object_or_404(rows, pk=pk)
    form = CaseForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if _asked(request) and form.is_valid():
        outcome, by, now = form.cleaned_data["outcome"], actor(request), clock.now()
        try:
            decide_case(found, outcome, by=by, now=now)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The case is decided."))
            return redirect(found)
    own = found.person_id == actor(request).pk
    context = {"case": found, "loan": found.loan, "form": form, "refusals": refusals, "own": own}
    return _page(request, context, "lending/case.html")


@shell_page(gettext_lazy("Loss or damage"), SEES_DAMAGES)
def damage(request: StaffRequest, pk: int) -> HttpResponse:
    """One case of loss or damage, with what was put in the place of the thing."""
    under(request, "lending:cases")
    rows = DamageCase.objects.visible_to(actor(request)).select_related(
        *OF_LOAN, "loan__giving_back", "holding", "document", "opened_by", "decided_by"
    )
    found = get_object_or_404(rows, pk=pk)
    form = DamageForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if _asked(request) and form.is_valid():
        facts, by, now = form.cleaned_data, actor(request), clock.now()
        try:
            decide_damage(found, facts["outcome"], facts["replaced_on"], by=by, now=now)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The case is decided."))
            return redirect(found)
    own = found.loan.borrower_id == actor(request).pk
    context = {"case": found, "loan": found.loan, "form": form, "refusals": refusals, "own": own}
    return _page(request, context, "lending/damage.html")


def _asked(request: StaffRequest) -> bool:
    """Whether a decision is asked for; only who decides cases may ask."""
    if request.method == "POST" and not actor(request).has_perm(DECIDES):
        raise PermissionDenied
    return request.method == "POST"


def _page(request: StaffRequest, context: dict[str, Any], template: str) -> HttpResponse:
    found = context["case"]
    may_decide = found.state == "open" and actor(request).has_perm(DECIDES) and not context["own"]
    looked_at(request, context["loan"].holding, page="case")
    shown = {**context, "title": found.number, "may_decide": may_decide}
    return render(request, template, shown, status=422 if request.method == "POST" else 200)
