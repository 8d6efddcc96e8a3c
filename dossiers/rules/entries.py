"""What may be written on a form or in a register, by whom, and what stands against it.

Source: SVC-01, SVC-20, SVC-28, SVC-47, SEC-15.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import SEES_EVERY_CENTRE, Role
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier, DossierState, HoldingState, RegisterEntry, Unit
from dossiers.models.registers import VOID, FormDefinition
from dossiers.rules.access import right_to_look_inside
from dossiers.rules.contents import Values, against_values, field_name
from dossiers.rules.definitions import FormSpec, MoveSpec, StateSpec, spec_of
from dossiers.rules.quarantine import against_using_dossier
from dossiers.rules.revealing import against_revealing, against_whole_numbers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


MATTER: Final = "SR-64"
"""The form on which anybody reports a major matter."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it is to be written: whose, of which day, with what in its fields."""

    centre: Department
    on: date
    values: Values = field(default_factory=dict)
    unit: Unit | None = None
    dossier: Dossier | None = None
    follows: RegisterEntry | None = None


def clause_of(code: str) -> Clause:
    """The clause a definition names, or that of required fields where it names none we keep."""
    return Clause(code) if code in set(Clause) else Clause.SVC_28


def against_writer(spec: FormSpec, centre: Department, by: User) -> Iterator[Refusal]:
    """Why this person does not write on this form for this centre.

    Source: ORG-01.
    """
    if not any(by.holds(Role(role), centre) for role in spec.writers):
        names = ", ".join(str(Role(role).label) for role in spec.writers)
        yield Refusal(
            Clause.ORG_01,
            _("Only %(roles)s of %(department)s may do this.")
            % {"roles": names, "department": centre},
        )


def against_writing(
    spec: FormSpec, written: Written, by: User, *, today: date
) -> Iterator[Refusal]:
    """Why an entry is not written so: no unit, no day, a required field that is empty.

    Source: SVC-28, SVC-40, SEC-15.
    """
    if not spec.anyone:
        yield from against_writer(spec, written.centre, by)
    if spec.retired:
        yield _refused(_("This form is no longer in use."))
    if written.on > today:
        yield Refusal(Clause.SVC_28, _("This day is still to come."), field="on")
    yield from _against_place(spec, written)
    if written.dossier is not None:
        yield from against_dossier(written.dossier)
    yield from _against_following(spec, written)
    yield from against_values(spec, written.values)


def _against_place(spec: FormSpec, written: Written) -> Iterator[Refusal]:
    unit, dossier = written.unit, written.dossier
    if unit is None and spec.place != FormDefinition.Place.CENTRE:
        yield Refusal(Clause.SVC_28, _("Name the unit."), field="unit")
    if unit is not None and unit.estate.centre_id != written.centre.pk:
        yield Refusal(
            Clause.SVC_28, _("%(unit)s belongs to another centre.") % {"unit": unit}, field="unit"
        )
    if dossier is not None and unit is not None and dossier.unit_id != unit.pk:
        yield Refusal(Clause.SVC_28, _("The dossier is not that of this unit."), field="dossier")
    several = dossier is None and unit is not None and not spec.anyone
    if several and unit is not None and open_dossiers(unit).count() > 1:
        yield Refusal(
            Clause.SVC_28,
            _("Several dossiers are open on %(unit)s; choose whose it is.") % {"unit": unit},
            field="dossier",
        )


def _against_following(spec: FormSpec, written: Written) -> Iterator[Refusal]:
    earlier = written.follows
    if earlier is None:
        return
    if earlier.form not in spec.follows or earlier.state == VOID:
        yield _refused(_("An entry of this form does not follow %(number)s.") % {"number": earlier})
    if earlier.unit_id != (written.unit.pk if written.unit else None):
        yield _refused(_("%(number)s is of another unit.") % {"number": earlier})


def open_dossiers(unit: Unit) -> QuerySet[Dossier]:
    """The dossiers an entry on this unit can belong to."""
    return Dossier.objects.filter(unit=unit, state=DossierState.OPEN).order_by("kind", "pk")


