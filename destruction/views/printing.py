"""Every print of a paper stands in the view log of the dossiers it names.

Source: SEC-41.
"""

from collections.abc import Iterable

from archive_office import clock
from archive_office.http import StaffRequest, actor
from dossiers.models import Dossier, ViewLog
from dossiers.procedures.reading import log_views
from dossiers.rules.access import rights_to_read


def log_print(request: StaffRequest, dossiers: Iterable[int], paper: str) -> None:
    """Keep a print in the view log of every dossier that the paper names.

    Whoever sees an appraisal or a register without a right to the dossier itself, prints under that.

    Args:
        dossiers: Their keys, each as often as it likes.
        paper: Its number and kind, as ``XH-2026-0001 register``.
    """
    user, now = actor(request), clock.now()
    named = list(Dossier.objects.filter(pk__in=set(dossiers)).order_by("pk"))
    own = rights_to_read(named, user, at=now)
    rights = {dossier: own.get(dossier) or f"paper {paper}" for dossier in named}
    log_views(rights, user, ViewLog.What.PRINTED, now=now, detail=paper)
