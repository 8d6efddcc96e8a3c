"""Forms of copies and of the disclosure register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending.models import Disclosure, RequestLine


class CopyForm(forms.Form):
    """Which pages were copied, and how often."""

    pages = forms.CharField(
        label=_("Pages"), max_length=60, help_text=_("As they are counted, e.g. 1-4, 7.")
    )
    page_count = forms.IntegerField(label=_("Page count"), min_value=1, max_value=10_000)
    copies = forms.IntegerField(label=_("Copies"), min_value=1, max_value=100)

    def __init__(self, data: Any = None, *, line: RequestLine) -> None:
        initial = {"pages": line.pages, "copies": line.copies}
        if line.document is not None:
            initial |= {"page_count": line.document.pages}
            initial["pages"] = line.pages or f"1-{line.document.pages}"
        super().__init__(data, initial=initial)


class CopyCheckForm(forms.Form):
    """What another archivist found when comparing a copy (LND-10)."""

    ok = forms.TypedChoiceField(
        label=_("Finding of the check"),
        choices=[("yes", _("Agrees with the approval")), ("no", _("Rejected and destroyed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Finding"),
        max_length=200,
        required=False,
        help_text=_("A rejection needs one."),
    )


class AccountForm(forms.Form):
    """What became of a piece that left (LND-16)."""

    what = forms.ChoiceField(
        label=_("What became of it"), choices=Disclosure.Accounted.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(
        label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
