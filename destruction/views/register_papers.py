"""The papers of a destruction as PDF: register, its cover, the record; each print is logged."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office import clock, policy
from archive_office.http import StaffRequest, pdf
from archive_office.originals.prints import check_address
from archive_office.shell import shell_page
from destruction.models import DestructionRegister
from destruction.papers.record import record_of_destruction
from destruction.papers.record_filling import record_facts
from destruction.papers.register import destruction_register
from destruction.papers.register_cover import register_cover
from destruction.papers.register_facts import RegisterSheet
from destruction.papers.register_filling import register_facts
from destruction.rules.record import frozen_record, stated_record
from destruction.rules.register_content import content_for
from destruction.rules.registering import lines_of
from destruction.rules.witnessing import standing
from destruction.views.finding import REGISTERS_SEEN, WITNESSES, visible_register
from destruction.views.printing import log_print

Paper = Callable[[DestructionRegister, StaffRequest], bytes]


@shell_page(_("Papers of a destruction"), (REGISTERS_SEEN, WITNESSES), methods=("GET",))
def register_paper(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """The destruction register, its cover, or the record of the destruction once it is begun.

    Source: DES-03, DES-10, DES-25; SEC-41.
    """
    found = visible_register(request, pk)
    if paper not in PAPERS or (paper == "record" and found.started_at is None):
        raise Http404
    with override("zh-hans"):  # the form is Chinese whatever the language of the screen
        printed = PAPERS[paper](found, request)
    dossiers = found.lines.values_list("holding__dossier", flat=True)
    log_print(request, dossiers, f"{found.number} {paper}")
    return pdf(printed, f"{found.number}-{paper}.pdf")


def _sheet(found: DestructionRegister, request: StaffRequest) -> RegisterSheet:
    today = clock.today()
    return register_facts(
        found,
        content_for(found, lines_of(found), on=today),
        asked_for=policy.number("witnesses_min", on=today),
        verify_url=check_address(request, found.number, found.content_hash),
    )


def _record(found: DestructionRegister, request: StaffRequest) -> bytes:
    record = frozen_record(found) if found.record else stated_record(found, standing(found))
    address = check_address(request, found.number, found.record_hash)
    return record_of_destruction(record_facts(found, record, verify_url=address))


PAPERS: Final[dict[str, Paper]] = {
    "register": lambda found, request: destruction_register(_sheet(found, request)),
    "cover": lambda found, request: register_cover(_sheet(found, request)),
    "record": _record,
}
"""Papers of one register, by the name in their address."""
