"""How lists of dossiers, holdings and units are narrowed and put in order."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Storeroom
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models import (
    Category,
    Dossier,
    DossierState,
    Estate,
    Holding,
    HoldingState,
    Part,
    Retention,
    Secrecy,
    Unit,
)
from dossiers.procedures.codes import normalised_code
from dossiers.rules.lateness import due_for_review
from dossiers.rules.listing import waiting_for_a_place
from dossiers.rules.searching import search_units, searched

Choices = list[tuple[str, str]]
Ask = Callable[[str, Callable[[], Choices]], Choices]

MOST_FOUND = 500
"""A term that finds more than this is narrowed, not paged through."""


class Filter(forms.Form):
    """A form in the address of a list; what it does not understand it leaves out."""

    further: ClassVar[tuple[str, ...]] = ()
    """Fields that are asked for less often; the page folds them away."""
    arranges: ClassVar[tuple[str, ...]] = ()
    """Fields that put the list in order and leave nothing out."""

    def chosen(self, name: str) -> Any:
        """The value of a field, or nothing where the address holds nonsense."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def narrows(self) -> bool:
        """Whether any field leaves something out."""
        return any(self.chosen(name) for name in self.fields if name not in self.arranges)

    @property
    def usual_fields(self) -> list[forms.BoundField]:
        """The fields that stand on the page at once."""
        return [self[name] for name in self.fields if name not in self.further]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        """The fields that the page folds away."""
        return [self[name] for name in self.fields if name in self.further]

    @property
    def narrows_further(self) -> bool:
        """Whether a field that is folded away leaves something out."""
        return any(self.chosen(name) for name in self.further if name in self.fields)


