"""How a dossier ends: sale, end of tenancy, leaving; and a record made by mistake.

Source: COL-17, FIL-03.
"""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import update_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import (
    Document,
    Dossier,
    DossierEvent,
    DossierState,
    IssuedCode,
    Occupancy,
    Unit,
)
from dossiers.procedures import locks
from dossiers.procedures.custody import locked
from dossiers.procedures.filing import renew_dossier
from dossiers.rules import closing as rules
from dossiers.rules.closing import Closing


@act("dossiers.closed_by_sale", _("Unit sold, dossier closed"), Clause.COL_17, Clause.COL_04)
def close_by_sale(
    dossier: Dossier, *, on: date, by: User, today: date, reason: str = ""
) -> Dossier:
    """Close the owner's dossier after a sale; the next owner's comes with the own move-in.

    Raises:
        RegulationError: ORG-08 (not the centre's archivist), COL-17 (closed already, a
            tenant's, a day out of range, papers still in the tray).

    Source: COL-17, COL-04; decisions 1.
    """
    return _close(dossier, Closing(Occupancy.Ending.SALE, on, today), by, reason)


@act("dossiers.tenancy_ended", _("Tenancy ended, dossier closed"), Clause.COL_17)
def end_tenancy(dossier: Dossier, *, on: date, by: User, today: date, reason: str = "") -> Dossier:
    """Close the tenant's dossier at the end of the tenancy.

    Raises:
        RegulationError: as `close_by_sale`.

    Source: COL-17, SVC-30.
    """
    return _close(dossier, Closing(Occupancy.Ending.END_OF_TENANCY, on, today), by, reason)


@act("dossiers.leaving_recorded", _("Customer left, dossier closed"), Clause.COL_17)
def record_leaving(
    dossier: Dossier, *, on: date, by: User, today: date, reason: str = ""
) -> Dossier:
    """Close the tenant's dossier when the customer has moved out.

    Raises:
        RegulationError: as `close_by_sale`.

    Source: COL-17.
    """
    return _close(dossier, Closing(Occupancy.Ending.LEAVING, on, today), by, reason)


def _close(dossier: Dossier, closing: Closing, by: User, reason: str) -> Dossier:
    unit = locks.unit(dossier.unit_id) if dossier.unit_id else None
    fresh, *neighbours = _locked_with_neighbours(dossier)
    enforce(rules.against_closing(fresh, closing, by))
    before = {"state": str(fresh.state)}
    fresh.state = DossierState.CLOSED
    fresh.closed_on = closing.on
    fresh.closed_reason = reason or say(closing.ending.label)
    fresh.save(update_fields=["state", "closed_on", "closed_reason"])
    if fresh.occupancy is not None:
        _end(fresh.occupancy, closing.ending, closing.on)
    if unit is not None and closing.ending != Occupancy.Ending.SALE:
        _empty(unit)
    for neighbour in neighbours:  # what a dossier asks for depends on whether the unit is let
        neighbour.unit = unit
        renew_dossier(neighbour)
    note(fresh, before=before, after={"state": str(fresh.state), "on": closing.on.isoformat()})
    open_task(fresh, say(_("Bind the dossier and store it separately.")), by=by, on=closing.today)
    return fresh


def _locked_with_neighbours(dossier: Dossier) -> list[Dossier]:
    """The dossier first, then the other open ones of its unit; locked in the one order."""
    beside = Dossier.objects.filter(unit=dossier.unit_id, state=DossierState.OPEN)
    pks = beside.values_list("pk", flat=True) if dossier.unit_id else []
    found = locks.dossiers([dossier.pk, *pks])
    return sorted(found, key=lambda each: each.pk != dossier.pk)


def _end(occupancy: Occupancy, ending: Occupancy.Ending, on: date | None) -> None:
    occupancy.until_on, occupancy.ending = on, ending
    occupancy.save(update_fields=["until_on", "ending"])
    note(occupancy, before={"ending": ""}, after={"ending": str(ending)})


def _empty(unit: Unit) -> None:
    """A let unit stands vacant once its last tenant has gone (COL-25)."""
    tenants = unit.occupancies.filter(kind=Occupancy.Kind.TENANT, ending="")
    if unit.use == Unit.Use.LET and not tenants.exists():
        unit.use = Unit.Use.VACANT
        unit.save(update_fields=["use"])
        note(unit, before={"use": str(Unit.Use.LET)}, after={"use": str(unit.use)})


def open_task(dossier: Dossier, text: str, *, by: User | None, on: date) -> DossierEvent:
    """A task that stands open in a dossier. Inside an act only."""
    task = DossierEvent.objects.create(
        dossier=dossier, kind=DossierEvent.Kind.TASK, on=on, text=text, by=by
    )
    note(task, after={"task": text})
    return task


@act("dossiers.task_done", _("Task done"), Clause.COL_17)
def finish_task(task: DossierEvent, *, by: User, today: date) -> DossierEvent:
    """Mark a task of a dossier as done.

    Raises:
        RegulationError: ORG-08, neither the centre's archivist nor that of who keeps it.

    Source: COL-17, DES-11.
    """
    fresh = (
        DossierEvent.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier__centre")
        .get(pk=task.pk, kind=DossierEvent.Kind.TASK)
    )
    enforce(rules.against_finishing_task(fresh.dossier, by))
    if fresh.done_on is None:
        fresh.done_on = today
        fresh.save(update_fields=["done_on"])
        note(fresh, before={"done": None}, after={"done": today.isoformat()})
    return fresh


@act("dossiers.dossier_voided", _("Dossier voided"), Clause.FIL_03)
def void_dossier(dossier: Dossier, *, reason: str, by: User, today: date) -> Dossier:
    """Void a dossier recorded by mistake, before anything of it stood on a shelf.

    The row and its number stay, with the reason; the number is never given again. The
    papers leave their volumes and are brought anew where they belong.

    Raises:
        RegulationError: ORG-08, COL-17 (not open), FIL-03 (on the shelf, or no reason).

    Source: FIL-03; decisions 4.
    """
    if dossier.unit_id is not None:
        locks.unit(dossier.unit_id)
    (fresh,) = locks.dossiers([dossier.pk])
    holdings = locked(list(fresh.holdings.values_list("pk", flat=True)))
    enforce(rules.against_voiding(fresh, holdings, reason, by))
    fresh.state = DossierState.VOID
    fresh.closed_on, fresh.closed_reason = today, reason[:200]
    fresh.save(update_fields=["state", "closed_on", "closed_reason"])
    if fresh.occupancy is not None:
        _end(fresh.occupancy, Occupancy.Ending.VOID, None)
    _withdraw_documents(fresh)
    for code in IssuedCode.objects.filter(code=fresh.code):
        code.state, code.reason = IssuedCode.State.VOID, reason[:200]
        code.save(update_fields=["state", "reason"])
        note(code, before={"state": "used"}, after={"state": "void"})
    note(fresh, before={"state": str(DossierState.OPEN)}, after={"state": str(fresh.state)})
    return fresh


def _withdraw_documents(dossier: Dossier) -> None:
    documents = list(Document.objects.filter(holding__dossier=dossier))
    for document in documents:
        note(
            document,
            before={"state": document.state},
            after={"state": str(Document.State.WITHDRAWN)},
        )
        document.state = Document.State.WITHDRAWN
    update_all(documents, ["state"])


def say(text: object) -> str:
    """Words as they are kept in the office's records: in the language of the office."""
    with override(settings.LANGUAGE_CODE):
        return str(text)
