"""Readings to be reviewed 查阅复核: what the view log shows that somebody has to look at again."""

from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import REVIEWS_EVERY_CENTRE, Role
from dossiers.models.access import ViewLog
from dossiers.models.dossiers import Dossier


class Ground(models.TextChoices):
    """Why a reading is looked at again."""

    UNMASKED = "unmasked", _("Personal numbers without a request in force")
    FOREIGN = "foreign", _("Dossier of another centre")
    CLOSED = "closed", _("Closed dossier")
    SEALED = "sealed", _("Sealed dossier")
    HOURS = "hours", _("Outside office hours")
    MANY = "many", _("Unusually many in a day")


class Verdict(models.TextChoices):
    """What a review comes to."""

    JUSTIFIED = "justified", _("Justified")
    BREACH = "breach", _("Breach of the regulation")
    EXPLAIN = "explain", _("The reader has to explain")


OF_A_DAY: Final = (Ground.HOURS, Ground.MANY)
"""Grounds that concern all somebody read on a day; the others concern one dossier."""

WAITING: Final = Q(verdict="") | Q(verdict=Verdict.EXPLAIN, explained_at__isnull=False)
UNANSWERED: Final = Q(verdict=Verdict.EXPLAIN, explained_at__isnull=True)


class ReadingReviewQuerySet(models.QuerySet["ReadingReview"]):
    """Readings to review, for whom."""

    def visible_to(self, user: User) -> Self:
        """Those of the centres a person heads; all of them for headquarters and auditors.

        Source: ORG-10, SEC-41.
        """
        headed = self.reviewed_at(user)
        return self if headed is None else self.filter(department__in=headed)

    def reviewed_at(self, user: User) -> list[int] | None:
        """At which departments a person reviews; None for all of them."""
        posts = user.current_memberships
        if user.is_superuser or any(Role(m.role) in REVIEWS_EVERY_CENTRE for m in posts):
            return None
        return [m.department_id for m in posts if m.role == Role.CENTRE_HEAD]

    def waiting(self) -> Self:
        """Without a verdict, or with an explanation that nobody has judged yet."""
        return self.filter(WAITING)

    def to_judge(self, user: User) -> Self:
        """Those that wait for this person's verdict; one's own wait for somebody else's."""
        return self.visible_to(user).waiting().exclude(person=user)

    def told_to(self, user: User) -> Self:
        """What this reader was told of: questions, answered ones too, and breaches."""
        asked = Q(verdict__in=(Verdict.EXPLAIN, Verdict.BREACH)) | Q(explained_at__isnull=False)
        return self.filter(asked, person=user)

    def to_explain(self, user: User) -> Self:
        """Those of this reader's own that still lack an explanation."""
        return self.filter(UNANSWERED, person=user)


class ReadingReview(models.Model):
    """Something the view log shows that a head, headquarters or the auditor has to judge.

    One person, one day and one ground; of one dossier where the ground concerns a dossier, of all
    that was read that day where it concerns the day. Found again, it is the same.

    Source: SEC-41.
    """

    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    person = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of a dossier", "reader"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="+", null=True
    )
    day = models.DateField(_("day"))
    department = models.ForeignKey(
        Department,
        verbose_name=_("centre"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text=_("Whose head reviews it: the dossier’s centre, or where the reader works."),
    )
    view = models.ForeignKey(
        ViewLog, verbose_name=_("first view"), on_delete=models.PROTECT, related_name="+"
    )
    last_at = models.DateTimeField(_("last at"))
    views = models.PositiveIntegerField(_("views"))
    dossiers = models.PositiveIntegerField(_("dossiers"))
    found_at = models.DateTimeField(_("found at"))
    verdict = models.CharField(
        pgettext_lazy("of a review", "verdict"),
        max_length=10,
        choices=Verdict.choices,
        blank=True,
        default="",
    )
    remark = models.TextField(_("remark"), blank=True, default="")
    reviewed_by = models.ForeignKey(
        User, verbose_name=_("reviewed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    explanation = models.TextField(_("explanation"), blank=True, default="")
    explained_at = models.DateTimeField(_("explained at"), null=True)

    objects = ReadingReviewQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("reading to review")
        verbose_name_plural = _("readings to review")
        default_permissions = ("view",)
        permissions = [("review_readings", _("Can review readings"))]
        indexes = [
            models.Index(fields=["department", "-day", "-id"], name="dossiers_reviews_of_centre"),
            models.Index(fields=["-day", "-id"], name="dossiers_reviews_by_day"),
            models.Index(fields=["department"], condition=WAITING, name="dossiers_reviews_waiting"),
            models.Index(
                fields=["person"], condition=UNANSWERED, name="dossiers_reviews_unanswered"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dossiers_a_reading_is_found_once",
                fields=["day", "ground", "person", "dossier"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="dossiers_a_review_concerns_a_dossier_or_a_day",
                condition=Q(ground__in=OF_A_DAY, dossier__isnull=True)
                | (~Q(ground__in=OF_A_DAY) & Q(dossier__isnull=False)),
            ),
            models.CheckConstraint(
                name="dossiers_a_verdict_has_its_reviewer",
                condition=Q(verdict="", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (~Q(verdict="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="dossiers_nobody_reviews_own_readings",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("person")),
            ),
            models.CheckConstraint(
                name="dossiers_an_explanation_has_its_moment",
                condition=Q(explained_at__isnull=True, explanation="")
                | (Q(explained_at__isnull=False) & ~Q(explanation="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%F} · {self.get_ground_display()} · {self.dossier or self.dossiers}"

    @property
    def journalled_under(self) -> int | None:
        """The department whose head reviews it."""
        return self.department_id

    @property
    def is_final(self) -> bool:
        """Whether a verdict stands that nothing can follow."""
        return self.verdict in (Verdict.JUSTIFIED, Verdict.BREACH)
