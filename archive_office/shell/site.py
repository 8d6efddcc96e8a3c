"""The admin site of the office."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from archive_office import clock
from archive_office.organisation.models import LoginRecord
from archive_office.shell import navigation, passwords
from archive_office.shell.entering import (
    CodeWantedError,
    LoginForm,
    ask_for_code,
    begin_here,
    log_entry,
)


class ArchiveAdminSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """One site for everybody who works here; its palette asks each time what one may see."""

    login_form = LoginForm

    @method_decorator(never_cache)
    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The login page, also the place where the language can be chosen first."""
        try:
            response: HttpResponse = super().login(request, extra_context)
        except CodeWantedError as wanted:
            return ask_for_code(request, wanted.user)
        if request.method == "POST":
            _log(request, came_in=response.status_code == HTTPStatus.FOUND)
        return response

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The kinds of records for the overview of all; other pages do not show them."""
        if getattr(request, "shell_title", None) is not None:
            return []
        found: list[dict[str, Any]] = super().get_app_list(request, app_label)
        return found

    def _get_colors(self, key: str, *args: Any) -> dict[str, dict[str, str]]:  # noqa: ARG002 - unfold's signature
        """None beside the page: they stand in the style sheet of the office."""
        return {}

    def get_sidebar_list(self, request: HttpRequest) -> list[navigation.Group]:
        """The sidebar as it is: it holds what this person may open, and asks nothing twice."""
        return navigation.sidebar(request)

    def password_change(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponseBase:
        """One's own password, changed as an act and guessed at no faster than a signature."""
        return passwords.change(request)

    def search(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The palette's answer; never cached, so that a right that ended is gone at once."""
        term = request.GET.get("s", "").strip()
        if not term:
            return HttpResponse()
        hits = navigation.palette(request, term)
        page = Paginator(hits, 50).get_page(request.GET.get("page"))
        context = {
            "results": page,
            "page_obj": page.paginator,
            "term": term,
            **(extra_context or {}),
        }
        return TemplateResponse(
            request, "shell/_palette.html", context, headers={"HX-Trigger": "search"}
        )


def _log(request: HttpRequest, *, came_in: bool) -> None:
    outcome = LoginRecord.Outcome.SIGNED_IN if came_in else LoginRecord.Outcome.REFUSED
    if getattr(request, "axes_locked_out", False):
        outcome = LoginRecord.Outcome.LOCKED_OUT
    now = clock.now()
    log_entry(request, request.POST.get("username", ""), outcome, now=now)
    if came_in:
        begin_here(request, now=now)
