"""What a scanned code is at the desk of one archive room, and what may be done with it now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from archive_office.clock import day_of
from archive_office.custody.models import Box
from archive_office.organisation.models import Department, User
from archive_office.regulation import Refusal
from dossiers.models import Holding, Purpose
from dossiers.procedures.codes import normalised_code
from dossiers.views.placing import Answer
from dossiers.views.scanning import scanned_box, scanned_holding
from lending.models import (
    COPYING,
    AccessRequest,
    CopyIssued,
    LineState,
    Loan,
    LoanSlip,
    Manner,
    RequestLine,
    Reservation,
)
from lending.rules import dates, leaving, queue
from lending.rules.desk import AS_CATALOGUED, AT_THE_DESK, against_line
from lending.rules.wanted import Cause, Wanted, causes_of, reading_place
from lending.views.loans import TONES, who_of
from lending.views.rooms import described

MOST_IN_A_BOX = 60
OF_LINE = (
    "request__room",
    "request__requester",
    "request__department",
    "request__outside",
    "request__entered_by",
    "holding__dossier__centre",
    "holding__keeper",
    "document__type",
)


class Next(StrEnum):
    """The one step that follows for a thing."""

    HAND_OUT = "hand_out"
    TAKE_BACK = "take_back"
    PUT_BACK = "put_back"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Ready:
    """A line whose thing may be handed out, or why it may not now."""

    line: RequestLine
    against: list[Refusal]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanSeen:
    """A loan with what its dates say."""

    loan: Loan
    who: str
    standing: dates.Standing
    tone: str
    days_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A holding at the desk: how it stands and what follows."""

    holding: Holding
    kept_here: bool
    step: Next
    seen: LoanSeen | None = None
    ready: list[Ready] = field(default_factory=list)
    offered: Reservation | None = None
    waiting: int = 0
    against: list[Refusal] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)

    @property
    def may_read(self) -> bool:
        """Whether an entry in the register is enough to read it on the spot."""
        return self.step == Next.HAND_OUT and not self.against and not self.causes


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the code on the scan box names."""

    answer: Answer
    box_refused: str = ""
    thing: Thing | None = None
    asked: AccessRequest | None = None
    ready: list[Ready] = field(default_factory=list)
    slip: LoanSlip | None = None
    loans: list[LoanSeen] = field(default_factory=list)
    box: Box | None = None
    inside: list[Holding] = field(default_factory=list)

    @property
    def found(self) -> bool:
        """Whether the code names anything."""
        return any((self.thing, self.asked, self.slip, self.box))


def look_at(code: str, user: User, room: Department, *, now: datetime) -> Looked:
    """What a code names: a request, a slip, a box, or a thing; unknown and invisible look alike."""
    if found := _paper(normalised_code(code), user, room, now):
        return found
    if box := scanned_box(code, user):
        return _box(box, user)
    if holding := scanned_holding(code, user):
        return thing_at(holding, user, room, now=now)
    return Looked(answer=Answer(_("%(code)s is unknown here.") % {"code": code.strip()}, ok=False))


def _paper(number: str, user: User, room: Department, now: datetime) -> Looked | None:
    """A request to this room, or a slip of it, by its number."""
    if asked := _requests(user, room).filter(number=number).first():
        return _request(asked, user, now)
    slip = LoanSlip.objects.filter(number=number, room=room).first()
    return _slip(slip, now) if slip else None


def _requests(user: User, room: Department) -> QuerySet[AccessRequest]:
    return (
        AccessRequest.objects.visible_to(user)
        .filter(room=room)
        .select_related("requester", "outside", "room")
    )


def _request(asked: AccessRequest, user: User, now: datetime) -> Looked:
    lines = asked.lines.select_related(*OF_LINE).order_by("number")
    ready = ready_lines(lines, user, now=now)
    free = sum(not line.against for line in ready)
    told = _("%(number)s: %(count)d can be handed out.") % {"number": asked, "count": free}
    return Looked(answer=Answer(told, ok=free > 0), asked=asked, ready=ready)


def _slip(slip: LoanSlip, now: datetime) -> Looked:
    rows = described(Loan.objects.filter(slip=slip)).order_by("pk")
    loans = [seen(loan, now=now) for loan in rows]
    out = sum(line.loan.returned_on is None for line in loans)
    told = _("%(number)s: %(count)d still out.") % {"number": slip, "count": out}
    return Looked(answer=Answer(told, ok=True), slip=slip, loans=loans)


def _box(box: Box, user: User) -> Looked:
    rows = Holding.objects.visible_to(user).filter(present_slot=box).order_by("code")
    inside = list(rows.select_related("dossier")[:MOST_IN_A_BOX])
    told = _("Box %(box)s holds %(count)d. Scan a thing first to put it back.")
    answer = Answer(told % {"box": box.number, "count": len(inside)}, ok=True)
    return Looked(answer=answer, box=box, inside=inside)


def ready_lines(lines: Iterable[RequestLine], user: User, *, now: datetime) -> list[Ready]:
    """Lines with what stands against handing their things out now."""
    return [
        Ready(line, list(against_line(line, AS_CATALOGUED, by=user, now=now))) for line in lines
    ]


def approved_lines(room: Department, *, now: datetime) -> QuerySet[RequestLine]:
    """What is approved and may be fetched in a room; lapsed approvals are left out."""
    rows = RequestLine.objects.filter(
        state=LineState.APPROVED,
        manner__in=AT_THE_DESK,
        request__room=room,
        request__until__gt=now,
    )
    return rows.select_related(*OF_LINE)


def lines_to_copy(rooms: Iterable[Department], *, now: datetime) -> QuerySet[RequestLine]:
    """Approved lines of these rooms of which no copy was made yet; rejected ones do not count."""
    made = CopyIssued.objects.exclude(state=CopyIssued.State.REJECTED).values("line")
    return RequestLine.objects.filter(
        state=LineState.APPROVED,
        manner__in=COPYING,
        request__room__in=list(rooms),
        request__until__gt=now,
    ).exclude(pk__in=made)


def seen(loan: Loan, *, now: datetime, book: dates.TermsBook | None = None) -> LoanSeen:
    """A loan with what its dates say today."""
    today = day_of(now)
    terms = (book or dates.TermsBook()).on(loan.handed_out_on)
    standing = dates.standing(loan, today, terms)
    return LoanSeen(
        loan=loan,
        who=who_of(loan),
        standing=standing,
        tone=TONES[standing],
        days_late=dates.days_late(loan, today),
    )


def thing_at(holding: Holding, user: User, room: Department, *, now: datetime) -> Looked:
    """A holding with its loan or what is approved for it."""
    loan = described(Loan.objects.standing().filter(holding=holding)).first()
    if loan is not None:
        return _out(holding, loan, room, now)
    return _at_hand(holding, user, room, now)


def _out(holding: Holding, loan: Loan, room: Department, now: datetime) -> Looked:
    here = loan.room_id == room.pk
    step = Next.TAKE_BACK if loan.returned_on is None else Next.PUT_BACK
    line = seen(loan, now=now)
    thing = Thing(
        holding=holding,
        kept_here=here,
        step=step if here else Next.NOTHING,
        seen=line,
        waiting=queue.queue(holding).count(),
    )
    words = {"code": holding.code, "who": line.who, "day": loan.due_on.isoformat()}
    if not here:
        told = _("%(code)s belongs to another archive room.")
    elif step == Next.TAKE_BACK:
        told = _("%(code)s is out with %(who)s, due %(day)s.")
    else:
        told = _("%(code)s is back: now scan its box.")
    return Looked(answer=Answer(told % words, ok=here), thing=thing)


def _at_hand(holding: Holding, user: User, room: Department, now: datetime) -> Looked:
    here = holding.keeper_id == room.pk
    wanted = reading_of(holding, user, room, now=now)
    against = [
        *leaving.against_thing(wanted),
        *leaving.against_use(wanted),
        *leaving.against_leaving(holding),
    ]
    lines = approved_lines(room, now=now).filter(holding=holding).order_by("request__until", "pk")
    ready = ready_lines(lines, user, now=now) if here else []
    free = here and not list(leaving.against_leaving(holding))
    thing = Thing(
        holding=holding,
        kept_here=here,
        step=Next.HAND_OUT if free else Next.NOTHING,
        ready=ready,
        offered=queue.offered_to(holding),
        waiting=queue.queue(holding).count(),
        against=against,
        causes=causes_of(wanted),
    )
    return Looked(answer=_told(thing), thing=thing)


def _told(thing: Thing) -> Answer:
    code = thing.holding.code
    if thing.step == Next.NOTHING:
        return Answer(" ".join(f"{r.clause.value} {r.reason}" for r in thing.against), ok=False)
    free = sum(not line.against for line in thing.ready)
    if free:
        told = _("%(code)s: approved, can be handed out.")
    elif thing.may_read:
        told = _("%(code)s: to read on the spot, the register is enough.")
    else:
        told = _("%(code)s: nobody’s use is approved now.")
    return Answer(told % {"code": code}, ok=free > 0 or thing.may_read)


def reading_of(holding: Holding, reader: User, room: Department, *, now: datetime) -> Wanted:
    """A reading on the spot of this thing today, as the rules ask for it."""
    on = day_of(now)
    post = next(iter(reader.current_memberships), None)
    return Wanted(
        holding=holding,
        manner=Manner.READ,
        requester=reader,
        department=post.department if post else None,
        entered_by=reader,
        purpose=Purpose.DATA_CHECK,
        place=reading_place(on=on),
        room=room,
        on=on,
    )
