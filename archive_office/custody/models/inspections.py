"""Inspections of storerooms 库房检查, what they found, and the incidents that bring them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.custody.models.furniture import Storeroom
from archive_office.custody.models.seeing import OfRooms
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User


class Point(models.TextChoices):
    """What is looked at in a storeroom (STO-02, STO-03, STO-07, STO-12)."""

    FIRE = "fire", _("Protected from fire")
    THEFT = "theft", _("Protected from theft")
    DAMP = "damp", _("Protected from damp")
    LIGHT = "light", _("Protected from light")
    DUST = "dust", _("Protected from dust")
    INSECTS = "insects", _("Protected from insects")
    RODENTS = "rodents", _("Protected from rodents")
    HEAT = "heat", _("Protected from heat")
    AIR = "air", _("Aired")
    RACKS = "racks", _("Racks at right angles to the windows")
    SUNLIGHT = "sunlight", _("No direct sunlight on the racks")
    FLAMMABLE = "flammable", _("Nothing flammable or explosive, nobody smokes")
    DOORS = "doors", _("Doors and locks whole")
    WINDOWS = "windows", _("Windows whole")
    MISPLACED = "misplaced", _("Everything in its place")
    MOULD = "mould", _("No mould on the things")
    BOOKWORM = "bookworm", _("No insects in the things")
    WET = "wet", _("No damp things")
    CORROSION = "corrosion", _("No corrosion")


PROTECTIONS = tuple(Point)[:8]
"""The eight protections 八防 (STO-02)."""


class Incident(models.Model):
    """A theft, a loss or a fire 突发事件: the rooms concerned are inspected before it is closed."""

    class Kind(models.TextChoices):
        """What happened (STO-14)."""

        THEFT = "theft", _("Theft")
        LOSS = "loss", _("Loss")
        FIRE = "fire", _("Fire")

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="incidents"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    happened_on = models.DateField(_("happened on"))
    account = models.TextField(_("what happened"))
    told = models.CharField(_("who was told"), max_length=200, blank=True, default="")
    recorded_on = models.DateField(_("recorded on"))
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    closed_on = models.DateField(_("closed on"), null=True)
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    conclusion = models.TextField(_("conclusion"), blank=True, default="")

    objects = OfRooms.as_manager()
    history = History()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        default_permissions = ("view",)
        permissions = [("record_incident", _("Can record and close incidents"))]
        constraints = [
            models.CheckConstraint(name="custody_an_incident_is_told", condition=~Q(account="")),
            models.CheckConstraint(
                name="custody_a_closed_incident_has_its_conclusion",
                condition=Q(closed_on=None, closed_by=None, conclusion="")
                | Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(conclusion=""),
            ),
            models.CheckConstraint(
                name="custody_an_incident_happens_before_it_is_closed",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("happened_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on:%F}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id


class RoomInspection(models.Model):
    """One look at a storeroom, point by point; done when somebody has signed off every point."""

    class Occasion(models.TextChoices):
        """Why a room is inspected (STO-11, STO-14)."""

        REGULAR = "regular", pgettext_lazy("inspection", "Regular")
        THEFT = "theft", _("Theft")
        LOSS = "loss", _("Loss")
        FIRE = "fire", _("Fire")

    room = models.ForeignKey(
        Storeroom,
        verbose_name=_("storeroom"),
        on_delete=models.PROTECT,
        related_name="inspections",
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    occasion = models.CharField(
        _("occasion"), max_length=10, choices=Occasion.choices, default=Occasion.REGULAR
    )
    incident = models.ForeignKey(
        Incident,
        verbose_name=_("incident"),
        on_delete=models.PROTECT,
        related_name="inspections",
        null=True,
    )
    opened_on = models.DateField(_("begun on"))
    opened_by = models.ForeignKey(
        User, verbose_name=_("begun by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    inspected_on = models.DateField(_("inspected on"), null=True)
    inspected_by = models.ForeignKey(
        User, verbose_name=_("inspected by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    companions = models.CharField(_("together with"), max_length=200, blank=True, default="")
    remark = models.TextField(_("remark"), blank=True, default="")

    objects = OfRooms.as_manager()
    history = History()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("inspection of a storeroom")
        verbose_name_plural = _("inspections of storerooms")
        default_permissions = ("view",)
        permissions = [("inspect_room", _("Can inspect storerooms"))]
        constraints = [
            models.UniqueConstraint(
                name="custody_one_regular_inspection_of_a_room_at_a_time",
                fields=["room"],
                condition=Q(inspected_on=None, incident=None),
            ),
            models.UniqueConstraint(
                name="custody_an_incident_brings_one_inspection_per_room",
                fields=["incident", "room"],
            ),
            models.CheckConstraint(
                name="custody_a_finished_inspection_names_its_checker",
                condition=Q(inspected_on=None, inspected_by=None)
                | Q(inspected_on__isnull=False, inspected_by__isnull=False),
            ),
            models.CheckConstraint(
                name="custody_an_incident_brings_an_extraordinary_inspection",
                condition=Q(incident=None, occasion="regular")
                | Q(incident__isnull=False) & ~Q(occasion="regular"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.inspected_on or self.opened_on:%F}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id


class PointLooked(models.Model):
    """What one point of an inspection was found to be."""

    inspection = models.ForeignKey(
        RoomInspection,
        verbose_name=_("inspection of a storeroom"),
        on_delete=models.PROTECT,
        related_name="points",
    )
    point = models.CharField(_("point"), max_length=10, choices=Point.choices)
    is_good = models.BooleanField(_("in order"))

    history = History()

    class Meta:
        ordering = ["inspection", "pk"]
        verbose_name = _("point of an inspection")
        verbose_name_plural = _("points of inspections")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="custody_each_point_is_answered_once", fields=["inspection", "point"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection} {self.get_point_display()}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.inspection.department_id
