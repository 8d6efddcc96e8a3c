"""A request as it is asked, before it is written down, and what stands against it.

Source: LND-17, LND-22, LND-25, SEC-28, SEC-34; decisions 15 and 16.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, Holding, Purpose
from dossiers.rules.access import right_to_look_inside
from lending.models import LineState, Manner, Place, RequestLine
from lending.rules import deciding, leaving, people
from lending.rules.wanted import Wanted, reading_place


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """One thing asked for: found in the catalogue, or ``wanted`` in words."""

    manner: Manner
    holding: Holding | None = None
    document: Document | None = None
    wanted: str = ""
    pages: str = ""
    copies: int = 1
    exception_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody from outside, as the archivist sees the person at the counter.

    Attributes:
        kind: Capacity (``OutsidePerson.Kind``).
        identity_checked: The archivist has compared the identity document with the person.
    """

    kind: str
    name: str
    id_kind: str
    id_number: str
    organisation: str = ""
    phone: str = ""
    identity_checked: bool = False

    def __repr__(self) -> str:
        """Without the personal numbers, so that no log has them."""
        return f"Visitor({self.kind})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A whole request: by somebody of the staff, or for a ``Visitor``.

    Attributes:
        until: The moment up to which the approval is to hold.
    """

    room: Department
    requester: User | None = None
    department: Department | None = None
    outside: Visitor | None = None
    purpose: Purpose
    purpose_text: str
    reason: str
    place: Place
    place_detail: str = ""
    contact: str = ""
    until: datetime
    lines: tuple[AskedLine, ...]


def wanted_in(asked: Asked, line: AskedLine, *, by: User, on: date) -> Wanted:
    """What a line asks for, before anything is written down.

    Raises:
        LookupError: The line names no holding.
    """
    if line.holding is None:
        raise LookupError("the line names no holding")
    reading = line.manner == Manner.READ
    return Wanted(
        holding=line.holding,
        document=line.document,
        manner=line.manner,
        requester=asked.requester,
        department=asked.department,
        outside=asked.outside.kind if asked.outside else "",
        entered_by=by,
        purpose=asked.purpose,
        place=reading_place(on=on) if reading else asked.place,
        room=asked.room,
        on=on,
        exception_reason=line.exception_reason,
    )


def against_asking(asked: Asked, by: User, *, on: date, now: datetime) -> Iterator[Refusal]:
    """Every reason why this request is not taken.

    Source: LND-17, LND-22, LND-25, SEC-28, SEC-34.
    """
    stranger = tuple(_against_who(asked, by))
    yield from stranger
    yield from _against_words(asked, now)
    for line in () if stranger else asked.lines:
        yield from _against_line(asked, line, by=by, on=on, now=now)


def _against_who(asked: Asked, by: User) -> Iterator[Refusal]:
    keeps = people.is_archivist_of(by, asked.room)
    who, outside = asked.requester, asked.outside
    if (who is None) == (outside is None):
        yield Refusal(Clause.LND_17, _("Say who asks: one person."), field="requester")
    elif (who is None or who.pk != by.pk) and not keeps:
        yield Refusal(
            Clause.LND_22,
            _("Everybody asks for themselves; for others the archivist of %(room)s enters it.")
            % {"room": asked.room},
            field="requester",
        )
    if who is not None and not _works_in(who, asked.department):
        yield Refusal(
            Clause.LND_17, _("Name the department the requester works for."), field="department"
        )
    if outside is not None:
        yield from _against_visitor(outside)


def _works_in(who: User, department: Department | None) -> bool:
    posts = who.current_memberships
    return department is not None and any(m.department_id == department.pk for m in posts)


def _against_visitor(visitor: Visitor) -> Iterator[Refusal]:
    if not (visitor.name.strip() and visitor.id_kind.strip() and visitor.id_number.strip()):
        yield Refusal(
            Clause.LND_17,
            _("Enter name, kind and number of the identity document."),
            field="id_number",
        )
    if not visitor.identity_checked:
        yield Refusal(
            Clause.LND_17,
            _("Compare the identity document with the person first."),
            field="identity_checked",
        )


def _against_words(asked: Asked, now: datetime) -> Iterator[Refusal]:
    if not asked.purpose_text.strip():
        yield Refusal(Clause.SEC_28, _("Say what for."), field="purpose_text")
    if not asked.reason.strip():
        yield Refusal(Clause.LND_17, _("Say why."), field="reason")
    if not asked.lines:
        yield Refusal(Clause.LND_17, _("Name at least one thing."), field="lines")
    if asked.until <= now:
        yield Refusal(Clause.LND_17, _("The time asked for is over already."), field="until")
    most = policy.number("approval_days_max", on=day_of(now))
    if asked.until > now + timedelta(days=most + 1):  # the last day is included
        yield Refusal(
            Clause.LND_20,
            _("An approval holds for %(most)d days at most; ask again after that.")
            % {"most": most},
            field="until",
        )
    if asked.place == Place.PUBLIC:
        yield leaving.in_public()
    if asked.place in (Place.COMPANY, Place.OUTSIDE) and not asked.place_detail.strip():
        yield Refusal(Clause.SEC_34, _("Say which place."), field="place_detail")


def _against_line(
    asked: Asked, line: AskedLine, *, by: User, on: date, now: datetime
) -> Iterator[Refusal]:
    if line.copies < 1:
        yield Refusal(Clause.LND_09, _("Ask for one copy at least."), field="copies")
    if line.holding is None:
        if not line.wanted.strip():
            yield Refusal(Clause.LND_17, _("Say what you need."), field="wanted")
        return
    if not may_name(line.holding, line.document, by, now=now):
        yield not_for_you()
        return
    wanted = wanted_in(asked, line, by=by, on=on)
    yield from leaving.against_thing(wanted)
    yield from leaving.against_use(wanted)


def may_name(holding: Holding, document: Document | None, by: User, *, now: datetime) -> bool:
    """Whether whoever asks, or enters it, may know of this thing at all.

    What lies in a personal volume is known to those alone who read it, what lies in a sealed
    dossier to those whom the director opened it to.

    Source: SEC-11, SEC-29.
    """
    known = document is None or reads_titles(holding, by, now=now)
    return known and Holding.objects.filter(pk=holding.pk).visible_to(by).exists()


def reads_titles(holding: Holding, user: User, *, now: datetime) -> bool:
    """Whether a person who knows of a thing may read which papers lie in it.

    Source: SEC-11, LND-24.
    """
    personal = holding.is_personal
    if not personal and holding.dossier.sealed_on is None:
        return True
    return bool(right_to_look_inside(holding.dossier, user, at=now, personal=personal))


def not_for_you() -> Refusal:
    """The answer about things outside a person's sight: the same as if there were none."""
    return Refusal(
        Clause.SEC_29,
        _("Nothing is found there. Say in words what you need; the archivist looks for it."),
        field="holding",
    )


def is_told(line: RequestLine, user: User, *, seen: bool) -> bool:
    """Whether a page names to this person the thing that was found for a wish in words.

    Whoever asked for “the file of so-and-so” is not told before the approval whose unit that
    is; those who decide on it are.

    Args:
        seen: Whether the thing stands in the catalogue in this person's sight.

    Source: SEC-11, SEC-29.
    """
    if seen or not line.wanted or line.state in (LineState.APPROVED, LineState.USED):
        return True
    return any(deciding.post_for(user, step) is not None for step in line.steps.all())
