"""One entry of a form or register: written, shown, corrected, moved on, filed, voided.

Source: SVC-01, SVC-08, SVC-13, SVC-28, SVC-47.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.journal.acts import ACTS
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.entries import FieldsForm, PassingForm, ReasonForm, WriteForm, may_void
from dossiers.models import Dossier, RegisterEntry, ViewLog
from dossiers.models.registers import VOID, FormDefinition
from dossiers.procedures import entries as procedures
from dossiers.procedures.form_papers import filled_sheet
from dossiers.procedures.reading import log_named
from dossiers.rules import entries as rules
from dossiers.rules.contents import contents_of, shown
from dossiers.rules.definitions import FormSpec, MoveSpec, spec_of
from dossiers.views.finding import shown as look_at
from dossiers.views.matters import referrals_of
from dossiers.views.registers import (
    ENTRIES,
    LIST,
    OF_ENTRY,
    WRITES,
    EntryLine,
    has_tiers,
    latest,
    lines_of,
    unit_of,
)

VOIDS: Final = "dossiers.void_registerentry"
REVEALS: Final = "dossiers.reveal_numbers"
SETTLES: Final = "dossiers.settle_registerentry"
NEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry on the page."""

    label: str
    value: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A move that can be made now, with the fields that must be known for it."""

    move: MoveSpec
    form: FieldsForm


@dataclass(frozen=True, slots=True)
class Version:
    """One act on an entry, as history keeps it."""

    at: datetime
    person: str
    title: Any
    reason: str


@shell_page(gettext_lazy("Write an entry"), WRITES)
def write(request: StaffRequest, code: str) -> HttpResponse:
    """A form to be filled in, for one unit where the page was opened there."""
    under(request, LIST)
    user, definition = actor(request), latest(code)
    spec, unit = spec_of(definition), unit_of(request)
    earlier = _earlier(request)
    unit = earlier.unit if earlier else unit
    form = WriteForm(request.POST or None, spec=spec, user=user, unit=unit, today=clock.today())
    if not form.centres.exists():
        raise PermissionDenied
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid() and (written := form.written()):
        follows = replace(written, follows=earlier)
        try:
            made = procedures.write_entry(definition, follows, by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("%(number)s is written.") % {"number": made})
            return redirect(made.follows or made)
    context = {
        "definition": definition,
        "title": definition.name,
        "form": form,
        "unit": unit,
        "earlier": earlier,
        "refusals": refusals,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/write_entry.html", context, status=status)


@shell_page(gettext_lazy("Entry"), ENTRIES, methods=("GET",))
def entry(request: StaffRequest, pk: int) -> HttpResponse:
    """One entry: what stands in it, what can be done with it, what followed it."""
    return _page(request, _found(request, pk))


@shell_page(gettext_lazy("Correct an entry"), WRITES)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct what stands in an entry; the earlier contents stay in history."""
    found = open_entry(request, pk)
    user, spec = actor(request), spec_of(found.definition)
    form = FieldsForm(request.POST or None, spec=spec, user=user, kept=contents_of(found))
    why = ReasonForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid() and why.is_valid():
        reason = why.cleaned_data["reason"]
        try:
            procedures.correct_entry(found, form.values(), by=user, now=clock.now(), reason=reason)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("%(number)s is corrected.") % {"number": found})
            return redirect(found)
    context = {
        "entry": found,
        "title": found.number,
        "form": form,
        "why": why,
        "refusals": refusals,
    }
    _look(request, found, "correct_entry")
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/correct_entry.html", context, status=status)


@shell_page(gettext_lazy("Entry"), (WRITES, SETTLES), methods=("POST",))
def move(request: StaffRequest, pk: int, way: str) -> HttpResponse:
    """Bring an entry into its next state."""
    found = open_entry(request, pk)
    user, spec = actor(request), spec_of(found.definition)
    known = next((m for m in spec.moves if m.key == way), None)
    if known is None:
        raise Http404
    form = _step_form(spec, known, found, user, request.POST)

    def act() -> None:
        procedures.move_entry(found, way, form.values(), by=user, now=clock.now())

    return answered(request, found, form, act, typed=Step(known, form))