class OfThings(Filter):
    """What lists of dossiers and of holdings are both narrowed by."""

    centre = forms.ModelChoiceField(
        label=_("Centre"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All"),
    )
    category = forms.CharField(
        label=_("Category"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": _("How its number begins, e.g. B4")}),
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1900,
        max_value=2200,
        widget=forms.NumberInput(attrs={"placeholder": "2026"}),
    )
    retention = forms.ChoiceField(
        label=_("Retention"), required=False, choices=[("", _("All")), *Retention.choices]
    )
    secrecy = forms.ChoiceField(
        label=_("Secrecy"), required=False, choices=[("", _("All")), *Secrecy.choices]
    )
    room = forms.ModelChoiceField(
        label=_("Place"),
        required=False,
        queryset=Storeroom.objects.none(),
        empty_label=_("All"),
    )
    further: ClassVar[tuple[str, ...]] = ("category", "year", "retention", "secrecy", "room")

    def __init__(self, data: Any, *, user: User, today: date, ask: Ask | None = None) -> None:
        """``ask`` gives the choices of a field by its name, asked anew or kept."""
        super().__init__(data)
        self.user, self.today = user, today
        scope = scope_of(user)
        centres = Department.objects.filter(estates__isnull=False).distinct()
        rooms = Storeroom.objects.filter(is_active=True).select_related("department")
        if not scope.everything:
            centres = centres.filter(pk__in=scope.departments)
            rooms = rooms.filter(department__in=scope.departments)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField
        room: Any = self.fields["room"]
        room.queryset = rooms
        if ask is not None:
            room.choices = ask(
                "rooms", lambda: [(str(key), str(word)) for key, word in room.choices]
            )
        if not scope.everything and len(scope.departments) < 2:  # noqa: PLR2004 - nothing to choose
            del self.fields["centre"]

    def plain(self, *names: str) -> dict[str, Any]:
        """Columns that hold exactly what was chosen."""
        chosen = {name: self.chosen(name) for name in names}
        return {name: value for name, value in chosen.items() if value is not None}


class DossierFilter(OfThings):
    """How the list of dossiers is narrowed and put in order."""

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
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *Dossier.Kind.choices, ("case", _("Case dossier"))],
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
    order = forms.ChoiceField(
        label=_("In the order of"),
        required=False,
        choices=[
            ("", _("Codes")),
            ("codes_down", _("Codes, the last first")),
            ("newest", _("Taking in, the newest first")),
        ],
    )
    further: ClassVar[tuple[str, ...]] = (*OfThings.further, "order")
    arranges: ClassVar[tuple[str, ...]] = ("order",)
    field_order = ("q", "state", "kind", "completeness", "centre", *OfThings.further, "order")

    @property
    def alike(self) -> bool:
        """Whether traditional and simplified characters are one to the search among the list."""
        return True

    @property
    def ordered(self) -> tuple[str, ...]:
        """By which columns the list is put in order; within each centre, as its index stands."""
        ways = {"codes_down": ("-centre_id", "-code"), "newest": ("centre_id", "-id")}
        return ways.get(self.chosen("order"), ("centre_id", "code"))

    def narrowed(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """The dossiers that the filter leaves."""
        rows = self._of_kind(rows.filter(**self.plain("state", "retention", "secrecy")))
        if category := self.chosen("category"):
            rows = rows.filter(category__in=_categories(category))
        if not self.chosen("state"):
            rows = rows.filter(~Q(state=DossierState.DESTROYED) | named_exactly(self.chosen("q")))
        if centre := self.fields.get("centre") and self.chosen("centre"):
            rows = rows.filter(centre=centre)
        rows = self._by_completeness(self._by_year(self._by_place(rows)))
        if term := self.chosen("q"):
            rows = searched(rows, self.user, term, alike=self.alike)
        return rows

    def _of_kind(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """Of one kind; the dossiers of a category without those of cases, which are one of their own."""
        kind = self.chosen("kind")
        if kind == "case":
            return rows.filter(is_case=True)
        if kind == Dossier.Kind.CATEGORY:
            return rows.filter(kind=kind, is_case=False)
        return rows.filter(kind=kind) if kind else rows

    def _by_year(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """The year of a dossier of a category; of a customer's, that in which it was opened."""
        year = self.chosen("year")
        if not year:
            return rows
        return rows.filter(Q(year=year) | Q(year__isnull=True, opened_on__year=year))

    def _by_place(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        room = self.chosen("room")
        if not room:
            return rows
        there = Holding.objects.filter(present_slot__shelf__cabinet__room=room)
        return rows.filter(Exists(there.filter(dossier=OuterRef("pk"))))

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


def found_units(term: str) -> QuerySet[Unit]:
    """Units that a term names, wholly or by a part of their number."""
    return search_units(term)


class HoldingFilter(OfThings):
    """How the list of volumes and items is narrowed."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Code, former code, barcode or box")}
        ),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *HoldingState.choices]
    )
    part = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *Part.choices]
    )
    verified = forms.ChoiceField(
        label=_("Verified?"),
        required=False,
        choices=[("", _("All")), ("yes", _("Verified")), ("no", _("Not verified"))],
    )
    field_order = ("q", "state", "part", "verified", "centre", *OfThings.further)

    def narrowed(self, rows: QuerySet[Holding]) -> QuerySet[Holding]:
        """The holdings that the filter leaves; what was destroyed only where it is asked for."""
        rows = rows.filter(**self.plain("state", "part", "retention", "secrecy"))
        if not self.chosen("state"):
            rows = rows.exclude(state=HoldingState.DESTROYED)
        if centre := self.fields.get("centre") and self.chosen("centre"):
            rows = rows.filter(dossier__centre=centre)
        if category := self.chosen("category"):
            rows = rows.filter(dossier__category__in=_categories(category))
        if verified := self.chosen("verified"):
            rows = rows.filter(verified_on__isnull=verified == "no")
        if term := self.chosen("q"):
            rows = rows.filter(_holding_named(term))
        return self._by_year(self._by_place(rows))

    def _by_year(self, rows: QuerySet[Holding]) -> QuerySet[Holding]:
        year = self.chosen("year")
        if not year:
            return rows
        until = Q(year_until__gte=year) | Q(year_until__isnull=True, year_from=year)
        return rows.filter(until, year_from__lte=year)

    def _by_place(self, rows: QuerySet[Holding]) -> QuerySet[Holding]:
        room = self.chosen("room")
        return rows.filter(present_slot__shelf__cabinet__room=room) if room else rows


def _categories(number: str) -> list[int]:
    """Categories whose number begins so: a class with everything below it."""
    found = Category.objects.filter(code__startswith=number.strip().upper())
    return list(found.values_list("pk", flat=True))


def _holding_named(term: str) -> Q:
    """Holdings whose code begins with the term, that bear it in full, or that stand in its box."""
    plain, code = term.strip(), normalised_code(term)
    named = Q(code__startswith=code) | Q(barcode=code)
    here = Box.objects.filter(Q(barcode=code) | Q(number=plain)).values_list("pk", flat=True)
    named |= Q(present_slot__in=list(here[:MOST_FOUND]))
    return named | Q(legacy_code=plain)


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
