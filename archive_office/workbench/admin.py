"""The kernel's records in the admin: reference data is kept here, facts are read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminPasswordWidget

from archive_office.admin import ReadOnlyAdmin, ReferenceAdmin
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.organisation.models import Department, Membership, Seal, User
from archive_office.organisation.scope import scope_of
from archive_office.policy.models import Parameter

admin.site.unregister(Group)  # roles are laid down by the role table, never by hand


class MembershipInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """A person's posts, old ones included."""

    model = Membership
    fk_name = "person"
    fields = ("role", "department", "starts_on", "ends_on", "acting_for", "dedicated")
    autocomplete_fields = ("department", "acting_for")
    extra = 0
    tab = True

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class AccountForm(forms.ModelForm[User]):
    """An account; a password typed here becomes the account's."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one."),
    )

    class Meta:
        model = User
        fields = (
            "username",
            "display_name",
            "staff_number",
            "email",
            "language",
            "is_active",
            "is_staff",
        )

    def clean_new_password(self) -> str:
        """A new account needs a password; any password keeps the rules."""
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError(_("A new account needs a password."), code="SEC-42")
        return password

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's hook, missing in the stubs
        if password := self.cleaned_data.get("new_password"):
            self.instance.set_password(password)


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    """Personal accounts and their posts."""

    form = AccountForm
    list_display = ("username", "display_name", "staff_number", "is_active")
    list_filter = ("is_active",)
    search_fields = ("username", "display_name", "staff_number")
    ordering = ("username",)
    inlines = (MembershipInline,)


@admin.register(Department)
class DepartmentAdmin(ReferenceAdmin):
    """The company's departments and service centres."""

    list_display = ("code", "name", "kind", "parent", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("code",)
    autocomplete_fields = ("parent",)


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


@admin.register(Storeroom)
class StoreroomAdmin(ReferenceAdmin):
    """Rooms of the archive units."""

    list_display = ("code", "name", "department", "kind", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("department",)
    search_fields = ("code", "name")
    autocomplete_fields = ("department",)


@admin.register(Cabinet)
class CabinetAdmin(ReferenceAdmin):
    """Numbered racks, cabinets and safes."""

    list_display = ("number", "room", "department", "kind", "category")
    list_filter = ("kind",)
    list_select_related = ("room", "department")
    search_fields = ("number",)
    autocomplete_fields = ("room", "department")


@admin.register(Shelf)
class ShelfAdmin(ReferenceAdmin):
    """Levels of cabinets."""

    list_display = ("__str__", "cabinet", "number", "capacity_mm", "barcode")
    list_select_related = ("cabinet",)
    search_fields = ("barcode", "cabinet__number")
    autocomplete_fields = ("cabinet",)


@admin.register(Box)
class BoxAdmin(ReferenceAdmin):
    """Boxes and bags."""

    list_display = ("number", "kind", "department", "shelf", "thickness_mm", "barcode")
    list_filter = ("kind",)
    list_select_related = ("department", "shelf__cabinet")
    search_fields = ("number", "barcode")
    autocomplete_fields = ("department", "shelf")


class SubjectInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """What an act touched."""

    model = JournalSubject
    fields = ("kind", "label", "before", "after")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False
    per_page = 50


@admin.register(JournalEntry)
class JournalAdmin(ReadOnlyAdmin):
    """The journal, newest first."""

    list_display = ("id", "at", "act", "by", "department", "reason")
    list_select_related = ("by", "department")
    search_fields = ("=id", "^act")
    ordering = ("-id",)
    inlines = (SubjectInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Entries of one's own departments; all for roles that span centres."""
        rows = super().get_queryset(request)
        user = request.user
        if not isinstance(user, User) or scope_of(user).everything:
            return rows
        return rows.filter(department_id__in={m.department_id for m in user.current_memberships})
