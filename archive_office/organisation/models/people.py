"""People, and the dated memberships from which all their rights come."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property, partial
from typing import Any, ClassVar, Self

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from guardian.models import UserObjectPermissionBase

from archive_office import clock
from archive_office.journal.acts import act, in_act, note
from archive_office.journal.history import History
from archive_office.organisation.models.departments import Department
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause


class AccountManager(UserManager["User"]):
    """Accounts made by command are acts of the office too."""

    def create_user(self, *args: Any, **kwargs: Any) -> "User":
        with in_act("organisation.account_opened", by=None):
            return super().create_user(*args, **kwargs)

    def create_superuser(self, *args: Any, **kwargs: Any) -> "User":
        with in_act("organisation.account_opened", by=None, reason="superuser"):
            return super().create_superuser(*args, **kwargs)


class User(AbstractUser):
    """A personal account. Everybody who works with the archive has exactly one."""

    first_name = None  # type: ignore[assignment]  # Chinese names stand in one field
    last_name = None  # type: ignore[assignment]  # the same
    last_login = None  # the login log keeps logins, not the account
    display_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    staff_number = models.CharField(_("staff number"), max_length=20, blank=True, default="")
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        default="",
        choices=[("zh-hans", "简体中文"), ("en", "English")],
    )
    is_staff = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Internal users sign in to the office.")
    )

    objects: ClassVar[AccountManager] = AccountManager()
    history = History(excluded_fields=["password"], m2m_fields=[])

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password; one stored in an older way is stored anew, as an act."""
        store_anew = partial(store_password_anew, by=self)
        return check_password(raw_password, self.password, store_anew)

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked of this person besides the password."""
        return User.objects.filter(pk=self.pk, second_factor__isnull=False).exists()

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Memberships in force today, read once per request."""
        if not self.is_active:
            return []
        return list(self.memberships.in_force(clock.today()).select_related("department"))

    @cached_property
    def acts_allowed(self) -> frozenset[str]:
        """The permissions of the roles held today, ``app.codename`` each; read once per request."""
        return frozenset(self.get_all_permissions())

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Whether a role held today allows an act; a page asks it for every way that leads on."""
        if obj is not None or self.is_superuser:
            return super().has_perm(perm, obj)
        return perm in self.acts_allowed

    @property
    def home_department_id(self) -> int | None:
        """The department for which this person acts by default."""
        return next((m.department_id for m in self.current_memberships), None)

    @property
    def acting_for_id(self) -> int | None:
        """Whom this person stands in for, when every membership is an acting one."""
        standing_in = [m.acting_for_id for m in self.current_memberships]
        return standing_in[0] if standing_in and all(standing_in) else None

    def post_in(self, departments: Iterable[int]) -> "Membership | None":
        """The person's post today in the first of these departments that has one."""
        posts = self.current_memberships
        return next((m for d in departments for m in posts if m.department_id == d), None)

    def holds(self, role: Role, department: Department | None = None) -> bool:
        """Whether the person has this role today (in this department, if given)."""
        return any(
            m.role == role and (department is None or m.department_id == department.pk)
            for m in self.current_memberships
        )


@act("organisation.password_stored_anew", _("Password stored anew"), Clause.SEC_42)
def store_password_anew(password: str, *, by: User) -> None:
    """Keep the same password in the way passwords are kept today; Django asks for it at login."""
    by.password = make_password(password)
    by.save(update_fields=["password"])
    note(by, after={"password": "***"})


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date."""

    def in_force(self, on: date) -> Self:
        """Memberships that cover a day (both ends included)."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on, person__is_active=True
        )


class DateRange(Func):
    """PostgreSQL's ``daterange``."""

    function = "daterange"
    output_field = DateRangeField()


class Membership(models.Model):
    """Who has which role in which department from when to when 任职.

    An acting appointment 代理 names the person stood in for.
    """

    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Last day, included.")
    )
    acting_for = models.ForeignKey(
        User,
        verbose_name=_("acting for"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    dedicated = models.BooleanField(
        _("dedicated"), default=True, help_text=_("Off: the post is held part-time.")
    )
    appointed_by = models.CharField(_("appointed by"), max_length=60, blank=True, default="")

    objects = MembershipQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="organisation_membership_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="organisation_nobody_acts_for_themselves",
                condition=Q(acting_for__isnull=True) | ~Q(acting_for=F("person")),
            ),
            ExclusionConstraint(
                name="organisation_one_head_per_centre",
                expressions=[
                    ("department", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(role=Role.CENTRE_HEAD.value, acting_for__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.department}"


class DepartmentUserObjectPermission(UserObjectPermissionBase):
    """An exception: a person who may see a department's dossiers, with an end."""

    content_object = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT
    )
    until = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of an exception", "given by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    given_at = models.DateTimeField(pgettext_lazy("of an exception", "given at"))

    history = History()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        verbose_name = _("department exception")
        verbose_name_plural = _("department exceptions")
        constraints = [
            models.CheckConstraint(
                name="organisation_exception_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="organisation_nobody_opens_a_department_to_oneself",
                condition=~Q(user=F("given_by")),
            ),
        ]


class ProofAttempt(models.Model):
    """One attempt to prove identity before signing; append-only."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="proof_attempts"
    )
    at = models.DateTimeField(_("at"))
    succeeded = models.BooleanField(_("succeeded"))

    class Meta:
        verbose_name = _("proof of identity")
        verbose_name_plural = _("proofs of identity")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["user", "-at"], name="organisation_proofs_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%F %T} {self.succeeded}"


class QuestionCount(models.Model):
    """How often a person asked one thing lately, counted for all web servers together."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    matter = models.CharField(_("what was asked"), max_length=40)
    since = models.DateTimeField(_("counted since"))
    count = models.PositiveIntegerField(_("questions"), default=0)

    class Meta:
        verbose_name = _("count of questions")
        verbose_name_plural = _("counts of questions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="organisation_one_count_per_person_and_matter", fields=["user", "matter"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.matter} {self.count}"
