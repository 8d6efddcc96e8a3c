"""Ledgers brought in: one row per file, and what was said of each of its rows."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import DataKey
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.dossiers import Dossier
from dossiers.models.units import Estate


class LedgerImportQuerySet(models.QuerySet["LedgerImport"]):
    """Imports that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own departments; everything for roles that span centres."""
        scope = scope_of(user)
        return self if scope.everything else self.filter(centre_id__in=scope.departments)


class LedgerImport(models.Model):
    """One ledger file: dry run first, then one act (decision 34).

    The file is full of personal numbers: it is stored sealed with a key of its own.
    """

    class State(models.TextChoices):
        """Where the import stands."""

        QUEUED = "queued", _("Waiting")
        READING = "reading", _("Being read")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("File refused")
        IMPORTED = "imported", _("Imported")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    profile = models.CharField(_("profile"), max_length=20)
    centre = models.ForeignKey(
        Department, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="+"
    )
    estate = models.ForeignKey(
        Estate,
        verbose_name=_("estate of rows that name none"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    by = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    file = models.FileField(_("file"), upload_to="ledgers/", max_length=200)
    data_key = models.TextField(_("sealed data key"), editable=False)
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    refusal = models.CharField(_("refused because"), max_length=30, blank=True, default="")
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    confirmed_by = models.ForeignKey(
        User,
        verbose_name=_("confirmed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    undone_by = models.ForeignKey(
        User,
        verbose_name=_("taken back by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    undone_because = models.CharField(
        _("taken back because"), max_length=200, blank=True, default=""
    )

    objects = LedgerImportQuerySet.as_manager()
    # Progress is seen while the act still runs: it changes beside the act, and means nothing later.
    history = History(excluded_fields=["data_key", "rows_done", "rows_total"])

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("ledger import")
        verbose_name_plural = _("ledger imports")
        default_permissions = ("view",)
        permissions = [("undo_ledger", _("Can take back what a ledger brought in"))]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_ledger_is_taken_back_by_somebody_with_a_reason",
                condition=~Q(state__in=["undoing", "undone"])
                | Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"

    @property
    def is_running(self) -> bool:
        """Whether the background is at work on it, or about to be."""
        return self.state in (self.State.QUEUED, self.State.READING, self.State.UNDOING)

    def key(self) -> DataKey:
        """The key that seals the file, opened."""
        return DataKey.opened(self.data_key)


class LedgerVerdict(models.Model):
    """What was said of one row of a ledger, in the dry run or in the act; append-only.

    ``findings`` holds ``code``, ``column``, ``header`` and ``values``, personal numbers masked.
    """

    class Outcome(models.TextChoices):
        """How a row ended."""

        CREATED = "created", _("New")
        COMPLETED = "completed", _("Completed")
        UNCHANGED = "unchanged", _("Unchanged")
        REJECTED = "rejected", _("Rejected")

    ledger = models.ForeignKey(
        LedgerImport,
        verbose_name=_("ledger import"),
        on_delete=models.PROTECT,
        related_name="verdicts",
    )
    final = models.BooleanField(_("written"), help_text=_("Off: said in the dry run."))
    position = models.PositiveIntegerField(_("order"))
    sheet = models.CharField(_("sheet"), max_length=100)
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    warned = models.BooleanField(_("with a warning"), default=False)
    codes = ArrayField(models.CharField(max_length=30), verbose_name=_("codes"), default=list)
    findings = models.JSONField(_("findings"), default=list)
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        ordering = ["ledger", "final", "position"]
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="dossiers_one_verdict_per_row", fields=["ledger", "final", "position"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}: {self.get_outcome_display()}"
