"""Lists of one dossier as PDF: its papers in detail, what was filed, its licence; each logged."""

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.shell import shell_page
from dossiers.models import Customer, Dossier, Letter
from dossiers.papers.inventories import (
    Inventory,
    detailed_list,
    electronic_list,
    information_list,
    licence_record,
)
from dossiers.papers.inventory_facts import inventory_facts, licence_facts
from dossiers.papers.letters import letter_facts, letter_list
from dossiers.papers.movements import movement_facts, movement_register
from dossiers.rules.access import right_to_read
from dossiers.signals import movements_of_dossier
from dossiers.views.finding import dossier_or_404
from dossiers.views.prints import PRINTS, log_print

LISTS: Final[dict[str, Callable[[Inventory], bytes]]] = {
    "documents": detailed_list,
    "information": information_list,
    "electronic": electronic_list,
}


@shell_page(_("Print"), PRINTS, methods=("GET",))
def inventory(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """The papers of a dossier in detail, what was filed in it, or its scans (FRM-39, FRM-41, FRM-106)."""
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


@shell_page(_("Print"), PRINTS, methods=("GET",))
def letters_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The correspondence of a dossier, for whoever reads the register, too (FRM-81)."""
    if not actor(request).has_perm("dossiers.view_letters"):
        raise PermissionDenied
    found = dossier_or_404(request, pk)
    log_print(request, found, "letters")
    rows = Letter.objects.visible_to(actor(request)).filter(dossier=found)
    letters = rows.select_related("centre").prefetch_related("answered_by").order_by("on", "pk")
    return pdf(letter_list(letter_facts(found, letters)), f"{found.code}-letters.pdf")


@shell_page(_("Print"), PRINTS, methods=("GET",))
def movements_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """Receipts, transfers and loans of the things of a dossier (FRM-40)."""
    found = dossier_or_404(request, pk)
    log_print(request, found, "movements")
    answers: list[tuple[Any, Any]] = movements_of_dossier.send(sender=Dossier, dossier=found.pk)
    told = [movement for _receiver, answer in answers for movement in answer]
    register = movement_register(movement_facts(found, told))
    return pdf(register, f"{found.code}-movements.pdf")
