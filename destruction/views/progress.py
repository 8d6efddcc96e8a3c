"""How far a destruction is: what each witness compared, what is destroyed, what is left.

Source: DES-07, DES-08.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Prefetch, QuerySet

from destruction.models import (
    DestructionRegister,
    LineConfirmation,
    LineState,
    RegisterLine,
    Witness,
)
from destruction.rules import witnessing
from destruction.rules.carrying_out import ready_lines

GOES: Final = (LineState.LISTED, LineState.DESTROYED)
"""What a witness compares: neither what an approver struck nor what was taken off since."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many lines one witness has compared with the things themselves."""

    witness: Witness
    done: int
    total: int
    signed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether this witness has seen every line."""
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class Progress:
    """A destruction in numbers."""

    listed: int
    ready: int
    destroyed: int
    put_off: int
    withdrawn: int
    witnesses: list[Compared] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Lines that are to be destroyed or are already."""
        return self.listed + self.destroyed


def progress_of(register: DestructionRegister) -> Progress:
    """Counted in the database, in four questions."""
    states = Counter(register.lines.order_by().values_list("state", flat=True))
    total = sum(states[state] for state in GOES)
    confirmed = LineConfirmation.objects.filter(line__register=register, line__state__in=GOES)
    by_witness = dict(
        confirmed.order_by()
        .values_list("witness")
        .annotate(n=Count("pk"))
        .values_list("witness", "n")
    )
    signatures = register.signatures.filter(voided_at__isnull=True)
    signers = set(signatures.values_list("signer_id", flat=True))
    return Progress(
        listed=states[LineState.LISTED],
        ready=ready_lines(register).count(),
        destroyed=states[LineState.DESTROYED],
        put_off=states[LineState.PUT_OFF],
        withdrawn=states[LineState.WITHDRAWN],
        witnesses=[
            Compared(each, by_witness.get(each.pk, 0), total, each.person_id in signers)
            for each in witnessing.standing(register)
        ],
    )


def with_confirmations(lines: QuerySet[RegisterLine]) -> QuerySet[RegisterLine]:
    """Lines with who compared them, and the thing with its place."""
    given = LineConfirmation.objects.select_related("witness__person")
    return lines.select_related(
        "holding__dossier", "document__type", "quarantine_slot", "decided_by", "destroyed_by"
    ).prefetch_related(Prefetch("confirmations", queryset=given))
