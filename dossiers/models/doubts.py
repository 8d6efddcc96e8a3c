"""A doubt about a thing 档案疑问: it stays open until somebody has looked and said what is so."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.holdings import Holding


class DoubtQuerySet(models.QuerySet["Doubt"]):
    """Doubts that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those about things of the departments whose things one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(department__in=scope.departments)


class Doubt(models.Model):
    """Something about a thing seems wrong (STO-13)."""

    department = models.ForeignKey(
        Department, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="+"
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="doubts"
    )
    text = models.TextField(pgettext_lazy("about a thing", "doubt"))
    raised_on = models.DateField(_("raised on"))
    raised_by = models.ForeignKey(
        User, verbose_name=_("raised by"), on_delete=models.PROTECT, related_name="+"
    )
    finding = models.TextField(_("finding"), blank=True, default="")
    measures = models.CharField(_("measures"), max_length=200, blank=True, default="")
    closed_on = models.DateField(_("closed on"), null=True)
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = DoubtQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["raised_on", "pk"]
        verbose_name = _("doubt about a thing")
        verbose_name_plural = _("doubts about things")
        default_permissions = ("view",)
        permissions = [("raise_doubt", _("Can raise and settle doubts about things"))]
        constraints = [
            models.CheckConstraint(name="dossiers_a_doubt_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="dossiers_a_doubt_closes_with_a_finding",
                condition=Q(closed_on=None, closed_by=None, finding="")
                | Q(closed_on__gte=F("raised_on"), closed_by__isnull=False) & ~Q(finding=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding} {self.raised_on:%F}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id
