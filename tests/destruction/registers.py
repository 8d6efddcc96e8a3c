"""An office that destroys: a centre's archive room, headquarters, and everybody it takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from archive_office.custody.models import Cabinet, Storeroom
from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.policy.models import Parameter
from destruction.models import DisposalPlace, RegisterDecision
from destruction.procedures.approving import decide_register
from destruction.procedures.closing import sign_record
from destruction.procedures.executing import (
    confirm_line,
    destroy_line,
    finish_destruction,
    start_destruction,
)
from destruction.procedures.quarantine import check_again, move_to_quarantine
from destruction.procedures.registers import draw_up_register, freeze_register
from destruction.procedures.witnesses import appoint_witness, plan_destruction
from destruction.rules.methods import methods_for
from destruction.rules.wait import wait_ends
from destruction.rules.worklist import ready_for_destruction
from dossiers.models import Document
from tests.destruction.world import DESTROY, NOW, Room, again, room
from tests.factories import (
    PASSWORD,
    TODAY,
    BoxFactory,
    CabinetFactory,
    DepartmentFactory,
    ShelfFactory,
    StoreroomFactory,
    arranged,
    person,
)

BASIS = "《客户档案管理制度》（十九）"
CHECKED = "逐卷复查，确无保留价值"
APPROVED, REFUSED = RegisterDecision.Outcome.APPROVED, RegisterDecision.Outcome.REFUSED


@dataclass(kw_only=True)
class Office(Room):
    """A room, and who destroys what it keeps: room head, witnesses, the box that stands apart.

    ``colleague`` is a second archivist of the room.
    """

    headquarters: Department
    finance: Department
    safety: Department
    room_head: User
    colleague: User
    witness: User
    second: User
    accountant: User

    def ready(self, *things, now=NOW):
        """Judged "destroy" by an approved appraisal: its lines."""
        appraisal = self.approved(*things, said=[DESTROY], now=now)
        return [line for line in ready_for_destruction() if line.appraisal_id == appraisal.pk]

    def drawn_up(self, *things, by=None, now=NOW):
        lines = self.ready(*(things or [self.volume()]), now=now)
        return draw_up_register(self.centre, lines, basis=BASIS, by=by or self.archivist, now=now)

    def proposed(self, *things, now=NOW):
        """Frozen, to be approved."""
        register = self.drawn_up(*things, now=now)
        return freeze_register(register, by=self.archivist, now=now)

    def decide(self, register, outcome=APPROVED, *, step="director", by=None, now=NOW, **said):
        who = by or self.director
        proof = prove_identity(who, PASSWORD, now=now)
        seen = said.pop("seen_hash", register.content_hash)
        return decide_register(register, step, outcome, proof, seen, by=who, now=now, **said)

    def agreed(self, *things, now=NOW):
        """Approved, waiting; nothing is moved yet."""
        register = self.proposed(*things, now=now)
        self.decide(register, now=now)
        return again(register)

    def quarantine_box(self, department=None):
        """A box apart from the live shelves."""
        of = department or self.centre
        place = Storeroom.objects.filter(department=of, kind=Storeroom.Kind.QUARANTINE).first()
        place = place or StoreroomFactory(
            department=of, kind=Storeroom.Kind.QUARANTINE, name="待销毁档案暂存间"
        )
        cabinet = CabinetFactory(room=place, kind=Cabinet.Kind.CABINET)
        return BoxFactory(shelf=ShelfFactory(cabinet=cabinet))

    def moved(self, register, now=NOW):
        """Everything that is listed goes to the quarantine place."""
        lines = list(register.lines.filter(state="listed", moved_at=None))
        move_to_quarantine(lines, self.quarantine_box(), by=self.archivist, now=now)
        return again(register)

    def quarantined(self, *things, now=NOW):
        """Approved and brought apart: the wait runs."""
        return self.moved(self.agreed(*things, now=now), now=now)

    def after_the_wait(self, register, *, days=0):
        """Ten o'clock on the last day of the wait, or some days later."""
        last = wait_ends(again(register)) + timedelta(days=days)
        return datetime(last.year, last.month, last.day, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    def checked(self, *things, by=None, now=NOW):
        """Waited, and checked a second time; carry on from ``after_the_wait(register)``."""
        register = self.quarantined(*things, now=now)
        then = self.after_the_wait(register)
        return check_again(register, text=CHECKED, by=by or self.head, now=then)

    def place(self, **fields):
        """A designated place of destruction."""
        fields = {"department": self.headquarters, "name": "公司档案室销毁间"} | fields
        with arranged():
            found, _new = DisposalPlace.objects.get_or_create(name=fields["name"], defaults=fields)
        return found

    def planned(self, *things, witnesses=None, now=NOW):
        """Checked; place, day and two witnesses are settled on the day of the check."""
        register = self.checked(*things, now=now)
        return self.plan(register, witnesses=witnesses)

    def plan(self, register, *, witnesses=None, now=None):
        """Destroy it tomorrow, before these witnesses."""
        now = now or self.after_the_wait(register)
        tomorrow = now.date() + timedelta(days=1)
        plan_destruction(register, self.place(), tomorrow, by=self.room_head, now=now)
        for each in (self.witness, self.second) if witnesses is None else witnesses:
            appoint_witness(register, each, by=self.room_head, now=now)
        return again(register)

    def the_day(self, register, *, minutes=0):
        """Ten o'clock on the planned day, and some minutes later."""
        day = again(register).planned_on
        ten = datetime(day.year, day.month, day.day, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
        return ten + timedelta(minutes=minutes)

    def started(self, *things, witnesses=None, now=NOW):
        register = self.planned(*things, witnesses=witnesses, now=now)
        return start_destruction(register, by=self.room_head, now=self.the_day(register))

    def confirm(self, line, *people, now=None):
        """The witnesses scan the thing of a line."""
        thing = line.document.code if line.document else line.holding.barcode
        for each in people or witnesses_of(line.register):
            then = now or self.the_day(line.register, minutes=5)
            confirm_line(line.register, thing, by=each, now=then)
        return again(line)

    def confirmed(self, *things, witnesses=None, now=NOW):
        """Begun, and every line confirmed by every witness."""
        register = self.started(*things, witnesses=witnesses, now=now)
        for line in register.lines.filter(state="listed").order_by("number"):
            self.confirm(line)
        return again(register)

    def destroy(self, line, method=None, *, by=None, now=None):
        chosen = method or methods_for(line, on=TODAY)[0]
        then = now or self.the_day(line.register, minutes=10)
        return destroy_line(line, chosen, by=by or self.room_head, now=then)

    def destroyed(self, *things, witnesses=None, now=NOW):
        """Every line is destroyed; to be finished."""
        register = self.confirmed(*things, witnesses=witnesses, now=now)
        for line in register.lines.filter(state="listed").order_by("number"):
            self.destroy(line)
        return again(register)

    def finished(self, *things, witnesses=None, now=NOW):
        """The record is frozen; to be signed."""
        register = self.destroyed(*things, witnesses=witnesses, now=now)
        then = self.the_day(register, minutes=20)
        return finish_destruction(register, by=self.room_head, now=then)

    def sign_off(self, register, who, *, now=None, seen_hash=None):
        """One person signs the record."""
        then = now or self.the_day(register, minutes=30)
        proof = prove_identity(who, PASSWORD, now=then)
        return sign_record(register, proof, seen_hash or register.record_hash, by=who, now=then)

    def closed(self, *things, witnesses=None, now=NOW):
        """Destroyed and signed by everybody."""
        register = self.finished(*things, witnesses=witnesses, now=now)
        for who in (*witnesses_of(register), self.room_head):
            self.sign_off(register, who)
        return again(register)

    def set(self, name, value):
        """The office decides on one of its settings."""
        with arranged():
            Parameter.objects.create(
                name=name, value=value, effective_from=NOW.date().replace(month=1, day=1),
                reason="会议决定", set_by=self.director,
            )  # fmt: skip


def witnesses_of(register):
    """The people who witness it, in the order of their appointment."""
    rows = register.witnesses.filter(dismissed_at=None).order_by("pk")
    return [User.objects.get(pk=each.person_id) for each in rows]


def line_of(register, thing):
    """The line of a register that lists a thing."""
    if isinstance(thing, Document):
        return register.lines.get(document=thing)
    return register.lines.get(holding=thing, document=None)


def destroying_office():
    """A centre, headquarters, and one person in each post; everything is waiting to be judged."""
    base = room()
    headquarters = DepartmentFactory(
        kind=DepartmentKind.ARCHIVE_OFFICE, code="DAS", name="公司档案室"
    )
    finance = DepartmentFactory(kind=DepartmentKind.FUNCTIONAL, code="CWB", name="财务部")
    safety = DepartmentFactory(kind=DepartmentKind.FUNCTIONAL, code="AQB", name="秩序部")
    return Office(
        **vars(base),
        headquarters=headquarters,
        finance=finance,
        safety=safety,
        room_head=person(Role.ARCHIVE_ROOM_HEAD, headquarters),
        colleague=person(Role.CENTRE_ARCHIVIST, base.centre),
        witness=person(Role.EMPLOYEE, safety),
        second=person(Role.FRONT_LINE, base.centre),
        accountant=person(Role.EMPLOYEE, finance),
    )
