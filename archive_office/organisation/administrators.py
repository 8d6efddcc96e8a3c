"""The system administrator: one named person, who reads no dossiers by that.

Source: SEC-39.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.policy import text
from archive_office.regulation import Clause, Refusal

HOLDERS: Final = {"archive_room_head": Role.ARCHIVE_ROOM_HEAD, "director": Role.DIRECTOR}
"""Who administers by the setting ``system_administrator``; for another value the one appointed."""


def against_administrator(
    person: User, *, starts_on: date, ends_on: date | None, acting: bool
) -> Iterator[Refusal]:
    """Why somebody cannot be appointed system administrator from a day on.

    Somebody who stands in while the administrator is away may do so beside.

    Source: SEC-39.
    """
    if acting:
        return
    held = Membership.objects.filter(role=Role.ADMINISTRATOR, acting_for__isnull=True)
    clash = held.exclude(person=person.pk).exclude(ends_on__lt=starts_on)
    if ends_on is not None:
        clash = clash.exclude(starts_on__gt=ends_on)
    for other in clash.select_related("person")[:1]:
        told = _("%(person)s is system administrator in that time already: there is one.")
        yield Refusal(Clause.SEC_39, told % {"person": other.person}, field="starts_on")
    wanted = HOLDERS.get(text("system_administrator", on=starts_on))
    if wanted is not None and not _holds(person, wanted, on=starts_on):
        told = _("The system administrator is the %(role)s, as the office has set it.")
        yield Refusal(Clause.SEC_39, told % {"role": wanted.label}, field="role")


def _holds(person: User, role: Role, *, on: date) -> bool:
    covers = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    posts = Membership.objects.filter(covers, person=person.pk, role=role, starts_on__lte=on)
    return person.pk is not None and posts.exists()