def against_dossier(dossier: Dossier) -> Iterator[Refusal]:
    """Why nothing is written into this dossier any more: closed, void, set apart or gone.

    Source: COL-17, DES-12, DES-27, LND-24.
    """
    yield from against_using_dossier(dossier)
    if dossier.state in (DossierState.CLOSED, DossierState.VOID):
        yield Refusal(
            Clause.COL_17,
            _("%(code)s is “%(state)s” already.")
            % {"code": dossier.code, "state": dossier.get_state_display()},
        )
    if dossier.sealed_on is not None:
        yield Refusal(
            Clause.LND_24,
            _("%(code)s is sealed; the director alone opens it.") % {"code": dossier.code},
        )
    states = set(dossier.holdings.values_list("state", flat=True))
    if states == {HoldingState.QUARANTINED}:
        yield Refusal(
            Clause.DES_27,
            _("%(code)s waits for destruction and serves no other purpose.")
            % {"code": dossier.code},
        )


def against_correcting(
    entry: RegisterEntry, spec: FormSpec, by: User, reason: str
) -> Iterator[Refusal]:
    """Why this person does not correct this entry.

    Source: ORG-01, SVC-28.
    """
    yield from against_writer(spec, entry.centre, by)
    yield from _against_void(entry)
    if entry.dossier is not None:
        yield from against_dossier(entry.dossier)
    if not reason.strip():
        yield Refusal(Clause.SVC_28, _("Say why."), field="reason")
    yield from against_whole_numbers(reason, "reason")


def against_moving(
    entry: RegisterEntry, move: MoveSpec | None, values: Values, by: User, *, today: date
) -> Iterator[Refusal]:
    """Why an entry does not change its state so; the definition says what must be known then.

    What is open in a closed dossier may still be settled.

    Args:
        values: All that the fields hold after the move.

    Source: ORG-01, SVC-01, SVC-10, SVC-28, SVC-40.
    """
    yield from _against_void(entry)
    if move is None or move.start != entry.state:
        yield _refused(_("%(number)s is not in the state this begins with.") % {"number": entry})
        return
    if not is_open_way(move, today=today):
        text = _("“%(move)s” is not the way the office has decided on.") % {"move": move.label}
        yield Refusal(clause_of(move.clause), text)
    if not may_take(move, entry.centre, by):
        names = ", ".join(str(Role(role).label) for role in move.by)
        yield Refusal(
            Clause.ORG_01,
            _("Only %(roles)s of %(department)s may do this.")
            % {"roles": names, "department": entry.centre},
        )
    if entry.dossier is not None:
        yield from against_using_dossier(entry.dossier)
    elif move.filed:
        yield Refusal(clause_of(move.clause), _("Put it into its dossier first."))
    for name in move.needs:
        if not values.get(name):
            yield Refusal(
                clause_of(move.clause),
                _("“%(move)s” asks for everything that is marked as required.")
                % {"move": move.label},
                field=field_name(name),
            )


def is_open_way(move: MoveSpec, *, today: date) -> bool:
    """Whether the office's settings open this way.

    Source: SVC-10.
    """
    return move.when is None or policy.text(move.when[0], on=today) == move.when[1]


def may_take(move: MoveSpec, centre: Department, by: User) -> bool:
    """Whether somebody holds a post that takes this way; headquarters' posts do so everywhere."""
    return any(
        by.holds(Role(role), None if role in SEES_EVERY_CENTRE else centre) for role in move.by
    )


def against_voiding_entry(entry: RegisterEntry, by: User, reason: str) -> Iterator[Refusal]:
    """Why an entry written by mistake is not voided by this person; its number stays used.

    Source: FIL-03, ORG-08.
    """
    yield from _against_void(entry)
    if not any(by.holds(r, entry.centre) for r in (Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD)):
        yield Refusal(
            Clause.ORG_08,
            _("Only the archivist or the head of %(centre)s voids an entry.")
            % {"centre": entry.centre},
        )
    if entry.dossier is not None:
        yield from against_using_dossier(entry.dossier)
    if not reason.strip():
        yield Refusal(Clause.FIL_03, _("Say why the number is void."), field="reason")
    yield from against_whole_numbers(reason, "reason")


