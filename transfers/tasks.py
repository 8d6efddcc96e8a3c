"""What the handover does by the clock."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from archive_office.clock import day_of
from archive_office.notices.daily import every_day
from transfers.procedures.periods import ensure_periods, remind_centres


@every_day("transfers.periods", _("Half-years of the handover"))
def open_half_years(now: datetime) -> Mapping[str, int]:
    """The calendar opens half-years; first, so that what is due can be told of."""
    return {gettext_noop("half-years opened"): len(ensure_periods(today=day_of(now)))}


@every_day("transfers.reminders", _("Handovers due and late"))
def tell_of_handovers(now: datetime) -> Mapping[str, int]:
    """Archivists hear of handovers that are due or late."""
    return {gettext_noop("told of handovers due"): remind_centres(now=now)}
