"""A new request: what for, which things, and before it is sent, who will have to approve what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import Department, User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.models import Holding, Purpose
from lending.forms.asking import (
    MOST_THINGS,
    AskForm,
    AuthorityForm,
    OutsideForm,
    ThingForm,
    usual_facts,
)
from lending.models import AccessRequest, Manner, Place
from lending.procedures import requests as procedures
from lending.rules.asking import Asked, AskedLine, Visitor
from lending.rules.leaving import against_thing, against_use
from lending.rules.wanted import (
    Cause,
    Wanted,
    causes_of,
    department_of,
    reading_place,
    steps_of,
)
from lending.views.finding import basis_of, documents_in, holding_or_404, things_found

ASKS: Final = "lending.ask_access"
LENDS: Final = "lending.lend_holding"
SEARCHES: Final = frozenset({"search", "add", "describe", "drop"})
"""Buttons after which the search begins anew."""
TYPED: Final = ("holding", "wanted", "manner", "document", "pages", "copies", "exception_reason")


@dataclass(frozen=True, slots=True)
class Approval:
    """A step a thing will need: what it is called and whose it is."""

    label: str
    department: Department | None


@dataclass(slots=True)
class Thing:
    """One line as it is typed, and what the regulation will ask of it."""

    form: ThingForm
    causes: Sequence[Cause] = ()
    approvals: Sequence[Approval] = ()
    against: Sequence[Refusal] = ()
    told: bool = False


@dataclass(slots=True)
class Draft:
    """Everything on the page: what was typed, whether it is to be sent, what was found."""

    user: User
    outside: bool
    head: AskForm
    typed: list[dict[str, Any]]
    person: OutsideForm | None = None
    paper: AuthorityForm | None = None
    term: str = ""
    found: list[Holding] = field(default_factory=list)
    searched: bool = False
    sending: bool = False
    things: list[Thing] = field(default_factory=list)


@shell_page(gettext_lazy("New request"), ASKS)
def ask(request: StaffRequest) -> HttpResponse:
    """Gather things and say what for; sending is one of several buttons of the same form."""
    under(request, "lending:mine")
    user = actor(request)
    sent = request.POST if request.method == "POST" else None
    outside = (sent or request.GET).get("for", "") == "outside"
    if outside and not user.has_perm(LENDS):
        raise PermissionDenied
    draft = _begun(request, user) if sent is None else _typed(request, user, outside=outside)
    _dress(draft)
    if draft.sending and _complete(draft):
        return _send(request, draft)
    return _show(request, draft, status=422 if draft.sending else 200)


def _begun(request: StaffRequest, user: User) -> Draft:
    """An empty request, or one for the thing whose page led here."""
    outside = request.GET.get("for") == "outside"
    facts = usual_facts(user, today=clock.today())
    typed = []
    if wanted := request.GET.get("holding", ""):
        holding = holding_or_404(user, wanted)
        facts["room"] = holding.keeper_id
        document = request.GET.get("document", "")
        typed = [{"holding": holding.pk, "manner": Manner.READ.value, "document": document}]
    return Draft(
        user,
        outside,
        AskForm(initial=facts, user=user, outside=outside),
        typed,
        OutsideForm(prefix="outside") if outside else None,
        AuthorityForm(prefix="paper", optional=True) if outside else None,
    )


def _typed(request: StaffRequest, user: User, *, outside: bool) -> Draft:
    """The request as it stands on the screen, after one of its buttons."""
    data = request.POST
    sending = "send" in data
    plain = {name: data.get(name, "") for name in AskForm.base_fields}
    head = (
        AskForm(data, user=user, outside=outside)
        if sending
        else AskForm(initial=plain, user=user, outside=outside)
    )
    draft = Draft(user, outside, head, _lines(data), sending=sending)
    if outside:
        draft.person = _person(data, sending=sending)
        draft.paper = _paper(request, sending=sending)
    if not sending:
        _gather(draft, data)
    return draft


def _person(data: Mapping[str, str], *, sending: bool) -> OutsideForm:
    """Who stands at the counter: checked when it is sent, else shown as it was typed."""
    if sending:
        return OutsideForm(data, prefix="outside", use_required_attribute=False)
    return OutsideForm(prefix="outside", initial=_as_typed(OutsideForm, "outside", data))


def _paper(request: StaffRequest, *, sending: bool) -> AuthorityForm:
    """The paper handed in along with it; whoever brings none yet brings it later."""
    data = request.POST
    if sending and data.get("paper-kind"):
        return AuthorityForm(data, request.FILES, prefix="paper", use_required_attribute=False)
    typed = _as_typed(AuthorityForm, "paper", data)
    return AuthorityForm(prefix="paper", initial=typed, optional=True)


def _as_typed(form: type[forms.Form], prefix: str, data: Mapping[str, str]) -> dict[str, str]:
    return {name: data.get(f"{prefix}-{name}", "") for name in form.base_fields}


def _lines(data: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {name: data.get(f"line-{n}-{name}", "") for name in TYPED}
        for n in range(MOST_THINGS)
        if f"line-{n}-manner" in data
    ]


def _gather(draft: Draft, data: Mapping[str, str]) -> None:
    """What the button asked for: another thing, one less, a search, words instead of a thing."""
    draft.term = data.get("find", "").strip()
    gone = data.get("drop", "")
    if gone.isdecimal() and int(gone) < len(draft.typed):
        del draft.typed[int(gone)]
    elif "add" in data:
        _add(draft, holding_or_404(draft.user, data["add"]))
    elif "describe" in data:
        _append(draft, {"wanted": draft.term, "manner": Manner.READ.value})
        draft.term = ""
    elif draft.term and "search" in data:
        draft.searched = True
        draft.found = things_found(draft.term, draft.user)
        if len(draft.found) == 1 and _is_named(draft.found[0], draft.term):
            _add(draft, draft.found[0])


def _is_named(holding: Holding, term: str) -> bool:
    """Whether the term was the thing's own code, as a scanner sends it."""
    return term.upper() in (holding.barcode, holding.code.upper(), holding.legacy_code.upper())


