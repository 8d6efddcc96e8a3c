"""Who may be named keeper of a dossier, and who seals one or lifts its seal.

Source: SEC-26, SEC-44, LND-24.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier
from dossiers.rules.access import speaks_for_keeper

SEALS = (Role.CENTRE_HEAD, Role.ARCHIVE_ROOM_HEAD)


def against_naming_keeper(dossier: Dossier, person: User | None, by: User) -> Iterator[Refusal]:
    """Why this person (nobody yet) does not become keeper of this dossier by that one's word.

    Source: SEC-26.
    """
    if not speaks_for_keeper(dossier, by):
        yield Refusal(
            Clause.SEC_26,
            _("%(code)s: its archivist or head names the keeper.") % {"code": dossier.code},
        )
    posts = person.current_memberships if person else []
    if not any(m.department_id == dossier.centre_id for m in posts):
        yield Refusal(
            Clause.SEC_26,
            _("%(person)s has no post in %(centre)s.")
            % {"person": person, "centre": dossier.centre},
            field="person",
        )


def against_sealing(dossier: Dossier, by: User, *, reason: str) -> Iterator[Refusal]:
    """Why this person does not put this dossier under seal.

    Source: SEC-44.
    """
    departments = dossier.at_home_in()
    heads = {m.department_id for m in by.current_memberships if m.role in SEALS}
    if not by.holds(Role.DIRECTOR) and not heads & departments:
        yield Refusal(
            Clause.SEC_44,
            _("The director seals, or the head of those who keep %(code)s.")
            % {"code": dossier.code},
        )
    if dossier.sealed_on is not None:
        yield Refusal(Clause.SEC_44, _("%(code)s is sealed.") % {"code": dossier.code})
    if not reason.strip():
        yield Refusal(Clause.SEC_44, _("Say why it is sealed."), field="reason")


def against_unsealing(dossier: Dossier, by: User, *, reason: str) -> Iterator[Refusal]:
    """Why this person does not lift the seal of this dossier.

    Source: LND-24, SEC-44.
    """
    if not by.holds(Role.DIRECTOR):
        yield Refusal(
            Clause.LND_24,
            _("%(code)s is sealed; the director alone opens it.") % {"code": dossier.code},
        )
    if dossier.sealed_on is None:
        yield Refusal(Clause.LND_24, _("%(code)s is not sealed.") % {"code": dossier.code})
    if not reason.strip():
        yield Refusal(Clause.LND_24, _("Say why the seal is lifted."), field="reason")
