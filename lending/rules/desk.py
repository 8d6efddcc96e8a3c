"""What stands against handing out over the desk, and what a scan at the desk means.

Whether a line of a request may be handed out at all is said by :mod:`lending.rules.leaving`;
here is what concerns the slip, the condition at issue and who fetches.

Source: LND-08, LND-14, LND-19, LND-25, SEC-50.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding, HoldingState
from lending.models import COPYING, Condition, LineState, Loan, Manner, Place, RequestLine
from lending.rules import leaving
from lending.rules.dates import Terms, due_on
from lending.rules.wanted import causes_of, reading_place, steps_of, wanted_of

AT_THE_DESK: Final = (Manner.READ, Manner.BORROW)
"""The manners in which the thing itself passes over the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """The state of a thing as it leaves (LND-08); no pages means as catalogued."""

    condition: Condition = Condition.INTACT
    note: str = ""
    pages: int | None = None


AS_CATALOGUED: Final = Leaving()


def loan_kind(line: RequestLine) -> Loan.Kind:
    """Taken along, or read on the spot."""
    return Loan.Kind.BORROWED if line.manner == Manner.BORROW else Loan.Kind.READING


def ends_the_same_day(line: RequestLine, terms: Terms) -> bool:
    """Whether the thing is back on its shelf by tonight.

    Whatever is read on the spot is; so are the working loans of a service centre's staff
    where the office wants it.

    Source: LND-25.
    """
    if line.manner != Manner.BORROW:
        return True
    department = line.request.department
    return terms.service_staff_same_day and department is not None and department.is_centre


def first_due_on(line: RequestLine, terms: Terms, *, today: date) -> date:
    """The due day of what is handed out today against this line (LND-04, LND-25).

    Personal information is approved for a time: it is due back when that time ends, if the days
    of a loan would reach further (LND-14).
    """
    days = due_on(today, terms, same_day=ends_the_same_day(line, terms))
    return min(days, day_of(line.request.until)) if line.is_personal else days


def place_of(line: RequestLine, *, on: date) -> Place:
    """Where the thing is used; what is read on the spot is read at the reading place (LND-25)."""
    return reading_place(on=on) if line.manner == Manner.READ else Place(line.request.place)


def approvers_of(line: RequestLine) -> str:
    """Everybody who approved the line, as the loan register names them."""
    given = line.decisions.filter(outcome="approved").select_related("by").order_by("at", "pk")
    return "、".join(dict.fromkeys(str(decision.by) for decision in given))


def against_slip(
    lines: Sequence[RequestLine],
    *,
    conditions: Mapping[int, Leaving],
    fetched_by: str,
    by: User,
    now: datetime,
) -> Iterator[Refusal]:
    """Every reason why these lines are not handed out on one slip now.

    Call it on fresh, locked rows.

    Source: LND-19, LND-22, SEC-50.
    """
    if not lines:
        yield Refusal(Clause.LND_19, _("There is nothing on the slip."), field="lines")
    if len({(r.room_id, r.requester_id, r.outside_id) for r in (x.request for x in lines)}) > 1:
        yield Refusal(
            Clause.LND_19,
            _("A slip is for one borrower and one archive room."),
            field="lines",
        )
    for line in lines:
        condition = conditions.get(line.pk, AS_CATALOGUED)
        yield from against_line(line, condition, by=by, now=now)
        yield from _against_messenger(line, fetched_by)
    yield from _against_twice(lines)


def against_line(
    line: RequestLine, leaving_as: Leaving, *, by: User, now: datetime
) -> Iterator[Refusal]:
    """Every reason why this one line is not handed out in this condition now."""
    if line.manner in COPYING:
        yield Refusal(
            Clause.LND_09,
            _("%(line)s asks for a copy; the thing itself is not handed out.") % {"line": line},
        )
        return
    yield from leaving.against_handing_out(line, by=by, now=now)
    yield from _against_old_register(line)
    yield from _against_condition(line, leaving_as)


