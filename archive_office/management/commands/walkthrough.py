"""The main road without a browser: every act, as the journal tells it, and every paper."""

import itertools
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db.models import Count
from django.utils.translation import gettext as _

from archive_office import clock
from archive_office.journal.acts import ACTS
from archive_office.journal.models import JournalEntry
from archive_office.management import translations
from archive_office.management.fictions import Fiction
from archive_office.management.furnishing import furnish
from archive_office.management.old_records import IDENTITY, moved_in_once
from archive_office.management.own_office import fresh_office, move_into
from archive_office.management.papers import (
    paper_of_disposal,
    papers_of_appraisal,
    papers_of_destruction,
    papers_of_dossier,
    papers_of_handover,
    papers_of_loan,
)
from archive_office.management.story import Home, Story
from archive_office.management.story_of_destruction import Clearance, disposed_of, standing
from archive_office.management.story_of_use import LEAK, Desk
from destruction.models import DestructionRegister
from destruction.procedures.erasing import erase_due
from destruction.procedures.keeping import keep_closed_registers
from dossiers.models import Document, Holding, HoldingState, Part, Retention, Submission
from dossiers.procedures.custody import verify_holdings
from dossiers.procedures.retention import change_term
from lending.models import Loan
from lending.procedures.cases import open_due_cases
from lending.procedures.desk import hand_out
from lending.procedures.reminders import issue_overdue_notice, send_reminders
from transfers.models import Manifest, Shortage, Side
from transfers.procedures.periods import ensure_periods
from transfers.procedures.shortages import settle_shortage

NAME = "walkthrough"
SHORTER = "业主已迁出两年，房屋交接无争议，经中心负责人同意缩短保管期限"
LEDGER = "tests/ledgers/resident_messy_500.xlsx"
SHOWN = 3  # records named per act; the journal names all


