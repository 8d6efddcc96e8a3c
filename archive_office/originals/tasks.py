"""What the office day does for the seals: says in time what runs out.

Source: TRF-07.
"""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from archive_office.clock import day_of
from archive_office.notices.daily import every_day
from archive_office.notices.procedures import Message, tell
from archive_office.originals.keeping import running_out, to_be_told
from archive_office.regulation import Clause


@every_day("originals.running_out", _("Seals and certificates that run out"))
def tell_what_runs_out(now: datetime) -> Mapping[str, int]:
    """Tell keeper and head thirty days before a seal or certificate ends; once for each.

    Source: TRF-07.
    """
    told = 0
    for each in running_out(now):
        message = Message(
            key=each.key,
            title=each.what,
            body=_("Appoint its successor in time; nobody seals with what has run out."),
            link=reverse("workbench:seal", args=[each.seal.pk]),
            clause=Clause.TRF_07.value,
        )
        people = to_be_told(each.seal, on=day_of(now))
        told += len(tell(people, message, by=None, now=now))
    return {gettext_noop("told of seals that run out"): told}
