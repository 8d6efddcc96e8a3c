"""Who sees what is recorded of a storeroom: whoever sees the things of its department."""

from typing import Any, Self

from django.db import models

from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of


class OfRooms(models.QuerySet[Any]):
    """Records of storerooms, each of one department."""

    def visible_to(self, user: User) -> Self:
        """Those of the departments whose things one sees.

        Source: ORG-01.
        """
        scope = scope_of(user)
        return self if scope.everything else self.filter(department__in=scope.departments)
