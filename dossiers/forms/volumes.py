"""What the pages of volumes ask: a binding, what is said of a paper, a dossier of a year."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.organisation.models import Department, User
from dossiers.forms.acts import day_field
from dossiers.models import Binding, Category, Document, DocumentLink, Dossier, Estate, VolumeEntry
from dossiers.rules.binding import Bound
from dossiers.rules.volumes import ARCHIVISTS, loose

MOST_OTHERS = 200
LONGEST_TITLE = 180
"""The titles of its volumes add the part or the year."""


class BindingForm(forms.Form):
    """How a volume was bound (FIL-25)."""

    method = forms.ChoiceField(
        label=pgettext_lazy("of a binding", "Method"),
        choices=Binding.Method.choices,
        widget=forms.RadioSelect,
    )
    sheets = forms.IntegerField(label=_("Sheets"), min_value=0)
    metal_removed = forms.BooleanField(
        label=_("Pins, clips and staples are taken out"), required=False
    )
    mended_sheets = forms.IntegerField(
        label=_("Sheets mounted or mended"), min_value=0, required=False
    )
    legible_copies = forms.IntegerField(
        label=_("Legible copies filed beside faded originals"), min_value=0, required=False
    )
    note = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    on = day_field(_("Bound on"))

    @property
    def bound(self) -> Bound:
        """What was typed, for the procedure."""
        typed = self.cleaned_data
        return Bound(
            method=typed["method"],
            sheets=typed["sheets"],
            on=typed["on"],
            metal_removed=typed["metal_removed"],
            mended_sheets=typed["mended_sheets"] or 0,
            legible_copies=typed["legible_copies"] or 0,
            note=typed["note"],
        )


class OpeningForm(forms.Form):
    """Why a binding is opened."""

    reason = forms.CharField(label=_("Why the binding is opened"), max_length=200, required=False)


class EntryForm(forms.Form):
    """Which years a paper spans, and whether nobody collected it (FIL-15, FIL-05)."""

    spans = forms.ChoiceField(
        label=_("Spans several years"),
        required=False,
        choices=[("", _("No: its own date counts")), *VolumeEntry.Spans.choices],
    )
    covers_from = forms.IntegerField(label=_("First year, or year of opening"), required=False)
    covers_until = forms.IntegerField(label=_("Last year"), required=False)
    annex = forms.BooleanField(
        label=_("Annex: not collected by the customer, bears no number"), required=False
    )


class ContractForm(forms.Form):
    """The number of a contract, as it was typed or as it follows (FIL-05)."""

    number = forms.CharField(
        label=_("Contract number"),
        required=False,
        max_length=90,
        help_text=_("Leave it as it is: it follows the number of the dossier."),
    )


class LinkForm(forms.Form):
    """Another paper that belongs to this one, and which of the two lies first (FIL-16)."""

    kind = forms.ChoiceField(label=_("Belongs together as"), choices=DocumentLink.Kind.choices)
    place = forms.ChoiceField(
        label=_("This paper is"),
        choices=[
            ("first", _("the first of the two")),
            ("second", _("the second of the two")),
        ],
    )
    other = forms.ModelChoiceField(
        label=_("The other paper"), queryset=Document.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = document.holding.dossier
        beside = Q(holding=document.holding_id)
        ids = list(loose(dossier).values_list("pk", flat=True)[:MOST_OTHERS])
        rows = Document.objects.filter(beside | Q(pk__in=ids)).exclude(pk=document.pk)
        field = self.fields["other"]
        field.queryset = rows.order_by("code")  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = lambda paper: f"{paper.title} · {paper.code}"  # type: ignore[attr-defined]  # a ModelChoiceField


class YearlyForm(forms.Form):
    """A dossier of a category and year: whose, of what, of which year; perhaps of a case."""

    department = forms.ModelChoiceField(
        label=_("Office"), queryset=Department.objects.none(), empty_label=None
    )
    category = forms.ModelChoiceField(
        label=pgettext_lazy("of archives", "Category"),
        queryset=Category.objects.none(),
        empty_label=_("Choose"),
    )
    year = forms.IntegerField(label=_("Year"), min_value=1980, max_value=2200)
    estate = forms.ModelChoiceField(
        label=_("Estate"),
        queryset=Estate.objects.none(),
        required=False,
        empty_label=_("Choose"),
        help_text=_("Only for categories numbered per estate."),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=_("Empty: category and year."),
    )
    in_four_parts = forms.BooleanField(
        label=_("Case dossier in four parts"),
        required=False,
        help_text=_(
            "For a project: approval papers, main contracts and vouchers, investigation papers, customer or company papers. Each part is a volume of its own."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = [m.department_id for m in user.current_memberships if m.role in ARCHIVISTS]
        kinds = Category.objects.filter(is_active=True).exclude(
            document_types__kind__in=(Dossier.Kind.OWNER, Dossier.Kind.TENANT)
        )
        for name, rows in (
            ("department", Department.objects.filter(pk__in=posts).order_by("code")),
            ("category", kinds.order_by("code")),
            ("estate", Estate.objects.filter(centre__in=posts).order_by("code")),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # ModelChoiceFields
