"""The register of correspondence: entering, linking, and what is not linked yet (COL-12)."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from dossiers.forms.correspondence import LetterFilter, LetterForm, dossier_called
from dossiers.models import Letter
from dossiers.procedures.correspondence import link_letter, register_letter
from dossiers.rules.correspondence import figures_of_letters
from dossiers.views.drafts import centres_to_bring_to


@shell_page(gettext_lazy("Correspondence"), "dossiers.view_letters", methods=("GET",))
def correspondence(request: StaffRequest) -> HttpResponse:
    """The register, newest first."""
    return _show(request, LetterForm(None, user=actor(request), today=clock.today()), ())


@shell_page(gettext_lazy("Correspondence"), "dossiers.register_letter", methods=("POST",))
def register(request: StaffRequest) -> HttpResponse:
    """Enter a letter, a call or a notice."""
    user, today = actor(request), clock.today()
    form = LetterForm(request.POST, user=user, today=today)
    refusals: Sequence[Refusal] = ()
    if form.is_valid():
        centres = centres_to_bring_to(user)
        rows = Department.objects.filter(pk__in=[centre.pk for centre in centres])
        chosen = request.POST.get("centre", "")
        centre = get_object_or_404(rows, pk=int(chosen) if chosen.isdecimal() else 0)
        try:
            letter = register_letter(form.told(), centre, by=user, today=today)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("%(number)s is entered.") % {"number": letter})
            return redirect("dossiers:correspondence")
    return _show(request, form, refusals)


def _show(request: StaffRequest, form: LetterForm, refusals: Sequence[Refusal]) -> HttpResponse:
    request.shell_entry = "dossiers:correspondence"  # type: ignore[attr-defined]  # read by the sidebar
    user = actor(request)
    narrowing = LetterFilter(request.GET)
    rows = narrowing.narrowed(Letter.objects.visible_to(user))
    page = keyset_page(
        rows.select_related("centre", "dossier", "unit__estate", "registered_by", "answers"),
        request,
        order=("-registered_on", "-pk"),
    )
    may = user.has_perm("dossiers.register_letter")
    context = {
        "form": narrowing,
        "entry": form,
        "page": page,
        "figures": figures_of_letters(Letter.objects.visible_to(user), today=clock.today()),
        "today": clock.today(),
        "centres": centres_to_bring_to(user) if may else [],
        "refusals": refusals,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/correspondence.html", context, status=status)


@shell_page(gettext_lazy("Correspondence"), "dossiers.register_letter", methods=("POST",))
def link(request: StaffRequest, pk: int) -> HttpResponse:
    """Name the dossier of an entry that has none."""
    user = actor(request)
    found = get_object_or_404(Letter.objects.visible_to(user), pk=pk)
    dossier = dossier_called(request.POST.get("dossier", ""), user)
    try:
        link_letter(found, dossier, by=user)
    except RegulationError as error:
        for refusal in error.refusals:
            messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(number)s has its dossier.") % {"number": found})
    return redirect("dossiers:correspondence")
