"""Rolls of labels printed in advance; each says what it stands for from its first scan on."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.holdings import Holding

TARGETS = ("room", "cabinet", "shelf", "box", "holding")
"""What a label can stand for."""


class LabelRollQuerySet(models.QuerySet["LabelRoll"]):
    """Rolls that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the departments whose things one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(department__in=scope.departments)


class LabelRoll(models.Model):
    """Labels with codes of their own, printed before anybody knows where they go."""

    department = models.ForeignKey(
        Department, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="rolls"
    )
    count = models.PositiveSmallIntegerField(_("labels"))
    made_at = models.DateTimeField(pgettext_lazy("roll", "made at"))
    made_by = models.ForeignKey(
        User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = LabelRollQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("roll of labels")
        verbose_name_plural = _("rolls of labels")
        default_permissions = ("view",)
        permissions = [("label_places", _("Can print and assign labels"))]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id


class RollLabel(models.Model):
    """One label of a roll: blank, or stuck to exactly one thing."""

    roll = models.ForeignKey(
        LabelRoll, verbose_name=_("roll"), on_delete=models.PROTECT, related_name="labels"
    )
    code = models.CharField(_("barcode"), max_length=20, unique=True)
    room = models.ForeignKey(
        Storeroom,
        verbose_name=_("storeroom"),
        on_delete=models.PROTECT,
        related_name="roll_labels",
        null=True,
    )
    cabinet = models.ForeignKey(
        Cabinet,
        verbose_name=_("cabinet"),
        on_delete=models.PROTECT,
        related_name="roll_labels",
        null=True,
    )
    shelf = models.ForeignKey(
        Shelf,
        verbose_name=_("shelf"),
        on_delete=models.PROTECT,
        related_name="roll_labels",
        null=True,
    )
    box = models.ForeignKey(
        Box, verbose_name=_("box"), on_delete=models.PROTECT, related_name="roll_labels", null=True
    )
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="roll_labels",
        null=True,
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True)
    assigned_by = models.ForeignKey(
        User, verbose_name=_("assigned by"), on_delete=models.PROTECT, related_name="+", null=True
    )

    history = History()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("label of a roll")
        verbose_name_plural = _("labels of rolls")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_label_is_blank_or_stands_for_one_thing",
                condition=Q(
                    room=None,
                    cabinet=None,
                    shelf=None,
                    box=None,
                    holding=None,
                    assigned_at=None,
                    assigned_by=None,
                )
                | Q(assigned_at__isnull=False, assigned_by__isnull=False)
                & (
                    Q(room__isnull=False, cabinet=None, shelf=None, box=None, holding=None)
                    | Q(room=None, cabinet__isnull=False, shelf=None, box=None, holding=None)
                    | Q(room=None, cabinet=None, shelf__isnull=False, box=None, holding=None)
                    | Q(room=None, cabinet=None, shelf=None, box__isnull=False, holding=None)
                    | Q(room=None, cabinet=None, shelf=None, box=None, holding__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def stands_for(self) -> Storeroom | Cabinet | Shelf | Box | Holding | None:
        """The thing it is stuck to; nothing while it is blank."""
        return self.room or self.cabinet or self.shelf or self.box or self.holding

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.roll.department_id
