"""Forms of the handover."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, Seal
from dossiers.forms.filters import Filter
from transfers.models import Manifest, ManifestState, Outcome
from transfers.procedures.checking import Finding


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ManifestFilter(Filter):
    """Which manifests a list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ManifestState.choices]
    )
    centre = forms.ModelChoiceField(
        label=_("Service centre"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All centres"),
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField

    def lookups(self) -> dict[str, Any]:
        """What was chosen, as the queryset asks for it."""
        return {name: value for name in self.fields if (value := self.chosen(name))}


class ProposalForm(forms.Form):
    """For which centre, and of which kind, a manifest is drawn up."""

    centre = forms.ModelChoiceField(
        label=_("Transferring party"), queryset=Department.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Manifest.Kind.choices)

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class FindingForm(forms.Form):
    """What the check of one line found."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.UNCHECKED],
    )
    pages_counted = forms.IntegerField(
        label=_("Pages counted"), required=False, min_value=0, max_value=100_000
    )
    note = forms.CharField(label=_("Found"), required=False, max_length=200)
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[
            ("", _("As the outcome says")),
            ("accepted", _("Accept")),
            ("refused", _("Send back")),
        ],
    )
    refusal = forms.CharField(label=_("Reason for sending back"), required=False, max_length=200)

    def finding(self) -> Finding:
        """The finding that was typed; only after ``is_valid``."""
        facts = self.cleaned_data
        return Finding(
            Outcome(facts["outcome"]),
            decision=facts["decision"] or "pending",
            pages_counted=facts["pages_counted"],
            note=facts["note"],
            refusal=facts["refusal"],
        )


class SealForm(forms.Form):
    """Which seal was put on a copy, and when."""

    seal = forms.ModelChoiceField(
        label=_("Seal"), queryset=Seal.objects.none(), empty_label=_("Choose a seal")
    )
    on = _day(_("Sealed on"))

    def __init__(self, *args: Any, seals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seal"].queryset = seals  # type: ignore[attr-defined]  # a ModelChoiceField


class ScanUpload(forms.Form):
    """The scan of a sealed copy."""

    file = forms.FileField(
        label=_("Scan of the sealed copy"),
        help_text=_("PDF, JPEG or PNG"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )
    reason = forms.CharField(
        label=_("Reason for replacing an earlier scan"), required=False, max_length=200
    )


class SettlementForm(forms.Form):
    """How a debt of a centre was settled."""

    barcode = forms.CharField(
        label=_("Barcode or reference code"),
        max_length=90,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    how = forms.CharField(label=_("How it came"), max_length=200)


class WaiverForm(forms.Form):
    """Why a debt of a centre is given up."""

    how = forms.CharField(
        label=_("Reason"), max_length=190, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReceiptFilter(forms.Form):
    """The days a receipt register covers."""

    first = _day(_("First day"))
    last = _day(_("Last day"))

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        first, last = facts.get("first"), facts.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return facts
