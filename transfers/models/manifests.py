"""The manifest 档案移交清单: lines, outcomes, two signatures over one content."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, Seal, Signature, User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Holding, Retention, Secrecy
from transfers.models.periods import Period


class ManifestState(models.TextChoices):
    """From the centre's list to the locked manifest (decision 11)."""

    PREPARING = "preparing", _("Being prepared")
    CHECKING = "checking", _("Being checked at headquarters")
    FROZEN = "frozen", _("Frozen, to be signed")
    COMPLETED = "completed", _("Handed over")
    VOID = "void", _("Void")


OPEN_STATES = (ManifestState.PREPARING, ManifestState.CHECKING, ManifestState.FROZEN)


class Side(models.TextChoices):
    """The two parties of a handover; for title documents also who takes them into the safe."""

    TRANSFERRING = "transferring", _("Transferring party")
    RECEIVING = "receiving", _("Receiving party")
    ARCHIVIST = "archivist", _("Archivist")


class Outcome(models.TextChoices):
    """What the check of a line found."""

    UNCHECKED = "unchecked", _("Not checked yet")
    AGREES = "agrees", _("Agrees")
    MISSING = "missing", _("Not found")
    PAGES_DIFFER = "pages_differ", _("Pages differ")
    DAMAGED = "damaged", _("Damaged")
    UNLISTED = "unlisted", _("Unlisted")


class ManifestQuerySet(models.QuerySet["Manifest"]):
    """Manifests that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own centre; all for roles that span centres."""
        scope = scope_of(user)
        return self if scope.everything else self.filter(centre_id__in=scope.departments)


