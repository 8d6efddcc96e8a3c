"""Who answered for the safety of a dossier on a day: the archivists of whoever kept it.

Source: ORG-05.
"""

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from archive_office.clock import day_of
from archive_office.organisation.models import Membership
from archive_office.organisation.roles import Role
from dossiers.models import Dossier, Holding, HoldingState

ARCHIVISTS: Final = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)


def answered_for(dossier: Dossier, *, at: datetime) -> QuerySet[Membership]:
    """Appointments of the archivists who answered for a dossier at a moment, past ones too.

    Where its things lay apart, the archivists of every department that kept one of them; of a
    dossier without any, those of its centre.

    Source: ORG-05.
    """
    then = Holding.history.filter(dossier_id=dossier.pk, history_date__lte=at)
    latest = then.order_by("id", "-history_id").distinct("id")
    keepers = {
        keeper
        for keeper, state in latest.values_list("keeper_id", "state")
        if state != HoldingState.DESTROYED
    }
    day = day_of(at)
    posts = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        role__in=ARCHIVISTS,
        department__in=keepers or {dossier.centre_id},
        starts_on__lte=day,
    )
    return posts.select_related("person", "department", "acting_for").order_by(
        "department", "starts_on", "pk"
    )