def against_filing_entry(
    entry: RegisterEntry, dossier: Dossier, spec: FormSpec, by: User
) -> Iterator[Refusal]:
    """Why an entry without a dossier is not put into this one.

    Source: SVC-28.
    """
    yield from against_writer(spec, entry.centre, by)
    yield from _against_void(entry)
    if entry.dossier_id is not None:
        yield _refused(_("%(number)s lies in a dossier already.") % {"number": entry})
    if dossier.unit_id != entry.unit_id:
        yield _refused(_("The dossier is not that of this unit."))
    yield from against_dossier(dossier)


def against_leaving_open(dossier: Dossier) -> Iterator[Refusal]:
    """Why a dossier is not closed: a deposit, or keys, that were neither given back nor set off.

    Source: SVC-20, SVC-47.
    """
    waiting = dossier.entries.in_force().filter(holds_dossier=True).select_related("definition")
    for entry in waiting.order_by("pk"):
        spec = spec_of(entry.definition)
        state = spec.state(entry.state)
        yield Refusal(
            clause_of(state.clause),
            _("%(name)s %(number)s is “%(state)s”: settle it first.")
            % {"name": entry.definition.name, "number": entry.number, "state": state.label},
        )


def due_on(state: StateSpec, *, since: date, today: date) -> date | None:
    """Until when an entry should have left a state; none where nothing is asked.

    Source: SVC-03, SVC-09, SVC-14.
    """
    days = policy.number(state.parameter, on=today) if state.parameter else state.days
    return since + timedelta(days=days) if state.open and days else None


def late(rows: QuerySet[RegisterEntry], *, today: date) -> QuerySet[RegisterEntry]:
    """Those that should have left their state by now.

    Source: SVC-03, SVC-09, SVC-14.
    """
    return rows.filter(due_on__lt=today).exclude(state=VOID)


def days_open(entry: RegisterEntry, *, today: date) -> int:
    """How old an entry is."""
    return (today - entry.on).days


def is_closed_to(entry: RegisterEntry, user: User, *, at: datetime, tiers: bool) -> bool:
    """Whether an entry is known to this person by its number only: sealed, or by approval alone.

    Args:
        tiers: Whether the office manages its dossiers by three tiers.

    Source: LND-24, SEC-16, SEC-17, SEC-18, SEC-44.
    """
    dossier = entry.dossier
    if dossier is None or (dossier.sealed_on is None and not tiers):
        return dossier is not None and dossier.state == DossierState.DESTROYED
    return not right_to_look_inside(dossier, user, at=at)


def _against_void(entry: RegisterEntry) -> Iterator[Refusal]:
    if entry.state == VOID:
        yield Refusal(Clause.FIL_03, _("%(number)s is void.") % {"number": entry})


def _refused(reason: "StrOrPromise") -> Refusal:
    return Refusal(Clause.SVC_28, reason)


def against_revealing_entry(
    entry: RegisterEntry, by: User, now: datetime, reason: str
) -> Iterator[Refusal]:
    """Why the personal contents of an entry are not shown in full.

    Of a dossier they are read as its customer's numbers are; of the centre's own registers by those
    who read personal information there.

    Source: LND-14, LND-24, SEC-15.
    """
    if entry.dossier is not None:
        yield from against_revealing(entry.dossier, by, now, reason)
        return
    if entry.centre_id not in scope_of(by).personal:
        yield Refusal(
            Clause.LND_14,
            _("Personal information of %(code)s is read with the approval of the centre head.")
            % {"code": entry.number},
        )
    if not reason.strip():
        yield Refusal(
            Clause.SEC_15, _("Say why you need the numbers in full; it is logged."), field="reason"
        )
    yield from against_whole_numbers(reason, "reason")
