"""The records of appraisal in the admin: looked at, never changed by hand."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from archive_office.admin import ReadOnlyAdmin
from archive_office.http import actor
from destruction.models import Appraisal, AppraisalLine, AppraisalSignature, EngineeringOpinion


class OfAppraisalAdmin(ReadOnlyAdmin):
    """Rows that exist for a person as their appraisal does; ``appraisal_path`` leads to it."""

    appraisal_path = "appraisal"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of appraisals this person may see."""
        rows: QuerySet[Model] = super().get_queryset(request)
        visible = Appraisal.objects.visible_to(actor(request)).values("pk")
        return rows.filter(**{f"{self.appraisal_path}__in": visible})


@admin.register(Appraisal)
class AppraisalAdmin(ReadOnlyAdmin):
    """Appraisals with their frozen content."""

    list_display = ("number", "room", "state", "drawn_up_by", "drawn_up_at", "approved_at")
    list_filter = ("state",)
    list_select_related = ("room", "drawn_up_by")
    search_fields = ("number",)


@admin.register(AppraisalLine)
class AppraisalLineAdmin(OfAppraisalAdmin):
    """Lines with what was said of each thing."""

    list_display = ("__str__", "code", "title", "verdict", "new_years", "again_on")
    list_filter = ("verdict",)
    list_select_related = ("appraisal",)
    search_fields = ("code",)


@admin.register(EngineeringOpinion)
class EngineeringOpinionAdmin(OfAppraisalAdmin):
    """What engineers said of technical things."""

    appraisal_path = "line__appraisal"
    list_display = ("line", "author", "given_on")
    list_select_related = ("line__appraisal", "author")
    exclude = ("scan",)  # sent by its own page alone, which asks for permission


@admin.register(AppraisalSignature)
class AppraisalSignatureAdmin(OfAppraisalAdmin):
    """Signatures, voided ones included."""

    list_display = ("appraisal", "step", "signer", "signed_at", "voided_at")
    list_select_related = ("appraisal", "signer")
