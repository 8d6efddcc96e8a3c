"""Requests as our pages see them: somebody who works here is signed in."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.contrib.auth.models import _User
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
