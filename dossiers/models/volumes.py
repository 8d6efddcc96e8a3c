"""Making up volumes 组卷: drafts, papers that belong together, their places, and the binding."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models.documents import Document
from dossiers.models.dossiers import Dossier
from dossiers.models.holdings import Holding
from dossiers.models.labels import Labelled


class VolumeEntry(Labelled):
    """How one paper lies in its volume 卷内著录: its place, its year, its contract number.

    Most papers have none: a row is made when the archivist says something of a paper.
    """

    class Spans(models.TextChoices):
        """Papers that are about other years than that of their date (FIL-15)."""

        PLAN = "plan", _("Plan over several years")
        SUMMARY = "summary", _("Summary of several years")
        MEETING = "meeting", _("Papers of a meeting")

    class Rule(models.TextChoices):
        """Why a paper lies in the volume of another year (FIL-15)."""

        REPLY = "reply", _("Request in the year of its reply")
        PLAN = "plan", _("Plan in the first year it covers")
        SUMMARY = "summary", _("Summary in the last year it covers")
        MEETING = "meeting", _("Papers of a meeting in the year it opened")
        TOGETHER = "together", _("In the year of the paper it belongs to")

    document = models.OneToOneField(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="entry"
    )
    position = models.PositiveIntegerField(_("place in the volume"), null=True)
    spans = models.CharField(
        _("spans years"), max_length=8, choices=Spans.choices, blank=True, default=""
    )
    covers_from = models.PositiveSmallIntegerField(_("first year"), null=True)
    covers_until = models.PositiveSmallIntegerField(_("last year"), null=True)
    year_rule = models.CharField(
        _("why in this year"), max_length=8, choices=Rule.choices, blank=True, default=""
    )
    contract_number = models.CharField(_("contract number"), max_length=90, blank=True, default="")
    annex = models.BooleanField(
        _("annex"), default=False, help_text=_("Not collected by the customer; bears no number.")
    )

    history = History()

    class Meta:
        ordering = ["document"]
        verbose_name = _("place of a paper in its volume")
        verbose_name_plural = _("places of papers in their volumes")
        default_permissions = ("view",)
        permissions = [("describe_paper", _("Can say how a paper lies in its volume"))]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_contract_number_is_given_once",
                fields=["contract_number"],
                condition=~Q(contract_number=""),
            ),
            models.CheckConstraint(
                name="dossiers_an_annex_bears_no_number",
                condition=Q(annex=False) | Q(contract_number=""),
            ),
            models.CheckConstraint(
                name="dossiers_what_spans_years_names_them",
                condition=Q(spans="", covers_from=None, covers_until=None)
                | ~Q(spans="") & Q(covers_from__isnull=False, covers_until__gte=F("covers_from")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.document.holding.keeper_id


class DocumentLink(Labelled):
    """Two papers that belong together; the first lies before the second."""

    class Kind(models.TextChoices):
        """What binds them, named first paper then second (FIL-16, FIL-17)."""

        REPLY = "reply", _("Reply and request")
        ANNEX = "annex", _("Main text and annex")
        DRAFT = "draft", _("Print and final draft")
        DUPLICATE = "duplicate", _("Original and duplicate")
        FORWARDED = "forwarded", _("Forwarding letter and forwarded paper")
        LANGUAGE = "language", _("The same paper in two languages")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    first = models.ForeignKey(
        Document,
        verbose_name=pgettext_lazy("of linked papers", "first"),
        on_delete=models.PROTECT,
        related_name="leads",
    )
    second = models.ForeignKey(
        Document,
        verbose_name=pgettext_lazy("of linked papers", "second"),
        on_delete=models.PROTECT,
        related_name="follows",
    )
    made_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    made_on = models.DateField(_("recorded on"))
    ended_on = models.DateField(_("taken back on"), null=True)

    history = History()

    class Meta:
        ordering = ["first", "pk"]
        verbose_name = _("link of two papers")
        verbose_name_plural = _("links of papers")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="dossiers_two_papers_are_linked_once",
                fields=["first", "second"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="dossiers_a_paper_is_linked_to_another", condition=~Q(first=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} → {self.second}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.first.holding.keeper_id


class VolumeDraftQuerySet(models.QuerySet["VolumeDraft"]):
    """Drafts that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of dossiers this person may know of.

        Source: ORG-01.
        """
        if scope_of(user).everything:
            return self
        return self.filter(dossier__in=Dossier.objects.visible_to(user).values("pk"))


class VolumeDraft(Labelled):
    """A volume as a department prepares it; the archive room makes it up (FIL-26).

    ``papers`` are the ids of its documents in their order.
    """

    class State(models.TextChoices):
        """What became of the draft."""

        DRAFT = "draft", _("Being prepared")
        MADE = "made", _("Made up")
        DROPPED = "dropped", pgettext_lazy("of a draft", "Given up")

    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="volume_drafts"
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    title = models.CharField(_("title"), max_length=200)
    papers = ArrayField(models.BigIntegerField(), verbose_name=_("papers"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    prepared_by = models.ForeignKey(
        User, verbose_name=_("prepared by"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_on = models.DateField(_("prepared on"))
    settled_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of a draft", "settled by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    settled_on = models.DateField(_("settled on"), null=True)
    volume = models.OneToOneField(
        Holding,
        verbose_name=pgettext_lazy("made from a draft", "volume"),
        on_delete=models.PROTECT,
        related_name="draft",
        null=True,
    )

    objects = VolumeDraftQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["prepared_on", "pk"]
        verbose_name = _("draft of a volume")
        verbose_name_plural = _("drafts of volumes")
        default_permissions = ("view",)
        permissions = [
            ("prepare_volume", _("Can prepare drafts of volumes")),
            ("make_volume", _("Can make up volumes")),
        ]
        indexes = [
            models.Index(
                fields=["prepared_on", "id"],
                condition=Q(state="draft"),
                name="dossiers_drafts_of_volumes",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_made_draft_names_its_volume",
                condition=Q(state="made", volume__isnull=False)
                | ~Q(state="made") & Q(volume__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.dossier.centre_id


class Binding(Labelled):
    """How a volume was bound 装订: method, sheets, metal taken out, sheets mended (FIL-25)."""

    class Method(models.TextChoices):
        """How it is held together."""

        THREAD = "thread", _("Three holes, one thread, slip knot on the back")
        CLIP = "clip", _("Acid-free clip")
        LOOSE = "loose", _("Unbound in a folder, each paper by itself")

    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="bindings"
    )
    method = models.CharField(
        pgettext_lazy("of a binding", "method"), max_length=8, choices=Method.choices
    )
    sheets = models.PositiveIntegerField(_("sheets"))
    metal_removed = models.BooleanField(_("metal taken out"))
    mended_sheets = models.PositiveIntegerField(_("sheets mended"), default=0)
    legible_copies = models.PositiveIntegerField(
        _("legible copies beside faded originals"), default=0
    )
    note = models.TextField(_("remark"), blank=True, default="")
    bound_on = models.DateField(_("bound on"))
    bound_by = models.ForeignKey(
        User, verbose_name=_("bound by"), on_delete=models.PROTECT, related_name="+"
    )
    opened_on = models.DateField(pgettext_lazy("of a binding", "opened on"), null=True)
    opened_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of a binding", "opened by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    opened_because = models.CharField(_("opened because"), max_length=200, blank=True, default="")

    history = History()

    class Meta:
        ordering = ["holding", "-pk"]
        verbose_name = _("binding of a volume")
        verbose_name_plural = _("bindings of volumes")
        default_permissions = ("view",)
        permissions = [("bind_holding", _("Can record how volumes are bound"))]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_volume_is_bound_once",
                fields=["holding"],
                condition=Q(opened_on__isnull=True),
            ),
            models.CheckConstraint(
                name="dossiers_a_bound_volume_has_sheets", condition=Q(sheets__gt=0)
            ),
            models.CheckConstraint(
                name="dossiers_an_opened_binding_says_who_and_why",
                condition=Q(opened_on=None, opened_by=None, opened_because="")
                | Q(opened_on__isnull=False, opened_by__isnull=False) & ~Q(opened_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding} {self.bound_on:%F}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.holding.keeper_id


class FormerCode(Labelled):
    """A reference code a paper had before it was put into its volume; never given again."""

    code = models.CharField(_("former code"), max_length=90, unique=True)
    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="former_codes"
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="former_codes"
    )
    number = models.PositiveIntegerField(_("number"))
    until = models.DateField(_("until"))

    history = History()

    class Meta:
        ordering = ["holding", "number"]
        verbose_name = _("former code of a paper")
        verbose_name_plural = _("former codes of papers")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.code

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.holding.keeper_id
