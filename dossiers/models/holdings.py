"""Holdings 保管单位: the physical things, who keeps them, and where they stand."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.custody.models import Box, Shelf
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.dossiers import Dossier
from dossiers.models.labels import Labelled
from dossiers.models.scope import Retention, Secrecy


class HoldingState(models.TextChoices):
    """Where a holding is in its life (decision 5)."""

    IN_PREPARATION = "in_preparation", _("In preparation")
    ON_SHELF = "on_shelf", _("On the shelf")
    IN_HANDOVER = "in_handover", _("In handover")
    ON_LOAN = "on_loan", _("On loan")
    IN_READING_ROOM = "in_reading_room", _("In the reading room")
    QUARANTINED = "quarantined", _("Waiting for destruction")
    DESTROYED = "destroyed", _("Destroyed")
    MISSING = "missing", _("Missing")


_S = HoldingState
CUSTODY_MOVES: dict[str, frozenset[str]] = {
    _S.IN_PREPARATION: frozenset({_S.ON_SHELF, _S.MISSING}),
    _S.ON_SHELF: frozenset(
        {
            _S.IN_PREPARATION,
            _S.IN_HANDOVER,
            _S.ON_LOAN,
            _S.IN_READING_ROOM,
            _S.QUARANTINED,
            _S.MISSING,
        }
    ),
    _S.IN_HANDOVER: frozenset({_S.IN_PREPARATION, _S.ON_SHELF, _S.MISSING}),
    _S.ON_LOAN: frozenset({_S.ON_SHELF, _S.MISSING}),
    _S.IN_READING_ROOM: frozenset({_S.ON_SHELF, _S.MISSING}),
    _S.QUARANTINED: frozenset({_S.ON_SHELF, _S.DESTROYED, _S.MISSING}),
    _S.MISSING: frozenset({_S.IN_PREPARATION}),
    _S.DESTROYED: frozenset(),
}
"""Every move custody allows; what is not here cannot happen."""

IN_A_SLOT = (_S.ON_SHELF, _S.QUARANTINED)


class Part(models.TextChoices):
    """Which volume of a resident dossier; items filed singly have no part."""

    MAIN = "main", _("Main volume")
    PERSONAL = "personal", _("Personal volume")
    SINGLE = "single", _("Filed singly")


class CasePart(models.TextChoices):
    """The four parts of a case dossier 项目档案, in their order.

    Source: COL-26.
    """

    APPROVAL = "approval", _("Approval papers")
    CONTRACT = "contract", _("Main contracts and vouchers")
    INVESTIGATION = "investigation", _("Investigation papers")
    CUSTOMER = "customer", _("Customer or company papers")


class HoldingQuerySet(models.QuerySet["Holding"]):
    """Holdings that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Holdings of dossiers this person may know of."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(
            Q(keeper_id__in=scope.departments)
            | Q(dossier__in=Dossier.objects.visible_to(user).values("pk"))
        )

    def unverified(self) -> Self:
        """Claims of a ledger that nobody has compared with the thing yet."""
        return self.filter(verified_on__isnull=True)


