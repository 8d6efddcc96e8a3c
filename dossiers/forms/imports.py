"""Which ledger is brought, and for whom."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.roles import Role
from dossiers.models import Estate

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: dict[str, "StrOrPromise"] = {
    "resident": _("Resident ledger: units, owners and their papers"),
    "catalogue": _("Catalogue of items with numbers of their own"),
}
"""The kinds of ledgers a page offers; other apps add their own."""


def centres_of(user: User) -> Any:
    """The service centres whose ledgers a person brings in."""
    centres = Department.objects.filter(kind=DepartmentKind.SERVICE_CENTRE, is_active=True)
    if user.holds(Role.HQ_ARCHIVIST):
        return centres
    own = {m.department_id for m in user.current_memberships if m.role == Role.CENTRE_ARCHIVIST}
    return centres.filter(pk__in=own)


class LedgerForm(forms.Form):
    """The file and how it is to be read."""

    file = forms.FileField(
        label=_("Ledger"),
        help_text=_("Excel (.xlsx, .xls) or CSV, as it is kept; the heading is found by itself."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv,.txt"}),
    )
    profile = forms.ChoiceField(label=_("Kind of ledger"), choices=lambda: list(KINDS.items()))
    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=Department.objects.none(), empty_label=None
    )
    estate = forms.ModelChoiceField(
        label=_("Estate of rows that name none"),
        queryset=Estate.objects.none(),
        required=False,
        empty_label=_("The centre's only estate"),
    )
    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("Day of the ledger; a later date in it cannot be true."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, user: User, most_bytes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most_bytes = most_bytes
        centres = centres_of(user)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField
        estates = Estate.objects.filter(centre__in=centres)
        self.fields["estate"].queryset = estates  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_file(self) -> "UploadedFile[bytes]":
        """Say at once what is too large to be read at all."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > self.most_bytes:
            raise ValidationError(
                _("The file has %(size)d MB; a ledger has %(most)d MB at most."),
                code="FILE_TOO_LARGE",
                params={"size": (file.size or 0) >> 20, "most": self.most_bytes >> 20},
            )
        return file


class UndoForm(forms.Form):
    """Why what a ledger brought in is taken back."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, widget=forms.TextInput
    )
