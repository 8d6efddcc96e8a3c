"""The journal 工作日志: which act was done, by whom, when, under which clause.

Append-only: triggers refuse UPDATE, DELETE and TRUNCATE for everybody.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """One act of the office, written once in the act's own transaction."""

    act = models.CharField(_("act"), max_length=80, db_index=True)
    clauses = ArrayField(models.CharField(max_length=12), verbose_name=_("clauses"), default=list)
    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="journal_entries",
        null=True,
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("acting for"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    department = models.ForeignKey(
        "organisation.Department",
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    reason = models.TextField(_("reason"), blank=True, default="")
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.pk} {self.act}"


class JournalSubject(models.Model):
    """One record that an act touched, with what changed on it (masked values only)."""

    entry = models.ForeignKey(
        JournalEntry,
        verbose_name=_("journal entry"),
        on_delete=models.PROTECT,
        related_name="subjects",
    )
    kind = models.ForeignKey(
        ContentType, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="+"
    )
    thing = models.BigIntegerField(_("thing"))
    label = models.CharField(_("label"), max_length=200)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("journal subject")
        verbose_name_plural = _("journal subjects")
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "thing", "-id"], name="journal_subject_of_thing")]

    def __str__(self) -> str:
        return self.label
