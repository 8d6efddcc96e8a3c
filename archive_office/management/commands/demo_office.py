"""Furnish the demo office: a company, three centres, every role, dossiers in every state."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archive_office import clock
from archive_office.management.demo_ledger import ledger
from archive_office.management.fictions import Fiction
from archive_office.management.furnishing import (
    CENTRES,
    LOGINS,
    PASSWORD,
    furnish,
    is_half_furnished,
    is_ready,
    mark_ready,
)
from archive_office.management.furnishing_destruction import furnish_destruction
from archive_office.management.story import Home, Story
from archive_office.management.story_of_filing import furnish_filing
from archive_office.management.story_of_registers import furnish_registers
from archive_office.management.story_of_residents import furnish_residents
from archive_office.management.story_of_rooms import furnish_rooms
from archive_office.management.story_of_seals import furnish_originals
from archive_office.management.story_of_use import furnish_desk
from dossiers.models import (
    Dossier,
    DossierState,
    Estate,
    Holding,
    PaperState,
    Submission,
)
from dossiers.procedures.acceptance import answer_paper, return_submission
from dossiers.procedures.closing import close_by_sale
from dossiers.procedures.custody import verify_holdings
from transfers.models import Side
from transfers.procedures.periods import ensure_periods

SIZES = {"P01": 160, "P02": 100, "P03": 60}


class Command(BaseCommand):
    """``manage.py demo_office``: does nothing where an office is furnished already."""

    help = "Furnish the fictitious office; a second time, only print who can sign in."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if is_half_furnished():
            raise CommandError(
                _("This office is half furnished. Start with an empty database: make demo does.")
            )
        if not is_ready():
            self.furnish()
            mark_ready(by=None)
        if options["verbosity"]:
            self.stdout.write(_("Logins (the password of each is %s):") % PASSWORD)
            for login in LOGINS:
                self.stdout.write(f"  {login.username:<10} {login.role.label}")

    def furnish(self) -> None:
        """Everything the demo shows, through the procedures of the office."""
        self.say(_("departments, people, rooms"))
        story = Story(furnish(by=None), Fiction(20260101), clock.now())
        ensure_periods(today=story.today)
        for estate in story.office.estates.values():
            self.say(
                _("ledger of %(estate)s: %(count)d units")
                % {"estate": estate.name, "count": SIZES[estate.code]}
            )
            self.ledger(story, estate)
        self.say(_("verifying and shelving"))
        for number, (code, *_rest) in enumerate(CENTRES, start=1):
            self.shelve(story, code, _of("archivist", number), share=(0.6, 0.5, 0.4)[number - 1])
        self.say(_("move-ins, trays, drafts"))
        self.move_ins(story)
        self.closings(story)
        self.say(_("forms and registers"))
        furnish_registers(story, story.office.departments["F01"])
        self.say(_("handovers"))
        self.handovers(story)
        self.say(_("requests, loans, copies"))
        furnish_desk(story, story.office.departments["F01"])
        self.say(_("appraisals, destruction registers"))
        furnish_destruction(story, story.office.estates["P01"])
        self.say(_("electronic originals, seals"))
        furnish_originals(story)
        self.say(_("letters, volumes, storerooms"))
        furnish_filing(story, story.office.departments["F01"])
        furnish_rooms(story, story.office.departments["F01"])
        furnish_residents(story, story.office.departments["F01"])

    def ledger(self, story: Story, estate: Estate) -> None:
        """The old ledger of an estate, imported as its archivist does it."""
        content = ledger(
            story.fiction, estate.name, count=SIZES[estate.code], until=date(2025, 12, 31)
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{estate.name}业主档案台账.xlsx"
            path.write_bytes(content)
            call_command(
                "import_ledger", str(path), profile="resident", centre=estate.centre.code,
                verbosity=0, stdout=self.stdout,
            )  # fmt: skip

    def shelve(self, story: Story, code: str, archivist: str, *, share: float) -> None:
        """The first boxes of a centre are compared with the ledger and put on the shelf."""
        claims = list(
            Holding.objects.unverified()
            .filter(keeper=story.office.departments[code])
            .select_related("keeper")
            .order_by("claimed_box", "pk")
        )
        chosen = claims[: int(len(claims) * share)]
        by = story.user(archivist)
        verify_holdings(chosen, by=by, today=story.today)
        story.shelve(chosen, archivist)

    def move_ins(self, story: Story) -> None:
        """Accepted, waiting, returned and unfinished move-ins at each centre."""
        for number, estate in enumerate(story.office.estates.values(), start=1):
            front, archivist = _of("front", number), _of("archivist", number)
            for index in range(8):
                home = Home("18栋", f"{index + 2}01", index + 2, "1单元")
                draft = story.bring_move_in(front, estate, home, story.fiction.person())
                if index == 7:  # noqa: PLR2004 - the last stays a draft
                    continue
                story.send(draft, front)
                self.answer(story, draft, archivist, index)

    def answer(self, story: Story, draft: Submission, archivist: str, index: int) -> None:
        """Four are accepted, one is returned, two wait in the tray."""
        fresh = Submission.objects.get(pk=draft.pk)
        by = story.user(archivist)
        if index < 4:  # noqa: PLR2004 - see above
            dossier = story.accept(fresh, archivist)
            if index < 2:  # noqa: PLR2004 - two stay in preparation, to be placed by the visitor
                story.shelve(list(dossier.holdings.select_related("keeper")), archivist)
        elif index == 4:  # noqa: PLR2004 - see above
            paper = fresh.papers.filter(state=PaperState.PENDING).first()
            if paper is not None:
                answer_paper(
                    paper,
                    PaperState.RETURNED,
                    by=by,
                    now=story.now,
                    reason="缺业主签字，请补签后再交",
                )
            return_submission(fresh, reason="缺业主签字", by=by, now=story.now)

    def closings(self, story: Story) -> None:
        """Some homes were sold: their dossiers are closed."""
        by = story.user("archivist")
        sold = Dossier.objects.filter(
            centre=story.office.departments["F01"], state=DossierState.OPEN, kind="owner"
        ).order_by("code")[5:50:9]
        for dossier in sold:
            close_by_sale(
                dossier, on=story.today - timedelta(days=20), by=by, today=story.today,
                reason="房屋过户",
            )  # fmt: skip

    def handovers(self, story: Story) -> None:
        """One handover completed, one being checked, one waiting for its second signature."""
        done, checking, half = (story.office.departments[code] for code, *_rest in CENTRES)
        manifest = story.hand_in(done, "archivist", at_most=30)
        story.check(manifest)
        story.freeze(manifest)
        story.sign(manifest, Side.TRANSFERRING, "archivist")
        story.sign(manifest, Side.RECEIVING, "hq")
        story.put_away(manifest)
        story.check(story.hand_in(checking, "archivist2", at_most=20), leave=9)
        frozen = story.hand_in(half, "archivist3", at_most=12)
        story.check(frozen, differences=False)
        story.freeze(frozen)
        story.sign(frozen, Side.TRANSFERRING, "archivist3")

    def say(self, text: str) -> None:
        """One line of progress."""
        self.stdout.write(f"          {text}")
        self.stdout.flush()


def _of(post: str, number: int) -> str:
    return post if number == 1 else f"{post}{number}"
