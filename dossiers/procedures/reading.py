"""Looking is recorded too: each display, print, download, and each number shown in full."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from archive_office.organisation.models import User
from dossiers.models import Dossier, ViewLog
from dossiers.rules.access import rights_to_read

BATCH = 2000


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

    Source: SEC-41.
    """
    ViewLog.objects.create(
        dossier=dossier, user=user, at=now, what=what, under=under[:60], detail=detail[:200]
    )


def log_views(
    rights: Mapping[Dossier, str], user: User, what: ViewLog.What, *, now: datetime, detail: str
) -> None:
    """Write one line for each dossier of a list, with the right under which it was shown.

    Source: SEC-41.
    """
    ViewLog.objects.bulk_create(
        [
            ViewLog(dossier=d, user=user, at=now, what=what, under=right[:60], detail=detail[:200])
            for d, right in rights.items()
        ],
        batch_size=BATCH,
    )


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
