"""Pages of our own: functions that only answer somebody who may see them."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive_office.http import StaffRequest, wants_fragment
from archive_office.printing.taking import form_asked
from archive_office.shell.taking import taken_along

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

P = ParamSpec("P")
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

#: Permissions of a page: one, several of which any one suffices, or none beyond being on the staff.
Permission = str | tuple[str, ...] | None


def shell_page(
    title: "StrOrPromise",
    permission: Permission,
    *,
    methods: tuple[str, ...] = ("GET", "POST"),
) -> Callable[[StaffView[P]], View[P]]:
    """Make a function a page of the office.

    Whoever is not signed in is sent to the login and comes back afterwards; whoever lacks the
    permission gets the 403 page. Inside, ``request.user`` works here, and every template rendered
    with the request has the sidebar, the header and ``title`` (a page may give its own).

    Args:
        permission: ``"dossiers.accept_submission"``, several of which any one suffices, or
            ``None`` when everybody on the staff may see the page.
    """

    def decorate(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(request)
            if not allowed(request, permission):
                raise PermissionDenied
            if request.method not in (*methods, "HEAD", "OPTIONS"):
                return _not_allowed(request, methods, title)
            dress(request, title)
            response = _answered(
                request, lambda: view(cast("StaffRequest", request), *args, **kwargs)
            )
            add_never_cache_headers(response)
            return response

        # This function asks for the login itself, so that scripts get an answer they understand.
        page.login_required = False  # type: ignore[attr-defined]  # read by the middleware
        page.shell_permission = permission  # type: ignore[attr-defined]  # read by the navigation
        page.shell_title = title  # type: ignore[attr-defined]  # read by the navigation
        return cast("View[P]", page)

    return decorate


def _answered(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The page, or its list as a file."""
    return taken_along(request, answer) if form_asked(request) else answer()


def allowed(request: HttpRequest, permission: Permission) -> bool:
    """Whether the person at this request may see a page with this permission."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return False
    if permission is None:
        return True
    wanted = (permission,) if isinstance(permission, str) else permission
    return any(user.has_perm(name) for name in wanted)


def dress(request: HttpRequest, title: "StrOrPromise") -> None:
    """Give every template rendered for this request the shell around it."""
    request.current_app = site.name
    request.shell_title = title  # type: ignore[attr-defined]  # read by the context processor


def _not_allowed(
    request: HttpRequest, methods: tuple[str, ...], title: "StrOrPromise"
) -> HttpResponse:
    """Tell whoever opens the address of a form, for instance after changing the language there."""
    if request.method != "GET" or wants_fragment(request):
        return HttpResponseNotAllowed(methods)
    dress(request, title)
    page = render_to_string("405.html", {"layout": "base.html"}, request)
    return HttpResponseNotAllowed(methods, page)


def _to_login(request: HttpRequest) -> HttpResponse:
    """Send to the login and back; a script that asked for a part of a page is told by status."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return HttpResponse(_("You are signed out. Sign in again, then retry."), status=401)
    if wants_fragment(request):
        here = _path_of(request.headers.get("HX-Current-URL", ""))
        return HttpResponse(status=401, headers={"HX-Redirect": _login_and_back(here)})
    return HttpResponseRedirect(_login_and_back(request.get_full_path()))


def _path_of(address: str) -> str:
    """The path of an address a browser sent; none of one that is no address."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _login_and_back(path: str) -> str:
    return f"{reverse('admin:login')}?{urlencode({'next': path or '/'})}"


def announce(
    response: HttpResponse, text: "StrOrPromise", *, tone: str = "good", undo: str = ""
) -> HttpResponse:
    """Show a passing message beside a fragment.

    Args:
        tone: ``good``, ``info``, ``warn`` or ``bad``; it sets the colour.
        undo: Address that takes the act back by POST, offered for ten seconds.
    """
    detail = {"text": str(text), "tone": tone, "undo": undo, "undoLabel": _("Undo")}
    return _trigger(response, "ao:toast", detail)


def scanned(response: HttpResponse, text: "StrOrPromise", *, ok: bool) -> HttpResponse:
    """Tell the scan box how the scan ended, in sound, colour and words."""
    return _trigger(response, "ao:scanned", {"text": str(text), "ok": ok})


def _trigger(response: HttpResponse, event: str, detail: Mapping[str, object]) -> HttpResponse:
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**events, event: detail})
    return response


def under(request: StaffRequest, entry: str) -> None:
    """Show a page that is no entry of the sidebar under the one it belongs to."""
    request.shell_entry = entry  # type: ignore[attr-defined]  # read by the shell
