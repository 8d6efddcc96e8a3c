"""The access that an approval opens: to one dossier, for the time asked, and no further.

Source: LND-14, SEC-06, SEC-07, SEC-11, LND-24; decision 21.
"""

from datetime import datetime

from archive_office.clock import day_of
from dossiers.models import DossierGrant
from dossiers.procedures.grants import grant_access
from dossiers.rules.access import Access
from dossiers.rules.tiers import Word
from lending.models import RequestLine
from lending.rules.wanted import Wanted, wanted_of

SPEAKS = ("personal", "tier_head", "room_head", "review", "director")
"""Whose word the grant bears: the first of these that decided."""


def open_access(line: RequestLine, *, now: datetime) -> DossierGrant | None:
    """Open the dossier to the requester until the moment asked; nobody from outside signs in.

    Source: LND-14, SEC-06, SEC-07, SEC-11; decision 21.
    """
    requester = line.request.requester
    if requester is None:
        return None
    wanted = wanted_of(line, on=day_of(now))
    decisions = {d.step: d for d in line.decisions.select_related("by", "department")}
    speaker = next((decisions[name].by for name in SPEAKS if name in decisions), None)
    if speaker is None:
        return None  # only the requester's own head signed: reading stays in the archive room
    words = [Word(d.role, d.department_id) for d in decisions.values()]
    return grant_access(
        wanted.dossier, requester, _access(line, wanted, now), by=speaker, words=words
    )


def _access(line: RequestLine, wanted: Wanted, now: datetime) -> Access:
    return Access(
        starts_at=now,
        until=line.request.until,
        reason=f"{line.request.number}: {line.request.purpose_text}",
        personal=wanted.is_personal,
        sealed=wanted.dossier.sealed_on is not None,
        copies_of=wanted.document or wanted.holding if wanted.is_copying else None,
    )