def _add(draft: Draft, holding: Holding) -> None:
    if not draft.typed:
        draft.head.initial["room"] = holding.keeper_id
    known = {str(line.get("holding")) for line in draft.typed}
    if str(holding.pk) not in known:
        _append(draft, {"holding": holding.pk, "manner": Manner.READ.value})
    draft.term, draft.found, draft.searched = "", [], False


def _append(draft: Draft, line: dict[str, Any]) -> None:
    if len(draft.typed) < MOST_THINGS:
        draft.typed.append(line)


def _dress(draft: Draft) -> None:
    """Give every line its form and what the regulation will ask of it."""
    pks = [line["holding"] for line in draft.typed if line.get("holding")]
    holdings = {str(pk): holding_or_404(draft.user, pk) for pk in pks}
    documents = documents_in(holdings.values(), draft.user)
    for number, line in enumerate(draft.typed):
        found = holdings.get(str(line.get("holding", "")))
        papers = documents.get(found.pk, []) if found else []
        prefix = f"line-{number}"
        given = (
            {"data": {f"{prefix}-{name}": value for name, value in line.items()}}
            if draft.sending
            else {"initial": line}
        )
        form = ThingForm(
            **given, prefix=prefix, found=found, documents=papers, use_required_attribute=False
        )
        thing = Thing(form)
        draft.things.append(thing)
        if found is not None and (wanted := _wanted(draft, form, found, line)) is not None:
            _tell(thing, wanted)


def _wanted(
    draft: Draft, form: ThingForm, holding: Holding, line: Mapping[str, Any]
) -> Wanted | None:
    """The thing as the rules see it, once the purpose is known."""
    purpose, place = _said(draft, "purpose"), _said(draft, "place")
    if purpose not in Purpose.values:
        return None
    said = line.get("manner", "")
    manner, today = Manner(said) if said in Manner.values else Manner.READ, clock.today()
    return Wanted(
        holding=holding,
        document=form.paper_of(line),
        manner=manner,
        requester=None if draft.outside else draft.user,
        department=None if draft.outside else _department(draft),
        outside=_capacity(draft),
        entered_by=draft.user,
        purpose=Purpose(purpose),
        place=_place(manner, place, today),
        room=holding.keeper,
        on=today,
        exception_reason=line.get("exception_reason", ""),
    )


