"""How long the things of a dossier are kept, and what holds them back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.terms import HoldForm, LiftForm, TermForm, TriggerForm
from dossiers.models import (
    Document,
    Dossier,
    Hold,
    Holding,
    HoldingState,
    Retention,
    RetentionTrigger,
)
from dossiers.procedures.retention import change_term, correct_trigger, lift_hold, place_hold
from dossiers.rules.access import right_to_read, speaks_for_keeper
from dossiers.rules.obligations import Obligation, open_obligations
from dossiers.rules.retention import (
    clock_of,
    clock_of_document,
    current_triggers,
    roles_for_holds,
    sentence,
)
from dossiers.views.finding import dossier_or_404, shown

LOOKS = "dossiers.view_retentiontrigger"
HOLDS = "dossiers.view_hold"
PLACES = "dossiers.place_hold"


@dataclass(frozen=True, slots=True)
class Term:
    """A thing or paper with its term as a sentence."""

    code: str
    title: str
    told: str
    due: bool
    basis: str


@shell_page(gettext_lazy("Terms and holds"), LOOKS, methods=("GET",))
def terms(request: StaffRequest, pk: int) -> HttpResponse:
    """Every thing of a dossier with its term, corrections and holds (APR-11)."""
    return _page(request, _found(request, pk))


@shell_page(gettext_lazy("Terms and holds"), LOOKS, methods=("POST",))
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter the day a term counts from (APR-16)."""
    found = _found(request, pk)
    form = TriggerForm(request.POST, holdings=_holdings(found), auto_id="trigger_%s")

    def act(typed: dict[str, Any]) -> None:
        thing = _thing(found, typed["holding"])
        by, now = actor(request), clock.now()
        correct_trigger(thing, typed["on"], by=by, now=now, reason=typed["reason"])
        messages.success(request, _("The term is reckoned anew; the earlier day stays on record."))

    return _answer(request, found, form, act, name="trigger")


