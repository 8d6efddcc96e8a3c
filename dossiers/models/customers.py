"""Customers, their occupancies, contacts and consents. Numbers are sealed."""

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import (
    DataKey,
    SealedTextField,
    blind_index,
    masked_name,
    tail_index,
)
from archive_office.journal.history import History
from archive_office.organisation.models import User
from dossiers.models.naming import initials_of
from dossiers.models.units import Unit


class Customer(models.Model):
    """A person or company the office keeps a dossier on.

    Identity, telephone and bank numbers are sealed with the customer's own data
    key; blind indexes find them by the whole number or its last four characters.
    """

    class Kind(models.TextChoices):
        """Person or company."""

        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=120)
    initials = models.CharField(
        _("initials of the name"), max_length=60, blank=True, default="", editable=False
    )
    data_key = models.TextField(_("sealed data key"), editable=False)
    id_kind = models.CharField(
        _("kind of identity document"), max_length=30, blank=True, default=""
    )
    id_number = SealedTextField(_("identity number"))
    id_index = models.CharField(
        _("index of the identity number"),
        max_length=32,
        blank=True,
        default="",
        editable=False,
        db_index=True,
    )
    id_tail = models.CharField(
        _("index of the identity number's last digits"),
        max_length=32,
        blank=True,
        default="",
        editable=False,
        db_index=True,
    )
    phones = SealedTextField(_("telephone numbers"))
    phone_indexes = ArrayField(
        models.CharField(max_length=32),
        verbose_name=_("index of telephone numbers"),
        default=list,
        editable=False,
    )
    phone_tails = ArrayField(
        models.CharField(max_length=32),
        verbose_name=_("index of telephone numbers' last digits"),
        default=list,
        editable=False,
    )
    bank_account = SealedTextField(_("bank account"))
    contact_person = models.CharField(_("contact person"), max_length=60, blank=True, default="")

    history = History(excluded_fields=["data_key"], personal=["name", "contact_person"])

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [("reveal_numbers", _("Can see personal numbers in full"))]

    def __str__(self) -> str:
        kind = _("Customer")
        return f"{kind} {self.pk}"

    @property
    def shown_name(self) -> str:
        """The name for the eye: a person's masked, a company's in full."""
        return self.name if self.kind == self.Kind.COMPANY else masked_name(self.name)

    def key(self) -> DataKey:
        """The customer's data key, opened.

        Raises:
            LookupError: the key was erased.
        """
        return DataKey.opened(self.data_key)

    def reveal(self, field: str) -> str:
        """A sealed number in full; whoever asks has checked the permission."""
        return self.key().unseal(getattr(self, field))

    def phone_list(self) -> list[str]:
        """All telephone numbers in full."""
        text = self.reveal("phones")
        return list(json.loads(text)) if text else []

    def seal_numbers(
        self, *, id_number: str = "", phones: list[str] | None = None, bank_account: str = ""
    ) -> None:
        """Put numbers on the record (unsaved): sealed, with their blind indexes."""
        key = self.key()
        numbers = phones or []
        self.id_number = key.seal(id_number)
        self.id_index = blind_index(id_number) if id_number else ""
        self.id_tail = tail_index(id_number) if id_number else ""
        self.phones = key.seal(json.dumps(numbers)) if numbers else ""
        self.phone_indexes = [blind_index(n) for n in numbers]
        self.phone_tails = [tail_index(n) for n in numbers]
        self.bank_account = key.seal(bank_account)

    @classmethod
    def made(cls, *, name: str, key: DataKey | None = None, **fields: Any) -> "Customer":
        """An unsaved customer with a data key of its own."""
        return cls(
            name=name,
            initials=initials_of(name),
            data_key=(key or DataKey.new()).wrapped,
            **fields,
        )


class Occupancy(models.Model):
    """Who holds a unit, as owner or tenant, from when to when."""

    class Kind(models.TextChoices):
        """Owner or tenant."""

        OWNER = "owner", _("Owner")
        TENANT = "tenant", _("Tenant")

    class Ending(models.TextChoices):
        """How an occupancy ended."""

        SALE = "sale", _("Sale")
        END_OF_TENANCY = "end_of_tenancy", _("End of tenancy")
        LEAVING = "leaving", _("Leaving")
        VOID = "void", _("Recorded by mistake")

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="occupancies"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="occupancies"
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    ending = models.CharField(
        _("ended by"), max_length=16, choices=Ending.choices, blank=True, default=""
    )
    fit_out = models.BooleanField(_("fit-out works"), default=False)
    keys_kept = models.BooleanField(_("keys kept by the centre"), default=False)

    history = History()

    class Meta:
        ordering = ["unit", "-from_on", "-pk"]
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        constraints = [
            models.UniqueConstraint(
                name="dossiers_one_present_owner_per_unit",
                fields=["unit"],
                condition=Q(kind="owner", ending=""),
            ),
            models.CheckConstraint(
                name="dossiers_occupancy_ends_after_start",
                condition=Q(until_on__isnull=True)
                | Q(from_on__isnull=True)
                | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_kind_display()}"


class OccupancyParty(models.Model):
    """A co-owner or member of the household beside the customer of an occupancy."""

    class Role(models.TextChoices):
        """Co-holder, or one of the household."""

        CO_HOLDER = "co_holder", _("Co-holder")
        HOUSEHOLD = "household", _("Member of the household")

    occupancy = models.ForeignKey(
        Occupancy, verbose_name=_("occupancy"), on_delete=models.PROTECT, related_name="parties"
    )
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="parties"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    relation = models.CharField(_("relation"), max_length=30, blank=True, default="")
    minor = models.BooleanField(_("minor"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    history = History()

    class Meta:
        ordering = ["occupancy", "position"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")

    def __str__(self) -> str:
        return f"{self.occupancy} · {self.get_role_display()} {self.position}"


class EmergencyContact(models.Model):
    """Whom to call for an occupied unit 紧急联系人; sealed with the customer's key."""

    occupancy = models.ForeignKey(
        Occupancy,
        verbose_name=_("occupancy"),
        on_delete=models.PROTECT,
        related_name="emergency_contacts",
    )
    name = models.CharField(_("name"), max_length=60)
    phone = SealedTextField(_("telephone"))
    relation = models.CharField(_("relation"), max_length=30, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    history = History(personal=["name"])

    class Meta:
        ordering = ["occupancy", "position"]
        verbose_name = _("emergency contact")
        verbose_name_plural = _("emergency contacts")

    def __str__(self) -> str:
        return f"{self.occupancy} · {self.position}"


class Consent(models.Model):
    """The notice on personal information, and the separate consent (decision 19)."""

    class Kind(models.TextChoices):
        """Notice given, or separate consent to sensitive data."""

        NOTICE = "notice", _("Notice given")
        SEPARATE = "separate", _("Separate consent")

    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="consents"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    version = models.CharField(_("version"), max_length=20)
    given_on = models.DateField(_("given on"))
    signature = models.ForeignKey(
        "dossiers.ElectronicFile",
        verbose_name=_("signature"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True)

    history = History()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                name="dossiers_separate_consent_is_signed",
                condition=~Q(kind="separate") | Q(signature__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"
