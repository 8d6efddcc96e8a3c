"""The proposal: what would go on a centre's manifest, what stays and why."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from transfers.forms import ProposalForm
from transfers.models import Manifest
from transfers.procedures import manifests as acts
from transfers.procedures.manifests import Chosen
from transfers.rules import steps
from transfers.rules.offering import Offer, offer, seen
from transfers.rules.proposal import CLAUSES, Proposal, proposal
from transfers.views.finding import own_centres


@shell_page(_("Prepare a handover"), "transfers.prepare_manifest")
def propose(request: StaffRequest) -> HttpResponse:
    """What goes, what stays and why; one button draws the manifest up."""
    under(request, "transfers:manifests")
    user = actor(request)
    form, centre, kind = _asked(request, user)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            made = _prepared(request, proposal(centre, kind, on=clock.today()), by=user)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Manifest %(number)s is prepared.") % {"number": made})
            return redirect(made)
    offered = offer(centre, kind, on=clock.today())
    shown = len(offered.going) + len(offered.supplements)
    context = {
        "form": form,
        "offered": offered,
        "going": _marked(offered),
        "more": offered.going_count + offered.supplement_count - shown,
        "reasons": [(reason, CLAUSES[reason.verdict]) for reason in offered.reasons],
        "left": set(request.POST.getlist("leave")),
        "several": len(form.fields["centre"].queryset) > 1,  # type: ignore[attr-defined]  # a ModelChoiceField
        "refusals": refusals,
        "against": [] if refusals else list(steps.against_opening(offered.centre, offered.kind)),
    }
    return render(request, "transfers/propose.html", context, status=422 if refusals else 200)


def _asked(request: StaffRequest, user: User) -> tuple[ProposalForm, Department, str]:
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
    return form, form.cleaned_data["centre"], form.cleaned_data["kind"]


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


def _marked(offered: Offer) -> list[dict[str, object]]:
    """The first holdings that go, each with whether the centre owes it."""
    return [{"holding": h, "key": str(h.pk), "owed": owed} for h, owed in offered.going]
