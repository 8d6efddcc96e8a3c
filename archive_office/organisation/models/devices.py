"""The second factor: what somebody has in the pocket besides the password in the head.

Secret keys are sealed like the residents' numbers; of recovery codes only a keyed hash is kept.
"""

from base64 import b32encode
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote, urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from archive_office.crypto import DataKey, SealedTextField
from archive_office.organisation.models.people import User

TOLERANCE = 1
"""Steps of half a minute by which the clock of a telephone may be off."""


class SecondFactor(ThrottlingMixin, Device):  # type: ignore[misc]  # django-otp has no types
    """A person's own generator of codes (TOTP, RFC 6238); at most one each.

    Each wrong code doubles the time until the next one is looked at (django-otp's throttling).
    """

    name = None
    confirmed = None
    user = models.OneToOneField(
        User, verbose_name=_("account"), on_delete=models.PROTECT, related_name="second_factor"
    )
    data_key = models.TextField(_("data key"))
    key = SealedTextField(_("secret key"))
    since = models.DateTimeField(_("since"))
    last_step = models.BigIntegerField(_("step of the last code"), default=-1)
    throttling_failure_timestamp = models.DateTimeField(_("last wrong code"), null=True)
    throttling_failure_count = models.PositiveIntegerField(_("wrong codes in a row"), default=0)

    objects: ClassVar[models.Manager["SecondFactor"]] = models.Manager()

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def secret(self) -> bytes:
        """The key itself, opened."""
        return bytes.fromhex(DataKey.opened(self.data_key).unseal(self.key))

    @property
    def typed_key(self) -> str:
        """The key as it is typed where no picture can be taken, in groups of four."""
        text = b32encode(self.secret).decode().rstrip("=")
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))

    @property
    def address(self) -> str:
        """What the QR code says to the telephone."""
        issuer = quote("Archive Office")
        secret = b32encode(self.secret).decode().rstrip("=")
        query = urlencode({"secret": secret, "digits": 6, "period": 30})
        return f"otpauth://totp/{issuer}:{quote(self.user.get_username())}?{query}&issuer={issuer}"

    def get_throttle_factor(self) -> int:
        """Seconds after the first wrong code; they double with each further one."""
        return 1

    def takes(self, code: str, *, now: datetime) -> bool:
        """Whether this is the code of the moment; each is good once."""
        if not (code.isascii() and code.isdigit()):
            return False
        generator = TOTP(self.secret)
        generator.time = now.timestamp()
        taken: bool = generator.verify(int(code), TOLERANCE, self.last_step + 1)
        if taken:
            self.last_step = generator.t()
        return taken


class RecoveryCode(models.Model):
    """One code for the day the telephone is lost, good once; ``digest`` is its keyed hash."""

    device = models.ForeignKey(
        SecondFactor,
        verbose_name=_("second factor"),
        on_delete=models.PROTECT,
        related_name="recovery_codes",
    )
    digest = models.CharField(_("hash"), max_length=32)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="organisation_recovery_code_once_per_device", fields=["device", "digest"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.pk}"
