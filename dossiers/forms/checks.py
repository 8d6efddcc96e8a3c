"""What the pages of doubts and of counted title documents ask."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DoubtForm(forms.Form):
    """Something about a thing seems wrong (STO-13)."""

    code = forms.CharField(
        label=_("Thing"),
        max_length=80,
        help_text=_("Scan its label, or type its code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    text = forms.CharField(
        label=_("What seems wrong"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SettlingForm(forms.Form):
    """What the check of a doubted thing has found."""

    finding = forms.CharField(
        label=pgettext_lazy("of a check", "What was found"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    measures = forms.CharField(label=_("What was done"), required=False, max_length=200)


class CountForm(forms.Form):
    """The end of a count (STO-10)."""

    remark = forms.CharField(
        label=_("Why they differ"),
        required=False,
        max_length=1000,
        help_text=_("Only if what was counted differs from what is expected."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
