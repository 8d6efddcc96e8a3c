"""Notices 提醒: what a person is told, in the office and by e-mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History


class Notice(models.Model):
    """One message to one person. ``key`` makes a reminder go out only once."""

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
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    history = History()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(name="notices_each_told_once", fields=["to", "key"])]

    def __str__(self) -> str:
        return self.title
