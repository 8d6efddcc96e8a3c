"""Every print of a paper stands in the view log of the dossiers it names.

Source: SEC-41.
"""

from collections.abc import Iterable

from archive_office import clock
from archive_office.http import StaffRequest, actor
from dossiers.models import ViewLog
from dossiers.procedures.reading import log_named


def log_print(request: StaffRequest, dossiers: Iterable[int], paper: str) -> None:
    """Keep a print in the view log of every dossier that the paper names.

    Whoever sees an appraisal or a register without a right to the dossier itself, prints under that.

    Args:
        dossiers: Their keys, each as often as it likes.
        paper: Its number and kind, as ``XH-2026-0001 register``.
    """
    what = ViewLog.What.PRINTED
    log_named(dossiers, actor(request), what, now=clock.now(), detail=paper)
