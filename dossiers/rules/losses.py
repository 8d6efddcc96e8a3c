"""Things that cannot be found: who reports them, and how a loss ends.

Source: STO-17.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding, HoldingState, LossReport
from dossiers.rules.obligations import open_obligations
from dossiers.rules.stocktaking import against_strangers

LOSABLE: Final = (HoldingState.IN_PREPARATION, HoldingState.ON_SHELF)
"""What the archive room itself can miss; what is out or in handover is missed by its own act."""


def lost(user: User) -> QuerySet[Holding]:
    """Everything that is missing, as far as somebody sees it.

    Source: STO-17.
    """
    return (
        Holding.objects.visible_to(user)
        .filter(state=HoldingState.MISSING)
        .select_related("keeper", "dossier")
    )


def open_report(holding: Holding) -> LossReport | None:
    """The report of this loss that has not ended, if there is one."""
    return holding.losses.filter(outcome="").select_related("reported_by").first()


def against_reporting(holding: Holding, words: str, by: User) -> Iterator[Refusal]:
    """Why this thing cannot be reported missing.

    Source: ORG-01, STO-17.
    """
    yield from against_strangers(holding.keeper, by)
    if holding.state not in LOSABLE:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is “%(state)s”; whoever has it answers for it.")
            % {"code": holding.code, "state": holding.get_state_display()},
        )
    if not words.strip():
        yield Refusal(
            Clause.STO_17, _("Say when it was seen last and where you looked."), field="note"
        )


def against_ending(holding: Holding, words: str, by: User, *, on: date) -> Iterator[Refusal]:
    """Why this loss cannot be ended.

    A loss that belongs to an open loan or a shortage of a handover ends with that.

    Source: ORG-01, STO-17.
    """
    yield from against_strangers(holding.keeper, by)
    if holding.state != HoldingState.MISSING:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is “%(state)s”, not missing.")
            % {"code": holding.code, "state": holding.get_state_display()},
        )
    else:
        yield from (
            Refusal(
                Clause.STO_17,
                _("%(code)s is missing in another matter; end that first: %(matter)s")
                % {"code": holding.code, "matter": obligation.text},
            )
            for obligation in open_obligations([holding])
            if obligation.kind not in ("hold", "data_request")
        )
    if not words.strip():
        yield Refusal(Clause.STO_17, _("Say where it was, or what replaces it."), field="note")
    report = open_report(holding)
    if report is not None and on < report.reported_on:
        yield Refusal(Clause.STO_17, _("The day lies before the report."))
