"""The kernel's records in the admin: reference data is kept here, facts are read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from archive_office.admin import ReadOnlyAdmin, ReferenceAdmin
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.http import actor
from archive_office.journal.acts import ACTS
from archive_office.journal.differences import is_tracked
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.notices.daily import WORKS
from archive_office.notices.models import OfficeDay
from archive_office.organisation.models import (
    Department,
    Seal,
    User,
)
from archive_office.organisation.scope import scope_of
from archive_office.policy.models import Parameter

admin.site.unregister(Group)  # roles are laid down by the role table, never by hand


@admin.register(Department)
class DepartmentAdmin(ReferenceAdmin):
    """The company's departments and service centres."""

    list_display = ("code", "name", "kind", "parent", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("code",)
    autocomplete_fields = ("parent",)
    put_back = ("name",)


@admin.register(Seal)
class SealAdmin(ReferenceAdmin):
    """Registered seals and their keepers."""

    list_display = ("number", "name", "department", "keeper", "valid_from", "valid_until")
    list_select_related = ("department", "keeper")
    search_fields = ("number", "name")
    autocomplete_fields = ("department", "keeper")


@admin.register(Parameter)
class ParameterAdmin(ReadOnlyAdmin):
    """What the office decided; the regulation page changes it."""

    list_display = ("name", "value", "effective_from", "set_by", "reason")
    list_select_related = ("set_by",)
    search_fields = ("name",)


class OfRoomsAdmin(ReferenceAdmin):
    """Rooms and their furniture: each archive unit arranges its own, headquarters all.

    ``department_path`` leads from the row to the department whose room it is.
    """

    department_path = "department"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What stands in somebody else's room is looked at, not rearranged (ORG-01)."""
        may: bool = super().has_change_permission(request, obj)
        if not may or obj is None:
            return may
        return bool(self._own(request, type(obj), self.department_path).filter(pk=obj.pk).exists())

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Model] | None:
        paths = {"department": "", "room": "department", "cabinet": "department"}
        path = {**paths, "shelf": "cabinet__department"}.get(db_field.name)
        if path is not None:
            kwargs["queryset"] = self._own(request, db_field.related_model, path)
        field: ModelChoiceField[Model] | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        return field

    def _own(self, request: HttpRequest, model: Any, path: str) -> Any:
        """Rows of the departments for which this person arranges rooms."""
        user = actor(request)
        if scope_of(user).everything:
            return model._default_manager.all()
        own = {m.department_id for m in user.current_memberships}
        return model._default_manager.filter(**{f"{path or 'pk'}__in": own})


