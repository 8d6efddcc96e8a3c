"""Business licences of company customers 营业执照, with the days they lapse (COL-16)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models.dossiers import Dossier


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Licences that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the dossiers of the centres this person sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(dossier__centre__in=scope.departments)


class Licence(models.Model):
    """The business licence of a company customer: number, annual review, end."""

    dossier = models.OneToOneField(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="licence"
    )
    number = models.CharField(_("licence number"), max_length=40)
    reviewed_on = models.DateField(_("annual review"), null=True, blank=True)
    review_due_on = models.DateField(_("next annual review"), null=True, blank=True)
    expires_on = models.DateField(
        _("expires on"), null=True, blank=True, help_text=_("Empty: without an end.")
    )
    recorded_on = models.DateField(_("recorded on"))
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = LicenceQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("business licence")
        verbose_name_plural = _("business licences")
        default_permissions = ()
        permissions = [("record_licence", _("Can record business licences"))]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_licence_has_its_number", condition=~Q(number="")
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.dossier.centre_id
