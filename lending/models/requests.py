"""Requests for use 利用申请: what somebody wants, line by line, and the steps each line needs."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Decision, Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, DossierGrant, Holding, Purpose
from lending.models.outside import OutsidePerson


class Manner(models.TextChoices):
    """How a thing is used 利用方式; each is asked for and granted by itself (SEC-07)."""

    READ = "read", _("Read on the spot")
    BORROW = "borrow", _("Borrow")
    EXCERPT = "excerpt", _("Excerpt")
    PHOTOGRAPH = "photograph", _("Photograph")
    COPY = "copy", pgettext_lazy("manner of use", "Copy")


COPYING = (Manner.EXCERPT, Manner.PHOTOGRAPH, Manner.COPY)
"""The manners that leave something outside the archive room for good."""


class Place(models.TextChoices):
    """Where a thing is used (LND-25, SEC-34)."""

    READING_ROOM = "reading_room", _("Archive room")
    OFFICE = "office", _("The borrower’s office")
    COMPANY = "company", _("Elsewhere in the company")
    OUTSIDE = "outside", _("Outside the company")
    PUBLIC = "public", _("A public place")


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    """Requests that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Own requests, those to one's archive room, about one's centre, of one's staff.

        Source: ORG-01, LND-18.
        """
        scope = scope_of(user)
        if scope.everything:
            return self
        headed = [
            m.department_id
            for m in user.current_memberships
            if m.role in (Role.DEPARTMENT_HEAD, Role.CENTRE_HEAD)
        ]
        about = RequestLine.objects.filter(
            request=OuterRef("pk"), holding__dossier__centre__in=scope.departments
        )
        return self.filter(
            Q(requester=user)
            | Q(entered_by=user)
            | Q(room__in=scope.departments)
            | Q(department__in=headed)
            | Exists(about)
        )


class AccessRequest(models.Model):
    """One request 利用申请 to one archive room: who, what for, where, until when.

    Nobody outside the office asks alone: an archivist enters it (``outside``) and answers
    for the identity. ``content`` is the canonical JSON the decisions are made over.
    """

    class State(models.TextChoices):
        """Open until every line is decided and used, or it is withdrawn."""

        OPEN = "open", pgettext_lazy("state of a request", "Open")
        CLOSED = "closed", pgettext_lazy("state of a request", "Settled")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("number"), max_length=20, unique=True)
    room = models.ForeignKey(
        Department,
        verbose_name=_("archive room"),
        on_delete=models.PROTECT,
        related_name="requests_received",
    )
    requester = models.ForeignKey(
        User,
        verbose_name=_("requested by"),
        on_delete=models.PROTECT,
        related_name="access_requests",
        null=True,
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="requests_made",
        null=True,
    )
    outside = models.OneToOneField(
        OutsidePerson,
        verbose_name=_("outside person"),
        on_delete=models.PROTECT,
        related_name="request",
        null=True,
    )
    entered_by = models.ForeignKey(
        User, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices)
    purpose_text = models.CharField(_("purpose in words"), max_length=200)
    reason = models.TextField(_("reason"))
    place = models.CharField(_("place of use"), max_length=16, choices=Place.choices)
    place_detail = models.CharField(_("which place"), max_length=120, blank=True, default="")
    contact = models.CharField(_("office telephone"), max_length=30, blank=True, default="")
    until = models.DateTimeField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    content = models.TextField(_("content"), blank=True, default="")
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True, default="")
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = AccessRequestQuerySet.as_manager()
    history = History(personal=["contact", "content"])

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ("view",)
        permissions = [
            ("ask_access", _("Can ask to read, borrow and copy")),
            ("decide_request", _("Can decide on requests")),
        ]
        indexes = [
            models.Index(fields=["requester", "-asked_at"], name="lending_requests_of_person"),
            models.Index(fields=["room", "state", "-asked_at"], name="lending_requests_of_room"),
        ]
        constraints = [
            models.CheckConstraint(
                name="lending_a_request_is_of_staff_or_of_an_outside_person",
                condition=Q(requester__isnull=False, department__isnull=False, outside=None)
                | Q(requester=None, outside__isnull=False),
            ),
            models.CheckConstraint(
                name="lending_a_request_states_purpose_and_reason",
                condition=~Q(purpose_text="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="lending_nothing_is_used_in_public_places", condition=~Q(place="public")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("lending:request", args=[self.pk])

    @property
    def journalled_under(self) -> int:
        """The department whose office an act on this request is."""
        return self.room_id

    @property
    def who(self) -> str:
        """Who wants it, for the eye: a person of the office, or masked from outside."""
        if self.outside is not None:
            return str(self.outside)
        return str(self.requester)


class LineState(models.TextChoices):
    """From the typed wish to the last use of one line."""

    TO_IDENTIFY = "to_identify", _("To be found by the archivist")
    WAITING = "waiting", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", pgettext_lazy("decision", "Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    USED = "used", _("Used")


class RequestLine(models.Model):
    """One thing wanted in one manner.

    What a requester may not see in the catalogue is ``wanted`` in words (or as a scanned
    code); the archivist of the room finds the holding. ``document`` narrows it to one paper.
    """

    request = models.ForeignKey(
        AccessRequest, verbose_name=_("request"), on_delete=models.PROTECT, related_name="lines"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    wanted = models.CharField(_("wanted"), max_length=200, blank=True, default="")
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="request_lines",
        null=True,
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="request_lines",
        null=True,
    )
    manner = models.CharField(_("manner of use"), max_length=10, choices=Manner.choices)
    pages = models.CharField(_("pages"), max_length=60, blank=True, default="")
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    state = models.CharField(
        _("state"), max_length=12, choices=LineState.choices, default=LineState.WAITING
    )
    register_only = models.BooleanField(_("register entry only"), default=False)
    exception_reason = models.CharField(
        _("reason for the exception"), max_length=200, blank=True, default=""
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    grant = models.ForeignKey(
        DossierGrant,
        verbose_name=_("access"),
        on_delete=models.PROTECT,
        related_name="request_lines",
        null=True,
    )

    history = History()

    class Meta:
        ordering = ["request", "number"]
        verbose_name = _("line of a request")
        verbose_name_plural = _("lines of requests")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["holding", "state"], name="lending_lines_of_holding"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="lending_request_line_number_once", fields=["request", "number"]
            ),
            models.CheckConstraint(
                name="lending_a_line_names_a_thing_once_found",
                condition=Q(holding__isnull=False)
                | Q(state__in=["to_identify", "refused", "withdrawn"]) & ~Q(wanted=""),
            ),
            models.CheckConstraint(
                name="lending_single_documents_are_not_lent",
                condition=Q(document=None) | ~Q(manner="borrow"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.number}"

    @property
    def is_personal(self) -> bool:
        """Whether the line asks for personal information."""
        if self.document is not None and self.document.personal:
            return True
        return self.holding is not None and self.holding.is_personal


class RequestStep(models.Model):
    """One decision a line needs: who may take it, and whether it is the next one."""

    line = models.ForeignKey(
        RequestLine,
        verbose_name=_("line of a request"),
        on_delete=models.PROTECT,
        related_name="steps",
    )
    name = models.CharField(_("step"), max_length=40)
    rank = models.PositiveSmallIntegerField(_("order"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    clause = models.CharField(_("clause"), max_length=12)
    is_next = models.BooleanField(_("may be taken now"), default=False)

    history = History()

    class Meta:
        ordering = ["line", "rank", "pk"]
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["role", "department"],
                condition=Q(is_next=True),
                name="lending_steps_to_take",
            )
        ]
        constraints = [
            models.UniqueConstraint(name="lending_each_step_once", fields=["line", "name"])
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.name}"


class RequestDecision(Decision):
    """What one person decided on one step of one line."""

    of = models.OneToOneField(
        RequestStep, verbose_name=_("step"), on_delete=models.PROTECT, related_name="decision"
    )
    line = models.ForeignKey(
        RequestLine,
        verbose_name=_("line of a request"),
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    asked_by = models.ForeignKey(
        User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )

    history = History()

    class Meta(Decision.Meta):
        abstract = False
        ordering = ["line", "at", "pk"]
        verbose_name = _("decision on a request")
        verbose_name_plural = _("decisions on requests")
        default_permissions = ("view",)
        constraints = [
            *Decision.Meta.constraints,
            models.CheckConstraint(
                name="lending_nobody_decides_on_the_own_request",
                condition=~Q(by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} · {self.get_outcome_display()}"
