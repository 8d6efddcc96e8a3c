"""What every template of a page knows: the sidebar, the header, the title."""

from typing import Any

from django.contrib.admin import site
from django.http import HttpRequest

from archive_office.http import wants_fragment


def shell(request: HttpRequest) -> dict[str, Any]:
    """The admin site's context for pages under ``@shell_page``; nothing for parts of a page."""
    title = getattr(request, "shell_title", None)
    if title is None or wants_fragment(request):
        return {}
    kept: dict[str, Any] | None = getattr(request, "shell_context", None)
    if kept is None:
        kept = {**site.each_context(request), "title": title}
        request.shell_context = kept  # type: ignore[attr-defined]  # once per request
    return kept
