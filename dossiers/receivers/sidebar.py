"""Counts beside the sidebar: what waits in the tray, what came back."""

from typing import Any

from django.db.models import Count, Q

from archive_office.http import StaffRequest, actor
from archive_office.organisation.roles import Role
from archive_office.shell.counting import counted
from archive_office.shell.kept import while_nothing_happens
from archive_office.shell.signals import Badge
from dossiers.models import ReadingReview, Submission, SubmissionState


@while_nothing_happens
def on_sidebar(request: StaffRequest, **_kwargs: Any) -> list[Badge]:
    """What waits for this person's answer, and what waits to be mended by them."""
    return [*_of_submissions(request), *_of_readings(request)]


def _of_readings(request: StaffRequest) -> list[Badge]:
    """Readings this person has to judge; asked of those alone who review."""
    user = actor(request)
    if not user.has_perm("dossiers.review_readings"):
        return []
    waiting = ReadingReview.objects.to_judge(user)
    return [Badge("dossiers:readings", counted(waiting))]


def _of_submissions(request: StaffRequest) -> list[Badge]:
    """What lies in the tray, and what came back; one query."""
    user = actor(request)
    centres = [m.department_id for m in user.current_memberships if m.role == Role.CENTRE_ARCHIVIST]
    answers = bool(centres) and user.has_perm("dossiers.accept_submission")
    if not answers and not user.has_perm("dossiers.submit_papers"):
        return []
    waiting = Q(state=SubmissionState.SUBMITTED, centre__in=centres if answers else [])
    works_at = [m.department_id for m in user.current_memberships]
    returned = Q(state=SubmissionState.RETURNED, by=user, centre__in=works_at)
    counts = Submission.objects.filter(waiting | returned).aggregate(
        waiting=Count("pk", filter=waiting), returned=Count("pk", filter=returned)
    )
    return [
        Badge("dossiers:tray", counts["waiting"]),
        Badge("dossiers:my_submissions", counts["returned"], tone="warning"),
    ]
