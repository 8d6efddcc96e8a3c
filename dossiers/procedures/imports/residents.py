"""A resident ledger 业主档案台账: units, owners and dossiers that it claims."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from archive_office.journal.acts import note
from archive_office.journal.bulk import note_all
from archive_office.organisation.models import Department
from dossiers.models import Estate, LedgerImport
from dossiers.procedures.imports.claims import RefusedRow, ResidentClaim
from dossiers.procedures.imports.completing import Completer
from dossiers.procedures.imports.making import Maker, Scope
from dossiers.procedures.imports.planning import Plan, Refused, ResidentPlanner
from dossiers.procedures.imports.running import Outcome


class Residents:
    """Compares resident rows with what is stored and writes what they bring.

    Args:
        centre: None to look at a file where no office is set up; nothing can be written then.
        estate: The estate of rows that name none.
        writing: Lock what is compared; off for a dry run.
        everywhere: Take rows about estates of other centres too.
    """

    def __init__(
        self,
        centre: Department | None,
        estate: Estate | None = None,
        *,
        today: date,
        writing: bool = False,
        everywhere: bool = False,
        source: LedgerImport | None = None,  # noqa: ARG002 - what comes in does not name its file
    ) -> None:
        self._planner = ResidentPlanner(centre, estate, lock=writing, everywhere=everywhere)
        self._maker = Maker(Scope.read(), self._planner.buildings, today=today)
        self._completer = Completer(self._maker)
        self._planned: list[Plan | Refused] = []
        self._new: list[Plan] = []
        self._named: dict[str, str] = {}

    def plan(self, rows: Sequence[ResidentClaim | RefusedRow]) -> list[Plan | Refused]:
        """What each row comes to."""
        self._planned = self._planner.plan(rows)
        for plan in self._planned:
            if isinstance(plan, Plan) and plan.estate and not plan.faults and not plan.estate.pk:
                self._named[plan.estate.code] = plan.estate.name
        return self._planned

    def prepare(self) -> None:
        """Make what the rows planned last bring; rows that add nothing are passed over."""
        sound = [plan for plan in self._planned if isinstance(plan, Plan) and not plan.faults]
        self._new = [plan for plan in sound if plan.dossier is None]
        self._found_estates(self._new)
        self._maker.make(self._new)
        for plan in sound:
            if plan.outcome in (Outcome.CREATED, Outcome.COMPLETED):
                self._completer.complete(plan)

    def write(self) -> None:
        """Write what was made."""
        self._maker.write()
        self._completer.write()
        note_all(
            (plan.dossier, {"row": plan.claim.row, "papers": len(plan.claim.papers)})
            for plan in self._new
            if plan.dossier is not None
        )

    def _found_estates(self, plans: Sequence[Plan]) -> None:
        for estate in {plan.estate.code: plan.estate for plan in plans if plan.estate}.values():
            if estate.pk is None:
                estate.save()
                note(estate, after={"code": estate.code, "name": estate.name})

    def facts(self) -> dict[str, Any]:
        """The estates that the ledger names and the office did not know."""
        named = [{"code": code, "name": name} for code, name in self._named.items()]
        return {"estates": named}
