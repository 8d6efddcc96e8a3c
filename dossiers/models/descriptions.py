"""Descriptions of audio-visual and physical items 声像、实物档案说明 (FIL-10, FRM-26)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import User
from dossiers.models.documents import Document
from dossiers.models.dossiers import Dossier
from dossiers.models.submissions import SubmissionPaper


class DescriptionQuerySet(models.QuerySet["Description"]):
    """Descriptions that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the things in dossiers this person may know of.

        Source: ORG-01.
        """
        seen = Dossier.objects.visible_to(user).values("pk")
        return self.filter(document__holding__dossier__in=seen)


class Description(models.Model):
    """What words say of a photo, a recording or an object: it cannot say so itself.

    Belongs to the line of a list until its paper is filed, then to the document as well.
    """

    class Form(models.TextChoices):
        """What kind of thing is described."""

        AUDIO_VISUAL = "audio_visual", _("Audio-visual")
        OBJECT = "object", _("Physical object")

    class Kept(models.TextChoices):
        """Where the thing is kept (COL-10)."""

        UNDECIDED = "", pgettext_lazy("keeping of an item", "Not decided")
        UNIT = "unit", pgettext_lazy("keeping of an item", "Kept by the unit")
        HANDED_OVER = "handed_over", pgettext_lazy("keeping of an item", "Handed over")

    class Importance(models.TextChoices):
        """How much the thing matters (COL-10)."""

        ORDINARY = "ordinary", pgettext_lazy("importance", "Ordinary")
        IMPORTANT = "important", pgettext_lazy("importance", "Important")

    paper = models.OneToOneField(
        SubmissionPaper,
        verbose_name=_("paper"),
        on_delete=models.PROTECT,
        related_name="description",
        null=True,
    )
    document = models.OneToOneField(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="description",
        null=True,
    )
    form = models.CharField(_("physical form"), max_length=14, choices=Form.choices)
    subject = models.CharField(_("subject"), max_length=200, blank=True, default="")
    taken = models.CharField(
        pgettext_lazy("of a recording", "time"), max_length=60, blank=True, default=""
    )
    background = models.TextField(
        pgettext_lazy("of a recording", "background"), blank=True, default=""
    )
    author = models.CharField(
        pgettext_lazy("of a recording", "author"), max_length=80, blank=True, default=""
    )
    place = models.CharField(
        pgettext_lazy("of a recording", "place"), max_length=120, blank=True, default=""
    )
    persons = models.CharField(_("persons shown"), max_length=200, blank=True, default="")
    medium = models.CharField(_("medium"), max_length=60, blank=True, default="")
    extent = models.CharField(_("format, length or size"), max_length=80, blank=True, default="")
    intact_on = models.DateField(_("found clear and intact on"), null=True)
    intact_by = models.ForeignKey(
        User,
        verbose_name=_("found clear and intact by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    kept = models.CharField(
        _("keeping"), max_length=12, choices=Kept.choices, blank=True, default=""
    )
    importance = models.CharField(
        _("importance"), max_length=10, choices=Importance.choices, blank=True, default=""
    )
    decided_on = models.DateField(_("decided on"), null=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = DescriptionQuerySet.as_manager()
    history = History(personal=["author", "persons"])

    class Meta:
        verbose_name = _("description of an item")
        verbose_name_plural = _("descriptions of items")
        default_permissions = ()
        permissions = [
            ("decide_keeping", _("Can decide who keeps an audio-visual or physical item"))
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_filed_item_is_described",
                condition=Q(document__isnull=True)
                | ~Q(subject="") & ~Q(taken="") & ~Q(background="") & ~Q(author=""),
            ),
            models.CheckConstraint(
                name="dossiers_a_filed_item_is_clear_and_intact",
                condition=Q(document__isnull=True) | Q(intact_on__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_keeping_is_decided_for_a_reason",
                condition=Q(kept="")
                | ~Q(importance="") & Q(decided_on__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.pk)

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        if self.document is not None:
            return self.document.holding.keeper_id
        if self.paper is None:
            raise ValueError(f"description {self.pk} belongs to nothing")
        return self.paper.submission.centre_id
