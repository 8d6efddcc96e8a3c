"""What is kept of a storeroom from day to day: equipment, climate, visitors, closing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.custody.models.furniture import Storeroom
from archive_office.custody.models.inspections import Point, RoomInspection
from archive_office.custody.models.seeing import OfRooms
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User


class OfARoom(models.Model):
    """Something recorded of a storeroom, under the department whose room it is."""

    room = models.ForeignKey(
        Storeroom, verbose_name=_("storeroom"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )

    objects = OfRooms.as_manager()

    class Meta:
        abstract = True

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id


class Equipment(OfARoom):
    """An extinguisher, a sign or an instrument of a storeroom 库房设备 (STO-03)."""

    class Kind(models.TextChoices):
        """What a storeroom is equipped with."""

        EXTINGUISHER = "extinguisher", _("Fire extinguisher")
        SIGN = "sign", _("No-fire sign")
        ALARM = "alarm", _("Alarm")
        INSTRUMENT = "instrument", _("Thermometer and hygrometer")
        DEHUMIDIFIER = "dehumidifier", _("Dehumidifier or air conditioning")
        OTHER = "other", _("Other equipment")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    place = models.CharField(_("place in the room"), max_length=60, blank=True, default="")
    checked_on = models.DateField(_("checked on"))
    next_check_on = models.DateField(_("next check on"))
    retired_on = models.DateField(_("taken away on"), null=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True, default="")

    history = History()

    class Meta:
        ordering = ["next_check_on", "pk"]
        verbose_name = _("equipment of a storeroom")
        verbose_name_plural = _("equipment of storerooms")
        default_permissions = ("view",)
        permissions = [("keep_equipment", _("Can register and check equipment of storerooms"))]
        constraints = [
            models.CheckConstraint(
                name="custody_the_next_check_comes_after_the_last",
                condition=Q(next_check_on__gt=F("checked_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ClimateReading(OfARoom):
    """Temperature and humidity of a storeroom at a moment 温湿度记录."""

    read_at = models.DateTimeField(_("moment of the reading"))
    read_by = models.ForeignKey(
        User, verbose_name=_("read by"), on_delete=models.PROTECT, related_name="+"
    )
    temperature = models.DecimalField(_("temperature (°C)"), max_digits=4, decimal_places=1)
    humidity = models.DecimalField(_("relative humidity (%)"), max_digits=4, decimal_places=1)
    within_limits = models.BooleanField(_("within the limits"))

    class Meta:
        ordering = ["-read_at", "-pk"]
        verbose_name = _("climate reading")
        verbose_name_plural = _("climate readings")
        default_permissions = ("view",)
        permissions = [("read_climate", _("Can record climate readings"))]
        indexes = [models.Index(fields=["room", "-read_at"], name="custody_climate_of_a_room")]
        constraints = [
            models.CheckConstraint(
                name="custody_humidity_is_a_percentage",
                condition=Q(humidity__gte=0, humidity__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.temperature} °C, {self.humidity} %"


class RoomFinding(OfARoom):
    """Something bad in a storeroom, with its remedy, who sees to it, and until when (STO-12)."""

    class Outcome(models.TextChoices):
        """What has become of things: the four that must not be 散、乱、丢、坏."""

        NONE = "", _("Nothing happened to the things")
        SCATTERED = "scattered", _("Scattered")
        DISORDERED = "disordered", _("Disordered")
        LOST = "lost", _("Lost")
        DAMAGED = "damaged", _("Damaged")

    inspection = models.ForeignKey(
        RoomInspection,
        verbose_name=_("inspection of a storeroom"),
        on_delete=models.PROTECT,
        related_name="findings",
        null=True,
    )
    reading = models.OneToOneField(
        ClimateReading,
        verbose_name=_("climate reading"),
        on_delete=models.PROTECT,
        related_name="finding",
        null=True,
    )
    point = models.CharField(_("point"), max_length=10, choices=Point.choices)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    what = models.TextField(_("what was found"))
    remedy = models.TextField(_("remedy"))
    responsible = models.ForeignKey(
        User, verbose_name=_("who sees to it"), on_delete=models.PROTECT, related_name="+"
    )
    found_on = models.DateField(_("found on"))
    due_on = models.DateField(_("done until"))
    done_on = models.DateField(_("done on"), null=True)
    done_by = models.ForeignKey(
        User, verbose_name=_("reported by"), on_delete=models.PROTECT, related_name="+", null=True
    )

    history = History()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("finding in a storeroom")
        verbose_name_plural = _("findings in storerooms")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="custody_a_finding_has_its_remedy",
                condition=~Q(what="") & ~Q(remedy="") & Q(due_on__gte=F("found_on")),
            ),
            models.CheckConstraint(
                name="custody_a_finding_comes_from_one_look",
                condition=Q(inspection__isnull=False, reading=None)
                | Q(inspection=None, reading__isnull=False),
            ),
            models.CheckConstraint(
                name="custody_somebody_reports_a_remedy_as_done",
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__gte=F("found_on"), done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_point_display()} {self.found_on:%F}"


class RoomVisit(OfARoom):
    """Somebody who is not entitled to the storeroom came in, why, and with whom (STO-16)."""

    visitor = models.CharField(_("visitor"), max_length=60)
    comes_from = models.CharField(_("unit or company"), max_length=80)
    reason = models.CharField(pgettext_lazy("of a visit", "reason"), max_length=200)
    escort = models.ForeignKey(
        User, verbose_name=_("escorted by"), on_delete=models.PROTECT, related_name="+"
    )
    came_at = models.DateTimeField(_("came in at"))
    left_at = models.DateTimeField(_("left at"), null=True)

    history = History()

    class Meta:
        ordering = ["-came_at", "-pk"]
        verbose_name = _("visit to a storeroom")
        verbose_name_plural = _("visits to storerooms")
        default_permissions = ("view",)
        permissions = [("enter_visitor", _("Can enter visitors of storerooms"))]
        indexes = [
            models.Index(
                fields=["room"], name="custody_who_is_inside", condition=Q(left_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="custody_a_visit_has_its_reason", condition=~Q(visitor="") & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="custody_nobody_leaves_before_coming",
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.visitor


class RoomClosing(OfARoom):
    """The last person's word that a storeroom was left as it should be 离库检查 (STO-15)."""

    class Point(models.TextChoices):
        """What is seen to before leaving."""

        LIGHTS = "lights", _("Lights are off")
        WINDOWS = "windows", _("Windows are shut")
        DOORS = "doors", _("Doors are locked")
        CLEAN = "clean", _("The room is clean")
        NOTHING_FOREIGN = "foreign", _("Nothing lies about that does not belong here")

    on = models.DateField(_("day"))
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+"
    )
    not_done = ArrayField(
        models.CharField(max_length=10, choices=Point.choices),
        verbose_name=_("points not in order"),
        default=list,
        blank=True,
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True, default="")
    content = models.TextField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)

    class Meta:
        ordering = ["-closed_at", "-pk"]
        verbose_name = _("closing of a storeroom")
        verbose_name_plural = _("closings of storerooms")
        default_permissions = ("view",)
        permissions = [("close_room", _("Can sign the closing of a storeroom"))]
        constraints = [
            models.CheckConstraint(
                name="custody_what_is_not_in_order_is_explained",
                condition=Q(not_done__len=0) | ~Q(remark=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.on:%F}"
