"""Forms of the workbench."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.organisation.models import Department, Seal, User
from archive_office.originals.prints import FEWEST_DIGITS, code_from, is_checksum
from archive_office.policy.setting import Setting


class SettingForm(forms.Form):
    """What the office decides about one setting of the regulation, from a day on."""

    value = forms.CharField(label=_("New value"))
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
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


class PrintToVerify(forms.Form):
    """What stands on a print: its number, and its checksum or the beginning of it."""

    n = forms.CharField(
        label=_("Number on the print"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    h = forms.CharField(
        label=_("Checksum on the print"),
        max_length=120,
        help_text=_("From the foot of the page; the first 12 digits suffice."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_h(self) -> str:
        """The digits without the spaces they are printed in groups with."""
        digits = code_from("", self.cleaned_data["h"]).checksum
        if not is_checksum(digits):
            told = _("Type at least %(least)s digits of the checksum (0–9, a–f).")
            raise forms.ValidationError(told % {"least": FEWEST_DIGITS})
        return digits


class FileToVerify(forms.Form):
    """A file somebody has; it is read once and not kept."""

    file = forms.FileField(
        label=_("PDF file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class SealUseFilter(forms.Form):
    """Which uses of seals a register shows."""

    seal = forms.ModelChoiceField(
        Seal.objects.none(), label=_("Seal"), required=False, empty_label=_("All")
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("All")
    )
    way = forms.ChoiceField(
        label=_("How it was set"),
        required=False,
        choices=[
            ("", _("All")),
            ("paper", pgettext_lazy("of a seal", "On paper")),
            ("electronic", pgettext_lazy("of a seal", "Electronically")),
        ],
    )

    def __init__(self, data: Mapping[str, str], *, seals: QuerySet[Seal]) -> None:
        super().__init__(data)
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["from"] = forms.DateField(label=_("From"), required=False, widget=day)
        self.fields["until"] = forms.DateField(label=_("Until"), required=False, widget=day)
        homes = Department.objects.filter(pk__in=seals.order_by().values("department"))
        for name, rows in (("seal", seals), ("department", homes)):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        first, last = facts.get("from"), facts.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day lies before the first."))
        return facts

    def chosen(self, name: str) -> Any:
        """The value of a field, or nothing where the address holds nonsense."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def days(self, today: date) -> tuple[date, date]:
        """First and last day; of this year where the address holds nonsense."""
        return self.chosen("from") or date(today.year, 1, 1), self.chosen("until") or today


class HandOverSeal(forms.Form):
    """Who keeps a seal from now on, and why."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("New keeper"), empty_label=_("Choose"))
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300
    )

    def __init__(self, data: object = None, *, people: QuerySet[User]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # Django's own signature
        cast("forms.ModelChoiceField[User]", self.fields["to"]).queryset = people


class WithdrawCertificate(forms.Form):
    """Why nobody is to seal with a certificate any more."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300
    )
