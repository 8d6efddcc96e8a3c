"""What the office did with one resident's personal data: consents, requests, numbers shown in full.

Source: LND-15, LND-16, SEC-13, SEC-15, SEC-41.
"""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.data_requests import WithdrawConsentForm
from dossiers.models import Consent, DataRequest, Dossier, ViewLog
from dossiers.procedures.consents import withdraw_consent
from dossiers.rules.consents import consents_of
from dossiers.rules.seen import against_telling
from dossiers.views.finding import dossier_by_post_or_404, shown

ANSWERS: Final = "dossiers.answer_datarequest"
EXPLAINS: Final = "dossiers.explain_rights"


@shell_page(gettext_lazy("Personal data"), (ANSWERS, EXPLAINS), methods=("GET",))
def resident(request: StaffRequest, pk: int) -> HttpResponse:
    """Consents and requests for the centre; for heads and auditors who saw numbers in full."""
    return _page(request, _found(request, pk))


@shell_page(gettext_lazy("Personal data"), ANSWERS, methods=("POST",))
def withdraw(request: StaffRequest, pk: int, consent: int) -> HttpResponse:
    """Enter that the resident withdrew a consent; what leaned on it ends at once (LND-15)."""
    found = _found(request, pk)
    if not _is_own(found, actor(request)):
        raise PermissionDenied
    customer = found.occupancy.customer_id if found.occupancy else None
    row = get_object_or_404(Consent.objects.filter(customer=customer), pk=consent)
    form = WithdrawConsentForm(request.POST, auto_id=f"consent{row.pk}_%s")
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdraw_consent(row, by=actor(request), now=clock.now(), reason=reason)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The consent is withdrawn; what leaned on it has ended."))
            return redirect("dossiers:resident", found.pk)
    return _page(request, found, refusals=refusals, typed=(row.pk, form))


def _found(request: StaffRequest, pk: int) -> Dossier:
    under(request, "dossiers:list")
    return dossier_by_post_or_404(request, pk)


def _is_own(found: Dossier, user: User) -> bool:
    return found.centre_id in scope_of(user).personal


def _page(
    request: StaffRequest,
    found: Dossier,
    *,
    refusals: tuple[Refusal, ...] = (),
    typed: tuple[int, WithdrawConsentForm] | None = None,
) -> HttpResponse:
    user = actor(request)
    own = _is_own(found, user)
    context: dict[str, Any] = {
        "dossier": found,
        "title": _("%(code)s: personal data") % {"code": found.code},
        "refusals": refusals,
        "own": own,
        "may_tell": not any(against_telling(found, user)),
        "today": clock.today(),
    }
    if own:
        context["consents"] = [
            (row, typed[1] if typed and typed[0] == row.pk else _form(row))
            for row in consents_of(found)
        ]
        context["requests"] = _requests(found)
    if user.has_perm(EXPLAINS):
        page = keyset_page(_unmaskings(found, user), request, order=("-at", "-pk"))
        context["unmaskings"] = page
    shown(request, found, page="resident")
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/resident.html", context, status=status)


def _form(row: Consent) -> WithdrawConsentForm | None:
    """The form that withdraws a consent in force; a notice is none."""
    if row.kind != Consent.Kind.SEPARATE or row.withdrawn_on is not None:
        return None
    return WithdrawConsentForm(auto_id=f"consent{row.pk}_%s")


def _requests(found: Dossier) -> QuerySet[DataRequest]:
    rows = DataRequest.objects.filter(dossier=found)
    return rows.select_related("answered_by").order_by("-received_on", "-pk")[:50]


def _unmaskings(found: Dossier, user: User) -> QuerySet[ViewLog]:
    """Who saw numbers of this dossier's resident in full, as far as this person sees the dossiers.

    Source: SEC-15, SEC-41.
    """
    theirs = Dossier.objects.visible_to(user).filter(pk=found.pk)
    if found.occupancy is not None:
        customer = found.occupancy.customer_id
        theirs = Dossier.objects.visible_to(user).filter(occupancy__customer=customer)
    rows = ViewLog.objects.filter(what=ViewLog.What.REVEALED, dossier__in=theirs.values("pk"))
    return rows.select_related("user", "dossier")
