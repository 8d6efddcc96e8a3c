"""Loans 借阅: what was handed out to whom, until when, and how it came back."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.crypto import masked_name
from archive_office.custody.models import Box
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Holding
from lending.models.requests import Place, RequestLine


class Condition(models.TextChoices):
    """The state of a thing when it leaves and when it comes back (LND-08)."""

    INTACT = "intact", _("Complete and intact")
    MARKED = "marked", _("Lines or marks")
    ALTERED = "altered", _("Altered")
    DAMAGED = "damaged", pgettext_lazy("condition", "Damaged")
    INCOMPLETE = "incomplete", _("Pages missing")
    LOST = "lost", _("Lost")


class LoanSlip(models.Model):
    """The slip 出借单 against which things are handed out together (LND-19)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    room = models.ForeignKey(
        Department, verbose_name=_("archive room"), on_delete=models.PROTECT, related_name="slips"
    )
    borrower = models.ForeignKey(
        User,
        verbose_name=_("borrower"),
        on_delete=models.PROTECT,
        related_name="loan_slips",
        null=True,
    )
    borrower_name = models.CharField(_("borrower"), max_length=120)
    borrower_department = models.CharField(_("department"), max_length=120, blank=True, default="")
    fetched_by = models.CharField(_("fetched by"), max_length=60, blank=True, default="")
    handed_out_by = models.ForeignKey(
        User, verbose_name=_("handed out by"), on_delete=models.PROTECT, related_name="+"
    )
    handed_out_at = models.DateTimeField(_("handed out at"))

    history = History(personal=["borrower_name", "fetched_by"])

    class Meta:
        ordering = ["-handed_out_at", "-pk"]
        verbose_name = _("loan slip")
        verbose_name_plural = _("loan slips")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.number


class LoanQuerySet(models.QuerySet["Loan"]):
    """Loans that exist for a person, and those that stand."""

    def visible_to(self, user: User) -> Self:
        """Own loans, those of one's archive room, and of one's centre's dossiers."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(
            Q(borrower=user)
            | Q(room__in=scope.departments)
            | Q(holding__dossier__centre__in=scope.departments)
        )

    def out(self) -> Self:
        """Borrowed and not brought back, of the office's own; old registers demand nothing."""
        return self.filter(
            kind=Loan.Kind.BORROWED, origin=Loan.Origin.OFFICE, returned_on__isnull=True
        )

    def told(self) -> Self:
        """All but the lines of old registers that were taken back."""
        return self.filter(taken_back=False)

    def standing(self) -> Self:
        """Not closed yet: out, or back and not in its slot."""
        return self.filter(is_open=True)


