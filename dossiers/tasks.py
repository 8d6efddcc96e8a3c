"""Work in the background and by the clock; every task takes ids only (decision 29)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks import task

from archive_office import clock
from archive_office.notices.daily import every_day
from dossiers.ledgers.work import read_received, take_back_asked
from dossiers.models import LedgerImport
from dossiers.procedures.chasing import remind_of_supply
from dossiers.procedures.condition import remind_of_condition_checks
from dossiers.procedures.data_requests import remind_of_data_requests
from dossiers.procedures.entry_reminders import remind_of_entries, remind_of_return_visits
from dossiers.procedures.licences import remind_of_licences
from dossiers.procedures.reminders import (
    remind_of_filing,
    remind_of_late_dossiers,
    remind_of_reviews,
    remind_of_trays,
    remind_of_unordered_dossiers,
)
from dossiers.procedures.reviewing import WORK as READINGS
from dossiers.procedures.reviewing import find_readings
from dossiers.procedures.satisfaction import remind_of_surveys
from dossiers.procedures.title_counts import remind_of_counts


@task()
def read_ledger(import_id: int) -> None:
    """Check a received ledger, or bring in a confirmed one."""
    read_received(LedgerImport.objects.get(pk=import_id), now=clock.now())


@task()
def take_back_ledger(import_id: int) -> None:
    """Take back what a ledger brought in."""
    take_back_asked(LedgerImport.objects.get(pk=import_id), now=clock.now())


def take_back_soon(import_: LedgerImport) -> None:
    """Have the worker take a ledger back once the decision is committed."""
    transaction.on_commit(lambda: take_back_ledger.enqueue(import_.pk))


def read_ledger_soon(import_: LedgerImport) -> None:
    """Have the worker take up a ledger once what is being written is committed."""
    transaction.on_commit(lambda: read_ledger.enqueue(import_.pk))


@every_day("dossiers.late", _("Dossiers that are late"))
def tell_of_late_dossiers(now: datetime) -> Mapping[str, int]:
    """Whoever lets a move-in or a unit wait too long hears of it."""
    return {gettext_noop("told of late dossiers"): remind_of_late_dossiers(now=now)}


@every_day("dossiers.reviews", _("Dossiers to be reviewed"))
def tell_of_reviews(now: datetime) -> Mapping[str, int]:
    """Archivists hear which dossiers are due for review."""
    return {gettext_noop("told of reviews due"): remind_of_reviews(now=now)}


@every_day("dossiers.trays", _("Papers waiting in the tray"))
def tell_of_trays(now: datetime) -> Mapping[str, int]:
    """Archivists hear of papers that lie in their tray."""
    return {gettext_noop("told of waiting trays"): remind_of_trays(now=now)}


@every_day("dossiers.filing", _("Papers not filed in time"))
def tell_of_filing(now: datetime) -> Mapping[str, int]:
    """Archivists hear which accepted volumes stand in no place yet."""
    return {gettext_noop("told of papers not filed"): remind_of_filing(now=now)}


@every_day("dossiers.supply", _("Last month’s papers"))
def tell_of_supply(now: datetime) -> Mapping[str, int]:
    """From the day of supply on, departments hear which papers of last month they owe."""
    return {gettext_noop("told of last month’s papers"): remind_of_supply(now=now)}


@every_day("dossiers.licences", _("Business licences that lapse"))
def tell_of_licences(now: datetime) -> Mapping[str, int]:
    """Archivists hear which business licences lapse soon."""
    return {gettext_noop("told of licences that lapse"): remind_of_licences(now=now)}


@every_day("dossiers.title_counts", _("Counts of title documents"))
def tell_of_title_counts(now: datetime) -> Mapping[str, int]:
    """Whoever looks after a safe hears that two persons are to count what lies in it."""
    return {gettext_noop("told of counts of title documents"): remind_of_counts(now=now)}


@every_day("dossiers.condition", _("Checks of the condition"))
def tell_of_condition_checks(now: datetime) -> Mapping[str, int]:
    """Archivists hear which boxes are due for a look, and which repairs are late."""
    told = remind_of_condition_checks(now=now)
    return {gettext_noop("told of checks of the condition"): told}


@every_day("dossiers.data_requests", _("Requests of residents"))
def tell_of_data_requests(now: datetime) -> Mapping[str, int]:
    """Archivists and heads hear which residents wait too long for an answer."""
    told = remind_of_data_requests(now=now)
    return {gettext_noop("told of residents who wait"): told}


@every_day("dossiers.unordered", _("Former residents’ dossiers"))
def tell_of_unordered_dossiers(now: datetime) -> Mapping[str, int]:
    """Once a year archivists hear which closed dossiers are not in order yet."""
    told = remind_of_unordered_dossiers(now=now)
    return {gettext_noop("told of former residents’ dossiers"): told}


@every_day(READINGS, _("Readings to be reviewed"))
def look_for_readings(now: datetime) -> Mapping[str, int]:
    """The view log of yesterday is gone through, and what is to be reviewed is kept (SEC-41)."""
    return {gettext_noop("readings to be reviewed"): find_readings(now=now)}


@every_day("dossiers.entries", _("Entries of registers that wait"))
def tell_of_entries(now: datetime) -> Mapping[str, int]:
    """Archivists and heads hear what was not received, not solved, not done in time."""
    return {
        gettext_noop("told of entries that wait"): remind_of_entries(now=now),
        gettext_noop("told of return visits"): remind_of_return_visits(now=now),
    }


@every_day("dossiers.surveys", _("Satisfaction surveys"))
def tell_of_surveys(now: datetime) -> Mapping[str, int]:
    """Archivists and heads hear that their centre’s yearly survey is missing."""
    return {gettext_noop("told of missing surveys"): remind_of_surveys(now=now)}
