"""Things that are missing, and where one thing stood over the years."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.storerooms import WordsForm
from dossiers.models import Holding, HoldingState, LossReport
from dossiers.procedures.losses import found_again, replace_by_copy, report_missing
from dossiers.procedures.physical_forms import record_form
from dossiers.rules import losses as rules
from dossiers.rules.boxes import keeps
from dossiers.rules.shelves import stays_of
from dossiers.views.finding import shown
from dossiers.views.scanning import scanned_holding

SEES: Final = "dossiers.view_lossreport"
REPORTS: Final = "dossiers.report_loss"
MOST_STAYS: Final = 40


@shell_page(gettext_lazy("Missing things"), SEES)
def losses(request: StaffRequest) -> HttpResponse:
    """Everything nobody can find (STO-17); a scanned thing is looked at next."""
    user, answer = actor(request), ""
    if request.method == "POST":
        code = request.POST.get("code", "")
        if found := scanned_holding(code, user):
            return redirect("dossiers:whereabouts", found.pk)
        answer = _("%(code)s is unknown here.") % {"code": code.strip()}
    reports = LossReport.objects.filter(holding=OuterRef("pk"), outcome="")
    rows = rules.lost(user).annotate(
        reported_on=Subquery(reports.values("reported_on")[:1]),
        last_place=Subquery(reports.values("last_place")[:1]),
    )
    context = {
        "page": keyset_page(rows, request, order=("code", "pk")),
        "answer": answer,
        "title": _("Missing things"),
    }
    return render(request, "dossiers/losses.html", context, status=422 if answer else 200)


@shell_page(gettext_lazy("Where it stood"), (SEES, "dossiers.place_holding"), methods=("GET",))
def whereabouts(request: StaffRequest, pk: int) -> HttpResponse:
    """One thing: where it stands, every earlier place, and what is to be said when it is gone."""
    found = _thing(request, pk)
    shown(request, found.dossier, page=f"whereabouts {found.code}")
    return render(request, "dossiers/whereabouts.html", _context(request, found))


@shell_page(gettext_lazy("Where it stood"), "dossiers.place_holding", methods=("POST",))
def physical_form(request: StaffRequest, pk: int) -> HttpResponse:
    """Record the physical form of a thing (COL-01)."""
    found = _thing(request, pk)
    try:
        record_form(found, request.POST.get("form", ""), by=actor(request))
    except RegulationError as error:
        shown(request, found.dossier, page=f"whereabouts {found.code}")
        context = {**_context(request, found), "refusals": error.refusals}
        return render(request, "dossiers/whereabouts.html", context, status=422)
    messages.success(request, _("%(code)s: recorded.") % {"code": found.code})
    return redirect("dossiers:whereabouts", pk)


@shell_page(gettext_lazy("Where it stood"), REPORTS, methods=("POST",))
def loss(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Report a thing missing, found again, or replaced by a copy."""
    found = _thing(request, pk)
    acts = {"missing": _report, "found": found_again, "copy": replace_by_copy}
    if step not in acts:
        raise Http404
    form = WordsForm(request.POST)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            acts[step](
                found, words=form.cleaned_data["note"], by=actor(request), today=clock.today()
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("%(code)s: recorded.") % {"code": found.code})
            return redirect("dossiers:whereabouts", pk)
    shown(request, found.dossier, page=f"whereabouts {found.code}")
    context = {**_context(request, found), "form": form, "refusals": refusals}
    return render(request, "dossiers/whereabouts.html", context, status=422)


def _report(holding: Holding, *, words: str, by: Any, today: Any) -> LossReport:
    return report_missing(holding, circumstances=words, by=by, today=today)


def _thing(request: StaffRequest, pk: int) -> Holding:
    under(request, "dossiers:losses")
    rows = Holding.objects.visible_to(actor(request)).select_related(
        "keeper", "dossier", "present_slot__shelf__cabinet__room", "home_slot__shelf__cabinet__room"
    )
    return get_object_or_404(rows, pk=pk)


def _context(request: StaffRequest, found: Holding) -> dict[str, Any]:
    user = actor(request)
    may = user.has_perm(REPORTS) and keeps(user, found.keeper)
    return {
        "holding": found,
        "stays": stays_of(found)[:MOST_STAYS],
        "reports": found.losses.select_related("reported_by", "settled_by"),
        "form": WordsForm(),
        "may_report": may and found.state in rules.LOSABLE,
        "may_end": may and found.state == HoldingState.MISSING,
        "title": found.code,
        "physical_forms": Holding.Form.choices,
    }
