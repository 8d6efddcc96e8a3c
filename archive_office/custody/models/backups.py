"""The register of backups 备份登记: each copy of the data, and each time one was put back to test it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import User


class Backup(models.Model):
    """One copy of the office's data on a medium (STO-18)."""

    class Result(models.TextChoices):
        """How it went."""

        GOOD = "good", pgettext_lazy("backup", "Complete")
        FAILED = "failed", pgettext_lazy("backup", "Failed")

    made_on = models.DateField(_("made on"))
    operator = models.ForeignKey(
        User, verbose_name=_("operator"), on_delete=models.PROTECT, related_name="+"
    )
    medium = models.CharField(_("medium and where it is kept"), max_length=120)
    size_mb = models.PositiveIntegerField(_("size (MB)"), validators=[MinValueValidator(1)])
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True, default="")
    result = models.CharField(pgettext_lazy("backup", "result"), max_length=6, choices=Result)
    remark = models.CharField(_("remark"), max_length=200, blank=True, default="")
    tested_on = models.DateField(_("restored to test on"), null=True)
    tested_by = models.ForeignKey(
        User, verbose_name=_("tested by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    test_result = models.CharField(
        _("result of the test"), max_length=6, choices=Result, blank=True, default=""
    )

    history = History()

    class Meta:
        ordering = ["-made_on", "-pk"]
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        default_permissions = ("view",)
        permissions = [("record_backup", _("Can record backups and restore tests"))]
        constraints = [
            models.CheckConstraint(
                name="custody_a_tested_backup_has_its_result",
                condition=Q(tested_on=None, tested_by=None, test_result="")
                | Q(tested_on__gte=F("made_on"), tested_by__isnull=False) & ~Q(test_result=""),
            ),
            models.CheckConstraint(
                name="custody_a_complete_backup_has_its_checksum",
                condition=~Q(result="good") | Q(checksum__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_on:%F} {self.medium}"
