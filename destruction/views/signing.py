"""Signing an appraisal: the frozen content on the screen, the password again."""

from typing import Any, Final

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
from destruction.models import Appraisal, AppraisalState
from destruction.procedures.signing import in_force, sign_appraisal
from destruction.rules import steps, words
from destruction.rules.content import frozen
from destruction.rules.proposals import doubts_about
from destruction.rules.steps import Signatory
from destruction.views.finding import SIGNS, visible

MOST_SHOWN: Final = 200


@shell_page(_("Sign an appraisal"), SIGNS)
def sign(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Sign what is on the screen, in the place this person signs for."""
    found = visible(request, pk)
    signatory = _signatory(found, step)
    sent = request.POST if request.method == "POST" else None
    form = SigningForm(sent, initial={"content_hash": found.content_hash})
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            _sign(found, step, form, by=actor(request))
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Signed: %(label)s") % {"label": signatory.label})
            return redirect(found)
    if refusals:  # read again: what is signed next is what is shown now
        found = visible(request, pk)
        form = SigningForm(initial={"content_hash": found.content_hash})
    return _page(request, found, signatory=signatory, form=form, refusals=refusals)


def _signatory(found: Appraisal, step: str) -> Signatory:
    """The signature a frozen appraisal needs; unknown ones are not there."""
    if not found.content:
        raise Http404
    for each in steps.signatories(found):
        if each.name == step:
            return each
    raise Http404


def _sign(found: Appraisal, step: str, form: SigningForm, *, by: User) -> None:
    facts, now = form.cleaned_data, clock.now()
    proof = form.prove(by, now=now)
    sign_appraisal(found, step, proof, facts["content_hash"], by=by, now=now)


def _page(
    request: StaffRequest,
    found: Appraisal,
    *,
    signatory: Signatory,
    form: SigningForm,
    refusals: tuple[Refusal, ...],
) -> HttpResponse:
    under(request, "destruction:appraisals")
    user = actor(request)
    against = [
        *steps.against_state(found, AppraisalState.SIGNING),
        *(
            steps.against_signing(found, signatory.name, user, in_force(found))
            if found.content
            else ()
        ),
    ]
    lines = frozen(found)["lines"] if found.content else []
    context = {
        "appraisal": found,
        "title": _("Sign %(number)s") % {"number": found.number},
        "step": signatory,
        "lines": lines[:MOST_SHOWN],
        "total": len(lines),
        "more": max(len(lines) - MOST_SHOWN, 0),
        "verdicts": _counted(lines),
        "form": form,
        "capacity": _capacity(found, signatory, user),
        "statement": words.STATEMENT,
        "refusals": refusals,
        "doubts": doubts_about(found.lines.values_list("holding_id", flat=True)),
        "against": [] if refusals else against,
        "may_sign": not against,
    }
    failed = bool(refusals or form.errors)
    return render(request, "destruction/sign.html", context, status=422 if failed else 200)


def _counted(lines: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """How many lines each verdict has, as frozen."""
    found: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (line["verdict"], words.VERDICTS[line["verdict"]])
        found[key] = found.get(key, 0) + 1
    return [(verdict, label, count) for (verdict, label), count in sorted(found.items())]


def _capacity(found: Appraisal, signatory: Signatory, user: User) -> str:
    """In which role, and for which department, the signature will stand."""
    post = steps.post_for(user, found, signatory) if found.content else None
    return f"{post.department} · {post.get_role_display()}" if post else signatory.label
