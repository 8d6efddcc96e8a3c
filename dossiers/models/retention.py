"""How long a thing is kept: the day its term counts from, and what stands against its end."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from dossiers.models.documents import Document
from dossiers.models.dossiers import Dossier
from dossiers.models.holdings import Holding


class RetentionTrigger(models.Model):
    """A day entered by hand from which a term counts, in place of the one the schedule finds.

    A corrected day replaces the earlier row and never overwrites it; ``was_on`` is the day that
    counted before, wherever it came from.

    Source: APR-11, APR-16.
    """

    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="triggers"
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="triggers",
        null=True,
    )
    on = models.DateField(_("counts from"))
    was_on = models.DateField(_("counted before from"), null=True)
    reason = models.TextField(_("reason"))
    set_by = models.ForeignKey(
        User, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("entered at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True)

    history = History()

    class Meta:
        ordering = ["holding", "-set_at", "-pk"]
        verbose_name = _("retention trigger")
        verbose_name_plural = _("retention triggers")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="dossiers_one_trigger_counts_per_holding",
                fields=["holding"],
                condition=Q(replaced_at__isnull=True, document__isnull=True),
            ),
            models.UniqueConstraint(
                name="dossiers_one_trigger_counts_per_document",
                fields=["document"],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(
                name="dossiers_a_trigger_has_its_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document or self.holding} · {self.on:%F}"


class Hold(models.Model):
    """What stands against destroying a thing, until another role lifts it."""

    class Kind(models.TextChoices):
        """Why it must be kept."""

        LEGAL = "legal", _("Legal proceedings")
        DISPUTE = "dispute", _("Dispute")
        AUDIT = "audit", _("Audit")
        ARREARS = "arrears", _("Arrears")

    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="holds"
    )
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="holds",
        null=True,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.TextField(_("reason"))
    placed_by = models.ForeignKey(
        User, verbose_name=_("placed by"), on_delete=models.PROTECT, related_name="+"
    )
    placed_as = models.CharField(_("placed as"), max_length=30, choices=Role.choices)
    placed_at = models.DateTimeField(_("placed at"))
    lifted_by = models.ForeignKey(
        User, verbose_name=_("lifted by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    lifted_as = models.CharField(
        _("lifted as"), max_length=30, choices=Role.choices, blank=True, default=""
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_because = models.TextField(_("reason for lifting"), blank=True, default="")

    history = History()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        default_permissions = ("view",)
        permissions = [("place_hold", _("Can place and lift holds"))]
        indexes = [
            models.Index(
                fields=["dossier"],
                condition=Q(lifted_at__isnull=True),
                name="dossiers_holds_in_force",
            )
        ]
        constraints = [
            models.CheckConstraint(name="dossiers_a_hold_has_its_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="dossiers_a_hold_is_lifted_by_another_role",
                condition=Q(lifted_at=None, lifted_by=None, lifted_as="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False)
                & ~Q(lifted_as="")
                & ~Q(lifted_as=F("placed_as"))
                & ~Q(lifted_by=F("placed_by"))
                & ~Q(lifted_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.get_kind_display()}"
