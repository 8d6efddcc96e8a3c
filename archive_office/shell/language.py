"""The language of the screen: the person's choice, kept for every machine."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from archive_office.journal.acts import act, note

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Take the chosen language for this browser and, when signed in, for the account."""
    response: HttpResponse = set_language(request)
    code = request.POST.get("language", "")
    user = request.user
    if user.is_authenticated and check_for_language(code) and code != user.language:
        keep_language(code, by=user)
    return response


@act("organisation.language_chosen", _("Language chosen"))
def keep_language(code: str, *, by: "_User") -> None:
    """Remember the language on the account."""
    before, by.language = by.language, code
    by.save(update_fields=["language"])
    note(by, before={"language": before}, after={"language": code})


class AccountLanguage:
    """Middleware: without a cookie the account's language counts, before the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            code = getattr(request.user, "language", "")
            if code and check_for_language(code):
                translation.activate(code)
                request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
