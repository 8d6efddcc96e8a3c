"""What becomes of dossiers opened to somebody who leaves."""

from datetime import datetime
from typing import Any

from archive_office.organisation.models import User
from dossiers.procedures.grants import end_grants_of


def on_account_closed(user: User, by: User, now: datetime, **_kwargs: Any) -> None:
    """Every timed grant ends with the account, at once."""
    end_grants_of(user, by=by, now=now)
