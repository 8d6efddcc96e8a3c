"""The first page: what waits for this person, and how complete the dossiers in sight are."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from archive_office.shell.signals import Figure, Panel
from dossiers.models import (
    Dossier,
    DossierEvent,
    DossierState,
    Holding,
    Submission,
    SubmissionState,
)
from dossiers.receivers import figures
from dossiers.receivers.residents import of_data_requests
from dossiers.rules.completeness import missing_by_centre
from dossiers.rules.listing import about, listed_dossiers, trays_of

MOST_SHOWN: Final = 5
BRINGS: Final = "dossiers.submit_papers"
ANSWERS: Final = "dossiers.accept_submission"
LOOKS: Final = "dossiers.view_dossier"
ANSWERS_RESIDENTS: Final = "dossiers.answer_datarequest"
CLOSES: Final = "dossiers.close_dossier"
PLACES: Final = "dossiers.place_holding"
REVIEWS: Final = "dossiers.review_readings"


def on_dashboard(request: StaffRequest, **_kwargs: Any) -> list[Figure | Panel]:
    """Figures and panels for the posts this person holds; nothing for everybody else."""
    user, today = actor(request), clock.today()
    answers: list[Figure | Panel] = []
    if user.has_perm(ANSWERS):
        answers += [*figures.of_the_tray(user, today=today), *_tray(user)]
        answers += figures.of_matters(user)
    if user.has_perm(BRINGS):
        answers += [*figures.of_own_submissions(user), *_own(user)]
    if user.has_perm(LOOKS) and not scope_of(user).is_empty:
        seen = listed_dossiers(user)
        answers += [*figures.of_the_stock(user, seen, today=today), *_completeness(user, seen)]
        answers += _tasks(_worked_on(user, seen), today=today)
    if user.has_perm(ANSWERS_RESIDENTS):
        answers += of_data_requests(user, today=today)
    if user.has_perm(BRINGS) or not scope_of(user).is_empty:
        answers += figures.of_units(user, today=today)
    answers += figures.of_readings(user, reviews=user.has_perm(REVIEWS))
    return answers


def _lines(rows: QuerySet[Submission]) -> list[dict[str, Any]]:
    found = rows.select_related("unit__estate", "estate", "by")[:MOST_SHOWN]
    return [{"submission": row, "about": about(row)} for row in found]


def _tray(user: User) -> list[Panel]:
    lines = _lines(trays_of(user).order_by("-submitted_at", "-pk"))
    if not lines:
        return []
    url = reverse("dossiers:tray")
    return [Panel(_("Newest in the tray"), "dossiers/_panel_tray.html", {"lines": lines}, url)]


def _own(user: User) -> list[Panel]:
    """What came back and what was begun; for the front desk also the way to begin."""
    open_ones = Submission.objects.brought_by(user).filter(
        state__in=(SubmissionState.RETURNED, SubmissionState.DRAFT)
    )
    # "returned" sorts behind "draft"; what came back comes first.
    lines = _lines(open_ones.order_by("-state", "-saved_at"))
    if not lines and user.has_perm(ANSWERS):
        return []
    panel = Panel(
        _("Go on with these") if lines else _("Begin here"),
        "dossiers/_panel_own.html",
        {"lines": lines},
        url=reverse("dossiers:my_submissions") if lines else "",
        rank=20,
    )
    return [panel]


def _completeness(user: User, seen: QuerySet[Dossier]) -> list[Panel]:
    """Who sees every centre compares them; who sees one sees its dossiers."""
    if scope_of(user).everything:
        counts = [
            {**count, "complete": count["dossiers"] - count["incomplete"]}
            for count in missing_by_centre(seen)
        ]
        url = reverse("dossiers:completeness")
        context: dict[str, Any] = {"counts": counts}
        return [Panel(_("Completeness"), "dossiers/_panel_centres.html", context, url, rank=60)]
    wanting = seen.filter(state=DossierState.OPEN, missing_count__gt=0)
    lines = list(
        wanting.select_related("unit__estate").order_by("-missing_count", "code")[:MOST_SHOWN]
    )
    if not lines:
        return []
    url = f"{reverse('dossiers:list')}?completeness=missing&state=open"
    return [
        Panel(
            _("Most papers missing"), "dossiers/_panel_missing.html", {"lines": lines}, url, rank=60
        )
    ]


def _worked_on(user: User, seen: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Whose tasks are this person's: all in sight of a centre's archivist, else what one keeps."""
    if user.has_perm(CLOSES):
        return seen
    if not user.has_perm(PLACES):
        return seen.none()
    posts = [m.department_id for m in user.current_memberships]
    kept = Holding.objects.filter(keeper__in=posts, dossier=OuterRef("pk"))
    return seen.filter(Exists(kept))


def _tasks(seen: QuerySet[Dossier], *, today: date) -> list[Panel]:
    tasks = (
        DossierEvent.objects.filter(
            kind=DossierEvent.Kind.TASK,
            done_on__isnull=True,
            dossier__in=seen.order_by().values("pk"),
        )
        .select_related("dossier__unit__estate")
        .order_by(F("due_on").asc(nulls_last=True), "on", "pk")
    )
    lines = list(tasks[:MOST_SHOWN])
    context = {"lines": lines, "today": today}
    return [Panel(_("Open tasks"), "dossiers/_panel_tasks.html", context, rank=55)] if lines else []
