"""An entry passed to another department, from the page of the entry.

Source: SVC-46.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.shell import shell_page
from dossiers.forms.entries import PassingForm
from dossiers.procedures.referrals import pass_entry
from dossiers.views.entries import answered, open_entry
from dossiers.views.registers import WRITES


@shell_page(gettext_lazy("Entry"), WRITES, methods=("POST",))
def pass_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass an entry to another department with a note."""
    found, user = open_entry(request, pk), actor(request)
    form = PassingForm(request.POST, entry=found)

    def act() -> None:
        department = form.cleaned_data["department"]
        pass_entry(found, department, form.cleaned_data["note"], by=user, now=clock.now())
        messages.success(request, _("%(department)s is asked.") % {"department": department})

    return answered(request, found, form, act, passing=form)
