"""Who answers for one dossier, and dossiers put under seal.

Source: SEC-26, SEC-44, LND-24.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Dossier
from dossiers.procedures import locks
from dossiers.rules import keeping as rules


@act("dossiers.keeper_named", _("Keeper of a dossier named"), Clause.SEC_26)
def name_keeper(dossier: Dossier, person: User, *, by: User) -> Dossier:
    """Name the one person who keeps a dossier, among those who work where it is kept.

    Raises:
        RegulationError: SEC-26, the person has no post there, or who names has none that
            names keepers.

    Source: SEC-26.
    """
    (fresh,) = locks.dossiers([dossier.pk])
    enforce(rules.against_naming_keeper(fresh, person, by))
    before = fresh.responsible_id
    fresh.responsible = person
    fresh.save(update_fields=["responsible"])
    note(fresh, before={"keeper": before}, after={"keeper": person.pk})
    return fresh


@act("dossiers.sealed", _("Dossier sealed"), Clause.SEC_44, Clause.LND_24)
def seal_dossier(dossier: Dossier, *, by: User, today: date, reason: str) -> Dossier:
    """Put a dossier under seal: from now on the director alone opens it.

    Raises:
        RegulationError: SEC-44, no head of those who keep it, no reason, sealed already.

    Source: SEC-44, LND-24.
    """
    (fresh,) = locks.dossiers([dossier.pk])
    enforce(rules.against_sealing(fresh, by, reason=reason))
    fresh.sealed_on, fresh.sealed_by, fresh.sealed_because = today, by, reason.strip()
    fresh.save(update_fields=["sealed_on", "sealed_by", "sealed_because"])
    note(fresh, before={"sealed": None}, after={"sealed": today.isoformat()})
    return fresh


@act("dossiers.unsealed", _("Seal of a dossier lifted"), Clause.SEC_44, Clause.LND_24)
def unseal_dossier(dossier: Dossier, *, by: User, reason: str) -> Dossier:
    """Lift the seal of a dossier for good; who sealed it, when and why stays in the history.

    Raises:
        RegulationError: LND-24, not the director, no reason, not sealed.

    Source: SEC-44, LND-24.
    """
    (fresh,) = locks.dossiers([dossier.pk])
    enforce(rules.against_unsealing(fresh, by, reason=reason))
    before = fresh.sealed_on.isoformat() if fresh.sealed_on else None
    fresh.sealed_on, fresh.sealed_by, fresh.sealed_because = None, None, ""
    fresh.save(update_fields=["sealed_on", "sealed_by", "sealed_because"])
    note(fresh, before={"sealed": before}, after={"sealed": None})
    return fresh
