"""The papers of a destruction as PDF: register, its cover, the record; each print is logged."""

from collections.abc import Callable
from functools import partial
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

Where = Callable[[str, str], str]
"""Where a print is checked, by number and checksum; empty where nothing can be compared yet."""
Paper = Callable[[DestructionRegister, Where], bytes]


@shell_page(_("Papers of a destruction"), (REGISTERS_SEEN, WITNESSES), methods=("GET",))
def register_paper(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """The destruction register, its cover, or the record of the destruction once it is begun.

    Source: DES-03, DES-10, DES-25; SEC-41.
    """
    found = visible_register(request, pk)
    if paper not in PAPERS or (paper == "record" and found.started_at is None):
        raise Http404
    with override("zh-hans"):  # the form is Chinese whatever the language of the screen
        printed = PAPERS[paper](found, partial(check_address, request))
    dossiers = found.lines.values_list("holding__dossier", flat=True)
    log_print(request, dossiers, f"{found.number} {paper}")
    return pdf(printed, f"{found.number}-{paper}.pdf")


def _sheet(found: DestructionRegister, where: Where) -> RegisterSheet:
    today = clock.today()
    return register_facts(
        found,
        content_for(found, lines_of(found), on=today),
        asked_for=policy.number("witnesses_min", on=today),
        verify_url=where(found.number, found.content_hash),
    )


def _record(found: DestructionRegister, where: Where) -> bytes:
    record = frozen_record(found) if found.record else stated_record(found, standing(found))
    address = where(found.number, found.record_hash)
    return record_of_destruction(record_facts(found, record, verify_url=address))


PAPERS: Final[dict[str, Paper]] = {
    "register": lambda found, where: destruction_register(_sheet(found, where)),
    "cover": lambda found, where: register_cover(_sheet(found, where)),
    "record": _record,
}
"""Papers of one register, by the name in their address."""
