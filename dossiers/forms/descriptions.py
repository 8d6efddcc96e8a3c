"""What is said of a photo, a recording or an object; and who keeps it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.forms.chasing import CentreFilter
from dossiers.models import Description
from dossiers.procedures.descriptions import TOLD


class DescriptionForm(forms.ModelForm[Description]):
    """The fields of the description sheet (FRM-26)."""

    class Meta:
        model = Description
        fields = ("form", *TOLD)
        widgets = {"background": forms.Textarea(attrs={"rows": 3})}

    @property
    def told(self) -> dict[str, str]:
        """What was said, field by field."""
        return {name: str(self.cleaned_data.get(name, "")).strip() for name in TOLD}


class ItemFilter(CentreFilter):
    """Which recordings and objects: by form, by who keeps them."""

    form = forms.ChoiceField(
        label=pgettext_lazy("of an item", "Form"),
        required=False,
        choices=[("", _("All")), *Description.Form.choices],
    )
    kept = forms.ChoiceField(
        label=_("Keeping"),
        required=False,
        choices=[
            ("", _("All")),
            ("undecided", Description.Kept.UNDECIDED.label),
            *[(kept.value, kept.label) for kept in Description.Kept if kept.value],
        ],
    )

    def narrowed(self, rows: Any) -> Any:
        """The descriptions that the filter leaves."""
        if form := self.chosen("form"):
            rows = rows.filter(form=form)
        if kept := self.chosen("kept"):
            rows = rows.filter(kept="" if kept == "undecided" else kept)
        if centre := self.centre_chosen:
            rows = rows.filter(document__holding__dossier__centre=centre)
        return rows


class KeepingForm(forms.Form):
    """Who keeps a thing, and for what reason (COL-10)."""

    kept = forms.ChoiceField(
        label=_("Keeping"),
        required=False,
        choices=[(kept.value, kept.label) for kept in Description.Kept if kept.value],
    )
    importance = forms.ChoiceField(
        label=_("Importance"), required=False, choices=Description.Importance.choices
    )
