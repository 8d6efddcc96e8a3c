"""What becomes of dossiers opened to somebody who leaves, and of those the person keeps."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.organisation.signals import Remaining
from dossiers.models import Dossier, DossierGrant, DossierState
from dossiers.procedures.grants import end_grants_of


def on_account_closed(user: User, by: User, now: datetime, **_kwargs: Any) -> None:
    """Every timed grant ends with the account, at once."""
    end_grants_of(user, by=by, now=now)


def on_leaver_reviewed(user: User, **_kwargs: Any) -> list[Remaining]:
    """How many dossiers are opened to somebody, and how many somebody keeps; none is named.

    Whoever closes accounts need not know dossiers (SEC-39).
    """
    now = clock.now()
    running = DossierGrant.objects.filter(
        permission__user=user, withdrawn_at__isnull=True, until__gt=now
    )
    kept = Dossier.objects.filter(responsible=user, state=DossierState.OPEN)
    found = ((_("Timed access"), running.count(), True), (_("Named keeper"), kept.count(), False))
    return [
        Remaining(what, ngettext("%(n)d dossier", "%(n)d dossiers", n) % {"n": n}, ends=ends)
        for what, n, ends in found
        if n
    ]
