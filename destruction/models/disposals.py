"""Papers that were never filed and go all the same (DES-23); lists others propose."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from destruction.models.states import Method
from dossiers.models import Holding, LedgerImport


class DisposalQuerySet(models.QuerySet["DisposalList"]):
    """Disposal lists that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own departments.

        Source: ORG-01.
        """
        scope = scope_of(user)
        if scope.everything:
            return self
        own = {m.department_id for m in user.current_memberships}
        return self.filter(department__in=scope.departments | own)


class DisposalList(models.Model):
    """What was thrown away without ever having been filed: duplicates, drafts (DES-23)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    disposed_on = models.DateField(_("disposed of on"))
    by = models.ForeignKey(
        User, verbose_name=_("disposed of by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    remark = models.TextField(_("remark"), blank=True, default="")

    objects = DisposalQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = _("disposal list")
        verbose_name_plural = _("disposal lists")
        default_permissions = ("view",)
        permissions = [("record_disposal", _("Can record disposals of unfiled papers"))]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("destruction:disposal", args=[self.pk])

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.department_id


class DisposalItem(models.Model):
    """One kind of unfiled paper on a disposal list: what, how many, how."""

    list = models.ForeignKey(
        DisposalList, verbose_name=_("list"), on_delete=models.PROTECT, related_name="items"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    what = models.CharField(_("what"), max_length=200)
    copies = models.PositiveIntegerField(_("how many"))
    pages = models.PositiveIntegerField(_("pages"), null=True)
    confidential = models.BooleanField(_("confidential or about a customer"), default=True)
    method = models.CharField(_("method"), max_length=10, choices=Method.choices)

    history = History()

    class Meta:
        ordering = ["list", "number"]
        verbose_name = _("item of a disposal list")
        verbose_name_plural = _("items of disposal lists")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="destruction_disposal_item_number_once", fields=["list", "number"]
            ),
            models.CheckConstraint(
                name="destruction_confidential_waste_is_shredded",
                condition=Q(confidential=False) | Q(method="shredder"),
            ),
            models.CheckConstraint(
                name="destruction_disposal_item_says_what_and_how_many",
                condition=~Q(what="") & Q(copies__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list} · {self.number}"


class ProposedQuerySet(models.QuerySet["ProposedDestruction"]):
    """Rows of imported lists."""

    def standing(self) -> Self:
        """Those that were not taken back with their list."""
        return self.filter(taken_back=False)


class ProposedDestruction(models.Model):
    """A row of an imported list of things to be destroyed: a claim, never an approval.

    Nothing enters a register by import alone: the row points out a thing, its appraisal follows.
    """

    ledger_import = models.ForeignKey(
        LedgerImport,
        verbose_name=_("import"),
        on_delete=models.PROTECT,
        related_name="proposed_destructions",
    )
    sheet = models.CharField(_("sheet"), max_length=100, blank=True, default="")
    row = models.PositiveIntegerField(_("row"))
    holding = models.ForeignKey(
        Holding,
        verbose_name=_("holding"),
        on_delete=models.PROTECT,
        related_name="proposed_destructions",
    )
    opinion = models.CharField(_("opinion on the list"), max_length=200, blank=True, default="")
    reason = models.TextField(_("reason on the list"), blank=True, default="")
    remark = models.TextField(_("remark on the list"), blank=True, default="")
    warnings = ArrayField(
        models.CharField(max_length=40), verbose_name=_("warnings"), default=list, blank=True
    )
    taken_back = models.BooleanField(_("taken back with its list"), default=False, editable=False)

    objects = ProposedQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["ledger_import", "sheet", "row"]
        verbose_name = _("proposed destruction")
        verbose_name_plural = _("proposed destructions")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="destruction_a_row_proposes_once", fields=["ledger_import", "sheet", "row"]
            ),
            models.UniqueConstraint(
                name="destruction_a_thing_is_proposed_once_per_list",
                fields=["ledger_import", "holding"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding} · {self.row}"
