"""Renewals 续借: asked by the borrower, decided by somebody else, each kept for ever.

Source: LND-05, LND-14; decision 17.
"""

from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Document, DossierGrant, Holding
from dossiers.procedures.grants import grant_access, withdraw_grant
from dossiers.rules.access import Access, words_of
from dossiers.rules.tiers import Word
from lending.models import Loan, Renewal, RequestLine
from lending.procedures import locks
from lending.rules import people
from lending.rules import renewals as rules

Outcome = Renewal.Outcome


@act("lending.renewal_asked", _("Renewal asked for"), Clause.LND_05)
def ask_renewal(
    loan: Loan, reason: str, *, by: User, now: datetime, until: date | None = None
) -> Renewal:
    """Ask to keep a thing longer, up to the longest loan the office allows.

    Args:
        by: The borrower, or an archivist of the room for the borrower.
        until: The last day wished for; without it the longest loan.

    Raises:
        RegulationError: LND-05 (no reason, out too long, renewed often enough, somebody
            waits, asked already), LND-22 (somebody else's), LND-25 (due the same day).

    Source: LND-05; decision 17.
    """
    fresh = locks.loan(loan.pk)
    enforce(rules.against_asking(fresh, reason, until, by=by, on=day_of(now)))
    renewal = Renewal(
        loan=fresh,
        asked_by=by,
        asked_at=now,
        reason=reason.strip(),
        old_due_on=fresh.due_on,
        new_due_on=rules.new_due_on(fresh, until),
    )
    renewal.save()
    note(renewal, after={"due": renewal.new_due_on.isoformat()})
    message = Message(
        f"lending.renewal:{renewal.pk}",
        worded(_("Renewal of %(code)s waits for your decision"), code=fresh.holding),
        link=fresh.get_absolute_url(),
        clause=Clause.LND_05,
    )
    tell(rules.deciders(renewal, on=day_of(now)), message, by=None, now=now)
    return renewal


@act("lending.renewal_decided", _("Renewal decided"), Clause.LND_05, Clause.LND_14)
def decide_renewal(
    renewal: Renewal,
    outcome: Renewal.Outcome,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    seen_on: date | None = None,
) -> Renewal:
    """Grant or refuse a renewal; granted, the due day moves and the first one stays readable.

    What the approval of the loan had opened to the borrower stays open as long.

    Args:
        seen_on: The day on which the thing itself was seen, if it was brought along.

    Raises:
        RegulationError: LND-05 (decided already, not this person's, no reason for refusing,
            too late, somebody waits, seen on an impossible day), LND-14 (the centre's head
            decides), LND-18 (own loan).

    Source: LND-05, LND-14; decision 17.
    """
    loan = locks.loan(renewal.loan_id)
    fresh = Renewal.objects.select_for_update(no_key=True).get(pk=renewal.pk)
    fresh.loan = loan
    enforce(rules.against_deciding(fresh, outcome, reason, by=by, now=now, seen_on=seen_on))
    if post := rules.post_for(by, fresh):
        by_post(post)
    fresh.outcome, fresh.answer = outcome, reason.strip()
    fresh.decided_by, fresh.decided_at, fresh.seen_on = by, now, seen_on
    fresh.save()
    note(fresh, before={"outcome": str(Outcome.WAITING)}, after={"outcome": str(outcome)})
    if outcome == Outcome.GRANTED:
        _prolong(loan, fresh, by=by, now=now)
    _tell_answer(fresh, now=now)
    return fresh


def _prolong(loan: Loan, renewal: Renewal, *, by: User, now: datetime) -> None:
    before = {"due": loan.due_on.isoformat(), "renewals": loan.renewals}
    loan.due_on = renewal.new_due_on
    loan.renewals += 1
    loan.save(update_fields=["due_on", "renewals"])
    note(loan, before=before, after={"due": loan.due_on.isoformat(), "renewals": loan.renewals})
    if loan.line is not None:
        _keep_open(loan.line, renewal, by=by, now=now)


def _keep_open(line: RequestLine, renewal: Renewal, *, by: User, now: datetime) -> None:
    """Open the dossier to the borrower as long as the loan goes on, on this decision's word."""
    old, until = line.grant, rules.end_of(renewal.new_due_on)
    requester = line.request.requester
    if old is None or requester is None or old.withdrawn_at is not None or until <= old.until:
        return
    words = [Word(d.role, d.department_id) for d in line.decisions.all()]
    access = Access(
        starts_at=now,
        until=until,
        reason=f"{line.request.number}: {renewal.reason}",
        personal=old.personal,
        sealed=old.sealed,
        copies_of=_copied(old),
    )
    line.grant = grant_access(old.dossier, requester, access, by=by, words=[*words_of(by), *words])
    line.save(update_fields=["grant"])
    note(line, before={"grant": old.pk}, after={"grant": line.grant.pk})
    withdraw_grant(old, by=old.granted_by, now=now, reason=gettext("renewed"))


def _copied(grant: DossierGrant) -> Holding | Document | None:
    return grant.copying_only or grant.copying


def _tell_answer(renewal: Renewal, *, now: datetime) -> None:
    title = {
        Outcome.GRANTED: _("%(code)s may be kept until %(day)s"),
        Outcome.REFUSED: _("%(code)s is not renewed; it is due on %(day)s"),
    }[Outcome(renewal.outcome)]
    loan = renewal.loan
    message = Message(
        f"lending.renewal:{renewal.pk}:{renewal.outcome}",
        worded(title, code=loan.holding, day=loan.due_on.isoformat()),
        body=renewal.answer,
        link=loan.get_absolute_url(),
        clause=Clause.LND_05,
    )
    person = people.borrower_of(loan)
    tell([person] if person else [], message, by=None, now=now)
