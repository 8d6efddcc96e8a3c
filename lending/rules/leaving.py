"""What may not be used in a certain way at all, and what may not be handed out now.

Source: LND-02, LND-03, LND-09, LND-11, LND-12, LND-25, SEC-04, SEC-05, SEC-09, SEC-10, SEC-20,
SEC-24, SEC-50, STO-17; decisions 4, 5, 6 and 15.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.clock import day_of
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, Dossier, DossierState, Holding, HoldingState
from dossiers.rules.quarantine import against_use as against_using
from lending.models import LineState, Manner, Place, RequestLine
from lending.rules import consent, people, queue
from lending.rules.wanted import Wanted, reading_place, steps_of, types_in, wanted_of

GONE: Final = (HoldingState.DESTROYED, HoldingState.MISSING, HoldingState.QUARANTINED)
"""States in which asking is in vain."""

COVERED_BY: Final = {"review": frozenset({"room_head"})}
"""Steps for which the word of a higher one stands as well."""


def in_public() -> Refusal:
    """Nothing is used in public places (LND-25)."""
    return Refusal(Clause.LND_25, _("Files are not used in public places."), field="place")


def against_thing(wanted: Wanted) -> Iterator[Refusal]:
    """Why this room cannot give out this thing at all: kept elsewhere, not of it, gone.

    Source: DES-27, STO-17; decision 15.
    """
    holding, document = wanted.holding, wanted.document
    if holding.keeper_id != wanted.room.pk:
        yield Refusal(
            Clause.ORG_02,
            _("%(code)s is kept by %(keeper)s; ask there.")
            % {"code": holding.code, "keeper": holding.keeper},
            field="room",
        )
    if document is not None and document.holding_id != holding.pk:
        yield _stays(_("The paper does not lie in %(code)s.") % {"code": holding.code})
    if apart := list(against_using(holding, document)):
        yield from apart
        return
    if document is not None and document.state != Document.State.FILED:
        yield _stays(
            _("%(code)s is “%(state)s” and cannot be used.")
            % {"code": document.code, "state": document.get_state_display()}
        )
    if holding.state in GONE:
        yield _stays(
            _("%(code)s is “%(state)s” and cannot be used.")
            % {"code": holding.code, "state": holding.get_state_display()}
        )
    if wanted.dossier.state == DossierState.VOID:
        yield Refusal(
            Clause.FIL_03,
            _("%(code)s was recorded by mistake and is void.") % {"code": wanted.dossier.code},
        )


def against_use(wanted: Wanted, line: RequestLine | None = None) -> Iterator[Refusal]:
    """Every reason why this thing is never used in this manner or at this place.

    Source: LND-03, LND-09, LND-11, LND-12, LND-25, SEC-05, SEC-09, SEC-10, SEC-24.
    """
    if wanted.place == Place.PUBLIC:
        yield in_public()
    if wanted.manner == Manner.BORROW:
        yield from _against_borrowing(wanted, line)
    if wanted.is_copying and any(t.no_copying for t in types_in(wanted)):
        yield Refusal(
            Clause.LND_09,
            _("Papers of this type are not copied. Name the single papers you need.")
            if wanted.document is None
            else _("Papers of this type are not copied."),
            field="manner",
        )


def _against_borrowing(wanted: Wanted, line: RequestLine | None) -> Iterator[Refusal]:
    holding, code = wanted.holding, {"code": wanted.holding.code}
    excused = wanted.exception_reason or (line.exception_reason if line else "")
    if wanted.document is not None:
        yield Refusal(
            Clause.STO_17,
            _("Whole volumes are lent; a single paper is read on the spot or copied."),
            field="manner",
        )
    if wanted.is_graded:
        yield Refusal(
            Clause.LND_03,
            _("%(code)s is of an important grade: it is read on the spot and given back.") % code,
            field="manner",
        )
    if holding.physical_form == Holding.Form.OBJECT and not excused.strip():
        yield Refusal(
            Clause.LND_11,
            _("%(code)s is a physical object and stays. An exception needs a reason.") % code,
            field="exception_reason",
        )
    if holding.physical_form == Holding.Form.AUDIO_VISUAL:
        yield Refusal(
            Clause.LND_12,
            _("%(code)s is an audio-visual original and stays; ask for a copy.") % code,
            field="manner",
        )
    in_office = policy.text("reading_place", on=wanted.on) == "service_office"
    customer = wanted.dossier.kind != Dossier.Kind.CATEGORY
    if in_office and customer and wanted.place != reading_place(on=wanted.on):
        yield Refusal(
            Clause.SEC_24,
            _("Customer dossiers are read in the service office and go nowhere else."),
            field="place",
        )


def against_leaving(holding: Holding) -> Iterator[Refusal]:
    """Why this thing cannot leave its slot at this moment.

    Source: STO-17; decisions 5 and 6.
    """
    if apart := list(against_using(holding)):
        yield from apart
        return
    if holding.verified_on is None:
        yield _stays(
            _("%(code)s comes from a ledger and nobody has verified it yet.")
            % {"code": holding.code}
        )
    if holding.state != HoldingState.ON_SHELF:
        yield _stays(
            _("%(code)s is “%(state)s”; it cannot be handed out now.")
            % {"code": holding.code, "state": holding.get_state_display()}
        )


def against_handing_out(line: RequestLine, *, by: User, now: datetime) -> Iterator[Refusal]:
    """Every reason why what a line asks for is not handed out, or copied, now.

    Call it on fresh, locked rows.

    Source: LND-02, LND-15, LND-19, LND-22, SEC-04, SEC-20, SEC-50, STO-17; decision 16.
    """
    yield from people.against_strangers(by, line.request.room)
    if line.holding is None:
        yield not_approved(line)
        return
    wanted = wanted_of(line, on=day_of(now))
    if line.state != LineState.APPROVED:
        yield not_approved(line, graded=wanted.is_graded)
    elif line.request.until <= now:
        yield Refusal(
            Clause.SEC_20,
            _("The approval of %(line)s has run out.") % {"line": line},
        )
    elif missing_steps(line, wanted):
        yield Refusal(
            Clause.SEC_20,
            _("Since the approval of %(line)s things have changed; it needs another one.")
            % {"line": line},
        )
    if line.register_only:  # nobody decided on it, so nobody has asked for these papers yet
        yield from consent.against_deciding_without_consent(line)
        yield from consent.against_deciding_without_authority(line)
    yield from _against_leavers(line)
    yield from against_thing(wanted)
    yield from against_use(wanted, line)
    yield from against_leaving(line.holding)
    yield from against_passing_over(line, on=day_of(now))


def not_approved(line: RequestLine, *, graded: bool = False) -> Refusal:
    """Nothing is handed out before the last approval, least of all what is graded."""
    if graded:
        return Refusal(
            Clause.LND_02,
            _("%(line)s asks for something graded and is not approved.") % {"line": line},
        )
    clause = Clause.SEC_50 if line.manner == Manner.BORROW else Clause.SEC_20
    return Refusal(clause, _("%(line)s is not approved.") % {"line": line})


def missing_steps(line: RequestLine, wanted: Wanted) -> list[str]:
    """Names of the approvals the thing needs now and the line does not have.

    Source: SEC-20.
    """
    given = set(line.decisions.filter(outcome="approved").values_list("step", flat=True))
    return [
        step.name
        for step in steps_of(wanted)
        if step.name not in given and not COVERED_BY.get(step.name, frozenset()) & given
    ]


def against_passing_over(line: RequestLine, *, on: date) -> Iterator[Refusal]:
    """A thing kept for the first in the queue goes to nobody else meanwhile (LND-05)."""
    kept = queue.kept_for(line.holding, on) if line.holding else None
    if kept is not None and kept.person_id != line.request.requester_id:
        yield Refusal(Clause.LND_05, _("It is kept for somebody who reserved it."))


def _against_leavers(line: RequestLine) -> Iterator[Refusal]:
    """What was approved for a person ends when the person leaves the company (LND-22)."""
    who = line.request.requester
    if who is not None and not who.is_active:
        yield Refusal(
            Clause.LND_22,
            _("%(person)s works here no more; the approval is of no use to anybody else.")
            % {"person": who},
        )


def _stays(reason: object) -> Refusal:
    return Refusal(Clause.STO_17, str(reason), field="holding")
