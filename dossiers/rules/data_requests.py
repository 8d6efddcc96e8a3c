"""What a resident may ask about the own data, until when it is answered, and what stands against it.

Source: COL-24, LND-14, LND-16, SEC-11, SEC-15.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause, Refusal
from dossiers.models import Consent, Customer, DataRequest, Dossier
from dossiers.rules import identity
from dossiers.rules.forgetting import against_forgetting
from dossiers.rules.revealing import against_whole_numbers

Kind, Outcome = DataRequest.Kind, DataRequest.Outcome

TERM: Final = "data_request_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in."""

    kind: str
    channel: str
    wanted: str
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the head decides: granted, or refused on a ground."""

    outcome: str
    ground: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What replaces a resident's data; what is empty stays as it is."""

    id_number: str = ""
    phones: tuple[str, ...] = ()
    bank_account: str = ""
    contact_person: str = ""


def due_on(received_on: date) -> date:
    """The last day for the answer, by the term in force when the request came in."""
    return received_on + timedelta(days=policy.number(TERM, on=received_on))


def is_late(request: DataRequest, *, today: date) -> bool:
    """Whether the resident waits longer than the term allows."""
    return request.answered_at is None and request.due_on < today


def against_strangers(dossier: Dossier, by: User) -> Iterator[Refusal]:
    """Only the centre that holds a resident's data answers for them.

    Source: SEC-11.
    """
    if dossier.centre_id not in scope_of(by).personal:
        yield Refusal(
            Clause.SEC_11,
            _("The archivist or the head of %(centre)s alone answers a resident.")
            % {"centre": dossier.centre},
        )


def against_taking_in(
    dossier: Dossier, asked: Asked, by: User, *, today: date
) -> Iterator[Refusal]:
    """Why a resident's request is not taken in so.

    Source: LND-16, SEC-11, SEC-15.
    """
    yield from against_strangers(dossier, by)
    if dossier.occupancy is None:
        yield Refusal(Clause.LND_16, _("%(code)s names no resident.") % {"code": dossier.code})
    if asked.received_on > today:
        yield Refusal(Clause.LND_16, _("This day is still to come."), field="received_on")
    if not asked.wanted.strip():
        yield Refusal(Clause.LND_16, _("Write down what is asked."), field="wanted")
    yield from against_whole_numbers(asked.wanted, "wanted")


def against_deciding(
    request: DataRequest, verdict: Verdict, by: User, *, today: date
) -> Iterator[Refusal]:
    """Why this is not decided so, or not by this person.

    A deletion is granted only where nothing demands that the records are kept.

    Source: LND-14, LND-16, SEC-12, SEC-15.
    """
    if not by.holds(Role.CENTRE_HEAD, request.dossier.centre):
        yield Refusal(
            Clause.LND_14,
            _("The head of %(centre)s alone decides.") % {"centre": request.dossier.centre},
        )
    if request.outcome:
        yield _settled(request)
        return
    if verdict.outcome == Outcome.REFUSED:
        yield from _against_bare_refusal(verdict)
    elif request.kind == Kind.DELETION:
        yield from against_forgetting(request.customer, today=today)
    yield from against_whole_numbers(verdict.reason, "reason")


def _against_bare_refusal(verdict: Verdict) -> Iterator[Refusal]:
    if not verdict.ground:
        yield Refusal(Clause.LND_16, _("Name the ground of the refusal."), field="ground")
    if not verdict.reason.strip():
        yield Refusal(Clause.LND_16, _("A refusal needs a reason."), field="reason")


def against_doing(request: DataRequest, by: User) -> Iterator[Refusal]:
    """Why nothing is done on this request now, or not by this person.

    Source: COL-24, SEC-11.
    """
    yield from against_strangers(request.dossier, by)
    if request.outcome != Outcome.GRANTED:
        yield Refusal(
            Clause.COL_24,
            _("%(number)s is not granted; nothing is changed without the head’s consent.")
            % {"number": request.number},
        )
    elif request.done_at is not None:
        yield _settled(request)


