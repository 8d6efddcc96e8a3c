"""The list of destruction registers: what stands where, and what wants something of the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from destruction.forms.registers import ENDING, MINE, RegisterFilter
from destruction.models import DestructionRegister, LineState, RegisterState
from destruction.rules.approving import approvals_wanted
from destruction.rules.wait import days_left, ending_soon
from destruction.views.finding import REGISTERS_SEEN
from destruction.views.register_lines import OFF, Wait


@dataclass(frozen=True, slots=True)
class Row:
    """A register on the list: how many lines, how many fell off it, how long it waits."""

    register: DestructionRegister
    total: int
    off: int
    destroyed: int
    wait: Wait | None


@shell_page(_("Destruction registers"), REGISTERS_SEEN, methods=("GET",))
def registers(request: StaffRequest) -> HttpResponse:
    """The registers this person may see, the newest first (DES-14, DES-19)."""
    user, today = actor(request), clock.today()
    seen = DestructionRegister.objects.visible_to(user)
    rooms = Department.objects.filter(pk__in=seen.order_by().values("room")).order_by("code")
    form = RegisterFilter(request.GET, rooms=rooms)
    rows = _narrowed(seen, form, user, today).select_related("room", "drawn_up_by")
    rows = rows.defer("content", "record")
    page = keyset_page(rows, request, order=("-drawn_up_at", "-id"))
    context = {"page": page, "rows": _rows(page.rows, today), "form": form}
    return render(request, "destruction/registers.html", context)


def _narrowed(
    rows: QuerySet[DestructionRegister], form: RegisterFilter, user: User, today: date
) -> QuerySet[DestructionRegister]:
    if state := form.chosen("state"):
        rows = rows.filter(state=state)
    if room := form.chosen("room"):
        rows = rows.filter(room=room)
    waiting = form.chosen("waiting")
    if waiting == MINE:
        rows = rows.filter(pk__in=approvals_wanted(user))
    if waiting == ENDING:
        rows = rows.filter(pk__in=[each.register.pk for each in ending_soon(user, today)])
    return rows


def _rows(found: Sequence[DestructionRegister], today: date) -> list[Row]:
    counts = (
        DestructionRegister.objects.filter(pk__in=[row.pk for row in found])
        .order_by()
        .values("pk")
        .annotate(
            total=Count("lines"),
            off=Count("lines", filter=Q(lines__state__in=OFF)),
            destroyed=Count("lines", filter=Q(lines__state=LineState.DESTROYED)),
        )
    )
    lines = {row["pk"]: row for row in counts}
    return [
        Row(
            each,
            total=lines[each.pk]["total"],
            off=lines[each.pk]["off"],
            destroyed=lines[each.pk]["destroyed"],
            wait=Wait(days_left(each, today)) if each.state == RegisterState.WAITING else None,
        )
        for each in found
    ]
