"""Ledgers brought in: one row per file and its verdicts."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of


class LedgerImportQuerySet(models.QuerySet["LedgerImport"]):
    """Imports that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own departments; everything for roles that span centres."""
        scope = scope_of(user)
        return self if scope.everything else self.filter(centre_id__in=scope.departments)


class LedgerImport(models.Model):
    """One ledger file: dry run first, then one act (decision 34)."""

    class State(models.TextChoices):
        """Where the import stands."""

        QUEUED = "queued", _("Waiting")
        READING = "reading", _("Being read")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("File refused")
        IMPORTED = "imported", _("Imported")
        FAILED = "failed", _("Failed")

    profile = models.CharField(_("profile"), max_length=20)
    centre = models.ForeignKey(
        Department, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    file = models.FileField(_("file"), upload_to="ledgers/", max_length=200)
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    refusal = models.CharField(_("refused because"), max_length=30, blank=True, default="")
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = LedgerImportQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("ledger import")
        verbose_name_plural = _("ledger imports")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"
