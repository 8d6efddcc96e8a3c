"""Where a destruction register stands, what comes next, and everything that happened to it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from archive_office.journal.acts import ACTS
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.organisation.models import User
from destruction.models import (
    DestructionRegister,
    LineState,
    RegisterDecision,
    RegisterLine,
    RegisterSignature,
    RegisterState,
    Witness,
)
from dossiers.views.timeline import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_EVENTS: Final = 60
_ROAD: Final = (
    (RegisterState.DRAFTING, _("List")),
    (RegisterState.APPROVING, _("Approval")),
    (RegisterState.WAITING, _("Set apart, second check")),
    (RegisterState.EXECUTING, pgettext_lazy("step of a destruction register", "Destruction")),
    (RegisterState.SIGNING, _("Signatures")),
    (RegisterState.CLOSED, RegisterState.CLOSED.label),
)
_LOOKS: Final = {
    "destruction.register_drawn_up": ("add", "info"),
    "destruction.register_frozen": ("lock", "info"),
    "destruction.register_thawed": ("lock_clock", "warn"),
    "destruction.register_approved": ("how_to_reg", "good"),
    "destruction.register_decided": ("how_to_reg", "good"),
    "destruction.register_voided": ("block", "bad"),
    "destruction.moved_apart": ("move_to_inbox", "info"),
    "destruction.line_withdrawn": ("undo", "warn"),
    "destruction.checked_again": ("fact_check", "good"),
    "destruction.destruction_planned": ("event", "info"),
    "destruction.witness_appointed": ("person_add", "info"),
    "destruction.witness_dismissed": ("person_off", "warn"),
    "destruction.destruction_started": ("play_arrow", "warn"),
    "destruction.line_confirmed": ("visibility", "info"),
    "destruction.line_destroyed": ("delete_forever", "bad"),
    "destruction.line_put_off": ("schedule", "warn"),
    "destruction.destruction_finished": ("done_all", "info"),
    "destruction.record_signed": ("draw", "good"),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines there are, what became of them, and what is still on its shelf."""

    lines: int
    listed: int
    to_move: int
    states: list[tuple[str, "StrOrPromise", int]]
    kept: int


def tally_of(found: DestructionRegister) -> Tally:
    """Counted in the database, in one question."""
    rows = (
        found.lines.order_by()
        .values("state")
        .annotate(
            total=Count("pk"),
            moved=Count("pk", filter=Q(moved_at__isnull=False)),
            kept=Count("pk", filter=Q(twins="keep")),
        )
    )
    counts = {row["state"]: row for row in rows}
    said = Counter({state: row["total"] for state, row in counts.items()})
    listed = counts.get(LineState.LISTED, {"total": 0, "moved": 0})
    return Tally(
        lines=sum(said.values()),
        listed=said[LineState.LISTED],
        to_move=listed["total"] - listed["moved"],
        states=[(each.value, each.label, said[each]) for each in LineState if said[each]],
        kept=sum(row["kept"] for row in counts.values()),
    )


def road(found: DestructionRegister) -> list[dict[str, object]]:
    """Where a register is on its way, as the steps partial draws it."""
    order = [state for state, _title in _ROAD]
    if found.state not in order:
        return []
    here = order.index(RegisterState(found.state))
    ended = found.state == RegisterState.CLOSED
    return [
        {
            "title": title,
            "state": "done" if place < here or ended else "current" if place == here else "todo",
        }
        for place, (_state, title) in enumerate(_ROAD)
    ]


def story_of(found: DestructionRegister) -> list[Event]:
    """The whole life of a register as the journal has it, newest first.

    What one person did many times on one day (things moved, lines destroyed) is one event.
    """
    groups = list(
        JournalEntry.objects.filter(pk__in=_entries(found))
        .order_by()
        .annotate(day=TruncDate("at"))
        .values("act", "by", "acting_for", "reason", "clauses", "day")
        .annotate(count=Count("pk"), first=Min("at"), last=Max("at"), latest=Max("pk"))
        .order_by("-last", "-latest")[:MOST_EVENTS]
    )
    keys = {pk for group in groups for pk in (group["by"], group["acting_for"]) if pk}
    people = User.objects.in_bulk(keys)
    return [_event(group, people) for group in groups]


def _entries(found: DestructionRegister) -> Any:
    """Keys of the journal's entries about the register and all that belongs to it."""
    parts = (RegisterLine, RegisterDecision, Witness, RegisterSignature)
    kinds = ContentType.objects.get_for_models(DestructionRegister, *parts)
    about = Q(kind=kinds[DestructionRegister], thing=found.pk)
    for part in parts:
        own = part._default_manager.filter(register=found.pk).values("pk")
        about |= Q(kind=kinds[part], thing__in=own)
    return JournalSubject.objects.filter(about).values("entry")


def _event(group: Mapping[str, Any], people: dict[int, User]) -> Event:
    known = ACTS.get(group["act"])
    icon, tone = _LOOKS.get(group["act"], ("edit_note", "neutral"))
    count, first, last = group["count"], group["first"], group["last"]
    detail = ""
    if count > 1:
        words = ngettext("%(n)s time", "%(n)s times", count) % {"n": count}
        since = timezone.localtime(first)
        detail = f"{words} · {since:%H:%M}–{timezone.localtime(last):%H:%M}"
    return Event(
        at=timezone.localtime(last),
        title=known.title if known else group["act"],
        by=str(people.get(group["by"], "")),
        detail=detail,
        reason=group["reason"],
        clauses=group["clauses"][:4],
        icon=icon,
        tone=tone,
    )
