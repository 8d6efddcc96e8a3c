"""Copies 复制件 and the register of where personal information went 去向登记."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Holding
from lending.models.loans import Loan
from lending.models.requests import RequestLine


class CopyIssued(models.Model):
    """One numbered excerpt, photograph or copy: made, checked by another, then released."""

    class State(models.TextChoices):
        """From the machine to the recipient."""

        MADE = "made", _("Made, to be checked")
        CHECKED = "checked", pgettext_lazy("copy", "Checked")
        RELEASED = "released", _("Released")
        REJECTED = "rejected", _("Rejected and destroyed")

    number = models.CharField(_("number"), max_length=20, unique=True)
    line = models.ForeignKey(
        RequestLine,
        verbose_name=_("line of a request"),
        on_delete=models.PROTECT,
        related_name="copies_issued",
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="copies_issued",
        null=True,
    )
    pages = models.CharField(_("pages"), max_length=60)
    page_count = models.PositiveIntegerField(_("page count"))
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    recipient = models.CharField(_("recipient"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=200)
    file = models.FileField(_("watermarked file"), upload_to="copies/", blank=True)
    file_sha256 = models.CharField(
        _("checksum"), max_length=64, blank=True, default="", editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.MADE)
    made_by = models.ForeignKey(
        User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    checked_by = models.ForeignKey(
        User, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    checked_at = models.DateTimeField(_("checked at"), null=True)
    check_note = models.CharField(_("finding"), max_length=200, blank=True, default="")
    released_by = models.ForeignKey(
        User, verbose_name=_("released by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    released_at = models.DateTimeField(_("released at"), null=True)

    history = History(personal=["recipient"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("issued copy")
        verbose_name_plural = _("issued copies")
        default_permissions = ("view",)
        permissions = [("make_copy", _("Can make, check and release copies"))]
        constraints = [
            models.CheckConstraint(
                name="lending_whoever_made_a_copy_does_not_check_it",
                condition=Q(checked_by=None) | ~Q(checked_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="lending_copies_are_released_after_a_check",
                condition=~Q(state__in=["checked", "released"])
                | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="lending_a_released_copy_names_who_and_when",
                condition=~Q(state="released")
                | Q(released_by__isnull=False, released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("lending:copy", args=[self.pk])


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Disclosures that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's archive room or of one's centre's dossiers."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(
            Q(room__in=scope.departments) | Q(holding__dossier__centre__in=scope.departments)
        )

    def standing(self) -> Self:
        """Not accounted for yet."""
        return self.filter(accounted_on__isnull=True)


class Disclosure(models.Model):
    """Where a piece went 去向: open until its return or destruction is recorded (LND-16).

    Every copy has one, and every use of personal information or by an outside person.
    """

    class Kind(models.TextChoices):
        """How it got out."""

        READING = "reading", _("Read on the spot")
        LOAN = "loan", _("Loan")
        COPY = "copy", _("Copy")

    class Accounted(models.TextChoices):
        """What became of it."""

        RETURNED = "returned", _("Returned")
        DESTROYED = "destroyed", _("Destroyed")
        FILED = "filed", _("Filed with the recipient’s case")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    room = models.ForeignKey(
        Department,
        verbose_name=_("archive room"),
        on_delete=models.PROTECT,
        related_name="disclosures",
    )
    line = models.ForeignKey(
        RequestLine,
        verbose_name=_("line of a request"),
        on_delete=models.PROTECT,
        related_name="disclosures",
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="disclosures"
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="disclosures",
        null=True,
    )
    loan = models.OneToOneField(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="disclosure", null=True
    )
    copy = models.OneToOneField(
        CopyIssued,
        verbose_name=_("issued copy"),
        on_delete=models.PROTECT,
        related_name="disclosure",
        null=True,
    )
    personal = models.BooleanField(_("personal information"), default=False)
    is_original = models.BooleanField(_("original"), default=False)
    recipient = models.CharField(_("recipient"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True, default="")
    purpose = models.CharField(_("purpose"), max_length=200)
    destination = models.CharField(_("where it went"), max_length=120, blank=True, default="")
    disclosed_at = models.DateTimeField(_("disclosed at"))
    disclosed_by = models.ForeignKey(
        User, verbose_name=_("disclosed by"), on_delete=models.PROTECT, related_name="+"
    )
    accounted = models.CharField(
        _("what became of it"), max_length=10, choices=Accounted.choices, blank=True, default=""
    )
    accounted_on = models.DateField(_("accounted for on"), null=True)
    accounted_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    accounted_note = models.CharField(_("note"), max_length=200, blank=True, default="")

    objects = DisclosureQuerySet.as_manager()
    history = History(personal=["recipient"])

    class Meta:
        ordering = ["-disclosed_at", "-pk"]
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosure register")
        default_permissions = ("view",)
        permissions = [("account_disclosure", _("Can record what became of a disclosure"))]
        indexes = [
            models.Index(
                fields=["room", "disclosed_at"],
                condition=Q(accounted_on__isnull=True),
                name="lending_open_disclosures",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="lending_accounted_names_what_who_and_when",
                condition=Q(accounted="", accounted_on=None, accounted_by=None)
                | ~Q(accounted="") & Q(accounted_on__isnull=False, accounted_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.number
