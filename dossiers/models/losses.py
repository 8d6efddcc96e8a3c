"""Things that cannot be found: reported, found again, or replaced by a copy 补制 (STO-17)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.holdings import Holding


class LossReportQuerySet(models.QuerySet["LossReport"]):
    """Reports that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the departments whose things one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(department__in=scope.departments)


class LossReport(models.Model):
    """Somebody reports that a thing is not where it should be; how it ended stands beside."""

    class Outcome(models.TextChoices):
        """How it ended."""

        NONE = "", pgettext_lazy("loss", "Still missing")
        FOUND = "found", _("Found again")
        REPLACED = "replaced", _("Replaced by a copy")

    department = models.ForeignKey(
        Department, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="+"
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="losses"
    )
    reported_on = models.DateField(_("reported on"))
    reported_by = models.ForeignKey(
        User, verbose_name=_("reported by"), on_delete=models.PROTECT, related_name="+"
    )
    circumstances = models.TextField(_("circumstances"))
    last_place = models.CharField(_("last place"), max_length=80, blank=True, default="")
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, blank=True, default=""
    )
    settled_on = models.DateField(_("settled on"), null=True)
    settled_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("loss", "settled by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    note = models.TextField(_("note"), blank=True, default="")

    objects = LossReportQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-reported_on", "-pk"]
        verbose_name = _("report of a loss")
        verbose_name_plural = _("reports of losses")
        default_permissions = ("view",)
        permissions = [("report_loss", _("Can report things missing or found again"))]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_thing_is_reported_missing_once_at_a_time",
                fields=["holding"],
                condition=Q(outcome=""),
            ),
            models.CheckConstraint(
                name="dossiers_a_settled_loss_says_who_when_and_how",
                condition=Q(outcome="", settled_on=None, settled_by=None)
                | ~Q(outcome="")
                & Q(settled_on__isnull=False, settled_by__isnull=False)
                & ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding} {self.reported_on:%F}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id
