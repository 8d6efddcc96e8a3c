"""Taking back and putting back 归还: nothing else ends a loan.

Two facts, each with its person and moment: the thing was received and checked, and it stands
in its slot again. A thing that is lost keeps its loan open until it is found.

Source: LND-07, LND-08, LND-16, LND-22, ACC-09, STO-17; decisions 5, 16 and 17.
"""

from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.custody.models import Box
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import HoldingState
from dossiers.procedures.closing import open_task
from dossiers.procedures.custody import move_custody, place_holding
from lending.models import Condition, DamageCase, Loan, Return, ReturnLine
from lending.procedures import locks
from lending.procedures.disclosures import account_returned
from lending.procedures.requests import close_grant, next_number
from lending.procedures.reservations import offer_next
from lending.rules import returns as rules
from lending.rules.dates import days_late
from lending.rules.returns import Damage, Found

SERIES: Final = "SH"


@act(
    "lending.taken_back",
    _("Taken back and checked"),
    Clause.LND_07,
    Clause.LND_08,
    Clause.LND_22,
    Clause.TRF_18,
)
def take_back(loan: Loan, found: Found, *, by: User, now: datetime) -> Loan:
    """Receive a thing from its borrower and check it, page by page and line by line.

    Loss and damage since the issue open a case each, with a task to replace what is gone.
    What the approval opened closes. A thing that did not come back at all is reported in the
    same way (``Condition.LOST``): its loan stays open, its place becomes “missing”.

    Raises:
        RegulationError: ORG-01 (another room's), LND-07 (back already, pages or documents
            not checked), LND-08 (condition not described), LND-22 (brought by somebody who
            neither borrowed it nor was sent).

    Source: LND-07, LND-08, LND-16, LND-22, ACC-09.
    """
    fresh = locks.loan(loan.pk)
    today = day_of(now)
    enforce(rules.against_taking_back(fresh, found, by=by, today=today))
    if found.condition == Condition.LOST:
        return _report_lost(fresh, found, by=by, now=now)
    _record(fresh, found, by=by, now=now)
    fresh.returned_on = today
    fresh.save(update_fields=["returned_on"])
    note(
        fresh,
        before={"returned": None},
        after={"returned": today.isoformat(), "days_late": days_late(fresh, today)},
    )
    for damage in rules.damages(fresh, found):
        _open_case(fresh, damage, by=by, now=now)
    if fresh.line is not None:
        close_grant(fresh.line, now=now, reason=gettext("returned"))
    account_returned(fresh, by=by, on=today)
    return fresh


def _record(loan: Loan, found: Found, *, by: User, now: datetime) -> Return:
    giving_back = Return(
        loan=loan,
        received_at=now,
        received_by=by,
        brought_by=found.brought_by,
        brought_by_name=rules.bringer_of(loan, found)[:60],
        on_behalf=found.on_behalf,
        pages_found=found.pages_found,
        condition=found.condition,
        note=found.note.strip(),
    )
    giving_back.save()
    note(giving_back, after={"condition": str(found.condition), "pages": found.pages_found})
    create_all(
        [
            ReturnLine(
                giving_back=giving_back,
                document=line.document,
                pages_expected=line.document.pages,
                pages_found=line.pages_found,
                outcome=line.outcome,
                note=line.note.strip(),
            )
            for line in found.lines
        ]
    )
    return giving_back


@act("lending.lost", _("Loss of a lent thing reported"), Clause.LND_08, Clause.ACC_09)
def _report_lost(loan: Loan, found: Found, *, by: User, now: datetime) -> Loan:
    """What cannot be brought back is missing; its loan goes on, and a case is opened once."""
    today = day_of(now)
    if loan.holding.state != HoldingState.MISSING:
        (loan.holding,) = move_custody([loan.holding], HoldingState.MISSING, by=by, today=today)
    open_one = DamageCase.Kind.LOSS, DamageCase.State.OPEN
    if not loan.damage_cases.filter(document=None, kind=open_one[0], state=open_one[1]).exists():
        for damage in rules.damages(loan, found):
            _open_case(loan, damage, by=by, now=now)
    if loan.line is not None:
        close_grant(loan.line, now=now, reason=gettext("lost"))
    note(loan, after={"lost": today.isoformat()})
    return loan


@act("lending.damage_case_opened", _("Case of loss or damage opened"), Clause.ACC_09)
def _open_case(loan: Loan, damage: Damage, *, by: User, now: datetime) -> DamageCase:
    """A case with the importance of what was lost or changed, and the task to make it good."""
    today = day_of(now)
    case = DamageCase(
        number=next_number(SERIES, today),
        loan=loan,
        holding=loan.holding,
        document=damage.document,
        kind=damage.kind,
        importance=rules.importance_of(loan.holding, damage.document),
        description=damage.description,
        opened_by=by,
        opened_at=now,
    )
    case.save()
    note(case, after={"kind": str(case.kind), "importance": str(case.importance)})
    words = {"code": damage.document or loan.holding, "case": case.number}
    text = gettext("%(code)s: replace what was lost or damaged (%(case)s)") % words
    open_task(loan.holding.dossier, text, by=by, on=today)
    return case


@act("lending.put_back", _("Put back and loan closed"), Clause.LND_07, Clause.STO_17)
def put_back(loan: Loan, slot: Box, *, by: User, now: datetime, reason: str = "") -> Loan:
    """Put a checked thing into its slot again; that closes the loan.

    Whoever is first in the queue is offered the thing.

    Args:
        slot: The box that was scanned: the home slot, another one only with a reason.

    Raises:
        RegulationError: ORG-01 (another room's, or its box), LND-07 (not checked, closed
            already, not its home), STO-08, STO-09 (no place for it).

    Source: LND-07, STO-17.
    """
    fresh = locks.loan(loan.pk)
    enforce(rules.against_putting_back(fresh, slot, by=by, reason=reason))
    giving_back = fresh.giving_back
    giving_back.put_back_at, giving_back.put_back_by, giving_back.slot = now, by, slot
    giving_back.save(update_fields=["put_back_at", "put_back_by", "slot"])
    note(giving_back, before={"slot": None}, after={"slot": slot.pk})
    fresh.is_open, fresh.closed_at = False, now
    fresh.save(update_fields=["is_open", "closed_at"])
    note(fresh, before={"open": True}, after={"open": False})
    _shelve(fresh, slot, by=by, today=day_of(now))
    offer_next(fresh.holding, by=by, now=now)
    return fresh


def _shelve(loan: Loan, slot: Box, *, by: User, today: date) -> None:
    """Back to the shelf; what was missing is made ready first, as custody wants it.

    What an old register took for lent may stand there already.
    """
    if loan.holding.state == HoldingState.ON_SHELF:
        loan.holding = place_holding(loan.holding, slot, by=by, today=today)
        return
    if loan.holding.state == HoldingState.MISSING:
        move_custody([loan.holding], HoldingState.IN_PREPARATION, by=by, today=today)
    (loan.holding,) = move_custody(
        [loan.holding], HoldingState.ON_SHELF, by=by, today=today, slot=slot
    )
