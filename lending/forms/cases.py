"""Forms of cases: what was decided."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CaseForm(forms.Form):
    """How a case of dereliction ended."""

    outcome = forms.CharField(
        label=_("Outcome"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DamageForm(forms.Form):
    """How a case of loss or damage ended, and when the thing was replaced."""

    outcome = forms.CharField(
        label=_("Outcome"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    replaced_on = forms.DateField(
        label=_("Replaced on"),
        required=False,
        help_text=_("Empty while nothing was put in its place."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
