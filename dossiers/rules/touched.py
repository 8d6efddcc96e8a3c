"""What a reported change touches in a dossier, and asks somebody to confirm.

Source: SVC-39, SVC-41.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FINANCE: Final = "财务"
"""What the name of the department says that keeps the customers' accounts."""


class Change(models.TextChoices):
    """What changed; a matter of another kind touches nothing by itself."""

    OTHER = "", pgettext_lazy("kind of change", "Another matter")
    NAME = "name", pgettext_lazy("kind of change", "Name of the company")
    REPRESENTATIVE = "representative", pgettext_lazy("kind of change", "Legal representative")
    LICENCE = "licence", pgettext_lazy("kind of change", "Business licence")
    OCCUPANT = "occupant", pgettext_lazy("kind of change", "Occupant")


TO_CONFIRM = {
    Change.NAME: _("name, licence, seal, contracts, name plate and label"),
    Change.REPRESENTATIVE: _("legal representative, licence and identity copy"),
    Change.LICENCE: _("number, annual review and end of the licence"),
    Change.OCCUPANT: _("occupant, contacts, emergency contact and number of persons"),
}
"""The fields that each kind of change touches, in words."""
