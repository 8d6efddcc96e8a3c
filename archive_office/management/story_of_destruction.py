"""What the fictitious office appraises and destroys: judged, listed, waited for, witnessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive_office.custody.models import Box, Storeroom
from archive_office.management.furnishing import PASSWORD
from archive_office.management.story import Story
from archive_office.organisation.models import Department, User
from archive_office.organisation.signing import prove_identity
from destruction.models import (
    Appraisal,
    DestructionRegister,
    DisposalList,
    DisposalPlace,
    Ground,
    LineState,
    Method,
    RegisterDecision,
    RegisterLine,
    Verdict,
)
from destruction.procedures.appraisals import Things, open_appraisal
from destruction.procedures.approving import decide_register
from destruction.procedures.closing import sign_record
from destruction.procedures.disposals import record_disposal
from destruction.procedures.executing import (
    confirm_line,
    destroy_line,
    finish_destruction,
    start_destruction,
)
from destruction.procedures.quarantine import check_again, move_to_quarantine
from destruction.procedures.registers import draw_up_register, freeze_register
from destruction.procedures.signing import freeze_appraisal, sign_appraisal
from destruction.procedures.verdicts import give_verdict
from destruction.procedures.witnesses import appoint_witness, plan_destruction
from destruction.rules.approving import approvals
from destruction.rules.disposing import Waste
from destruction.rules.judging import Judgement
from destruction.rules.methods import methods_for
from destruction.rules.steps import signatories
from destruction.rules.wait import wait_ends
from destruction.rules.worklist import ready_for_destruction
from dossiers.models import Document, Holding

APPRAISES, DESTROYS = "《客户档案管理制度》（十八）", "《客户档案管理制度》（十九）"
CHECKED = "逐件复查，确无保存价值"
NO_VALUE = Judgement(
    verdict=Verdict.DESTROY,
    grounds=[Ground.INFORMATIONAL],
    ground_text="保管期满，已无查考价值",
)
KEEP = Judgement(
    verdict=Verdict.KEEP, years=10, grounds=[Ground.LEGAL], ground_text="尚有质保争议，延长保管"
)
FOR_EVER = Judgement(
    verdict=Verdict.PERMANENT, grounds=[Ground.EVIDENTIAL], ground_text="反映小区沿革"
)
UNDECIDED = Judgement(verdict=Verdict.UNDECIDED, reason="需向业主委员会核实后再定")


@dataclass(slots=True)
class Clearance:
    """One archive room that parts from old records; each method is one thing people do there."""

    story: Story
    room: Department
    archivist: str
    head: str
    witnesses: tuple[str, ...] = ("front", "employee")
    executor: str = "roomhead"
    leader: str = "director"

    def user(self, name: str) -> User:
        """An account, fresh."""
        return self.story.user(name)

    def listed(self, things: Sequence[Holding | Document], *, now: datetime) -> Appraisal:
        """The archivist draws an appraisal up."""
        chosen = Things(
            holdings=[each for each in things if isinstance(each, Holding)],
            documents=[each for each in things if isinstance(each, Document)],
        )
        return open_appraisal(
            self.room, chosen, basis=APPRAISES, by=self.user(self.archivist), now=now
        )

    def judged(
        self, appraisal: Appraisal, said: Sequence[Judgement], *, now: datetime
    ) -> Appraisal:
        """The first lines are judged, one judgement each."""
        for line, judgement in zip(appraisal.lines.order_by("number"), said, strict=False):
            give_verdict(line, judgement, by=self.user(self.archivist), now=now)
        return appraisal

    def frozen(self, appraisal: Appraisal, *, now: datetime) -> Appraisal:
        """The sheet is fixed, to be signed."""
        fresh = Appraisal.objects.get(pk=appraisal.pk)
        return freeze_appraisal(fresh, by=self.user(self.archivist), now=now)

    def signed(self, appraisal: Appraisal, *, now: datetime) -> Appraisal:
        """The director signs the sheet."""
        by = self.user(self.leader)
        for signatory in signatories(appraisal):
            proof = prove_identity(by, PASSWORD, now=now)
            sign_appraisal(appraisal, signatory.name, proof, appraisal.content_hash, by=by, now=now)
        return Appraisal.objects.get(pk=appraisal.pk)

    def condemned(self, things: Sequence[Holding | Document], *, now: datetime) -> Appraisal:
        """Judged to be destroyed, by a sheet that the director signed."""
        appraisal = self.judged(self.listed(things, now=now), [NO_VALUE] * len(things), now=now)
        return self.signed(self.frozen(appraisal, now=now), now=now)

    def drawn_up(self, appraisal: Appraisal, *, now: datetime) -> DestructionRegister:
        """What an appraisal condemned goes on a register."""
        lines = list(ready_for_destruction().filter(appraisal=appraisal))
        return draw_up_register(
            self.room, lines, basis=DESTROYS, by=self.user(self.archivist), now=now
        )

    def proposed(self, register: DestructionRegister, *, now: datetime) -> DestructionRegister:
        """Frozen, to be approved."""
        return freeze_register(register, by=self.user(self.archivist), now=now)

    def agreed(self, register: DestructionRegister, *, now: datetime) -> DestructionRegister:
        """The director approves."""
        by, yes = self.user(self.leader), RegisterDecision.Outcome.APPROVED
        for approval in approvals(register):
            proof = prove_identity(by, PASSWORD, now=now)
            decide_register(
                register, approval.name, yes, proof, register.content_hash, by=by, now=now
            )
        return again(register)

    def set_apart(self, register: DestructionRegister, *, now: datetime) -> DestructionRegister:
        """Everything on it goes into the box that stands apart; from now on it waits."""
        box = Box.objects.filter(
            department=self.room, shelf__cabinet__room__kind=Storeroom.Kind.QUARANTINE
        ).earliest("number")
        move_to_quarantine(standing(register), box, by=self.user(self.archivist), now=now)
        return again(register)

    def waiting(
        self, things: Sequence[Holding | Document], *, now: datetime
    ) -> DestructionRegister:
        """Judged, listed, approved and set apart within an hour."""
        appraisal = self.condemned(things, now=now)
        register = self.proposed(self.drawn_up(appraisal, now=now), now=now)
        return self.set_apart(self.agreed(register, now=now), now=now + timedelta(hours=1))

    def after_the_wait(self, register: DestructionRegister) -> datetime:
        """The last day of its wait, at the hour at which it began."""
        ends = wait_ends(register)
        if ends is None or register.moved_at is None:
            raise RuntimeError("it does not wait")
        return register.moved_at + (ends - register.moved_at.date()) + timedelta(days=1)

    def checked(self, register: DestructionRegister, *, now: datetime) -> DestructionRegister:
        """The head of the room looks at everything a second time."""
        return check_again(register, text=CHECKED, by=self.user(self.head), now=now)

    def planned(
        self, register: DestructionRegister, *, on: datetime, now: datetime
    ) -> DestructionRegister:
        """Place and day are settled, the witnesses named."""
        by = self.user(self.executor)
        place = DisposalPlace.objects.get(is_active=True)
        plan_destruction(register, place, on.date(), by=by, now=now)
        for name in self.witnesses:
            appoint_witness(register, self.user(name), by=by, now=now)
        return again(register)

    def started(self, register: DestructionRegister, *, now: datetime) -> DestructionRegister:
        """The head of the archive room begins."""
        return start_destruction(register, by=self.user(self.executor), now=now)

    def confirmed(self, line: RegisterLine, *, now: datetime) -> RegisterLine:
        """Each witness scans the thing itself."""
        for name in self.witnesses:
            code = line.document.code if line.document else line.holding.barcode
            confirm_line(line.register, code, by=self.user(name), now=now)
        return line

    def destroyed(self, line: RegisterLine, *, now: datetime) -> RegisterLine:
        """Confirmed by every witness and gone, by the first method that may be used."""
        self.confirmed(line, now=now)
        method = methods_for(line, on=now.date())[0]
        return destroy_line(line, method, by=self.user(self.executor), now=now)

    def finished(self, register: DestructionRegister, *, now: datetime) -> DestructionRegister:
        """Nothing is left to do; the record is fixed."""
        return finish_destruction(register, by=self.user(self.executor), now=now)

    def closed(self, register: DestructionRegister, *, now: datetime) -> DestructionRegister:
        """Witnesses and executor sign the record."""
        for name in (*self.witnesses, self.executor):
            by = self.user(name)
            proof = prove_identity(by, PASSWORD, now=now)
            sign_record(register, proof, register.record_hash, by=by, now=now)
        return again(register)


def standing(register: DestructionRegister) -> list[RegisterLine]:
    """What is left of a register's lines, in order."""
    return list(register.lines.filter(state=LineState.LISTED).order_by("number"))


def again(register: DestructionRegister) -> DestructionRegister:
    """The register as the database has it now."""
    return DestructionRegister.objects.get(pk=register.pk)


def disposed_of(story: Story) -> DisposalList:
    """Duplicates and drafts that were never filed went through the shredder."""
    return record_disposal(
        story.office.departments["F01"],
        [
            Waste("作废的入住登记表草稿", 12, Method.SHREDDER, 24),
            Waste("重复打印的装修须知", 30, Method.TEARING, 60, confidential=False),
        ],
        on=story.today - timedelta(days=6),
        remark="季度清理",
        by=story.user("front"),
        now=story.now - timedelta(days=6),
    )
