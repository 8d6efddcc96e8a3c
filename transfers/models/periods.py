"""Half-years in which every centre hands its files over (TRF-03)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History


class Period(models.Model):
    """One half-year 半年移交期; every centre's handover is due ``due_on``."""

    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("half"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    due_on = models.DateField(_("due on"))

    history = History()

    class Meta:
        ordering = ["-year", "-half"]
        verbose_name = _("handover period")
        verbose_name_plural = _("handover periods")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="transfers_period_once", fields=["year", "half"]),
            models.CheckConstraint(
                name="transfers_period_has_two_halves", condition=Q(half__in=[1, 2])
            ),
            models.CheckConstraint(
                name="transfers_due_after_the_period", condition=Q(due_on__gte=F("ends_on"))
            ),
        ]

    def __str__(self) -> str:
        half = _("first half") if self.half == 1 else _("second half")
        return f"{self.year} {half}"
