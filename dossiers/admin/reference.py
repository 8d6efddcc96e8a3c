"""Estates, buildings, units, categories and the filing scope, kept by hand through an act."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from archive_office.admin import ReferenceAdmin
from archive_office.http import actor
from archive_office.organisation.models import Department
from archive_office.organisation.scope import scope_of
from dossiers.forms.reference import BuildingForm, UnitForm
from dossiers.models import Building, Category, DocumentType, Estate, Unit
from dossiers.rules.searching import search_units


class SettledAdmin(ReferenceAdmin):
    """Reference data of which some fields do not change any more once others stand on them.

    ``settled`` names the fields, ``settled_by`` the rows that settle them; without it they are
    settled from the beginning.
    """

    settled: tuple[str, ...] = ()
    settled_by = ""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if obj is None or (self.settled_by and not getattr(obj, self.settled_by).exists()):
            return ()
        return self.settled


class OwnCentreAdmin(SettledAdmin):
    """Reference data of a centre: one sees and chooses what the own centre looks after."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Model] | None:
        user = actor(request)
        choices: dict[str, Any] = {
            "centre": _own_centres(request),
            "estate": Estate.objects.visible_to(user),
            "building": Building.objects.filter(estate__in=Estate.objects.visible_to(user)),
        }
        if db_field.name in choices:
            kwargs["queryset"] = choices[db_field.name]
        field: ModelChoiceField[Model] | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        return field


def _own_centres(request: HttpRequest) -> Any:
    user = actor(request)
    centres = Department.objects.filter(kind="service_centre", is_active=True)
    if scope_of(user).everything:
        return centres
    return centres.filter(pk__in={m.department_id for m in user.current_memberships})


@admin.register(Estate)
class EstateAdmin(OwnCentreAdmin):
    """Managed estates; the code stands in reference codes and does not change after the first."""

    list_display = ("code", "name", "centre", "address")
    list_select_related = ("centre",)
    search_fields = ("code", "name")
    ordering = ("code",)
    put_back = ("name", "address")

    settled = ("code", "centre")
    settled_by = "units"


@admin.register(Building)
class BuildingAdmin(OwnCentreAdmin):
    """Buildings of an estate."""

    form = BuildingForm
    list_display = ("name", "estate")
    list_select_related = ("estate",)
    search_fields = ("name", "estate__name")
    ordering = ("estate_id", "sort_key")
    put_back = ("name",)

    def get_queryset(self, request: HttpRequest) -> Any:
        estates = Estate.objects.visible_to(actor(request))
        return super().get_queryset(request).filter(estate__in=estates)

    settled = ("estate", "name")
    settled_by = "units"


@admin.register(Unit)
class UnitAdmin(OwnCentreAdmin):
    """Units; a unit with a dossier keeps its name, for titles and labels bear it."""

    form = UnitForm
    list_display = ("code", "estate", "floor", "area", "use")
    list_filter = ("use",)
    list_select_related = ("estate",)
    search_fields = ("^code",)
    ordering = ("estate_id", "sort_key")
    autocomplete_fields = ("building",)
    put_back = ("floor", "area", "use")

    settled = ("building", "entrance", "room")
    settled_by = "dossiers"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """What the search finds, as everywhere."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=search_units(search_term).values("pk")), False


@admin.register(Category)
class CategoryAdmin(SettledAdmin):
    """Lists A to D; what reference codes are built from does not change."""

    list_display = ("code", "name_zh", "name_en", "level", "pattern", "retention", "is_active")
    list_filter = ("level", "retention", "is_active")
    search_fields = ("code", "name_zh", "name_en")
    ordering = ("code",)
    put_back = (
        "name_zh", "name_en", "retention", "retention_years", "retention_start",
        "retention_basis", "handover_scope", "handover_scope_open",
    )  # fmt: skip

    settled = ("code", "archive_class", "sub_class", "pattern")


@admin.register(DocumentType)
class DocumentTypeAdmin(SettledAdmin):
    """The filing scope, line by line."""

    list_display = (
        "code", "name_zh", "kind", "required", "form", "personal", "title_document", "is_active",
    )  # fmt: skip
    list_filter = ("kind", "required", "form", "personal", "is_active")
    search_fields = ("code", "name_zh", "name_en")
    ordering = ("kind", "position", "code")
    autocomplete_fields = ("category",)
    put_back = (
        "name_zh", "name_en", "required", "form", "retention", "retention_years",
        "retention_basis", "supplying_department", "deadline_days", "position",
    )  # fmt: skip

    settled = ("code", "kind", "personal", "title_document")
