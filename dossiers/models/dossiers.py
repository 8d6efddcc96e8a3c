"""The dossier 客户档案: the intellectual file of one occupancy (or category and year)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from dossiers.models.customers import Occupancy
from dossiers.models.labels import Labelled
from dossiers.models.scope import Category, Retention, Secrecy
from dossiers.models.units import Unit


class DossierState(models.TextChoices):
    """States of a dossier from its acceptance on; what comes before is a submission."""

    OPEN = "open", pgettext_lazy("state of a dossier", "Open")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")
    DESTROYED = "destroyed", _("Destroyed")


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Dossiers that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Dossiers this person may know of: by scope, as their named keeper, by a grant in force.

        Source: ORG-01, SEC-26, SEC-29.
        """
        from dossiers.models.access import DossierGrant  # noqa: PLC0415 - grants refer to dossiers

        scope = scope_of(user)
        if scope.everything:
            return self
        # Grants are few: as a list they leave the walk along (centre, code) to the index.
        grants = DossierGrant.objects.in_force_for(user)
        granted = list(grants.values_list("dossier_id", flat=True))
        visible = Q(centre_id__in=scope.departments)
        elsewhere = {m.department_id for m in user.current_memberships} - scope.departments
        if elsewhere:
            visible |= Q(responsible=user, centre_id__in=elsewhere)
        return self.filter(visible | Q(pk__in=granted) if granted else visible)


class Dossier(Labelled):
    """One file of one occupancy, or of one category and year; named by its unit only."""

    class Kind(models.TextChoices):
        """Whose file it is."""

        OWNER = "owner", _("Owner")
        TENANT = "tenant", _("Tenant")
        CATEGORY = "category", _("Category and year")

    class Origin(models.TextChoices):
        """How the record came to be."""

        FILED = "filed", _("Filed")
        IMPORTED = "imported", _("Imported from a ledger")

    code = models.CharField(_("reference code"), max_length=60, unique=True)
    legacy_code = models.CharField(_("former code"), max_length=80, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    is_case = models.BooleanField(_("case dossier"), default=False)
    title = models.CharField(_("title"), max_length=200)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="dossiers"
    )
    centre = models.ForeignKey(
        Department,
        verbose_name=_("originating department"),
        on_delete=models.PROTECT,
        related_name="dossiers",
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="dossiers", null=True
    )
    occupancy = models.OneToOneField(
        Occupancy,
        verbose_name=_("occupancy"),
        on_delete=models.PROTECT,
        related_name="dossier",
        null=True,
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DossierState.choices, default=DossierState.OPEN
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin.choices, default=Origin.FILED
    )
    secrecy = models.PositiveSmallIntegerField(
        _("secrecy"), choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    retention = models.CharField(_("retention"), max_length=10, choices=Retention.choices)
    retention_years = models.PositiveSmallIntegerField(_("years"), null=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True)
    closed_reason = models.CharField(_("closed because"), max_length=200, blank=True, default="")
    sealed_on = models.DateField(_("sealed on"), null=True)
    sealed_by = models.ForeignKey(
        User,
        verbose_name=_("sealed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    sealed_because = models.CharField(_("sealed because"), max_length=200, blank=True, default="")
    reviewed_on = models.DateField(_("last reviewed"), null=True)
    missing_count = models.PositiveSmallIntegerField(_("missing papers"), default=0)
    label_due_on = models.DateField(_("label out of date since"), null=True)
    responsible = models.ForeignKey(
        User,
        verbose_name=_("responsible"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = DossierQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["centre", "code"]
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        permissions = [
            ("submit_papers", _("Can submit papers to the archivist")),
            ("accept_submission", _("Can accept and return submissions")),
            ("close_dossier", _("Can record sale, end of tenancy and leaving")),
            ("import_ledger", _("Can import ledgers")),
            ("open_yearly_dossier", _("Can open dossiers of a category and year")),
            ("print_papers", _("Can print the dossier's papers")),
            ("name_keeper", _("Can name the keeper of a dossier")),
            ("seal_dossier", _("Can put a dossier under seal")),
            ("explain_rights", _("Can see who may read a dossier, and why")),
            ("renew_labels", _("Can print labels that are out of date anew")),
        ]
        indexes = [
            models.Index(fields=["centre", "code"], name="dossiers_in_centre_order"),
            models.Index(
                fields=["centre", "code"],
                condition=Q(label_due_on__isnull=False),
                name="dossiers_labels_to_renew",
            ),
            models.Index(
                fields=["centre", "code"],
                condition=Q(is_case=True),
                name="dossiers_case_dossiers",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_one_open_owner_dossier_per_unit",
                fields=["unit"],
                condition=Q(kind="owner", state="open"),
            ),
            models.UniqueConstraint(
                name="dossiers_former_code_once",
                fields=["legacy_code"],
                condition=~Q(legacy_code="") & ~Q(state="void"),
            ),
            models.CheckConstraint(
                name="dossiers_closed_has_a_date",
                condition=Q(state="closed", closed_on__isnull=False) | ~Q(state="closed"),
            ),
            models.CheckConstraint(
                name="dossiers_customer_dossier_has_unit_and_occupancy",
                condition=Q(kind="category") | Q(unit__isnull=False, occupancy__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_a_case_dossier_is_no_customers",
                condition=Q(is_case=False) | Q(kind="category"),
            ),
            models.CheckConstraint(
                name="dossiers_fixed_retention_has_years",
                condition=Q(retention="fixed", retention_years__isnull=False, retention_years__gt=0)
                | (~Q(retention="fixed") & Q(retention_years__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("dossiers:dossier", args=[self.pk])

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django leaves an own one
        """The kind in words; a case dossier is called one (COL-26)."""
        return str(_("Case dossier") if self.is_case else self.Kind(self.kind).label)

    def at_home_in(self) -> set[int]:
        """The departments that keep something of it, and the one in which it began."""
        keepers = self.holdings.order_by().values_list("keeper_id", flat=True)
        return {*keepers, self.centre_id}

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.centre_id


class DossierEvent(models.Model):
    """A dated entry in a dossier: reported change, letter, task such as 装订另存."""

    class Kind(models.TextChoices):
        """What the entry is about."""

        CHANGE = "change", _("Reported change")
        TASK = "task", _("Task")
        REMARK = "remark", _("Remark for the volume notes")

    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("date"))
    text = models.TextField(_("text"))
    by = models.ForeignKey(
        User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    due_on = models.DateField(_("due on"), null=True)
    done_on = models.DateField(_("done on"), null=True)

    history = History()

    class Meta:
        ordering = ["dossier", "on", "pk"]
        verbose_name = _("dossier entry")
        verbose_name_plural = _("dossier entries")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.dossier} {self.on}"

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.dossier.centre_id
