"""While a register waits: its things are set apart, withdrawn again, and checked a second time."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive_office import clock
from archive_office.custody.models import Box, Storeroom
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import scanned, under
from archive_office.shell.paging import keyset_page
from destruction.forms.registers import CheckForm, MoveAllForm, WithdrawForm
from destruction.models import DestructionRegister, LineState, RegisterLine, RegisterState
from destruction.procedures.quarantine import check_again, move_to_quarantine, withdraw_line
from destruction.rules import wait
from destruction.views.finding import (
    CARRIES_OUT,
    DRAWS_UP_REGISTERS,
    REGISTERS_SEEN,
    register_line_or_404,
    visible_register,
)
from destruction.views.register_lines import Wait
from destruction.views.striking import strikable
from dossiers.procedures.codes import normalised_code
from dossiers.views.scanning import scanned_box, scanned_holding

BOX: Final = "quarantine_box"
SIZE: Final = 25
MOST_DONE: Final = 10
CHECKS: Final = "destruction.approve_register"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a scan or a button ended, in words and for the ear."""

    text: str
    ok: bool
    refusals: tuple[Refusal, ...] = ()


# --- Setting apart ---------------------------------------------------------------------------


@shell_page(gettext_lazy("Set apart"), DRAWS_UP_REGISTERS)
def quarantine(request: StaffRequest, pk: int) -> HttpResponse:
    """Bring the things to the quarantine place: scan the box, then one thing after the other."""
    found = visible_register(request, pk)
    if request.method != "POST":
        return _apart(request, found)
    if "all" in request.POST:
        return _all(request, found)
    answer = _scan(request, found, request.POST.get("code", ""))
    return scanned(_apart(request, found, answer=answer), answer.text, ok=answer.ok)


def _scan(request: StaffRequest, found: DestructionRegister, code: str) -> Answer:
    user = actor(request)
    if box := scanned_box(code, user):
        return _take_box(request, found, box)
    lines = _lines_named(found, code, user)
    if len(lines) == 1:
        return _take_thing(request, found, lines[0])
    if lines:
        return Answer(_("Several papers of it are listed: type the code of the paper."), ok=False)
    return Answer(_("%(code)s is not on this register.") % {"code": code.strip()}, ok=False)


