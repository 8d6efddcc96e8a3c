"""An office that destroys: a centre's archive room, headquarters, and everybody it takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from archive_office.custody.models import Cabinet, Storeroom
from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.policy.models import Parameter
from destruction.models import RegisterDecision
from destruction.procedures.approving import decide_register
from destruction.procedures.quarantine import check_again, move_to_quarantine
from destruction.procedures.registers import draw_up_register, freeze_register
from destruction.rules.wait import wait_ends
from destruction.rules.worklist import ready_for_destruction
from dossiers.models import Document
from tests.destruction.world import DESTROY, NOW, Room, again, room
from tests.factories import (
    PASSWORD,
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

    def set(self, name, value):
        """The office decides on one of its settings."""
        with arranged():
            Parameter.objects.create(
                name=name, value=value, effective_from=NOW.date().replace(month=1, day=1),
                reason="会议决定", set_by=self.director,
            )  # fmt: skip


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
