"""What is said of one paper of a volume: links, years it spans, contract number, annex.

Source: FIL-05, FIL-15, FIL-16.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Document, DocumentLink, VolumeEntry
from dossiers.models.pages import entry_of
from dossiers.procedures import locks
from dossiers.rules import describing as rules


@act("dossiers.papers_linked", _("Papers that belong together recorded"), Clause.FIL_16)
def link_papers(
    first: Document, second: Document, kind: DocumentLink.Kind, *, by: User, today: date
) -> DocumentLink:
    """Record that two papers belong together; the first lies before the second.

    Raises:
        RegulationError: FIL-26 (not the staff, bound, gone), FIL-16 (one paper, different
            dossiers or parts, linked already).

    Source: FIL-16, FIL-17.
    """
    one, other = _locked(first), _locked(second)
    for document in (one, other):
        enforce(rules.against_describing(document, by))
    enforce(rules.against_linking(one, other))
    link = DocumentLink.objects.create(
        kind=kind, first=one, second=other, made_by=by, made_on=today
    )
    note(link, after={"kind": str(kind), "first": one.code, "second": other.code})
    return link


@act("dossiers.link_ended", _("Link of two papers taken back"), Clause.FIL_16)
def unlink_papers(link: DocumentLink, *, by: User, today: date) -> DocumentLink:
    """Take back that two papers belong together.

    Raises:
        RegulationError: FIL-26 (not the staff, or bound).

    Source: FIL-16.
    """
    enforce(rules.against_describing(_locked(link.first), by))
    fresh = DocumentLink.objects.select_for_update(of=("self",), no_key=True).get(pk=link.pk)
    if fresh.ended_on is None:
        fresh.ended_on = today
        fresh.save(update_fields=["ended_on"])
        note(fresh, before={"ended": None}, after={"ended": today.isoformat()})
    return fresh


@act("dossiers.paper_described", _("Place of a paper described"), Clause.FIL_15, Clause.FIL_05)
def describe_paper(
    document: Document,
    *,
    by: User,
    spans: str = "",
    covers: tuple[int | None, int | None] = (None, None),
    annex: bool = False,
) -> VolumeEntry:
    """Say which years a paper spans, and whether it is an annex that nobody collected.

    Raises:
        RegulationError: FIL-26 (not the staff, bound, gone), FIL-15 (years missing or turned
            round), FIL-05 (an annex with a contract number).

    Source: FIL-05, FIL-15.
    """
    fresh = _locked(document)
    enforce(rules.against_describing(fresh, by))
    enforce(rules.against_span(spans, *covers))
    if annex:
        enforce(rules.against_annex(fresh))
    entry = entry_of(fresh) or VolumeEntry(document=fresh)
    before = {"spans": str(entry.spans), "annex": entry.annex}
    entry.spans, entry.annex = spans, annex
    entry.covers_from, entry.covers_until = covers if spans else (None, None)
    entry.save()
    note(entry, before=before, after={"spans": spans, "annex": annex})
    return entry


@act("dossiers.contract_numbered", _("Contract numbered"), Clause.FIL_05)
def number_contract(document: Document, *, by: User, number: str = "") -> VolumeEntry:
    """Give a contract the number that follows from its dossier's.

    Args:
        number: As it was typed; empty takes the next one.

    Raises:
        RegulationError: FIL-26 (not the staff, bound, gone), FIL-05 (no contract, an annex, or
            another number than the one that follows).

    Source: FIL-05.
    """
    locks.dossiers([document.holding.dossier_id])
    fresh = _locked(document)
    enforce(rules.against_describing(fresh, by))
    wanted = rules.next_contract_number(fresh.holding.dossier)
    enforce(rules.against_numbering(fresh, number.strip(), wanted))
    entry = entry_of(fresh) or VolumeEntry(document=fresh)
    entry.contract_number = wanted
    entry.save()
    note(entry, before={"number": ""}, after={"number": wanted})
    return entry


def _locked(document: Document) -> Document:
    return (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("type__category", "holding__dossier__centre")
        .get(pk=document.pk)
    )
