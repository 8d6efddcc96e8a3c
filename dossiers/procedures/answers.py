"""Telling whoever brought papers what the archivist answered, by the receipt number alone.

What was found, and about whom, stands on the page behind the link and nowhere else.

Source: FIL-27, SEC-15.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.regulation import Clause
from dossiers.models import PaperState, Submission, SubmissionPaper

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def tell_of_acceptance(
    submission: Submission, papers: Sequence[SubmissionPaper], *, by: User, now: datetime
) -> None:
    """Tell the author that the papers are filed, and how many of them come back."""
    back = sum(paper.state == PaperState.RETURNED for paper in papers)
    title = _("%(receipt)s is accepted")
    if back:
        title = ngettext_lazy(
            "%(receipt)s is accepted; %(count)d paper comes back to you",
            "%(receipt)s is accepted; %(count)d papers come back to you",
            back,
        )
    said = worded(title, receipt=submission.receipt_number, count=back)
    page = "dossiers:resume" if back else "dossiers:submission"
    _tell(submission, said, page, by=by, now=now)


def tell_of_return(submission: Submission, *, by: User, now: datetime) -> None:
    """Tell the author that the submission comes back as a whole."""
    title = _("%(receipt)s comes back to you: read why, and send it again")
    said = worded(title, receipt=submission.receipt_number)
    _tell(submission, said, "dossiers:resume", by=by, now=now)


def _tell(
    submission: Submission, title: "StrPromise", page: str, *, by: User, now: datetime
) -> None:
    """One notice per answer: a submission may come back several times."""
    message = Message(
        f"answered:{submission.pk}:{now.isoformat()}",
        title,
        link=reverse(page, args=[submission.pk]),
        clause=Clause.FIL_27,
    )
    tell([submission.by], message, by=by, now=now)
