"""Return visits after a repair or a complaint, where the office visits on fixed days.

Source: COL-14.
"""

from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet

from archive_office import policy
from dossiers.models import RegisterEntry
from dossiers.models.registers import VOID

DAYS: Final = (3, 15, 30, 60)
"""After how many days the first, second, third and fourth visit is due."""
FOLLOWED: Final = ("SR-19", "SR-20")
"""Repairs and complaints, with the states in which they are settled."""
SETTLED: Final = ("done", "answered")
VISIT: Final = "SR-21"
LONGEST: Final = 90


def visits_on_fixed_days(*, today: date) -> bool:
    """Whether the office has decided on fixed days of return visits."""
    return policy.text("return_visit_days", on=today) != "off"


def visits_due(rows: QuerySet[RegisterEntry], *, today: date) -> QuerySet[RegisterEntry]:
    """Settled repairs and complaints of the last ninety days that were not visited in time.

    Source: COL-14.
    """
    if not visits_on_fixed_days(today=today):
        return rows.none()
    made = Q(followers__form=VISIT, followers__content__kind="return")
    due = Q()
    for place, days in enumerate(DAYS):
        due |= Q(visits__lte=place, state_on__lte=today - timedelta(days=days))
    settled = rows.filter(
        form__in=FOLLOWED, state__in=SETTLED, state_on__gte=today - timedelta(days=LONGEST)
    )
    visits = Count("followers", filter=made & ~Q(followers__state=VOID))
    return settled.annotate(visits=visits).filter(due)
