"""Checks of the condition 保管状况检查: damp, insects, corrosion (APR-19)."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.holdings import Holding


class ConditionCheckQuerySet(models.QuerySet["ConditionCheck"]):
    """Checks that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the departments whose things one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(department__in=scope.departments)


class ConditionCheck(models.Model):
    """One look at a box or at a single thing, what was found, and what follows from it."""

    class Finding(models.TextChoices):
        """What is bad."""

        DAMP = "damp", _("Damp")
        INSECTS = "insects", _("Insects")
        CORROSION = "corrosion", _("Corrosion")
        MOULD = "mould", _("Mould")
        MISSING_PAGES = "missing_pages", _("Missing pages")

    class Consequence(models.TextChoices):
        """What follows from a bad finding."""

        NONE = "", _("Nothing")
        REPAIR = "repair", _("Repair")
        APPRAISAL = "appraisal", _("Appraisal")

    department = models.ForeignKey(
        Department, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="+"
    )
    box = models.ForeignKey(
        Box,
        verbose_name=_("box"),
        on_delete=models.PROTECT,
        related_name="condition_checks",
        null=True,
    )
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="condition_checks",
        null=True,
    )
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(
        User, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+"
    )
    findings = ArrayField(
        models.CharField(max_length=14, choices=Finding.choices),
        verbose_name=_("findings"),
        default=list,
        blank=True,
    )
    note = models.TextField(_("note"), blank=True, default="")
    consequence = models.CharField(
        _("consequence"), max_length=10, choices=Consequence.choices, blank=True, default=""
    )
    repair_due_on = models.DateField(_("repair due on"), null=True)
    repaired_on = models.DateField(_("repaired on"), null=True)

    objects = ConditionCheckQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-checked_on", "-pk"]
        verbose_name = _("check of the condition")
        verbose_name_plural = _("checks of the condition")
        default_permissions = ("view",)
        permissions = [("check_condition", _("Can record checks of the condition"))]
        indexes = [
            models.Index(fields=["box", "-checked_on"], name="dossiers_box_last_checked"),
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_check_is_of_a_box_or_a_thing",
                condition=Q(box__isnull=False, holding=None) | Q(box=None, holding__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_only_a_bad_finding_has_a_consequence",
                condition=Q(consequence="") | Q(findings__len__gt=0),
            ),
            models.CheckConstraint(
                name="dossiers_a_repair_has_its_day",
                condition=Q(consequence="repair", repair_due_on__isnull=False)
                | ~Q(consequence="repair") & Q(repair_due_on=None, repaired_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box or self.holding} {self.checked_on:%F}"

    @property
    def told(self) -> str:
        """What was found, in words; nothing for a check without findings."""
        names = [str(self.Finding(found).label) for found in self.findings]
        return "、".join(names) if (get_language() or "").startswith("zh") else ", ".join(names)

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id
