"""Lists of one dossier as PDF: its papers in detail, what was filed, its licence; each logged."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.shell import shell_page
from dossiers.models import Customer
from dossiers.papers.inventories import (
    Inventory,
    detailed_list,
    information_list,
    licence_record,
)
from dossiers.papers.inventory_facts import inventory_facts, licence_facts
from dossiers.rules.access import right_to_read
from dossiers.views.finding import dossier_or_404
from dossiers.views.prints import PRINTS, log_print

LISTS: Final[dict[str, Callable[[Inventory], bytes]]] = {
    "documents": detailed_list,
    "information": information_list,
}


@shell_page(_("Print"), PRINTS, methods=("GET",))
def inventory(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """The papers of a dossier in detail, or what was filed in it (FRM-39, FRM-41)."""
    found = dossier_or_404(request, pk)
    if paper not in LISTS:
        raise Http404
    log_print(request, found, f"list of {paper}")
    personal = bool(right_to_read(found, actor(request), at=clock.now(), personal=True))
    facts = inventory_facts(found, personal=personal)
    return pdf(LISTS[paper](facts), f"{found.code}-{paper}.pdf")


@shell_page(_("Print"), PRINTS, methods=("GET",))
def licence_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The business licence of a company with its annual checks (FRM-83)."""
    found = dossier_or_404(request, pk)
    if found.occupancy is None or found.occupancy.customer.kind != Customer.Kind.COMPANY:
        raise Http404
    log_print(request, found, "licence")
    return pdf(licence_record(licence_facts(found)), f"{found.code}-licence.pdf")
