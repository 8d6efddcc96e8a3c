"""Forms of the handover."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, Seal
from transfers.models import Manifest, ManifestState, Outcome

BIG = forms.Textarea(attrs={"rows": 2})


class ManifestFilter(forms.Form):
    """Which manifests a list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ManifestState.choices]
    )
    centre = forms.ModelChoiceField(
        label=_("Service centre"), required=False, queryset=Department.objects.none()
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField


class ProposalForm(forms.Form):
    """For which centre, and of which kind, a manifest is drawn up."""

    centre = forms.ModelChoiceField(
        label=_("Transferring party"), queryset=Department.objects.none()
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Manifest.Kind.choices)

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=BIG)


class FindingForm(forms.Form):
    """What the check of one line found."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.UNCHECKED],
    )
    pages_counted = forms.IntegerField(label=_("Pages counted"), required=False, min_value=0)
    note = forms.CharField(label=_("Found"), required=False, max_length=200)
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[
            ("pending", _("As the outcome says")),
            ("accepted", _("Accept")),
            ("refused", _("Send back")),
        ],
    )
    refusal = forms.CharField(label=_("Reason for sending back"), required=False, max_length=200)


class SealForm(forms.Form):
    """Which seal was put on a copy, and when."""

    seal = forms.ModelChoiceField(label=_("Seal"), queryset=Seal.objects.none())
    on = forms.DateField(label=_("Sealed on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, seals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seal"].queryset = seals  # type: ignore[attr-defined]  # a ModelChoiceField


class ScanUpload(forms.Form):
    """The scan of a sealed copy."""

    file = forms.FileField(label=_("Scan of the sealed copy (PDF, JPEG or PNG)"))
    reason = forms.CharField(
        label=_("Reason for replacing an earlier scan"), required=False, max_length=200
    )


class SettlementForm(forms.Form):
    """How a debt of a centre was settled, or why it is given up."""

    barcode = forms.CharField(label=_("Barcode or reference code"), required=False, max_length=90)
    how = forms.CharField(label=_("How it came, or why it is waived"), max_length=200)


class ReceiptFilter(forms.Form):
    """The days a receipt register covers."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
