"""One's own account: posts, promise, second factor, and from where one has signed in.

Source: SEC-27, SEC-40.
"""

from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.codes import needs_second_factor, second_factor_of
from archive_office.organisation.models import LoginRecord, Undertaking
from archive_office.shell.pages import shell_page, under
from archive_office.shell.paging import keyset_page
from archive_office.shell.undertaking_paper import undertaking_facts, undertaking_sheet

LAST_SHOWN: Final = 5
READS_UNDERTAKINGS: Final = "organisation.view_undertaking"


class LoginFilter(forms.Form):
    """How the own logins are narrowed; what it does not understand it leaves out."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("All")), *LoginRecord.Outcome.choices],
    )
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def narrowing(self) -> dict[str, Any]:
        """The conditions that were understood, by lookup."""
        self.is_valid()
        chosen = self.cleaned_data
        wanted = {
            "outcome": chosen.get("outcome"),
            "at__date__gte": chosen.get("since"),
            "at__date__lte": chosen.get("until"),
        }
        return {lookup: value for lookup, value in wanted.items() if value}


@shell_page(_("My account"), None, methods=("GET",))
def home(request: StaffRequest) -> HttpResponse:
    """Who one is here, what one promised, and how one's account is guarded."""
    person = actor(request)
    promises = Undertaking.objects.filter(person=person).select_related("text")
    context = {
        "person": person,
        "posts": person.current_memberships,
        "promises": promises.order_by("-signed_at")[:LAST_SHOWN],
        "device": second_factor_of(person),
        "demanded": needs_second_factor(person),
        "logins": LoginRecord.objects.filter(user=person).order_by("-at", "-pk")[:LAST_SHOWN],
    }
    return render(request, "account/home.html", context)


@shell_page(_("My logins"), None, methods=("GET",))
def logins(request: StaffRequest) -> HttpResponse:
    """When and from where somebody signed in with this account, or tried to (SEC-40)."""
    under(request, "account:home")
    form = LoginFilter(request.GET)
    rows = LoginRecord.objects.filter(user=actor(request), **form.narrowing())
    page = keyset_page(rows, request, order=("-at", "-pk"))
    context = {"page": page, "filter": form, "narrowed": bool(form.narrowing())}
    return render(request, "account/logins.html", context)


@shell_page(_("Confidentiality undertaking"), None, methods=("GET",))
def undertaking_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """A signed undertaking as PDF: one's own, or anybody's for those who watch over them (SEC-27)."""
    rows = Undertaking.objects.select_related("person", "text")
    signed = get_object_or_404(rows, pk=pk)
    person = actor(request)
    if signed.person_id != person.pk and not person.has_perm(READS_UNDERTAKINGS):
        raise Http404
    facts = undertaking_facts(signed, printed_by=str(person), printed_at=clock.now())
    return pdf(undertaking_sheet(facts), f"undertaking-{signed.pk}.pdf")
