"""The lines of a destruction register as its pages show them."""

from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Refusal
from destruction.forms.registers import TwinsForm
from destruction.models import (
    DestructionRegister,
    Erasure,
    LineConfirmation,
    LineState,
    RegisterLine,
    Twins,
)

OFF: Final = (LineState.VETOED, LineState.WITHDRAWN)
"""What is no longer meant by its register."""

STANDING: Final = (LineState.LISTED, LineState.PUT_OFF)
"""What can still be withdrawn."""

SHOWN: Final = {
    "": (_("All lines"), Q()),
    "listed": (_("Still listed"), Q(state=LineState.LISTED)),
    "off": (_("Struck, withdrawn or put off"), Q(state__in=[*OFF, LineState.PUT_OFF])),
    "destroyed": (_("Destroyed"), Q(state=LineState.DESTROYED)),
}
_TONES: Final = {
    LineState.VETOED: "warn",
    LineState.WITHDRAWN: "warn",
    LineState.PUT_OFF: "warn",
    LineState.DESTROYED: "bad",
}


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a register still waits, in words.

    Attributes:
        days: Until the second check is allowed; None while something is not set apart yet.
    """

    days: int | None

    @property
    def words(self) -> str:
        """As a list says it."""
        if self.days is None:
            return gettext("not all set apart yet")
        if self.days <= 0:
            return gettext("time is over")
        return ngettext("%(n)s day left", "%(n)s days left", self.days) % {"n": self.days}

    @property
    def is_over(self) -> bool:
        """Whether the register can go on."""
        return self.days is not None and self.days <= 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line, with the form for its electronic copies where this person may settle them."""

    line: RegisterLine
    form: TwinsForm | None = None
    refusals: tuple[Refusal, ...] = ()
    withdraws: bool = False

    @property
    def plain_refusals(self) -> list[Refusal]:
        """The refusals without the names of fields: many lines have a field of each name."""
        return [replace(refusal, field="") for refusal in self.refusals]

    @property
    def is_open(self) -> bool:
        """Whether the form stands open: what was typed was refused."""
        return bool(self.refusals or (self.form and self.form.errors))

    @property
    def tone(self) -> str:
        """The colour of what became of it."""
        return _TONES.get(LineState(self.line.state), "")

    @property
    def place(self) -> str:
        """Where the thing stands now, as the catalogue has it."""
        slot = self.line.holding.present_slot
        if self.line.is_document and self.line.quarantine_slot:
            slot = self.line.quarantine_slot
        return slot.place if slot else ""


def row_of(line: RegisterLine, *, drafting: bool = False, withdraws: bool = False) -> Row:
    """A line as the page shows it now."""
    asks = drafting and line.twins != Twins.NONE
    form = None
    if asks:
        said = {"twins": line.twins, "reason": line.twins_reason}
        form = TwinsForm(initial=said, auto_id=f"line{line.pk}_%s")
    return Row(line, form, withdraws=withdraws and line.state in STANDING)


def lines_of(register: DestructionRegister, show: str) -> QuerySet[RegisterLine]:
    """The lines with all that a page says of them, in a fixed number of questions."""
    confirmations = LineConfirmation.objects.select_related("witness__person")
    return (
        register.lines.filter(SHOWN.get(show, SHOWN[""])[1])
        .select_related(
            "appraised__appraisal",
            "holding__present_slot__shelf__cabinet__room",
            "document",
            "from_slot__shelf__cabinet__room",
            "quarantine_slot__shelf__cabinet__room",
            "decided_by",
            "moved_by",
            "destroyed_by",
        )
        .prefetch_related(
            Prefetch("confirmations", queryset=confirmations),
            Prefetch("erasures", queryset=Erasure.objects.order_by("pk")),
        )
    )
