"""Which dossiers a catalogue or ledger is asked for, and of which day."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models import Category, Dossier


class _Day(forms.DateInput):
    input_type = "date"


class CatalogueFilter(forms.Form):
    """Centre, category, days of opening, and the day of which it tells."""

    centre = forms.ModelChoiceField(
        label=_("Centre"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All centres in sight"),
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        required=False,
        queryset=Category.objects.none(),
        empty_label=_("All"),
    )
    opened_from = forms.DateField(label=_("Opened from"), required=False, widget=_Day())
    opened_until = forms.DateField(label=_("Opened until"), required=False, widget=_Day())
    on = forms.DateField(label=_("As it stood on"), required=False, widget=_Day())

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data)
        self.today = today
        scope = scope_of(user)
        filed = Dossier.objects.filter(centre=OuterRef("pk"))
        centres = Department.objects.filter(Exists(filed))
        if not scope.everything:
            centres = centres.filter(pk__in=scope.departments)
        self.fields["centre"].queryset = centres.order_by("code")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["category"].queryset = Category.objects.order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first, and nobody knows tomorrow's ledger."""
        given = super().clean() or {}
        first, last = given.get("opened_from"), given.get("opened_until")
        if first and last and last < first:
            self.add_error("opened_until", _("The last day comes before the first."))
        if (on := given.get("on")) and on > self.today:
            self.add_error("on", _("The day is not in the future."))
        return given
