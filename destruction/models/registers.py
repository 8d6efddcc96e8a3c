"""The destruction register 销毁清册: what is to go, who agreed, and what became of each line."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box
from archive_office.journal.history import History
from archive_office.organisation.models import Decision, Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from destruction.models.appraisals import AppraisalLine
from destruction.models.states import DisposalPlace, LineState, Method, RegisterState, Twins
from dossiers.models import Document, Holding


class RegisterQuerySet(models.QuerySet["DestructionRegister"]):
    """Destruction registers that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own rooms and records, and those one was asked to witness.

        Source: ORG-01, DES-06, DES-13.
        """
        scope = scope_of(user)
        if scope.everything:
            return self
        from destruction.models.execution import Witness  # noqa: PLC0415 - it refers to registers

        lines = RegisterLine.objects.filter(register=OuterRef("pk"))
        departments = {
            m.department_id for m in user.current_memberships if m.role == Role.DEPARTMENT_HEAD
        }
        witnessed = Witness.objects.filter(register=OuterRef("pk"), person=user)
        return self.filter(
            Q(room__in=scope.departments)
            | Q(Exists(lines.filter(holding__dossier__centre__in=scope.departments | departments)))
            | Q(Exists(witnessed.filter(dismissed_at__isnull=True)))
        )


class DestructionRegister(models.Model):
    """One register of one archive room: proposal, approvals, waiting, execution, signatures.

    ``content`` is what the approvers decide on, ``record`` what the witnesses sign afterwards:
    canonical JSON verbatim, with its SHA-256.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    room = models.ForeignKey(
        Department,
        verbose_name=_("archive room"),
        on_delete=models.PROTECT,
        related_name="destruction_registers",
    )
    basis = models.TextField(_("basis"))
    state = models.CharField(
        _("state"), max_length=10, choices=RegisterState.choices, default=RegisterState.DRAFTING
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
    approved_at = models.DateTimeField(_("last approval at"), null=True)
    moved_at = models.DateTimeField(_("last move to the quarantine place at"), null=True)
    checked_by = models.ForeignKey(
        User, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    checked_at = models.DateTimeField(_("second check at"), null=True)
    check_text = models.TextField(_("words of the second check"), blank=True, default="")
    place = models.ForeignKey(
        DisposalPlace,
        verbose_name=_("place of destruction"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    planned_on = models.DateField(_("planned for"), null=True)
    started_by = models.ForeignKey(
        User,
        verbose_name=_("carried out by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    record = models.TextField(_("record of the destruction"), blank=True, default="")
    record_hash = models.CharField(_("hash of the record"), max_length=64, blank=True, default="")
    closed_at = models.DateTimeField(_("closed at"), null=True)
    end_reason = models.TextField(_("reason for refusing or voiding"), blank=True, default="")

    objects = RegisterQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-drawn_up_at", "-pk"]
        verbose_name = _("destruction register")
        verbose_name_plural = _("destruction registers")
        default_permissions = ("view",)
        permissions = [
            ("draw_up_register", _("Can draw up destruction registers")),
            ("approve_register", _("Can approve destructions")),
            ("carry_out_register", _("Can carry out destructions")),
            ("witness_register", _("Can witness destructions")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="destruction_register_with_its_openness", fields=["id", "is_open"]
            ),
            models.CheckConstraint(
                name="destruction_register_open_in_open_states",
                condition=Q(
                    state__in=["drafting", "approving", "waiting", "executing", "signing"],
                    is_open=True,
                )
                | Q(state__in=["closed", "refused", "void"], is_open=False),
            ),
            models.CheckConstraint(
                name="destruction_frozen_register_has_content",
                condition=Q(state="drafting", content="", content_hash="")
                | Q(state="void")
                | ~Q(state__in=["drafting", "void"])
                & Q(frozen_at__isnull=False)
                & ~Q(content="")
                & ~Q(content_hash=""),
            ),
            models.CheckConstraint(
                name="destruction_register_approved_before_it_waits",
                condition=Q(state__in=["drafting", "approving", "refused"], approved_at=None)
                | Q(state="void")
                | Q(
                    state__in=["waiting", "executing", "signing", "closed"],
                    approved_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="destruction_register_started_at_a_place_after_its_check",
                condition=Q(state__in=["executing", "signing", "closed"])
                & Q(
                    moved_at__isnull=False,
                    checked_at__isnull=False,
                    checked_by__isnull=False,
                    place__isnull=False,
                    started_at__isnull=False,
                    started_by__isnull=False,
                )
                | ~Q(state__in=["executing", "signing", "closed"]) & Q(started_at=None),
            ),
            models.CheckConstraint(
                name="destruction_record_is_made_when_it_is_finished",
                condition=Q(state__in=["signing", "closed"], finished_at__isnull=False)
                & ~Q(record="")
                & ~Q(record_hash="")
                | ~Q(state__in=["signing", "closed"])
                & Q(finished_at=None, record="", record_hash=""),
            ),
            models.CheckConstraint(
                name="destruction_closed_register_has_its_day",
                condition=Q(state="closed", closed_at__isnull=False)
                | ~Q(state="closed") & Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="destruction_refused_or_void_register_has_a_reason",
                condition=~Q(state__in=["refused", "void"]) | ~Q(end_reason=""),
            ),
            models.CheckConstraint(name="destruction_register_has_a_basis", condition=~Q(basis="")),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("destruction:register", args=[self.pk])

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.room_id


class RegisterLine(models.Model):
    """One thing on a register: a volume or item, or one document of a volume (抽卷销毁).

    ``is_open`` repeats the register's (composite foreign key with cascade), so that the database
    lets a thing stand on one open register only.
    """

    register = models.ForeignKey(
        DestructionRegister,
        verbose_name=_("destruction register"),
        on_delete=models.PROTECT,
        related_name="lines",
    )
    is_open = models.BooleanField(_("still open"), default=True, editable=False)
    number = models.PositiveIntegerField(_("number"))
    appraised = models.ForeignKey(
        AppraisalLine,
        verbose_name=_("line of the appraisal"),
        on_delete=models.PROTECT,
        related_name="register_lines",
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="register_lines"
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="register_lines",
        null=True,
    )
    code = models.CharField(_("reference code"), max_length=90)
    title = models.CharField(_("title"), max_length=200)
    years = models.CharField(_("year"), max_length=12, blank=True, default="")
    years_kept = models.PositiveSmallIntegerField(
        _("full years kept"), null=True, help_text=_("From 1 January after the year of origin.")
    )
    documents = models.PositiveIntegerField(_("documents"))
    pages = models.PositiveIntegerField(_("pages"))
    retention = models.CharField(_("retention"), max_length=40)
    opinion = models.TextField(_("opinion of the appraisal"))
    remark = models.CharField(_("remark"), max_length=200, blank=True, default="")
    twins = models.CharField(
        _("electronic copies"), max_length=5, choices=Twins.choices, default=Twins.NONE
    )
    twins_reason = models.CharField(
        _("why electronic copies are kept"), max_length=200, blank=True, default=""
    )
    state = models.CharField(
        _("state"), max_length=10, choices=LineState.choices, default=LineState.LISTED
    )
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("struck, withdrawn or put off by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    decided_at = models.DateTimeField(_("struck, withdrawn or put off at"), null=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    from_slot = models.ForeignKey(
        Box,
        verbose_name=_("slot before the move"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    quarantine_slot = models.ForeignKey(
        Box,
        verbose_name=_("quarantine place"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    moved_by = models.ForeignKey(
        User, verbose_name=_("moved by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    moved_at = models.DateTimeField(_("moved at"), null=True)
    method = models.CharField(
        _("method"), max_length=10, choices=Method.choices, blank=True, default=""
    )
    destroyed_by = models.ForeignKey(
        User, verbose_name=_("destroyed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True)

    history = History()

    class Meta:
        ordering = ["register", "number"]
        verbose_name = _("line of a destruction register")
        verbose_name_plural = _("lines of destruction registers")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["holding", "document"], name="destruction_registered_things"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="destruction_register_line_number_once",
                fields=["register", "number"],
                deferrable=models.Deferrable.DEFERRED,  # lines are numbered anew while drafting
            ),
            models.UniqueConstraint(
                name="destruction_a_holding_on_one_open_register",
                fields=["holding"],
                condition=Q(is_open=True, document__isnull=True)
                & ~Q(state__in=["vetoed", "withdrawn"]),
            ),
            models.UniqueConstraint(
                name="destruction_a_document_on_one_open_register",
                fields=["document"],
                condition=Q(is_open=True) & ~Q(state__in=["vetoed", "withdrawn"]),
            ),
            models.UniqueConstraint(
                name="destruction_a_thing_is_destroyed_once",
                fields=["holding", "document"],
                condition=Q(state="destroyed"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="destruction_destroyed_line_says_how_by_whom_and_when",
                condition=Q(
                    state="destroyed",
                    destroyed_at__isnull=False,
                    destroyed_by__isnull=False,
                    moved_at__isnull=False,
                )
                & ~Q(method="")
                | ~Q(state="destroyed") & Q(destroyed_at=None, destroyed_by=None, method=""),
            ),
            models.CheckConstraint(
                name="destruction_line_taken_off_says_why_by_whom_and_when",
                condition=Q(state__in=["listed", "destroyed"])
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="destruction_kept_twins_have_a_reason",
                condition=~Q(twins="keep") | ~Q(twins_reason=""),
            ),
            models.CheckConstraint(
                name="destruction_moved_line_says_where_by_whom_and_when",
                condition=Q(moved_at=None, moved_by=None, quarantine_slot=None)
                | Q(moved_at__isnull=False, moved_by__isnull=False, quarantine_slot__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} · {self.number}"

    @property
    def is_document(self) -> bool:
        """Whether only one document of the volume is meant (抽卷销毁)."""
        return self.document_id is not None


class RegisterDecision(Decision):
    """One approver's answer to the frozen content of a register (DES-13, DES-14)."""

    register = models.ForeignKey(
        DestructionRegister,
        verbose_name=_("destruction register"),
        on_delete=models.PROTECT,
        related_name="decisions",
    )

    history = History()

    class Meta(Decision.Meta):
        ordering = ["register", "at", "pk"]
        verbose_name = _("decision on a destruction register")
        verbose_name_plural = _("decisions on destruction registers")
        default_permissions = ("view",)
        constraints = [
            *Decision.Meta.constraints,
            models.UniqueConstraint(
                name="destruction_each_approval_is_given_once", fields=["register", "step"]
            ),
            models.UniqueConstraint(
                name="destruction_different_people_approve", fields=["register", "by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} · {self.step}"
