"""How people look at lists: views kept under a name, and how each list was narrowed last."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import Department, User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views by whom they are there for."""

    def in_use(self) -> Self:
        """Views that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """A person's own views, and those that somebody shares with a department of theirs."""
        departments = [m.department_id for m in user.current_memberships]
        return self.filter(Q(owner=user) | Q(shared_with__in=departments))


class SavedView(models.Model):
    """One way of narrowing and ordering a list, kept under a name.

    A view holds filters and order, never a term that was searched for: such a term may name a
    person. It opens nothing: whoever follows it sees of the list what they may see.

    Source: SEC-15, SEC-29.
    """

    owner = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of a saved view", "owner"),
        on_delete=models.PROTECT,
        related_name="saved_views",
    )
    page = models.CharField(pgettext_lazy("of a saved view", "list"), max_length=80)
    name = models.CharField(pgettext_lazy("of a saved view", "name"), max_length=40)
    query = models.CharField(_("filters and order"), max_length=500)
    shared_with = models.ForeignKey(
        Department,
        verbose_name=_("shared with"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    saved_at = models.DateTimeField(_("saved at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = SavedViewQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["page", "name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        permissions = [
            ("save_view", _("Can keep views of lists under a name")),
            ("export_list", _("Can take lists along as Excel or CSV")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="shell_a_view_has_its_name_once",
                fields=["owner", "page", "name"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ListHabit(models.Model):
    """How one person narrowed and ordered one list last; it tells of nobody's archive."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    page = models.CharField(pgettext_lazy("of a saved view", "list"), max_length=80)
    query = models.CharField(_("filters and order"), max_length=500)

    class Meta:
        verbose_name = _("habit of a list")
        verbose_name_plural = _("habits of lists")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="shell_one_habit_per_person_and_list", fields=["user", "page"]
            )
        ]

    def __str__(self) -> str:
        return self.page