@shell_page(gettext_lazy("Terms and holds"), LOOKS, methods=("POST",))
def term(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a thing another term (APR-17)."""
    found = _found(request, pk)
    form = TermForm(request.POST, holdings=_holdings(found), auto_id="term_%s")

    def act(typed: dict[str, Any]) -> None:
        thing, retention = _thing(found, typed["holding"]), Retention(typed["retention"])
        change_term(thing, retention, typed["years"], by=actor(request), reason=typed["reason"])
        messages.success(request, _("The term of %(code)s is changed.") % {"code": thing.code})

    return _answer(request, found, form, act, name="term")


@shell_page(gettext_lazy("Terms and holds"), PLACES, methods=("POST",))
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    """Hold a dossier or a thing of it back from destruction."""
    found = _found(request, pk)
    user = actor(request)
    roles = roles_for_holds(found, user)
    form = HoldForm(request.POST, holdings=_holdings(found), roles=roles, auto_id="hold_%s")

    def act(typed: dict[str, Any]) -> None:
        about = _thing(found, typed["about"]) if typed["about"] else found
        kind, role = Hold.Kind(typed["kind"]), Role(typed["role"])
        place_hold(about, kind, role, by=user, now=clock.now(), reason=typed["reason"])
        messages.success(request, _("Held back from destruction."))

    return _answer(request, found, form, act, name="hold")


@shell_page(gettext_lazy("Lift a hold"), PLACES)
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """Lift a hold, in another role than the one that placed it."""
    user = actor(request)
    rows = Hold.objects.filter(dossier__in=Dossier.objects.visible_to(user))
    found = get_object_or_404(rows.select_related("dossier", "holding", "placed_by"), pk=pk)
    under(request, "dossiers:holds")
    form = LiftForm(request.POST or None, roles=roles_for_holds(found.dossier, user))
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        typed = form.cleaned_data
        try:
            lift_hold(found, Role(typed["role"]), by=user, now=clock.now(), reason=typed["reason"])
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The hold is lifted."))
            return redirect("dossiers:terms", found.dossier_id)
    context = {"hold": found, "dossier": found.dossier, "form": form, "refusals": refusals}
    status = 422 if request.method == "POST" else 200
    shown(request, found.dossier, page="lift")
    return render(request, "dossiers/lift.html", context, status=status)


@shell_page(gettext_lazy("Holds"), HOLDS, methods=("GET",))
def holds(request: StaffRequest) -> HttpResponse:
    """What stands against destruction by hand, the newest first."""
    rows = Hold.objects.filter(dossier__in=Dossier.objects.visible_to(actor(request)).values("pk"))
    everything = request.GET.get("show") == "all"
    if not everything:
        rows = rows.filter(lifted_at__isnull=True)
    rows = rows.select_related("dossier", "holding", "placed_by", "lifted_by")
    page = keyset_page(rows, request, order=("-placed_at", "-pk"))
    return render(request, "dossiers/holds.html", {"page": page, "everything": everything})


def _found(request: StaffRequest, pk: int) -> Dossier:
    under(request, "dossiers:list")
    return dossier_or_404(request, pk)


def _holdings(found: Dossier) -> list[Holding]:
    rows = found.holdings.exclude(state=HoldingState.DESTROYED)
    return list(rows.select_related("dossier__category", "keeper").order_by("number"))


def _thing(found: Dossier, pk: int) -> Holding:
    for holding in _holdings(found):
        if holding.pk == pk:
            return holding
    raise Http404


def _answer(
    request: StaffRequest,
    found: Dossier,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    *,
    name: str,
) -> HttpResponse:
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except RegulationError as error:
            refusals = error.refusals
        else:
            return redirect("dossiers:terms", found.pk)
    return _page(request, found, refusals=refusals, **{name: form})


def _page(
    request: StaffRequest,
    found: Dossier,
    *,
    refusals: tuple[Refusal, ...] = (),
    **typed: forms.Form,
) -> HttpResponse:
    user, today = actor(request), clock.today()
    holdings = _holdings(found)
    obligations = open_obligations(holdings)
    roles = roles_for_holds(found, user) if user.has_perm(PLACES) else []
    keeps = speaks_for_keeper(found, user)
    context = {
        "dossier": found,
        "title": _("%(code)s: terms and holds") % {"code": found.code},
        "terms": list(_terms(holdings, obligations, today)),
        "papers": list(_papers(found, user, today)),
        "corrections": RetentionTrigger.objects.filter(holding__in=holdings, document=None)
        .select_related("holding", "set_by")
        .order_by("-set_at"),
        "holds": found.holds.select_related("holding", "placed_by", "lifted_by"),
        "may_describe": keeps,
        "may_hold": bool(roles),
        "refusals": refusals,
        "trigger": TriggerForm(holdings=holdings, auto_id="trigger_%s"),
        "term": TermForm(holdings=holdings, auto_id="term_%s"),
        "hold": HoldForm(holdings=holdings, roles=roles, auto_id="hold_%s"),
        "open": next(iter(typed), ""),
        **typed,
    }
    shown(request, found, page="terms")
    return render(request, "dossiers/terms.html", context, status=422 if typed else 200)


def _terms(holdings: list[Holding], obligations: list[Obligation], today: date) -> Iterable[Term]:
    triggers = current_triggers(holdings)
    for holding in holdings:
        found = clock_of(holding, trigger=triggers.get(holding.pk))
        against = [each for each in obligations if each.holding == holding.pk]
        told = sentence(found, against, on=today)
        title = holding.get_part_display()
        yield Term(holding.code, title, told, found.is_due(today), found.basis)


def _papers(found: Dossier, user: User, today: date) -> Iterable[Term]:
    """Papers with a shorter term of their own; those of the personal volume for who reads it."""
    rows = Document.objects.filter(holding__dossier=found, state=Document.State.FILED)
    rows = rows.exclude(type=None).exclude(type__retention="")
    if not right_to_read(found, user, at=clock.now(), personal=True):
        rows = rows.filter(personal=False)
    for paper in rows.select_related("type", "holding__dossier").order_by("code"):
        own = clock_of_document(paper)
        if own is not None:
            told = sentence(own, on=today)
            yield Term(paper.code, paper.title, told, own.is_due(today), own.basis)
