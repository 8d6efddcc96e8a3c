"""Cases: opened by the calendar when nobody extended a loan, and decided by a head.

Source: LND-06, LND-08, ACC-08, ACC-09; decision 17.
"""

import logging
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.procedures.codes import reserve
from lending.models import AccountabilityCase, DamageCase, Loan
from lending.procedures import locks
from lending.rules import cases as rules
from lending.rules import people
from lending.rules.dates import days_out, dereliction_from, due_for_case

logger = logging.getLogger(__name__)

SERIES = "WZ"
WIDTH = 3


def open_due_cases(*, now: datetime) -> tuple[int, int]:
    """Open every case that is due by now, each once; how many were, and how many failed.

    Safe to repeat and to miss. Each loan is an act of its own, so that a loan that cannot be
    read keeps no other from its case; such a one is logged, counted and tried again next time.

    Source: LND-06, ACC-08.
    """
    opened = failed = 0
    for loan in rules.due_cases(day_of(now)):
        try:
            opened += open_case(loan, by=None, now=now) is not None
        except Exception:  # one broken row keeps no other loan from its case; it is counted
            logger.exception("No case could be opened for loan %s", loan.pk)
            failed += 1
    return opened, failed


@act("lending.case_opened", _("Case of dereliction opened"), Clause.LND_06, Clause.ACC_08)
def open_case(loan: Loan, *, by: User | None, now: datetime) -> AccountabilityCase | None:
    """Open the case of a loan that is out past the limit without an extension, unless it has one.

    The heads of the borrower and of the archive room hear of it, and the borrower too.

    Source: LND-06, ACC-08.
    """
    fresh, today = locks.loan(loan.pk), day_of(now)
    if AccountabilityCase.objects.filter(loan=fresh).exists() or not due_for_case(fresh, today):
        return None
    person = people.borrower_of(fresh)
    case = AccountabilityCase(
        number=reserve(f"{SERIES}-{today.year}", 1, width=WIDTH)[0],
        loan=fresh,
        person=person,
        person_name=str(person or fresh.borrower_name),
        due_on=fresh.due_on,
        opens_on=dereliction_from(fresh),
        opened_at=now,
        days_out=days_out(fresh, today),
    )
    case.save()
    note(case, after={"loan": fresh.pk, "days out": case.days_out})
    _tell_of(case, fresh, now=now)
    return case


def _tell_of(case: AccountabilityCase, loan: Loan, *, now: datetime) -> None:
    today, person = day_of(now), case.person
    heads = people.heads_of(loan.room, on=today, but=person)
    if loan.line is not None:
        department = people.department_of(loan.line.request)
        heads += people.heads_of(department, on=today, but=person)
    told = [*heads, *([person] if person is not None and person.is_active else [])]
    title = _("Case %(number)s: %(code)s has been out for %(days)d days without an extension")
    message = Message(
        f"case:{case.pk}",
        worded(title, number=case.number, code=loan.holding.code, days=case.days_out),
        link=case.get_absolute_url(),
        clause=Clause.ACC_08,
    )
    tell(told, message, by=None, now=now)


@act("lending.case_decided", _("Case of dereliction decided"), Clause.LND_06, Clause.ACC_08)
def decide_case(
    case: AccountabilityCase, outcome: str, *, by: User, now: datetime
) -> AccountabilityCase:
    """Close a case of dereliction with its outcome, in words.

    Raises:
        RegulationError: LND-18 (the own case), ORG-01 (not the head whose case it is), ACC-08
            (decided already, or no outcome said).

    Source: LND-06, ACC-08; decision 17.
    """
    fresh = (
        AccountabilityCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("loan__room", "person")
        .get(pk=case.pk)
    )
    _decide(fresh, outcome, by=by, now=now)
    fresh.save()
    note(fresh, before={"state": "open"}, after={"state": "decided"})
    return fresh


@act("lending.damage_decided", _("Case of loss or damage decided"), Clause.LND_08, Clause.ACC_09)
def decide_damage(
    case: DamageCase, outcome: str, replaced_on: date | None, *, by: User, now: datetime
) -> DamageCase:
    """Close a case of loss or damage with its outcome, and the day the thing was replaced.

    Raises:
        RegulationError: LND-18 (the own case), ORG-01 (not the head whose case it is), ACC-09
            (decided already, no outcome said, a day that cannot be).

    Source: LND-08, ACC-09.
    """
    fresh = (
        DamageCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("loan__room", "loan__borrower", "loan__line__request__entered_by")
        .get(pk=case.pk)
    )
    enforce(rules.against_replacing(fresh, replaced_on, today=day_of(now)))
    _decide(fresh, outcome, by=by, now=now)
    fresh.replaced_on = replaced_on
    fresh.save()
    note(
        fresh,
        before={"state": "open"},
        after={"state": "decided", "replaced": replaced_on and replaced_on.isoformat()},
    )
    return fresh


def _decide(case: rules.Case, outcome: str, *, by: User, now: datetime) -> None:
    enforce(rules.against_deciding(case, by=by, outcome=outcome.strip()))
    by_post(rules.post_to_decide(case, by))
    case.state = AccountabilityCase.State.DECIDED
    case.outcome = outcome.strip()
    case.decided_by, case.decided_at = by, now