@shell_page(gettext_lazy("Entry"), WRITES, methods=("POST",))
def file_entry(request: StaffRequest, pk: int) -> HttpResponse:
    """Put an entry into a dossier opened since."""
    found = open_entry(request, pk)
    user = actor(request)
    form = forms.Form(request.POST)
    wanted = request.POST.get("dossier", "")
    candidates = _candidates(found)
    dossier = next((d for d in candidates if str(d.pk) == wanted), None)

    def act() -> None:
        if dossier is None:
            raise RegulationError(Refusal(Clause.SVC_28, _("Choose the dossier."), field="dossier"))
        procedures.file_entry(found, dossier, by=user, now=clock.now())

    return answered(request, found, form, act)


@shell_page(gettext_lazy("Entry"), VOIDS, methods=("POST",))
def void(request: StaffRequest, pk: int) -> HttpResponse:
    """Void an entry written by mistake."""
    found, form = open_entry(request, pk), ReasonForm(request.POST)
    user = actor(request)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        procedures.void_entry(found, by=user, now=clock.now(), reason=reason)

    return answered(request, found, form, act)


@shell_page(gettext_lazy("Entry"), REVEALS, methods=("POST",))
def reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """The entry with its personal contents in full; the reason is logged."""
    found, form = open_entry(request, pk), ReasonForm(request.POST)
    user = actor(request)
    if not form.is_valid():
        return _page(request, found)
    reason = form.cleaned_data["reason"]
    try:
        values = procedures.reveal_entry(found, by=user, now=clock.now(), reason=reason)
    except RegulationError as error:
        return _page(request, found, refusals=error.refusals)
    return _page(request, found, revealed=values)


@shell_page(gettext_lazy("Print"), ENTRIES, methods=("GET",))
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """One entry on its sheet (PDF); personal contents are masked."""
    found = open_entry(request, pk)
    user, now = actor(request), clock.now()
    procedures.note_taken_along(found.definition, by=user, form="sheet", lines=1)
    if found.dossier_id is not None:
        printed = ViewLog.What.PRINTED
        log_named([found.dossier_id], user, printed, now=now, detail=f"entry {found.number}")
    coded = Dossier.objects.visible_to(user).filter(entries=found).exists()
    return pdf(filled_sheet(found, coded=coded), f"{found.number}.pdf")


def _found(request: StaffRequest, pk: int) -> RegisterEntry:
    under(request, LIST)
    rows = RegisterEntry.objects.visible_to(actor(request)).select_related(*OF_ENTRY, "follows")
    return get_object_or_404(rows, pk=pk)


def open_entry(request: StaffRequest, pk: int) -> RegisterEntry:
    """An entry that this person may look into."""
    found = _found(request, pk)
    if rules.is_closed_to(found, actor(request), at=clock.now(), tiers=has_tiers()):
        raise PermissionDenied(_("The dossier is opened by approval alone."))
    return found


def _earlier(request: StaffRequest) -> RegisterEntry | None:
    """The entry that the one to be written follows."""
    wanted = request.GET.get("follows", "")
    return _found(request, int(wanted[:18])) if wanted.isdecimal() else None


def _look(request: StaffRequest, found: RegisterEntry, page: str) -> None:
    if found.dossier is not None:
        look_at(request, found.dossier, page=page)


def answered(
    request: StaffRequest,
    found: RegisterEntry,
    form: forms.Form,
    act: Callable[[], None],
    *,
    typed: Step | None = None,
    passing: PassingForm | None = None,
) -> HttpResponse:
    """The entry after an act, or its page with what stands against the act and what was typed."""
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            act()
        except RegulationError as error:
            refusals = error.refusals
        else:
            return redirect(found)
    return _page(request, found, refusals=refusals, typed=typed, passing=passing)


