"""The steps of intake: checked, scanned, the original in the cabinet, the record completed.

Nothing is ticked off by hand: each step is read from what was really done.

Source: FIL-12.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from dossiers.models import (
    Document,
    ElectronicFile,
    PaperState,
    Placement,
    Submission,
    SubmissionPaper,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class IntakeStep:
    """One step of intake: how many papers it was done for, who did the last of it, and when."""

    title: "StrOrPromise"
    done: int
    of: int
    by: User | None = None
    at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was done for every paper."""
        return self.of > 0 and self.done >= self.of


def steps_of_intake(submission: Submission, papers: Sequence[SubmissionPaper]) -> list[IntakeStep]:
    """The four steps of a submission that was sent, with person and time.

    Source: FIL-12.
    """
    brought = (PaperState.PENDING, PaperState.ACCEPTED, PaperState.RETURNED)
    listed = [paper for paper in papers if paper.state in brought]
    kept = [paper for paper in listed if paper.state != PaperState.RETURNED]
    checked = [paper for paper in listed if paper.state != PaperState.PENDING]
    documents = [paper.document_id for paper in kept if paper.document_id]
    return [
        IntakeStep(
            _("Checked"),
            len(checked),
            len(listed),
            submission.answered_by if checked else None,
            submission.answered_at if checked else None,
        ),
        _scanned(kept),
        _put_away(documents, len(kept)),
        _recorded(documents, len(kept)),
    ]


def _scanned(kept: Sequence[SubmissionPaper]) -> IntakeStep:
    title = _("Copied and scanned")
    files = list(
        ElectronicFile.objects.filter(paper__in=kept, removed_at__isnull=True)
        .select_related("uploaded_by")
        .order_by("uploaded_at", "pk")
    )
    if not files:
        return IntakeStep(title, 0, len(kept))
    done = len({file.paper_id for file in files})
    return IntakeStep(title, done, len(kept), files[-1].uploaded_by, files[-1].uploaded_at)


def _put_away(documents: Sequence[int], of: int) -> IntakeStep:
    title = _("Original in the cabinet")
    stays = dict(
        Document.objects.filter(pk__in=documents, holding__placements__isnull=False)
        .values_list("pk", "holding")
        .distinct()
    )
    placed = Placement.objects.filter(holding__in=set(stays.values())).values_list("pk", flat=True)
    return IntakeStep(title, len(stays), of, *_written(Placement, placed))


def _recorded(documents: Sequence[int], of: int) -> IntakeStep:
    title = _("Electronic record completed")
    return IntakeStep(title, len(documents), of, *_written(Document, documents))


def _written(model: type[models.Model], ids: Iterable[int]) -> tuple[User | None, datetime | None]:
    """Who wrote the last of these records first, and when."""
    history = model.history.filter(id__in=list(ids), history_type="+")  # type: ignore[attr-defined]  # simple_history adds it
    last = history.order_by("-history_date", "-history_id").first()
    if last is None:
        return None, None
    return User.objects.filter(pk=last.history_user_id).first(), last.history_date
