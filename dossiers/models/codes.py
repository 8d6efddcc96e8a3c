"""Reference codes: gap-free series and every number ever issued."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History


class NumberSeries(models.Model):
    """A counter whose row lock makes numbers gap-free (decision 7).

    Without a history of its own: every number it gave stands in IssuedCode.
    """

    key = models.CharField(_("series"), max_length=60, unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.key


class IssuedCode(models.Model):
    """One number of a series, used or void; never reused, never deleted."""

    class State(models.TextChoices):
        """Used, or void with a reason."""

        USED = "used", _("Used")
        VOID = "void", _("Void")

    series = models.ForeignKey(
        NumberSeries,
        verbose_name=_("number series"),
        on_delete=models.PROTECT,
        related_name="issued",
    )
    number = models.PositiveIntegerField(_("number"))
    code = models.CharField(_("reference code"), max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=5, choices=State.choices, default=State.USED)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")

    history = History()

    class Meta:
        ordering = ["series", "number"]
        verbose_name = _("issued code")
        verbose_name_plural = _("issued codes")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="dossiers_number_once_per_series", fields=["series", "number"]
            ),
            models.CheckConstraint(
                name="dossiers_void_numbers_have_reasons",
                condition=~models.Q(state="void") | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code