class Manifest(models.Model):
    """One handover of one centre: list, check, frozen content, two signatures."""

    class Kind(models.TextChoices):
        """Why things are handed over."""

        ORDINARY = "ordinary", _("Half-yearly")
        TITLE = "title", _("Title documents")
        LEAVER = "leaver", _("Leaver")
        EXTRA = "extra", _("Extra")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ORDINARY)
    period = models.ForeignKey(
        Period, verbose_name=_("period"), on_delete=models.PROTECT, related_name="manifests"
    )
    centre = models.ForeignKey(
        Department,
        verbose_name=_("transferring party"),
        on_delete=models.PROTECT,
        related_name="manifests",
    )
    receiver = models.ForeignKey(
        Department,
        verbose_name=_("receiving party"),
        on_delete=models.PROTECT,
        related_name="manifests_received",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ManifestState.choices, default=ManifestState.PREPARING
    )
    is_open = models.BooleanField(_("still open"), default=True, editable=False)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared at"))
    submitted_by = models.ForeignKey(
        User, verbose_name=_("submitted by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    frozen_by = models.ForeignKey(
        User, verbose_name=_("frozen by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    frozen_at = models.DateTimeField(_("frozen at"), null=True)
    content = models.TextField(_("content"), blank=True, default="")
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True, default="")
    completed_at = models.DateTimeField(_("handed over at"), null=True)
    void_reason = models.TextField(_("reason for voiding"), blank=True, default="")

    objects = ManifestQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        verbose_name = _("manifest")
        verbose_name_plural = _("manifests")
        default_permissions = ("view",)
        permissions = [
            ("prepare_manifest", _("Can prepare and submit manifests")),
            ("check_manifest", _("Can check and freeze manifests")),
            ("sign_manifest", _("Can sign manifests for the own party")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="transfers_one_open_manifest_per_centre_and_kind",
                fields=["centre", "kind"],
                condition=Q(is_open=True),
            ),
            models.UniqueConstraint(
                name="transfers_manifest_with_its_openness", fields=["id", "is_open"]
            ),
            models.CheckConstraint(
                name="transfers_open_exactly_in_open_states",
                condition=Q(state__in=["preparing", "checking", "frozen"], is_open=True)
                | Q(state__in=["completed", "void"], is_open=False),
            ),
            models.CheckConstraint(
                name="transfers_frozen_has_content",
                condition=~Q(state__in=["frozen", "completed"])
                | ~Q(content="") & ~Q(content_hash="") & Q(frozen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="transfers_parties_differ", condition=~Q(centre=models.F("receiver"))
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("transfers:manifest", args=[self.pk])


class ManifestLine(models.Model):
    """One line: a holding, a supplement to a volume already handed over, or a find.

    ``is_open`` repeats the manifest's (composite foreign key with cascade), so
    that the database lets a holding stand on one open manifest only.
    """

    class Kind(models.TextChoices):
        """What the line hands over."""

        HOLDING = "holding", _("Holding")
        SUPPLEMENT = "supplement", _("Supplement")
        UNLISTED = "unlisted", _("Unlisted")

    class Decision(models.TextChoices):
        """What headquarters does with the thing after the check."""

        PENDING = "pending", _("Undecided")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Sent back")

    manifest = models.ForeignKey(
        Manifest, verbose_name=_("manifest"), on_delete=models.PROTECT, related_name="lines"
    )
    is_open = models.BooleanField(_("still open"), default=True, editable=False)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.HOLDING)
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="manifest_lines",
        null=True,
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="manifest_lines",
        null=True,
    )
    code = models.CharField(_("reference code"), max_length=90)
    title = models.CharField(_("title"), max_length=200)
    years = models.CharField(_("year"), max_length=12, blank=True, default="")
    retention = models.CharField(_("retention"), max_length=10, choices=Retention.choices)
    retention_years = models.PositiveSmallIntegerField(_("years kept"), null=True)
    secrecy = models.PositiveSmallIntegerField(_("secrecy"), choices=Secrecy.choices)
    is_original = models.BooleanField(_("original"), default=True)
    copies = models.PositiveIntegerField(_("copies"))
    documents = models.PositiveIntegerField(_("documents"))
    pages = models.PositiveIntegerField(_("pages"))
    container = models.CharField(_("container"), max_length=40, blank=True, default="")
    certificate_number = models.CharField(
        _("certificate number"), max_length=60, blank=True, default=""
    )
    outcome = models.CharField(
        _("outcome"), max_length=14, choices=Outcome.choices, default=Outcome.UNCHECKED
    )
    pages_counted = models.PositiveIntegerField(_("pages counted"), null=True)
    outcome_note = models.CharField(_("found"), max_length=200, blank=True, default="")
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING
    )
    refusal = models.CharField(_("reason for refusal"), max_length=200, blank=True, default="")
    checked_by = models.ForeignKey(
        User, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    checked_at = models.DateTimeField(_("checked at"), null=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True, default="")

    history = History()

    class Meta:
        ordering = ["manifest", "number"]
        verbose_name = _("manifest line")
        verbose_name_plural = _("manifest lines")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="transfers_line_number_once",
                fields=["manifest", "number"],
                deferrable=models.Deferrable.DEFERRED,  # lines are numbered anew while preparing
            ),
            models.UniqueConstraint(
                name="transfers_a_holding_on_one_open_manifest",
                fields=["holding"],
                condition=Q(is_open=True, kind__in=["holding", "unlisted"]),
            ),
            models.UniqueConstraint(
                name="transfers_a_supplement_on_one_open_manifest",
                fields=["document"],
                condition=Q(is_open=True, kind="supplement"),
            ),
            models.CheckConstraint(
                name="transfers_refused_has_a_reason",
                condition=~Q(decision="refused") | ~Q(refusal=""),
            ),
            models.CheckConstraint(
                name="transfers_a_difference_is_described",
                condition=~Q(outcome__in=["pages_differ", "damaged"]) | ~Q(outcome_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manifest} · {self.number}"


class ManifestSignature(Signature):
    """One party's signature on a manifest's frozen content."""

    manifest = models.ForeignKey(
        Manifest, verbose_name=_("manifest"), on_delete=models.PROTECT, related_name="signatures"
    )
    side = models.CharField(_("side"), max_length=12, choices=Side.choices)

    history = History()

    class Meta:
        ordering = ["manifest", "signed_at"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="transfers_each_side_signs_once",
                fields=["manifest", "side"],
                condition=Q(voided_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="transfers_two_different_people_sign",
                fields=["manifest", "signer"],
                condition=Q(voided_at__isnull=True),
            ),
        ]


class ManifestCopy(models.Model):
    """One of the printed copies: whose it is, its seal, the scan of the sealed paper."""

    manifest = models.ForeignKey(
        Manifest, verbose_name=_("manifest"), on_delete=models.PROTECT, related_name="copies"
    )
    number = models.PositiveSmallIntegerField(_("copy"))
    keeper = models.ForeignKey(
        Department, verbose_name=_("kept by"), on_delete=models.PROTECT, related_name="+"
    )
    side = models.CharField(_("side"), max_length=12, choices=Side.choices)
    printed_at = models.DateTimeField(_("printed at"), null=True)
    printed_by = models.ForeignKey(
        User, verbose_name=_("printed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    sealed_on = models.DateField(pgettext_lazy("seal on paper", "sealed on"), null=True)
    sealed_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("seal on paper", "sealed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    seal = models.ForeignKey(
        Seal, verbose_name=_("seal"), on_delete=models.PROTECT, related_name="+", null=True
    )
    scan = models.FileField(_("scan of the sealed copy"), upload_to="manifests/", blank=True)
    scan_sha256 = models.CharField(
        _("checksum of the scan"), max_length=64, blank=True, default="", editable=False
    )

    history = History()

    class Meta:
        ordering = ["manifest", "number"]
        verbose_name = _("copy of a manifest")
        verbose_name_plural = _("copies of manifests")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="transfers_copy_number_once", fields=["manifest", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.manifest} · {self.number}"
