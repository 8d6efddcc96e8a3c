"""A look at a ledger that leaves no trace: what would come of it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive_office.organisation.models import Department
from dossiers.ledgers.bringing_in import CLAIMS, converted
from dossiers.ledgers.report import LedgerReport
from dossiers.ledgers.telling import Place, Told
from dossiers.models import Estate
from dossiers.procedures.imports.findings import is_stores
from dossiers.procedures.imports.lifecycle import WORKS
from dossiers.procedures.imports.running import Planned, Tally, chunks


@dataclass(frozen=True, slots=True)
class Look:
    """Figures of a ledger, and what the store says against rows that read well."""

    counts: Mapping[str, Any]
    refusals: Mapping[Place, Sequence[Told]]


def look(
    report: LedgerReport,
    centre: Department | None,
    estate: Estate | None,
    *,
    profile: str,
    today: date,
) -> Look:
    """Compare a ledger with what is stored; nothing is written, locked or kept.

    Args:
        centre: None where no office is set up yet: then every estate is a new one.
    """
    work: Any = WORKS[profile](centre, estate, today=today, everywhere=True)
    tally = Tally()
    refusals: dict[Place, Sequence[Told]] = {}
    for rows in chunks(converted(report.verdicts, CLAIMS[profile])):
        for planned in work.plan(rows):
            tally.take(planned)
            if told := _told(planned):
                refusals[planned.claim.sheet, planned.claim.row] = told
    return Look({**tally.as_json(), **work.facts()}, refusals)


def _told(planned: Planned) -> list[Told]:
    return [one.as_json() for one in planned.findings if is_stores(one.code, one.values)]
