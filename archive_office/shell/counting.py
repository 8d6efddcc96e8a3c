"""Numbers on the first page and beside the sidebar: exact up to a limit, honest beyond it."""

from typing import Any, Final

from django.db.models import QuerySet

MOST_COUNTED: Final = 1000


def counted(rows: QuerySet[Any]) -> int:
    """How many rows there are; one more than the limit stands for all larger numbers."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def in_words(count: int) -> int | str:
    """A count as people read it: ``1000+`` where counting stopped."""
    return count if count <= MOST_COUNTED else f"{MOST_COUNTED}+"
