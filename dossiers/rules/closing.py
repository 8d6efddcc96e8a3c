"""What stands against closing a dossier, changing a name, or voiding a record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Document,
    Dossier,
    DossierState,
    Holding,
    HoldingState,
    Occupancy,
    PaperState,
    Submission,
    SubmissionState,
)
from dossiers.rules.entries import against_leaving_open
from dossiers.rules.submissions import MAY_BRING

CHANGE_OF_NAME_CODES: Final = frozenset({"C12", "D21"})
"""Types of the paper application for a change of name (COL-23)."""

_CLOSED_BY: Final = {
    Occupancy.Ending.SALE: Dossier.Kind.OWNER,
    Occupancy.Ending.END_OF_TENANCY: Dossier.Kind.TENANT,
    Occupancy.Ending.LEAVING: Dossier.Kind.TENANT,
}


_ARCHIVISTS: Final = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing as it is asked for: by what, on which day, said when."""

    ending: Occupancy.Ending
    on: date
    today: date


def against_archivists_work(dossier: Dossier, by: User) -> Iterator[Refusal]:
    """Why this person does not keep this dossier's record.

    Source: ORG-08.
    """
    if not by.holds(Role.CENTRE_ARCHIVIST, dossier.centre):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist of %(centre)s keeps the record of %(code)s.")
            % {"centre": dossier.centre, "code": dossier.code},
        )


def against_finishing_task(dossier: Dossier, by: User) -> Iterator[Refusal]:
    """Why this person does not mark a task of this dossier as done.

    What concerns its boxes is the work of whoever keeps its things, headquarters included.

    Source: ORG-08, DES-11.
    """
    keepers = Department.objects.filter(holdings__dossier=dossier).distinct()
    if not any(by.holds(role, keeper) for keeper in keepers for role in _ARCHIVISTS):
        yield from against_archivists_work(dossier, by)


def against_closing(dossier: Dossier, closing: Closing, by: User) -> Iterator[Refusal]:
    """Why this dossier cannot be closed so.

    A sale closes the owner's dossier, the end of a tenancy or leaving the tenant's.

    Source: ORG-08, COL-17, SVC-20, SVC-47.
    """
    yield from against_archivists_work(dossier, by)
    yield from _against_state(dossier)
    if dossier.kind != _CLOSED_BY[closing.ending]:
        yield Refusal(
            Clause.COL_17,
            _("A sale closes an owner's dossier, leaving a tenant's; %(code)s is “%(kind)s”.")
            % {"code": dossier.code, "kind": dossier.get_kind_display()},
        )
    begun = dossier.occupancy.from_on if dossier.occupancy else None
    if closing.on > closing.today or (begun is not None and closing.on < begun):
        yield Refusal(
            Clause.COL_17,
            _("The day lies between moving in and today."),
            field="on",
        )
    if waiting := receipts_waiting(dossier):
        yield Refusal(
            Clause.COL_17,
            _("Papers for %(code)s still lie in the tray (%(receipts)s): answer them first.")
            % {"code": dossier.code, "receipts": ", ".join(waiting)},
        )
    yield from against_leaving_open(dossier)


def _against_state(dossier: Dossier) -> Iterator[Refusal]:
    if dossier.state != DossierState.OPEN:
        yield Refusal(
            Clause.COL_17,
            _("%(code)s is “%(state)s” already.")
            % {"code": dossier.code, "state": dossier.get_state_display()},
        )


def receipts_waiting(dossier: Dossier) -> list[str]:
    """Receipt numbers of submissions in the tray that hold papers for this dossier."""
    receipts = (
        Submission.objects.filter(
            papers__dossier=dossier,
            papers__document__isnull=True,
            papers__state__in=(PaperState.PENDING, PaperState.ACCEPTED),
            state=SubmissionState.SUBMITTED,
        )
        .order_by("receipt_number")
        .values_list("receipt_number", flat=True)
    )
    return [receipt for receipt in dict.fromkeys(receipts) if receipt]


def against_reporting(dossier: Dossier, on: date, by: User, today: date) -> Iterator[Refusal]:
    """Why this person does not enter a reported change into this dossier.

    Source: COL-23.
    """
    if not any(by.holds(role, dossier.centre) for role in MAY_BRING):
        yield Refusal(
            Clause.COL_23,
            _("Changes are reported to the staff of %(centre)s.") % {"centre": dossier.centre},
        )
    if on > today:
        yield Refusal(Clause.COL_23, _("The day of the change is not in the future."), field="on")


def against_renaming(
    dossier: Dossier, name: str, application: Document | None, by: User
) -> Iterator[Refusal]:
    """Why the customer's name is not changed.

    Source: COL-23, SVC-39.
    """
    yield from against_archivists_work(dossier, by)
    yield from _against_state(dossier)
    if not name:
        yield Refusal(Clause.COL_23, _("Enter the new name."), field="name")
    if application is None or not _is_application(dossier, application):
        yield Refusal(
            Clause.COL_23,
            _("A name is changed on a paper application only; file the application first."),
            field="application",
        )


def _is_application(dossier: Dossier, document: Document) -> bool:
    return (
        document.holding.dossier_id == dossier.pk
        and document.type is not None
        and document.type.code in CHANGE_OF_NAME_CODES
        and document.state in (Document.State.FILED, Document.State.AWAITING)
        and not document.is_claim
    )


def against_voiding(
    dossier: Dossier, holdings: Sequence[Holding], reason: str, by: User
) -> Iterator[Refusal]:
    """Why a dossier recorded by mistake cannot be voided.

    Source: FIL-03.
    """
    yield from against_archivists_work(dossier, by)
    yield from _against_state(dossier)
    if not reason:
        yield Refusal(Clause.FIL_03, _("Say why the number is void."), field="reason")
    for holding in holdings:
        if holding.filed_on is not None or holding.state != HoldingState.IN_PREPARATION:
            yield Refusal(
                Clause.FIL_03,
                _("%(code)s has been on the shelf; %(dossier)s can be closed, not voided.")
                % {"code": holding.code, "dossier": dossier.code},
            )
