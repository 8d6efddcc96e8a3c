"""Where an appraisal stands: its verdicts, its signatures, and everything that happened to it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.journal.acts import ACTS
from archive_office.journal.models import JournalSubject
from archive_office.organisation.models import User
from archive_office.regulation import Refusal
from destruction.models import (
    Appraisal,
    AppraisalSignature,
    AppraisalState,
    EngineeringOpinion,
    Verdict,
)
from destruction.procedures.signing import in_force
from destruction.rules import judging, people, steps
from destruction.rules.content import lines_of
from dossiers.views.timeline import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_EVENTS: Final = 40
MOST_SUBJECTS: Final = 200
_ROAD: Final = (
    (AppraisalState.DRAFTING, _("List and verdicts")),
    (AppraisalState.SIGNING, _("Sign")),
    (AppraisalState.APPROVED, AppraisalState.APPROVED.label),
)
_LOOKS: Final = {
    "destruction.appraisal_opened": ("add", "info"),
    "destruction.opinion_given": ("handyman", "info"),
    "destruction.appraisal_frozen": ("lock", "info"),
    "destruction.appraisal_thawed": ("lock_clock", "warn"),
    "destruction.appraisal_signed": ("draw", "good"),
    "destruction.appraisal_voided": ("block", "bad"),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines there are and what is said of them."""

    lines: int
    open: int
    verdicts: list[tuple[str, "StrOrPromise", int]]
    technical: int
    unheard: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """One signature that a frozen appraisal needs."""

    name: str
    label: str
    role: "StrOrPromise"
    signature: AppraisalSignature | None
    may_sign: bool


def tally_of(found: Appraisal) -> Tally:
    """Counted in the database, in two questions."""
    said = Counter(found.lines.order_by().values_list("verdict", flat=True))
    technical = found.lines.order_by().filter(technical=True)
    heard = dict(technical.values_list("pk", "opinions__pk"))
    return Tally(
        lines=sum(said.values()),
        open=said[Verdict.NONE],
        verdicts=[(each.value, each.label, said[each]) for each in Verdict if said[each]],
        technical=len(heard),
        unheard=sum(opinion is None for opinion in heard.values()),
    )


def road(found: Appraisal) -> list[dict[str, object]]:
    """Where an appraisal is on its way, as the steps partial draws it."""
    if found.state == AppraisalState.VOID:
        return []
    order = [state for state, _title in _ROAD]
    here = order.index(AppraisalState(found.state))
    ended = found.state == AppraisalState.APPROVED
    return [
        {
            "title": title,
            "state": "done" if place < here or ended else "current" if place == here else "todo",
        }
        for place, (_state, title) in enumerate(_ROAD)
    ]


def next_step(found: Appraisal, user: User) -> dict[str, Any]:
    """What comes next, and which part of it this person may take."""
    draws_up = people.post_at(user, found.room) is not None
    heads = people.post_at(user, found.room, people.HEADS) is not None
    counted = tally_of(found)
    drafting = found.state == AppraisalState.DRAFTING
    return {
        "tally": counted,
        "draws_up": draws_up,
        "may_void": found.is_open and (draws_up or heads),
        "gives_opinion": drafting and people.engineers_post(user) is not None,
        "against": against_freezing(found) if drafting and counted.lines else [],
        "wanted": wanted(found, user),
    }


def against_freezing(found: Appraisal) -> list[Refusal]:
    """Everything that keeps the list from being frozen today."""
    lines = lines_of(found)
    doomed = [line for line in lines if line.verdict == Verdict.DESTROY]
    return [
        *steps.against_freezing(lines),
        *judging.against_destroying(doomed, on=clock.today()),
    ]


def wanted(found: Appraisal, user: User) -> list[Wanted]:
    """Each signature a frozen list needs, given or not."""
    if not found.content:
        return []
    given = in_force(found)
    by_step = {signature.step: signature for signature in given}
    signing = found.state == AppraisalState.SIGNING
    mine = {s.name for s in steps.steps_for(user, found, given)} if signing else set()
    return [
        Wanted(each.name, each.label, each.role.label, by_step.get(each.name), each.name in mine)
        for each in steps.signatories(found)
    ]


def story_of(found: Appraisal, signatures: Sequence[AppraisalSignature]) -> list[Event]:
    """What the journal says of an appraisal, newest first; single verdicts stand on their lines."""
    kinds = ContentType.objects.get_for_models(Appraisal, AppraisalSignature, EngineeringOpinion)
    opinions = EngineeringOpinion.objects.filter(line__appraisal=found).values_list("pk", flat=True)
    rows = (
        JournalSubject.objects.filter(
            Q(kind=kinds[Appraisal], thing=found.pk)
            | Q(kind=kinds[AppraisalSignature], thing__in=[s.pk for s in signatures])
            | Q(kind=kinds[EngineeringOpinion], thing__in=list(opinions[:MOST_SUBJECTS]))
        )
        .select_related("entry__by", "entry__acting_for")
        .order_by("-id")[:MOST_SUBJECTS]
    )
    entries = {row.entry_id: row.entry for row in rows}
    events = []
    for entry in list(entries.values())[:MOST_EVENTS]:
        known = ACTS.get(entry.act)
        icon, tone = _LOOKS.get(entry.act, ("edit_note", "neutral"))
        events.append(
            Event(
                at=timezone.localtime(entry.at),
                title=known.title if known else entry.act,
                by=str(entry.by or ""),
                reason=entry.reason,
                clauses=entry.clauses[:4],
                icon=icon,
                tone=tone,
            )
        )
    return sorted(events, key=lambda event: event.at, reverse=True)
