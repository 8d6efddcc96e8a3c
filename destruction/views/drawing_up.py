"""Drawing a destruction register up: what is ready goes on it, and what becomes of its copies."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import Department, User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import announce, under
from archive_office.shell.paging import keyset_page
from destruction.forms.registers import DrawUpRegisterForm, TwinsForm
from destruction.models import AppraisalLine, DestructionRegister, RegisterState, Twins
from destruction.procedures import registers as acts
from destruction.rules import people, worklist
from destruction.views.finding import DRAWS_UP_REGISTERS, register_line_or_404, visible_register
from destruction.views.register_lines import Row, row_of
from destruction.views.showing_register import shown_register
from dossiers.models import Holding

SIZE = 50
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Ready:
    """A thing that may go on a register, with the appraisal that said so."""

    line: AppraisalLine
    ticked: bool = False


@shell_page(gettext_lazy("Draw up a destruction register"), DRAWS_UP_REGISTERS)
def draw_up_register(request: StaffRequest) -> HttpResponse:
    """What is approved for destruction, ticked onto a new register or an open one (DES-01)."""
    if request.method != "POST":
        return _page(request)
    form = _form(actor(request), request.POST)
    chosen = _ticked(request)
    if not form.is_valid():
        return _page(request, form=form, ticked=chosen)
    register: DestructionRegister | None = form.cleaned_data["register"]
    if register is not None:
        return _add(request, register, chosen, form=form)
    return _draw_up(request, form, chosen)


@shell_page(gettext_lazy("Add to a destruction register"), DRAWS_UP_REGISTERS)
def add_register_lines(request: StaffRequest, pk: int) -> HttpResponse:
    """Put further things on a register that is being drawn up (DES-01)."""
    register = visible_register(request, pk)
    if request.method != "POST":
        return _page(request, register=register)
    return _add(request, register, _ticked(request), shown_for=register)


def _draw_up(request: StaffRequest, form: DrawUpRegisterForm, keys: list[int]) -> HttpResponse:
    by, lines = actor(request), _chosen(actor(request), keys)
    room = next((line.holding.keeper for line in lines), None) or _first_room(by)
    basis = form.cleaned_data["basis"]
    try:
        register = acts.draw_up_register(room, lines, basis=basis, by=by, now=clock.now())
    except RegulationError as error:
        return _page(request, form=form, ticked=keys, refusals=error.refusals)
    return _put(request, register, len(lines))


def _add(
    request: StaffRequest,
    register: DestructionRegister,
    keys: list[int],
    *,
    form: DrawUpRegisterForm | None = None,
    shown_for: DestructionRegister | None = None,
) -> HttpResponse:
    lines = _chosen(actor(request), keys)
    try:
        acts.add_register_lines(register, lines, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _page(request, form=form, register=shown_for, ticked=keys, refusals=error.refusals)
    return _put(request, register, len(lines))


def _put(request: StaffRequest, register: DestructionRegister, count: int) -> HttpResponse:
    told = ngettext("%(n)s thing is on %(number)s.", "%(n)s things are on %(number)s.", count)
    messages.success(request, told % {"n": count, "number": register.number})
    return redirect(register)


def _ticked(request: StaffRequest) -> list[int]:
    """Keys from the form; what is no key names nothing."""
    names = request.POST.getlist("shown" if "all" in request.POST else "lines")
    return [int(name) for name in names if name.isdecimal() and len(name) <= MOST_DIGITS]


def _chosen(user: User, keys: Sequence[int]) -> list[AppraisalLine]:
    """What was ticked, as far as this person may see it, in the order of the list."""
    seen = AppraisalLine.objects.filter(
        pk__in=keys, holding__in=Holding.objects.visible_to(user).values("pk")
    )
    lines = list(
        seen.select_related("appraisal", "holding__keeper", "document").order_by("code", "pk")
    )
    if len(lines) != len(set(keys)):
        raise Http404
    return lines


def _rooms(user: User) -> list[Department]:
    return people.rooms_of(user)


def _first_room(user: User) -> Department:
    rooms = _rooms(user)
    if not rooms:
        raise Http404
    return rooms[0]


def _ready(user: User) -> QuerySet[AppraisalLine]:
    """What is ready in one's own archive rooms."""
    return worklist.ready_for_destruction().filter(
        holding__in=Holding.objects.visible_to(user).values("pk"),
        holding__keeper__in=_rooms(user),
    )


def _form(user: User, data: object = None) -> DrawUpRegisterForm:
    mine = DestructionRegister.objects.filter(room__in=_rooms(user))
    mine = mine.order_by("-drawn_up_at", "-pk")
    last = mine.values_list("basis", flat=True).first() if data is None else ""
    open_ones = mine.filter(state=RegisterState.DRAFTING)
    return DrawUpRegisterForm(data, open_ones=open_ones, initial={"basis": last or ""})


def _page(
    request: StaffRequest,
    *,
    form: DrawUpRegisterForm | None = None,
    register: DestructionRegister | None = None,
    ticked: Sequence[int] = (),
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "destruction:registers")
    user = actor(request)
    ready = _ready(user)
    if register is not None:
        ready = ready.filter(holding__keeper=register.room)
    ready = ready.select_related("appraisal", "holding__dossier__centre", "document")
    page = keyset_page(ready, request, order=("code", "id"), size=SIZE)
    context = {
        "page": page,
        "rows": [Ready(line, line.pk in ticked) for line in page.rows],
        "register": register,
        "draw_up": None if register else form or _form(user),
        "refusals": refusals,
    }
    status = 422 if refusals or (form and form.errors) else 200
    return render(request, "destruction/draw_up_register.html", context, status=status)


@shell_page(gettext_lazy("Destruction register"), DRAWS_UP_REGISTERS, methods=("POST",))
def remove_register_line(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a line off a register that is being drawn up."""
    line = register_line_or_404(request, pk)
    try:
        acts.remove_register_line(line, by=actor(request), now=clock.now())
    except RegulationError as error:
        found = visible_register(request, line.register_id)
        return shown_register(request, found, refusals=error.refusals)
    messages.success(request, _("%(code)s was taken off the register.") % {"code": line.code})
    return redirect(line.register)


@shell_page(gettext_lazy("Destruction register"), DRAWS_UP_REGISTERS, methods=("POST",))
def twins(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what becomes of the electronic copies of a thing (DES-25)."""
    line = register_line_or_404(request, pk)
    form = TwinsForm(request.POST, auto_id=f"line{line.pk}_%s")
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        said, reason = Twins(form.cleaned_data["twins"]), form.cleaned_data["reason"]
        reason = reason if said == Twins.KEEP else ""
        try:
            acts.settle_twins(line, said, reason=reason, by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            return _settled(request, pk)
    row = Row(line, form, refusals)
    if wants_fragment(request):
        context = {"row": row, "register": line.register, "draws_up": True}
        return render(request, "destruction/_register_line.html", context, status=422)
    return shown_register(request, visible_register(request, line.register_id), refused=row)


def _settled(request: StaffRequest, pk: int) -> HttpResponse:
    line = register_line_or_404(request, pk)
    if not wants_fragment(request):
        return redirect(f"{line.register.get_absolute_url()}#line-{line.pk}")
    context = {"row": row_of(line, drafting=True), "register": line.register, "draws_up": True}
    said = _("%(code)s: electronic copies %(what)s")
    said %= {"code": line.code, "what": line.get_twins_display()}
    return announce(render(request, "destruction/_register_line.html", context), said)
