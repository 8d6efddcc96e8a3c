"""How the shell is furnished: titles, scripts, navigation.

Everything here is read by django-unfold 0.91; names of newer releases do nothing.
"""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


def _static(path: str) -> Any:
    """The address of a static file, asked when a page is drawn, not when settings are read."""

    def address(request: HttpRequest) -> str:  # noqa: ARG001 - unfold hands it over
        return static(path)

    return address


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Archive Office"),
    "SITE_HEADER": _("Archive Office"),
    "SITE_SUBHEADER": _("Customer service archives"),
    "SITE_SYMBOL": "folder_managed",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("shell/mark.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,  # the switch stands in the header instead
    # Colours and radius stand in shell/app.css, which a browser keeps, not in every page.
    "BORDER_RADIUS": None,
    "STYLES": [_static("shell/app.css")],
    "SCRIPTS": [_static("shell/app.js"), _static("shell/enhance.js")],
    "DASHBOARD_CALLBACK": "archive_office.shell.navigation.dashboard",
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": False,
    },
    "COMMAND": {"search_models": False, "show_history": False},
}
