"""How lists of dossiers and units are narrowed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models import Dossier, DossierState, Estate, Holding, Unit
from dossiers.models.naming import folded
from dossiers.procedures.codes import normalised_code
from dossiers.rules.lateness import due_for_review
from dossiers.rules.listing import listed_dossiers, seen_elsewhere, waiting_for_a_place

_ONLY_A_PLACE = re.compile(r"[\d\-/#.·栋幢座楼号单元门层室房]+")
"""Figures and words for buildings: a unit, nobody's name."""
MOST_FOUND = 500
"""A term that finds more than this is narrowed, not paged through."""


class Filter(forms.Form):
    """A form in the address of a list; what it does not understand it leaves out."""

    def chosen(self, name: str) -> Any:
        """The value of a field, or nothing where the address holds nonsense."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def narrows(self) -> bool:
        """Whether any field leaves something out."""
        return any(self.chosen(name) for name in self.fields)


class DossierFilter(Filter):
    """Term, state, kind, completeness, and the centre where there are several."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Code, former code, unit or name")}
        ),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *DossierState.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *Dossier.Kind.choices]
    )
    completeness = forms.ChoiceField(
        label=_("Completeness"),
        required=False,
        choices=[
            ("", _("All")),
            ("missing", _("Papers missing")),
            ("complete", _("Complete")),
            ("unverified", _("Not verified")),
            ("unplaced", _("To be put away")),
            ("review", _("Due for review")),
        ],
    )
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All"),
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data)
        self.user, self.today = user, today
        scope = scope_of(user)
        centres = Department.objects.filter(estates__isnull=False).distinct()
        if not scope.everything:
            centres = centres.filter(pk__in=scope.departments)
        field = self.fields["centre"]
        field.queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField
        if not scope.everything and len(scope.departments) < 2:  # noqa: PLR2004 - nothing to choose
            del self.fields["centre"]

    def narrowed(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """The dossiers that the filter leaves."""
        for name in ("state", "kind"):
            if value := self.chosen(name):
                rows = rows.filter(**{name: value})
        if not self.chosen("state"):
            rows = rows.filter(~Q(state=DossierState.DESTROYED) | named_exactly(self.chosen("q")))
        if centre := self.fields.get("centre") and self.chosen("centre"):
            rows = rows.filter(centre=centre)
        rows = self._by_completeness(rows)
        if term := self.chosen("q"):
            rows = rows.filter(pk__in=found_dossiers(term, self.user))
        return rows

    def _by_completeness(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        here = OuterRef("pk")
        ways = {
            "missing": Q(missing_count__gt=0),
            "complete": Q(missing_count=0),
            "unverified": Exists(Holding.objects.unverified().filter(dossier=here)),
            "unplaced": Exists(waiting_for_a_place(self.user).filter(dossier=here)),
        }
        wanted = self.chosen("completeness")
        if wanted == "review":
            return due_for_review(rows, today=self.today)
        return rows.filter(ways[wanted]) if wanted else rows


def named_exactly(term: str | None) -> Q:
    """The one dossier whose whole code or former code the term is; else none."""
    if not term:
        return Q(pk__in=[])
    return Q(code=normalised_code(term)) | Q(legacy_code=term.strip())


def found_dossiers(term: str, user: User) -> set[int]:
    """Ids of dossiers that a term names: by code, former code, unit, or the customer's name.

    Names are searched only in the centres whose personal volumes the person may read.
    """
    seen = listed_dossiers(user)
    ids = set(_first(seen.filter(code__startswith=normalised_code(term))))
    ids.update(_first(seen.filter(legacy_code=term.strip()).exclude(legacy_code="")))
    ids.update(_by_unit(term, user))
    centres = scope_of(user).personal
    if centres and not _ONLY_A_PLACE.fullmatch(folded(term)):
        named = Dossier.objects.filter(
            centre__in=centres, occupancy__customer__name__startswith=term.strip()
        )
        ids.update(_first(named.exclude(state=DossierState.DESTROYED)))
    return ids


def _by_unit(term: str, user: User) -> set[int]:
    """Dossiers of units: those of one's own centres by the estates, the few others one by one."""
    scope, units = scope_of(user), found_units(term)
    if scope.everything:
        return set(_of_units(units))
    elsewhere = Dossier.objects.filter(pk__in=seen_elsewhere(user), unit__in=units)
    own = _of_units(units.filter(estate__centre__in=scope.departments))
    return {*own, *_first(elsewhere)}


def _of_units(units: QuerySet[Unit]) -> QuerySet[Dossier, int]:
    found = list(units.values_list("pk", flat=True)[:MOST_FOUND])
    return Dossier.objects.filter(unit__in=found).values_list("pk", flat=True)


def _first(rows: QuerySet[Dossier]) -> QuerySet[Dossier, int]:
    return rows.order_by().values_list("pk", flat=True)[:MOST_FOUND]


def found_units(term: str) -> QuerySet[Unit]:
    """Units whose number begins with the term, whose room it is, or that it names in full."""
    plain = folded(term)
    here = Q(code__istartswith=plain) | Q(room__iexact=plain)
    key = plain.replace("-", "/")
    here |= Q(key__startswith=key) | Q(key=_without_entrance(key))
    for estate in Estate.objects.all():
        if plain.startswith(folded(estate.name)):
            rest = plain.removeprefix(folded(estate.name))
            here |= Q(estate=estate, code__istartswith=rest)
    return Unit.objects.filter(here)


def _without_entrance(key: str) -> str:
    building, _slash, room = key.partition("/")
    return f"{building}//{room}"


class UnitFilter(Filter):
    """Term and estate."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Unit, e.g. 3-2-1201")}),
    )
    estate = forms.ModelChoiceField(
        label=_("Estate"),
        required=False,
        queryset=Estate.objects.none(),
        empty_label=_("All"),
    )

    def __init__(self, data: Any, *, estates: QuerySet[Estate]) -> None:
        super().__init__(data)
        self.fields["estate"].queryset = estates  # type: ignore[attr-defined]  # a ModelChoiceField

    def narrowed(self, rows: QuerySet[Unit]) -> QuerySet[Unit]:
        """The units that the filter leaves."""
        if estate := self.chosen("estate"):
            rows = rows.filter(estate=estate)
        if term := self.chosen("q"):
            rows = rows.filter(pk__in=found_units(term).values("pk"))
        return rows
