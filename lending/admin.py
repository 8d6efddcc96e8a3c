"""The records of use in the admin: looked at, never changed by hand.

Persons from outside stand here masked; their numbers stand nowhere.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from archive_office.crypto import masked_name
from archive_office.http import actor
from dossiers.admin.logged import LoggedAdmin
from dossiers.models import Holding
from lending.models import (
    AccessRequest,
    AccountabilityCase,
    Authority,
    CopyIssued,
    DamageCase,
    Disclosure,
    Loan,
    LoanSlip,
    OutsidePerson,
    OverdueNotice,
    Reminder,
    Renewal,
    RequestDecision,
    RequestLine,
    RequestStep,
    Reservation,
    Return,
    ReturnLine,
)


class OfRequestAdmin(LoggedAdmin):
    """Rows that exist for a person as their request does; ``request_path`` leads to it."""

    request_path = "request"
    dossier_path = "request__lines__holding__dossier"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of requests this person may see."""
        rows: QuerySet[Model] = super().get_queryset(request)
        visible = AccessRequest.objects.visible_to(actor(request)).values("pk")
        return rows.filter(**{f"{self.request_path}__in": visible}).distinct()


class OfLoanAdmin(LoggedAdmin):
    """Rows that exist for a person as their loan does; ``loan_path`` leads to it."""

    loan_path = "loan"
    dossier_path = "loan__holding__dossier"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of loans this person may see."""
        rows: QuerySet[Model] = super().get_queryset(request)
        visible = Loan.objects.visible_to(actor(request)).values("pk")
        return rows.filter(**{f"{self.loan_path}__in": visible}).distinct()


def shown_borrower(name: str, borrower: object, *, staff_only: bool) -> str:
    """Who borrowed, for the eye: staff by name, everybody else masked.

    Args:
        staff_only: Whether somebody without an account can only be a colleague, as in the
            lines of an old register.
    """
    return name if borrower is not None or staff_only else masked_name(name)


class RequestLineInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """What was asked for, line by line."""

    model = RequestLine
    fields = ("number", "holding", "document", "manner", "pages", "copies", "state")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False


@admin.register(AccessRequest)
class AccessRequestAdmin(LoggedAdmin):
    """Requests with their lines."""

    dossier_path = "lines__holding__dossier"
    list_display = ("number", "room", "who", "department", "purpose", "state", "asked_at")
    list_filter = ("state", "purpose", "place")
    list_select_related = ("room", "requester", "department", "outside")
    search_fields = ("^number",)
    exclude = ("content",)
    inlines = (RequestLineInline,)

    @admin.display(description=_("requested by"))
    def who(self, asked: AccessRequest) -> str:
        """A person of the office, or masked from outside."""
        return asked.who


@admin.register(RequestLine)
class RequestLineAdmin(OfRequestAdmin):
    """Lines of requests with the access that follows from them."""

    dossier_path = "holding__dossier"
    list_display = ("__str__", "holding", "document", "manner", "state", "decided_at")
    list_filter = ("state", "manner")
    list_select_related = ("request", "holding", "document")
    search_fields = ("^request__number", "^holding__code")


@admin.register(RequestStep)
class RequestStepAdmin(OfRequestAdmin):
    """The decisions a line needs, frozen when the thing was found."""

    dossier_path = "line__holding__dossier"
    request_path = "line__request"
    list_display = ("line", "name", "rank", "role", "department", "clause", "is_next")
    list_filter = ("role", "is_next")
    list_select_related = ("line__request", "department")
    search_fields = ("^line__request__number",)


@admin.register(RequestDecision)
class RequestDecisionAdmin(OfRequestAdmin):
    """What was decided, by whom, in whose place."""

    dossier_path = "line__holding__dossier"
    request_path = "line__request"
    list_display = ("line", "step", "outcome", "by", "acting_for", "role", "department", "at")
    list_filter = ("outcome", "role")
    list_select_related = ("line__request", "by", "acting_for", "department")
    search_fields = ("^line__request__number",)


@admin.register(Authority)
class AuthorityAdmin(OfRequestAdmin):
    """Consents, letters and provisions; their scans are opened on the page of the request."""

    list_display = ("request", "kind", "form", "reference", "given_on", "recorded_by")
    list_filter = ("kind", "form")
    list_select_related = ("request", "recorded_by")
    search_fields = ("^request__number",)
    exclude = ("scan",)


@admin.register(OutsidePerson)
class OutsidePersonAdmin(OfRequestAdmin):
    """Persons from outside: capacity, masked name, who compared the identity document."""

    list_display = ("__str__", "organisation", "id_kind", "identity_checked_by")
    list_filter = ("kind",)
    list_select_related = ("identity_checked_by",)
    ordering = ("-pk",)
    fields = (
        "kind",
        "masked",
        "organisation",
        "id_kind",
        "identity_checked_by",
        "identity_checked_at",
    )
    readonly_fields = fields

    @admin.display(description=_("name"))
    def masked(self, person: OutsidePerson) -> str:
        """The name as everybody may see it."""
        return person.shown_name


class LoanInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """What was handed out against a slip."""

    model = Loan
    fields = ("holding", "kind", "handed_out_on", "due_on", "returned_on", "is_open")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False


@admin.register(LoanSlip)
class LoanSlipAdmin(OfLoanAdmin):
    """Slips with what was handed out against them."""

    dossier_path = "loans__holding__dossier"
    loan_path = "loans"
    list_display = ("number", "room", "shown", "borrower_department", "handed_out_at")
    list_select_related = ("room", "borrower")
    search_fields = ("^number",)
    exclude = ("borrower_name", "fetched_by")
    readonly_fields = ("shown",)
    inlines = (LoanInline,)

    @admin.display(description=_("borrower"))
    def shown(self, slip: LoanSlip) -> str:
        """Who borrowed, masked if from outside."""
        return shown_borrower(slip.borrower_name, slip.borrower, staff_only=False)


@admin.register(Loan)
class LoanAdmin(LoggedAdmin):
    """Loans and readings with their days."""

    dossier_path = "holding__dossier"
    list_display = ("__str__", "kind", "shown", "handed_out_on", "due_on", "returned_on", "is_open")
    list_filter = ("kind", "is_open", "origin")
    list_select_related = ("slip", "holding", "borrower")
    search_fields = ("^slip__number", "^holding__code")
    exclude = ("borrower_name",)
    readonly_fields = ("shown",)

    @admin.display(description=_("borrower"))
    def shown(self, loan: Loan) -> str:
        """Who borrowed, masked if from outside."""
        legacy = loan.origin == Loan.Origin.LEGACY
        return shown_borrower(loan.borrower_name, loan.borrower, staff_only=legacy)


@admin.register(Renewal)
class RenewalAdmin(OfLoanAdmin):
    """Asked and answered prolongations."""

    list_display = ("loan", "asked_by", "old_due_on", "new_due_on", "outcome", "decided_by")
    list_filter = ("outcome",)
    list_select_related = ("loan__slip", "loan__holding", "asked_by", "decided_by")


class ReturnLineInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """What the check of a returned volume found, paper by paper."""

    model = ReturnLine
    fields = ("document", "pages_expected", "pages_found", "outcome", "note")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False


@admin.register(Return)
class ReturnAdmin(OfLoanAdmin):
    """Returns: received, checked, put back."""

    list_display = ("loan", "received_at", "received_by", "condition", "put_back_at", "slot")
    list_filter = ("condition",)
    list_select_related = ("loan__slip", "loan__holding", "received_by", "slot")
    ordering = ("-pk",)
    exclude = ("brought_by_name",)
    inlines = (ReturnLineInline,)


@admin.register(ReturnLine)
class ReturnLineAdmin(OfLoanAdmin):
    """Papers of returned volumes against the catalogue."""

    dossier_path = "giving_back__loan__holding__dossier"
    loan_path = "giving_back__loan"
    list_display = ("__str__", "pages_expected", "pages_found", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("giving_back__loan__slip", "giving_back__loan__holding", "document")


@admin.register(Reminder)
class ReminderAdmin(OfLoanAdmin):
    """What was sent to whom, and when."""

    list_display = ("loan", "kind", "due_on", "to", "sent_at")
    list_filter = ("kind",)
    list_select_related = ("loan__slip", "loan__holding", "to")


@admin.register(OverdueNotice)
class OverdueNoticeAdmin(OfLoanAdmin):
    """Printed demands."""

    list_display = ("number", "loan", "turn", "days_late", "issued_by", "issued_at")
    list_filter = ()
    list_select_related = ("loan__slip", "loan__holding", "issued_by")
    search_fields = ("^number",)


@admin.register(Reservation)
class ReservationAdmin(LoggedAdmin):
    """Queues for things that are out; of what a person may know of."""

    dossier_path = "holding__dossier"
    list_display = ("holding", "person", "made_at", "state", "collect_by")
    list_filter = ("state",)
    list_select_related = ("holding", "person")
    search_fields = ("^holding__code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.filter(holding__in=Holding.objects.visible_to(actor(request)).values("pk"))


@admin.register(AccountabilityCase)
class AccountabilityCaseAdmin(LoggedAdmin):
    """Cases of dereliction and what was decided."""

    dossier_path = "loan__holding__dossier"
    list_display = ("number", "loan", "shown", "opens_on", "days_out", "state", "decided_by")
    list_filter = ("state",)
    list_select_related = ("loan__slip", "loan__holding", "person", "decided_by")
    search_fields = ("^number",)
    exclude = ("person_name",)
    readonly_fields = ("shown",)

    @admin.display(description=_("responsible"))
    def shown(self, case: AccountabilityCase) -> str:
        """Who answers for the loan, masked if from outside."""
        return shown_borrower(case.person_name, case.person, staff_only=False)


@admin.register(DamageCase)
class DamageCaseAdmin(LoggedAdmin):
    """Losses and damages with the importance of the thing."""

    dossier_path = "holding__dossier"
    list_display = ("number", "holding", "kind", "importance", "state", "opened_at", "decided_by")
    list_filter = ("state", "kind", "importance")
    list_select_related = ("holding", "decided_by")
    search_fields = ("^number",)


@admin.register(CopyIssued)
class CopyIssuedAdmin(OfRequestAdmin):
    """Numbered copies; the marked file is sent by its own page, which asks for permission."""

    dossier_path = "line__holding__dossier"
    request_path = "line__request"
    list_display = ("number", "line", "pages", "copies", "shown", "state", "made_at")
    list_filter = ("state",)
    list_select_related = ("line__request__outside",)
    search_fields = ("^number",)
    exclude = ("file", "recipient")
    readonly_fields = ("shown",)

    @admin.display(description=_("recipient"))
    def shown(self, copy: CopyIssued) -> str:
        """Who receives it, masked if from outside."""
        return _recipient(copy.recipient, copy.line.request)


@admin.register(Disclosure)
class DisclosureAdmin(LoggedAdmin):
    """Where pieces went, and what became of them."""

    dossier_path = "holding__dossier"
    list_display = ("number", "kind", "holding", "shown", "disclosed_at", "accounted", "room")
    list_filter = ("kind", "personal", "accounted")
    list_select_related = ("holding", "room", "line__request__outside")
    search_fields = ("^number",)
    exclude = ("recipient",)
    readonly_fields = ("shown",)

    @admin.display(description=_("recipient"))
    def shown(self, disclosure: Disclosure) -> str:
        """Who received it, masked if from outside."""
        return _recipient(disclosure.recipient, disclosure.line.request)


def _recipient(name: str, request: Any) -> str:
    return name if request.outside is None else str(request.outside)
