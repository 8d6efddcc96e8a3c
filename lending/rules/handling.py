"""Who finds, completes and takes back a request, and what its scans must be.

Source: LND-15, LND-18, LND-22, ORG-01; decision 16.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from lending.models import AccessRequest, Authority, LineState, RequestLine
from lending.rules import leaving, people
from lending.rules.wanted import wanted_of

SCANS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
"""Types of scans of consents and letters, with their endings."""


def against_identifying(line: RequestLine, *, by: User, on: date) -> Iterator[Refusal]:
    """Why this person cannot answer a line asked in words with the thing it names now.

    Source: LND-18, ORG-01.
    """
    yield from people.against_strangers(by, line.request.room)
    if line.state != LineState.TO_IDENTIFY:
        yield _settled(line)
        return
    wanted = wanted_of(line, on=on)
    yield from leaving.against_thing(wanted)
    yield from leaving.against_use(wanted)


def against_answering_in_vain(line: RequestLine, reason: str, *, by: User) -> Iterator[Refusal]:
    """Why this person cannot answer that the thing asked for is not there.

    Source: LND-18, ORG-01.
    """
    yield from people.against_strangers(by, line.request.room)
    if line.state != LineState.TO_IDENTIFY:
        yield _settled(line)
    if not reason.strip():
        yield Refusal(Clause.LND_18, _("A refusal needs a reason."), field="reason")


def against_withdrawing(request: AccessRequest, by: User) -> Iterator[Refusal]:
    """Why this person cannot take this request back.

    Source: LND-22.
    """
    if by.pk not in (request.requester_id, request.entered_by_id):
        yield Refusal(Clause.LND_22, _("Only whoever asked takes a request back."))
    if request.state != AccessRequest.State.OPEN:
        yield Refusal(Clause.LND_22, _("%(request)s is settled already.") % {"request": request})
    elif request.lines.filter(loans__is_open=True).exists():
        yield Refusal(Clause.LND_22, _("Bring back first what was handed out."))


def against_adding_authority(
    request: AccessRequest, kind: str, reference: str, given_on: date, *, by: User, today: date
) -> Iterator[Refusal]:
    """Why this person cannot record this authority.

    Source: LND-15, LND-22.
    """
    asks = by.pk in (request.requester_id, request.entered_by_id)
    if not asks and not people.is_archivist_of(by, request.room):
        yield Refusal(
            Clause.LND_22,
            _("Whoever asked, or the archivist of %(room)s, records this.")
            % {"room": request.room},
        )
    if request.state != AccessRequest.State.OPEN:
        yield Refusal(Clause.LND_15, _("%(request)s is settled already.") % {"request": request})
    if given_on > today:
        yield Refusal(Clause.LND_15, _("This day is still to come."), field="given_on")
    if kind == Authority.Kind.LAW and not reference.strip():
        yield Refusal(Clause.LND_15, _("Name the provision of the law."), field="reference")


def against_missing_scan(kind: str, *, has_scan: bool) -> Iterator[Refusal]:
    """A consent or letter is kept with its scan; a provision of the law stands by itself."""
    if not has_scan and kind != Authority.Kind.LAW:
        yield Refusal(Clause.LND_15, _("Add the scan."), field="scan")


def against_scan(name: str, found: str) -> Iterator[Refusal]:
    """Why a file of this type by content is no scan."""
    if found not in SCANS:
        yield Refusal(
            Clause.FIL_27,
            _("“%(file)s” is neither PDF, JPEG nor PNG.") % {"file": name},
            field="scan",
        )


def _settled(line: RequestLine) -> Refusal:
    return Refusal(
        Clause.LND_18,
        _("%(line)s is “%(state)s”; nothing is to be found for it.")
        % {"line": line, "state": line.get_state_display()},
    )