def _place(manner: Manner, said: str, today: date) -> Place:
    if manner == Manner.READ or said not in Place.values:
        return reading_place(on=today)
    return Place(said)


def _said(draft: Draft, name: str) -> str:
    return str(draft.head[name].value() or "")


def _department(draft: Draft) -> Department | None:
    homes = {str(m.department_id): m.department for m in draft.user.current_memberships}
    return homes.get(_said(draft, "department")) or next(iter(homes.values()), None)


def _capacity(draft: Draft) -> str:
    return str(draft.person["kind"].value() or "") if draft.person else ""


def _tell(thing: Thing, wanted: Wanted) -> None:
    thing.told = True
    thing.against = [*against_thing(wanted), *against_use(wanted)]
    thing.causes = causes_of(wanted)
    thing.approvals = [
        Approval(step.label, department_of(step, wanted)) for step in steps_of(wanted)
    ]


def _complete(draft: Draft) -> bool:
    """Whether everything is said; all errors at once."""
    parts = [draft.head, *(thing.form for thing in draft.things)]
    parts += [form for form in (draft.person, draft.paper) if form is not None and form.is_bound]
    right = [form.is_valid() for form in parts]
    if not draft.things:
        draft.head.add_error(None, _("Choose what you need, or describe it in words."))
    return all(right) and bool(draft.things)


def _send(request: StaffRequest, draft: Draft) -> HttpResponse:
    facts = draft.head.cleaned_data
    asked = Asked(
        room=facts["room"],
        requester=None if draft.outside else draft.user,
        department=None if draft.outside else facts["department"],
        outside=Visitor(**draft.person.cleaned_data) if draft.person else None,
        purpose=Purpose(facts["purpose"]),
        purpose_text=facts["purpose_text"],
        reason=facts["reason"],
        place=Place(facts["place"]),
        place_detail=facts["place_detail"],
        contact=facts.get("contact", ""),
        until=draft.head.until_moment(),
        lines=tuple(_asked_line(thing.form) for thing in draft.things),
    )
    try:
        made = procedures.ask(asked, by=draft.user, now=clock.now())
    except RegulationError as error:
        return _show(request, draft, status=422, refusals=error.refusals)
    _keep_paper(request, draft, made)
    messages.success(request, _("%(number)s is sent.") % {"number": made})
    return redirect("lending:request", made.pk)


def _asked_line(form: ThingForm) -> AskedLine:
    facts = form.cleaned_data
    return AskedLine(
        holding=form.found,
        document=form.paper_of(facts),
        wanted=facts.get("wanted", ""),
        manner=Manner(facts["manner"]),
        pages=facts["pages"],
        copies=facts["copies"] or 1,
        exception_reason=facts["exception_reason"],
    )


def _keep_paper(request: StaffRequest, draft: Draft, made: AccessRequest) -> None:
    """The paper handed in together with the request; if it is not taken, the request stands."""
    form = draft.paper
    if form is None or not form.is_bound:
        return
    facts = form.cleaned_data
    try:
        procedures.add_authority(
            made, basis_of(facts), facts["scan"], by=draft.user, now=clock.now()
        )
    except RegulationError as error:
        reasons = " ".join(str(refusal.reason) for refusal in error.refusals)
        messages.error(request, _("The paper was not taken: %(why)s") % {"why": reasons})


def _show(
    request: StaffRequest, draft: Draft, *, status: int, refusals: Sequence[Refusal] = ()
) -> HttpResponse:
    context = {
        "draft": draft,
        "form": draft.head,
        "head": [field for field in draft.head if field.name != "room"],
        "refusals": refusals,
        "may_add": len(draft.things) < MOST_THINGS,
        "elsewhere": _elsewhere(draft),
        "for_outside": draft.user.has_perm(LENDS) and not draft.outside,
    }
    part = wants_fragment(request) and not draft.sending
    context |= {"part": part, "answered": not SEARCHES.isdisjoint(request.POST)}
    return render(
        request, "lending/_ask_things.html" if part else "lending/ask.html", context, status=status
    )


def _elsewhere(draft: Draft) -> list[Holding]:
    """Things that another archive room keeps than the one that is asked."""
    room = _said(draft, "room")
    things = [thing.form.found for thing in draft.things if thing.form.found is not None]
    return [holding for holding in things if str(holding.keeper_id) != room]
