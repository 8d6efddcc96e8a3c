"""Requests as our pages see them, and what goes out: files never active, nothing left lying.

Source: SEC-42, SEC-29.
"""

import traceback
from collections.abc import Callable
from ipaddress import ip_address
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.debug import ExceptionReporter

if TYPE_CHECKING:
    from django.contrib.auth.models import _User
    from django.http.request import _ImmutableQueryDict
    from django_htmx.middleware import HtmxDetails


PDF: Final = "application/pdf"
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
SHOWN_IN_PLACE: Final = frozenset({"image/jpeg", "image/png", "image/webp", PDF})
"""Types a browser may show: none of them can hold a script that runs in a page."""
ANYTHING: Final = "application/octet-stream"
SANDBOX: Final = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
)
"""What a file may do when a browser shows it: appear. Pictures bring a style of the browser's own,
its PDF viewer is an object; pages of ours may hold the file in a frame."""
PERMISSIONS: Final = "screen-wake-lock=(self), " + ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-get",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
"""Nothing of a machine is asked for but a screen that stays on while witnesses watch: a photo comes
through the file field, which needs no leave."""


R = TypeVar("R", bound=HttpResponseBase)


class StaffRequest(HttpRequest):
    """A request behind :func:`archive_office.shell.shell_page`: its user is on the staff.

    Never instantiated; it only tells the type checker what the page has already asked.
    """

    user: "_User"
    htmx: "HtmxDetails"


def actor(request: HttpRequest) -> "_User":
    """Who acts in this request; hand it to a procedure as ``by``.

    Raises:
        PermissionDenied: nobody is signed in, or the account is closed.
    """
    user = request.user
    if not user.is_authenticated or not user.is_active:
        raise PermissionDenied(_("Sign in first."))
    return user


def wants_fragment(request: HttpRequest) -> bool:
    """Whether only a part of the page was asked for (htmx), not the page around it."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not htmx.boosted and not htmx.history_restore_request


def inside(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """An address that somebody asked to be led to, if it lies in this office; else another one.

    Every view that follows a ``next`` asks here. Django's own views (login, language) ask the
    same question of Django.
    """
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else otherwise


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper of the office, to be looked at in the browser and printed from there."""
    return _sent(HttpResponse(content, content_type=PDF), name, in_place=True)


def workbook(content: bytes, name: str) -> HttpResponse:
    """An Excel workbook, to be kept."""
    return _sent(HttpResponse(content, content_type=WORKBOOK), name, in_place=False)


def taken(content: IO[bytes], name: str, content_type: str) -> FileResponse:
    """A list written to a file of its own, to be kept; the file goes when it was sent."""
    response = FileResponse(content, content_type=content_type)
    return _sent(response, name, in_place=False)


def stored_file(
    content: "IO[bytes] | File[Any]", name: str, *, content_type: str, in_place: bool = True
) -> FileResponse:
    """A file that somebody brought, typed by what it was found to be when it was taken in.

    What is not among the types a browser may show leaves as a download without a type.
    """
    shown = in_place and content_type in SHOWN_IN_PLACE
    kept = content_type if content_type in SHOWN_IN_PLACE else ANYTHING
    response = FileResponse(content, content_type=kept)
    _sent(response, name, in_place=shown)
    return response


def _sent(response: R, name: str, *, in_place: bool) -> R:
    """A file's headers: what it is, that nobody guesses again, and that it can do nothing."""
    disposition = content_disposition_header(
        as_attachment=not in_place, filename=name.replace("·", ".")
    )
    response["Content-Disposition"] = disposition or ("inline" if in_place else "attachment")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN"  # browsers that know no `frame-ancestors`
    return response


class Closed:
    """Middleware: nobody else may use, keep or frame what the office answers.

    First of all, so that files that never change are covered too. Those bring their own
    ``Cache-Control``; whatever else has none is kept by no cache, neither the browser's nor one
    on the way: a page that somebody saw before leaving the desk cannot be fetched back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


def client_address(request: HttpRequest) -> str | None:
    """From where somebody asks, behind as many proxies as ``TRUSTED_PROXIES`` says.

    Each proxy puts the address it was asked from at the end of ``X-Forwarded-For``. What stands
    further left anybody can have written there, so it is counted from the right; a request that
    passed fewer proxies than there are is known by the address that connected.
    """
    connected: str | None = request.META.get("REMOTE_ADDR") or None
    proxies: int = settings.TRUSTED_PROXIES
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    if not proxies or len(passed) < proxies:
        return connected
    return _address(passed[-proxies].strip()) or connected


def _address(text: str) -> str | None:
    """An address without its port, as some proxies write it; ``None`` if it is none."""
    for candidate in (text, text.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return None


class WithoutNul:
    """Middleware: text never holds a NUL, which no field of the database can keep.

    It comes along from a scanner or out of a copied document, and says nothing; the rest of
    what was typed is taken as it stands.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Take the NULs out of the query and of the fields sent.

        Here, behind the checks of token and login, so that no stranger's upload is read for it.
        """
        if _has_nul(request.GET):
            request.GET = _without_nul(request.GET)
        if request.method == "POST" and _has_nul(request.POST):
            request.POST = _without_nul(request.POST)


def _has_nul(sent: QueryDict) -> bool:
    return any("\0" in text for name, texts in sent.lists() for text in (name, *texts))


def _without_nul(sent: QueryDict) -> "_ImmutableQueryDict":
    clean = QueryDict(mutable=True)
    for name, texts in sent.lists():
        clean.setlist(name.replace("\0", ""), [text.replace("\0", "") for text in texts])
    return QueryDict(clean.urlencode())


class Report(ExceptionReporter):
    """What a letter about a failure says: where and how, and nothing that somebody typed.

    Django's own would repeat the fields of the form and the question of a search.

    Source: SEC-15.
    """

    def get_traceback_text(self) -> SafeString:
        """The address without its question, and the lines of the program."""
        asked = f"{self.request.method} {self.request.path}" if self.request else ""
        lines = traceback.format_exception(self.exc_type, self.exc_value, self.tb)
        return SafeString("\n".join([asked, *lines]))
