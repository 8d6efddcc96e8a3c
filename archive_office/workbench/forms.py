"""Forms of the workbench."""

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.policy.setting import Setting


class SettingForm(forms.Form):
    """What the office decides about one setting of the regulation, from a day on."""

    value = forms.CharField(label=_("New value"))
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )

    def __init__(self, setting: Setting, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]  # Django's own signature
        if setting.choices:
            self.fields["value"] = forms.ChoiceField(
                label=_("New value"),
                choices=[(key, setting.say(key)) for key in setting.choices],
            )
        elif setting.is_number:
            limits = {"least": setting.least, "most": setting.most}
            self.fields["value"].help_text = (
                _("A whole number from %(least)s to %(most)s.") % limits
            )
