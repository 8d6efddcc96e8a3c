"""How a destruction can stand: its states, methods, designated places."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department


class RegisterState(models.TextChoices):
    """From the proposal to the closed register."""

    DRAFTING = "drafting", _("Being drawn up")
    APPROVING = "approving", _("Frozen, to be approved")
    WAITING = "waiting", pgettext_lazy("of a destruction register", "Approved, waiting")
    EXECUTING = "executing", _("Being carried out")
    SIGNING = "signing", _("Carried out, to be signed")
    CLOSED = "closed", pgettext_lazy("of a destruction register", "Closed")
    REFUSED = "refused", pgettext_lazy("of a destruction register", "Refused")
    VOID = "void", _("Void")


OPEN_STATES = (
    RegisterState.DRAFTING,
    RegisterState.APPROVING,
    RegisterState.WAITING,
    RegisterState.EXECUTING,
    RegisterState.SIGNING,
)


class LineState(models.TextChoices):
    """What became of a line."""

    LISTED = "listed", _("Listed")
    VETOED = "vetoed", _("Struck by an approver")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PUT_OFF = "put_off", _("Put off")
    DESTROYED = "destroyed", _("Destroyed")


class Method(models.TextChoices):
    """How a thing is destroyed; the list is closed, and knows neither sale nor reuse (DES-03)."""

    SHREDDER = "shredder", _("Shredder")
    TEARING = "tearing", _("Torn up")
    BREAKING = "breaking", _("Broken up (objects and media)")


class Twins(models.TextChoices):
    """What becomes of the electronic copies of a thing (DES-25)."""

    NONE = "none", _("There is none")
    ERASE = "erase", _("Erased")
    KEEP = "keep", pgettext_lazy("of electronic copies", "Kept")


class DisposalPlace(models.Model):
    """A designated place 指定销毁地点 at which records may be destroyed (DES-20)."""

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=80, unique=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ["name"]
        verbose_name = _("place of destruction")
        verbose_name_plural = _("places of destruction")

    def __str__(self) -> str:
        return self.name
