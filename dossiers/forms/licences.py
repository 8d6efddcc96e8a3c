"""The business licence of a company as it is typed."""

from django import forms

from dossiers.models import Licence


class LicenceForm(forms.ModelForm[Licence]):
    """Number, annual review, end."""

    class Meta:
        model = Licence
        fields = ("number", "reviewed_on", "review_due_on", "expires_on")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("reviewed_on", "review_due_on", "expires_on")
        }
