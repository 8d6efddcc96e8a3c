"""What residents ask about their own data 个人信息请求: correction, deletion, a copy, an account."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models.customers import Customer
from dossiers.models.dossiers import Dossier


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests of residents, as they exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those about dossiers whose personal volumes this person reads by post.

        Source: LND-13, SEC-11.
        """
        return self.filter(dossier__centre__in=scope_of(user).personal)

    def unanswered(self) -> Self:
        """Those for which the resident still waits."""
        return self.filter(answered_at__isnull=True)


class DataRequest(models.Model):
    """One request of a resident about the own data, from its receipt to the answer.

    Source: LND-16, COL-24, SEC-15.
    """

    class Kind(models.TextChoices):
        """What a resident may ask."""

        ACCOUNT = "account", _("Who has seen my file")
        COPY = "copy", pgettext_lazy("request of a resident", "A copy of my data")
        CORRECTION = "correction", pgettext_lazy("request of a resident", "Correction")
        DELETION = "deletion", pgettext_lazy("request of a resident", "Deletion")

    class Channel(models.TextChoices):
        """How it reached the centre."""

        COUNTER = "counter", _("At the counter")
        LETTER = "letter", _("By letter")
        TELEPHONE = "telephone", _("By telephone")
        ELECTRONIC = "electronic", _("Electronically")

    class Outcome(models.TextChoices):
        """What the head of the centre decided."""

        GRANTED = "granted", pgettext_lazy("request of a resident", "Granted")
        REFUSED = "refused", pgettext_lazy("request of a resident", "Refused")

    class Ground(models.TextChoices):
        """On what a refusal rests."""

        KEPT = "kept", _("The regulation or the law demands that the records are kept")
        ACCURATE = "accurate", _("The data were compared and are right")
        OTHERS = "others", _("It would disclose data of others")
        STRANGER = "stranger", _("Whoever asked is not the person concerned")
        NOTHING = "nothing", _("The office holds no such data")

    number = models.CharField(_("number"), max_length=20, unique=True)
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="data_requests"
    )
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="data_requests"
    )
    kind = models.CharField(_("what is asked"), max_length=12, choices=Kind.choices)
    channel = models.CharField(_("received how"), max_length=12, choices=Channel.choices)
    wanted = models.TextField(_("in the resident’s words"))
    received_on = models.DateField(_("received on"))
    received_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("request of a resident", "received by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(_("to be answered by"))
    outcome = models.CharField(
        _("decision"), max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    ground = models.CharField(
        _("ground of a refusal"), max_length=10, choices=Ground.choices, blank=True, default=""
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    done_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("request of a resident", "carried out by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    done_at = models.DateTimeField(_("carried out at"), null=True)
    done_entry = models.BigIntegerField(_("by which entry of the journal"), null=True)
    done_how = models.CharField(_("carried out how"), max_length=200, blank=True, default="")
    answer = models.TextField(_("answer"), blank=True, default="")
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = DataRequestQuerySet.as_manager()
    history = History(personal=["wanted", "answer", "reason", "done_how"])

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = _("request of a resident")
        verbose_name_plural = _("requests of residents")
        default_permissions = ("view",)
        permissions = [
            ("answer_datarequest", _("Can take in and answer requests of residents")),
            ("decide_datarequest", _("Can decide on requests of residents")),
            ("erase_personal", _("Can erase a resident’s data")),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(answered_at=None),
                name="dossiers_requests_to_answer",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_data_request_says_what_is_wanted", condition=~Q(wanted="")
            ),
            models.CheckConstraint(
                name="dossiers_a_data_request_is_due_after_receipt",
                condition=Q(due_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="dossiers_a_refused_data_request_has_ground_and_reason",
                condition=~Q(outcome="refused") | (~Q(ground="") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="dossiers_only_granted_data_requests_are_carried_out",
                condition=Q(done_at=None) | Q(outcome="granted", done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_an_answer_follows_decision_and_deed",
                condition=Q(answered_at=None)
                | Q(outcome="refused", answered_by__isnull=False) & ~Q(answer="")
                | Q(outcome="granted", done_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("dossiers:data_request", args=[self.pk])

    @property
    def journalled_under(self) -> int:
        """The department whose office an act on this request is."""
        return self.dossier.centre_id
