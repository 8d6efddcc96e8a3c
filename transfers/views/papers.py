"""The papers of a handover as PDF, made from the frozen content once there is one."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.originals import prints
from archive_office.shell import shell_page
from dossiers.models import ViewLog
from dossiers.procedures.reading import log_named
from transfers.models import Manifest, ManifestState
from transfers.papers import filling, titles
from transfers.papers import manifest as ordinary
from transfers.papers.differences import difference_sheet
from transfers.papers.staying import staying_annex
from transfers.papers.summary import transfer_form
from transfers.rules.content import Content, content_for, dossiers_on
from transfers.views.finding import SEEN, visible


@shell_page(_("Papers of a manifest"), SEEN, methods=("GET",))
def paper(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """Transfer form, draft of the manifest, difference sheet, or annex of what stays (FRM-19).

    A signed manifest is no draft: its copies are printed one by one, and each print is noted.
    """
    found = visible(request, pk)
    if found.state == ManifestState.VOID:
        raise Http404
    address = check_address(request, found)
    content = content_for(found, on=clock.today())
    if paper == "draft":
        if found.state == ManifestState.COMPLETED:
            raise Http404
        log_paper(request, found, paper)
        return pdf(draw(found, content, address), f"{found.number}-draft.pdf")
    if paper == "summary":
        log_paper(request, found, paper)
        form = transfer_form(filling.transfer_facts(found, content))
        return pdf(form, f"{found.number}-form.pdf")
    if paper == "differences" and filling.differences(content):
        log_paper(request, found, paper)
        sheet = filling.difference_facts(found, content, verify_url=address)
        return pdf(difference_sheet(sheet), f"{sheet.number}.pdf")
    if paper == "staying" and found.kind == Manifest.Kind.ORDINARY:
        log_paper(request, found, paper)
        annex = staying_annex(filling.annex_facts(found, content))
        return pdf(annex, f"{found.number}-annex.pdf")
    raise Http404


def log_paper(
    request: StaffRequest,
    found: Manifest,
    paper: str,
    *,
    what: ViewLog.What = ViewLog.What.PRINTED,
) -> None:
    """Keep in the view log of every dossier on a manifest that a paper of it was given out.

    Source: LND-22, SEC-41.
    """
    detail = f"{found.number or found.pk} {paper}"
    log_named(dossiers_on(found), actor(request), what, now=clock.now(), detail=detail)


def draw(found: Manifest, content: Content, address: str, *, copy: int | None = None) -> bytes:
    """The manifest on the form of its kind: every copy, or the one with this number."""
    if found.kind == Manifest.Kind.TITLE:
        facts = filling.title_facts(found, content, verify_url=address)
        return titles.title_manifest(facts, copy=copy)
    return ordinary.manifest(filling.manifest_facts(found, content, verify_url=address), copy=copy)


def check_address(request: StaffRequest, found: Manifest) -> str:
    """Where a printed copy is compared with the record; empty before the freeze."""
    return prints.check_address(request, found.number, found.content_hash)
