"""Entries passed to another department with a note, and its answers (SVC-46)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from dossiers.models.registers import RegisterEntry


class EntryReferralQuerySet(models.QuerySet["EntryReferral"]):
    """What was passed on, as it exists for a person."""

    def passed_to(self, user: User) -> Self:
        """What was passed to the departments in which this person works."""
        return self.filter(department__in=[m.department_id for m in user.current_memberships])

    def visible_to(self, user: User) -> Self:
        """What was passed to one's own departments, and what became of entries one sees.

        Source: ORG-01, SVC-46.
        """
        seen = RegisterEntry.objects.visible_to(user).values("pk")
        own = [m.department_id for m in user.current_memberships]
        return self.filter(Q(department__in=own) | Q(entry__in=seen))

    def waiting(self) -> Self:
        """Those without an answer."""
        return self.filter(answered_at__isnull=True)


class EntryReferral(models.Model):
    """An entry passed to another department; the department sees the note, not the entry."""

    entry = models.ForeignKey(
        RegisterEntry, verbose_name=_("entry"), on_delete=models.PROTECT, related_name="referrals"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("passed to"), on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300)
    asked_by = models.ForeignKey(
        User, verbose_name=_("passed on by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("passed on at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True, default="")
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = EntryReferralQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("entry passed on")
        verbose_name_plural = _("entries passed on")
        default_permissions = ()
        permissions = [("answer_referral", _("Can answer what was passed to the own department"))]
        indexes = [
            models.Index(
                fields=["department", "-asked_at", "-id"], name="dossiers_passed_to_departments"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_an_answer_says_what_by_whom_and_when",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
            models.UniqueConstraint(
                name="dossiers_passed_once_to_a_department_until_it_answers",
                fields=["entry", "department"],
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} → {self.department}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.entry.centre_id