def _against_old_register(line: RequestLine) -> Iterator[Refusal]:
    """What stands on the shelf, but by an old register never came back (STO-17, decision 6)."""
    holding = line.holding
    if holding is None or holding.state != HoldingState.ON_SHELF:
        return
    if old := Loan.objects.standing().filter(holding=holding).first():
        yield Refusal(
            Clause.STO_17,
            _("By an old register %(code)s is still with %(person)s; record its return first.")
            % {"code": holding.code, "person": old.borrower_name},
            field="holding",
        )


def _against_condition(line: RequestLine, leaving_as: Leaving) -> Iterator[Refusal]:
    """Whatever is not intact is described before it leaves (LND-08)."""
    if leaving_as.condition == Condition.LOST:
        yield Refusal(
            Clause.LND_08,
            _("%(code)s is lost and cannot be handed out.") % {"code": line.holding},
            field="condition",
        )
    elif leaving_as.condition != Condition.INTACT and not leaving_as.note.strip():
        yield Refusal(
            Clause.LND_08,
            _("%(code)s: describe the condition in which it leaves.") % {"code": line.holding},
            field="note",
        )


def _against_messenger(line: RequestLine, fetched_by: str) -> Iterator[Refusal]:
    if fetched_by.strip() and line.is_personal:
        yield Refusal(
            Clause.LND_14,
            _("%(code)s holds personal information; only the person it was approved for gets it.")
            % {"code": line.holding},
            field="fetched_by",
        )


def _against_twice(lines: Sequence[RequestLine]) -> Iterator[Refusal]:
    seen: set[int | None] = set()
    for line in lines:
        if line.holding_id in seen:
            yield Refusal(
                Clause.LND_19,
                _("%(code)s stands on the slip twice.") % {"code": line.holding},
                field="lines",
            )
        seen.add(line.holding_id)


def against_reading_now(line: RequestLine, *, on: date) -> Iterator[Refusal]:
    """Why an entry in the register is not enough to read this: each cause of an approval.

    Source: LND-01, LND-02, SEC-03.
    """
    wanted = wanted_of(line, on=on)
    if line.manner != Manner.READ:
        yield Refusal(Clause.LND_01, _("Only reading on the spot needs no request."))
    if steps_of(wanted):
        for cause in causes_of(wanted):
            yield Refusal(cause.clause, cause.text, field="holding")


def approved_lines(
    borrower: User, room: Department, holdings: Iterable[Holding]
) -> dict[int, RequestLine]:
    """The oldest approved line of this borrower to this room for each holding, by holding."""
    lines = RequestLine.objects.filter(
        state=LineState.APPROVED,
        manner__in=AT_THE_DESK,
        request__requester=borrower,
        request__room=room,
        holding__in=[holding.pk for holding in holdings],
    )
    return {line.holding_id: line for line in lines.order_by("-pk") if line.holding_id is not None}


def unknown_barcode(barcode: str) -> Refusal:
    """Nothing has this barcode, or the box is empty."""
    return Refusal(
        Clause.LND_19,
        _("%(barcode)s: nothing has this barcode, or the box is empty.") % {"barcode": barcode},
        field=barcode,
    )


def no_approved_line(barcode: str, holding: Holding, borrower: User) -> Refusal:
    """A thing on the batch list that this person may not have: no approved slip (SEC-50)."""
    text = _("%(barcode)s: %(person)s has no approved request for %(code)s.")
    if holding.state != HoldingState.ON_SHELF:
        text = _("%(barcode)s: %(code)s is “%(state)s”; %(person)s has no approved request for it.")
    words = {
        "barcode": barcode,
        "person": borrower,
        "code": holding.code,
        "state": holding.get_state_display(),
    }
    return Refusal(Clause.SEC_50, text % words, field=barcode)


def naming(barcode: str, refusals: Iterable[Refusal]) -> Iterator[Refusal]:
    """The same refusals, each beginning with the barcode that was scanned."""
    for refusal in refusals:
        yield Refusal(
            refusal.clause,
            _("%(barcode)s: %(reason)s") % {"barcode": barcode, "reason": refusal.reason},
            field=barcode,
        )
