"""Pages for what went wrong, in the shell where somebody is signed in."""

from datetime import datetime
from math import ceil
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from archive_office.http import wants_fragment
from archive_office.shell.pages import dress

TITLES: Final = {403: _("Not allowed"), 404: _("Not found"), 429: _("Too many questions")}


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person may not do this; says so, and whom to ask."""
    return _page(request, "403.html", 403, detail=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """No such page, or none that this person may see; the two look the same."""
    return _page(request, "404.html", 404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open too long or the login changed meanwhile; nothing was saved."""
    detail = _("The page was open too long. Go back, reload it and send it again.")
    return _page(request, "403.html", 403, detail=str(detail))


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,  # noqa: ARG001 - axes hands it over
    credentials: dict[str, Any] | None = None,  # noqa: ARG001 - axes hands them over
) -> HttpResponse:
    """Too many wrong passwords; the same answer whether or not the account exists."""
    title = _("Too many attempts")
    dress(request, title)
    context = {"title": title, "layout": "shell/bare.html"}
    return render(request, "locked.html", context, status=429)


def too_often(request: HttpRequest, rule: str, *, again: datetime, now: datetime) -> HttpResponse:
    """More was asked than the office allows one person; says by which rule, and until when."""
    until = formats.time_format(timezone.localtime(again), "H:i:s")
    wait = _("Go on after %(time)s.") % {"time": until}
    response = _page(request, "429.html", 429, detail=f"{rule} {wait}")
    response["Retry-After"] = str(ceil((again - now).total_seconds()))
    return response


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Something broke; the page needs neither database nor login to say so."""
    return HttpResponse(render_to_string("500.html"), status=500)


def _page(request: HttpRequest, template: str, status: int, detail: str = "") -> HttpResponse:
    user = getattr(request, "user", None)
    inside = bool(user and user.is_authenticated and user.is_active and user.is_staff)
    if wants_fragment(request):
        return render(
            request, "shell/_refused.html", {"detail": detail, "status": status}, status=status
        )
    title = TITLES[status]
    dress(request, title)
    context = {
        "detail": detail,
        "status": status,
        "title": title,
        "layout": "base.html" if inside else "shell/bare.html",
    }
    return render(request, template, context, status=status)
