"""What happened to a dossier, in one line of time: acts of the journal and dated entries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from archive_office.journal.acts import ACTS
from archive_office.journal.models import JournalEntry, JournalSubject
from dossiers.models import Dossier, DossierEvent, Holding, HoldingState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SUBJECTS = 120
MOST_EVENTS = 30
QUIET = {"dossiers.step_saved"}
"""Acts that say nothing about the dossier itself."""

LOOKS = {
    "dossiers.submission_accepted": ("check", "good"),
    "dossiers.papers_filed": ("note_add", "good"),
    "dossiers.holding_placed": ("shelves", "good"),
    "dossiers.custody_moved": ("swap_horiz", "info"),
    "dossiers.holdings_verified": ("verified", "good"),
    "dossiers.numbers_revealed": ("visibility", "warn"),
    "dossiers.dossier_closed": ("lock", "neutral"),
}


@dataclass(slots=True)
class Event:
    """One point in the line of time, as the shell draws it."""

    at: datetime
    title: "StrOrPromise"
    by: str = ""
    detail: str = ""
    reason: str = ""
    clauses: list[str] = field(default_factory=list)
    icon: str = "circle"
    tone: str = "neutral"


def timeline_of(dossier: Dossier, holdings: Iterable[Holding]) -> list[Event]:
    """The latest acts on a dossier and its holdings with its dated entries, newest first."""
    codes = {holding.pk: holding for holding in holdings}
    events = [*_acts(dossier, codes), *_entries(dossier)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:MOST_EVENTS]


def _acts(dossier: Dossier, holdings: dict[int, Holding]) -> list[Event]:
    kinds = ContentType.objects.get_for_models(Dossier, Holding)
    rows = (
        JournalSubject.objects.filter(
            Q(kind=kinds[Dossier], thing=dossier.pk)
            | Q(kind=kinds[Holding], thing__in=list(holdings))
        )
        .select_related("entry__by", "entry__acting_for")
        .order_by("-id")[:MOST_SUBJECTS]
    )
    grouped: dict[int, Event] = {}
    for row in rows:
        if row.entry.act not in QUIET:
            event = grouped.setdefault(row.entry_id, _event(row.entry))
            line = _changed(row, holdings)
            event.detail = "；".join(filter(None, (line, event.detail)))
    return list(grouped.values())


def _event(entry: JournalEntry) -> Event:
    known = ACTS.get(entry.act)
    icon, tone = LOOKS.get(entry.act, ("circle", "neutral"))
    return Event(
        at=timezone.localtime(entry.at),
        title=known.title if known else entry.act,
        by=str(entry.by or ""),
        reason=entry.reason,
        clauses=entry.clauses[:4],
        icon=icon,
        tone=tone,
    )


def _changed(row: JournalSubject, holdings: dict[int, Holding]) -> str:
    """What changed, where people would ask for it: the custody of a holding."""
    before, after = row.before or {}, row.after or {}
    if row.label not in {holding.code for holding in holdings.values()} or "state" not in after:
        return ""
    then, now = _state(before), _state(after)
    return f"{row.label}：{then} → {now}" if then and then != now else f"{row.label}：{now}"


def _state(facts: dict[str, Any]) -> str:
    value = facts.get("state")
    return str(HoldingState(value).label) if value in HoldingState.values else ""


def _entries(dossier: Dossier) -> list[Event]:
    rows = dossier.events.select_related("by").order_by("-on", "-pk")[:MOST_EVENTS]
    marks = {
        DossierEvent.Kind.CHANGE: ("edit_note", "info"),
        DossierEvent.Kind.TASK: ("task_alt", "warn"),
        DossierEvent.Kind.REMARK: ("sticky_note_2", "neutral"),
    }
    return [
        Event(
            at=timezone.make_aware(datetime.combine(row.on, time())),
            title=row.get_kind_display(),
            by=str(row.by or ""),
            detail=row.text,
            icon=marks[DossierEvent.Kind(row.kind)][0],
            tone="good" if row.done_on else marks[DossierEvent.Kind(row.kind)][1],
        )
        for row in rows
    ]
