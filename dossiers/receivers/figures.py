"""Numbers of the first page; each leads to exactly the list it counts."""

from datetime import date, datetime
from typing import Final

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive_office import policy
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.shell.counting import counted, in_words
from archive_office.shell.signals import Figure
from dossiers.models import (
    Dossier,
    DossierState,
    Holding,
    ReadingReview,
    RegisterEntry,
    Submission,
    SubmissionState,
    Unit,
)
from dossiers.rules.completeness import units_without_dossier
from dossiers.rules.entries import MATTER
from dossiers.rules.lateness import late_units
from dossiers.rules.listing import claims_of, trays_of, waiting_for_a_place

LONG_WAIT_DAYS: Final = 2


def of_the_tray(user: User, *, today: date) -> list[Figure]:
    """What waits for this archivist's answer, and since when."""
    found = trays_of(user).aggregate(n=Count("pk"), oldest=Min("submitted_at"))
    return [
        Figure(
            _("In the tray"),
            found["n"],
            reverse("dossiers:tray"),
            **_waiting(found["oldest"], today),
            icon="move_to_inbox",
            rank=10,
        )
    ]


def _waiting(oldest: datetime | None, today: date) -> dict[str, str]:
    if oldest is None:
        return {"note": _("everything is answered"), "tone": "good"}
    days = (today - timezone.localtime(oldest).date()).days
    allowed = policy.number("dossier_creation_days", on=today)
    tone = "bad" if days > allowed else "warn" if days > LONG_WAIT_DAYS else "info"
    if not days:
        return {"note": _("since today"), "tone": tone}
    note = ngettext("oldest waits %(n)d day", "oldest waits %(n)d days", days) % {"n": days}
    return {"note": note, "tone": tone}


def of_matters(user: User) -> list[Figure]:
    """Major matters that somebody reported and the archivist has not filed yet.

    Source: SVC-40.
    """
    posts = user.current_memberships
    centres = [m.department_id for m in posts if m.role == Role.CENTRE_ARCHIVIST]
    rows = RegisterEntry.objects.filter(centre__in=centres, form=MATTER, state="reported")
    if not (waiting := counted(rows)):
        return []
    url = f"{reverse('dossiers:form', args=[MATTER])}?state=reported"
    title = _("Reported matters to file")
    return [Figure(title, in_words(waiting), url, tone="warn", icon="report", rank=12)]


def of_own_submissions(user: User) -> list[Figure]:
    """What this person began, what came back, what lies in the tray."""
    states = (SubmissionState.RETURNED, SubmissionState.DRAFT, SubmissionState.SUBMITTED)
    rows = Submission.objects.brought_by(user).filter(state__in=states).order_by()
    counts = dict(rows.values_list("state").annotate(n=Count("pk")))
    answers = user.has_perm("dossiers.accept_submission")
    words = (
        (SubmissionState.RETURNED, _("Came back to you"), "undo", "warn"),
        (SubmissionState.DRAFT, _("Your drafts"), "edit_note", ""),
        (SubmissionState.SUBMITTED, _("Sent, not answered yet"), "outbox", "info"),
    )
    url = reverse("dossiers:my_submissions")
    return [
        Figure(
            label,
            counts.get(state, 0),
            f"{url}?state={state}",
            icon=icon,
            tone=tone if counts.get(state) else "",
            rank=12 + place,
        )
        for place, (state, label, icon, tone) in enumerate(words)
        # The archivist's own drafts are the exception; the front desk counts them every day.
        if counts.get(state) or not answers
    ]


def of_the_stock(user: User, seen: QuerySet[Dossier], *, today: date) -> list[Figure]:
    """Holdings to put away and to verify, dossiers with missing papers, trays of others."""
    own = [*_to_put_away(user), *_unverified(user)]
    return [*_unanswered(user, today), *own, *_incomplete(seen)]


def _unanswered(user: User, today: date) -> list[Figure]:
    """For heads and headquarters: what lies in the trays of the centres in their sight."""
    if user.has_perm("dossiers.accept_submission"):
        return []
    waiting = Submission.objects.visible_to(user).waiting().exclude(by=user)
    found = waiting.aggregate(n=Count("pk"), oldest=Min("submitted_at"))
    if not found["n"]:
        return []
    return [
        Figure(
            _("Waiting in the trays"),
            found["n"],
            **_waiting(found["oldest"], today),
            icon="move_to_inbox",
            rank=10,
        )
    ]


def _to_put_away(user: User) -> list[Figure]:
    if not user.has_perm("dossiers.place_holding"):
        return []
    count = counted(waiting_for_a_place(user))
    return [
        Figure(
            _("To be put away"),
            in_words(count),
            f"{reverse('dossiers:list')}?completeness=unplaced",
            note=_("volumes without a slot") if count else _("everything has its slot"),
            icon="shelves",
            tone="info" if count else "good",
            rank=18,
        )
    ]


def _unverified(user: User) -> list[Figure]:
    verifies = user.has_perm("dossiers.verify_holding")
    rows = claims_of(user) if verifies else Holding.objects.visible_to(user).unverified()
    count = counted(rows)
    if not count:
        return []
    url = reverse("dossiers:verify" if verifies else "dossiers:list")
    return [
        Figure(
            _("To be verified"),
            in_words(count),
            url if verifies else f"{url}?completeness=unverified",
            note=_("known from a ledger only"),
            icon="checklist",
            tone="warn",
            rank=22,
        )
    ]


def _incomplete(seen: QuerySet[Dossier]) -> list[Figure]:
    rows = seen.filter(state=DossierState.OPEN, missing_count__gt=0)
    count = counted(rows)
    return [
        Figure(
            _("Incomplete dossiers"),
            in_words(count),
            f"{reverse('dossiers:list')}?completeness=missing&state=open",
            note=_("required papers missing") if count else _("nothing is missing"),
            icon="fact_check",
            tone="warn" if count else "good",
            rank=26,
        )
    ]


def of_units(user: User, *, today: date) -> list[Figure]:
    """Occupied units on which no dossier is kept (COL-05), and how many of them are late."""
    units = Unit.objects.visible_to(user)
    count = counted(units_without_dossier(units))
    late = counted(late_units(units, today=today)) if count else 0
    notes = {"n": in_words(late)}
    return [
        Figure(
            _("Units without dossier"),
            in_words(count),
            reverse("dossiers:units_without_dossier"),
            note=_("%(n)s of them late") % notes if late else "",
            icon="home_work",
            tone="bad" if late else "warn" if count else "good",
            rank=24,
        )
    ]


def of_readings(user: User, *, reviews: bool) -> list[Figure]:
    """Readings to judge, and readings to explain; nothing while nothing waits."""
    answers = []
    if own := counted(ReadingReview.objects.to_explain(user)):
        answers.append(
            Figure(
                _("Readings I have to explain"),
                in_words(own),
                reverse("dossiers:my_readings"),
                icon="report",
                tone="bad",
                rank=8,
            )
        )
    if not reviews:
        return answers
    if count := counted(ReadingReview.objects.to_judge(user)):
        answers.append(
            Figure(
                _("Readings to be reviewed"),
                in_words(count),
                reverse("dossiers:readings"),
                note=_("found in the view log"),
                icon="fact_check",
                tone="warn",
                rank=28,
            )
        )
    return answers
