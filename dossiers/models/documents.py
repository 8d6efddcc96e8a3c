"""Documents 件 of a holding, and their electronic files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import User
from dossiers.models.holdings import Holding, Part
from dossiers.models.labels import Labelled
from dossiers.models.scope import DocumentType, Secrecy


class Document(Labelled):
    """One document of a holding: what it is, original or copy, copies and pages.

    A document of a volume that headquarters keeps waits (``AWAITING``) for the next
    handover to bring it there; until then it counts in no total (decision 12).

    ``holding_part`` repeats the holding's part (a composite foreign key keeps the
    two equal), so that the database itself keeps personal papers in the personal
    volume.
    """

    class State(models.TextChoices):
        """Whether the document is (still) in its holding."""

        FILED = "filed", _("Filed")
        AWAITING = "awaiting_handover", _("Waiting for its handover")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        QUARANTINED = "quarantined", _("Waiting for destruction")
        DESTROYED = "destroyed", _("Destroyed")

    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="documents"
    )
    holding_part = models.CharField(_("part"), max_length=10, choices=Part.choices, editable=False)
    number = models.PositiveIntegerField(_("number"))
    code = models.CharField(_("reference code"), max_length=90, unique=True)
    type = models.ForeignKey(
        DocumentType,
        verbose_name=_("document type"),
        on_delete=models.PROTECT,
        related_name="documents",
        null=True,
    )
    title = models.CharField(_("title"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=60, blank=True, default="")
    responsible = models.CharField(_("responsible party"), max_length=80, blank=True, default="")
    formed_on = models.DateField(_("date"), null=True)
    is_original = models.BooleanField(_("original"), default=True)
    original_kept_at = models.CharField(
        _("original kept at"), max_length=120, blank=True, default=""
    )
    red_stamp = models.BooleanField(_("red stamp on the copy"), default=False)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    pages_known = models.BooleanField(_("pages counted"), default=True)
    personal = models.BooleanField(_("personal information"), default=False)
    secrecy = models.PositiveSmallIntegerField(
        _("secrecy"), choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    is_claim = models.BooleanField(
        _("claimed by a ledger"), default=False, help_text=_("Nobody has seen the paper yet.")
    )
    out_of_scope_reason = models.CharField(
        _("reason for filing outside the scope"), max_length=200, blank=True, default=""
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.FILED)
    remark = models.TextField(_("remark"), blank=True, default="")

    history = History()

    class Meta:
        ordering = ["holding", "number"]
        verbose_name = _("document")
        verbose_name_plural = pgettext_lazy("records", "documents")
        constraints = [
            models.UniqueConstraint(
                name="dossiers_document_number_once", fields=["holding", "number"]
            ),
            models.CheckConstraint(
                name="dossiers_personal_papers_lie_in_the_personal_volume",
                condition=Q(personal=False) | Q(holding_part="personal"),
            ),
            models.CheckConstraint(
                name="dossiers_pages_not_fewer_than_copies",
                condition=Q(pages_known=False) | Q(pages__gte=models.F("copies")),
            ),
            models.CheckConstraint(
                name="dossiers_a_copy_names_its_original",
                condition=Q(is_original=True)
                | Q(is_claim=True)
                | Q(red_stamp=True) & ~Q(original_kept_at=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code


def file_path(instance: "ElectronicFile", filename: str) -> str:  # noqa: ARG001 - Django's signature
    """Where a file lies in storage: by content, never by a name from outside."""
    return f"files/{instance.sha256[:2]}/{instance.sha256[2:4]}/{instance.sha256}"


class ElectronicFile(models.Model):
    """A scan or electronic document; served only through a permission check.

    Belongs to a paper of the tray until acceptance, then to a document.
    """

    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    content_type = models.CharField(_("content type"), max_length=80)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), upload_to=file_path, max_length=200)
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="files",
        null=True,
    )
    paper = models.ForeignKey(
        "dossiers.SubmissionPaper",
        verbose_name=_("paper"),
        on_delete=models.PROTECT,
        related_name="files",
        null=True,
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True)

    history = History(personal=["name"])

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("electronic file")
        verbose_name_plural = _("electronic files")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.content_type})"
