"""Doubts about things: raised by any archivist, settled by the keeper's with a finding."""

from django.contrib import messages
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
from dossiers.forms.checks import DoubtForm, SettlingForm
from dossiers.models import Doubt
from dossiers.procedures.doubts import raise_doubt, settle_doubt
from dossiers.rules.condition import rooms_checked_by
from dossiers.rules.doubts import open_doubts
from dossiers.views.scanning import scanned_holding

SEES = "dossiers.view_conditioncheck"
DOUBTS = "dossiers.raise_doubt"


@shell_page(gettext_lazy("Doubts about things"), SEES, methods=("GET",))
def doubts(request: StaffRequest) -> HttpResponse:
    """Open doubts, the oldest first; or every one (STO-13)."""
    return _page(request)


@shell_page(gettext_lazy("Doubts about things"), DOUBTS, methods=("POST",))
def doubt_raise(request: StaffRequest) -> HttpResponse:
    """Raise a doubt about the thing that was scanned (STO-13)."""
    form = DoubtForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    thing = scanned_holding(form.cleaned_data["code"], actor(request))
    if thing is None:
        form.add_error("code", _("Nothing you know of has this code."))
        return _page(request, form=form)
    try:
        raise_doubt(thing, text=form.cleaned_data["text"], by=actor(request), now=clock.now())
    except RegulationError as error:
        return _page(request, form=form, refusals=error.refusals)
    messages.success(request, _("The doubt about %(code)s is recorded.") % {"code": thing.code})
    return redirect("dossiers:doubts")


@shell_page(gettext_lazy("Doubts about things"), DOUBTS, methods=("POST",))
def doubt_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Close the check of a thing with its finding (STO-13)."""
    found = get_object_or_404(Doubt.objects.visible_to(actor(request)), pk=pk)
    form = SettlingForm(request.POST)
    if not form.is_valid():
        return _page(request, settling=form)
    try:
        settle_doubt(found, by=actor(request), today=clock.today(), **form.cleaned_data)
    except RegulationError as error:
        return _page(request, settling=form, refusals=error.refusals)
    messages.success(request, _("The doubt is settled."))
    return redirect("dossiers:doubts")


def _page(
    request: StaffRequest,
    *,
    form: DoubtForm | None = None,
    settling: SettlingForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "dossiers:condition")
    user = actor(request)
    everything = request.GET.get("show") == "all"
    rows = Doubt.objects.visible_to(user) if everything else open_doubts(user)
    rows = rows.select_related("holding", "department", "raised_by", "closed_by")
    order = ("-raised_on", "-pk") if everything else ("raised_on", "pk")
    context = {
        "page": keyset_page(rows, request, order=order),
        "everything": everything,
        "form": form or DoubtForm(),
        "settling": settling or SettlingForm(),
        "may_raise": user.has_perm(DOUBTS),
        "own": rooms_checked_by(user),
        "refusals": refusals,
        "title": _("Doubts about things"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/doubts.html", context, status=status)