def against_noting_done(request: DataRequest, how: str, by: User) -> Iterator[Refusal]:
    """Why this is not entered as done: a correction and a deletion are acts of their own.

    Source: LND-16, SEC-15.
    """
    yield from against_doing(request, by)
    if request.kind == Kind.DELETION:
        yield Refusal(Clause.LND_16, _("A deletion is done by erasing the data."))
    if request.kind == Kind.ACCOUNT and last_account_of(request) is None:
        yield Refusal(
            Clause.LND_16, _("Print for the resident who has seen the file, then enter it.")
        )
    if not how.strip():
        yield Refusal(Clause.LND_16, _("Say what was done."), field="how")
    yield from against_whole_numbers(how, "how")


def last_account_of(request: DataRequest) -> int | None:
    """The journal's entry by which the resident was last told who has seen the file."""
    begun = timezone.make_aware(datetime.combine(request.received_on, datetime.min.time()))
    told = JournalEntry.objects.filter(
        act="dossiers.resident_told",
        at__gte=begun,
        subjects__kind__app_label="dossiers",
        subjects__kind__model="dossier",
        subjects__thing=request.dossier_id,
    )
    return told.order_by("-pk").values_list("pk", flat=True).first()


def against_answering(request: DataRequest, text: str, by: User) -> Iterator[Refusal]:
    """Why the resident is not answered so, or not yet.

    Source: LND-16, SEC-11, SEC-15.
    """
    yield from against_strangers(request.dossier, by)
    if request.answered_at is not None:
        yield _settled(request)
    elif not request.outcome:
        yield Refusal(Clause.LND_14, _("The head of the centre decides first."))
    elif request.outcome == Outcome.GRANTED and request.done_at is None:
        yield Refusal(Clause.LND_16, _("What was granted is carried out first."))
    if not text.strip():
        yield Refusal(Clause.LND_16, _("Write the answer."), field="answer")
    yield from against_whole_numbers(text, "answer")


def against_correcting(request: DataRequest, by: User) -> Iterator[Refusal]:
    """Why this person does not correct a resident's data on this request.

    Source: COL-24, SEC-11.
    """
    yield from against_doing(request, by)
    if request.kind != Kind.CORRECTION:
        yield Refusal(
            Clause.COL_24, _("%(number)s asks for no correction.") % {"number": request.number}
        )
    if not request.customer.data_key:
        yield Refusal(Clause.SEC_15, _("The data of this resident were erased."))


def against_values(customer: Customer, now_is: Corrected) -> Iterator[Refusal]:
    """Why these cannot be a resident's numbers, or are not kept without the separate consent.

    Source: COL-19, LND-15; decision 19.
    """
    company = customer.kind == Customer.Kind.COMPANY
    if now_is.id_number:
        for reason in identity.against_identity(now_is.id_number, company=company):
            yield Refusal(Clause.COL_19, reason, field="id_number")
    if not all(identity.read_phone(phone) for phone in now_is.phones):
        yield Refusal(Clause.COL_19, _("This is no telephone number."), field="phones")
    if now_is.bank_account and not identity.is_bank_account(now_is.bank_account):
        yield Refusal(Clause.COL_19, _("This is no bank account."), field="bank_account")
    new = (now_is.id_number and not customer.id_number) or (
        now_is.bank_account and not customer.bank_account
    )
    separate = customer.consents.filter(kind=Consent.Kind.SEPARATE, withdrawn_on__isnull=True)
    if new and not company and not separate.exists():
        yield Refusal(
            Clause.LND_15,
            _("Identity and bank numbers are kept with the separate consent only."),
        )


def customer_of(dossier: Dossier) -> Customer:
    """The resident of a dossier.

    Raises:
        ValueError: the dossier is of no resident.
    """
    if dossier.occupancy is None:
        raise ValueError(f"{dossier} is no customer dossier")
    return dossier.occupancy.customer


def _settled(request: DataRequest) -> Refusal:
    return Refusal(Clause.LND_16, _("%(request)s is settled already.") % {"request": request})