@admin.register(Storeroom)
class StoreroomAdmin(OfRoomsAdmin):
    """Rooms of the archive units."""

    list_display = ("code", "name", "department", "kind", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("department",)
    search_fields = ("code", "name")
    put_back = ("name", "kind", "separate_space")


@admin.register(Cabinet)
class CabinetAdmin(OfRoomsAdmin):
    """Numbered racks, cabinets and safes."""

    list_display = ("number", "room", "department", "kind", "category")
    list_filter = ("kind",)
    list_select_related = ("room", "department")
    search_fields = ("number",)
    autocomplete_fields = ("room",)
    put_back = ("kind", "category")


@admin.register(Shelf)
class ShelfAdmin(OfRoomsAdmin):
    """Levels of cabinets."""

    list_display = ("__str__", "cabinet", "number", "capacity_mm", "barcode")
    list_select_related = ("cabinet",)
    search_fields = ("barcode", "cabinet__number")
    department_path = "cabinet__department"
    autocomplete_fields = ("cabinet",)
    put_back = ("capacity_mm",)


@admin.register(Box)
class BoxAdmin(OfRoomsAdmin):
    """Boxes and bags."""

    list_display = ("number", "kind", "department", "shelf", "thickness_mm", "barcode")
    list_filter = ("kind",)
    list_select_related = ("department", "shelf__cabinet")
    search_fields = ("number", "barcode")
    autocomplete_fields = ("shelf",)


def _in_words(facts: object) -> str:
    """What the journal noted, for people: no braces, no escapes."""
    if isinstance(facts, dict):
        facts = "; ".join(f"{name}: {_in_words(value)}" for name, value in facts.items())
    elif isinstance(facts, list):
        facts = ", ".join(_in_words(one) for one in facts)
    return "—" if facts in (None, "") else str(facts)


class SubjectInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """What an act touched."""

    model = JournalSubject
    fields = ("what", "versions", "earlier", "later")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False
    per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Whoever may read an entry may read what it touched."""
        return request.user.has_perm("journal.view_journalentry")

    def get_queryset(self, request: HttpRequest) -> Any:
        self.reader = request.user  # an inline lives as long as its request
        return super().get_queryset(request).select_related("kind")

    @admin.display(description=_("label"))
    def versions(self, subject: JournalSubject) -> str:
        """The record's name, leading to its history where this person may look at such records."""
        model = subject.kind.model_class()
        view = f"{subject.kind.app_label}.view_{subject.kind.model}"
        if model is None or not is_tracked(model) or not self.reader.has_perm(view):
            return subject.label
        kind = subject.kind
        url = reverse("workbench:record_history", args=[kind.app_label, kind.model, subject.thing])
        return format_html('<a class="ao-link" href="{}">{}</a>', url, subject.label)

    @admin.display(description=_("kind"))
    def what(self, subject: JournalSubject) -> str:
        """What kind of record it is."""
        return str(subject.kind.name)

    @admin.display(description=_("before"))
    def earlier(self, subject: JournalSubject) -> str:
        """What stood there before."""
        return _in_words(subject.before)

    @admin.display(description=_("after"))
    def later(self, subject: JournalSubject) -> str:
        """What stands there since."""
        return _in_words(subject.after)


@admin.register(OfficeDay)
class OfficeDayAdmin(ReadOnlyAdmin):
    """The runs of the office day, newest first."""

    list_display = ("started_at", "finished_at", "done", "failed")
    fields = ("started_at", "finished_at", "done", "failed")
    ordering = ("-id",)

    @admin.display(description=_("what was done"))
    def done(self, day: OfficeDay) -> str:
        """How much, in words; nothing done is not named."""
        counts = ((gettext(name), count) for name, count in day.counts.items() if count)
        return "; ".join(f"{count} {name}" for name, count in counts) or "—"

    @admin.display(description=_("what failed"))
    def failed(self, day: OfficeDay) -> str:
        """Works that broke off, with the kind of error; the log holds the rest."""
        if day.finished_at is None:
            return gettext("broke off, or still running")
        titles = {name: WORKS[name].title if name in WORKS else name for name in day.failures}
        return "; ".join(f"{titles[name]} ({error})" for name, error in day.failures.items()) or "—"


@admin.register(JournalEntry)
class JournalAdmin(ReadOnlyAdmin):
    """The journal, newest first."""

    list_display = ("id", "at", "title", "by", "department", "reason")
    list_select_related = ("by", "department")
    search_fields = ("=id", "^act")
    ordering = ("-id",)
    fields = ("title", "clauses", "at", "who", "stood_in_for", "unit", "reason", "told")
    inlines = (SubjectInline,)

    @admin.display(description=_("act"))
    def title(self, entry: JournalEntry) -> str:
        """What was done, in words; an act that is no more, by its name."""
        info = ACTS.get(entry.act)
        return str(info.title) if info else entry.act

    # Words, not links: not everybody who reads the journal may open the account behind a name.
    @admin.display(description=_("by"))
    def who(self, entry: JournalEntry) -> str:
        """Who did it."""
        return str(entry.by or "—")

    @admin.display(description=_("acting for"))
    def stood_in_for(self, entry: JournalEntry) -> str:
        """For whom it was done."""
        return str(entry.acting_for or "—")

    @admin.display(description=_("department"))
    def unit(self, entry: JournalEntry) -> str:
        """Where it was done."""
        return str(entry.department or "—")

    @admin.display(description=_("facts"))
    def told(self, entry: JournalEntry) -> str:
        """What else was noted."""
        return _in_words(entry.facts)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Entries of one's own departments; all for roles that span centres."""
        rows = super().get_queryset(request)
        user = request.user
        if not isinstance(user, User) or scope_of(user).everything:
            return rows
        return rows.filter(department_id__in={m.department_id for m in user.current_memberships})
