"""Stocktakes 盘点: what ought to stand in a place, and what is found there (STO-17)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.holdings import Holding, HoldingState
from dossiers.models.labels import Labelled


class StocktakeQuerySet(models.QuerySet["Stocktake"]):
    """Stocktakes that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the departments whose things one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(department__in=scope.departments)


class Stocktake(Labelled):
    """One stocktake of a room, a cabinet or a shelf; what is expected is frozen at its opening."""

    class State(models.TextChoices):
        """Whether it is still scanned."""

        OPEN = "open", _("Being counted")
        CLOSED = "closed", _("Closed")

    department = models.ForeignKey(
        Department, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="stocktakes"
    )
    room = models.ForeignKey(
        Storeroom, verbose_name=_("storeroom"), on_delete=models.PROTECT, related_name="stocktakes"
    )
    cabinet = models.ForeignKey(
        Cabinet,
        verbose_name=_("cabinet"),
        on_delete=models.PROTECT,
        related_name="stocktakes",
        null=True,
    )
    shelf = models.ForeignKey(
        Shelf,
        verbose_name=_("shelf"),
        on_delete=models.PROTECT,
        related_name="stocktakes",
        null=True,
    )
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    expected = models.PositiveIntegerField(_("expected"), default=0)
    opened_at = models.DateTimeField(pgettext_lazy("stocktake", "opened at"))
    opened_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("stocktake", "opened by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = StocktakeQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("stocktake")
        verbose_name_plural = _("stocktakes")
        default_permissions = ("view",)
        permissions = [
            ("take_stock", _("Can take stock")),
            ("correct_stock", _("Can correct the records after a stocktake")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_one_open_stocktake_of_a_place",
                fields=["room", "cabinet", "shelf"],
                condition=Q(state="open"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="dossiers_a_stocktake_of_a_shelf_names_its_cabinet",
                condition=Q(shelf=None) | Q(cabinet__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_a_closed_stocktake_says_who_and_when",
                condition=Q(state="open", closed_at=None, closed_by=None)
                | Q(state="closed", closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.opened_at:%F}"

    @property
    def place(self) -> str:
        """The place as people say it: room, cabinet, level."""
        if self.shelf is not None:
            return f"{self.room.code}-{self.shelf}"
        return f"{self.room.code}-{self.cabinet}" if self.cabinet else str(self.room)

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id


class StocktakeLine(Labelled):
    """One thing that was expected, or one code that was scanned without being expected.

    A line of a box is of a whole box that stands on another shelf than the records say.
    """

    class Verdict(models.TextChoices):
        """How the thing stands."""

        WAITING = "waiting", _("Not scanned yet")
        FOUND = "found", pgettext_lazy("stocktake", "Found")
        MISSING = "missing", _("Missing")
        MISPLACED = "misplaced", _("Misplaced")
        ON_LOAN_HERE = "on_loan_here", _("On loan but here")
        AWAY_HERE = "away_here", _("Not on a shelf by the records, but here")
        UNKNOWN = "unknown", pgettext_lazy("stocktake", "Unknown")
        MOVED = "moved", _("Taken away by an act meanwhile")

    class Correction(models.TextChoices):
        """What was done about it afterwards."""

        NONE = "", _("Nothing yet")
        REPORTED_MISSING = "reported_missing", _("Reported missing")
        MOVED_HERE = "moved_here", _("This is its place now")
        PUT_BACK = "put_back", _("Put back into its own place")
        FOUND_AGAIN = "found_again", _("Found again and put away here")
        EXPLAINED = "explained", _("Settled otherwise")

    stocktake = models.ForeignKey(
        Stocktake, verbose_name=_("stocktake"), on_delete=models.PROTECT, related_name="lines"
    )
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="stocktake_lines",
        null=True,
    )
    box = models.ForeignKey(
        Box,
        verbose_name=pgettext_lazy("stocktake", "box that was scanned"),
        on_delete=models.PROTECT,
        related_name="stocktake_lines",
        null=True,
    )
    code = models.CharField(_("code"), max_length=80)
    is_expected = models.BooleanField(_("expected"), default=False)
    stood = models.CharField(
        _("state by the records"), max_length=16, blank=True, choices=HoldingState.choices
    )
    expected_in = models.ForeignKey(
        Box,
        verbose_name=_("box by the records"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    expected_place = models.CharField(_("place by the records"), max_length=80, blank=True)
    found_in = models.ForeignKey(
        Box, verbose_name=_("found in"), on_delete=models.PROTECT, related_name="+", null=True
    )
    found_on = models.ForeignKey(
        Shelf,
        verbose_name=pgettext_lazy("stocktake", "shelf where the box was found"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    found_place = models.CharField(_("place where found"), max_length=80, blank=True)
    verdict = models.CharField(
        _("verdict"), max_length=12, choices=Verdict.choices, default=Verdict.WAITING
    )
    scanned_at = models.DateTimeField(_("scanned at"), null=True)
    scanned_by = models.ForeignKey(
        User, verbose_name=_("scanned by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    correction = models.CharField(
        _("correction"), max_length=16, choices=Correction.choices, blank=True, default=""
    )
    corrected_at = models.DateTimeField(_("corrected at"), null=True)
    corrected_by = models.ForeignKey(
        User, verbose_name=_("corrected by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    note = models.TextField(_("note"), blank=True, default="")

    history = History()

    class Meta:
        ordering = ["stocktake", "expected_place", "code"]
        verbose_name = _("line of a stocktake")
        verbose_name_plural = _("lines of stocktakes")
        default_permissions = ()
        indexes = [
            models.Index(fields=["stocktake", "verdict", "id"], name="dossiers_stock_by_verdict"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_thing_is_counted_once_in_a_stocktake",
                fields=["stocktake", "holding"],
                condition=Q(holding__isnull=False),
            ),
            models.UniqueConstraint(
                name="dossiers_an_unknown_code_stands_once_in_a_stocktake",
                fields=["stocktake", "code"],
                condition=Q(holding=None, box=None),
            ),
            models.UniqueConstraint(
                name="dossiers_a_box_is_counted_once_in_a_stocktake",
                fields=["stocktake", "box"],
                condition=Q(box__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_only_what_is_no_thing_of_ours_is_unknown",
                condition=Q(holding=None, box=None, verdict="unknown")
                | (Q(holding__isnull=False, box=None) | Q(holding=None, box__isnull=False))
                & ~Q(verdict="unknown"),
            ),
            models.CheckConstraint(
                name="dossiers_a_scanned_box_was_found_on_a_shelf",
                condition=Q(box=None, found_on=None)
                | Q(box__isnull=False, found_on__isnull=False, verdict__in=["found", "misplaced"]),
            ),
            models.CheckConstraint(
                name="dossiers_what_was_scanned_says_who_and_when",
                condition=Q(scanned_at=None, scanned_by=None)
                & Q(verdict__in=["waiting", "missing", "moved"])
                | Q(scanned_at__isnull=False, scanned_by__isnull=False)
                & ~Q(verdict__in=["waiting", "missing", "moved"]),
            ),
            models.CheckConstraint(
                name="dossiers_a_correction_says_who_and_when",
                condition=Q(correction="", corrected_at=None, corrected_by=None)
                | ~Q(correction="") & Q(corrected_at__isnull=False, corrected_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.stocktake.department_id
