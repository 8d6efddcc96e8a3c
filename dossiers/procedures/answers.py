"""Telling whoever brought papers what the archivist answered, by the receipt number alone.

What was found, and about whom, stands on the page behind the link and nowhere else.

Source: FIL-27, SEC-15.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from archive_office.notices.procedures import Message, tell
from archive_office.organisation.models import User
from archive_office.regulation import Clause
from dossiers.models import PaperState, Submission, SubmissionPaper


def tell_of_acceptance(
    submission: Submission, papers: Sequence[SubmissionPaper], *, by: User, now: datetime
) -> None:
    """Tell the author that the papers are filed, and how many of them come back."""
    back = sum(paper.state == PaperState.RETURNED for paper in papers)
    with _language_of(submission.by):
        title = _("%(receipt)s is accepted") % {"receipt": submission.receipt_number}
        if back:
            title = ngettext(
                "%(receipt)s is accepted; %(count)d paper comes back to you",
                "%(receipt)s is accepted; %(count)d papers come back to you",
                back,
            ) % {"receipt": submission.receipt_number, "count": back}
    page = "dossiers:resume" if back else "dossiers:submission"
    _tell(submission, title, page, by=by, now=now)


def tell_of_return(submission: Submission, *, by: User, now: datetime) -> None:
    """Tell the author that the submission comes back as a whole."""
    with _language_of(submission.by):
        title = _("%(receipt)s comes back to you: read why, and send it again") % {
            "receipt": submission.receipt_number
        }
    _tell(submission, title, "dossiers:resume", by=by, now=now)


def _language_of(person: User) -> override:
    return override(person.language or settings.LANGUAGE_CODE)


def _tell(submission: Submission, title: str, page: str, *, by: User, now: datetime) -> None:
    """One notice per answer: a submission may come back several times."""
    message = Message(
        f"answered:{submission.pk}:{now.isoformat()}",
        title,
        link=reverse(page, args=[submission.pk]),
        clause=Clause.FIL_27,
    )
    tell([submission.by], message, by=by, now=now)
