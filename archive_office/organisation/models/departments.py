"""Departments of the company: the archive office, functional departments, centres."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History


class DepartmentKind(models.TextChoices):
    """What a department is to the archive."""

    COMPANY = "company", _("Company")
    ARCHIVE_OFFICE = "archive_office", _("Archive office")
    FUNCTIONAL = "functional", _("Functional department")
    SERVICE_CENTRE = "service_centre", _("Service centre")


class Department(models.Model):
    """A unit of the company 部门/客户服务中心; an archive unit if it has an archive room.

    The company alone is a fonds; a centre's code is an office code 机构代码.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DepartmentKind.choices)
    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=80)
    fonds = models.CharField(_("fonds number"), max_length=4, default="W001")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent"),
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
    )
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ["code"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        permissions = [
            ("see_dossiers", _("Can see this department's dossiers")),
            ("give_exception", _("Can open a department's dossiers to others")),
        ]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organisation_department_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_centre(self) -> bool:
        """Whether this is a service centre."""
        return self.kind == DepartmentKind.SERVICE_CENTRE
