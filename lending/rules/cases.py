"""Cases of dereliction, of loss and of damage: when one is due, and who decides it.

Source: LND-06, LND-08, ACC-08, ACC-09; decision 17.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from lending.models import AccountabilityCase, DamageCase, Loan
from lending.rules import people
from lending.rules.dates import TermsBook, due_for_case

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Case = AccountabilityCase | DamageCase

NOTHING_OWED: Final = Q(accountability__isnull=True)


def without_case(on: date) -> QuerySet[Loan]:
    """The office's own loans that were ever late and have no case; never old registers."""
    own = Q(kind=Loan.Kind.BORROWED, origin=Loan.Origin.OFFICE, handed_out_on__lt=on)
    late = Q(returned_on__isnull=True) | Q(returned_on__gt=F("original_due_on"))
    return Loan.objects.filter(own, late, NOTHING_OWED).prefetch_related("renewal_set")


def due_cases(on: date) -> list[Loan]:
    """Loans for which a case is due by this day and not opened, in the order of their ids.

    A loan that came back before anybody ran the day is among them: it was out too long.

    Source: LND-06, ACC-08.
    """
    book = TermsBook()
    rows = without_case(on).order_by("pk")
    return [loan for loan in rows if due_for_case(loan, on, book.on(loan.handed_out_on))]


def person_of(case: Case) -> User | None:
    """Who is responsible: nobody decides the own case."""
    if isinstance(case, AccountabilityCase):
        return case.person
    return people.borrower_of(case.loan)


def decider_role(case: Case) -> tuple[Role, Department | None]:
    """Whose case this is to decide: the head of the room, or above it the next higher one.

    Args:
        case: Of a loan whose room and responsible person are at hand.

    Returns:
        The role, and the department in which it is to be held; nothing means in any.
    """
    room, late = case.loan.room, person_of(case)
    role = Role.CENTRE_HEAD if room.is_centre else Role.ARCHIVE_ROOM_HEAD
    if late is None or not late.holds(role, room):
        return role, room
    above = people.role_above(room)
    return (Role.DIRECTOR if late.holds(above) else above), None


def post_to_decide(case: Case, by: User) -> Membership | None:
    """The membership by which a person would decide a case; never in the late person's place."""
    late, (role, department) = person_of(case), decider_role(case)
    if late is not None and late.pk == by.pk:
        return None
    return next(
        (
            held
            for held in by.current_memberships
            if held.role == role
            and (department is None or held.department_id == department.pk)
            and (late is None or held.acting_for_id != late.pk)
        ),
        None,
    )


def may_decide(case: Case, by: User) -> bool:
    """Whether this person may decide this case now."""
    return case.state == AccountabilityCase.State.OPEN and post_to_decide(case, by) is not None


def against_deciding(case: Case, *, by: User, outcome: str) -> Iterator[Refusal]:
    """Why this person cannot decide this case with this outcome.

    Source: LND-06, LND-18, ACC-08, ACC-09.
    """
    clause = Clause.ACC_08 if isinstance(case, AccountabilityCase) else Clause.ACC_09
    late = person_of(case)
    if case.state != AccountabilityCase.State.OPEN:
        yield _refused(clause, _("%(number)s is decided already."), case)
    if late is not None and late.pk == by.pk:
        yield _refused(Clause.LND_18, _("%(number)s is about you; somebody else decides."), case)
    elif post_to_decide(case, by) is None:
        role, department = decider_role(case)
        yield Refusal(
            Clause.ORG_01,
            _("%(number)s is decided by: %(role)s %(department)s.")
            % {"number": case.number, "role": role.label, "department": department or ""},
        )
    if not outcome:
        yield _refused(clause, _("Say how %(number)s ended."), case, field="outcome")


def against_replacing(case: DamageCase, on: date | None, *, today: date) -> Iterator[Refusal]:
    """Why this day cannot be the one on which a lost or damaged thing was replaced.

    Source: ACC-09.
    """
    if on is None:
        return
    text = _("%(number)s: replaced after it was handed out, and not in the future.")
    if on > today or on < case.loan.handed_out_on:
        yield _refused(Clause.ACC_09, text, case, field="replaced_on")


def _refused(clause: Clause, text: "StrOrPromise", case: Case, *, field: str = "") -> Refusal:
    return Refusal(clause, str(text) % {"number": case.number}, field=field)
