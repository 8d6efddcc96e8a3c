"""What the first page, the sidebar and the palette hear of appraisal and destruction."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.shell.counting import counted, in_words
from archive_office.shell.kept import while_nothing_happens
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)
from destruction.models import Appraisal, DestructionRegister
from destruction.rules.approving import approvals_wanted
from destruction.rules.carrying_out import to_carry_out, wanted_of
from destruction.rules.erasures import erasures_seen, failed
from destruction.rules.wait import ending_soon
from destruction.rules.waiting import waiting_for, work_list

SEEN: Final = "destruction.view_appraisal"
DRAWS_UP: Final = "destruction.draw_up_appraisal"
REGISTERS_SEEN: Final = "destruction.view_destructionregister"
DRAWS_UP_REGISTERS: Final = "destruction.draw_up_register"
APPROVES: Final = "destruction.approve_register"
CARRIES_OUT: Final = "destruction.carry_out_register"
WITNESSES: Final = "destruction.witness_register"
MOST_FOUND: Final = 5
SHORTEST_TERM: Final = 4


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="destruction.dashboard")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="destruction.sidebar")
    palette_searched.connect(on_palette, dispatch_uid="destruction.palette")


@while_nothing_happens
def on_sidebar(request: StaffRequest, **_kwargs: Any) -> list[Badge]:
    """Appraisals and registers on which this person's word is missing; what is to be witnessed."""
    user = actor(request)
    badges = []
    if user.has_perm(SEEN):
        badges.append(Badge("destruction:appraisals", len(_waiting(request))))
    if user.has_perm(APPROVES):
        badges.append(Badge("destruction:registers", len(_approvals(request))))
    if user.has_perm(WITNESSES):
        badges.append(Badge("destruction:my_witnessing", wanted_of(user).count(), "warning"))
    return badges


def _approvals(request: StaffRequest) -> list[int]:
    """Asked once per request: the sidebar and the first page count the same."""
    kept: list[int] | None = getattr(request, "destruction_approvals", None)
    if kept is None:
        kept = approvals_wanted(actor(request))
        request.destruction_approvals = kept  # type: ignore[attr-defined]  # once per request
    return kept


def _waiting(request: StaffRequest) -> list[int]:
    """Asked once per request: the sidebar and the first page count the same."""
    kept: list[int] | None = getattr(request, "destruction_waiting", None)
    if kept is None:
        kept = waiting_for(actor(request))
        request.destruction_waiting = kept  # type: ignore[attr-defined]  # once per request
    return kept


def on_dashboard(request: StaffRequest, **_kwargs: Any) -> list[Figure | Panel]:
    """What is due, for who draws appraisals up; what waits, for whom it waits for."""
    user = actor(request)
    answers: list[Figure | Panel] = []
    if user.has_perm(SEEN) and (waiting := len(_waiting(request))):
        url = f"{reverse('destruction:appraisals')}?waiting=me"
        title = _("Appraisals waiting for your word")
        answers.append(Figure(title, waiting, url, icon="gavel", tone="warn", rank=10))
    if user.has_perm(DRAWS_UP):
        answers += _of_the_work_list(request)
    return [*answers, *_of_registers(request, user), *_of_destruction(user)]


def _of_registers(request: StaffRequest, user: User) -> list[Figure | Panel]:
    """Approvals that are wanted, and registers whose time apart is over or nearly so."""
    answers: list[Figure | Panel] = []
    if user.has_perm(APPROVES) and (waiting := len(_approvals(request))):
        url = f"{reverse('destruction:registers')}?waiting=me"
        title = _("Destructions waiting for your approval")
        answers.append(Figure(title, waiting, url, icon="gavel", tone="warn", rank=10))
    moves = user.has_perm(DRAWS_UP_REGISTERS) or user.has_perm(CARRIES_OUT)
    if moves and (ending := ending_soon(user, clock.today())):
        over = sum(each.days_left <= 0 for each in ending)
        note = ngettext("%(n)s is over", "%(n)s are over", over) % {"n": over} if over else ""
        url = f"{reverse('destruction:registers')}?waiting=ending"
        title = _("Time apart before destruction ends")
        answers.append(
            Figure(title, len(ending), url, note, icon="hourglass_empty", tone="warn", rank=32)
        )
    return answers


def _of_destruction(user: User) -> list[Figure | Panel]:
    """What is to be witnessed, carried out, and erased once more."""
    answers: list[Figure | Panel] = []
    if user.has_perm(WITNESSES) and (wanted := wanted_of(user).count()):
        url = reverse("destruction:my_witnessing")
        title = _("Destructions you witness")
        answers.append(Figure(title, wanted, url, icon="visibility", tone="warn", rank=11))
    if user.has_perm(CARRIES_OUT) and (rows := to_carry_out(user)):
        template = "destruction/_panel_to_carry_out.html"
        title = _("Destructions to carry out")
        answers.append(Panel(title, template, {"registers": rows[:MOST_FOUND]}, rank=12))
    keeps = user.has_perm(DRAWS_UP_REGISTERS) or user.has_perm(CARRIES_OUT)
    if keeps and (left := failed(erasures_seen(user)).count()):
        url = f"{reverse('destruction:erasures')}?show=failed"
        answers.append(
            Figure(_("Erasures that failed"), left, url, icon="sync_problem", tone="bad", rank=33)
        )
    return answers


def _of_the_work_list(request: StaffRequest) -> list[Figure | Panel]:
    """Silent when nothing is due."""
    due = work_list(actor(request), on=clock.today())
    things, papers = counted(due.holdings), counted(due.documents)
    if not things and not papers:
        return []
    url = reverse("destruction:due")
    note = ngettext("and %(n)s single paper", "and %(n)s single papers", papers)
    return [
        Figure(
            _("Due for appraisal"),
            in_words(things),
            url if things else f"{url}?kind=papers",
            note=note % {"n": in_words(papers)} if papers else "",
            icon="rule",
            tone="warn",
            rank=31,
        )
    ]


def on_palette(request: StaffRequest, term: str, **_kwargs: Any) -> list[Hit]:
    """Appraisals and registers by their number, as far as they exist for this person."""
    user, text = actor(request), term.strip()
    if len(text) < SHORTEST_TERM:
        return []
    return [*_appraisals(user, text), *_registers(user, text)]


def _appraisals(user: User, term: str) -> list[Hit]:
    if not user.has_perm(SEEN):
        return []
    rows = Appraisal.objects.visible_to(user).filter(number__istartswith=term)
    rows = rows.defer("content").select_related("room").order_by("-number")
    return [
        Hit(row.number, row.get_absolute_url(), f"{row.room} · {row.get_state_display()}", "gavel")
        for row in rows[:MOST_FOUND]
    ]


def _registers(user: User, term: str) -> list[Hit]:
    """A register leads its witness to the witness's page, everybody else to its own."""
    seen = user.has_perm(REGISTERS_SEEN)
    if not seen and not user.has_perm(WITNESSES):
        return []
    rows = DestructionRegister.objects.visible_to(user).filter(number__istartswith=term)
    rows = rows.defer("content", "record").select_related("room").order_by("-number")
    return [
        Hit(
            row.number,
            row.get_absolute_url() if seen else reverse("destruction:witness", args=[row.pk]),
            f"{row.room} · {row.get_state_display()}",
            "delete",
        )
        for row in rows[:MOST_FOUND]
    ]