def _take_thing(request: StaffRequest, found: DestructionRegister, line: RegisterLine) -> Answer:
    """What was scanned goes into the box that was scanned before it."""
    box = _box(request, found)
    if box is None:
        return Answer(_("Scan the box at the quarantine place first."), ok=False)
    try:
        move_to_quarantine([line], box, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _refused(error)
    words = {"code": line.code, "box": box.number}
    return Answer(_("%(code)s is set apart in box %(box)s.") % words, ok=True)


def _take_box(request: StaffRequest, found: DestructionRegister, box: Box) -> Answer:
    if against := tuple(wait.against_box(box, found.room_id)):
        return _refused(RegulationError(*against))
    request.session[BOX] = box.pk
    return Answer(_("Box %(box)s: now scan what goes into it.") % {"box": box.number}, ok=True)


def _all(request: StaffRequest, found: DestructionRegister) -> HttpResponse:
    """Everything that is still on its shelf goes into one box."""
    form = MoveAllForm(request.POST, boxes=_boxes(found))
    if not form.is_valid():
        return _apart(request, found, form=form)
    box, lines = form.cleaned_data["box"], list(_left(found))
    try:
        move_to_quarantine(lines, box, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _apart(request, found, form=form, answer=_refused(error))
    told = ngettext("%(n)s thing is set apart.", "%(n)s things are set apart.", len(lines))
    messages.success(request, told % {"n": len(lines)})
    return redirect(found)


def _refused(error: RegulationError) -> Answer:
    said = " ".join(f"{r.clause.value} {r.reason}" for r in error.refusals)
    return Answer(said, ok=False, refusals=error.refusals)


def _lines_named(found: DestructionRegister, code: str, user: User) -> list[RegisterLine]:
    """The listed lines a code names: the thing itself, or the papers listed out of a volume."""
    rows = found.lines.filter(state=LineState.LISTED).select_related("holding", "document")
    text = code.replace("\0", "").strip()
    if single := list(rows.filter(document__isnull=False, code=normalised_code(text))):
        return single
    holding = scanned_holding(text, user)
    if holding is None:
        return []
    lines = list(rows.filter(holding=holding))
    return [line for line in lines if not line.is_document] or lines


def _left(found: DestructionRegister) -> QuerySet[RegisterLine]:
    """What is still on its shelf."""
    return wait.unmoved().filter(register=found)


def _boxes(found: DestructionRegister) -> QuerySet[Box]:
    """The boxes at the quarantine place of the room."""
    return (
        Box.objects.filter(
            department=found.room_id, shelf__cabinet__room__kind=Storeroom.Kind.QUARANTINE
        )
        .select_related("shelf__cabinet__room")
        .order_by("number")
    )


def _box(request: StaffRequest, found: DestructionRegister) -> Box | None:
    """The box that was scanned last, as long as it is one of this room's."""
    return _boxes(found).filter(pk=request.session.get(BOX, 0)).first()


def _apart(
    request: StaffRequest,
    found: DestructionRegister,
    *,
    form: MoveAllForm | None = None,
    answer: Answer | None = None,
) -> HttpResponse:
    under(request, "destruction:registers")
    left = _left(found).select_related(
        "holding__present_slot__shelf__cabinet__room", "document", "register"
    )
    page = keyset_page(left, request, order=("number", "id"), size=SIZE)
    moved = found.lines.filter(moved_at__isnull=False).select_related(
        "quarantine_slot__shelf__cabinet__room", "moved_by"
    )
    boxes = _boxes(found)
    context: dict[str, Any] = {
        "register": found,
        "title": _("Set apart: %(number)s") % {"number": found.number},
        "page": page,
        "left": left.count(),
        "done": list(moved.order_by("-moved_at", "-number")[:MOST_DONE]),
        "moved": moved.count(),
        "box": _box(request, found),
        "boxes": boxes.exists(),
        "form": form or MoveAllForm(boxes=boxes),
        "answer": answer,
        "refusals": answer.refusals if answer else (),
        "waiting": found.state == RegisterState.WAITING,
    }
    fragment = wants_fragment(request)
    template = "destruction/_apart.html" if fragment else "destruction/quarantine.html"
    failed = bool(answer and not answer.ok) or bool(form and form.errors)
    return render(request, template, context, status=422 if failed else 200)


# --- Withdrawing -----------------------------------------------------------------------------


@shell_page(gettext_lazy("Withdraw from the register"), (REGISTERS_SEEN, CARRIES_OUT))
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a thing off a register that waits or is carried out, back to its shelf (DES-18)."""
    line = register_line_or_404(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        slot = _slot(form, actor(request))
        if not form.errors:
            try:
                withdraw_line(
                    line,
                    reason=form.cleaned_data["reason"],
                    by=actor(request),
                    now=clock.now(),
                    slot=slot,
                )
            except RegulationError as error:
                refusals = error.refusals
            else:
                told = _("%(code)s is withdrawn; it is in appraisal again.")
                messages.success(request, told % {"code": line.code})
                return redirect(line.register)
    under(request, "destruction:registers")
    against = [] if refusals else list(wait.against_withdrawer(line.register, actor(request)))
    context = {
        "register": line.register,
        "line": line,
        "title": _("Withdraw %(code)s") % {"code": line.code},
        "form": form,
        "refusals": refusals,
        "against": against,
    }
    failed = bool(refusals or form.errors)
    return render(request, "destruction/withdraw.html", context, status=422 if failed else 200)


def _slot(form: WithdrawForm, user: User) -> Box | None:
    """The box that was typed; one that nobody knows is an error of its field."""
    typed = form.cleaned_data["slot"]
    box = scanned_box(typed, user) if typed else None
    if typed and box is None:
        form.add_error("slot", _("There is no box %(box)s here.") % {"box": typed})
    return box


# --- The second check ------------------------------------------------------------------------


@shell_page(gettext_lazy("Second check"), CHECKS)
def second_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Say after the wait that nothing here has any value; withdraw what has (DES-17)."""
    found = visible_register(request, pk)
    form = CheckForm(request.POST if request.method == "POST" else None)
    lines = found.lines.filter(state=LineState.LISTED).select_related(
        "appraised__appraisal", "quarantine_slot__shelf__cabinet__room"
    )
    listed = list(lines.order_by("number"))
    form.read(line.pk for line in listed)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        text, by = form.cleaned_data["text"], actor(request)
        try:
            check_again(found, text=text, by=by, now=clock.now(), withdraw=form.struck)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The second check is recorded."))
            return redirect(found)
    return _check_page(request, found, form=form, listed=listed, refusals=refusals)


def _check_page(
    request: StaffRequest,
    found: DestructionRegister,
    *,
    form: CheckForm,
    listed: list[RegisterLine],
    refusals: tuple[Refusal, ...],
) -> HttpResponse:
    under(request, "destruction:registers")
    today = clock.today()
    against = list(wait.against_checking(found, actor(request), "…", on=today))
    ends = wait.wait_ends(found)
    context = {
        "register": found,
        "title": _("Second check: %(number)s") % {"number": found.number},
        "form": form,
        "lines": [strikable(line, form) for line in listed],
        "wait": Wait(None if ends is None else (ends - today).days),
        "wait_ends": ends,
        "refusals": refusals,
        "against": [] if refusals else against,
        "may_check": not against and found.state == RegisterState.WAITING,
    }
    failed = bool(refusals or form.errors)
    return render(request, "destruction/second_check.html", context, status=422 if failed else 200)
