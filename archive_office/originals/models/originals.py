"""The electronic original 电子原件 of a signed paper, and the signatures in it."""

from typing import Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, Seal, User
from archive_office.originals.models.certificates import SealCertificate
from archive_office.originals.subjects import seen_by


class OriginalState(models.TextChoices):
    """From the first seal to the last."""

    OPEN = "open", _("Seals missing")
    COMPLETE = "complete", pgettext_lazy("of an electronic original", "Complete")
    VOID = "void", _("Void")


class OriginalQuerySet(models.QuerySet["ElectronicOriginal"]):
    """Originals that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the things the person may see, as the things themselves say."""
        return self.filter(seen_by(user))


class ElectronicOriginal(models.Model):
    """The PDF/A of what everybody signed, with one signature field for each seal.

    ``places`` lists the fields in their order: ``field``, ``party``, ``department``, ``signer``,
    ``act``, ``signed_at``, ``reason``, ``page`` and ``box`` (points from the lower left corner).
    """

    subject_type = models.ForeignKey(
        ContentType, verbose_name=_("kind of record"), on_delete=models.PROTECT, related_name="+"
    )
    subject_id = models.PositiveBigIntegerField(_("record"))
    subject = GenericForeignKey("subject_type", "subject_id")
    label = models.CharField(pgettext_lazy("its name", "paper"), max_length=200)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    content_hash = models.CharField(_("content hash"), max_length=64)
    places = models.JSONField(_("seals to be set"))
    unsigned_file = models.FileField(_("file before the first seal"), upload_to="originals/")
    unsigned_sha256 = models.CharField(_("checksum before the first seal"), max_length=64)
    pdfa_verdict = models.JSONField(_("PDF/A verdict"))
    file = models.FileField(_("file"), upload_to="originals/")
    sha256 = models.CharField(_("checksum"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=OriginalState.choices, default=OriginalState.OPEN
    )
    made_by = models.ForeignKey(
        User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(pgettext_lazy("of an electronic original", "made at"))
    completed_at = models.DateTimeField(_("completed at"), null=True)
    voided_at = models.DateTimeField(_("voided at"), null=True)
    voided_by = models.ForeignKey(
        User, verbose_name=_("voided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    void_reason = models.TextField(_("reason for voiding"), blank=True, default="")

    objects = OriginalQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("electronic original")
        verbose_name_plural = _("electronic originals")
        default_permissions = ("view",)
        permissions = [("make_original", _("Can make and void electronic originals"))]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="originals_of_a_thing"),
            models.Index(fields=["sha256"], name="originals_by_checksum"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="originals_one_standing_original_of_a_thing",
                fields=["subject_type", "subject_id"],
                condition=~Q(state="void"),
            ),
            models.CheckConstraint(
                name="originals_complete_has_its_moment",
                condition=Q(state="open", completed_at=None)
                | Q(state="complete", completed_at__isnull=False)
                | Q(state="void"),
            ),
            models.CheckConstraint(
                name="originals_void_says_when_by_whom_and_why",
                condition=Q(state="void", voided_at__isnull=False, voided_by__isnull=False)
                & ~Q(void_reason="")
                | ~Q(state="void") & Q(voided_at=None, voided_by=None, void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("workbench:original", args=[self.pk])

    @property
    def record(self) -> models.Model:
        """The record of which it is; what was signed is never deleted.

        Raises:
            LookupError: It is gone all the same.
        """
        found: models.Model | None = self.subject
        if found is None:
            raise LookupError(f"The record of {self} is gone.")
        return found

    @property
    def shown_as(self) -> str:
        """The state as the pages colour it."""
        shown = {"open": "waiting", "complete": "completed", "void": "voided"}
        return shown[self.state]

    @property
    def journalled_under(self) -> int:
        """The department whose paper it is."""
        return self.department_id


class OriginalSignature(models.Model):
    """One seal in an original: whose word it confirms, by which certificate, over which bytes.

    Append-only: it is written with the revision of the file it made.
    """

    original = models.ForeignKey(
        ElectronicOriginal,
        verbose_name=_("electronic original"),
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    order = models.PositiveSmallIntegerField(_("order"))
    field_name = models.CharField(_("field"), max_length=40)
    party = models.CharField(pgettext_lazy("who signs", "party"), max_length=80)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    signer = models.ForeignKey(
        User, verbose_name=_("signer"), on_delete=models.PROTECT, related_name="+"
    )
    sealed_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of a seal", "keeper"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    seal = models.ForeignKey(
        Seal, verbose_name=_("seal"), on_delete=models.PROTECT, related_name="+"
    )
    certificate = models.ForeignKey(
        SealCertificate,
        verbose_name=_("certificate"),
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    certificate_serial = models.CharField(_("serial number"), max_length=64)
    certificate_fingerprint = models.CharField(_("fingerprint"), max_length=64)
    certificate_subject = models.CharField(_("issued to"), max_length=300)
    signed_at = models.DateTimeField(_("signed at"))
    reason = models.TextField(_("what is confirmed"))
    sha256 = models.CharField(_("checksum"), max_length=64)

    class Meta:
        ordering = ["original", "signed_at", "pk"]
        verbose_name = _("seal in an electronic original")
        verbose_name_plural = _("seals in electronic originals")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="originals_each_field_is_sealed_once", fields=["original", "field_name"]
            ),
            models.UniqueConstraint(
                name="originals_each_place_is_sealed_once", fields=["original", "order"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {timezone.localtime(self.signed_at):%F}"
