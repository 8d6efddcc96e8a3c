"""The list that lies in a box, as PDF; the print is logged with every dossier it names."""

from typing import Final

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.custody.models import Box
from archive_office.http import StaffRequest, actor, pdf
from archive_office.shell import shell_page
from dossiers.models import Holding, HoldingState, ViewLog
from dossiers.papers import words
from dossiers.papers.box_list import BoxLine, BoxList
from dossiers.papers.box_list import box_list as drawn
from dossiers.papers.filling import fonds_of
from dossiers.procedures.reading import log_views
from dossiers.rules.access import rights_to_read
from dossiers.views.prints import PRINTS

MOST_IN_A_BOX: Final = 300


@shell_page(_("List of the box"), PRINTS, methods=("GET",))
def box_list(request: StaffRequest, pk: int) -> HttpResponse:
    """What lies in a box or belongs there; a box of which one sees nothing does not exist.

    Source: DES-11; SEC-41.
    """
    user, now = actor(request), clock.now()
    box = get_object_or_404(Box.objects.select_related("department", "shelf__cabinet__room"), pk=pk)
    rows = (
        Holding.objects.visible_to(user)
        .filter(Q(present_slot=box) | Q(home_slot=box))
        .exclude(state=HoldingState.DESTROYED)
        .select_related("dossier")
        .order_by("dossier__code", "number")[:MOST_IN_A_BOX]  # FIL-24: ·10 after ·9
    )
    rights = rights_to_read({row.dossier for row in rows}, user, at=now)
    named = [row for row in rows if rights.get(row.dossier)]
    if not named:
        raise Http404
    log_views(rights, user, ViewLog.What.PRINTED, now=now, detail=f"list of box {box.number}")
    listed = BoxList(
        fonds=fonds_of(box.department),
        keeper=box.department.name,
        number=box.number,
        place=box.place,
        lines=tuple(_line(row, box) for row in named),
    )
    return pdf(drawn(listed), f"{box.number}-list.pdf")


def _line(row: Holding, box: Box) -> BoxLine:
    years = dict.fromkeys(str(year) for year in (row.year_from, row.year_until) if year)
    here = row.present_slot_id == box.pk and row.state == HoldingState.ON_SHELF
    return BoxLine(
        reference=row.code,
        title=row.title,
        year="—".join(years),
        retention=words.retention(row.retention, row.retention_years),
        items=row.document_count,
        pages=row.page_count,
        remark="" if here else words.HOLDINGS[row.state],
    )
