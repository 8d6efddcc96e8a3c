"""Roles 角色, and which rows each may see; what each may do is in ``permissions``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of the house (architecture §4)."""

    CENTRE_ARCHIVIST = "centre_archivist", _("Centre archivist")
    FRONT_LINE = "front_line", _("Service-centre staff")
    CENTRE_HEAD = "centre_head", _("Centre head")
    HQ_ARCHIVIST = "hq_archivist", _("Headquarters archivist")
    ARCHIVE_ROOM_HEAD = "archive_room_head", _("Archive-room head")
    CUSTOMER_SERVICE_HEAD = "customer_service_head", _("Head of customer service")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    ENGINEER = "engineer", _("Engineer")
    DIRECTOR = "director", _("Director")
    EMPLOYEE = "employee", _("Employee")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


SEES_EVERY_CENTRE = frozenset(
    {
        Role.HQ_ARCHIVIST,
        Role.ARCHIVE_ROOM_HEAD,
        Role.CUSTOMER_SERVICE_HEAD,
        Role.DIRECTOR,
        Role.AUDITOR,
    }
)
"""Roles whose catalogue spans all centres (ORG-01, ORG-10)."""

SEES_OWN_DEPARTMENT = frozenset({Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD})
"""Roles that see the dossiers of the department they hold the role in."""

READS_PERSONAL = frozenset({Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD})
"""Roles that read personal volumes of their own centre without a grant (LND-13)."""

REVIEWS_EVERY_CENTRE = frozenset(
    {Role.ARCHIVE_ROOM_HEAD, Role.CUSTOMER_SERVICE_HEAD, Role.DIRECTOR, Role.AUDITOR}
)
"""Roles that review the readings of all centres; a centre's head those of the own (SEC-41)."""
