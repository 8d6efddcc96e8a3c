"""Notices 提醒: what a person is told, in the office and by e-mail; and the days that tell it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History


class Notice(models.Model):
    """One message to one person. ``key`` makes a reminder go out only once."""

    class Mail(models.TextChoices):
        """Whether the message also leaves by e-mail."""

        NONE = "none", _("no e-mail")
        WAITING = "waiting", _("e-mail not delivered yet")
        SENT = "sent", _("sent by e-mail")
        GIVEN_UP = "given_up", _("e-mail could not be delivered")

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        on_delete=models.PROTECT,
        related_name="notices",
    )
    key = models.CharField(_("key"), max_length=120)
    clause = models.CharField(_("clause"), max_length=12, blank=True, default="")
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("body"), blank=True, default="")
    link = models.CharField(_("link"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True)
    mail = models.CharField(_("e-mail"), max_length=10, choices=Mail.choices, default=Mail.NONE)
    mail_tries = models.PositiveSmallIntegerField(_("tries to mail it"), default=0)
    mail_after = models.DateTimeField(_("next try to mail it"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    history = History()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="notices_each_told_once", fields=["to", "key"]),
            models.CheckConstraint(
                name="notices_mailed_when_sent",
                condition=Q(mail="sent", mailed_at__isnull=False)
                | (~Q(mail="sent") & Q(mailed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="notices_waiting_mail_has_a_next_try",
                condition=Q(mail="waiting", mail_after__isnull=False)
                | (~Q(mail="waiting") & Q(mail_after__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_after"], condition=Q(mail="waiting"), name="notices_mail_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.title


class OfficeDay(models.Model):
    """One run of the office day 每日例行事务: when, how much was done, what failed."""

    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    counts = models.JSONField(_("what was done"), default=dict)
    failures = models.JSONField(
        _("what failed"), default=dict, help_text=_("Work by name, and the kind of error.")
    )

    history = History()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("office day")
        verbose_name_plural = _("office days")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="notices_office_day_ends_after_start",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.started_at):%F %H:%M}"
