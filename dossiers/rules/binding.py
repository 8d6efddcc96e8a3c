"""Binding: what stands against it, and the pages that it fixes.

Source: FIL-13, FIL-17, FIL-20, FIL-25, FIL-26.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Binding, Document, Dossier, DossierState, Holding
from dossiers.models.pages import in_their_order, paged
from dossiers.rules import together
from dossiers.rules.filing import CAN_TAKE_PAPERS
from dossiers.rules.volumes import against_making_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A binding as it is reported.

    Attributes:
        sheets: Sheets bound, written or not.
        mended_sheets: Sheets that were mounted or mended before.
        legible_copies: Copies filed beside originals that fade.
    """

    method: str
    sheets: int
    on: date
    metal_removed: bool = False
    mended_sheets: int = 0
    legible_copies: int = 0
    note: str = ""


def binding_of(holding: Holding) -> Binding | None:
    """How a volume is bound now; nothing while it is open."""
    return holding.bindings.select_related("bound_by").filter(opened_on__isnull=True).first()


def against_arranging(holding: Holding, by: User) -> Iterator[Refusal]:
    """Why this person does not lay the papers of this volume in another order.

    Source: FIL-26, FIL-25, STO-17.
    """
    yield from against_making_up(holding.keeper, by)
    if holding.kind != Holding.Kind.VOLUME or holding.state not in CAN_TAKE_PAPERS:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is “%(state)s”; its papers are arranged when it is here.")
            % {"code": holding.code, "state": holding.get_state_display()},
        )
    if bound := binding_of(holding):
        yield Refusal(
            Clause.FIL_25,
            _("%(code)s was bound on %(day)s; open the binding first.")
            % {"code": holding.code, "day": bound.bound_on},
        )


def against_naming(holding: Holding, documents: Sequence[Document]) -> Iterator[Refusal]:
    """Why this is no order of all papers of a volume.

    Source: FIL-18.
    """
    if {document.pk for document in documents} != set(_ids(holding)):
        yield Refusal(
            Clause.FIL_18,
            _("%(code)s: name every paper of the volume once.") % {"code": holding.code},
            field="papers",
        )


def against_new_order(documents: Sequence[Document], *, on: date) -> Iterator[Refusal]:
    """Why the papers of a volume do not lie in this order when it is bound.

    Source: FIL-16, FIL-17, FIL-18.
    """
    inside = [document for document in documents if document.state not in together.GONE]
    yield from together.against_order(inside, together.links_of(inside), on=on)


def _ids(holding: Holding) -> list[int]:
    return list(holding.documents.values_list("pk", flat=True))


def against_binding(holding: Holding, bound: Bound, by: User, *, today: date) -> Iterator[Refusal]:
    """Why this volume is not bound so.

    Source: FIL-13, FIL-16 to FIL-18, FIL-20, FIL-25, FIL-26.
    """
    yield from against_arranging(holding, by)
    documents = list(in_their_order(holding.documents.all()))
    yield from against_new_order(documents, on=today)
    yield from _against_open_dossier(holding)
    yield from _against_pages(holding, documents, bound)
    if not bound.metal_removed:
        yield Refusal(
            Clause.FIL_25,
            _("Take pins, clips and staples out before binding, and say so."),
            field="metal_removed",
        )
    if bound.on > today:
        yield Refusal(
            Clause.FIL_25,
            _("The day of binding, %(day)s, is not in the future.") % {"day": bound.on},
            field="on",
        )
    if bound.mended_sheets > bound.sheets:
        yield Refusal(
            Clause.FIL_25,
            _("%(mended)s sheets mended are more than the %(sheets)s of the volume.")
            % {"mended": bound.mended_sheets, "sheets": bound.sheets},
            field="mended_sheets",
        )


def _against_open_dossier(holding: Holding) -> Iterator[Refusal]:
    dossier = holding.dossier
    runs_on = dossier.kind != Dossier.Kind.CATEGORY and not hasattr(holding, "draft")
    if runs_on and dossier.state == DossierState.OPEN:
        yield Refusal(
            Clause.FIL_13,
            _(
                "%(code)s belongs to a customer's dossier that is open; it is bound once that is closed."
            )
            % {"code": holding.code},
        )


def _against_pages(
    holding: Holding, documents: Sequence[Document], bound: Bound
) -> Iterator[Refusal]:
    inside = [document for document in documents if document.state == Document.State.FILED]
    if not inside:
        yield Refusal(Clause.FIL_25, _("%(code)s holds no paper.") % {"code": holding.code})
    for document in inside:
        if not document.pages_known or document.is_claim or not document.pages:
            yield Refusal(
                Clause.FIL_20,
                _(
                    "The pages of “%(paper)s” (%(code)s) were never counted; they cannot be numbered."
                )
                % {"paper": document.title, "code": document.code},
            )
    pages = max((line.last for line in paged(documents)), default=0)
    if bound.sheets < 1 or bound.sheets * 2 < pages:
        yield Refusal(
            Clause.FIL_20,
            _("%(pages)s written pages do not fit on %(sheets)s sheets.")
            % {"pages": pages, "sheets": bound.sheets},
            field="sheets",
        )


def against_opening(binding: Binding, by: User, *, reason: str) -> Iterator[Refusal]:
    """Why this person does not open this binding.

    Source: FIL-25, FIL-26.
    """
    yield from against_making_up(binding.holding.keeper, by)
    if binding.opened_on is not None or binding.holding.state not in CAN_TAKE_PAPERS:
        yield Refusal(
            Clause.FIL_25,
            _("%(code)s is not bound, or not here.") % {"code": binding.holding.code},
        )
    if not reason.strip():
        yield Refusal(Clause.FIL_25, _("Say why the binding is opened."), field="reason")
