"""Requests: written down, completed by the archivist, taken back.

Source: LND-17, LND-18, LND-22, SEC-28; decisions 15, 16 and 22.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.crypto import DataKey, plain_number
from archive_office.journal.acts import act, by_post, note
from archive_office.journal.bulk import create_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Document, Holding
from dossiers.procedures.codes import reserve
from dossiers.procedures.grants import withdraw_grant
from lending.models import (
    AccessRequest,
    Authority,
    CopyIssued,
    LineState,
    OutsidePerson,
    RequestLine,
)
from lending.procedures import lines, locks, scans, telling
from lending.rules import asking, handling
from lending.rules.asking import Asked, AskedLine, Visitor


@act(
    "lending.requested",
    _("Use requested"),
    Clause.LND_17,
    Clause.LND_22,
    Clause.SEC_28,
    Clause.SEC_07,
)
def ask(asked: Asked, *, by: User, now: datetime) -> AccessRequest:
    """Write a request down, with the decisions each thing needs.

    What needs none is approved at once: an entry in the register is enough (LND-01). Things
    named in words wait for the archivist. For somebody from outside the archivist asks.

    Raises:
        RegulationError: LND-17 (who, why, until when), SEC-28 (no purpose), LND-22 (for
            others), SEC-29 (a thing outside one's sight), ORG-02 (kept elsewhere), LND-25,
            SEC-34 (place), and what `leaving.against_use` says.

    Source: LND-01, LND-17, LND-22, LND-25, SEC-03, SEC-07, SEC-28, SEC-34.
    """
    enforce(asking.against_asking(asked, by, on=day_of(now), now=now))
    by_post(by.post_in([d.pk for d in (asked.department, asked.room) if d is not None]))
    request = _request(asked, by=by, now=now)
    rows = create_all([_line(request, number, line) for number, line in enumerate(asked.lines, 1)])
    for row in rows:
        note(row, after={"manner": row.manner, "state": row.state})
        if row.holding is not None:
            lines.lay_down_steps(row, now=now)
            telling.tell_deciders(lines.open_next(row), now=now)
    if any(row.holding is None for row in rows):
        telling.tell_finders(request, now=now)
    lines.write_content(request)
    return request


def _request(asked: Asked, *, by: User, now: datetime) -> AccessRequest:
    outside = _outsider(asked.outside, by=by, now=now) if asked.outside else None
    request = AccessRequest(
        number=next_number("SQ", day_of(now)),
        room=asked.room,
        requester=asked.requester,
        department=asked.department,
        outside=outside,
        entered_by=by,
        asked_at=now,
        purpose=asked.purpose,
        purpose_text=asked.purpose_text.strip(),
        reason=asked.reason.strip(),
        place=asked.place,
        place_detail=asked.place_detail.strip(),
        contact=asked.contact.strip(),
        until=asked.until,
    )
    request.save()
    note(request, after={"number": request.number, "lines": len(asked.lines)})
    return request


def next_number(prefix: str, on: date, *, width: int = 5) -> str:
    """The next number of a series of one year, e.g. ``SQ-2026-00001``."""
    return reserve(f"{prefix}-{on.year}", 1, width=width)[0]


def _outsider(visitor: Visitor, *, by: User, now: datetime) -> OutsidePerson:
    key = DataKey.new()
    person = OutsidePerson(
        kind=visitor.kind,
        name=visitor.name.strip(),
        organisation=visitor.organisation.strip(),
        data_key=key.wrapped,
        id_kind=visitor.id_kind.strip(),
        id_number=key.seal(plain_number(visitor.id_number)),
        phone=key.seal(plain_number(visitor.phone)),
        identity_checked_by=by,
        identity_checked_at=now,
    )
    person.save()
    note(person, after={"kind": person.kind})
    return person


def _line(request: AccessRequest, number: int, asked: AskedLine) -> RequestLine:
    return RequestLine(
        request=request,
        number=number,
        wanted=asked.wanted.strip(),
        holding=asked.holding,
        document=asked.document,
        manner=asked.manner,
        pages=asked.pages.strip(),
        copies=asked.copies,
        exception_reason=asked.exception_reason.strip(),
        state=LineState.WAITING if asked.holding else LineState.TO_IDENTIFY,
    )


@act("lending.thing_found", _("Thing of a request found"), Clause.LND_18)
def identify(
    line: RequestLine,
    holding: Holding,
    document: Document | None = None,
    *,
    by: User,
    now: datetime,
) -> RequestLine:
    """Name the thing that a requester asked for in words.

    Raises:
        RegulationError: ORG-01 (not the room's archivist), LND-18 (nothing to be found any
            more), ORG-02 (kept elsewhere), STO-17 (gone), and `leaving.against_use`.

    Source: LND-18; decision 15.
    """
    (fresh,) = locks.lines([line.pk])
    thing = Holding.objects.select_related("dossier__centre", "keeper").get(pk=holding.pk)
    fresh.holding, fresh.document = thing, document
    enforce(handling.against_identifying(fresh, by=by, on=day_of(now)))
    lines.lay_down_steps(fresh, now=now)
    fresh.save()
    note(fresh, after={"holding": thing.code, "document": document.code if document else ""})
    telling.tell_deciders(lines.open_next(fresh), now=now)
    lines.write_content(fresh.request)
    return fresh


@act("lending.request_withdrawn", _("Request withdrawn"), Clause.LND_22)
def withdraw(request: AccessRequest, *, by: User, now: datetime, reason: str = "") -> AccessRequest:
    """Take a request back, as far as it was not used; what it opened closes.

    Raises:
        RegulationError: LND-22, somebody else's request, or one settled already.

    Source: LND-22.
    """
    fresh = lines.locked_request(request.pk)
    enforce(handling.against_withdrawing(fresh, by))
    rows = locks.lines(fresh.lines.exclude(state__in=lines.SETTLED).values_list("pk", flat=True))
    for row in rows:
        close_grant(row, now=now, reason=reason or str(_("withdrawn")))
        lines.turn(row, LineState.WITHDRAWN, now=now)
        lines.open_next(row)
    released = Q(copies_issued__state=CopyIssued.State.RELEASED)
    used = fresh.lines.filter(Q(state=LineState.USED) | released).exists()
    fresh.state = AccessRequest.State.CLOSED if used else AccessRequest.State.WITHDRAWN
    fresh.closed_at = now
    fresh.save(update_fields=["state", "closed_at"])
    note(fresh, before={"state": "open"}, after={"state": str(fresh.state)})
    return fresh


@act("lending.request_lapsed", _("Request lapsed"), Clause.SEC_20)
def lapse(request: AccessRequest, *, now: datetime, by: User | None = None) -> AccessRequest:
    """End what was asked for a time that is over and was never fetched.

    Source: SEC-20.
    """
    fresh = lines.locked_request(request.pk)
    left = fresh.lines.exclude(state__in=lines.SETTLED).exclude(loans__is_open=True)
    for row in locks.lines(left.values_list("pk", flat=True)):
        close_grant(row, now=now, reason=str(_("The time asked for is over.")))
        lines.turn(row, LineState.WITHDRAWN, now=now)
        lines.open_next(row)
    return lines.settle(fresh, now=now)


def lapse_requests(*, now: datetime) -> int:
    """End every request whose time is over; how many. Safe to repeat and to miss.

    An approval past its time opens nothing in any case.
    """
    over = AccessRequest.objects.filter(until__lte=now, state=AccessRequest.State.OPEN)
    waiting = over.filter(
        Exists(
            RequestLine.objects.filter(request=OuterRef("pk"))
            .exclude(state__in=lines.SETTLED)
            .exclude(loans__is_open=True)
        )
    )
    found = list(waiting)
    for request in found:
        lapse(request, now=now)
    return len(found)


def close_grant(line: RequestLine, *, now: datetime, reason: str) -> None:
    """End the access that the approval of a line opened, before its time; inside an act."""
    grant = line.grant
    if grant is not None and grant.withdrawn_at is None:
        # Whoever opened it closes it: the approval itself falls away.
        withdraw_grant(grant, by=grant.granted_by, now=now, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What entitles a use, as it is recorded.

    Attributes:
        kind: ``Authority.Kind``.
        form: ``Authority.Form``.
        reference: Number of the letter, or the provision of the law.
    """

    kind: str
    form: str
    given_on: date
    reference: str = ""
    issuer: str = ""


@act("lending.authority_added", _("Authority of a request recorded"), Clause.LND_15)
def add_authority(
    request: AccessRequest,
    basis: Basis,
    upload: File[bytes] | None = None,
    *,
    by: User,
    now: datetime,
) -> Authority:
    """Record what entitles a use: the owner's consent, a letter, a provision of the law.

    Args:
        upload: The scan, PDF, JPEG or PNG, judged by its content; a provision needs none.

    Raises:
        RegulationError: LND-22 (neither asked for it nor keeps the room), LND-15 (no scan,
            no provision, a day to come, settled), FIL-27 (size, type, damage).

    Source: LND-15, SEC-13; decision 16.
    """
    fresh = lines.locked_request(request.pk)
    enforce(
        handling.against_adding_authority(
            fresh, basis.kind, basis.reference, basis.given_on, by=by, today=day_of(now)
        )
    )
    enforce(handling.against_missing_scan(basis.kind, has_scan=upload is not None))
    authority = _authority(fresh, basis, by=by, now=now)
    if upload is not None:
        scans.keep(authority, upload)
    authority.save()
    note(authority, after={"kind": authority.kind, "scan": authority.scan_sha256})
    return authority


def _authority(request: AccessRequest, basis: Basis, *, by: User, now: datetime) -> Authority:
    return Authority(
        request=request,
        kind=basis.kind,
        form=basis.form,
        reference=basis.reference.strip(),
        issuer=basis.issuer.strip(),
        given_on=basis.given_on,
        recorded_by=by,
        recorded_at=now,
    )