class Holding(Labelled):
    """One volume 案卷 or one item 件 filed singly: code, barcode, pages, keeper, slots."""

    class Kind(models.TextChoices):
        """Volume or item."""

        VOLUME = "volume", _("Volume")
        ITEM = "item", _("Item")

    class Form(models.TextChoices):
        """Physical form (COL-01)."""

        PAPER = "paper", _("Paper")
        CERTIFICATE = "certificate", _("Certificate")
        LETTER = "letter", pgettext_lazy("physical form", "Official letters")
        CONTRACT = "contract", pgettext_lazy("physical form", "Contracts")
        RESIDENT = "resident", pgettext_lazy("physical form", "Resident papers")
        DRAWING = "drawing", _("Drawing")
        CHART = "chart", pgettext_lazy("physical form", "Charts")
        AUDIO_VISUAL = "audio_visual", _("Audio-visual")
        OBJECT = "object", _("Physical object")
        ELECTRONIC = "electronic", _("Electronic file")

    class Use(models.TextChoices):
        """How often it is asked for (TRF-02, SEC-01)."""

        OFTEN = "often", _("Often")
        SOMETIMES = "sometimes", _("Sometimes")
        RARELY = "rarely", _("Rarely")

    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="holdings"
    )
    code = models.CharField(_("reference code"), max_length=80, unique=True)
    legacy_code = models.CharField(_("former code"), max_length=80, blank=True, default="")
    barcode = models.CharField(_("barcode"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    case_part = models.CharField(
        _("part of a case"), max_length=13, choices=CasePart.choices, blank=True, default=""
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=HoldingState.choices,
        default=HoldingState.IN_PREPARATION,
    )
    keeper = models.ForeignKey(
        Department, verbose_name=_("keeper"), on_delete=models.PROTECT, related_name="holdings"
    )
    home_slot = models.ForeignKey(
        Box,
        verbose_name=_("home slot"),
        on_delete=models.PROTECT,
        related_name="home_of",
        null=True,
    )
    present_slot = models.ForeignKey(
        Box,
        verbose_name=_("present slot"),
        on_delete=models.PROTECT,
        related_name="holds",
        null=True,
    )
    physical_form = models.CharField(
        _("physical form"), max_length=14, choices=Form.choices, default=Form.PAPER
    )
    frequency = models.CharField(
        _("frequency of use"), max_length=10, choices=Use.choices, default=Use.SOMETIMES
    )
    secrecy = models.PositiveSmallIntegerField(
        _("secrecy"), choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    retention = models.CharField(_("retention"), max_length=10, choices=Retention.choices)
    retention_years = models.PositiveSmallIntegerField(_("years"), null=True)
    is_original = models.BooleanField(_("original"), default=True)
    is_title_document = models.BooleanField(_("title document"), default=False)
    certificate_number = models.CharField(
        _("certificate number"), max_length=60, blank=True, default=""
    )
    year_from = models.PositiveSmallIntegerField(_("from year"), null=True)
    year_until = models.PositiveSmallIntegerField(_("until year"), null=True)
    document_count = models.PositiveIntegerField(_("documents"), default=0)
    page_count = models.PositiveIntegerField(_("pages"), default=0)
    filed_on = models.DateField(_("filed on"), null=True)
    verified_on = models.DateField(_("verified on"), null=True)
    claimed_box = models.CharField(
        _("box named by the ledger"), max_length=40, blank=True, default=""
    )
    claimed_cabinet = models.CharField(
        _("cabinet named by the ledger"), max_length=40, blank=True, default=""
    )
    remark = models.TextField(_("remark"), blank=True, default="")

    objects = HoldingQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["dossier", "number"]
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        permissions = [
            ("place_holding", _("Can put holdings in their slots")),
            ("verify_holding", _("Can verify holdings")),
        ]
        indexes = [
            models.Index(fields=["keeper", "state", "code"], name="dossiers_holdings_kept"),
            models.Index(
                fields=["keeper", "claimed_box"],
                condition=Q(verified_on__isnull=True),
                name="dossiers_claims_by_box",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_holding_number_once", fields=["dossier", "number"]
            ),
            models.UniqueConstraint(
                name="dossiers_one_personal_volume_per_dossier",
                fields=["dossier"],
                condition=Q(part="personal"),
            ),
            models.UniqueConstraint(
                name="dossiers_holding_former_code_once",
                fields=["legacy_code"],
                condition=~Q(legacy_code=""),
            ),
            models.CheckConstraint(
                name="dossiers_present_slot_exactly_when_in_place",
                condition=Q(state__in=["on_shelf", "quarantined"], present_slot__isnull=False)
                | (~Q(state__in=["on_shelf", "quarantined"]) & Q(present_slot__isnull=True)),
            ),
            models.CheckConstraint(
                name="dossiers_only_a_main_volume_is_a_part_of_a_case",
                condition=Q(case_part="")
                | Q(part="main", case_part__in=[p.value for p in CasePart]),
            ),
            models.CheckConstraint(
                name="dossiers_known_holding_state",
                condition=Q(state__in=[s.value for s in HoldingState]),
            ),
            models.CheckConstraint(
                name="dossiers_unverified_is_not_handed_lent_or_destroyed",
                condition=Q(verified_on__isnull=False)
                | ~Q(
                    state__in=[
                        "in_handover",
                        "on_loan",
                        "in_reading_room",
                        "quarantined",
                        "destroyed",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.keeper_id

    def get_part_display(self) -> str:  # type: ignore[no-redef]  # Django leaves an own one
        """Which volume it is; of a case dossier, which of its four parts (COL-26)."""
        named = CasePart(self.case_part) if self.case_part else Part(self.part)
        return str(named.label)

    @property
    def place_in_dossier(self) -> tuple[int, int]:
        """Where it stands among the things of its dossier: part by part, then by number (COL-26)."""
        parts = CasePart.values
        return (parts.index(self.case_part) if self.case_part else len(parts), self.number)

    @property
    def is_personal(self) -> bool:
        """Whether this is a volume of personal information."""
        return self.part == Part.PERSONAL


class Placement(models.Model):
    """One stay of a holding in a slot; its last row without an end is where it is.

    A box that moves to another shelf takes its things along: each begins a new stay in it.
    """

    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="placements"
    )
    slot = models.ForeignKey(
        Box, verbose_name=_("box"), on_delete=models.PROTECT, related_name="placements"
    )
    shelf = models.ForeignKey(
        Shelf,
        verbose_name=_("shelf at that time"),
        on_delete=models.PROTECT,
        related_name="placements",
        null=True,
    )
    placed_on = models.DateField(_("placed on"))
    placed_by = models.ForeignKey(
        User, verbose_name=_("shelved by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    removed_on = models.DateField(_("removed on"), null=True)

    history = History()

    class Meta:
        ordering = ["holding", "pk"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_holding_stands_in_one_slot",
                fields=["holding"],
                condition=Q(removed_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.holding} → {self.slot}"

    @property
    def place(self) -> str:
        """Where it stood then: room, cabinet and level of that time, box."""
        if self.shelf is None:
            return self.slot.number
        return f"{self.shelf.cabinet.room.code}-{self.shelf}·{self.slot.number}"