class Loan(models.Model):
    """One handing out of one holding: borrowed 借出, or read on the spot 就地查阅.

    Dates are days of Asia/Shanghai. ``original_due_on`` never changes; ``due_on`` moves with
    granted renewals. ``returned_on`` is the day the thing came back, ``is_open`` falls when
    it stands in its slot again (LND-07).
    """

    class Kind(models.TextChoices):
        """Taken along, or read in the archive room."""

        BORROWED = "borrowed", _("Borrowed")
        READING = "reading", _("Read on the spot")

    class Origin(models.TextChoices):
        """The office's own act, or a line of an old register (decision 6)."""

        OFFICE = "office", _("Handed out here")
        LEGACY = "legacy", _("From an old register")

    slip = models.ForeignKey(
        LoanSlip,
        verbose_name=_("loan slip"),
        on_delete=models.PROTECT,
        related_name="loans",
        null=True,
    )
    line = models.ForeignKey(
        RequestLine,
        verbose_name=_("line of a request"),
        on_delete=models.PROTECT,
        related_name="loans",
        null=True,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin.choices, default=Origin.OFFICE
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="loans"
    )
    room = models.ForeignKey(
        Department, verbose_name=_("archive room"), on_delete=models.PROTECT, related_name="loans"
    )
    borrower = models.ForeignKey(
        User, verbose_name=_("borrower"), on_delete=models.PROTECT, related_name="loans", null=True
    )
    borrower_name = models.CharField(_("borrower"), max_length=120)
    borrower_department = models.CharField(_("department"), max_length=120, blank=True, default="")
    purpose = models.CharField(_("purpose"), max_length=200, blank=True, default="")
    place = models.CharField(
        _("place of use"), max_length=16, choices=Place.choices, default=Place.OFFICE
    )
    approver_name = models.CharField(_("approved by"), max_length=120, blank=True, default="")
    handed_out_on = models.DateField(_("handed out on"))
    handed_out_at = models.DateTimeField(_("handed out at"), null=True)
    original_due_on = models.DateField(_("first due on"))
    due_on = models.DateField(_("due on"))
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    returned_on = models.DateField(_("returned on"), null=True)
    is_open = models.BooleanField(_("open"), default=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    condition_out = models.CharField(
        _("condition at issue"),
        max_length=10,
        choices=Condition.choices,
        default=Condition.INTACT,
    )
    condition_note = models.CharField(
        _("note on the condition"), max_length=200, blank=True, default=""
    )
    pages_out = models.PositiveIntegerField(_("pages at issue"), default=0)
    remark = models.TextField(_("remark"), blank=True, default="")
    taken_back = models.BooleanField(
        _("taken back with its old register"), default=False, editable=False
    )

    objects = LoanQuerySet.as_manager()
    history = History(personal=["borrower_name"])

    class Meta:
        ordering = ["-handed_out_on", "-pk"]
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        default_permissions = ("view",)
        permissions = [
            ("lend_holding", _("Can hand out and take back at the desk")),
            ("decide_case", _("Can decide cases of dereliction, loss and damage")),
        ]
        indexes = [
            models.Index(fields=["borrower", "-handed_out_on"], name="lending_loans_of_person"),
            models.Index(fields=["holding", "-handed_out_on"], name="lending_loans_of_holding"),
            models.Index(
                fields=["room", "due_on"],
                condition=Q(is_open=True),
                name="lending_open_loans_of_room",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="lending_one_open_loan_per_holding",
                fields=["holding"],
                condition=Q(is_open=True),
            ),
            models.CheckConstraint(
                name="lending_returned_not_before_handed_out",
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("handed_out_on")),
            ),
            models.CheckConstraint(
                name="lending_a_closed_loan_was_returned",
                condition=Q(is_open=True) | Q(returned_on__isnull=False) | Q(taken_back=True),
            ),
            models.CheckConstraint(
                name="lending_only_lines_of_old_registers_are_taken_back",
                condition=Q(taken_back=False) | Q(origin="legacy", is_open=False),
            ),
            models.CheckConstraint(
                name="lending_due_never_before_first_due",
                condition=Q(due_on__gte=F("original_due_on"))
                & Q(original_due_on__gte=F("handed_out_on")),
            ),
            models.CheckConstraint(
                name="lending_handed_out_against_a_slip_and_a_request",
                condition=Q(origin="legacy")
                | Q(slip__isnull=False, line__isnull=False, handed_out_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slip or self.get_origin_display()} · {self.holding}"

    def get_absolute_url(self) -> str:
        return reverse("lending:loan", args=[self.pk])

    @property
    def who(self) -> str:
        """Who has the thing, for the eye: somebody from outside is masked."""
        if self.line is not None and self.line.request.outside is not None:
            return self.line.request.who
        return self.borrower_name


class Renewal(models.Model):
    """One asked prolongation 续借: the old and the new day, and the decision (LND-05)."""

    class Outcome(models.TextChoices):
        """Waiting, or one of the two answers."""

        WAITING = "waiting", _("Waiting for a decision")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", pgettext_lazy("decision", "Refused")

    loan = models.ForeignKey(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="renewal_set"
    )
    asked_by = models.ForeignKey(
        User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    reason = models.TextField(_("reason"))
    seen_on = models.DateField(
        _("thing seen on"), null=True, help_text=_("When the archivist saw the thing itself.")
    )
    old_due_on = models.DateField(_("due before"))
    new_due_on = models.DateField(_("due after"))
    outcome = models.CharField(
        _("decision"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING
    )
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    answer = models.TextField(_("reason for the decision"), blank=True, default="")

    history = History()

    class Meta:
        ordering = ["loan", "asked_at", "pk"]
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="lending_one_renewal_waits_per_loan",
                fields=["loan"],
                condition=Q(outcome="waiting"),
            ),
            models.CheckConstraint(
                name="lending_decided_renewals_name_who_and_when",
                condition=Q(outcome="waiting", decided_by=None, decided_at=None)
                | ~Q(outcome="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="lending_nobody_renews_for_themselves",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="lending_refused_renewals_have_reasons",
                condition=~Q(outcome="refused") | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} → {self.new_due_on:%F}"


class Return(models.Model):
    """How a thing came back 归还: checked by an archivist, then put back (LND-07)."""

    loan = models.OneToOneField(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="giving_back"
    )
    received_at = models.DateTimeField(_("received at"))
    received_by = models.ForeignKey(
        User, verbose_name=_("received by"), on_delete=models.PROTECT, related_name="+"
    )
    brought_by = models.ForeignKey(
        User, verbose_name=_("brought by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    brought_by_name = models.CharField(_("brought by"), max_length=60)
    on_behalf = models.BooleanField(_("on the borrower’s behalf"), default=False)
    pages_found = models.PositiveIntegerField(_("pages found"))
    condition = models.CharField(_("condition"), max_length=10, choices=Condition.choices)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    put_back_at = models.DateTimeField(_("put back at"), null=True)
    put_back_by = models.ForeignKey(
        User, verbose_name=_("put back by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    slot = models.ForeignKey(
        Box, verbose_name=_("slot"), on_delete=models.PROTECT, related_name="+", null=True
    )

    history = History(personal=["brought_by_name"])

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="lending_put_back_names_who_where_and_when",
                condition=Q(put_back_at=None, put_back_by=None, slot=None)
                | Q(put_back_at__isnull=False, put_back_by__isnull=False, slot__isnull=False),
            ),
            models.CheckConstraint(
                name="lending_a_changed_condition_is_described",
                condition=Q(condition="intact") | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.loan)

    @property
    def bringer(self) -> str:
        """Who brought it, for the eye: nobody from outside by the full name."""
        if self.brought_by is not None or self.loan.borrower is not None:
            return self.brought_by_name
        return masked_name(self.brought_by_name) if self.on_behalf else self.loan.who


class ReturnLine(models.Model):
    """One document of a returned volume, checked against the catalogue."""

    class Outcome(models.TextChoices):
        """What the check found."""

        AGREES = "agrees", _("Agrees")
        PAGES_DIFFER = "pages_differ", _("Pages differ")
        DAMAGED = "damaged", pgettext_lazy("condition", "Damaged")
        MARKED = "marked", _("Lines or marks")
        MISSING = "missing", _("Not found")

    giving_back = models.ForeignKey(
        Return, verbose_name=_("return"), on_delete=models.PROTECT, related_name="lines"
    )
    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="+"
    )
    pages_expected = models.PositiveIntegerField(_("pages expected"))
    pages_found = models.PositiveIntegerField(_("pages found"))
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")

    history = History()

    class Meta:
        ordering = ["giving_back", "pk"]
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of returns")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="lending_a_document_is_checked_once_per_return",
                fields=["giving_back", "document"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.giving_back} · {self.document}"
