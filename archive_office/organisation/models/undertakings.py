"""The confidentiality undertaking 保密承诺书: its texts, and who signed which."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models.people import User


class UndertakingTextQuerySet(models.QuerySet["UndertakingText"]):
    """Texts by date."""

    def in_force(self, on: date) -> "UndertakingText | None":
        """The text that people sign on a day: the one that came into force last."""
        return self.filter(effective_from__lte=on).order_by("-effective_from").first()


class UndertakingText(models.Model):
    """One version of the undertaking, in both languages, from a day on."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    text_zh = models.TextField(_("text in Chinese"))
    text_en = models.TextField(_("text in English"))
    effective_from = models.DateField(_("effective from"), unique=True)

    objects: ClassVar = UndertakingTextQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-effective_from"]
        verbose_name = _("text of the undertaking")
        verbose_name_plural = _("texts of the undertaking")
        default_permissions = ("view", "add")

    def __str__(self) -> str:
        return self.version

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        english = (get_language() or "").startswith("en")
        return self.text_en if english else self.text_zh


class Undertaking(models.Model):
    """One person's word for one version; never taken back, kept after the person left.

    ``content`` is the canonical JSON that was signed, ``content_hash`` its SHA-256 (hex).
    """

    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="undertakings"
    )
    text = models.ForeignKey(
        UndertakingText,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    content = models.TextField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    signed_at = models.DateTimeField(_("signed at"))

    history = History()

    class Meta:
        verbose_name = _("confidentiality undertaking")
        verbose_name_plural = _("confidentiality undertakings")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="organisation_one_undertaking_per_person_and_version",
                fields=["person", "text"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.text}"
