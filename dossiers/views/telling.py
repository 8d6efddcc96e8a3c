"""The resident's request file as PDF: who has seen the file, and what for."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.shell import shell_page
from dossiers.papers.seen import seen_paper
from dossiers.procedures.telling import tell_resident
from dossiers.rules.seen import against_telling
from dossiers.views.finding import dossier_or_404, refuse

TELLS = "dossiers.reveal_numbers"
"""Held by those alone who answer for a resident's personal information."""


@shell_page(_("Who has seen my file"), TELLS, methods=("POST",))
def request_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Print for a resident who has seen the file, the copies given and where they went (LND-16)."""
    found = dossier_or_404(request, pk)
    refuse(against_telling(found, actor(request)))
    facts = tell_resident(found, by=actor(request), now=clock.now())
    return pdf(seen_paper(facts), f"{found.code}-request-file.pdf")
