"""Signing: the frozen content on the screen, the password again."""

import json
from typing import Any

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
from transfers.models import Manifest, ManifestState, Side
from transfers.papers.filling import OUTCOMES
from transfers.procedures.signing import in_force, sign_manifest
from transfers.rules import parties, steps, words
from transfers.views.finding import visible
from transfers.views.standing import tally

MOST_SHOWN = 200


@shell_page(_("Sign a manifest"), "transfers.sign_manifest")
def sign(request: StaffRequest, pk: int, side: str) -> HttpResponse:
    """Sign for one side what is on the screen."""
    found = visible(request, pk)
    if side not in parties.sides_of(found.kind):
        raise Http404
    form = SigningForm(request.POST or None, initial={"content_hash": found.content_hash})
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            _sign(found, Side(side), form, by=actor(request))
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Signed for the %(side)s.") % {"side": Side(side).label})
            return redirect(found)
    if refusals:  # read again: what is signed next is what is shown now
        found = visible(request, pk)
        form = SigningForm(initial={"content_hash": found.content_hash})
    return _page(request, found, side=Side(side), form=form, refusals=refusals)


def _sign(found: Manifest, side: Side, form: SigningForm, *, by: User) -> None:
    facts, now = form.cleaned_data, clock.now()
    proof = form.prove(by, now=now)
    sign_manifest(found, side, proof, facts["content_hash"], by=by, now=now)


def _page(
    request: StaffRequest,
    found: Manifest,
    *,
    side: Side,
    form: SigningForm,
    refusals: tuple[Refusal, ...],
) -> HttpResponse:
    under(request, "transfers:manifests")
    user = actor(request)
    against = [
        *steps.against_state(found, ManifestState.FROZEN),
        *steps.against_signing(found, side, user, in_force(found)),
    ]
    lines = frozen_lines(found)
    context = {
        "manifest": found,
        "title": _("Sign %(number)s") % {"number": found.number},
        "side": side.label,
        "tally": tally(found),
        "lines": lines[:MOST_SHOWN],
        "more": max(len(lines) - MOST_SHOWN, 0),
        "form": form,
        "capacity": _capacity(found, side, user),
        "statement": words.STATEMENT,
        "refusals": refusals,
        "against": [] if refusals else against,
        "may_sign": not against,
    }
    failed = bool(refusals or form.errors)
    return render(request, "transfers/sign.html", context, status=422 if failed else 200)


def frozen_lines(found: Manifest) -> list[dict[str, Any]]:
    """The lines as they were frozen, with the outcome in words: what the signature is over."""
    if not found.content:
        return []
    lines: list[dict[str, Any]] = json.loads(found.content)["lines"]
    return [{**line, "result": OUTCOMES.get(line["outcome"], "")} for line in lines]


def _capacity(found: Manifest, side: Side, user: User) -> str:
    """In which role, and for which department, the signature will stand."""
    department = parties.department_of(found, side)
    post = parties.membership_in(user, department, parties.SIGNERS[side])
    return f"{department} · {post.get_role_display()}" if post else str(department)
