"""Persons from outside, whom the archivist serves (decision 16)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import DataKey, SealedTextField, masked, masked_name
from archive_office.journal.history import History
from archive_office.organisation.models import User


class OutsidePerson(models.Model):
    """Somebody from outside who uses a file through the archivist (decision 16).

    Identity and telephone numbers are sealed with a data key of this row's own.
    """

    class Kind(models.TextChoices):
        """In which capacity the person asks."""

        OWNER = "owner", _("The owner or tenant in person")
        ATTORNEY = "attorney", _("Holder of a power of attorney")
        OFFICIAL = "official", _("Police or court")
        LAWYER = "lawyer", _("Lawyer")
        COMMITTEE = "committee", _("Owners’ committee")
        INSURER = "insurer", _("Insurer")

    kind = models.CharField(_("capacity"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True, default="")
    data_key = models.TextField(_("sealed data key"), editable=False)
    id_kind = models.CharField(_("kind of identity document"), max_length=30)
    id_number = SealedTextField(_("identity number"))
    phone = SealedTextField(_("telephone"))
    identity_checked_by = models.ForeignKey(
        User, verbose_name=_("identity checked by"), on_delete=models.PROTECT, related_name="+"
    )
    identity_checked_at = models.DateTimeField(_("identity checked at"))

    history = History(excluded_fields=["data_key"], personal=["name"])

    class Meta:
        verbose_name = _("outside person")
        verbose_name_plural = _("outside persons")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown_name}"

    @property
    def shown_name(self) -> str:
        """The name for the eye, masked."""
        return masked_name(self.name)

    @property
    def shown_id_number(self) -> str:
        """The last four characters of the identity number."""
        return masked(DataKey.opened(self.data_key).unseal(self.id_number))