class Command(BaseCommand):
    """``manage.py walkthrough --out DIR``."""

    help = "Drive the main road through the procedures; the papers lie in DIR."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="directory for the papers")
        parser.add_argument(
            "--ledger", type=Path, default=Path(settings.BASE_DIR) / LEDGER, help="(%(default)s)"
        )

    def handle(self, *args: Any, out: Path, ledger: Path, **options: Any) -> None:
        out, ledger = out.resolve(), ledger.resolve()
        out.mkdir(parents=True, exist_ok=True)
        translations.compile_catalogues()  # what the office writes down, it writes in Chinese
        move_into(NAME)
        self.told = 0
        self.steps = itertools.count(1)
        self.say(_("Setting up an office of its own; nothing else is touched."))
        with fresh_office(NAME):
            self.walk(out, ledger)

    def walk(self, out: Path, ledger: Path) -> None:
        """The road, step by step."""
        with self.step(_("The office is furnished")):
            story = Story(furnish(by=None), Fiction(2026), clock.now())
            ensure_periods(today=story.today)
        self.ledger(story, ledger)
        dossier_papers = self.move_in(story)
        manifest = self.handover(story)
        self.aftermath(story, manifest)
        written = [*dossier_papers, *papers_of_handover(manifest, story.user("hq"))]
        for loan in self.lending(story):
            written += papers_of_loan(loan)
        written += self.destruction(story)
        for name, content in written:
            (out / name).write_bytes(content)
            self.say(f"  PDF  {name}  {len(content) // 1024} kB")
        self.say(_("Done: %(count)d papers in %(folder)s") % {"count": len(written), "folder": out})

    def ledger(self, story: Story, ledger: Path) -> None:
        """An old ledger comes in; a box of it is verified and shelved."""
        with self.step(_("The centre imports its ledger %(name)s") % {"name": ledger.name}):
            call_command(
                "import_ledger", str(ledger), profile="resident", centre="F01", stdout=self.stdout
            )
        claims = Holding.objects.unverified().filter(keeper=story.office.departments["F01"])
        box = claims.values_list("claimed_box", flat=True).exclude(claimed_box="").first()
        chosen = list(claims.filter(claimed_box=box or "").select_related("keeper"))
        with self.step(_("The archivist verifies box %(box)s and shelves it") % {"box": box}):
            archivist = story.user("archivist")
            verify_holdings(chosen, by=archivist, today=story.today)
            story.shelve(chosen, "archivist")

    def move_in(self, story: Story) -> list[tuple[str, bytes]]:
        """A move-in from the front desk to the shelf."""
        estate = story.office.estates["P01"]
        with self.step(_("Front-line staff submit a move-in")):
            home = Home("18栋", "1802", 18, "1单元", "103.20")
            draft = story.bring_move_in("front", estate, home, story.fiction.person())
            receipt = story.send(draft, "front")
            self.say("  " + _("Receipt %(number)s") % {"number": receipt})
        with self.step(_("The archivist accepts it paper by paper, then shelves both volumes")):
            dossier = story.accept(Submission.objects.get(pk=draft.pk), "archivist")
            story.shelve(list(dossier.holdings.select_related("keeper")), "archivist")
            self.say(f"  {dossier.code}: {dossier.title}")
        return list(papers_of_dossier(dossier, Submission.objects.get(pk=draft.pk)))

    def handover(self, story: Story) -> Manifest:
        """Half a year's files go to headquarters."""
        centre = story.office.departments["F01"]
        with self.step(_("The centre prepares the half-year handover and hands it in")):
            manifest = story.hand_in(centre, "archivist")
        with self.step(_("Headquarters checks line by line, with differences, and freezes")):
            story.check(manifest)
            story.freeze(manifest)
        story.now = story.now + timedelta(minutes=1)
        with self.step(_("Both parties sign one content")):
            story.sign(manifest, Side.TRANSFERRING, "archivist")
            story.sign(manifest, Side.RECEIVING, "hq")
        with self.step(_("Headquarters puts away what came")):
            self.say(
                "  " + _("%(count)d holdings on the shelf") % {"count": story.put_away(manifest)}
            )
        return Manifest.objects.get(pk=manifest.pk)

    def aftermath(self, story: Story, manifest: Manifest) -> None:
        """What was missing turns up and is scanned in."""
        owed = Shortage.objects.standing().filter(
            line__manifest=manifest, holding__state=HoldingState.MISSING
        )
        for shortage in owed.select_related("holding")[:1]:
            if shortage.holding is None:
                continue
            with self.step(_("What was missing is found and scanned in; the debt is settled")):
                settle_shortage(
                    shortage,
                    shortage.holding.barcode,
                    how="中心在经办人处找到后补交",
                    by=story.user("hq"),
                    now=story.now,
                )

    def lending(self, story: Story) -> list[Loan]:
        """Two volumes are lent: one is renewed and comes back, one is forgotten."""
        desk = Desk(story, story.office.departments["DAS"], "hq", "roomhead")
        day = story.now
        with self.step(_("An engineer asks for two volumes; everybody asked approves")):
            lines = [
                desk.approved("engineer", desk.next_volume(), LEAK, now=day),
                desk.approved("engineer", desk.next_volume(), LEAK, now=day),
            ]
        with self.step(_("The desk hands both out on one slip")):
            slip = hand_out(lines, by=story.user("hq"), now=day)
            kept, forgotten = slip.loans.order_by("pk")
            self.say("  " + _("Slip %(slip)s, due %(day)s") % {"slip": slip, "day": kept.due_on})
        with self.step(_("On the sixth day one of them is renewed")):
            desk.renewed(kept, now=day + timedelta(days=6))
        with self.step(_("It comes back in time, is checked line by line and put back")):
            desk.returned(kept, now=day + timedelta(days=12))
        with self.step(_("The sixteenth day: the other opens a case of dereliction by itself")):
            late = day + timedelta(days=16)
            send_reminders(now=late)
            open_due_cases(now=late)
            issue_overdue_notice(forgotten, by=story.user("hq"), now=late)
        with self.step(_("It comes back as well; the case stays open until a head decides")):
            desk.returned(forgotten, now=late)
        return list(slip.loans.select_related("slip", "line__request", "holding"))

    def destruction(self, story: Story) -> list[tuple[str, bytes]]:
        """A volume and a single paper of former residents, from their appraisal to their stub."""
        estate = story.office.estates["P01"]
        room = Clearance(story, estate.centre, "archivist", "head")
        with self.step(_("Two families moved in in 2020 and sold their homes in 2022")):
            first, second = (
                moved_in_once(story, estate, Home("19栋", door, 3, "1单元"), archivist="archivist")
                for door in ("301", "302")
            )
        volume = first.holdings.get(part=Part.MAIN)
        with self.step(
            _("The head of the centre shortens the term of one volume, with the reason")
        ):
            change_term(volume, Retention.FIXED, 2, by=story.user("head"), reason=SHORTER)
        paper = Document.objects.get(holding__dossier=second, type__code=IDENTITY)
        began = story.now - timedelta(days=250)
        with self.step(_("Both are appraised: no value; the director signs")):
            appraisal = room.condemned([volume, paper], now=began)
        with self.step(_("They go on a destruction register, which the director approves")):
            drawn_up = room.drawn_up(appraisal, now=began + timedelta(days=3))
            register = room.proposed(drawn_up, now=began + timedelta(days=4))
            room.agreed(register, now=began + timedelta(days=6))
        with self.step(_("They are set apart and wait for half a year")):
            register = room.set_apart(register, now=began + timedelta(days=7))
        closed = self.shredder(room, register)
        with self.step(_("Duplicates that were never filed go by a simple list")):
            listed = disposed_of(story)
        return [
            *papers_of_appraisal(appraisal),
            *papers_of_destruction(closed),
            *paper_of_disposal(listed),
        ]

    def shredder(self, room: Clearance, register: DestructionRegister) -> DestructionRegister:
        """The day itself: checked before, two witnesses scan each thing, all three sign."""
        then = room.after_the_wait(register)
        with self.step(_("After the wait the head checks again; two witnesses are named")):
            room.checked(register, now=then)
            room.planned(register, on=then + timedelta(days=2), now=then + timedelta(hours=1))
        day = then + timedelta(days=2)
        with self.step(_("The head of the archive room begins")):
            room.started(register, now=day)
        for minutes, line in enumerate(standing(register), start=1):
            with self.step(
                _("Both witnesses scan %(code)s; it is destroyed") % {"code": line.code}
            ):
                room.destroyed(line, now=day + timedelta(minutes=5 * minutes))
        with self.step(_("Executor and witnesses sign the record; only now the stamp prints")):
            finished = room.finished(register, now=day + timedelta(minutes=20))
            closed = room.closed(finished, now=day + timedelta(minutes=25))
        with self.step(_("What the worker does: scans are erased, the register is kept as a file")):
            erase_due(room.story.now)
            keep_closed_registers()
        return closed

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step of the road; what the journal says of it follows."""
        self.say(f"{next(self.steps)}. {title}")
        yield
        entries = (
            JournalEntry.objects.filter(pk__gt=self.told)
            .select_related("by")
            .annotate(count=Count("subjects"))
            .order_by("pk")
        )
        for entry in entries:
            self.tell(entry, entry.count)
            self.told = entry.pk

    def tell(self, entry: JournalEntry, count: int) -> None:
        """One line of the journal."""
        info = ACTS.get(entry.act)
        labels = list(entry.subjects.values_list("label", flat=True)[:SHOWN])
        more = f" … ({count})" if count > SHOWN else ""
        by = entry.by or _("The clock")
        self.say(
            f"  #{entry.pk:<6} {_time(entry.at)}  {by}: "
            f"{info.title if info else entry.act}"
            f" [{' '.join(entry.clauses)}] {'; '.join(labels)}{more}"
        )

    def say(self, text: str) -> None:
        """One line, at once."""
        self.stdout.write(text)
        self.stdout.flush()


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(clock.now().tzinfo):%H:%M:%S}"
