"""Shortages 欠交: what a centre still owes headquarters."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models import Holding
from transfers.models.manifests import ManifestLine


class ShortageQuerySet(models.QuerySet["Shortage"]):
    """Shortages that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own centre; all for roles that span centres."""
        scope = scope_of(user)
        return self if scope.everything else self.filter(centre_id__in=scope.departments)

    def standing(self) -> Self:
        """Debts not yet settled."""
        return self.filter(settled_at__isnull=True)


class Shortage(models.Model):
    """An open debt of a centre: a thing not found, or pages that lack (TRF-10)."""

    line = models.OneToOneField(
        ManifestLine,
        verbose_name=_("manifest line"),
        on_delete=models.PROTECT,
        related_name="shortage",
    )
    centre = models.ForeignKey(
        Department, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="shortages"
    )
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="shortages",
        null=True,
    )
    what = models.CharField(_("what is owed"), max_length=200)
    opened_at = models.DateTimeField(_("opened at"))
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        User, verbose_name=_("settled by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_how = models.CharField(_("settled by"), max_length=200, blank=True, default="")

    objects = ShortageQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["centre", "opened_at"]
        verbose_name = _("shortage")
        verbose_name_plural = _("shortages")
        default_permissions = ("view",)
        permissions = [
            ("settle_shortage", _("Can receive what was owed")),
            ("waive_shortage", _("Can waive what is owed")),
        ]
        constraints = [
            models.CheckConstraint(
                name="transfers_settled_says_how",
                condition=Q(settled_at__isnull=True) | ~Q(settled_how=""),
            )
        ]

    def __str__(self) -> str:
        return self.what
