"""How the shell is furnished: title, colours, navigation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Archive Office"),
    "SITE_HEADER": _("Archive Office"),
    "SHOW_HISTORY": True,
}
