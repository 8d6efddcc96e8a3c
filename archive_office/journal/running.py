"""The act in progress; apart from the models, so that whatever settings need may ask for it."""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from archive_office import clock

if TYPE_CHECKING:
    from archive_office.journal.models import JournalSubject


class Post(Protocol):
    """By which appointment somebody acts, seen from below the organisation."""

    department_id: int
    acting_for_id: int | None


class Actor(Protocol):
    """Who acts: an account, seen from below the organisation."""

    pk: int
    home_department_id: int | None
    acting_for_id: int | None

    def post_in(self, departments: Iterable[int]) -> Post | None:
        """The person's post today in the first of these departments that has one."""


@dataclass(slots=True)
class Running:
    """The act in progress in this thread of work."""

    number: int
    name: str
    by: Actor | None
    reason: str
    clauses: list[str]
    at: datetime = field(default_factory=clock.now)
    subjects: "list[JournalSubject]" = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    post: Post | None = None
    departments: list[int] = field(default_factory=list)
    read_once: dict[str, Any] = field(default_factory=dict)
    """What lower rooms read once for the whole act, such as the settings in force."""


RUNNING: ContextVar[Running | None] = ContextVar("running_act", default=None)

READING: ContextVar[dict[Any, Any] | None] = ContextVar("page_being_read", default=None)
"""What lower rooms read once for the page that is being drawn; nothing outside of one."""


def running() -> Running | None:
    """The act in progress, if any."""
    return RUNNING.get()
