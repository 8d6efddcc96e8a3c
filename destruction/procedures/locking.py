"""The row locks of an appraisal or a register, always in this order.

Appraisal or register, dossiers, holdings, documents.
"""

from collections.abc import Iterable

from destruction.models import Appraisal, AppraisalLine, DestructionRegister, RegisterLine
from dossiers.models import Document, Holding
from dossiers.procedures import custody, locks


def locked_appraisal(appraisal_id: int) -> Appraisal:
    """A fresh, locked appraisal; every step decides on this row only."""
    return (
        Appraisal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("room", "drawn_up_by", "frozen_by")
        .get(pk=appraisal_id)
    )


def fresh_line(line_id: int) -> tuple[Appraisal, AppraisalLine]:
    """A line as it is now, under its appraisal's lock."""
    appraisal_id = AppraisalLine.objects.values_list("appraisal_id", flat=True).get(pk=line_id)
    appraisal = locked_appraisal(appraisal_id)
    line = AppraisalLine.objects.select_related("holding__dossier", "document__type").get(
        pk=line_id
    )
    line.appraisal = appraisal
    return appraisal, line


def locked_register(register_id: int) -> DestructionRegister:
    """A fresh, locked register; every step decides on this row only."""
    return (
        DestructionRegister.objects.select_for_update(of=("self",), no_key=True)
        .select_related("room", "drawn_up_by", "frozen_by", "started_by", "place")
        .get(pk=register_id)
    )


def fresh_register_line(line_id: int) -> tuple[DestructionRegister, RegisterLine]:
    """A register's line as it is now, under its register's lock."""
    register_id = RegisterLine.objects.values_list("register_id", flat=True).get(pk=line_id)
    register = locked_register(register_id)
    line = RegisterLine.objects.select_related(
        "holding__dossier__category",
        "holding__dossier__centre",
        "holding__keeper",
        "document__type",
        "appraised",
    ).get(pk=line_id)
    line.register = register
    return register, line


def locked_holdings(ids: Iterable[int]) -> list[Holding]:
    """Fresh, locked holdings, in the order in which everybody locks them."""
    return custody.locked(sorted(set(ids)))


def locked_documents(ids: Iterable[int]) -> list[Document]:
    """Fresh, locked documents with their volumes; lock the volumes first."""
    return list(
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("holding__keeper", "holding__dossier__category", "type")
        .filter(pk__in=set(ids))
        .order_by("pk")
    )


def lock_for_destruction(lines: Iterable[AppraisalLine | RegisterLine]) -> None:
    """Let no hold be placed and nothing move while these lines' things are judged.

    A hold locks its dossier, a loan or a handover the thing itself.
    """
    things = [(line.holding_id, line.document_id) for line in lines]
    holdings = {holding for holding, _document in things}
    dossiers = Holding.objects.filter(pk__in=holdings).values_list("dossier_id", flat=True)
    locks.dossiers(dossiers)
    locked_holdings(holdings)
    locked_documents(document for _holding, document in things if document)
