"""What the office day does for the storerooms."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from archive_office.notices.daily import every_day
from archive_office.workbench.rooms import reminding


@every_day("custody.inspections", _("Inspections of storerooms"))
def tell_of_inspections(now: datetime) -> Mapping[str, int]:
    """Whoever looks after a room hears that its inspection is due, and which remedies are late."""
    return {
        gettext_noop("told of inspections due"): reminding.remind_of_inspections(now=now),
        gettext_noop("told of late remedies"): reminding.remind_of_remedies(now=now),
    }


@every_day("custody.equipment", _("Equipment of the storerooms"))
def tell_of_equipment(now: datetime) -> Mapping[str, int]:
    """Whoever looks after a room hears of extinguishers and signs to be checked."""
    told = reminding.remind_of_equipment(now=now)
    return {gettext_noop("told of equipment to be checked"): told}


@every_day("custody.closings", _("Closing of the storerooms"))
def tell_of_closings(now: datetime) -> Mapping[str, int]:
    """Whoever looks after a room hears that nobody signed its closing."""
    return {gettext_noop("told of missing closings"): reminding.remind_of_closings(now=now)}


@every_day("custody.backup", _("Monthly backup"))
def tell_of_backup(now: datetime) -> Mapping[str, int]:
    """The administrator hears of the backup day."""
    return {gettext_noop("told of the backup"): reminding.remind_of_backup(now=now)}
