"""How the work list and the list of appraisals are narrowed."""

from typing import Any, Final, TypeVar

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from destruction.models import AppraisalState, Verdict
from destruction.rules.proposals import unanswered
from destruction.rules.worklist import found_bad
from dossiers.forms.filters import Filter
from dossiers.models import Category, Document, Dossier, Holding, Retention

T = TypeVar("T", Holding, Document)
PAPERS: Final = "papers"


class DueFilter(Filter):
    """Things or single papers, and of which centre, category and class."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Volumes and items")), (PAPERS, _("Single papers"))],
    )
    centre = forms.ModelChoiceField(
        label=_("Centre"), required=False, queryset=Department.objects.none(), empty_label=_("All")
    )
    category = forms.ModelChoiceField(
        label=_("Category"), required=False, queryset=Category.objects.none(), empty_label=_("All")
    )
    retention = forms.ChoiceField(
        label=_("Retention"),
        required=False,
        choices=[
            ("", _("All")),
            *(each for each in Retention.choices if each[0] != Retention.PERMANENT),
        ],
    )
    why = forms.ChoiceField(
        label=_("Why now"),
        required=False,
        choices=[
            ("", _("All")),
            ("ended", _("Term has run out")),
            ("undecided", _("Undecided last time")),
            ("damaged", _("Found in bad condition")),
            ("proposed", _("Proposed by a list")),
        ],
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        scope = scope_of(user)
        centres = Department.objects.filter(Exists(Dossier.objects.filter(centre=OuterRef("pk"))))
        if not scope.everything:
            centres = centres.filter(pk__in=scope.departments)
        classes = Category.objects.filter(is_active=True).exclude(retention=Retention.PERMANENT)
        for name, rows in (("centre", centres.order_by("code")), ("category", classes)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField

    @property
    def of_papers(self) -> bool:
        """Whether single papers are asked for."""
        return bool(self.chosen("kind") == PAPERS)

    def narrowed(self, rows: QuerySet[T]) -> QuerySet[T]:
        """The rows of the work list that are asked for."""
        holding = "holding__" if self.of_papers else ""
        own = "type__retention" if self.of_papers else "retention"
        lookups = {
            f"{holding}dossier__centre": self.chosen("centre"),
            f"{holding}dossier__category": self.chosen("category"),
            own: self.chosen("retention"),
        }
        rows = rows.filter(**{name: value for name, value in lookups.items() if value})
        return rows.filter(self._why_now(holding))

    def _why_now(self, holding: str) -> Q | Exists:
        """What brought a row onto the work list.

        Args:
            holding: The way from the row to its holding, with its underscores.
        """
        undecided = Q(last_verdict=Verdict.UNDECIDED)
        proposed = unanswered(self.user).filter(holding=OuterRef(f"{holding}pk"))
        ways: dict[str, Q | Exists] = {
            "undecided": undecided,
            "damaged": Q(**{f"{holding}pk__in": found_bad().values("holding")}),
            "proposed": Exists(proposed),
            "ended": Q(last_verdict__isnull=True) | ~undecided,
        }
        return ways.get(self.chosen("why") or "", Q())


class AppraisalFilter(Filter):
    """Which appraisals a list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *AppraisalState.choices]
    )
    waiting = forms.ChoiceField(
        label=_("Waiting for"),
        required=False,
        choices=[("", _("Anybody")), ("me", _("My opinion or signature"))],
    )


class CentreFilter(Filter):
    """The one centre that is looked at."""

    centre = forms.ModelChoiceField(
        label=_("Centre"), required=False, queryset=Department.objects.none(), empty_label=None
    )

    def __init__(self, data: Any, *, centres: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField
