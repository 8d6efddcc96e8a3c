"""The one search: its box, and what narrows what it found."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.filters import DossierFilter


class SearchFilter(DossierFilter):
    """What the list of dossiers is narrowed by, behind a box for whatever one remembers."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autofocus": True,
                "autocomplete": "off",
                "enterkeyhint": "search",
                "placeholder": _("Room, name, initials, code, barcode, title of a paper"),
            }
        ),
    )
    exactly = forms.BooleanField(
        label=_("Exactly these characters"),
        required=False,
        help_text=_("Otherwise traditional and simplified characters are alike."),
    )
    further: ClassVar[tuple[str, ...]] = (*DossierFilter.further, "exactly")
    arranges: ClassVar[tuple[str, ...]] = (*DossierFilter.arranges, "exactly")

    @property
    def alike(self) -> bool:
        """Whether traditional and simplified characters are one to this search."""
        return not self.chosen("exactly")
