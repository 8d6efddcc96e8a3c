"""How the lists of what is still to be done with dossiers are narrowed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.forms.filters import Filter
from dossiers.models import Dossier
from dossiers.rules import chasing


class CentreFilter(Filter):
    """The centre, where a person sees several."""

    centre = forms.ModelChoiceField(
        label=_("Centre"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All"),
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        scope = scope_of(user)
        centres = Department.objects.filter(estates__isnull=False).distinct()
        if not scope.everything:
            centres = centres.filter(pk__in=scope.departments)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField
        if not scope.everything and len(scope.departments) < 2:  # noqa: PLR2004 - nothing to choose
            del self.fields["centre"]

    @property
    def centre_chosen(self) -> Department | None:
        """The centre that was chosen, if any."""
        found: Department | None = self.chosen("centre") if "centre" in self.fields else None
        return found


class MissingFilter(CentreFilter):
    """Which department owes the papers, and whether they were due with last month's."""

    supplier = forms.ChoiceField(label=_("Supplied by"), required=False)
    opened = forms.ChoiceField(
        label=_("Opened"),
        required=False,
        choices=[("", _("All")), ("last", _("Until the end of last month"))],
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, user=user)
        field = self.fields["supplier"]
        names = [(name, name) for name in chasing.suppliers()]
        field.choices = [("", _("All")), *names]  # type: ignore[attr-defined]  # a ChoiceField

    def narrowed(self, rows: QuerySet[Dossier], *, today: Any) -> QuerySet[Dossier]:
        """The incomplete dossiers that the filter leaves."""
        rows = chasing.incomplete(rows, self.chosen("supplier") or "")
        if centre := self.centre_chosen:
            rows = rows.filter(centre=centre)
        return chasing.of_last_month(rows, today=today) if self.chosen("opened") else rows
