"""Residents' requests about their own data as forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import plain_number
from dossiers.forms.acts import day_field
from dossiers.models import DataRequest
from dossiers.rules.data_requests import Asked, Corrected, Verdict

LONGEST = 2000


def _words(label: Any, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=LONGEST, widget=area, **options)


class TakeInForm(forms.Form):
    """What a resident asks, and how it reached the centre."""

    kind = forms.ChoiceField(
        label=_("What is asked"), choices=DataRequest.Kind.choices, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=_("Received how"), choices=DataRequest.Channel.choices)
    received_on = day_field(_("Received on"))
    wanted = _words(
        _("In the resident’s words"),
        help_text=_("Write no number in full; its last four digits are enough."),
    )

    def asked(self) -> Asked:
        """The request as it came in."""
        return Asked(**{name: self.cleaned_data[name] for name in self.fields})


class DecideForm(forms.Form):
    """Granted, or refused on a ground."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=DataRequest.Outcome.choices, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(
        label=_("Ground of a refusal"),
        required=False,
        choices=[("", "—"), *DataRequest.Ground.choices],
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def verdict(self) -> Verdict:
        """What the head decides."""
        return Verdict(**{name: self.cleaned_data[name] for name in self.fields})


class DoneForm(forms.Form):
    """What was done, and under which number."""

    how = forms.CharField(
        label=_("What was done"),
        max_length=200,
        help_text=_("For a copy the number of the request of use under which it was made."),
    )


class AnswerForm(forms.Form):
    """The answer in words, as the letter prints it."""

    answer = _words(_("Answer"))


class EraseForm(forms.Form):
    """Why a resident's data are erased."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class WithdrawConsentForm(forms.Form):
    """How and why a consent was withdrawn."""

    reason = forms.CharField(label=_("How and why"), max_length=200)


class CorrectForm(forms.Form):
    """What replaces a resident's data; what is left empty stays."""

    id_number = forms.CharField(label=_("Identity number"), required=False, max_length=30)
    phones = forms.CharField(
        label=_("Telephone numbers"),
        required=False,
        max_length=120,
        help_text=_("All numbers that count from now on, separated by commas."),
    )
    bank_account = forms.CharField(label=_("Bank account"), required=False, max_length=40)
    contact_person = forms.CharField(label=_("Contact person"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def corrected(self) -> Corrected:
        """The facts as the record takes them."""
        typed = self.cleaned_data
        parts = typed["phones"].replace("，", ",").replace("、", ",").split(",")
        return Corrected(
            id_number=plain_number(typed["id_number"]),
            phones=tuple(filter(None, map(plain_number, parts))),
            bank_account=plain_number(typed["bank_account"]),
            contact_person=typed["contact_person"].strip(),
        )
