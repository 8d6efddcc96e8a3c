"""Parameters of the regulation 制度参数, effective-dated, set by people."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.policy.reading import forget_settings


class Parameter(models.Model):
    """One value of one parameter from one day on; earlier rows stay readable."""

    name = models.CharField(_("name"), max_length=60)
    value = models.TextField(_("value"))
    effective_from = models.DateField(_("effective from"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("set by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    reason = models.TextField(_("reason"), blank=True, default="")

    history = History()

    class Meta:
        ordering = ["name", "-effective_from"]
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        constraints = [
            models.UniqueConstraint(
                name="policy_one_value_per_parameter_and_day", fields=["name", "effective_from"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the row; the act in progress reads its settings anew."""
        super().save(*args, **kwargs)
        forget_settings()
