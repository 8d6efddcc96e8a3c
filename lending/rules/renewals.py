"""Who may ask for a longer loan, who decides on it, and until which day.

Source: LND-03, LND-05, LND-14, LND-24, LND-25; decision 17.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Secrecy
from dossiers.rules.tiers import HEADS
from lending.models import Loan, Renewal
from lending.rules import people, queue
from lending.rules.dates import Terms, days_out, may_renew, open_day, renewed_due_on, terms_on

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Outcome = Renewal.Outcome


def new_due_on(loan: Loan, until: date | None = None) -> date:
    """The due day a renewal gives: the day wished for, at most the longest loan."""
    terms = terms_on(loan.handed_out_on)
    longest = renewed_due_on(loan, terms)
    return longest if until is None else min(longest, open_day(until, terms))


def end_of(day: date) -> datetime:
    """The first moment after a calendar day of the office."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def is_personal(loan: Loan) -> bool:
    """Whether personal information of an owner is out with this loan."""
    return loan.line.is_personal if loan.line else loan.holding.is_personal


def deciding_roles(loan: Loan) -> dict[Role, int | None]:
    """Who decides on renewals of this loan: roles, each with the department to hold it in.

    Personal information: the head of the originating centre, for that head's own loan the
    head of customer service. Everything else: the archivists of the room, or its head.

    Source: LND-14; decision 15.
    """
    centre = loan.holding.dossier.centre
    if is_personal(loan):
        answers = people.borrower_of(loan)
        if answers is not None and answers.holds(Role.CENTRE_HEAD, centre):
            return {Role.CUSTOMER_SERVICE_HEAD: None}
        return {Role.CENTRE_HEAD: centre.pk}
    roles = people.ARCHIVISTS | HEADS[loan.room.kind]
    return dict.fromkeys(roles, loan.room_id)


def post_for(user: User, renewal: Renewal) -> Membership | None:
    """The membership by which a person decides a renewal; nobody's on the own loan.

    Source: LND-05, LND-18; decision 20.
    """
    loan = renewal.loan
    own = _own(renewal)
    if user.pk in own:
        return None
    roles = deciding_roles(loan)
    return next(
        (
            m
            for m in user.current_memberships
            if m.role in roles
            and roles[Role(m.role)] in (None, m.department_id)
            and m.acting_for_id not in own
        ),
        None,
    )


def _own(renewal: Renewal) -> set[int]:
    """Whose own renewal this is: who asked, who borrowed or answers for an outsider's loan."""
    answers = people.borrower_of(renewal.loan)
    return {renewal.asked_by_id, *([answers.pk] if answers is not None else [])}


def may_decide(user: User, renewal: Renewal) -> bool:
    """Whether this person may decide this renewal."""
    return renewal.outcome == Outcome.WAITING and post_for(user, renewal) is not None


def deciders(renewal: Renewal, *, on: date) -> list[User]:
    """Everybody who may decide a renewal on a day."""
    found: dict[int, User] = {}
    for role, department in deciding_roles(renewal.loan).items():
        posts = Membership.objects.in_force(on).filter(role=role).select_related("person")
        if department is not None:
            posts = posts.filter(department=department)
        found |= {post.person_id: post.person for post in posts}
    return [person for person in found.values() if may_decide(person, renewal)]


def against_asking(
    loan: Loan, reason: str, until: date | None, *, by: User, on: date
) -> Iterator[Refusal]:
    """Every reason why this loan is not renewed at this person's wish now.

    Source: LND-05, LND-22.
    """
    if by.pk != loan.borrower_id and not people.is_archivist_of(by, loan.room):
        yield Refusal(
            Clause.LND_22,
            _("%(code)s was lent to %(person)s; nobody else asks to keep it longer.")
            % {"code": loan.holding, "person": loan.who},
        )
    if not reason.strip():
        yield Refusal(Clause.LND_05, _("Say why it is needed longer."), field="reason")
    if loan.renewal_set.filter(outcome=Outcome.WAITING).exists():
        yield _refused(_("A renewal of %(code)s waits for its decision already."), loan)
    if until is not None and until <= loan.due_on:
        yield _refused(_("%(code)s may be kept until that day anyhow."), loan, field="until")
    if until is not None and until > renewed_due_on(loan):
        yield _refused(_("%(code)s: no renewal reaches that day."), loan, field="until")
    yield from against_renewing(loan, on=on)


