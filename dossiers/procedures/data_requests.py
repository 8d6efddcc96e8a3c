"""Residents' requests about their own data: taken in, decided, carried out, answered.

Source: COL-24, LND-14, LND-16, SEC-11, SEC-15.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from archive_office.journal.acts import act, note
from archive_office.journal.running import running
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Customer, DataRequest, Dossier
from dossiers.procedures.codes import reserve
from dossiers.rules import data_requests as rules
from dossiers.rules.data_requests import Asked, Corrected, Verdict

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SERIES = "GX"
WIDTH = 5


@act(
    "dossiers.data_request_taken_in",
    _("Request of a resident taken in"),
    Clause.LND_16,
    Clause.SEC_11,
)
def take_in(dossier: Dossier, asked: Asked, *, by: User, now: datetime) -> DataRequest:
    """Write down what a resident asks about the own data; the term begins with the receipt.

    Raises:
        RegulationError: SEC-11 (another centre's), LND-16 (no resident, a day to come, nothing
            asked), SEC-15 (a number in full).

    Source: LND-16, SEC-11, SEC-15.
    """
    enforce(rules.against_taking_in(dossier, asked, by, today=_day(now)))
    request = DataRequest(
        number=reserve(f"{SERIES}-{_day(now).year}", 1, width=WIDTH)[0],
        dossier=dossier,
        customer=rules.customer_of(dossier),
        kind=asked.kind,
        channel=asked.channel,
        wanted=asked.wanted.strip(),
        received_on=asked.received_on,
        received_by=by,
        due_on=rules.due_on(asked.received_on),
    )
    request.save()
    note(request, after={"kind": request.kind, "due": request.due_on.isoformat()})
    title = _("Request %(number)s of a resident waits for your decision")
    _tell(heads_of(dossier.centre, _day(now)), request, title, now=now)
    return request


@act(
    "dossiers.data_request_decided",
    _("Request of a resident decided"),
    Clause.LND_14,
    Clause.SEC_12,
)
def decide(request: DataRequest, verdict: Verdict, *, by: User, now: datetime) -> DataRequest:
    """Grant a resident's request, or refuse it on a ground.

    Raises:
        RegulationError: LND-14 (not the head), LND-16 (settled; no ground, no reason), and what
            stands against forgetting.

    Source: LND-14, LND-16, SEC-12.
    """
    fresh = locked(request.pk)
    enforce(rules.against_deciding(fresh, verdict, by, today=_day(now)))
    fresh.outcome, fresh.reason = verdict.outcome, verdict.reason.strip()
    refused = verdict.outcome == DataRequest.Outcome.REFUSED
    fresh.ground = verdict.ground if refused else ""
    fresh.decided_by, fresh.decided_at = by, now
    fresh.save()
    note(fresh, before={"outcome": ""}, after={"outcome": fresh.outcome, "ground": fresh.ground})
    _tell([fresh.received_by], fresh, _("Request %(number)s of a resident is decided"), now=now)
    return fresh


@act("dossiers.data_request_done", _("Request of a resident carried out"), Clause.LND_16)
def note_done(request: DataRequest, how: str, *, by: User, now: datetime) -> DataRequest:
    """Enter that what was granted was done: a copy handed over, an account given.

    Raises:
        RegulationError: SEC-11, COL-24 (not granted), LND-16 (done already; an account that was
            not printed; a deletion; nothing said), SEC-15.

    Source: LND-16.
    """
    fresh = locked(request.pk)
    enforce(rules.against_noting_done(fresh, how, by))
    told = rules.last_account_of(fresh) if fresh.kind == DataRequest.Kind.ACCOUNT else None
    return mark_done(fresh, how, entry=told, by=by, now=now)


def mark_done(
    request: DataRequest, how: str, *, entry: int | None = None, by: User, now: datetime
) -> DataRequest:
    """Write down on a locked request by whom and which act it was carried out; inside an act.

    Args:
        entry: The journal's entry that did it; the act in progress if none is named.
    """
    current = running()
    request.done_by, request.done_at, request.done_how = by, now, how.strip()[:200]
    request.done_entry = entry or (current.number if current else None)
    request.save()
    note(request, before={"done": None}, after={"done": now.isoformat()})
    return request


@act("dossiers.data_request_answered", _("Resident answered"), Clause.LND_16)
def answer(request: DataRequest, text: str, *, by: User, now: datetime) -> DataRequest:
    """Answer a resident; the request is closed with that.

    Raises:
        RegulationError: SEC-11, LND-14 (not decided), LND-16 (granted and not done; answered
            already; empty), SEC-15.

    Source: LND-16.
    """
    fresh = locked(request.pk)
    enforce(rules.against_answering(fresh, text, by))
    fresh.answer, fresh.answered_by, fresh.answered_at = text.strip(), by, now
    fresh.save()
    note(fresh, before={"answered": None}, after={"answered": now.isoformat()})
    return fresh


@act(
    "dossiers.data_corrected",
    _("A resident’s data corrected"),
    Clause.COL_24,
    Clause.SEC_15,
)
def correct(request: DataRequest, now_is: Corrected, *, by: User, now: datetime) -> Customer:
    """Correct a resident's data with the head's consent; history keeps the earlier state.

    Journal and request say which facts were corrected, and no value.

    Raises:
        RegulationError: COL-24 (not granted, no correction), SEC-11, SEC-15 (erased), COL-19
            (nothing to correct, or no such number can be), LND-15 (no separate consent).

    Source: COL-19, COL-24, SEC-15.
    """
    fresh = locked(request.pk)
    enforce(rules.against_correcting(fresh, by))
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(
        pk=fresh.customer_id
    )
    enforce(rules.against_values(customer, now_is))
    changed = _put(customer, now_is)
    if not changed:
        raise RegulationError(Refusal(Clause.COL_19, _("Nothing is corrected.")))
    customer.save()
    note(customer, after={"corrected": changed})
    mark_done(fresh, ", ".join(changed), by=by, now=now)
    return customer


def _put(customer: Customer, now_is: Corrected) -> list[str]:
    """Put corrected facts on the record; the names of those that changed."""
    before = {
        "id_number": customer.reveal("id_number"),
        "phones": tuple(customer.phone_list()),
        "bank_account": customer.reveal("bank_account"),
        "contact_person": customer.contact_person,
    }
    after = {name: getattr(now_is, name) or value for name, value in before.items()}
    changed = [name for name, value in before.items() if after[name] != value]
    if changed:
        customer.seal_numbers(
            id_number=str(after["id_number"]),
            phones=list(after["phones"]),
            bank_account=str(after["bank_account"]),
        )
        customer.contact_person = str(after["contact_person"])
    return changed


@act(
    "dossiers.data_requests_reminded",
    _("Reminded of residents who wait for an answer"),
    Clause.LND_16,
)
def remind_of_data_requests(*, now: datetime, by: User | None = None) -> int:
    """Tell archivist and head of each centre once a week which residents wait too long.

    Source: LND-16.
    """
    today, told = _day(now), 0
    late = DataRequest.objects.unanswered().filter(due_on__lt=today).order_by()
    counts = late.values("dossier__centre").annotate(n=Count("pk"), first=Min("due_on"))
    by_centre = {row["dossier__centre"]: row for row in counts}
    week = today.isocalendar()
    for centre in Department.objects.filter(pk__in=by_centre).order_by("pk"):
        row = by_centre[centre.pk]
        title = ngettext_lazy(
            "%(centre)s: %(n)d request of a resident is overdue, since %(day)s",
            "%(centre)s: %(n)d requests of residents are overdue, the oldest since %(day)s",
            row["n"],
        )
        message = Message(
            f"dossiers.data_requests:{centre.pk}:{week.year}-W{week.week:02}",
            worded(title, centre=centre, n=row["n"], day=row["first"].isoformat()),
            link=f"{reverse('dossiers:data_requests')}?show=late",
            clause=Clause.LND_16,
        )
        told += len(tell(answerers_of(centre, today), message, by=by, now=now))
    return told


def locked(pk: int) -> DataRequest:
    """A request that nobody else decides, carries out or answers meanwhile."""
    rows = DataRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("dossier__centre", "customer", "received_by").get(pk=pk)


def heads_of(centre: Department, on: date) -> list[User]:
    """Who decides for a centre on a day."""
    return _holders(centre, on, (Role.CENTRE_HEAD,))


def answerers_of(centre: Department, on: date) -> list[User]:
    """Who answers residents for a centre on a day."""
    return _holders(centre, on, (Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD))


def _holders(centre: Department, on: date, roles: Iterable[Role]) -> list[User]:
    posts = Membership.objects.in_force(on).filter(department=centre, role__in=list(roles))
    return list({post.person_id: post.person for post in posts.select_related("person")}.values())


def _tell(
    people: Iterable[User], request: DataRequest, title: "StrPromise", *, now: datetime
) -> None:
    message = Message(
        f"dossiers.data_request:{request.pk}:{request.outcome or 'new'}",
        worded(title, number=request.number),
        link=request.get_absolute_url(),
        clause=Clause.LND_16,
    )
    tell(people, message, by=None, now=now)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
