"""The admin site of the office."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from archive_office.shell import navigation


class ArchiveAdminSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """One site for everybody who works here; its palette asks each time what one may see."""

    @method_decorator(never_cache)
    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The login page, also the place where the language can be chosen first."""
        response: HttpResponse = super().login(request, extra_context)
        return response

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
