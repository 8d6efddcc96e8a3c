"""Seals, and what signatures and decisions have in common."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models.departments import Department
from archive_office.organisation.models.people import User
from archive_office.organisation.roles import Role


class Seal(models.Model):
    """A registered department seal 部门公章 and its keeper."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="seals"
    )
    keeper = models.ForeignKey(
        User, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="seals"
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["number"]
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return self.name


class Signature(models.Model):
    """One person's word for one frozen content; voided, never deleted.

    ``content`` is the canonical JSON verbatim, ``content_hash`` its SHA-256 (hex).
    """

    signer = models.ForeignKey(
        User, verbose_name=_("signer"), on_delete=models.PROTECT, related_name="+"
    )
    acting_for = models.ForeignKey(
        User,
        verbose_name=_("acting for"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    statement = models.TextField(_("statement"))
    content = models.TextField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    signed_at = models.DateTimeField(_("signed at"))
    voided_at = models.DateTimeField(_("voided at"), null=True)
    voided_by = models.ForeignKey(
        User, verbose_name=_("voided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    void_reason = models.TextField(_("reason for voiding"), blank=True, default="")

    class Meta:
        abstract = True
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.signer} {timezone.localtime(self.signed_at):%F}"


class Decision(models.Model):
    """One step of an approval: who decided what, why, over which content."""

    class Outcome(models.TextChoices):
        """The two answers a decision can give."""

        APPROVED = "approved", _("Approved")
        REFUSED = "refused", pgettext_lazy("decision", "Refused")

    step = models.CharField(_("step"), max_length=40)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    acting_for = models.ForeignKey(
        User,
        verbose_name=_("acting for"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("reason"), blank=True, default="")
    at = models.DateTimeField(_("at"))
    content_hash = models.CharField(_("content hash"), max_length=64)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_refusals_have_reasons",
                condition=Q(outcome="approved") | ~Q(reason=""),
            )
        ]

    @property
    def decider(self) -> str:
        """Who decided, as it is shown and printed: with 代 for whom, when standing in."""
        if self.acting_for is None:
            return str(self.by)
        words = {"person": self.by, "head": self.acting_for}
        return _("%(person)s (acting for %(head)s)") % words
