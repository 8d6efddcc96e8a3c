"""The seal register 用印登记: every use of a seal, on paper or in a file."""

from typing import Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.organisation.models import Department, Seal, User
from archive_office.organisation.scope import scope_of
from archive_office.originals.models.originals import OriginalSignature
from archive_office.originals.subjects import seen_by


class SealUseNumber(models.Model):
    """How far the seal register of a year has come; locked while a number is given."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number of the seal register")
        verbose_name_plural = _("numbers of the seal register")
        default_permissions = ()

    def __str__(self) -> str:
        return f"SY-{self.year}-{self.last:05}"


class SealUseQuerySet(models.QuerySet["SealUse"]):
    """Entries of the seal register that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own seals and departments, and of things one may see."""
        scope = scope_of(user)
        if scope.everything:
            return self
        own = Q(keeper=user) | Q(seal__keeper=user) | Q(department__in=scope.departments)
        return self.filter(own | seen_by(user))


class SealUse(models.Model):
    """One use of a seal: which, by whom, for whom, on what. Append-only."""

    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial number"))
    number = models.CharField(_("number"), max_length=16, unique=True)
    seal = models.ForeignKey(
        Seal, verbose_name=_("seal"), on_delete=models.PROTECT, related_name="uses"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    keeper = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of a seal", "set by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    applicant = models.ForeignKey(
        User, verbose_name=_("asked for by"), on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(_("purpose"), max_length=200)
    document = models.CharField(pgettext_lazy("its name", "paper"), max_length=200)
    subject_type = models.ForeignKey(
        ContentType, verbose_name=_("kind of record"), on_delete=models.PROTECT, related_name="+"
    )
    subject_id = models.PositiveBigIntegerField(_("record"))
    subject = GenericForeignKey("subject_type", "subject_id")
    copies = models.PositiveSmallIntegerField(pgettext_lazy("sealed", "copies"), default=1)
    on = models.DateField(pgettext_lazy("of a seal", "set on"))
    at = models.DateTimeField(_("registered at"))
    electronic = models.BooleanField(_("electronic"), default=False)
    approving_act = models.CharField(_("approved by the act"), max_length=80)
    signature = models.OneToOneField(
        OriginalSignature,
        verbose_name=_("seal in an electronic original"),
        on_delete=models.PROTECT,
        related_name="use",
        null=True,
    )

    objects = SealUseQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-serial"]
        verbose_name = _("use of a seal")
        verbose_name_plural = _("seal register")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="originals_uses_on")]
        constraints = [
            models.UniqueConstraint(
                name="originals_a_seal_use_has_its_own_number", fields=["year", "serial"]
            ),
            models.CheckConstraint(
                name="originals_electronic_use_has_its_signature",
                condition=Q(electronic=True, signature__isnull=False)
                | Q(electronic=False, signature=None),
            ),
            models.CheckConstraint(
                name="originals_seal_use_has_a_copy", condition=Q(copies__gte=1, serial__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.number
