"""The regulation as data: its clauses, and how an act is refused in their name."""

from archive_office.regulation.clauses import Clause
from archive_office.regulation.refusals import Refusal, RegulationError, enforce

__all__ = ["Clause", "Refusal", "RegulationError", "enforce"]
