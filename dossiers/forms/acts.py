"""Acts on an open dossier as forms: closing, a reported change, a new name, voiding."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Membership, User
from dossiers.models import Document, Dossier, Occupancy
from dossiers.rules.closing import CHANGE_OF_NAME_CODES
from dossiers.rules.touched import Change

ENDINGS = {
    Dossier.Kind.OWNER: (Occupancy.Ending.SALE,),
    Dossier.Kind.TENANT: (Occupancy.Ending.END_OF_TENANCY, Occupancy.Ending.LEAVING),
    Dossier.Kind.CATEGORY: (),
}
"""How an occupancy of each kind ends."""


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, chosen in the browser's calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class ClosingForm(forms.Form):
    """How and when it ended."""

    ending = forms.ChoiceField(label=_("How it ended"), widget=forms.RadioSelect)
    on = day_field(_("On which day"))
    reason = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=200,
        help_text=_("For example the number of the contract."),
        widget=forms.TextInput,
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = ENDINGS[Dossier.Kind(dossier.kind)]
        field = self.fields["ending"]
        field.choices = [(e.value, e.label) for e in fitting]  # type: ignore[attr-defined]  # a ChoiceField
        if len(fitting) == 1:
            field.initial = fitting[0].value


class ChangeForm(forms.Form):
    """A major change or a matter reported by any department (COL-23)."""

    of = forms.ChoiceField(
        label=_("What changed"),
        required=False,
        choices=Change.choices,
        help_text=_("What it touches is put on the work list, to be confirmed."),
    )
    on = day_field(_("On which day"))
    text = forms.CharField(
        label=_("What changed or was reported"), widget=forms.Textarea(attrs={"rows": 3})
    )


class _Residents(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """Whose change it is: kind, masked name and day, as the page of the unit tells them."""

    def label_from_instance(self, obj: Dossier) -> str:
        """No number of the dossier: who reports is not told more of it than the unit's page says."""
        stay = obj.occupancy
        if stay is None:
            return obj.get_kind_display()
        since = f"{stay.from_on:%Y-%m-%d}" if stay.from_on else "…"
        return f"{stay.get_kind_display()} · {stay.customer.shown_name} · {since}"


class UnitChangeForm(ChangeForm):
    """A change told at the front desk, for one of those who live in a unit."""

    dossier = _Residents(
        label=_("Whose change it is"),
        queryset=Dossier.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    field_order = ("dossier", "of", "on", "text")

    def __init__(self, *args: Any, dossiers: QuerySet[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["dossier"]
        field.queryset = dossiers  # type: ignore[attr-defined]  # a ModelChoiceField
        self.residents = list(dossiers)
        if len(self.residents) == 1:
            field.initial = self.residents[0].pk


class RenameForm(forms.Form):
    """A new name, on the paper application filed in the dossier."""

    name = forms.CharField(label=_("New name"), max_length=120)
    application = forms.ModelChoiceField(
        label=_("Application on paper"),
        required=False,
        queryset=Document.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Bring the application as a loose paper first, if it is not listed."),
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["application"]
        field.queryset = Document.objects.filter(  # type: ignore[attr-defined]  # a ModelChoiceField
            holding__dossier=dossier, type__code__in=CHANGE_OF_NAME_CODES
        ).order_by("-pk")


class VoidForm(forms.Form):
    """Why a number is void."""

    reason = forms.CharField(
        label=_("Why it was recorded by mistake"),
        required=False,
        max_length=200,
        widget=forms.TextInput,
    )


class KeeperForm(forms.Form):
    """Who answers for one dossier, among those who work at its centre (SEC-26)."""

    person = forms.ModelChoiceField(
        label=_("Named keeper"), queryset=User.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, dossier: Dossier, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Membership.objects.in_force(today).filter(department=dossier.centre)
        people = User.objects.filter(pk__in=posts.values("person")).order_by("display_name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField


class SealForm(forms.Form):
    """Why a dossier is put under seal, or its seal lifted."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, widget=forms.TextInput
    )
