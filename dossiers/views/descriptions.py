"""Photos, recordings and objects: described while brought, listed, kept by one of two."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.descriptions import DescriptionForm, ItemFilter, KeepingForm
from dossiers.models import Description, Part, SubmissionPaper, ViewLog
from dossiers.papers import words
from dossiers.papers.descriptions import DescriptionSheet, description_sheet
from dossiers.papers.filling import fonds_of
from dossiers.procedures.descriptions import decide_keeping, describe
from dossiers.procedures.reading import log_view
from dossiers.rules.access import right_to_read
from dossiers.rules.descriptions import asks_for_description, description_of
from dossiers.rules.quarantine import against_reading
from dossiers.rules.taking import against_printing, against_unsealing_by_print
from dossiers.views.drafts import step_url
from dossiers.views.finding import dossier_or_404, refuse


@shell_page(gettext_lazy("Recording or object"), "dossiers.submit_papers")
def description(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what a photo, a recording or an object of one's draft shows (FIL-10)."""
    under(request, "dossiers:my_submissions")
    user = actor(request)
    mine = SubmissionPaper.objects.filter(submission__by=user).select_related(
        "type__category", "submission__centre", "description"
    )
    paper = get_object_or_404(mine, pk=pk)
    known = description_of(paper) or Description(form=asks_for_description(paper))
    form = DescriptionForm(request.POST or None, instance=known, initial={"form": known.form})
    refusals: tuple[Refusal, ...] = ()
    back = step_url(paper.submission, "papers")
    if form.is_valid():
        try:
            describe(paper, form.cleaned_data["form"], form.told, by=user)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("“%(paper)s” is described.") % {"paper": paper})
            return redirect(f"{back}#id_papers.{paper.pk}")
    context = {"paper": paper, "form": form, "refusals": refusals, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/description.html", context, status=status)


@shell_page(gettext_lazy("Recordings and objects"), "dossiers.view_dossier", methods=("GET",))
def items(request: StaffRequest) -> HttpResponse:
    """Every described thing, by who keeps it; what the unit keeps is inspected there (COL-10)."""
    under(request, "dossiers:completeness")
    user = actor(request)
    form = ItemFilter(request.GET, user=user)
    rows = form.narrowed(Description.objects.visible_to(user)).exclude(
        document__holding_part=Part.PERSONAL
    )
    page = keyset_page(
        rows.select_related(
            "document__holding__dossier__unit__estate", "document__holding__keeper"
        ),
        request,
        order=("pk",),
    )
    context = {"form": form, "page": page, "keeping": KeepingForm(auto_id=False)}
    return render(request, "dossiers/items.html", context)


@shell_page(gettext_lazy("Recordings and objects"), "dossiers.decide_keeping", methods=("POST",))
def keep(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide who keeps a thing, by its use and importance."""
    user = actor(request)
    found = get_object_or_404(Description.objects.visible_to(user), pk=pk)
    form = KeepingForm(request.POST)
    typed = form.cleaned_data if form.is_valid() else {"kept": "", "importance": ""}
    try:
        decide_keeping(found, typed["kept"], typed["importance"], by=user, today=clock.today())
    except RegulationError as error:
        for refusal in error.refusals:
            messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(item)s”: decided.") % {"item": found})
    return redirect("dossiers:items")


@shell_page(gettext_lazy("Print"), "dossiers.print_papers", methods=("GET",))
def sheet(request: StaffRequest, pk: int, item: int) -> HttpResponse:
    """The description of one thing as PDF (FRM-26)."""
    found = dossier_or_404(request, pk)
    rows = Description.objects.filter(document__holding__dossier=found).select_related(
        "document__holding__dossier", "document__holding__keeper", "intact_by"
    )
    known = get_object_or_404(rows, pk=item)
    document = known.document
    if document is None:
        raise ValueError(f"{known.pk} is not filed")
    user, now = actor(request), clock.now()
    right = right_to_read(found, user, at=now, personal=document.personal)
    if not right:
        raise Http404
    refuse(against_reading(document.holding, user))
    refuse(against_printing(found, user, at=now))
    refuse(against_unsealing_by_print(found, user, at=now))
    log_view(
        found, user, ViewLog.What.PRINTED, under=right, now=now, detail=f"item {document.code}"
    )
    facts = DescriptionSheet(
        fonds=fonds_of(found.centre),
        reference=document.code,
        title=document.title,
        keeper=document.holding.keeper.name,
        form=words.ITEMS[known.form],
        subject=known.subject,
        taken=known.taken,
        background=known.background,
        author=known.author,
        place=known.place,
        persons=known.persons,
        medium=known.medium,
        extent=known.extent,
        intact_on=known.intact_on,
        intact_by=str(known.intact_by or ""),
        kept=words.KEPT[known.kept],
    )
    return pdf(description_sheet(facts), f"{document.code}-item.pdf")
