"""Many rows at once, with their history, inside an act."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from archive_office.journal.acts import running
from archive_office.journal.history import change_reason

M = TypeVar("M", bound=models.Model)
BATCH = 2000


def create_all(rows: Sequence[M]) -> list[M]:
    """Insert rows of one model and their history; the rows come back with ids."""
    if not rows:
        return []
    current = running()
    return list(
        bulk_create_with_history(
            rows,
            type(rows[0]),
            batch_size=BATCH,
            default_user=current.by if current else None,
            default_change_reason=change_reason(),
        )
    )


def update_all(rows: Sequence[M], fields: Sequence[str]) -> None:
    """Write these fields of the rows of one model, with history."""
    if not rows:
        return
    current = running()
    bulk_update_with_history(
        rows,
        type(rows[0]),
        list(fields),
        batch_size=BATCH,
        default_user=current.by if current else None,
        default_change_reason=change_reason(),
    )
