"""The records of appraisal and destruction in the admin: looked at, never changed by hand."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from archive_office.admin import ReferenceAdmin
from archive_office.http import actor
from destruction.models import (
    Appraisal,
    AppraisalLine,
    AppraisalSignature,
    DestructionRegister,
    DisposalPlace,
    EngineeringOpinion,
    Erasure,
    LineConfirmation,
    RegisterDecision,
    RegisterLine,
    RegisterSignature,
    Witness,
)
from dossiers.admin.logged import LoggedAdmin


class OfAppraisalAdmin(LoggedAdmin):
    """Rows that exist for a person as their appraisal does; ``appraisal_path`` leads to it."""

    appraisal_path = "appraisal"
    dossier_path = "appraisal__lines__holding__dossier"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of appraisals this person may see."""
        rows: QuerySet[Model] = super().get_queryset(request)
        visible = Appraisal.objects.visible_to(actor(request)).values("pk")
        return rows.filter(**{f"{self.appraisal_path}__in": visible})


@admin.register(Appraisal)
class AppraisalAdmin(LoggedAdmin):
    """Appraisals with their frozen content."""

    dossier_path = "lines__holding__dossier"
    list_display = ("number", "room", "state", "drawn_up_by", "drawn_up_at", "approved_at")
    list_filter = ("state",)
    list_select_related = ("room", "drawn_up_by")
    search_fields = ("^number",)


@admin.register(AppraisalLine)
class AppraisalLineAdmin(OfAppraisalAdmin):
    """Lines with what was said of each thing."""

    dossier_path = "holding__dossier"
    list_display = ("__str__", "code", "title", "verdict", "new_years", "again_on")
    list_filter = ("verdict",)
    list_select_related = ("appraisal",)
    search_fields = ("^code",)


@admin.register(EngineeringOpinion)
class EngineeringOpinionAdmin(OfAppraisalAdmin):
    """What engineers said of technical things."""

    dossier_path = "line__holding__dossier"
    appraisal_path = "line__appraisal"
    list_display = ("line", "author", "given_on")
    list_select_related = ("line__appraisal", "author")
    exclude = ("scan",)  # sent by its own page alone, which asks for permission


@admin.register(AppraisalSignature)
class AppraisalSignatureAdmin(OfAppraisalAdmin):
    """Signatures, voided ones included."""

    list_display = ("appraisal", "step", "signer", "signed_at", "voided_at")
    list_select_related = ("appraisal", "signer")


class OfRegisterAdmin(LoggedAdmin):
    """Rows that exist for a person as their register does; ``register_path`` leads to it."""

    register_path = "register"
    dossier_path = "register__lines__holding__dossier"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of destruction registers this person may see."""
        rows: QuerySet[Model] = super().get_queryset(request)
        visible = DestructionRegister.objects.visible_to(actor(request)).values("pk")
        return rows.filter(**{f"{self.register_path}__in": visible})


@admin.register(DisposalPlace)
class DisposalPlaceAdmin(ReferenceAdmin):
    """Where records may be destroyed; one that is given up stays, and is offered no more."""

    list_display = ("name", "department", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("department",)
    search_fields = ("name",)
    put_back = ("name",)


@admin.register(DestructionRegister)
class DestructionRegisterAdmin(LoggedAdmin):
    """Destruction registers with their frozen content and record."""

    dossier_path = "lines__holding__dossier"
    list_display = ("number", "room", "state", "drawn_up_by", "approved_at", "closed_at")
    list_filter = ("state",)
    list_select_related = ("room", "drawn_up_by")
    search_fields = ("^number",)


@admin.register(RegisterLine)
class RegisterLineAdmin(OfRegisterAdmin):
    """Lines with what became of each thing."""

    dossier_path = "holding__dossier"
    list_display = ("__str__", "code", "title", "state", "method", "destroyed_at")
    list_filter = ("state", "method")
    list_select_related = ("register",)
    search_fields = ("^code",)


@admin.register(RegisterDecision)
class RegisterDecisionAdmin(OfRegisterAdmin):
    """What the approvers decided."""

    list_display = ("register", "step", "by", "outcome", "at")
    list_select_related = ("register", "by")


@admin.register(Witness)
class WitnessAdmin(OfRegisterAdmin):
    """Witnesses, dismissed ones included."""

    list_display = ("register", "person", "department", "appointed_by", "dismissed_at")
    list_select_related = ("register", "person", "department", "appointed_by")


@admin.register(LineConfirmation)
class LineConfirmationAdmin(OfRegisterAdmin):
    """Which witness compared which line with the thing, and when."""

    dossier_path = "line__holding__dossier"
    register_path = "line__register"
    list_display = ("line", "witness", "scanned", "confirmed_at")
    list_select_related = ("line__register", "witness__person")


@admin.register(RegisterSignature)
class RegisterSignatureAdmin(OfRegisterAdmin):
    """Signatures of executors and witnesses."""

    list_display = ("register", "part", "signer", "signed_at")
    list_filter = ("part",)
    list_select_related = ("register", "signer")


@admin.register(Erasure)
class ErasureAdmin(OfRegisterAdmin):
    """Electronic copies and keys that went, or wait to go."""

    dossier_path = "line__holding__dossier"
    register_path = "line__register"
    list_display = ("line", "state", "asked_at", "tries", "done_at")
    list_filter = ("state",)
    list_select_related = ("line__register",)
    exclude = ("file", "customer")  # names of files and people are no matter of this list
