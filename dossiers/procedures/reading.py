"""Looking is recorded too: each display, print, download, and each number shown in full."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from archive_office.organisation.models import User
from dossiers.models import Dossier, DossierGrant, ViewLog
from dossiers.rules.access import rights_to_read

BATCH = 2000
GRANT = "grant "
"""How `right_to_read` begins where it is a grant that opens the dossier."""


def log_view(
    dossier: Dossier,
    user: User,
    what: ViewLog.What,
    *,
    under: str,
    now: datetime,
    detail: str = "",
) -> None:
    """Write one line into the view log; append-only, and no act of its own.

    Args:
        under: The right, as `right_to_read` names it.
        detail: What exactly, without personal data: a code, a form, a field.

    Raises:
        PermissionDenied: the grant under which it is read ended at this moment.

    Source: SEC-41.
    """
    with transaction.atomic():
        _hold_grants([under], at=now)
        ViewLog.objects.create(
            dossier=dossier, user=user, at=now, what=what, under=under[:60], detail=detail[:200]
        )


def log_views(
    rights: Mapping[Dossier, str], user: User, what: ViewLog.What, *, now: datetime, detail: str
) -> None:
    """Write one line for each dossier of a list, with the right under which it was shown.

    Raises:
        PermissionDenied: a grant under which one is shown ended at this moment.

    Source: SEC-41.
    """
    lines = [
        ViewLog(dossier=d, user=user, at=now, what=what, under=right[:60], detail=detail[:200])
        for d, right in rights.items()
    ]
    with transaction.atomic():
        _hold_grants(rights.values(), at=now)
        ViewLog.objects.bulk_create(lines, batch_size=BATCH)


def _hold_grants(rights: Iterable[str], *, at: datetime) -> None:
    """Keep the grants under which somebody reads from ending until the reading is logged.

    So reading and withdrawal stand in one order: what is logged was read before the grant ended, and
    after its end nothing is read.

    Source: LND-15, SEC-29.
    """
    named = {right.removeprefix(GRANT) for right in rights if right.startswith(GRANT)}
    held = DossierGrant.objects.select_for_update(of=("self",), no_key=True).in_force(at)
    keys = sorted(int(key) for key in named if key.isdecimal())
    if keys and len(held.filter(pk__in=keys).order_by("pk")) != len(keys):
        raise PermissionDenied(_("The access has ended."))


def log_named(
    dossiers: Iterable[int], user: User, what: ViewLog.What, *, now: datetime, detail: str
) -> None:
    """Write one line for every dossier that a page, paper or workbook names.

    Whoever sees the paper without a right to the dossier itself, sees it under the paper.

    Args:
        dossiers: Their keys, each as often as it likes.

    Source: LND-22, SEC-41.
    """
    named = list(Dossier.objects.filter(pk__in=set(dossiers)).order_by("pk"))
    own = rights_to_read(named, user, at=now)
    rights = {dossier: own.get(dossier) or f"paper {detail}" for dossier in named}
    log_views(rights, user, what, now=now, detail=detail)
