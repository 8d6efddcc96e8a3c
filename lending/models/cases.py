"""What follows when a loan goes wrong: dereliction, loss, damage; reminders before it does."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.notices.models import Notice
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Holding
from lending.models.loans import Loan

Row = TypeVar("Row", bound=models.Model)


class OfLoanQuerySet(models.QuerySet[Row]):
    """Rows that exist for a person as their loan does."""

    def visible_to(self, user: User) -> Self:
        """Rows of loans this person may see."""
        if scope_of(user).everything:
            return self
        return self.filter(loan__in=Loan.objects.visible_to(user).values("pk"))


class AccountabilityCase(models.Model):
    """A case of dereliction 失职问责: a loan out past the limit without a granted extension."""

    class State(models.TextChoices):
        """Open until somebody else decides it; neither return nor renewal closes it."""

        OPEN = "open", pgettext_lazy("state of a case", "Open")
        DECIDED = "decided", _("Decided")

    number = models.CharField(_("number"), max_length=20, unique=True)
    loan = models.OneToOneField(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="accountability"
    )
    person = models.ForeignKey(
        User, verbose_name=_("responsible"), on_delete=models.PROTECT, related_name="+", null=True
    )
    person_name = models.CharField(_("responsible"), max_length=120)
    due_on = models.DateField(_("covered until"), help_text=_("The last day that was covered."))
    opens_on = models.DateField(_("due from"))
    opened_at = models.DateTimeField(_("opened at"))
    days_out = models.PositiveIntegerField(_("days out when opened"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.TextField(_("outcome"), blank=True, default="")
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = OfLoanQuerySet.as_manager()
    history = History(personal=["person_name"])

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("case of dereliction")
        verbose_name_plural = _("cases of dereliction")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="lending_decided_cases_name_outcome_who_and_when",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | Q(state="decided", decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="lending_nobody_decides_the_own_case",
                condition=Q(decided_by=None) | Q(person=None) | ~Q(decided_by=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("lending:case", args=[self.pk])


class DamageCase(models.Model):
    """A loss or damage found on return 损坏丢失, with the importance of the thing (ACC-09)."""

    class Kind(models.TextChoices):
        """Gone, or changed."""

        LOSS = "loss", _("Loss")
        DAMAGE = "damage", _("Damage")

    class Importance(models.TextChoices):
        """From the level of secrecy, the retention and whether it is an original."""

        ORDINARY = "ordinary", _("Ordinary")
        IMPORTANT = "important", _("Important")
        GRAVE = "grave", _("Grave")

    class State(models.TextChoices):
        """Open until an outcome is recorded."""

        OPEN = "open", pgettext_lazy("state of a case", "Open")
        DECIDED = "decided", _("Decided")

    number = models.CharField(_("number"), max_length=20, unique=True)
    loan = models.ForeignKey(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="damage_cases"
    )
    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="damage_cases"
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="damage_cases",
        null=True,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    importance = models.CharField(_("importance"), max_length=10, choices=Importance.choices)
    description = models.TextField(_("description"))
    opened_by = models.ForeignKey(
        User, verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.TextField(_("outcome"), blank=True, default="")
    replaced_on = models.DateField(_("replaced on"), null=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = OfLoanQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("case of loss or damage")
        verbose_name_plural = _("cases of loss or damage")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="lending_decided_damage_names_outcome_who_and_when",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | Q(state="decided", decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(outcome=""),
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("lending:damage", args=[self.pk])


class Reminder(models.Model):
    """One reminder of one loan to one person; each kind once (LND-05)."""

    class Kind(models.TextChoices):
        """When it goes out, seen from the due date."""

        BEFORE = "before", _("Two days before")
        DUE = "due", _("On the due day")
        LATE_1 = "late_1", _("One day late")
        LATE_3 = "late_3", _("Three days late")
        DAY_15 = "day_15", _("Last day before a case")

    loan = models.ForeignKey(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="reminders"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    due_on = models.DateField(_("of the due day"))
    to = models.ForeignKey(User, verbose_name=_("to"), on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(
        Notice, verbose_name=_("notice"), on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))

    history = History()

    class Meta:
        ordering = ["loan", "sent_at", "pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="lending_each_reminder_once", fields=["loan", "kind", "due_on", "to"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.loan} · {self.get_kind_display()}"


class OverdueNotice(models.Model):
    """A printed demand 催还通知书, the first, second or third for one loan."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    loan = models.ForeignKey(
        Loan, verbose_name=_("loan"), on_delete=models.PROTECT, related_name="overdue_notices"
    )
    turn = models.PositiveSmallIntegerField(_("which one"))
    days_late = models.PositiveIntegerField(_("days late"))
    issued_by = models.ForeignKey(
        User, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued at"))

    history = History()

    class Meta:
        ordering = ["loan", "turn"]
        verbose_name = _("overdue notice")
        verbose_name_plural = _("overdue notices")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="lending_overdue_notices_are_counted", fields=["loan", "turn"]
            ),
            models.CheckConstraint(
                name="lending_three_overdue_notices_at_most", condition=Q(turn__range=(1, 3))
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Reservation(models.Model):
    """A place in the queue for a thing that is out 预约."""

    class State(models.TextChoices):
        """Waiting, offered after a return, taken, or over."""

        WAITING = "waiting", _("In the queue")
        OFFERED = "offered", _("Ready for collection")
        TAKEN = "taken", _("Collected")
        EXPIRED = "expired", _("Not collected in time")
        CANCELLED = "cancelled", _("Cancelled")

    holding = models.ForeignKey(
        Holding, verbose_name=_("holding"), on_delete=models.PROTECT, related_name="reservations"
    )
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="reservations"
    )
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    offered_at = models.DateTimeField(_("offered at"), null=True)
    collect_by = models.DateField(_("collect by"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    history = History()

    class Meta:
        ordering = ["holding", "made_at", "pk"]
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="lending_one_place_in_the_queue_per_person",
                fields=["holding", "person"],
                condition=Q(state__in=["waiting", "offered"]),
            ),
            models.UniqueConstraint(
                name="lending_offered_to_one_person_at_a_time",
                fields=["holding"],
                condition=Q(state="offered"),
            ),
            models.CheckConstraint(
                name="lending_an_offer_has_its_last_day",
                condition=~Q(state="offered")
                | Q(offered_at__isnull=False, collect_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding} · {self.person}"
