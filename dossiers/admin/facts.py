"""Facts of the archive: looked at here by who may see them, changed by acts alone."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from archive_office.admin import ReadOnlyAdmin
from archive_office.http import actor
from archive_office.organisation.scope import scope_of
from dossiers.admin.logged import LoggedAdmin
from dossiers.models import (
    ConditionCheck,
    Consent,
    Customer,
    Document,
    Dossier,
    DossierEvent,
    DossierGrant,
    ElectronicFile,
    Hold,
    Holding,
    IssuedCode,
    LedgerImport,
    Occupancy,
    Part,
    Placement,
    ReadingReview,
    RetentionTrigger,
    Submission,
    SubmissionPaper,
    ViewLog,
)
from dossiers.rules.reviewing import right_in_words
from dossiers.rules.searching import search


class OfDossiersAdmin(LoggedAdmin):
    """Rows that hang on a dossier exist for whoever the dossier exists for.

    What lies in a personal volume, or says something about a person, is for its own centre only
    (``personal``).
    """

    personal = False

    def get_queryset(self, request: HttpRequest) -> Any:
        user, path = actor(request), self.dossier_path
        rows = super().get_queryset(request)
        if self.personal:
            return rows.filter(**{f"{path}__centre__in": scope_of(user).personal}).distinct()
        if scope_of(user).everything:
            return rows
        visible = Dossier.objects.visible_to(user).values("pk")
        return rows.filter(**{f"{path}__in": visible})


class HoldingInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """The holdings of a dossier."""

    model = Holding
    fields = (
        "code", "part", "case_part", "state", "keeper", "present_slot", "document_count",
        "page_count",
    )  # fmt: skip
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False
    tab = True


@admin.register(Dossier)
class DossierAdmin(LoggedAdmin):
    """Dossiers of units, and of categories and years."""

    dossier_path = "pk"

    list_display = (
        "code", "title", "kind_in_words", "state", "centre", "opened_on", "missing_count",
    )  # fmt: skip
    list_filter = ("kind", "is_case", "state", "origin")
    list_select_related = ("centre",)
    search_fields = ("^code",)
    ordering = ("centre_id", "code")
    inlines = (HoldingInline,)

    @admin.display(description=_("kind"))
    def kind_in_words(self, dossier: Dossier) -> str:
        """The kind as everywhere else: a case dossier is called one."""
        return dossier.get_kind_display()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """What the search finds, as everywhere."""
        if not search_term.strip():
            return queryset, False
        found = search(actor(request), search_term).order_by()
        return queryset.filter(pk__in=found.values("pk")), False


@admin.register(Holding)
class HoldingAdmin(LoggedAdmin):
    """Volumes and items: what, in which state, kept by whom, where."""

    list_display = ("code", "part", "state", "keeper", "present_slot", "page_count", "verified_on")
    list_filter = ("state", "part", "case_part", "kind", "is_title_document")
    list_select_related = ("keeper", "present_slot")
    search_fields = ("^code", "=barcode", "=legacy_code")
    ordering = ("keeper_id", "state", "code")


@admin.register(Document)
class DocumentAdmin(OfDossiersAdmin):
    """Documents of the volumes; those of personal volumes at their centre only."""

    dossier_path = "holding__dossier"
    list_display = ("code", "title", "type", "is_original", "pages", "state")
    list_filter = ("state", "is_original", "is_claim")
    list_select_related = ("type", "holding")
    search_fields = ("^code",)
    ordering = ("holding_id", "number")

    def get_queryset(self, request: HttpRequest) -> Any:
        own = Q(holding__dossier__centre__in=scope_of(actor(request)).personal)
        ordinary = Q(personal=False) & ~Q(holding_part=Part.PERSONAL)
        return super().get_queryset(request).filter(ordinary | own)


@admin.register(ElectronicFile)
class ElectronicFileAdmin(OfDossiersAdmin):
    """Scans by checksum; their content is opened on the pages of dossiers only."""

    dossier_path = "document__holding__dossier"
    personal = True
    list_display = ("name", "content_type", "size", "document", "uploaded_by", "uploaded_at")
    list_select_related = ("document", "uploaded_by")
    search_fields = ("=sha256",)
    ordering = ("-pk",)
    exclude = ("file",)


@admin.register(Customer)
class CustomerAdmin(OfDossiersAdmin):
    """Customers; names and numbers are masked here too."""

    dossier_path = "occupancies__dossier"
    personal = True
    list_display = ("__str__", "masked", "kind")
    list_filter = ("kind",)
    fields = ("masked", "kind", "id_kind")
    ordering = ("-pk",)

    @admin.display(description=_("name"))
    def masked(self, customer: Customer) -> str:
        """The name as everybody may see it."""
        return customer.shown_name


@admin.register(Occupancy)
class OccupancyAdmin(OfDossiersAdmin):
    """Who held which unit, from when to when."""

    list_display = ("unit", "kind", "from_on", "until_on", "ending")
    list_filter = ("kind", "ending")
    list_select_related = ("unit__estate",)
    search_fields = ("^unit__code",)
    ordering = ("-pk",)
    exclude = ("customer",)


@admin.register(Consent)
class ConsentAdmin(OfDossiersAdmin):
    """Notices given and separate consents."""

    dossier_path = "customer__occupancies__dossier"
    personal = True
    list_display = ("customer", "kind", "version", "given_on", "recorded_by", "withdrawn_on")
    list_filter = ("kind",)
    list_select_related = ("customer", "recorded_by")
    ordering = ("-pk",)


@admin.register(DossierEvent)
class DossierEventAdmin(OfDossiersAdmin):
    """Reported changes, tasks and remarks."""

    list_display = ("dossier", "kind", "on", "text", "by", "done_on")
    list_filter = ("kind",)
    list_select_related = ("dossier", "by")
    search_fields = ("^dossier__code",)
    ordering = ("-pk",)


@admin.register(Hold)
class HoldAdmin(OfDossiersAdmin):
    """What stands against destroying or moving a thing."""

    list_display = ("dossier", "holding", "kind", "reason", "placed_by", "placed_at", "lifted_at")
    list_select_related = ("dossier", "holding", "placed_by")
    ordering = ("-pk",)


@admin.register(RetentionTrigger)
class RetentionTriggerAdmin(OfDossiersAdmin):
    """Days entered by hand from which terms count."""

    dossier_path = "holding__dossier"
    list_display = ("holding", "on", "was_on", "reason", "set_by", "set_at", "replaced_at")
    list_select_related = ("holding", "set_by")
    ordering = ("-pk",)


@admin.register(DossierGrant)
class DossierGrantAdmin(OfDossiersAdmin):
    """Timed rights to single dossiers."""

    list_display = ("dossier", "personal", "reason", "granted_by", "starts_at", "until")
    list_filter = ("personal",)
    list_select_related = ("dossier", "granted_by")
    ordering = ("-pk",)


@admin.register(ViewLog)
class ViewLogAdmin(OfDossiersAdmin):
    """Who looked at what, under which right (SEC-41); the log itself is no dossier."""

    logged = False

    list_display = ("at", "dossier", "user", "what", "right", "told")
    list_filter = ("what",)
    list_select_related = ("dossier", "user")
    search_fields = ("^dossier__code", "=user__username")
    ordering = ("-pk",)
    fields = ("at", "dossier", "user", "what", "right", "told")
    readonly_fields = ("right", "told")

    @admin.display(description=_("under which right"))
    def right(self, view: ViewLog) -> str:
        """The right in words."""
        return right_in_words(view.under)

    @admin.display(description=_("detail"))
    def told(self, view: ViewLog) -> str:
        """What exactly; of a reason that somebody typed, that there is one."""
        return "***" if view.what == ViewLog.What.REVEALED else view.detail


@admin.register(ReadingReview)
class ReadingReviewAdmin(ReadOnlyAdmin):
    """What of the view log was looked at again, and what came of it; judged on its own page."""

    list_display = ("day", "ground", "person", "dossier", "views", "verdict", "reviewed_by")
    list_filter = ("ground", "verdict")
    list_select_related = ("person", "dossier", "reviewed_by")
    search_fields = ("^dossier__code", "=person__username")
    ordering = ("-day", "-pk")
    exclude = ("view",)


@admin.register(Placement)
class PlacementAdmin(OfDossiersAdmin):
    """Where each holding stood, from when to when."""

    dossier_path = "holding__dossier"
    list_display = ("holding", "slot", "placed_on", "placed_by", "removed_on")
    list_select_related = ("holding", "slot", "placed_by")
    search_fields = ("^holding__code",)
    ordering = ("-pk",)


class SubmissionPaperInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """The papers of a submission with their answers."""

    model = SubmissionPaper
    fields = ("type", "title", "case_part", "state", "reason", "copies", "pages", "document")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False


@admin.register(Submission)
class SubmissionAdmin(LoggedAdmin):
    """What was brought to which archivist; what was typed stays on its own pages."""

    list_display = ("__str__", "kind", "state", "centre", "by", "submitted_at", "answered_by")
    list_filter = ("kind", "state")
    list_select_related = ("centre", "by", "answered_by")
    search_fields = ("^receipt_number",)
    ordering = ("-pk",)
    exclude = ("facts",)
    inlines = (SubmissionPaperInline,)


@admin.register(IssuedCode)
class IssuedCodeAdmin(ReadOnlyAdmin):
    """Every number ever given, used or void."""

    list_display = ("code", "series", "number", "state", "reason")
    list_filter = ("state",)
    list_select_related = ("series",)
    search_fields = ("^code",)
    ordering = ("-pk",)


@admin.register(LedgerImport)
class LedgerImportAdmin(ReadOnlyAdmin):
    """Ledgers brought in, with what came of them."""

    list_display = ("name", "profile", "centre", "state", "rows_total", "by", "created_at")
    list_filter = ("state",)
    list_select_related = ("centre", "by")
    ordering = ("-pk",)
    exclude = ("file",)


@admin.register(ConditionCheck)
class ConditionCheckAdmin(LoggedAdmin):
    """Looks at boxes and things, with what was found and what followed."""

    dossier_path = "holding__dossier"

    list_display = ("__str__", "department", "checked_by", "told", "consequence", "repaired_on")
    list_filter = ("consequence",)
    list_select_related = ("department", "checked_by", "box", "holding")
    ordering = ("-pk",)
