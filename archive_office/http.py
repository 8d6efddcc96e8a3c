"""Requests as our pages see them: somebody who works here is signed in."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.contrib.auth.models import _User
    from django.http.request import _ImmutableQueryDict
    from django_htmx.middleware import HtmxDetails


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
