"""Major matters that anybody reports, and what was passed to one's department.

Source: SVC-40, SVC-46.
"""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.acts import day_field
from dossiers.forms.entries import FieldsForm, PassingForm, ReplyForm, UnitField
from dossiers.models import EntryReferral, FormDefinition, RegisterEntry, Unit
from dossiers.procedures.entries import write_entry
from dossiers.procedures.referrals import answer_referral
from dossiers.rules.definitions import spec_of
from dossiers.rules.entries import MATTER, Written, against_writer

NEWEST: Final = 10
WRITES: Final = "dossiers.write_registerentry"


class MatterForm(FieldsForm):
    """A major matter: on which unit, of which day, and what the form asks."""

    def __init__(self, data: Any, *, definition: FormDefinition, user: User) -> None:
        super().__init__(data, spec=spec_of(definition), user=user)
        first = {
            "unit": UnitField(
                label=_("Unit"),
                units=Unit.objects.all(),
                help_text=_("As people write it, e.g. 3-2-1201."),
            ),
            "on": day_field(_("Date"), initial=clock.today()),
        }
        self.fields = {**first, **self.fields}

    def written(self) -> Written:
        """The report as it is to be written, for the centre of the unit."""
        unit = self.cleaned_data["unit"]
        return Written(unit.estate.centre, self.cleaned_data["on"], self.values(), unit=unit)


@shell_page(gettext_lazy("Report a matter"), "dossiers.report_matter")
def matters(request: StaffRequest) -> HttpResponse:
    """Report a major matter of any customer; below, one's own reports and what waits here."""
    user = actor(request)
    definition = FormDefinition.objects.filter(code=MATTER).order_by("-version")[0]
    form = MatterForm(request.POST or None, definition=definition, user=user)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            made = write_entry(definition, form.written(), by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            told = {"number": made, "centre": made.centre}
            messages.success(request, _("%(number)s lies with the archivist of %(centre)s.") % told)
            return redirect("dossiers:matters")
    return _show(request, form, refusals)


def _show(
    request: StaffRequest,
    form: MatterForm,
    refusals: tuple[Refusal, ...] = (),
    refused: EntryReferral | None = None,
    reply: ReplyForm | None = None,
) -> HttpResponse:
    user = actor(request)
    own = RegisterEntry.objects.filter(form=MATTER, written_by=user).select_related("definition")
    passed = EntryReferral.objects.passed_to(user)
    rows = passed if request.GET.get("show") == "all" else passed.waiting()
    context = {
        "form": form,
        "refusals": refusals,
        "refused": refused,
        "reply": reply,
        "own": [(e, spec_of(e.definition).state(e.state).label) for e in own[:NEWEST]],
        "page": keyset_page(
            rows.select_related("entry__definition", "entry__unit__estate", "asked_by"),
            request,
            order=("-asked_at", "-pk"),
        ),
        "show": request.GET.get("show", ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/matters.html", context, status=status)


@shell_page(gettext_lazy("Report a matter"), "dossiers.answer_referral", methods=("POST",))
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer what was passed to one's department."""
    under(request, "dossiers:matters")
    user = actor(request)
    found = get_object_or_404(EntryReferral.objects.passed_to(user), pk=pk)
    reply = ReplyForm(request.POST)
    refusals: tuple[Refusal, ...] = ()
    if reply.is_valid():
        try:
            answer_referral(found, reply.cleaned_data["answer"], by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The answer stands with the entry."))
            return redirect("dossiers:matters")
    definition = FormDefinition.objects.filter(code=MATTER).order_by("-version")[0]
    form = MatterForm(None, definition=definition, user=user)
    return _show(request, form, refusals, refused=found, reply=reply)


def referrals_of(
    entry: RegisterEntry, user: User, typed: PassingForm | None = None
) -> dict[str, Any]:
    """What was passed on of an entry, and the form by which this person passes it.

    Args:
        typed: What was typed there and not taken.
    """
    spec = spec_of(entry.definition)
    may = user.has_perm(WRITES) and not any(against_writer(spec, entry.centre, user))
    return {
        "referrals": entry.referrals.select_related("department", "asked_by", "answered_by"),
        "passing": (typed or PassingForm(entry=entry)) if may and not entry.void_reason else None,
    }
