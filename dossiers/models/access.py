"""Exceptions on single dossiers: timed grants, and the view log."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from archive_office import clock
from archive_office.journal.history import History
from archive_office.organisation.models import User
from dossiers.models.documents import Document
from dossiers.models.dossiers import Dossier
from dossiers.models.holdings import Holding


class DossierUserObjectPermission(UserObjectPermissionBase):
    """guardian's row for one person and one dossier; dated by its grants."""

    content_object = models.ForeignKey(Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT)

    history = History()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        verbose_name = _("dossier permission")
        verbose_name_plural = _("dossier permissions")


class DossierGrantQuerySet(models.QuerySet["DossierGrant"]):
    """Grants by moment."""

    def in_force(self, at: datetime) -> Self:
        """Grants that cover a moment and are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True, starts_at__lte=at, until__gt=at)

    def in_force_for(self, user: User) -> Self:
        """This person's grants now."""
        return self.in_force(clock.now()).filter(permission__user=user)


class DossierGrant(models.Model):
    """Why a person may see one dossier for a time (decision 21)."""

    permission = models.ForeignKey(
        DossierUserObjectPermission,
        verbose_name=_("dossier permission"),
        on_delete=models.PROTECT,
        related_name="grants",
    )
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="grants"
    )
    personal = models.BooleanField(_("personal volume too"), default=False)
    sealed = models.BooleanField(_("although it is sealed"), default=False)
    copying = models.ForeignKey(
        Holding,
        verbose_name=_("copies of"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text=_("What may also be copied: nothing, a holding, or one document of it."),
    )
    copying_only = models.ForeignKey(
        Document,
        verbose_name=_("copies of this document only"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(
        User, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = DossierGrantQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="dossiers_grant_ends_after_start", condition=Q(until__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="dossiers_a_document_to_copy_lies_in_a_holding_to_copy",
                condition=Q(copying_only=None) | Q(copying__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} → {timezone.localtime(self.until):%F %H:%M}"


class ViewLog(models.Model):
    """One display, print or download of a dossier; append-only (SEC-41)."""

    class What(models.TextChoices):
        """What was done with it."""

        SHOWN = "shown", _("Shown")
        PRINTED = "printed", _("Printed")
        DOWNLOADED = "downloaded", _("Downloaded")
        REVEALED = "revealed", _("Personal numbers shown in full")

    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    under = models.CharField(_("under which right"), max_length=60)
    detail = models.CharField(_("detail"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("view log")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["dossier", "-at"], name="dossiers_views_of_dossier"),
            # Only ever grows, in the order of time: a day of a million rows is a few blocks.
            BrinIndex(fields=["at"], name="dossiers_views_by_time", pages_per_range=16),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.what} {self.dossier_id}"
