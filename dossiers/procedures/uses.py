"""The present use of a unit is recorded: lived in, let, vacant, fitting out.

Source: SVC-32.
"""

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Dossier, DossierState, Unit
from dossiers.procedures import locks
from dossiers.procedures.filing import renew_dossier
from dossiers.rules.uses import against_recording_use


@act("dossiers.use_recorded", _("Use of a unit recorded"), Clause.SVC_32)
def record_use(unit: Unit, use: str, *, by: User) -> Unit:
    """Record how a unit is used; what its dossiers ask for follows.

    Raises:
        RegulationError: ORG-08 (not the centre's staff), SVC-32 (no use).

    Source: SVC-32.
    """
    fresh = locks.unit(unit.pk)
    enforce(against_recording_use(fresh, use, by))
    before, fresh.use = fresh.use, use
    fresh.save(update_fields=["use"])
    note(fresh, before={"use": before}, after={"use": use})
    rows = Dossier.objects.filter(unit=fresh, state=DossierState.OPEN)
    for dossier in locks.dossiers(rows.values_list("pk", flat=True)):
        dossier.unit = fresh
        renew_dossier(dossier)
    return fresh
