"""How the shell is furnished: titles, colours, scripts, navigation.

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


# A blue that keeps 4.5:1 against white from 600 on, and against the dark ground up to 400.
BLUE = {
    "50": "#eff6ff",
    "100": "#dbeafe",
    "200": "#bfdbfe",
    "300": "#93c5fd",
    "400": "#60a5fa",
    "500": "#3b82f6",
    "600": "#1d4ed8",
    "700": "#1d4ed8",
    "800": "#1e40af",
    "900": "#1e3a8a",
    "950": "#172554",
}
SLATE = {
    "50": "#f8fafc",
    "100": "#f1f5f9",
    "200": "#e2e8f0",
    "300": "#cbd5e1",
    "400": "#94a3b8",
    "500": "#5b6779",
    "600": "#475569",
    "700": "#334155",
    "800": "#1e293b",
    "900": "#0f172a",
    "950": "#020617",
}

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
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": BLUE, "base": SLATE},
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
