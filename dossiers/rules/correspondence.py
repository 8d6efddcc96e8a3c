"""What stands against registering correspondence, and against linking it.

Source: COL-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Dossier, Letter

REGISTERS = (Role.FRONT_LINE, Role.CENTRE_ARCHIVIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """One letter, call or notice as it is told."""

    direction: str
    kind: str
    on: date
    partner: str
    subject: str
    dossier: Dossier | None = None


def against_registering(
    told: Correspondence, centre: Department, by: User, *, today: date
) -> Iterator[Refusal]:
    """Why this person does not register this for this centre.

    Source: COL-12.
    """
    if not centre.is_centre or not any(by.holds(role, centre) for role in REGISTERS):
        yield Refusal(
            Clause.ORG_08,
            _("Only the staff of %(centre)s register its correspondence.") % {"centre": centre},
        )
    if not told.partner:
        yield Refusal(Clause.COL_12, _("Say from whom it came, or to whom it went."), "partner")
    if not told.subject:
        yield Refusal(Clause.COL_12, _("Say what it is about."), "subject")
    if told.on > today:
        yield Refusal(Clause.COL_12, _("The day is not in the future."), "on")
    if told.dossier is not None:
        yield from _against_strange(told.dossier, centre)


def against_linking(letter: Letter, dossier: Dossier | None, by: User) -> Iterator[Refusal]:
    """Why this person does not link this entry to this dossier; a link once made stays.

    Source: COL-12.
    """
    if not any(by.holds(role, letter.centre) for role in REGISTERS):
        yield Refusal(
            Clause.ORG_08,
            _("Only the staff of %(centre)s register its correspondence.")
            % {"centre": letter.centre},
        )
    if letter.dossier_id is not None:
        yield Refusal(Clause.COL_12, _("%(number)s has its dossier.") % {"number": letter})
    if dossier is None:
        yield Refusal(Clause.COL_12, _("No dossier is called so."), "dossier")
    else:
        yield from _against_strange(dossier, letter.centre)


def _against_strange(dossier: Dossier, centre: Department) -> Iterator[Refusal]:
    if dossier.centre_id != centre.pk:
        yield Refusal(
            Clause.ORG_01,
            _("%(thing)s belongs to another centre than %(centre)s.")
            % {"thing": dossier, "centre": centre},
            field="dossier",
        )
