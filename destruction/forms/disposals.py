"""What is typed when unfiled papers are thrown away."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department
from destruction.models import Method
from destruction.rules.disposing import MOST_ITEMS, Waste
from dossiers.forms.filters import Filter

ROWS: Final = 4
"""Empty lines a new list begins with, and as many are added at a time."""


class DisposalForm(forms.Form):
    """Whose papers, when, and a remark."""

    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=None
    )
    on = forms.DateField(
        label=_("Disposed of on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=500)

    def __init__(
        self, data: Any = None, *, departments: list[Department], today: date | None = None
    ) -> None:
        super().__init__(data, initial={"on": today})
        rows = Department.objects.filter(pk__in=[each.pk for each in departments])
        self.fields["department"].queryset = rows.order_by("code")  # type: ignore[attr-defined]  # a ModelChoiceField
        if data is None and departments:
            self.initial["department"] = departments[0].pk


class WasteForm(forms.Form):
    """One line: what, how many, whether it tells of a customer, how it goes."""

    what = forms.CharField(
        label=_("What it is"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    copies = forms.IntegerField(label=_("How many"), min_value=1, max_value=100_000)
    pages = forms.IntegerField(label=_("Pages"), required=False, min_value=0, max_value=1_000_000)
    confidential = forms.BooleanField(
        label=_("Confidential or about a customer"), required=False, initial=True
    )
    method = forms.ChoiceField(
        label=_("How it goes"), choices=Method.choices, initial=Method.SHREDDER.value
    )

    def waste(self) -> Waste:
        """The line as it was typed; only after ``is_valid``."""
        return Waste(**self.cleaned_data)


WasteFormSet = forms.formset_factory(
    WasteForm, extra=ROWS, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS
)


class DisposalFilter(Filter):
    """Which disposal lists a page shows."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
