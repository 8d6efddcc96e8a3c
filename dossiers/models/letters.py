"""The register of correspondence 往来文件登记: letters, calls, notices, in and out (COL-12, SVC-07)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from dossiers.models.dossiers import Dossier
from dossiers.models.units import Unit


class LetterQuerySet(models.QuerySet["Letter"]):
    """Entries of the register that exist for a person."""

    def visible_to(self, user: User) -> Self:
        """Those of the centres whose dossiers one sees; for staff at the desk, of their own.

        Source: ORG-01.
        """
        scope = scope_of(user)
        if scope.everything:
            return self
        own = {m.department_id for m in user.current_memberships if m.role == Role.FRONT_LINE}
        return self.filter(centre__in=scope.departments | own)


class Letter(models.Model):
    """One letter, fax, call or notice that came in or went out, with its number of the year."""

    class Direction(models.TextChoices):
        """In or out."""

        IN = "in", pgettext_lazy("correspondence", "In")
        OUT = "out", pgettext_lazy("correspondence", "Out")

    class Kind(models.TextChoices):
        """By which channel it came or went (SVC-07)."""

        LETTER = "letter", pgettext_lazy("correspondence", "Letter")
        FAX = "fax", pgettext_lazy("correspondence", "Fax")
        CALL = "call", pgettext_lazy("correspondence", "Telephone call")
        NOTICE = "notice", pgettext_lazy("correspondence", "Notice")
        EMAIL = "email", pgettext_lazy("correspondence", "E-mail")
        MESSAGE = "message", pgettext_lazy("correspondence", "Message")

    number = models.CharField(_("number"), max_length=40, unique=True)
    centre = models.ForeignKey(
        Department, verbose_name=_("centre"), on_delete=models.PROTECT, related_name="+"
    )
    direction = models.CharField(
        pgettext_lazy("correspondence", "direction"), max_length=3, choices=Direction.choices
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("date"))
    partner = models.CharField(_("from or to"), max_length=80)
    subject = models.CharField(_("subject"), max_length=200)
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="letters",
        null=True,
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="letters", null=True
    )
    answer_due_on = models.DateField(_("answer due on"), null=True)
    answers = models.ForeignKey(
        "self",
        verbose_name=_("answers"),
        on_delete=models.PROTECT,
        related_name="answered_by",
        null=True,
    )
    registered_on = models.DateField(_("registered on"))
    registered_by = models.ForeignKey(
        User, verbose_name=_("registered by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = LetterQuerySet.as_manager()
    history = History(personal=["partner"])

    class Meta:
        ordering = ["-registered_on", "-pk"]
        verbose_name = _("entry of correspondence")
        verbose_name_plural = _("register of correspondence")
        default_permissions = ()
        permissions = [
            ("register_letter", _("Can register correspondence")),
            ("view_letters", _("Can read the register of correspondence")),
        ]
        indexes = [
            models.Index(
                fields=["centre", "-registered_on", "-id"], name="dossiers_letters_of_centre"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="dossiers_a_letter_says_what_and_with_whom",
                condition=~models.Q(subject="") & ~models.Q(partner=""),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def journalled_under(self) -> int:
        """The department for which somebody works on it."""
        return self.centre_id
