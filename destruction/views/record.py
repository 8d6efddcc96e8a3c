"""Signing the record of a destruction: the frozen record on the screen, the password again.

Source: DES-09.
"""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.forms import SigningForm
from archive_office.shell.pages import under
from destruction.models import DestructionRegister, LineState, RegisterState
from destruction.procedures.closing import sign_record as sign
from destruction.rules import record, witnessing
from destruction.rules.carrying_out import appointments
from destruction.views.finding import CARRIES_OUT, WITNESSES, visible_register
from destruction.views.progress import progress_of

MOST_SHOWN: Final = 200
SETTLED: Final = (LineState.DESTROYED, LineState.PUT_OFF)


@shell_page(_("Sign the record of a destruction"), (CARRIES_OUT, WITNESSES))
def sign_record(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign as who carried it out, or as a witness; the last signature closes the register."""
    found = visible_register(request, pk)
    if not found.record:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = SigningForm(sent, initial={"content_hash": found.record_hash})
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            _sign(found, form, by=actor(request))
        except RegulationError as error:
            refusals = error.refusals
        else:
            return _signed(request, found)
    if refusals:
        found = visible_register(request, pk)
        form = SigningForm(initial={"content_hash": found.record_hash})
    return _page(request, found, form=form, refusals=refusals)


def _sign(found: DestructionRegister, form: SigningForm, *, by: User) -> None:
    facts, now = form.cleaned_data, clock.now()
    proof = form.prove(by, now=now)
    sign(found, proof, facts["content_hash"], by=by, now=now)


def _signed(request: StaffRequest, found: DestructionRegister) -> HttpResponse:
    found.refresh_from_db()
    if found.state == RegisterState.CLOSED:
        messages.success(request, _("Signed. The register is closed; it cannot be changed again."))
    else:
        messages.success(request, _("Signed. Others have yet to sign."))
    here = appointments(actor(request)).filter(register=found).exists()
    return redirect("destruction:witness" if here else "destruction:execute", found.pk)


def _page(
    request: StaffRequest,
    found: DestructionRegister,
    *,
    form: SigningForm,
    refusals: tuple[Refusal, ...],
) -> HttpResponse:
    user = actor(request)
    witnesses = witnessing.standing(found)
    own = next((each for each in witnesses if each.person_id == user.pk), None)
    under(request, "destruction:my_witnessing" if own else "destruction:registers")
    signed = record.in_force(found)
    part = record.parts(found, witnesses).get(user.pk)
    said = record.frozen_record(found)
    lines = [line for line in said["lines"] if line["state"] in SETTLED]
    post = record.post_to_sign(user, found, witnesses)
    has_signed = any(each.signer_id == user.pk for each in signed)
    context = {
        "register": found,
        "title": _("Sign the record of a destruction"),
        "own": own,
        "record": said,
        "lines": lines[:MOST_SHOWN],
        "more": max(len(lines) - MOST_SHOWN, 0),
        "progress": progress_of(found),
        "signatures": signed,
        "has_signed": has_signed,
        "may_sign": bool(part) and not has_signed and found.state == RegisterState.SIGNING,
        "capacity": " · ".join(
            str(x) for x in (post and post.department, part and part.label) if x
        ),
        "statement": said["statement"],
        "form": form,
        "refusals": refusals,
    }
    failed = bool(refusals or form.errors)
    return render(request, "destruction/sign_record.html", context, status=422 if failed else 200)
