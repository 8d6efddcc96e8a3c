"""Arranging and binding a volume: the order of its papers, and how it is held together.

Source: FIL-17, FIL-18, FIL-20, FIL-25.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Binding, Document, Holding, VolumeEntry
from dossiers.models.pages import entry_of, in_their_order
from dossiers.procedures.custody import locked
from dossiers.rules import binding as rules
from dossiers.rules.binding import Bound


@act("dossiers.volume_arranged", _("Papers of a volume arranged"), Clause.FIL_17, Clause.FIL_18)
def arrange_volume(
    holding: Holding, papers: Sequence[int], *, by: User, today: date
) -> list[Document]:
    """Lay the papers of a volume in this order; their codes stay, their pages are counted anew.

    Step by step: whether the order is right is asked when the volume is bound.

    Raises:
        RegulationError: FIL-26 (not the keeper's archivist), FIL-25 (bound), STO-17 (not here),
            FIL-18 (a paper left out).

    Source: FIL-18, FIL-20.
    """
    (fresh,) = locked([holding.pk])
    enforce(rules.against_arranging(fresh, by))
    inside = {document.pk: document for document in in_their_order(fresh.documents.all())}
    documents = [inside[pk] for pk in dict.fromkeys(papers) if pk in inside]
    enforce(rules.against_naming(fresh, documents))
    for position, document in enumerate(documents, start=1):
        entry = entry_of(document) or VolumeEntry(document=document)
        if entry.position != position:
            before, entry.position = entry.position, position
            entry.save()
            note(entry, before={"position": before}, after={"position": position})
    return documents


@act("dossiers.volume_bound", _("Volume bound"), Clause.FIL_25, Clause.FIL_20)
def bind_volume(holding: Holding, bound: Bound, *, by: User, today: date) -> Binding:
    """Record how a volume was bound; from now on its papers and pages stay as they are.

    Raises:
        RegulationError: FIL-26 (not the keeper's archivist), STO-17 (not here), FIL-25 (bound
            already, no paper, metal inside, a day in the future, sheets), FIL-13 (a customer's
            dossier that runs on), FIL-20 (pages never counted, or more than the sheets hold),
            FIL-16, FIL-17, FIL-18 (the order).

    Source: FIL-20, FIL-25.
    """
    (fresh,) = locked([holding.pk])
    enforce(rules.against_binding(fresh, bound, by, today=today))
    made = Binding.objects.create(
        holding=fresh,
        method=bound.method,
        sheets=bound.sheets,
        metal_removed=bound.metal_removed,
        mended_sheets=bound.mended_sheets,
        legible_copies=bound.legible_copies,
        note=bound.note.strip(),
        bound_on=bound.on,
        bound_by=by,
    )
    note(
        made,
        after={"method": made.method, "sheets": made.sheets, "mended": made.mended_sheets},
    )
    return made


@act("dossiers.binding_opened", _("Binding of a volume opened"), Clause.FIL_25)
def open_binding(binding: Binding, *, reason: str, by: User, today: date) -> Binding:
    """Take a volume apart again, for repair or a paper laid wrong; the record of it stays.

    Raises:
        RegulationError: FIL-26 (not the keeper's archivist), FIL-25 (not bound, no reason).

    Source: FIL-25.
    """
    (holding,) = locked([binding.holding_id])
    fresh = Binding.objects.select_for_update(of=("self",), no_key=True).get(pk=binding.pk)
    fresh.holding = holding
    enforce(rules.against_opening(fresh, by, reason=reason))
    fresh.opened_on, fresh.opened_by, fresh.opened_because = today, by, reason.strip()[:200]
    fresh.save(update_fields=["opened_on", "opened_by", "opened_because"])
    note(fresh, before={"opened": None}, after={"opened": today.isoformat()})
    return fresh
