"""Signing: the frozen content on the screen, the password again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.forms import SigningForm
from transfers.models import Side
from transfers.procedures.signing import in_force, sign_manifest
from transfers.rules import parties, steps
from transfers.views.manifests import tally, visible


@shell_page(_("Sign a manifest"), "transfers.sign_manifest")
def sign(request: StaffRequest, pk: int, side: str) -> HttpResponse:
    """Sign for one side what is on the screen."""
    found = visible(request, pk)
    if side not in parties.sides_of(found.kind):
        raise Http404
    request.shell_entry = "transfers:manifests"  # type: ignore[attr-defined]  # read by the shell
    user = actor(request)
    form = SigningForm(request.POST or None, initial={"content_hash": found.content_hash})
    refusals: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        facts, now = form.cleaned_data, clock.now()
        try:
            proof = prove_identity(user, facts["password"], now=now)
            sign_manifest(found, Side(side), proof, facts["content_hash"], by=user, now=now)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Signed for the %(side)s.") % {"side": Side(side).label})
            return redirect(found)
    against = list(steps.against_signing(found, side, user, in_force(found)))
    context = {
        "manifest": found,
        "side": Side(side).label,
        "tally": tally(found),
        "lines": found.lines.all()[:200],
        "form": form,
        "capacity": parties.department_of(found, side),
        "statement": _(
            "The things listed were checked one by one by both parties; "
            "list and things agree as recorded."
        ),
        "refusals": refusals,
        "against": against,
    }
    return render(
        request, "transfers/sign.html", context, status=422 if refusals or form.errors else 200
    )
