"""Forms and registers: definitions as data, and the entries written on them."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.crypto import DataKey, SealedTextField
from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from dossiers.models.dossiers import Dossier
from dossiers.models.scope import Described
from dossiers.models.units import Unit

VOID = "void"
"""The state of an entry written by mistake; no definition may call one of its own so."""


class FormSection(models.TextChoices):
    """Where entries stand in a dossier; the sections are fixed, empty ones are shown too (SVC-29)."""

    MOVE_IN = "move_in", _("Move-in papers")
    CONTACTS = "contacts", _("Contacts and their changes")
    COMPANY = "company", _("Licences, staff, organisations")
    FIT_OUT = "fit_out", _("Decoration and fit-out")
    CORRESPONDENCE = "correspondence", _("Correspondence")
    APPLICATIONS = "applications", _("Applications")
    VEHICLES = "vehicles", _("Vehicles and parking")
    TELEPHONE = "telephone", _("Telephone lines")
    REPAIRS = "repairs", pgettext_lazy("section of a dossier", "Repairs")
    COMPLAINTS = "complaints", _("Complaints")
    VISITS = "visits", _("Visits and relations")
    MONEY = "money", _("Payments and deposits")
    BREACHES = "breaches", _("Violations and arrears")
    FUND = "fund", _("Maintenance fund")
    KEYS = "keys", _("Keys and meters")
    INCIDENTS = "incidents", _("Special incidents")
    TRADE = "trade", _("Contracts, credit, satisfaction")
    OFFICE = "office", _("Running registers of the centre")


class FormDefinition(Described):
    """One edition of a form or register; entries keep the edition they were written with.

    Append-only: whoever changes a form adds an edition, the last one counts.
    """

    class Layout(models.TextChoices):
        """What one entry is on paper."""

        FORM = "form", pgettext_lazy("layout of a form", "One sheet an entry")
        REGISTER = "register", pgettext_lazy("layout of a form", "One line an entry")

    class Place(models.TextChoices):
        """What an entry must name."""

        DOSSIER = "dossier", _("A unit with its dossier")
        UNIT = "unit", _("A unit")
        CENTRE = "centre", _("The centre alone")

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("edition"))
    layout = models.CharField(_("layout"), max_length=8, choices=Layout.choices)
    section = models.CharField(_("section"), max_length=14, choices=FormSection.choices)
    place = models.CharField(_("an entry names"), max_length=8, choices=Place.choices)
    writers = ArrayField(
        models.CharField(max_length=24), verbose_name=_("who may write"), default=list
    )
    retired = models.BooleanField(_("no longer in use"), default=False)
    source = models.TextField(_("definition"))
    made_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("an edition", "made by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    made_at = models.DateTimeField(pgettext_lazy("an edition", "made at"))

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("definition of a form")
        verbose_name_plural = _("definitions of forms")
        default_permissions = ("view",)
        permissions = [("define_form", _("Can add and change definitions of forms"))]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_an_edition_of_a_form_once", fields=["code", "version"]
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("dossiers:form", args=[self.code])


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    """Entries that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the dossiers and centres one sees; staff see what staff write at their centre.

        Source: ORG-01, ORG-08, SEC-29.
        """
        from dossiers.models.access import DossierGrant  # noqa: PLC0415 - grants refer to dossiers

        scope = scope_of(user)
        if scope.everything:
            return self
        desk = {m.department_id for m in user.current_memberships if m.role == Role.FRONT_LINE}
        granted = DossierGrant.objects.in_force_for(user).values_list("dossier_id", flat=True)
        visible = Q(centre__in=scope.departments) | Q(dossier__in=list(granted))
        return self.filter(
            visible | Q(centre__in=desk, definition__writers__contains=[Role.FRONT_LINE.value])
        )

    def in_force(self) -> Self:
        """Those that were not voided."""
        return self.exclude(state=VOID)


class RegisterEntry(models.Model):
    """One filled form, or one line of a register.

    What identifies persons is sealed with a data key of the entry's own, which goes when the data of
    the dossier's customer are erased. Everything else stands in ``content``.
    """

    definition = models.ForeignKey(
        FormDefinition,
        verbose_name=pgettext_lazy("an entry", "form"),
        on_delete=models.PROTECT,
        related_name="entries",
    )
    form = models.CharField(_("code of the form"), max_length=40)
    number = models.CharField(_("number"), max_length=60, unique=True)
    centre = models.ForeignKey(
        Department, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="entries"
    )
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="entries",
        null=True,
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="entries", null=True
    )
    also_units = ArrayField(
        models.BigIntegerField(), verbose_name=_("further units"), default=list, editable=False
    )
    follows = models.ForeignKey(
        "self",
        verbose_name=_("follows"),
        on_delete=models.PROTECT,
        related_name="followers",
        null=True,
    )
    on = models.DateField(_("date"))
    state = models.CharField(_("state"), max_length=20)
    state_on = models.DateField(_("in this state since"))
    due_on = models.DateField(_("due on"), null=True)
    holds_dossier = models.BooleanField(_("keeps the dossier open"), default=False)
    content = models.JSONField(_("contents"), default=dict)
    words = models.TextField(_("words of the contents"), blank=True, default="", editable=False)
    sealed = SealedTextField(_("personal contents"))
    data_key = models.TextField(_("sealed data key"), blank=True, default="", editable=False)
    personal_indexes = ArrayField(
        models.CharField(max_length=32),
        verbose_name=_("index of personal contents"),
        default=list,
        editable=False,
    )
    written_by = models.ForeignKey(
        User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    void_reason = models.CharField(_("void because"), max_length=200, blank=True, default="")

    objects = RegisterEntryQuerySet.as_manager()
    history = History(excluded_fields=["data_key"])

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("entry of a register")
        verbose_name_plural = _("entries of registers")
        default_permissions = ("view",)
        permissions = [
            ("write_registerentry", _("Can write in forms and registers")),
            ("void_registerentry", _("Can void entries of registers")),
            ("settle_registerentry", _("Can decide on entries that come before them")),
            ("report_matter", _("Can report a major matter of a customer")),
        ]
        indexes = [
            models.Index(fields=["form", "-on", "-id"], name="dossiers_entries_of_a_form"),
            models.Index(
                fields=["due_on"],
                condition=Q(due_on__isnull=False),
                name="dossiers_entries_that_are_due",
            ),
            GinIndex(fields=["also_units"], name="dossiers_entries_of_units"),
            GinIndex(fields=["personal_indexes"], name="dossiers_entries_of_persons"),
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_void_entry_has_its_reason",
                condition=Q(state=VOID) & ~Q(void_reason="") | ~Q(state=VOID) & Q(void_reason=""),
            ),
            models.CheckConstraint(
                name="dossiers_an_entry_has_its_form_and_state",
                condition=~Q(state="") & ~Q(form=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("dossiers:entry", args=[self.pk])

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.centre_id

    def key(self) -> DataKey | None:
        """The key of its personal contents, opened; none without such, or once it was erased."""
        return DataKey.opened(self.data_key) if self.data_key else None
