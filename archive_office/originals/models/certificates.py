"""The certificates with which seals sign electronically."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Seal


class SealCertificate(models.Model):
    """One certificate of a seal: whose it is, until when, where its key is kept.

    The key itself is never in the database.
    """

    class Origin(models.TextChoices):
        """Who keeps the key and vouches for it."""

        DEMO = "demo", _("Made for the demonstration")
        PKCS12 = "pkcs12", _("PKCS#12 file of the house")
        PROVIDER = "provider", _("Outside signing service")

    seal = models.ForeignKey(
        Seal, verbose_name=_("seal"), on_delete=models.PROTECT, related_name="certificates"
    )
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, unique=True, help_text=_("SHA-256 of the certificate.")
    )
    serial = models.CharField(_("serial number"), max_length=64)
    subject = models.CharField(_("issued to"), max_length=300)
    issuer = models.CharField(pgettext_lazy("of a certificate", "issued by"), max_length=300)
    self_issued = models.BooleanField(
        _("issued by the house itself"),
        help_text=_("Shows that nothing was changed; who is meant, only the house vouches for."),
    )
    certificate = models.TextField(_("certificate"))  # PEM
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    registered_at = models.DateTimeField(_("registered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_because = models.TextField(_("reason for withdrawing"), blank=True, default="")

    history = History()

    class Meta:
        ordering = ["seal", "-valid_from", "-pk"]
        verbose_name = _("certificate of a seal")
        verbose_name_plural = _("certificates of seals")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="originals_certificate_ends_after_it_begins",
                condition=Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="originals_withdrawn_certificate_has_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seal} · {self.fingerprint[:8]}"

    def is_good_at(self, moment: datetime) -> bool:
        """Whether it could be signed with at a moment."""
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= moment
        return self.valid_from <= moment <= self.valid_until and not withdrawn
