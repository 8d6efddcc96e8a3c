"""What stands against a doubt about a thing, and against settling it.

Source: STO-13.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Doubt, Holding, HoldingState
from dossiers.rules.condition import CHECKERS, against_strangers


def open_doubts(user: User) -> QuerySet[Doubt]:
    """Doubts that nobody has settled yet, among those a person sees.

    Source: STO-13.
    """
    return Doubt.objects.visible_to(user).filter(closed_on=None)


def against_raising(holding: Holding, text: str, by: User) -> Iterator[Refusal]:
    """Why no doubt can be raised about this thing: any archivist may, whoever keeps it.

    Source: STO-13.
    """
    if not any(by.holds(role) for role in CHECKERS):
        yield Refusal(Clause.STO_13, _("Archivists raise doubts about things."))
    if holding.state == HoldingState.DESTROYED:
        yield Refusal(
            Clause.STO_13, _("%(code)s was destroyed.") % {"code": holding.code}, field="code"
        )
    if holding.doubts.filter(closed_on=None).exists():
        yield Refusal(
            Clause.STO_13,
            _("There is an open doubt about %(code)s already.") % {"code": holding.code},
            field="code",
        )
    if not text.strip():
        yield Refusal(Clause.STO_13, _("Say what seems wrong."), field="text")


def against_settling(doubt: Doubt, finding: str, by: User, *, today: date) -> Iterator[Refusal]:
    """Why this doubt cannot be settled: its check closes with a finding.

    Source: ORG-01, STO-13.
    """
    yield from against_strangers(doubt.department, by)
    if doubt.closed_on is not None:
        yield Refusal(Clause.STO_13, _("The doubt is settled already."))
    if not finding.strip():
        yield Refusal(Clause.STO_13, _("Say what the check has found."), field="finding")
    if today < doubt.raised_on:
        yield Refusal(Clause.STO_13, _("A doubt is settled after it was raised."))
