"""Lines that a reader may strike out one by one, each with its own reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from destruction.forms.registers import LinesForm
from destruction.models import LineState, RegisterLine


@dataclass(frozen=True, slots=True)
class Strikable:
    """A line with its tick and reason as they were typed.

    Attributes:
        stated: What the frozen content says of it.
    """

    line: RegisterLine
    struck: bool
    why: str
    stated: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether it can be struck: nobody took it off before."""
        return self.line.state == LineState.LISTED


def strikable(
    line: RegisterLine, form: LinesForm, stated: Mapping[str, Any] | None = None
) -> Strikable:
    """A line as the form shows it, after a refusal with what was typed."""
    return Strikable(line, line.pk in form.struck, form.struck.get(line.pk, ""), stated or {})
