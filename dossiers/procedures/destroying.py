"""Papers and volumes leave the catalogue: waiting for destruction, back again, or destroyed.

The register (another app) says what may go and who saw it; this is what becomes of the records.
Nothing is deleted: code, unit, days and the register's number stay as a stub.

Source: DES-11, DES-12, DES-16, DES-18, DES-27.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import update_all
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import Document, Dossier, DossierEvent, DossierState, Holding, HoldingState
from dossiers.procedures import locks
from dossiers.procedures.closing import open_task, say
from dossiers.procedures.custody import locked, move_custody
from dossiers.procedures.filing import renew_dossier
from dossiers.rules import destroying as rules
from dossiers.rules.destroying import Destruction


@act("dossiers.document_quarantined", _("Paper taken out to wait for destruction"), Clause.DES_16)
def quarantine_document(document: Document, *, by: User | None, today: date) -> Document:
    """Take one paper out of its volume to wait for destruction; the volume stays in use.

    Raises:
        RegulationError: DES-16 (not filed), STO-17 (the volume is not on its shelf).

    Source: DES-16, DES-27; decisions 18.
    """
    dossier, volume, fresh = _locked_paper(document)
    enforce(rules.against_taking_out(fresh, volume))
    _become(fresh, Document.State.QUARANTINED)
    _count(volume, documents=-1, pages=-fresh.pages)
    renew_dossier(dossier)
    return fresh


@act("dossiers.document_returned", _("Paper put back into its volume"), Clause.DES_18)
def return_document(
    document: Document, *, by: User | None, today: date, lay_at: Department | None = None
) -> Document:
    """Put a paper that waited for destruction back into its volume.

    Args:
        lay_at: Who kept the paper; when somebody else keeps the volume by now, the paper goes
            there with the next handover.

    Raises:
        RegulationError: DES-18 (it does not wait), STO-17 (the volume is out of the house).

    Source: DES-18; decisions 12.
    """
    dossier, volume, fresh = _locked_paper(document)
    if lay_at is not None and volume.keeper_id != lay_at.pk:
        enforce(rules.against_leaving_quarantine(fresh))
        _become(fresh, Document.State.AWAITING)
    else:
        enforce(rules.against_putting_back(fresh, volume))
        _become(fresh, Document.State.FILED)
        _count(volume, documents=1, pages=fresh.pages)
    renew_dossier(dossier)
    return fresh


@act("dossiers.document_destroyed", _("Paper destroyed"), Clause.DES_11, Clause.DES_12)
def destroy_document(document: Document, by_register: Destruction, *, by: User | None) -> Document:
    """Record that one paper of a volume was destroyed (抽卷销毁); the volume stays in use.

    Its line in the list of contents stays and is marked, the notes of the volume gain a dated
    entry, and whoever keeps the volume is told to print both again.

    Raises:
        RegulationError: DES-16 (it does not wait for destruction).

    Source: DES-11, DES-12; decisions 18.
    """
    dossier, volume, fresh = _locked_paper(document)
    enforce(rules.against_destroying_paper(fresh))
    _become(fresh, Document.State.DESTROYED, by_register)
    renew_dossier(dossier)
    told = _(
        "%(code)s was taken out and destroyed: register %(register)s, appraisal %(appraisal)s."
    )
    _remark(dossier, told, fresh, by_register, by=by)
    again = _("Print the list of contents and the notes of %(volume)s again.")
    open_task(dossier, say(again) % {"volume": volume.code}, by=by, on=by_register.on)
    return fresh


@act("dossiers.holdings_destroyed", _("Volumes destroyed"), Clause.DES_11, Clause.DES_12)
def destroy_holdings(
    holdings: Sequence[Holding], by_register: Destruction, *, by: User | None
) -> list[Holding]:
    """Record that volumes or items were destroyed, with every paper in them.

    They leave shelf, search and counts at once; the box they came from is to be re-arranged. A
    dossier is destroyed with the last thing it had.

    Raises:
        RegulationError: STO-17 (it does not wait for destruction), DES-16 (a paper of it waits
            apart or has yet to arrive).

    Source: DES-11, DES-12.
    """
    dossiers = locks.dossiers({h.dossier_id for h in holdings})
    fresh = locked([h.pk for h in holdings])
    enforce(refusal for h in fresh for refusal in rules.against_destroying_volume(h))
    slots = {h.pk: h.home_slot for h in fresh}
    gone = move_custody(fresh, HoldingState.DESTROYED, by=by, today=by_register.on)
    for holding in gone:
        note(holding, after={"register": by_register.register})
        holding.home_slot = None
    update_all(gone, ["home_slot"])
    _destroy_papers_of(gone)
    for dossier in dossiers:
        _close_account(dossier, [h for h in gone if h.dossier_id == dossier.pk], by_register, by)
    _open_tasks(gone, {pk: str(slot) for pk, slot in slots.items() if slot}, by_register, by)
    return gone


def _locked_paper(document: Document) -> tuple[Dossier, Holding, Document]:
    """Dossier, volume and paper, fresh and locked in the one order."""
    (dossier,) = locks.dossiers([document.holding.dossier_id])
    (volume,) = locked([document.holding_id])
    fresh = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    fresh.holding = volume
    return dossier, volume, fresh


def _become(
    document: Document, state: Document.State, by_register: Destruction | None = None
) -> None:
    after = {"state": str(state)}
    if by_register:
        after["register"] = by_register.register
    note(document, before={"state": str(document.state)}, after=after)
    document.state = state
    document.save(update_fields=["state"])


def _count(volume: Holding, *, documents: int, pages: int) -> None:
    """Count papers out of a volume or in again.

    By difference: of a volume that came from a ledger the office may know the totals only.
    """
    before = {"documents": volume.document_count, "pages": volume.page_count}
    volume.document_count = max(0, volume.document_count + documents)
    volume.page_count = max(0, volume.page_count + pages)
    volume.save(update_fields=["document_count", "page_count"])
    after = {"documents": volume.document_count, "pages": volume.page_count}
    note(volume, before=before, after=after)


def _destroy_papers_of(holdings: Sequence[Holding]) -> None:
    papers = list(
        Document.objects.select_for_update(of=("self",), no_key=True)
        .filter(holding__in=holdings, state=Document.State.FILED)
        .order_by("pk")
    )
    for paper in papers:
        note(paper, before={"state": paper.state}, after={"state": str(Document.State.DESTROYED)})
        paper.state = Document.State.DESTROYED
    update_all(papers, ["state"])


def _close_account(
    dossier: Dossier, gone: Sequence[Holding], by_register: Destruction, by: User | None
) -> None:
    """The dated note of what went; the dossier goes with the last of it."""
    for holding in gone:
        told = _("%(code)s was destroyed: register %(register)s, appraisal %(appraisal)s.")
        _remark(dossier, told, holding, by_register, by=by)
    living = dossier.holdings.filter(state__in=rules.LIVING)
    if living.exists() or not rules.has_ended(dossier, on=by_register.on):
        renew_dossier(dossier)
        return
    before = {"state": str(dossier.state)}
    dossier.state, dossier.missing_count = DossierState.DESTROYED, 0
    dossier.save(update_fields=["state", "missing_count"])
    note(dossier, before=before, after={"state": str(dossier.state)})


def _remark(
    dossier: Dossier,
    told: object,
    thing: Holding | Document,
    by_register: Destruction,
    *,
    by: User | None,
) -> None:
    """The dated note of one destruction: for the notes of the volume, and for the stub."""
    text = say(told) % {
        "code": thing.code,
        "register": by_register.register,
        "appraisal": by_register.appraisal or "—",
    }
    event = DossierEvent.objects.create(
        dossier=dossier, kind=DossierEvent.Kind.REMARK, on=by_register.on, text=text, by=by
    )
    note(event, after={"remark": text})


def _open_tasks(
    gone: Sequence[Holding], boxes: dict[int, str], by_register: Destruction, by: User | None
) -> None:
    """One task for each box that something left; one that stands open already is enough."""
    for holding in gone:
        if holding.pk not in boxes:
            continue
        rearrange = say(_("Re-arrange box %(box)s and print its list again."))
        text = rearrange % {"box": boxes[holding.pk]}
        open_ones = DossierEvent.objects.filter(
            kind=DossierEvent.Kind.TASK, text=text, done_on__isnull=True
        )
        if not open_ones.exists():
            open_task(holding.dossier, text, by=by, on=by_register.on)
