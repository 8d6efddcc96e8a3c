"""Definitions of forms: the page on which an administrator adds one or a further edition.

Source: FRM-01 to FRM-18, SVC-28.
"""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.entries import SourceForm
from dossiers.models import FormDefinition
from dossiers.procedures.definitions import define_form
from dossiers.views.registers import LIST, latest

DEFINES: Final = "dossiers.define_form"


@shell_page(gettext_lazy("Define a form"), DEFINES)
def define(request: StaffRequest) -> HttpResponse:
    """A definition typed or brought as a file; ``?form=`` begins with the edition in force."""
    under(request, LIST)
    code = request.GET.get("form", "")
    begun = latest(code) if code else None
    form = SourceForm(
        request.POST or None,
        request.FILES or None,
        initial={"source": begun.source if begun else ""},
    )
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            made = define_form(form.cleaned_data["source"], by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            told = {"form": made.name, "edition": made.version}
            messages.success(request, _("%(form)s, edition %(edition)s, is in force.") % told)
            return redirect(LIST)
    editions = FormDefinition.objects.filter(code=code).select_related("made_by") if code else []
    context = {"form": form, "begun": begun, "editions": editions, "refusals": refusals}
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/define_form.html", context, status=status)
