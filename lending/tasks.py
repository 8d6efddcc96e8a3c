"""What lending does by the clock."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from archive_office.notices.daily import every_day
from lending.procedures.cases import open_due_cases
from lending.procedures.reminders import (
    remind_disclosures,
    remind_readings,
    remind_rooms,
    send_reminders,
)
from lending.procedures.requests import lapse_requests
from lending.procedures.reservations import expire_offers


@every_day("lending.cases", _("Cases of dereliction"))
def open_cases(now: datetime) -> Mapping[str, int]:
    """Loans out past the limit get their case; before the reminders, which then leave them."""
    opened, failed = open_due_cases(now=now)
    return {
        gettext_noop("cases of dereliction opened"): opened,
        **_lacking({gettext_noop("loans for which no case could be opened"): failed}),
    }


@every_day("lending.reminders", _("Loans due and late"))
def tell_of_loans(now: datetime) -> Mapping[str, int]:
    """Borrowers, then their heads, hear of loans; archivists hear how many are overdue."""
    sent, failed = send_reminders(now=now)
    return {
        gettext_noop("told of loans due and late"): sent,
        gettext_noop("archivists told of overdue loans"): remind_rooms(now=now),
        gettext_noop("archivists told of readings not back"): remind_readings(now=now),
        **_lacking({gettext_noop("loans for which no reminder could be sent"): failed}),
    }


@every_day("lending.reservations", _("Reservations not collected"))
def pass_offers_on(now: datetime) -> Mapping[str, int]:
    """What nobody came for is offered to the next in the queue."""
    return {gettext_noop("reservations ended"): expire_offers(now=now)}


@every_day("lending.requests", _("Requests whose time is over"))
def end_requests(now: datetime) -> Mapping[str, int]:
    """What was asked for a time that is over leaves the inboxes."""
    return {gettext_noop("requests lapsed"): lapse_requests(now=now)}


@every_day("lending.disclosures", _("Copies not accounted for"))
def ask_after_copies(now: datetime) -> Mapping[str, int]:
    """Recipients are asked what became of their copies."""
    return {gettext_noop("asked after copies"): remind_disclosures(now=now)}


def _lacking(counts: Mapping[str, int]) -> dict[str, int]:
    """What went wrong is named only when something did."""
    return {name: count for name, count in counts.items() if count}
