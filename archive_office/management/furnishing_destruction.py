"""What the demo office shows of appraisal and destruction: something in every state."""

from datetime import timedelta

from archive_office.custody.models import Box
from archive_office.management import old_records
from archive_office.management.story import Home, Story
from archive_office.management.story_of_destruction import (
    FOR_EVER,
    KEEP,
    NO_VALUE,
    UNDECIDED,
    Clearance,
    disposed_of,
    standing,
)
from destruction.procedures.erasing import erase_due
from destruction.procedures.executing import put_off_line
from destruction.procedures.quarantine import withdraw_line
from dossiers.models import ConditionCheck, Document, Estate, Holding, Part
from dossiers.procedures.condition import check_condition
from dossiers.rules.condition import Found

JAMMED = "碎纸机卡纸，改日销毁"
ASKED_FOR = "业主委员会来函借阅，暂不销毁"
FILED_BEFORE = timedelta(days=330)
CLOSED, READY, WAITING = (timedelta(days=days) for days in (290, 205, 176))


def furnish_destruction(story: Story, estate: Estate) -> None:
    """Old records of a centre in every state between its shelf and its stub."""
    there = Clearance(story, estate.centre, "archivist", "head")
    items = old_records.bring_in(story, estate)
    before = (story.now - FILED_BEFORE).date()
    old_records.shelve(story, items, "archivist", on=before)
    papers = old_records.sold_long_ago(story, estate, "archivist", count=6)
    former = [
        old_records.moved_in_once(
            story, estate, Home("19栋", f"{floor}02", floor, "1单元"), archivist="archivist"
        )
        for floor in (3, 5)
    ]
    scanned = list(
        Document.objects.filter(
            holding__dossier__in=former,
            holding_part=Part.PERSONAL,
            type__code=old_records.IDENTITY,
        ).order_by("code")
    )
    closed_register(there, [*items[:4], scanned[0]])
    ready_register(there, [*items[4:7], scanned[1], papers[0]])
    waiting_register(there, items[7:10])
    on_paper(there, items[10:15])
    appraisals(there, items[15:24])
    conditions(story, items[24:])
    disposed_of(story)


def closed_register(there: Clearance, things: list[Holding | Document]) -> None:
    """One destroyed and signed: a line was put off, because the machine jammed."""
    register = there.waiting(things, now=there.story.now - CLOSED)
    then = there.after_the_wait(register)
    there.checked(register, now=then)
    day = then + timedelta(days=2)
    there.planned(register, on=day, now=then + timedelta(hours=1))
    there.started(register, now=day)
    *gone, jammed = (line for line in standing(register) if line.document is None)
    papers = [line for line in standing(register) if line.document is not None]
    for minutes, line in enumerate([*gone, *papers], start=1):
        there.destroyed(line, now=day + timedelta(minutes=4 * minutes))
    put_off_line(jammed, reason=JAMMED, by=there.user("roomhead"), now=day + timedelta(minutes=30))
    finished = there.finished(register, now=day + timedelta(minutes=35))
    there.closed(finished, now=day + timedelta(minutes=45))
    erase_due(there.story.now)


def ready_register(there: Clearance, things: list[Holding | Document]) -> None:
    """One waited, checked and planned for today, its witnesses named: the shredder may start."""
    now = there.story.now
    register = there.waiting(things, now=now - READY)
    there.checked(register, now=now - timedelta(days=4))
    there.planned(register, on=now, now=now - timedelta(days=2))


def waiting_register(there: Clearance, things: list[Holding]) -> None:
    """One near the end of its wait; a line was withdrawn to its shelf."""
    register = there.waiting(things, now=there.story.now - WAITING)
    withdraw_line(
        standing(register)[-1], reason=ASKED_FOR, by=there.user("archivist"),
        now=there.story.now - timedelta(days=60),
    )  # fmt: skip


def on_paper(there: Clearance, things: list[Holding]) -> None:
    """One to be approved, one still being drawn up."""
    now = there.story.now
    proposed = there.condemned(things[:3], now=now - timedelta(days=12))
    there.proposed(
        there.drawn_up(proposed, now=now - timedelta(days=3)), now=now - timedelta(days=2)
    )
    drafted = there.condemned(things[3:], now=now - timedelta(days=5))
    there.drawn_up(drafted, now=now - timedelta(days=1))


def appraisals(there: Clearance, things: list[Holding]) -> None:
    """One appraisal approved, one to be signed, one being judged."""
    now = there.story.now
    approved = there.listed(things[:4], now=now - timedelta(days=15))
    there.judged(approved, [KEEP, FOR_EVER, UNDECIDED, NO_VALUE], now=now - timedelta(days=14))
    there.signed(there.frozen(approved, now=now - timedelta(days=14)), now=now - timedelta(days=13))
    to_sign = there.listed(things[4:6], now=now - timedelta(days=4))
    there.judged(to_sign, [NO_VALUE, KEEP], now=now - timedelta(days=3))
    there.frozen(to_sign, now=now - timedelta(days=3))
    judging = there.listed(things[6:], now=now - timedelta(days=1))
    there.judged(judging, [NO_VALUE], now=now - timedelta(hours=20))


def conditions(story: Story, things: list[Holding]) -> None:
    """Boxes that were looked into; one needs a repair, a thing of another is to be judged."""
    by, today = story.user("archivist"), story.today
    seen = today - timedelta(days=9)
    centre = things[0].keeper
    sound, damp = Box.objects.filter(department=centre, holds__isnull=False).distinct()[:2]
    check_condition(sound, Found(on=seen, note="盒内整齐，无虫霉"), by=by, today=today)
    repair = Found(
        on=seen,
        findings=(ConditionCheck.Finding.MOULD,),
        note="盒底受潮，三份封面有霉点",
        consequence=ConditionCheck.Consequence.REPAIR,
        repair_due_on=today + timedelta(days=21),
    )
    check_condition(damp, repair, by=by, today=today)
