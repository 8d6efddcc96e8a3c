"""The register of where things went 去向登记: opened with each piece that leaves, closed once known.

Source: LND-16, SEC-14, DES-24.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act
from archive_office.journal.acts import note as noted
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Document, Holding
from dossiers.procedures.codes import reserve
from lending.models import CopyIssued, Disclosure, Loan, RequestLine
from lending.rules import disclosures as rules
from lending.rules.disclosures import Accounting

SERIES = "QX"
WIDTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What leaves: a thing lent or read, or a copy of it."""

    kind: Disclosure.Kind
    holding: Holding
    document: Document | None = None
    loan: Loan | None = None
    copy: CopyIssued | None = None
    personal: bool = False
    is_original: bool = False


@act(
    "lending.disclosed",
    _("Entered in the disclosure register"),
    Clause.LND_16,
    Clause.SEC_14,
    Clause.DES_24,
)
def open_disclosure(line: RequestLine, piece: Piece, *, by: User, now: datetime) -> Disclosure:
    """Enter in the register what leaves, to whom, what for and where to.

    Source: LND-16, SEC-14, DES-24.
    """
    request = line.request
    recipient = rules.recipient_of(request)
    disclosure = Disclosure(
        number=reserve(f"{SERIES}-{day_of(now).year}", 1, width=WIDTH)[0],
        kind=piece.kind,
        room=request.room,
        line=line,
        holding=piece.holding,
        document=piece.document,
        loan=piece.loan,
        copy=piece.copy,
        personal=piece.personal,
        is_original=piece.is_original,
        recipient=recipient.name,
        organisation=recipient.organisation,
        purpose=request.purpose_text,
        destination=rules.destination_of(request)[:120],
        disclosed_at=now,
        disclosed_by=by,
    )
    disclosure.save()
    noted(disclosure, after={"number": disclosure.number, "personal": disclosure.personal})
    return disclosure


@act("lending.disclosure_accounted", _("Disclosure accounted for"), Clause.LND_16, Clause.DES_24)
def account(
    disclosure: Disclosure, what: str, on: date, note: str = "", *, by: User, today: date
) -> Disclosure:
    """Record that a disclosed piece was returned, destroyed or filed with the recipient's case.

    Raises:
        RegulationError: ORG-01 (another room's), LND-16 (closed already, still lent, a day
            to come or before it left, nothing said).

    Source: LND-16, DES-24.
    """
    fresh = (
        Disclosure.objects.select_for_update(of=("self",), no_key=True)
        .select_related("room", "loan")
        .get(pk=disclosure.pk)
    )
    said = Accounting(what=what, on=on, remark=note.strip())
    enforce(rules.against_accounting(fresh, said, by=by, today=today))
    return _close(fresh, said, by=by)


@act("lending.disclosure_accounted", _("Disclosure accounted for"), Clause.LND_16, Clause.DES_24)
def account_returned(loan: Loan, *, by: User, on: date) -> Disclosure | None:
    """Close the line of a thing that came back over the desk, if it has one."""
    rows = Disclosure.objects.select_for_update(no_key=True)
    found = rows.filter(loan=loan, accounted_on__isnull=True).first()
    if found is None:
        return None
    return _close(found, Accounting(what=Disclosure.Accounted.RETURNED, on=on), by=by)


def _close(disclosure: Disclosure, said: Accounting, *, by: User) -> Disclosure:
    disclosure.accounted, disclosure.accounted_on = said.what, said.on
    disclosure.accounted_by, disclosure.accounted_note = by, said.remark[:200]
    disclosure.save()
    noted(
        disclosure,
        before={"accounted": ""},
        after={"accounted": said.what, "on": said.on.isoformat()},
    )
    return disclosure
