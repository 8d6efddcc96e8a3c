"""What a page need not ask twice: kept while it is drawn, or until the journal moves."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from archive_office import clock
from archive_office.http import actor
from archive_office.journal.running import READING
from archive_office.journal.standing import standing

T = TypeVar("T")
SECONDS_KEPT: Final = 60
"""A permission or a post may end within a day without an act; then counts are this old at most."""


class ReadOnce:
    """Middleware: whoever only reads is told of every setting as the page began to be drawn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        token = READING.set({})
        try:
            return self.get_response(request)
        finally:
            READING.reset(token)


def kept(request: HttpRequest, what: str, ask: Callable[[], T]) -> T:
    """An answer for this person that changes by acts and by the day alone; else asked again.

    ``what`` names the question. Answers are kept per person and never shared.
    """
    where = f"kept:{actor(request).pk}:{what}"
    now: tuple[object, ...] = (_standing(request), clock.today())
    held: tuple[tuple[object, ...], T] | None = cache.get(where)
    if held is not None and held[0] == now:
        return held[1]
    answer = ask()
    cache.set(where, (now, answer), SECONDS_KEPT)
    return answer


def while_nothing_happens(
    receiver: Callable[..., T],
) -> Callable[..., T]:
    """Let a receiver of the sidebar count only when an act was done since it counted last."""
    name = f"{receiver.__module__}.{receiver.__qualname__}"

    @wraps(receiver)
    def answering(request: HttpRequest, **facts: Any) -> T:
        return kept(request, name, lambda: receiver(request=request, **facts))

    return answering


def _standing(request: HttpRequest) -> tuple[int, int]:
    """Asked once per request."""
    found: tuple[int, int] | None = getattr(request, "journal_standing", None)
    if found is None:
        found = standing()
        request.journal_standing = found  # type: ignore[attr-defined]  # once per request
    return found
