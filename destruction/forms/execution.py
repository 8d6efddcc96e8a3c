"""What is typed while a destruction is planned and carried out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from destruction.models import DisposalPlace
from dossiers.forms.filters import Filter

Choices = list[tuple[str, list[tuple[str, str]]]]


class PlanForm(forms.Form):
    """Where and on which day it happens (DES-20)."""

    place = forms.ModelChoiceField(
        label=_("Place of destruction"),
        queryset=DisposalPlace.objects.filter(is_active=True),
        empty_label=_("Choose a designated place"),
    )
    planned_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class WitnessForm(forms.Form):
    """Who is to witness it (DES-06).

    Args:
        choices: People by department, as :func:`destruction.views.planning.eligible` finds them.
    """

    person = forms.ChoiceField(label=_("Witness"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Choose a person")), *choices]  # type: ignore[attr-defined]  # a choice

    def chosen(self) -> User:
        """The person chosen; only after ``is_valid``."""
        return User.objects.get(pk=int(self.cleaned_data["person"]))


class DismissForm(forms.Form):
    """Why somebody no longer witnesses."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class StubFilter(Filter):
    """What somebody knows of a thing that is gone."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Code, barcode, unit, number of a register or appraisal"),
            }
        ),
    )
    year = forms.IntegerField(
        label=_("Year of destruction"), required=False, min_value=1900, max_value=2200
    )