def against_renewing(loan: Loan, *, on: date) -> Iterator[Refusal]:
    """Every reason why this loan cannot be made longer on this day, whoever wants it.

    Source: LND-05, LND-25; decision 17.
    """
    if loan.origin == Loan.Origin.LEGACY:
        yield _refused(_("%(code)s is a line of an old register."), loan)
        return
    if loan.returned_on is not None:
        yield _refused(_("%(code)s was brought back already."), loan)
        return
    if loan.kind != Loan.Kind.BORROWED or loan.original_due_on == loan.handed_out_on:
        yield Refusal(
            Clause.LND_25,
            _("%(code)s is to be back the same day; that is not prolonged.")
            % {"code": loan.holding},
        )
        return
    yield from _against_changes(loan)
    terms = terms_on(loan.handed_out_on)
    if not may_renew(loan, on, terms):
        yield _out_of_days(loan, terms, on=on)
    if queue.waiting(loan.holding):
        yield _refused(_("Somebody waits for %(code)s; it is not renewed."), loan)


def _against_changes(loan: Loan) -> Iterator[Refusal]:
    """What was sealed or graded meanwhile comes back; it is asked for anew (LND-03, LND-24)."""
    holding = loan.holding
    dossier, code = holding.dossier, {"code": holding}
    if dossier.sealed_on is not None:
        yield Refusal(
            Clause.LND_24,
            _("The dossier of %(code)s is sealed: the director is asked anew, nothing is renewed.")
            % code,
        )
    if max(holding.secrecy, dossier.secrecy) >= Secrecy.SECRET:
        yield Refusal(
            Clause.LND_03,
            _("%(code)s is of an important grade now: it comes back and is read on the spot.")
            % code,
        )


def _out_of_days(loan: Loan, terms: Terms, *, on: date) -> Refusal:
    if days_out(loan, on) > terms.renewed_loan_days:
        text = _("%(code)s is out for %(days)s days; up to %(most)s it could be renewed.")
    elif loan.renewals >= terms.renewals_max:
        text = _("%(code)s was renewed %(times)s times; that is the most.")
    else:
        text = _("A renewal would give %(code)s no more days.")
    words = {
        "code": loan.holding,
        "days": days_out(loan, on),
        "most": terms.renewed_loan_days,
        "times": loan.renewals,
    }
    return Refusal(Clause.LND_05, text % words)


def against_deciding(
    renewal: Renewal,
    outcome: Outcome,
    reason: str,
    *,
    by: User,
    now: datetime,
    seen_on: date | None = None,
) -> Iterator[Refusal]:
    """Every reason why this person does not decide this renewal this way now.

    Call it on fresh, locked rows.

    Source: LND-05, LND-14, LND-18; decision 17.
    """
    if renewal.outcome != Outcome.WAITING:
        yield Refusal(Clause.LND_05, _("This renewal is decided already."))
        return
    if by.pk in _own(renewal):
        yield Refusal(Clause.LND_18, _("Nobody decides on the own request."))
    elif post_for(by, renewal) is None:
        clause = Clause.LND_14 if is_personal(renewal.loan) else Clause.LND_05
        roles = "、".join(str(role.label) for role in deciding_roles(renewal.loan))
        yield Refusal(clause, _("This is decided by: %(role)s.") % {"role": roles})
    if seen_on is not None and not renewal.loan.handed_out_on <= seen_on <= day_of(now):
        yield Refusal(
            Clause.LND_05,
            _("The thing was seen between handing out and today."),
            field="seen_on",
        )
    if outcome == Outcome.REFUSED:
        if not reason.strip():
            yield Refusal(Clause.LND_05, _("A refusal needs a reason."), field="reason")
        return
    yield from against_renewing(renewal.loan, on=day_of(now))


def _refused(text: "StrOrPromise", loan: Loan, *, field: str = "") -> Refusal:
    return Refusal(Clause.LND_05, text % {"code": loan.holding}, field=field)
