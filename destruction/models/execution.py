"""The destruction itself: who witnessed which line, who signed, what is erased with it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, Signature, User
from destruction.models.registers import DestructionRegister, RegisterLine
from dossiers.models import Customer, ElectronicFile


class Witness(models.Model):
    """A person appointed by name to witness a destruction 监销人 (DES-06)."""

    register = models.ForeignKey(
        DestructionRegister,
        verbose_name=_("destruction register"),
        on_delete=models.PROTECT,
        related_name="witnesses",
    )
    person = models.ForeignKey(
        User, verbose_name=_("witness"), on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    appointed_by = models.ForeignKey(
        User, verbose_name=_("appointed by"), on_delete=models.PROTECT, related_name="+"
    )
    appointed_at = models.DateTimeField(_("appointed at"))
    dismissed_by = models.ForeignKey(
        User, verbose_name=_("dismissed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True)
    dismissed_because = models.TextField(_("reason for dismissing"), blank=True, default="")

    history = History()

    class Meta:
        ordering = ["register", "appointed_at", "pk"]
        verbose_name = _("witness")
        verbose_name_plural = _("witnesses")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="destruction_one_person_is_one_witness",
                fields=["register", "person"],
                condition=Q(dismissed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="destruction_dismissed_witness_says_why_and_by_whom",
                condition=Q(dismissed_at=None, dismissed_by=None, dismissed_because="")
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False)
                & ~Q(dismissed_because=""),
            ),
            models.CheckConstraint(
                name="destruction_nobody_appoints_oneself_a_witness",
                condition=~Q(person=F("appointed_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class LineConfirmation(models.Model):
    """One witness compared one line with the thing itself, by scanning it (DES-07)."""

    line = models.ForeignKey(
        RegisterLine,
        verbose_name=_("line"),
        on_delete=models.PROTECT,
        related_name="confirmations",
    )
    witness = models.ForeignKey(
        Witness, verbose_name=_("witness"), on_delete=models.PROTECT, related_name="confirmations"
    )
    scanned = models.CharField(_("scanned code"), max_length=90)
    confirmed_at = models.DateTimeField(_("confirmed at"))

    history = History()

    class Meta:
        ordering = ["line", "confirmed_at", "pk"]
        verbose_name = _("confirmation by a witness")
        verbose_name_plural = _("confirmations by witnesses")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="destruction_a_witness_confirms_a_line_once", fields=["line", "witness"]
            ),
            models.CheckConstraint(
                name="destruction_a_confirmation_names_what_was_scanned", condition=~Q(scanned="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.witness}"


class RegisterSignature(Signature):
    """What a witness, or who carried it out, signs after the destruction (DES-09)."""

    class Part(models.TextChoices):
        """As what a person signs."""

        EXECUTOR = "executor", _("Carried out by")
        WITNESS = "witness", _("Witness")

    register = models.ForeignKey(
        DestructionRegister,
        verbose_name=_("destruction register"),
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    part = models.CharField(_("signs as"), max_length=8, choices=Part.choices)

    history = History()

    class Meta:
        ordering = ["register", "signed_at", "pk"]
        verbose_name = _("signature under a destruction register")
        verbose_name_plural = _("signatures under destruction registers")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="destruction_different_people_sign_a_register",
                fields=["register", "signer"],
                condition=Q(voided_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="destruction_one_executor_signs",
                fields=["register"],
                condition=Q(part="executor", voided_at__isnull=True),
            ),
        ]


class Erasure(models.Model):
    """One electronic copy, or one customer's key, to be erased after a destruction (DES-25).

    An outbox: the row is written with the destruction, a task erases and looks again until the
    thing is gone. ``sha256`` names the content, ``customer`` whose key goes.
    """

    class State(models.TextChoices):
        """How far it is."""

        PENDING = "pending", _("To be erased")
        ERASED = "erased", _("Erased and checked")
        SPARED = "spared", pgettext_lazy("of an erasure", "Still needed elsewhere")

    line = models.ForeignKey(
        RegisterLine, verbose_name=_("line"), on_delete=models.PROTECT, related_name="erasures"
    )
    file = models.ForeignKey(
        ElectronicFile,
        verbose_name=_("electronic file"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    customer = models.ForeignKey(
        Customer,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PENDING)
    asked_at = models.DateTimeField(_("asked at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True, default="")
    done_at = models.DateTimeField(_("done at"), null=True)
    because = models.CharField(_("why it is still needed"), max_length=200, blank=True, default="")

    history = History()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="pending"),
                name="destruction_erasures_to_do",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="destruction_a_file_is_erased_once_per_line", fields=["line", "file"]
            ),
            models.CheckConstraint(
                name="destruction_an_erasure_is_of_a_file_or_a_key",
                condition=Q(file__isnull=False, customer=None) & ~Q(sha256="")
                | Q(file=None, customer__isnull=False, sha256=""),
            ),
            models.CheckConstraint(
                name="destruction_an_erasure_done_has_its_moment",
                condition=Q(state="pending", done_at=None)
                | ~Q(state="pending") & Q(done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="destruction_what_is_spared_says_why",
                condition=~Q(state="spared") | ~Q(because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.get_state_display()}"
