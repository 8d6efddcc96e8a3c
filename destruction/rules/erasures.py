"""Which erasures exist for a person, and which of them failed.

Source: DES-25.
"""

from typing import Final

from django.db.models import Q, QuerySet

from archive_office.organisation.models import User
from destruction.models import DestructionRegister, Erasure

FAILED: Final = Q(state=Erasure.State.PENDING) & ~Q(last_error="")


def erasures_seen(user: User) -> QuerySet[Erasure]:
    """Erasures after destructions that exist for a person."""
    seen = DestructionRegister.objects.visible_to(user).values("pk")
    return Erasure.objects.filter(line__register__in=seen)


def failed(rows: QuerySet[Erasure]) -> QuerySet[Erasure]:
    """Those that were tried, did not succeed, and are tried again."""
    return rows.filter(FAILED)
