"""How the office acts: one transaction, one journal entry, history that knows why.

A procedure is decorated with :func:`act`. While it runs, every row saved with a
history carries the acting person and the entry's number; when it ends, exactly
one entry with all its subjects is written in the same transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from archive_office import clock
from archive_office.crypto import without_numbers
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.journal.running import RUNNING, Actor, Post, Running, running
from archive_office.regulation import Clause

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ActInfo:
    """What the office calls an act, and the clauses it carries out."""

    name: str
    title: Any
    clauses: tuple[Clause, ...]
    procedure: str


ACTS: dict[str, ActInfo] = {}


class OutsideActError(RuntimeError):
    """A record with a history was written outside every act."""


def act(
    name: str,
    title: Any,
    *clauses: Clause,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a procedure an act of the office.

    The procedure must take the keyword ``by`` (the acting user; ``None`` for work
    done by the clock) and may take ``reason``. Acts may call acts: the outermost
    one owns the transaction and the entry, the inner ones add their subjects.
    """

    def decorate(procedure: Callable[P, R]) -> Callable[P, R]:
        ACTS[name] = ActInfo(
            name, title, clauses, f"{procedure.__module__}.{procedure.__qualname__}"
        )

        @wraps(procedure)
        def acting(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs.get("by")
            with in_act(
                name,
                by=by,  # type: ignore[arg-type]  # every procedure declares it
                reason=str(kwargs.get("reason") or ""),
                clauses=clauses,
            ):
                return procedure(*args, **kwargs)

        return acting

    return decorate


@contextmanager
def in_act(
    name: str, *, by: Actor | None, reason: str = "", clauses: tuple[Clause, ...] = ()
) -> Iterator[Running]:
    """The body of an act; procedures use :func:`act`, bulk work may use this."""
    outer = RUNNING.get()
    if outer is not None:
        mark = len(outer.subjects)
        try:
            with transaction.atomic():
                yield outer
        except BaseException:
            del outer.subjects[mark:]
            raise
        outer.clauses.extend(str(c) for c in clauses if str(c) not in outer.clauses)
        return
    with transaction.atomic():
        said = without_numbers(reason)  # journal and history show it to whoever may read them
        current = Running(_next_number(), name, by, said, [str(c) for c in clauses])
        token = RUNNING.set(current)
        try:
            yield current
            _write(current)
        finally:
            RUNNING.reset(token)


def note(
    thing: models.Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Put a record into the journal entry of the act in progress.

    ``before`` and ``after`` hold JSON values, personal data masked. ``facts`` are
    added to the entry itself.

    Raises:
        OutsideActError: no act is in progress.
    """
    current = RUNNING.get()
    if current is None:
        raise OutsideActError(f"{thing!r} was noted outside every act")
    current.subjects.append(subject_of(thing, current.number, before=before, after=after))
    current.facts.update(facts)
    department = getattr(thing, "journalled_under", None)
    if department is not None and department not in current.departments:
        current.departments.append(department)


def by_post(post: Post | None) -> None:
    """Say by which post the person does the act in progress, where the procedure knows it.

    The outermost act's word stands. Where nobody says it, it is the person's post in the department
    of what the act touches (``journalled_under`` of a record), else the newest one.
    """
    current = RUNNING.get()
    if current is not None and current.post is None:
        current.post = post


def subject_of(
    thing: models.Model,
    entry: int,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> JournalSubject:
    """The journal's line about one record, unsaved."""
    return JournalSubject(
        entry_id=entry,
        kind=ContentType.objects.get_for_model(thing),
        thing=thing.pk,
        label=str(thing)[:200],
        before=before,
        after=after,
    )


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('journal_journalentry', 'id'))")
        return int(cursor.fetchone()[0])


def _capacity(current: Running) -> tuple[int | None, int | None]:
    """For which department, and in whose place, the person acts."""
    by = current.by
    if by is None:
        return None, None
    if post := current.post or by.post_in(current.departments):
        return post.department_id, post.acting_for_id
    return by.home_department_id, by.acting_for_id


def _write(current: Running) -> None:
    department, acting_for = _capacity(current)
    JournalEntry.objects.create(
        pk=current.number,
        act=current.name,
        clauses=current.clauses,
        at=clock.now(),
        by_id=current.by.pk if current.by else None,
        acting_for_id=acting_for,
        department_id=department,
        reason=current.reason,
        facts=current.facts,
    )
    JournalSubject.objects.bulk_create(current.subjects, batch_size=2000)


__all__ = ["ACTS", "Actor", "OutsideActError", "act", "by_post", "in_act", "note", "running"]
