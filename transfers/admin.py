"""The records of handovers in the admin: looked at, never changed by hand."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from archive_office.admin import ReadOnlyAdmin
from archive_office.http import actor
from dossiers.admin.logged import LoggedAdmin
from transfers.models import (
    Manifest,
    ManifestCopy,
    ManifestLine,
    ManifestSignature,
    Period,
    Shortage,
)


class OfManifestAdmin(LoggedAdmin):
    """Rows that exist for a person as their manifest does."""

    dossier_path = "manifest__lines__holding__dossier"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of manifests this person may see."""
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.filter(manifest__in=Manifest.objects.visible_to(actor(request)))


@admin.register(Period)
class PeriodAdmin(ReadOnlyAdmin):
    """Half-years and their due dates."""

    list_display = ("__str__", "starts_on", "ends_on", "due_on")


@admin.register(Manifest)
class ManifestAdmin(LoggedAdmin):
    """Manifests with their frozen content."""

    dossier_path = "lines__holding__dossier"
    list_display = ("number", "kind", "centre", "period", "state", "prepared_at", "completed_at")
    list_filter = ("state", "kind")
    list_select_related = ("centre", "period")
    search_fields = ("^number",)


@admin.register(ManifestLine)
class ManifestLineAdmin(OfManifestAdmin):
    """Lines with what the check found."""

    dossier_path = "holding__dossier"
    list_display = ("__str__", "code", "title", "outcome", "decision")
    list_filter = ("outcome", "decision")
    list_select_related = ("manifest",)
    search_fields = ("^code",)


@admin.register(ManifestSignature)
class ManifestSignatureAdmin(OfManifestAdmin):
    """Signatures, voided ones included."""

    list_display = ("manifest", "side", "signer", "signed_at", "voided_at")
    list_filter = ("side",)
    list_select_related = ("manifest", "signer")


@admin.register(ManifestCopy)
class ManifestCopyAdmin(OfManifestAdmin):
    """Copies: printed, sealed, scanned."""

    list_display = ("__str__", "keeper", "printed_at", "sealed_on", "seal")
    list_select_related = ("manifest", "keeper", "seal")
    exclude = ("scan",)  # sent by its own page alone, which asks for permission


@admin.register(Shortage)
class ShortageAdmin(LoggedAdmin):
    """What centres owe and owed."""

    dossier_path = "holding__dossier"
    list_display = ("what", "centre", "opened_at", "settled_at", "settled_how")
    list_select_related = ("centre",)
    search_fields = ("what",)
