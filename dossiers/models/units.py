"""Estates, buildings, units 项目、楼栋、单元房号."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of


def _centres_of(user: User) -> set[int]:
    """The departments in which a person works or whose dossiers they see."""
    return {m.department_id for m in user.current_memberships} | scope_of(user).departments


class EstateQuerySet(models.QuerySet["Estate"]):
    """Estates as people may see them."""

    def visible_to(self, user: User) -> Self:
        """Estates looked after by the centres in which this person works."""
        return self if scope_of(user).everything else self.filter(centre__in=_centres_of(user))


class Estate(models.Model):
    """A managed estate 项目, looked after by one service centre."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    centre = models.ForeignKey(
        Department,
        verbose_name=_("service centre"),
        on_delete=models.PROTECT,
        related_name="estates",
    )
    address = models.CharField(_("address"), max_length=200, blank=True, default="")

    objects = EstateQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["code"]
        verbose_name = _("estate")
        verbose_name_plural = _("estates")

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building of an estate 楼栋; ``key`` is how it is compared."""

    estate = models.ForeignKey(
        Estate, verbose_name=_("estate"), on_delete=models.PROTECT, related_name="buildings"
    )
    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(_("key for matching"), max_length=40, editable=False)
    sort_key = models.CharField(_("sort key"), max_length=80, editable=False)

    history = History()

    class Meta:
        ordering = ["estate", "sort_key"]
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [
            models.UniqueConstraint(name="dossiers_building_once", fields=["estate", "key"])
        ]

    def __str__(self) -> str:
        return f"{self.estate.name}{self.name}"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as people may see them."""

    def visible_to(self, user: User) -> Self:
        """Units of the estates that this person's centres look after, lived in or not."""
        scope = scope_of(user)
        return self if scope.everything else self.filter(estate__centre__in=_centres_of(user))


class Unit(models.Model):
    """One home, shop or office 单元; kept as people write it, compared by ``key``."""

    class Use(models.TextChoices):
        """Present use of the unit (COL-25, SVC-32)."""

        UNKNOWN = "unknown", _("Unknown")
        OWNER_OCCUPIED = "owner_occupied", _("Owner-occupied")
        LET = "let", _("Let")
        VACANT = "vacant", _("Vacant")
        FITTING_OUT = "fitting_out", _("Fitting out")
        OTHER = "other", _("Other")

    building = models.ForeignKey(
        Building, verbose_name=_("building"), on_delete=models.PROTECT, related_name="units"
    )
    estate = models.ForeignKey(
        Estate, verbose_name=_("estate"), on_delete=models.PROTECT, related_name="units"
    )
    entrance = models.CharField(_("entrance"), max_length=20, blank=True, default="")
    room = models.CharField(_("room"), max_length=40)
    code = models.CharField(_("unit"), max_length=80)
    key = models.CharField(_("key for matching"), max_length=120, editable=False)
    sort_key = models.CharField(_("sort key"), max_length=200, editable=False)
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    area = models.DecimalField(
        _("area (m²)"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    use = models.CharField(_("use"), max_length=16, choices=Use.choices, default=Use.UNKNOWN)

    objects = UnitQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["estate", "sort_key"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        permissions = [("record_use", _("Can record the use of units"))]
        constraints = [models.UniqueConstraint(name="dossiers_unit_once", fields=["estate", "key"])]
        indexes = [models.Index(fields=["estate", "sort_key"], name="dossiers_units_in_order")]

    def __str__(self) -> str:
        return f"{self.estate.name}{self.code}"
