"""A consent is withdrawn: what was opened on it ends in the same act, and the people hear of it.

Source: LND-15, SEC-13; decision 16.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Customer
from lending.models import AccessRequest, Authority, LineState, RequestLine
from lending.procedures import lines, locks
from lending.procedures.requests import close_grant
from lending.rules import consent as rules
from lending.rules import people

OPENED = (LineState.APPROVED, LineState.USED)
"""What was approved; what still waits is not decided without a consent."""


@act(
    "lending.authority_withdrawn",
    _("Consent to a use withdrawn"),
    Clause.LND_15,
    Clause.SEC_13,
)
def withdraw_authority(authority: Authority, *, by: User, now: datetime, reason: str) -> Authority:
    """Enter that the owner took a consent back; access and approvals that leaned on it end now.

    What is lent out already stays a loan until it is brought back; borrower and archivist are told.

    Raises:
        RegulationError: LND-15 (not the room's archivist nor the head, no consent, withdrawn
            already, no reason).

    Source: LND-15, SEC-13.
    """
    request = lines.locked_request(authority.request_id)
    fresh = Authority.objects.get(pk=authority.pk)
    fresh.request = request
    enforce(rules.against_withdrawing(fresh, reason, by=by))
    _mark(fresh, by=by, now=now, reason=reason)
    _end_lines(request, rules.leans_on_consent, now=now, reason=reason)
    return fresh


@act(
    "lending.use_ended",
    _("Use ended with the resident’s consent"),
    Clause.LND_15,
    Clause.SEC_13,
)
def end_use_of(customer: Customer, *, by: User, now: datetime, reason: str) -> int:
    """End what was opened to others of a resident's personal information; of how many requests.

    The owner's own use goes on, and what stands on a letter or on the law.

    Source: LND-15, SEC-13; decision 19.
    """
    theirs = Q(holding__dossier__occupancy__customer=customer) | Q(
        holding__dossier__occupancy__parties__customer=customer
    )
    running = Q(state=LineState.APPROVED) | Q(
        grant__withdrawn_at__isnull=True, grant__until__gt=now
    )
    opened = RequestLine.objects.filter(theirs, running, state__in=OPENED)
    found = set(opened.values_list("request_id", flat=True))
    for pk in sorted(found):
        request = lines.locked_request(pk)
        given = rules.in_force(request).filter(kind=Authority.Kind.OWNER_CONSENT)
        for authority in given.order_by("pk"):
            _mark(authority, by=by, now=now, reason=reason)
        _end_lines(request, rules.leans_on_separate_consent, now=now, reason=reason)
    return len(found)


def _mark(authority: Authority, *, by: User, now: datetime, reason: str) -> None:
    authority.withdrawn_at, authority.withdrawn_by = now, by
    authority.withdrawn_because = reason.strip()[:200]
    authority.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    note(authority, before={"withdrawn": None}, after={"withdrawn": now.isoformat()})


def _end_lines(
    request: AccessRequest, leans: Callable[[RequestLine], bool], *, now: datetime, reason: str
) -> None:
    """End the lines of a locked request that lean on what was withdrawn."""
    rows = locks.lines(request.lines.filter(state__in=OPENED).values_list("pk", flat=True))
    ended = [line for line in rows if leans(line)]
    for line in ended:
        close_grant(line, now=now, reason=reason)
        if line.state == LineState.APPROVED and not line.loans.filter(is_open=True).exists():
            lines.turn(line, LineState.WITHDRAWN, now=now)
    if ended:
        _tell(request, ended, now=now)
        lines.settle(request, now=now)


def _tell(request: AccessRequest, ended: Iterable[RequestLine], *, now: datetime) -> None:
    """Whoever asked, the archivists of the room and the heads of the centres hear of it."""
    on = day_of(now)
    centres = {line.holding.dossier.centre for line in ended if line.holding is not None}
    told = [request.requester or request.entered_by, *people.archivists_of(request.room, on=on)]
    for centre in centres:
        told += people.heads_of(centre, on=on)
    out = any(line.loans.filter(is_open=True).exists() for line in ended)
    title = (
        _("Request %(number)s: the consent is withdrawn; bring back what is out")
        if out
        else _("Request %(number)s: the consent is withdrawn, the access has ended")
    )
    message = Message(
        f"lending.consent_withdrawn:{request.pk}:{now.isoformat()}",
        worded(title, number=request.number),
        link=request.get_absolute_url(),
        clause=Clause.LND_15,
    )
    tell(list({person.pk: person for person in told}.values()), message, by=None, now=now)
