"""What the first page, the sidebar and the palette hear of appraisal."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.shell.counting import counted, in_words
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)
from destruction.models import Appraisal
from destruction.rules.waiting import waiting_for, work_list

SEEN: Final = "destruction.view_appraisal"
DRAWS_UP: Final = "destruction.draw_up_appraisal"
MOST_FOUND: Final = 5
SHORTEST_TERM: Final = 4


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="destruction.dashboard")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="destruction.sidebar")
    palette_searched.connect(on_palette, dispatch_uid="destruction.palette")


def on_sidebar(request: StaffRequest, **_kwargs: Any) -> list[Badge]:
    """Appraisals on which this person's word is missing."""
    if not actor(request).has_perm(SEEN):
        return []
    return [Badge("destruction:appraisals", len(_waiting(request)))]


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
    """Appraisals by their number, as far as they exist for this person."""
    user = actor(request)
    if len(term) < SHORTEST_TERM or not user.has_perm(SEEN):
        return []
    rows = Appraisal.objects.visible_to(user).filter(number__istartswith=term.strip())
    rows = rows.defer("content").select_related("room").order_by("-number")
    return [
        Hit(row.number, row.get_absolute_url(), f"{row.room} · {row.get_state_display()}", "gavel")
        for row in rows[:MOST_FOUND]
    ]