def _page(
    request: StaffRequest,
    found: RegisterEntry,
    *,
    refusals: tuple[Refusal, ...] = (),
    typed: Step | None = None,
    passing: PassingForm | None = None,
    revealed: Mapping[str, str] | None = None,
) -> HttpResponse:
    user, spec = actor(request), spec_of(found.definition)
    closed = rules.is_closed_to(found, user, at=clock.now(), tiers=has_tiers())
    values = {} if closed else revealed or contents_of(found)
    context = {
        "entry": found,
        "title": found.number,
        "spec": spec,
        "closed": closed,
        "state": _("Void") if found.state == VOID else spec.state(found.state).label,
        "late": found.due_on is not None and found.due_on < clock.today(),
        "fields": _fields(spec, values, full=revealed is not None),
        "revealed": revealed is not None,
        "steps": [] if closed else _steps(spec, found, user, values, typed),
        "candidates": [] if closed else _candidates(found),
        "may_write": not closed and _may_write(spec, found, user),
        "may_void": not closed and user.has_perm(VOIDS) and may_void(found, user),
        "lines": _followers(found, user),
        "next_forms": _next_forms(spec, found),
        "versions": [] if closed else _versions(found),
        "refusals": refusals,
        **referrals_of(found, user, passing),
    }
    _look(request, found, "entry")
    status = 422 if request.method == "POST" and revealed is None else 200
    return render(request, "dossiers/entry.html", context, status=status)


def _versions(found: RegisterEntry) -> list[Version]:
    """What was done with an entry, the newest first."""
    rows = list(found.history.order_by("-history_id")[:NEWEST])
    people = User.objects.in_bulk({row.history_user_id for row in rows if row.history_user_id})
    return [_version(row, people.get(row.history_user_id)) for row in rows]


def _version(row: Any, person: User | None) -> Version:
    act, _colon, reason = (row.history_change_reason or "").partition(": ")
    known = ACTS.get(act.partition(" ")[2])
    return Version(row.history_date, str(person or ""), known.title if known else act, reason)


def _fields(spec: FormSpec, values: Mapping[str, str], *, full: bool) -> list[Field]:
    return [
        Field(f.label, shown(f, values.get(f.name, ""), full=full), f.personal)
        for f in spec.fields
        if values
    ]


def _may_write(spec: FormSpec, found: RegisterEntry, user: User) -> bool:
    open_ = found.dossier is None or not any(rules.against_dossier(found.dossier))
    writer = not any(rules.against_writer(spec, found.centre, user))
    return user.has_perm(WRITES) and open_ and writer and found.state != VOID


def _steps(
    spec: FormSpec,
    found: RegisterEntry,
    user: User,
    values: Mapping[str, str],
    typed: Step | None,
) -> list[Step]:
    """The moves this person can make now, each with its form."""
    if not (user.has_perm(WRITES) or user.has_perm(SETTLES)):
        return []
    ways = [
        way
        for way in spec.moves_from(found.state)
        if rules.may_take(way, found.centre, user)
        and rules.is_open_way(way, today=clock.today())
        and (found.dossier_id is not None or not way.filed)
    ]
    return [
        typed
        if typed is not None and typed.move.key == way.key
        else Step(way, _step_form(spec, way, found, user, None, values))
        for way in ways
    ]


def _step_form(
    spec: FormSpec,
    way: MoveSpec,
    found: RegisterEntry,
    user: User,
    data: Any,
    values: Mapping[str, str] | None = None,
) -> FieldsForm:
    kept = values or contents_of(found)
    form = FieldsForm(data, spec=spec, user=user, only=way.needs, kept=kept)
    form.auto_id = f"{way.key}_%s"
    return form


def _candidates(found: RegisterEntry) -> list[Dossier]:
    """The dossiers an entry that waits for one can be put into."""
    if found.dossier_id is not None or found.unit is None or found.state == VOID:
        return []
    return list(rules.open_dossiers(found.unit).select_related("occupancy__customer"))


def _followers(found: RegisterEntry, user: User) -> list[EntryLine]:
    rows = RegisterEntry.objects.visible_to(user).filter(follows=found)
    return lines_of(list(rows.select_related(*OF_ENTRY).order_by("-on", "-pk")[:NEWEST]), user)


def _next_forms(spec: FormSpec, found: RegisterEntry) -> list[FormDefinition]:
    """The forms whose entries follow this one."""
    if found.state == VOID:
        return []
    editions = FormDefinition.objects.order_by("code", "-version").distinct("code")
    return [d for d in editions if spec.code in spec_of(d).follows and not d.retired]
