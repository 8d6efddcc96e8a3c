"""Letters that ask for missing papers 催交单."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of


class ChaseLetterQuerySet(models.QuerySet["ChaseLetter"]):
    """Letters that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the centres whose dossiers one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(centre__in=scope.departments)


class ChaseLetter(models.Model):
    """One letter to a supplying department: which dossiers lack which of its papers.

    ``lines`` holds what the letter said, dossier by dossier: ``dossier`` (its id), ``code``,
    ``unit``, ``papers`` (codes of the types). What is still missing is asked of the dossiers.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    centre = models.ForeignKey(
        Department, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="+"
    )
    supplier = models.CharField(_("supplied by"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(
        User, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("due on"))
    lines: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(_("lines"), default=list)

    objects = ChaseLetterQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = _("letter for missing papers")
        verbose_name_plural = _("letters for missing papers")
        default_permissions = ()
        permissions = [("chase_papers", _("Can ask departments for missing papers"))]
        indexes = [
            models.Index(fields=["centre", "-issued_on", "-id"], name="dossiers_chases_of_centre")
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_chased_paper_is_due_later", condition=Q(due_on__gt=F("issued_on"))
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.centre_id
