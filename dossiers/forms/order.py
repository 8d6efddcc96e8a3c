"""How the list of former residents' dossiers is narrowed."""

from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.forms.filters import Filter
from dossiers.models import Dossier
from dossiers.rules.order import closed_before

MOST_YEARS: Final = 10


class UnorderedFilter(Filter):
    """Whose dossiers, when they were closed, and the centre where there are several."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("All")),
            (Dossier.Kind.TENANT, Dossier.Kind.TENANT.label),
            (Dossier.Kind.OWNER, Dossier.Kind.OWNER.label),
        ],
    )
    closed = forms.ChoiceField(
        label=_("Closed"),
        required=False,
        choices=[("", _("All")), ("earlier", _("In an earlier year"))],
    )
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All"),
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data)
        self.today = today
        if not scope_of(user).everything:
            del self.fields["centre"]
            return
        centres = Department.objects.filter(estates__isnull=False).distinct()
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField

    def narrowed(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """The dossiers that the filter leaves."""
        if kind := self.chosen("kind"):
            rows = rows.filter(kind=kind)
        if self.chosen("closed"):
            rows = rows.filter(closed_before(self.today))
        if "centre" in self.fields and (centre := self.chosen("centre")):
            rows = rows.filter(centre=centre)
        return rows


class CatalogueForm(forms.Form):
    """Which centre's dossiers of former tenants, closed in which year, are printed."""

    year = forms.ChoiceField(label=_("Year of closing"))
    of = forms.ModelChoiceField(
        label=_("Centre"), queryset=Department.objects.none(), empty_label=None
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        years = [str(year) for year in range(today.year, today.year - MOST_YEARS, -1)]
        super().__init__(data, auto_id="print_%s", initial={"year": years[0]})
        scope = scope_of(user)
        centres = Department.objects.filter(estates__isnull=False).distinct()
        if not scope.everything:
            centres = centres.filter(pk__in=scope.departments)
        self.fields["of"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]  # a ChoiceField
