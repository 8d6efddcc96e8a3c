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


class SealEra(models.Model):
    """A stretch of history sealed on one database cluster; a restore begins a new one.

    Transactions are numbered anew after a restore, so each era has its own chain. Rows that were
    there when it began belong to the eras before: ``baseline`` holds their greatest key by table.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    began_at = models.DateTimeField(_("began at"))
    reason = models.TextField(_("reason"))
    first_xid = models.BigIntegerField(_("first transaction"))
    baseline = models.JSONField(_("rows of earlier eras"), default=dict)

    class Meta:
        ordering = ["number"]
        verbose_name = _("era of seals")
        verbose_name_plural = _("eras of seals")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.number)


class HistorySeal(models.Model):
    """The digest of all rows of journal and history that some transactions wrote.

    Each seal takes in the one before it: whoever changes a row would have to change every later
    seal, and the digest that was printed.
    """

    era = models.ForeignKey(
        SealEra, verbose_name=_("era of seals"), on_delete=models.PROTECT, related_name="seals"
    )
    number = models.PositiveBigIntegerField(_("number"))
    first_xid = models.BigIntegerField(_("first transaction"))
    end_xid = models.BigIntegerField(_("transactions before"))
    row_count = models.PositiveIntegerField(_("sealed rows"))
    digest = models.CharField(_("digest"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"), db_index=True)

    class Meta:
        ordering = ["era", "number"]
        verbose_name = _("seal of the history")
        verbose_name_plural = _("seals of the history")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="journal_seal_number_once", fields=["era", "number"]),
            models.UniqueConstraint(name="journal_seals_do_not_fork", fields=["era", "first_xid"]),
            models.CheckConstraint(
                name="journal_seal_covers_transactions",
                condition=models.Q(end_xid__gt=models.F("first_xid")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.era.number}-{self.number}"


class SealedRows(models.Model):
    """The rows of one table under one seal: their keys, and eight bytes of each row's digest.

    ``columns`` are those the table had then, so that a later column does not break the seal.
    """

    seal = models.ForeignKey(
        HistorySeal,
        verbose_name=_("seal of the history"),
        on_delete=models.PROTECT,
        related_name="parts",
    )
    table = models.CharField(_("table of the database"), max_length=63)
    columns = ArrayField(models.CharField(max_length=63), verbose_name=_("columns of the table"))
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("keys of the rows"))
    marks = models.BinaryField(_("digests of the rows"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        ordering = ["seal", "table"]
        verbose_name = _("sealed rows")
        verbose_name_plural = _("sealed rows")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="journal_table_once_per_seal", fields=["seal", "table"])
        ]

    def __str__(self) -> str:
        return f"{self.seal} {self.table}"
