"""Disposal lists of papers that were never filed: the lists, a new one, one with its print.

Source: DES-23.
"""

from dataclasses import replace
from typing import Final

from django.contrib import messages
from django.db.models import Count, Sum
from django.forms import BaseFormSet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.printing.facts import Fonds
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from destruction.forms.disposals import (
    ROWS,
    DisposalFilter,
    DisposalForm,
    WasteForm,
    WasteFormSet,
)
from destruction.models import DisposalList, Method
from destruction.papers.disposal import disposal_list
from destruction.papers.disposal_filling import disposal_facts
from destruction.procedures.disposals import record_disposal
from destruction.rules.content import fonds_of
from destruction.rules.disposing import MOST_ITEMS, RECORDS, departments_of

DISPOSALS_SEEN: Final = "destruction.view_disposallist"
_ROWS: Final = "form-TOTAL_FORMS"


@shell_page(_("Disposal of unfiled papers"), DISPOSALS_SEEN, methods=("GET",))
def disposals(request: StaffRequest) -> HttpResponse:
    """The disposal lists this person may see, the newest first."""
    form = DisposalFilter(request.GET)
    rows = DisposalList.objects.visible_to(actor(request)).select_related("department", "by")
    if since := form.chosen("since"):
        rows = rows.filter(disposed_on__gte=since)
    if until := form.chosen("until"):
        rows = rows.filter(disposed_on__lte=until)
    page = keyset_page(rows, request, order=("-recorded_at", "-id"))
    counts = (
        DisposalList.objects.filter(pk__in=[row.pk for row in page.rows])
        .order_by()
        .values("pk")
        .annotate(lines=Count("items"), copies=Sum("items__copies"))
    )
    found = {row["pk"]: row for row in counts}
    context = {"page": page, "rows": [(row, found[row.pk]) for row in page.rows], "form": form}
    return render(request, "destruction/disposals.html", context)


@shell_page(_("New disposal list"), RECORDS)
def new_disposal(request: StaffRequest) -> HttpResponse:
    """Record what was thrown away without ever having been filed.

    Source: DES-23.
    """
    departments = departments_of(actor(request))
    if request.method != "POST":
        head = DisposalForm(departments=departments, today=clock.today())
        return _asked(request, head, WasteFormSet())
    sent = _with_more_rows(request.POST) if "more" in request.POST else request.POST
    head, items = DisposalForm(sent, departments=departments), WasteFormSet(sent)
    return _asked(request, head, items) if "more" in sent else _recorded(request, head, items)


def _with_more_rows(sent: QueryDict) -> QueryDict:
    """What was typed, and some empty lines: as a new form has them, so that they count as empty."""
    longer = sent.copy()
    given = str(sent.get(_ROWS, ""))
    typed = int(given) if given.isdecimal() else 0
    total = min(typed + ROWS, MOST_ITEMS)
    for number in range(typed, total):
        longer[f"form-{number}-confidential"] = "on"
        longer[f"form-{number}-method"] = Method.SHREDDER.value
    longer[_ROWS] = str(total)
    return longer


def _recorded(
    request: StaffRequest, head: DisposalForm, items: "BaseFormSet[WasteForm]"
) -> HttpResponse:
    """What came of it: the list, or what stands against it."""
    refusals: tuple[Refusal, ...] = ()
    if head.is_valid() and items.is_valid():
        facts = head.cleaned_data
        wasted = [each.waste() for each in items if each.has_changed()]
        try:
            recorded = record_disposal(
                facts["department"],
                wasted,
                on=facts["on"],
                remark=facts["remark"],
                by=actor(request),
                now=clock.now(),
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The disposal is recorded."))
            return redirect(recorded)
    return _asked(request, head, items, judged=True, refusals=refusals)


def _asked(
    request: StaffRequest,
    head: DisposalForm,
    items: "BaseFormSet[WasteForm]",
    *,
    judged: bool = False,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "destruction:disposals")
    context = {
        "form": head,
        "items": items,
        "judged": judged,
        "refusals": [replace(refusal, field="") for refusal in refusals],
        "may_add": items.total_form_count() < MOST_ITEMS,
    }
    status = 422 if judged else 200
    return render(request, "destruction/new_disposal.html", context, status=status)


@shell_page(_("Disposal list"), DISPOSALS_SEEN, methods=("GET",))
def disposal(request: StaffRequest, pk: int) -> HttpResponse:
    """One disposal list: what, how many, who, when, by which method (DES-23)."""
    under(request, "destruction:disposals")
    found = _visible(request, pk)
    context = {"disposal": found, "items": found.items.order_by("number")}
    return render(request, "destruction/disposal.html", context)


@shell_page(_("Disposal list"), DISPOSALS_SEEN, methods=("GET",))
def disposal_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The disposal list as PDF; it names no dossier (DES-23)."""
    found = _visible(request, pk)
    facts = disposal_facts(found, Fonds(**fonds_of(found.department)))
    return pdf(disposal_list(facts), f"{found.number}.pdf")


def _visible(request: StaffRequest, pk: int) -> DisposalList:
    rows = DisposalList.objects.visible_to(actor(request)).select_related("department", "by")
    return get_object_or_404(rows, pk=pk)
