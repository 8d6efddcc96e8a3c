"""Counts of the title documents in a safe 权证清点, by two persons (STO-10)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.custody.models import Cabinet
from archive_office.journal.history import History
from archive_office.organisation.models import Department, Signature, User
from archive_office.organisation.scope import scope_of
from dossiers.models.holdings import Holding


class TitleCountQuerySet(models.QuerySet["TitleCount"]):
    """Counts that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the departments whose things one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(department__in=scope.departments)


class TitleCount(models.Model):
    """One count of a safe: what ought to lie in it, what was found, and both counters' word."""

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    safe = models.ForeignKey(
        Cabinet, verbose_name=_("safe"), on_delete=models.PROTECT, related_name="title_counts"
    )
    opened_on = models.DateField(_("begun on"))
    opened_by = models.ForeignKey(
        User, verbose_name=_("begun by"), on_delete=models.PROTECT, related_name="+"
    )
    expected = models.PositiveIntegerField(_("expected"), default=0)
    counted = models.PositiveIntegerField(_("counted"), default=0)
    remark = models.TextField(_("why they differ"), blank=True, default="")
    content = models.TextField(_("content"), blank=True, default="")
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True, default="")
    frozen_at = models.DateTimeField(_("frozen at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = TitleCountQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("count of title documents")
        verbose_name_plural = _("counts of title documents")
        default_permissions = ("view",)
        permissions = [("count_titles", _("Can count title documents"))]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_safe_is_counted_once_at_a_time",
                fields=["safe"],
                condition=Q(finished_at=None),
            ),
            models.CheckConstraint(
                name="dossiers_a_frozen_count_has_its_content",
                condition=Q(frozen_at=None, content="", content_hash="", finished_at=None)
                | Q(frozen_at__isnull=False) & ~Q(content="") & ~Q(content_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.safe} {self.opened_on:%F}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id


class TitleCountLine(models.Model):
    """One title document of a count: expected in the safe, and whether it was found there."""

    count = models.ForeignKey(
        TitleCount,
        verbose_name=_("count of title documents"),
        on_delete=models.PROTECT,
        related_name="lines",
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="+"
    )
    is_expected = models.BooleanField(_("expected"))
    is_there = models.BooleanField(pgettext_lazy("of a count", "found there"), default=False)

    history = History()

    class Meta:
        ordering = ["count", "holding__code"]
        verbose_name = _("counted title document")
        verbose_name_plural = _("counted title documents")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_title_document_is_counted_once", fields=["count", "holding"]
            ),
            models.CheckConstraint(
                name="dossiers_a_counted_thing_is_expected_or_there",
                condition=Q(is_expected=True) | Q(is_there=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.holding}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.count.department_id


class TitleCountSignature(Signature):
    """One counter's word under a count."""

    count = models.ForeignKey(
        TitleCount,
        verbose_name=_("count of title documents"),
        on_delete=models.PROTECT,
        related_name="signatures",
    )

    history = History()

    class Meta:
        ordering = ["count", "signed_at"]
        verbose_name = _("signature under a count")
        verbose_name_plural = _("signatures under counts")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="dossiers_two_different_persons_sign_a_count", fields=["count", "signer"]
            )
        ]
