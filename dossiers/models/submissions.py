"""The tray: what front-line staff bring, paper by paper, until the archivist accepts."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import DataKey
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from dossiers.models.documents import Document
from dossiers.models.dossiers import Dossier
from dossiers.models.holdings import CasePart
from dossiers.models.scope import DocumentType
from dossiers.models.units import Estate, Unit


class SubmissionState(models.TextChoices):
    """From a person's draft to the archivist's answer."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("In the tray")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def _works_at(user: User) -> set[int]:
    return {m.department_id for m in user.current_memberships}


def _brought_by(user: User) -> Q:
    return Q(by=user, centre__in=_works_at(user))


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """One's own; for archivists and heads also what lies in their centre's tray.

        Whoever has left a centre has handed its matters over with the post: what was brought
        there is seen by those who work there (ORG-08).
        """
        centres = {
            m.department_id
            for m in user.current_memberships
            if m.role in (Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD)
        }
        sent = Q(centre_id__in=centres) & ~Q(state=SubmissionState.DRAFT)
        if scope_of(user).everything:
            sent = ~Q(state=SubmissionState.DRAFT)
        return self.filter(_brought_by(user) | sent)

    def brought_by(self, user: User) -> Self:
        """What this person brings or brought to a centre at which the person works today."""
        return self.filter(_brought_by(user))

    def left_behind_by(self, user: User) -> Self:
        """What this person handed in at centres that the person has left; a receipt is left."""
        handed_in = self.filter(by=user, receipt_number__isnull=False)
        return handed_in.exclude(centre__in=_works_at(user))

    def waiting(self) -> Self:
        """What the archivist still has to answer."""
        return self.filter(state=SubmissionState.SUBMITTED)


class Submission(models.Model):
    """One person's move-in record or loose papers, on the way to the archivist.

    ``facts`` holds what was typed, step by step; personal numbers in it are
    sealed with the submission's own data key, which becomes the customer's.
    """

    class Kind(models.TextChoices):
        """What is brought."""

        MOVE_IN = "move_in", _("Move-in")
        LOOSE = "loose", _("Loose papers")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SubmissionState.choices,
        default=SubmissionState.DRAFT,
    )
    receipt_number = models.CharField(_("receipt number"), max_length=30, null=True, unique=True)  # noqa: DJ001 - drafts have none, and NULLs do not collide
    centre = models.ForeignKey(
        Department, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="submissions"
    )
    by = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="submissions"
    )
    estate = models.ForeignKey(
        Estate, verbose_name=_("estate"), on_delete=models.PROTECT, related_name="+", null=True
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+", null=True
    )
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="submissions",
        null=True,
    )
    step = models.CharField(_("step"), max_length=20, blank=True, default="")
    facts = models.JSONField(_("facts"), default=dict)
    data_key = models.TextField(_("sealed data key"), editable=False, blank=True, default="")
    created_at = models.DateTimeField(_("created at"))
    saved_at = models.DateTimeField(_("saved at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    return_reason = models.TextField(_("reason for return"), blank=True, default="")

    objects = SubmissionQuerySet.as_manager()
    history = History(excluded_fields=["data_key", "facts"])

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["centre", "submitted_at"],
                condition=Q(state="submitted"),
                name="dossiers_tray_of_centre",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_second_person_answers",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("by")),
            ),
            models.CheckConstraint(
                name="dossiers_only_drafts_lack_a_receipt",
                condition=Q(state="draft") | Q(state="withdrawn") | Q(receipt_number__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_returned_has_a_reason",
                condition=~Q(state="returned") | ~Q(return_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number or f"{self.get_kind_display()} {self.pk}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.centre_id

    def key(self) -> DataKey:
        """The submission's data key, opened."""
        return DataKey.opened(self.data_key)


class PaperState(models.TextChoices):
    """The archivist's answer to one paper."""

    PENDING = "pending", _("To be checked")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    MISSING = "missing", _("Not brought")
    WITHDRAWN = "withdrawn", _("Taken off the list")


class SubmissionPaper(models.Model):
    """One line of a submission's checklist: a paper, its counts, its scans, its answer."""

    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.PROTECT, related_name="papers"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+", null=True
    )
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="papers",
        null=True,
    )
    type = models.ForeignKey(
        DocumentType,
        verbose_name=_("document type"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    case_part = models.CharField(
        _("part of a case"), max_length=13, choices=CasePart.choices, blank=True, default=""
    )
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    formed_on = models.DateField(_("date"), null=True)
    is_original = models.BooleanField(_("original"), default=True)
    original_kept_at = models.CharField(
        _("original kept at"), max_length=120, blank=True, default=""
    )
    red_stamp = models.BooleanField(_("red stamp on the copy"), default=False)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    out_of_scope_reason = models.CharField(
        _("reason for filing outside the scope"), max_length=200, blank=True, default=""
    )
    state = models.CharField(
        _("state"), max_length=16, choices=PaperState.choices, default=PaperState.PENDING
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    faults = models.JSONField(_("faults found"), default=list)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    document = models.OneToOneField(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="paper",
        null=True,
    )

    history = History()

    class Meta:
        ordering = ["submission", "position", "pk"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="dossiers_returned_paper_has_a_reason",
                condition=~Q(state="returned") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="dossiers_a_paper_of_a_case_names_a_known_part",
                condition=Q(case_part__in=["", *(p.value for p in CasePart)]),
            ),
        ]

    def __str__(self) -> str:
        return self.title or (self.type.name if self.type else str(self.pk))

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.submission.centre_id
