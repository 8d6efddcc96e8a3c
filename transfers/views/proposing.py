"""The proposal: what would go on a centre's manifest, what stays and why."""

import hashlib
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell import shell_page
from transfers.forms import ProposalForm
from transfers.models import Manifest
from transfers.procedures import manifests as acts
from transfers.procedures.manifests import Chosen
from transfers.rules import steps
from transfers.rules.proposal import CLAUSES, Proposal, Staying, proposal
from transfers.views.finding import own_centres, under

MOST_SHOWN = 300
"""Things shown one by one; further ones are counted, and can be taken off the list later."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Holdings that stay for one and the same reason."""

    label: str
    clause: Clause
    count: int
    first: list[Staying]


@shell_page(_("Prepare a handover"), "transfers.prepare_manifest")
def propose(request: StaffRequest) -> HttpResponse:
    """What goes, what stays and why; one button draws the manifest up."""
    under(request)
    user = actor(request)
    form, offered = _asked(request, user)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            made = _prepared(request, offered, by=user)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Manifest %(number)s is prepared.") % {"number": made})
            return redirect(made)
    context = {
        "form": form,
        "offered": offered,
        "going": _marked(offered)[:MOST_SHOWN],
        "more": max(len(offered.going) - MOST_SHOWN, 0),
        "pages": sum(h.page_count for h in offered.going),
        "reasons": _reasons(offered),
        "seen": seen(offered),
        "left": set(request.POST.getlist("leave")),
        "several": len(form.fields["centre"].queryset) > 1,  # type: ignore[attr-defined]  # a ModelChoiceField
        "refusals": refusals,
        "against": [] if refusals else list(steps.against_opening(offered.centre, offered.kind)),
    }
    return render(request, "transfers/propose.html", context, status=422 if refusals else 200)


def seen(offered: Proposal) -> str:
    """A fingerprint of everything a proposal would put on the list."""
    ids = [*(f"h{h.pk}" for h in offered.going), *(f"d{d.pk}" for d in offered.supplements)]
    return hashlib.sha256(",".join(ids).encode()).hexdigest()[:16]


def _asked(request: StaffRequest, user: User) -> tuple[ProposalForm, Proposal]:
    centres = own_centres(user)
    first = centres.first()
    if first is None:
        raise Http404
    asked = request.POST or request.GET
    form = ProposalForm(
        {"centre": asked.get("centre") or first.pk, "kind": asked.get("kind") or "ordinary"},
        centres=centres,
    )
    if not form.is_valid():
        raise Http404
    centre: Department = form.cleaned_data["centre"]
    return form, proposal(centre, form.cleaned_data["kind"], on=clock.today())


def _prepared(request: StaffRequest, offered: Proposal, *, by: User) -> Manifest:
    """Draw up the list of what was on the screen, less what was left out.

    Raises:
        RegulationError: TRF-04, something else would go than the person saw; or what the
            act refuses.
    """
    if request.POST.get("seen") != seen(offered):
        raise RegulationError(
            Refusal(
                Clause.TRF_04,
                _("What would go has changed since you opened the page. Look through it again."),
            )
        )
    left = set(request.POST.getlist("leave"))
    chosen = Chosen(
        [h for h in offered.going if f"h{h.pk}" not in left],
        [d for d in offered.supplements if f"d{d.pk}" not in left],
    )
    kind = Manifest.Kind(offered.kind)
    return acts.prepare_manifest(offered.centre, kind, chosen, by=by, now=clock.now())


def _marked(offered: Proposal) -> list[dict[str, object]]:
    """Holdings that go, each with whether the centre owes it."""
    owed = {shortage.holding_id for shortage in offered.owed}
    return [{"holding": h, "key": str(h.pk), "owed": h.pk in owed} for h in offered.going]


def _reasons(offered: Proposal) -> list[Reason]:
    rows = sorted(offered.staying, key=lambda entry: (entry.verdict, entry.reason))
    return [
        Reason(label, CLAUSES[verdict], len(group), group[:MOST_SHOWN])
        for (verdict, label), found in groupby(rows, key=lambda e: (e.verdict, e.reason))
        if (group := list(found))
    ]
