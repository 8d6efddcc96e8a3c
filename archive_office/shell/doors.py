"""Doors before every page: what has to be done first, before anything of the archive is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from archive_office.http import wants_fragment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OPEN: Final = frozenset(
    {
        "favicon",
        "set_language",
        "account:set_up",
        "admin:login",
        "admin:logout",
        "admin:jsi18n",
        "admin:password_change",
        "admin:password_change_done",
    }
)
"""Pages that show nothing of the archive: no door stands before them."""


@dataclass(frozen=True, slots=True)
class First:
    """What comes first: on which page it is done, and how a script is told."""

    url_name: str
    title: "StrOrPromise"
    detail: "StrOrPromise"
    label: "StrOrPromise"


class Door:
    """Middleware that lets nobody pass before something was done."""

    first: First

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def has_passed(self, request: HttpRequest) -> bool:
        """Whether the signed-in person has done it."""
        raise NotImplementedError

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Let pass who may; lead a reader to what comes first, tell a script why not."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if not request.user.is_authenticated or name in OPEN or name == self.first.url_name:
            return None
        if self.has_passed(request):
            return None
        return _led_to(request, self.first) if _is_reading(request) else _told(request, self.first)


def _is_reading(request: HttpRequest) -> bool:
    """Whether a person opens a page in the browser, not a script, a picture or a frame in it."""
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("Accept", "")
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        and request.headers.get("X-Requested-With") != "XMLHttpRequest"
        and not wants_fragment(request)
    )


def _led_to(request: HttpRequest, first: First) -> HttpResponse:
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(first.url_name)}?{query}")


def _told(request: HttpRequest, first: First) -> HttpResponse:
    if wants_fragment(request):
        context: dict[str, object] = {"detail": first.detail, "status": 403}
        return render(request, "shell/_refused.html", context, status=403)
    context = {
        "title": first.title,
        "detail": first.detail,
        "url": reverse(first.url_name),
        "label": first.label,
    }
    return render(request, "shell/first.html", context, status=403)
