"""Which days and which archive room a register of use is asked for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department


class RegisterFilter(forms.Form):
    """Of which days, and of which archive room."""

    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    room = forms.ModelChoiceField(
        label=_("Archive room"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("All rooms in sight"),
    )
    field_order = ("from", "until", "room")

    def __init__(self, *args: Any, rooms: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "from" is a word of Python and the name of the field in the address.
        self.fields["from"] = forms.DateField(
            label=_("From"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            required=False,
        )
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]  # a ModelChoiceField
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        given = super().clean() or {}
        first, last = given.get("from"), given.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day comes before the first."))
        return given
