"""How often one person may ask one thing: counted in the database, for all web servers together."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from archive_office.organisation.models import User

# One row per person and matter: counted on while the time runs, begun anew when it has run out.
# Two questions at once wait for each other's row, so none is lost.
COUNT = """
INSERT INTO organisation_questioncount AS c (user_id, matter, since, count)
VALUES (%(user)s, %(matter)s, %(now)s, 1)
ON CONFLICT (user_id, matter) DO UPDATE SET
  since = CASE WHEN c.since > %(now)s - %(within)s THEN c.since ELSE EXCLUDED.since END,
  count = CASE WHEN c.since > %(now)s - %(within)s THEN c.count + 1 ELSE 1 END
RETURNING count, since
"""


def may_ask_again_at(
    user: User, matter: str, *, most: int, within: timedelta, now: datetime
) -> datetime | None:
    """Count one more question; if it is more than ``most`` since the first, when the count ends."""
    facts: dict[str, Any] = {"user": user.pk, "matter": matter, "now": now, "within": within}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, facts)
        count, since = cursor.fetchone()
    return since + within if count > most else None


def asks_too_often(user: User, matter: str, *, most: int, within: timedelta, now: datetime) -> bool:
    """Count one more question; whether it is more than ``most`` since the first one counted."""
    again = may_ask_again_at(user, matter, most=most, within=within, now=now)
    return again is not None
