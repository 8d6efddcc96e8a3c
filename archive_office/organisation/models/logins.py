"""Who came in when and from where, and where somebody is signed in now."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models.people import User


class LoginRecord(models.Model):
    """One attempt to sign in; append-only (SEC-40)."""

    class Outcome(models.TextChoices):
        """How the attempt ended."""

        SIGNED_IN = "signed_in", _("signed in")
        CODE_ASKED = "code_asked", _("asked for the code")
        REFUSED = "refused", _("refused")
        LOCKED_OUT = "locked_out", _("locked out")

    at = models.DateTimeField(_("at"))
    user = models.ForeignKey(
        User,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        related_name="logins",
        null=True,
        help_text=_("Empty when no account has the name that was typed."),
    )
    username = models.CharField(_("name as it was typed"), max_length=150)
    address = models.GenericIPAddressField(_("from address"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["user", "-at"], name="organisation_logins_of_account")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%F %T} {self.username}"


class LiveSession(models.Model):
    """Where an account is signed in; it goes when the session is ended for it."""

    user = models.ForeignKey(
        User, verbose_name=_("account"), on_delete=models.PROTECT, related_name="live_sessions"
    )
    session_key = models.CharField(_("session"), max_length=40, unique=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {timezone.localtime(self.since):%F %T}"
