"""Where things stand: storerooms, cabinets, shelves, boxes, each with a barcode."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import Department


class Storeroom(models.Model):
    """A room of an archive unit 档案室/库房."""

    class Kind(models.TextChoices):
        """Rooms by use (STO-01), and the room apart for what waits for destruction."""

        ARCHIVE_ROOM = "archive_room", _("General archive room")
        DOCUMENT_ROOM = "document_room", _("Document room")
        STOREROOM = "storeroom", _("Storeroom")
        QUARANTINE = "quarantine", _("Quarantine room")

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="rooms"
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.ARCHIVE_ROOM
    )
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=60)
    separate_space = models.BooleanField(_("separate space"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ["department", "code"]
        verbose_name = _("storeroom")
        verbose_name_plural = _("storerooms")
        constraints = [
            models.UniqueConstraint(name="custody_room_code_once", fields=["department", "code"])
        ]

    def __str__(self) -> str:
        return self.name


class Cabinet(models.Model):
    """A rack, cabinet or safe, numbered by one scheme within the unit (STO-04)."""

    class Kind(models.TextChoices):
        """Archive furniture."""

        RACK = "rack", _("Rack")
        CABINET = "cabinet", _("Lockable cabinet")
        SAFE = "safe", _("Safe")

    room = models.ForeignKey(
        Storeroom, verbose_name=_("storeroom"), on_delete=models.PROTECT, related_name="cabinets"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="cabinets"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CABINET)
    number = models.CharField(_("number"), max_length=10)
    category = models.CharField(_("category"), max_length=20, blank=True, default="")
    lockable = models.BooleanField(_("can be locked"), default=True)

    history = History()

    class Meta:
        ordering = ["department", "number"]
        verbose_name = _("cabinet")
        verbose_name_plural = _("cabinets")
        constraints = [
            models.UniqueConstraint(
                name="custody_cabinet_number_once_per_unit", fields=["department", "number"]
            ),
            models.CheckConstraint(name="custody_cabinet_is_numbered", condition=~Q(number="")),
            models.CheckConstraint(
                name="custody_a_safe_can_be_locked", condition=~Q(kind="safe") | Q(lockable=True)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Shelf(models.Model):
    """One level of a cabinet, with its length in millimetres."""

    cabinet = models.ForeignKey(
        Cabinet, verbose_name=_("cabinet"), on_delete=models.PROTECT, related_name="shelves"
    )
    number = models.PositiveSmallIntegerField(_("level"))
    capacity_mm = models.PositiveIntegerField(
        _("capacity (mm)"), default=900, validators=[MinValueValidator(1)]
    )
    barcode = models.CharField(_("barcode"), max_length=40, unique=True)

    history = History()

    class Meta:
        ordering = ["cabinet", "number"]
        verbose_name = _("shelf")
        verbose_name_plural = _("shelves")
        constraints = [
            models.UniqueConstraint(
                name="custody_shelf_number_once_per_cabinet", fields=["cabinet", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.cabinet.number}-{self.number:02}"

    @property
    def place(self) -> str:
        """Where the level is, for people: room, cabinet, level."""
        return f"{self.cabinet.room.code}-{self}"


class Box(models.Model):
    """A box or bag 档案盒/档案袋: the slot in which holdings stand."""

    class Kind(models.TextChoices):
        """Containers (STO-08)."""

        BOX = "box", _("Box")
        BAG = "bag", _("Bag")

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="boxes"
    )
    shelf = models.ForeignKey(
        Shelf,
        verbose_name=_("shelf"),
        on_delete=models.PROTECT,
        related_name="boxes",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, default=Kind.BOX)
    number = models.CharField(_("number"), max_length=20)
    thickness_mm = models.PositiveSmallIntegerField(_("thickness (mm)"), default=40)
    barcode = models.CharField(_("barcode"), max_length=40, unique=True)

    history = History()

    class Meta:
        ordering = ["department", "number"]
        verbose_name = _("box")
        verbose_name_plural = _("boxes")
        constraints = [
            models.UniqueConstraint(
                name="custody_box_number_once_per_unit", fields=["department", "number"]
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> str:
        """Where the box stands, for people: room, cabinet and level, box number."""
        if self.shelf is None:
            return self.number
        cabinet = self.shelf.cabinet
        return f"{cabinet.room.code}-{cabinet.number}-{self.shelf.number:02}·{self.number}"
