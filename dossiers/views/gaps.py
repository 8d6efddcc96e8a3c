"""The list of gaps on paper: which dossiers lack which papers, centre by centre (SVC-48)."""

from itertools import groupby
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.shell import shell_page
from dossiers.forms.chasing import MissingFilter
from dossiers.models import ViewLog
from dossiers.papers.filling import fonds_of
from dossiers.papers.gaps import CentreGaps, GapLine, GapSheet, gap_sheet
from dossiers.procedures.reading import log_named
from dossiers.rules.chasing import Lack, lacks_of
from dossiers.rules.completeness import missing_by_centre
from dossiers.rules.listing import listed_dossiers
from dossiers.views.registers import home_of

MOST: Final = 1000


@shell_page(_("Print"), "dossiers.print_papers", methods=("GET",))
def gaps_print(request: StaffRequest) -> HttpResponse:
    """What the list of missing papers shows, on paper, with the counts of each centre.

    Source: SVC-48.
    """
    user, today = actor(request), clock.today()
    seen = listed_dossiers(user)
    rows = MissingFilter(request.GET, user=user).narrowed(seen, today=today)
    rows = rows.select_related("centre", "unit__estate", "occupancy__customer")
    lacks = lacks_of(list(rows.order_by("centre__code", "code")[:MOST]), "")
    counts = {line["centre"]: line for line in missing_by_centre(seen)}
    log_named(
        [lack.dossier.pk for lack in lacks],
        user,
        ViewLog.What.PRINTED,
        now=clock.now(),
        detail="list of gaps",
    )
    centres = []
    for centre, found in groupby(lacks, key=lambda lack: lack.dossier.centre):
        count = counts[centre.pk]
        lines = tuple(_line(lack) for lack in found)
        complete = count["dossiers"] - count["incomplete"]
        centres.append(CentreGaps(centre.name, count["dossiers"], complete, lines))
    home = home_of(user)
    none = CentreGaps(home.name, 0, 0, ())
    facts = GapSheet(fonds_of(home), home.name, today, tuple(centres) or (none,))
    return pdf(gap_sheet(facts), f"gaps-{today:%Y-%m-%d}.pdf")


def _line(lack: Lack) -> GapLine:
    names = tuple(paper.name_zh for paper in lack.papers)
    return GapLine(lack.dossier.code, str(lack.dossier.unit), lack.asked, names)
