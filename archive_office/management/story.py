"""What people in the fictitious office do all day, through the procedures they really use."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Exists, OuterRef, QuerySet

from archive_office.custody.models import Box
from archive_office.management.fictions import Fiction, Person, scan
from archive_office.management.furnishing import PASSWORD, Office
from archive_office.organisation.models import Department, User
from archive_office.organisation.signing import prove_identity
from dossiers.models import (
    Dossier,
    Estate,
    Holding,
    HoldingState,
    PaperState,
    Submission,
    SubmissionPaper,
)
from dossiers.procedures.acceptance import accept_submission, answer_paper
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.custody import place_holding
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import save_step, start_submission, submit
from dossiers.rules.checklist import PaperLine
from dossiers.rules.facts import Step
from transfers.models import Manifest, ManifestLine, Outcome, Side
from transfers.procedures.checking import Finding, freeze_manifest, record_outcome, record_scan
from transfers.procedures.manifests import Chosen, prepare_manifest, submit_manifest
from transfers.procedures.signing import sign_manifest
from transfers.rules.proposal import proposal


@dataclass(frozen=True, slots=True)
class Home:
    """Which unit somebody moves into."""

    building: str
    room: str
    floor: int
    entrance: str = ""
    area: str = "89.50"
    occupancy: str = "owner"


@dataclass(slots=True)
class Story:
    """One office and the invention behind it; each method is one thing people do."""

    office: Office
    fiction: Fiction
    now: datetime
    slots: dict[int, list[Box]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which it happens."""
        return self.now.date()

    def user(self, username: str) -> User:
        """An account, fresh, as each request has it."""
        return User.objects.get(pk=self.office.people[username].pk)

    def bring_move_in(
        self, front: str, estate: Estate, home: Home, person: Person, *, company: str = ""
    ) -> Submission:
        """Front-line staff fill in a move-in, with every required paper and its scan.

        Args:
            company: The name of the customer, where the person only speaks for it.
        """
        by = self.user(front)
        draft = start_submission(Submission.Kind.MOVE_IN, estate.centre, by=by, now=self.now)
        told = self._facts(estate, home, person)
        if company:
            told[Step.CUSTOMER] |= {
                "kind": "company", "name": company, "contact_person": person.name, "id_number": "",
            }  # fmt: skip
        for step, facts in told.items():
            draft = save_step(draft, step, facts, by=by, now=self.now)
        for paper in draft.papers.select_related("type").exclude(state=PaperState.WITHDRAWN):
            self._bring(paper, by)
        return draft

    def _facts(self, estate: Estate, home: Home, person: Person) -> dict[Step, dict[str, object]]:
        return {
            Step.UNIT: {
                "estate": estate.pk,
                "building": home.building,
                "entrance": home.entrance,
                "room": home.room,
                "floor": home.floor,
                "area": home.area,
                "use": "let" if home.occupancy == "tenant" else "owner_occupied",
                "occupancy": home.occupancy,
                "from_on": self.today.isoformat(),
            },
            Step.CONSENT: {
                "version": "2026-01",
                "given_on": self.today.isoformat(),
                "separate": True,
            },
            Step.CUSTOMER: {
                "kind": "person",
                "name": person.name,
                "id_number": person.id_number,
                "phones": [person.phone],
                "emergency": [
                    {
                        "name": self.fiction.name(),
                        "phone": self.fiction.phone(),
                        "relation": "亲属",
                    }
                ],
            },
        }

    def _bring(self, paper: SubmissionPaper, by: User) -> None:
        kind = paper.type
        is_copy = kind is not None and kind.form == "copy"
        pages = self.fiction.random.randrange(1, 6)
        save_paper(
            paper.submission,
            PaperLine(
                paper=paper.pk,
                type=kind.code if kind else "",
                is_original=not is_copy,
                red_stamp=is_copy,
                original_kept_at="业主本人" if is_copy else "",
                pages=pages,
                formed_on=self.today,
            ),
            by=by,
            now=self.now,
        )
        attach_scan(paper, self._photo(kind.code if kind else "-"), by=by, now=self.now)

    def _photo(self, caption: str) -> SimpleUploadedFile:
        tag = f"{caption} {self.fiction.random.randrange(10**6)}"
        return SimpleUploadedFile(f"{caption}.jpg", scan(tag), content_type="image/jpeg")

    def send(self, draft: Submission, front: str) -> str:
        """Into the archivist's tray; the receipt number."""
        return submit(draft, by=self.user(front), now=self.now)

    def accept(self, submission: Submission, archivist: str) -> Dossier:
        """The archivist checks paper by paper and opens the dossier."""
        by = self.user(archivist)
        for paper in submission.papers.filter(state=PaperState.PENDING):
            answer_paper(paper, PaperState.ACCEPTED, by=by, now=self.now)
        accept_submission(submission, by=by, today=self.today, now=self.now)
        submission.refresh_from_db()
        dossier = submission.dossier
        if dossier is None:
            raise RuntimeError("acceptance opened no dossier")
        return dossier

    def shelve(self, holdings: Sequence[Holding], archivist: str) -> None:
        """Put holdings into boxes of their keeper that still have room."""
        by = self.user(archivist)
        for holding in holdings:
            place_holding(holding, self._slot(holding.keeper), by=by, today=self.today)

    def _slot(self, keeper: Department) -> Box:
        """The next box in turn, eight holdings to a box."""
        if keeper.pk not in self.slots:
            self.slots[keeper.pk] = [box for box in _boxes(keeper) for _place in range(8)]
        return self.slots[keeper.pk].pop(0)

    def safe_box(self, keeper: Department) -> Box:
        """A box in the safe of an archive room."""
        boxes = Box.objects.filter(department=keeper, shelf__cabinet__kind="safe")
        return boxes.order_by("number")[0]

    def free_boxes(self, keeper: Department) -> list[Box]:
        """Boxes in which nothing stands yet, the last ones first."""
        empty = _boxes(keeper).filter(~Exists(Holding.objects.filter(present_slot=OuterRef("pk"))))
        return list(empty.order_by("-number"))

    def hand_in(self, centre: Department, archivist: str, *, at_most: int = 40) -> Manifest:
        """Draw up the half-yearly manifest and hand it in."""
        by = self.user(archivist)
        offered = proposal(centre, Manifest.Kind.ORDINARY, on=self.today)
        chosen = Chosen(offered.going[:at_most], offered.supplements)
        manifest = prepare_manifest(centre, Manifest.Kind.ORDINARY, chosen, by=by, now=self.now)
        return submit_manifest(manifest, by=by, now=self.now)

    def check(self, manifest: Manifest, *, leave: int = 0, differences: bool = True) -> None:
        """Headquarters checks line by line: most agree, some differ, ``leave`` stay open."""
        by = self.user("hq")
        lines = list(manifest.lines.select_related("holding").order_by("number"))
        todo = lines[: len(lines) - leave]
        odd = self._differences(todo) if differences else {}
        for line in todo:
            if line.pk in odd:
                record_outcome(line, odd[line.pk], by=by, now=self.now)
            elif line.holding is not None:
                record_scan(manifest, line.holding.barcode, by=by, now=self.now)
            else:
                record_outcome(line, Finding(Outcome.AGREES), by=by, now=self.now)

    def _differences(self, lines: Sequence[ManifestLine]) -> dict[int, Finding]:
        if len(lines) < 4:  # noqa: PLR2004 - three differences and something that agrees
            return {}
        fewer = max(lines[1].pages - 2, 0)
        return {
            lines[0].pk: Finding(Outcome.MISSING, note="封条完好，盒内无此卷"),
            lines[1].pk: Finding(Outcome.PAGES_DIFFER, "accepted", fewer, "缺末尾两页，中心补交"),
            lines[2].pk: Finding(
                Outcome.DAMAGED, "refused", None, "封面受潮粘连", "退回修复后再交"
            ),
        }

    def freeze(self, manifest: Manifest) -> Manifest:
        """Fix the list with its outcomes."""
        return freeze_manifest(manifest, by=self.user("hq"), now=self.now)

    def sign(self, manifest: Manifest, side: Side, username: str) -> None:
        """One party signs with the password."""
        by = self.user(username)
        proof = prove_identity(by, PASSWORD, now=self.now)
        manifest.refresh_from_db()
        sign_manifest(manifest, side, proof, manifest.content_hash, by=by, now=self.now)

    def put_away(self, manifest: Manifest) -> int:
        """Headquarters shelves what came; how many."""
        came = list(
            Holding.objects.filter(
                manifest_lines__manifest=manifest,
                keeper=manifest.receiver,
                state=HoldingState.IN_PREPARATION,
            ).select_related("keeper")
        )
        self.shelve(came, "hq")
        return len(came)


def _boxes(keeper: Department) -> QuerySet[Box]:
    """The boxes of an archive room, the safe's and those that stand apart left out."""
    return Box.objects.filter(
        department=keeper,
        shelf__cabinet__kind="cabinet",
        shelf__cabinet__room__kind="archive_room",
    ).order_by("number")
