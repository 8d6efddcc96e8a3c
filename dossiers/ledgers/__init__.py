"""Reading the ledgers that offices really keep in Excel, as IMPORT_RULES states it.

A value that a careful clerk can read in only one way is accepted and normalised; a value that
can be read in two ways, or that has lost information, refuses its row; nothing is guessed and
nothing vanishes silently.
"""

from __future__ import annotations

from dossiers.ledgers.answer import error_workbook
from dossiers.ledgers.codes import Code, LedgerRefused, Severity
from dossiers.ledgers.destruction_facts import Catalogued, DestructionRecord
from dossiers.ledgers.engine import Ledger
from dossiers.ledgers.layout import ColumnChoice
from dossiers.ledgers.limits import LIMITS, Limits
from dossiers.ledgers.profiles import (
    CATALOGUE,
    DESTRUCTION,
    HANDOVER,
    LOANS,
    PROFILES,
    RESIDENT,
    Profile,
)
from dossiers.ledgers.profiles.destruction import DestructionProfile
from dossiers.ledgers.profiles.loans import LoanProfile
from dossiers.ledgers.report import LedgerReport, read_faults, read_ledger, refusal_json
from dossiers.ledgers.verdicts import (
    Accepted,
    CatalogueRecord,
    DocumentCount,
    FileWarning,
    Finding,
    LoanRecord,
    Rejected,
    ResidentRecord,
    Skipped,
    Summary,
    Verdict,
)

__all__ = [
    "CATALOGUE",
    "DESTRUCTION",
    "HANDOVER",
    "LIMITS",
    "LOANS",
    "PROFILES",
    "RESIDENT",
    "Accepted",
    "CatalogueRecord",
    "Catalogued",
    "Code",
    "ColumnChoice",
    "DestructionProfile",
    "DestructionRecord",
    "DocumentCount",
    "FileWarning",
    "Finding",
    "Ledger",
    "LedgerRefused",
    "LedgerReport",
    "Limits",
    "LoanProfile",
    "LoanRecord",
    "Profile",
    "Rejected",
    "ResidentRecord",
    "Severity",
    "Skipped",
    "Summary",
    "Verdict",
    "error_workbook",
    "read_faults",
    "read_ledger",
    "refusal_json",
]
