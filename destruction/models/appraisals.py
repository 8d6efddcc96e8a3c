"""The appraisal 鉴定: its list, what is said of each thing, and who signed it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, Signature, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Holding


class AppraisalState(models.TextChoices):
    """From the list to the approved sheet."""

    DRAFTING = "drafting", _("Being drawn up")
    SIGNING = "signing", _("Frozen, to be signed")
    APPROVED = "approved", pgettext_lazy("of an appraisal", "Approved")
    VOID = "void", _("Void")


class Verdict(models.TextChoices):
    """What an appraisal says of a thing (APR-03)."""

    NONE = "", _("Not judged yet")
    KEEP = "keep", _("Keep for a new term")
    PERMANENT = "permanent", _("Keep permanently")
    DESTROY = "destroy", _("Destroy")
    UNDECIDED = "undecided", _("Undecided")


class Ground(models.TextChoices):
    """The values a verdict rests on (APR-18)."""

    EVIDENTIAL = "evidential", _("Evidential value")
    LEGAL = "legal", _("Legal value")
    FINANCIAL = "financial", _("Financial value")
    INFORMATIONAL = "informational", _("Informational value")


class AppraisalQuerySet(models.QuerySet["Appraisal"]):
    """Appraisals that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own rooms and records; for engineers, what needs their opinion.

        Source: ORG-01, APR-07, APR-09.
        """
        scope = scope_of(user)
        if scope.everything:
            return self
        lines = AppraisalLine.objects.filter(appraisal=OuterRef("pk"))
        heads = {
            m.department_id for m in user.current_memberships if m.role == Role.DEPARTMENT_HEAD
        }
        seen = Q(room__in=scope.departments) | Q(
            Exists(lines.filter(holding__dossier__centre__in=scope.departments | heads))
        )
        if any(m.role == Role.ENGINEER for m in user.current_memberships):
            seen |= Q(Exists(lines.filter(technical=True)))
        return self.filter(seen)


class Appraisal(models.Model):
    """One appraisal of one archive room: list, verdicts, frozen content, signatures."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    room = models.ForeignKey(
        Department,
        verbose_name=_("archive room"),
        on_delete=models.PROTECT,
        related_name="appraisals",
    )
    basis = models.TextField(_("basis"))
    state = models.CharField(
        _("state"), max_length=10, choices=AppraisalState.choices, default=AppraisalState.DRAFTING
    )
    is_open = models.BooleanField(_("still open"), default=True, editable=False)
    drawn_up_by = models.ForeignKey(
        User, verbose_name=_("drawn up by"), on_delete=models.PROTECT, related_name="+"
    )
    drawn_up_at = models.DateTimeField(_("drawn up at"))
    frozen_by = models.ForeignKey(
        User, verbose_name=_("frozen by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    frozen_at = models.DateTimeField(_("frozen at"), null=True)
    content = models.TextField(_("content"), blank=True, default="")
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True, default="")
    approved_at = models.DateTimeField(_("approved at"), null=True)
    void_reason = models.TextField(_("reason for voiding"), blank=True, default="")

    objects = AppraisalQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-drawn_up_at", "-pk"]
        verbose_name = _("appraisal")
        verbose_name_plural = _("appraisals")
        default_permissions = ("view",)
        permissions = [
            ("draw_up_appraisal", _("Can draw up appraisals")),
            ("give_opinion", _("Can give the engineering opinion")),
            ("sign_appraisal", _("Can sign appraisals")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="destruction_appraisal_with_its_openness", fields=["id", "is_open"]
            ),
            models.CheckConstraint(
                name="destruction_appraisal_open_in_open_states",
                condition=Q(state__in=["drafting", "signing"], is_open=True)
                | Q(state__in=["approved", "void"], is_open=False),
            ),
            models.CheckConstraint(
                name="destruction_frozen_appraisal_has_content",
                condition=Q(state="drafting", content="", content_hash="")
                | Q(state="void")
                | Q(state__in=["signing", "approved"], frozen_at__isnull=False)
                & ~Q(content="")
                & ~Q(content_hash=""),
            ),
            models.CheckConstraint(
                name="destruction_approved_appraisal_has_its_day",
                condition=Q(state="approved", approved_at__isnull=False)
                | ~Q(state="approved") & Q(approved_at__isnull=True),
            ),
            models.CheckConstraint(
                name="destruction_void_appraisal_has_a_reason",
                condition=~Q(state="void") | ~Q(void_reason=""),
            ),
            models.CheckConstraint(
                name="destruction_appraisal_has_a_basis", condition=~Q(basis="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("destruction:appraisal", args=[self.pk])

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.room_id


class AppraisalLine(models.Model):
    """One thing on the list: a volume or item, or one document of a volume (抽卷).

    What the catalogue said of it until the freeze stands here for good. ``is_open`` repeats the
    appraisal's (composite foreign key with cascade), so that the database lets a thing stand on
    one open appraisal only.
    """

    appraisal = models.ForeignKey(
        Appraisal, verbose_name=_("appraisal"), on_delete=models.PROTECT, related_name="lines"
    )
    is_open = models.BooleanField(_("still open"), default=True, editable=False)
    number = models.PositiveIntegerField(_("number"))
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="appraisal_lines",
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="appraisal_lines",
        null=True,
    )
    code = models.CharField(_("reference code"), max_length=90)
    title = models.CharField(_("title"), max_length=200)
    years = models.CharField(_("year"), max_length=12, blank=True, default="")
    documents = models.PositiveIntegerField(_("documents"))
    pages = models.PositiveIntegerField(_("pages"))
    retention = models.CharField(_("retention"), max_length=40)
    term = models.TextField(_("how the term was reckoned"))
    reviewable_from = models.DateField(_("reviewable from"), null=True)
    technical = models.BooleanField(_("technical"), default=False)
    verdict = models.CharField(
        pgettext_lazy("of an appraisal", "verdict"),
        max_length=10,
        choices=Verdict.choices,
        blank=True,
        default=Verdict.NONE,
    )
    new_years = models.PositiveSmallIntegerField(_("new term (years)"), null=True)
    grounds = ArrayField(
        models.CharField(max_length=14, choices=Ground.choices),
        verbose_name=_("grounds"),
        default=list,
        blank=True,
    )
    ground_text = models.TextField(_("grounds in words"), blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")
    judged_by = models.ForeignKey(
        User, verbose_name=_("judged by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    judged_at = models.DateTimeField(_("judged at"), null=True)
    again_on = models.DateField(
        _("appraised again from"),
        null=True,
        help_text=_("Of an undecided thing, or of a document kept for a new term."),
    )

    history = History()

    class Meta:
        ordering = ["appraisal", "number"]
        verbose_name = _("appraisal line")
        verbose_name_plural = _("appraisal lines")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["holding", "document"], name="destruction_judged_things"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="destruction_appraisal_line_number_once",
                fields=["appraisal", "number"],
                deferrable=models.Deferrable.DEFERRED,  # lines are numbered anew while drafting
            ),
            models.UniqueConstraint(
                name="destruction_a_holding_on_one_open_appraisal",
                fields=["holding"],
                condition=Q(is_open=True, document__isnull=True),
            ),
            models.UniqueConstraint(
                name="destruction_a_document_on_one_open_appraisal",
                fields=["document"],
                condition=Q(is_open=True),
            ),
            models.CheckConstraint(
                name="destruction_known_verdict",
                condition=Q(verdict__in=["", "keep", "permanent", "destroy", "undecided"]),
            ),
            models.CheckConstraint(
                name="destruction_undecided_has_a_reason",
                condition=~Q(verdict="undecided") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="destruction_keep_has_its_years",
                condition=Q(verdict="keep", new_years__isnull=False, new_years__gt=0)
                | ~Q(verdict="keep") & Q(new_years__isnull=True),
            ),
            models.CheckConstraint(
                name="destruction_a_verdict_has_grounds",
                condition=Q(verdict__in=["", "undecided"]) | Q(grounds__len__gt=0),
            ),
            models.CheckConstraint(
                name="destruction_what_comes_back_was_kept",
                condition=Q(again_on__isnull=True)
                | Q(verdict="undecided")
                | Q(verdict="keep", document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraisal} · {self.number}"

    @property
    def is_document(self) -> bool:
        """Whether only one document of the volume is meant (抽卷)."""
        return self.document_id is not None


class EngineeringOpinion(models.Model):
    """What an engineer says of a technical thing before its appraisal (APR-07, APR-08)."""

    line = models.ForeignKey(
        AppraisalLine, verbose_name=_("line"), on_delete=models.PROTECT, related_name="opinions"
    )
    author = models.ForeignKey(
        User, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="+"
    )
    given_on = models.DateField(pgettext_lazy("of an opinion", "given on"))
    text = models.TextField(_("opinion"))
    scan = models.FileField(_("scan of the opinion"), upload_to="opinions/", blank=True)
    scan_sha256 = models.CharField(
        _("checksum of the scan"), max_length=64, blank=True, default="", editable=False
    )

    history = History()

    class Meta:
        ordering = ["line", "given_on", "pk"]
        verbose_name = _("engineering opinion")
        verbose_name_plural = _("engineering opinions")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="destruction_an_opinion_says_something", condition=~Q(text="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.author}"


class AppraisalSignature(Signature):
    """One signatory's word for the frozen content of an appraisal."""

    appraisal = models.ForeignKey(
        Appraisal, verbose_name=_("appraisal"), on_delete=models.PROTECT, related_name="signatures"
    )
    step = models.CharField(pgettext_lazy("of a chain", "step"), max_length=40)

    history = History()

    class Meta:
        ordering = ["appraisal", "signed_at"]
        verbose_name = _("signature under an appraisal")
        verbose_name_plural = _("signatures under appraisals")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="destruction_each_step_is_signed_once",
                fields=["appraisal", "step"],
                condition=Q(voided_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="destruction_different_people_sign_an_appraisal",
                fields=["appraisal", "signer"],
                condition=Q(voided_at__isnull=True),
            ),
        ]
