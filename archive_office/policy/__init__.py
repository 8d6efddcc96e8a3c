"""What the regulation leaves to the office: numbers, switches and who decides."""

from archive_office.policy.chains import Step, chain
from archive_office.policy.reading import Timeline, number, parameter, switch, text

__all__ = ["Step", "Timeline", "chain", "number", "parameter", "switch", "text"]
