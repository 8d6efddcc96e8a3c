"""The fictitious company: departments, people, seals, archive rooms, estates.

Shared by the demo office, the walkthrough and the pictures.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.custody.models import Cabinet, Storeroom
from archive_office.custody.procedures import add_boxes, open_room, set_up_cabinet
from archive_office.journal.acts import act, note
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import (
    Department,
    DepartmentKind,
    UndertakingText,
    User,
)
from archive_office.organisation.procedures import (
    appoint,
    open_account,
    open_department,
    register_seal,
)
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import Proof, digest
from archive_office.organisation.undertakings import content_of, sign_undertaking
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from destruction.models import DisposalPlace
from dossiers.models import Estate

PASSWORD = "demo-office-2026"  # noqa: S105 - printed for everybody who tries the demo
SINCE = date(2020, 1, 1)
COMPANY = ("ZGS", "锦澜物业服务有限公司")
ARCHIVE = ("DAS", "公司档案室")
SHREDDING = "公司档案室销毁间"
FUNCTIONAL = (("KFB", "客户服务部"), ("GCB", "工程技术部"), ("ZHB", "综合管理部"))
CENTRES = (
    ("F01", "汀兰雅苑客户服务中心", "P01", "汀兰雅苑"),
    ("F02", "栎风里客户服务中心", "P02", "栎风里"),
    ("F03", "云杉湾客户服务中心", "P03", "云杉湾"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """One account of the demo office."""

    username: str
    name: str
    role: Role
    department: str


LOGINS = (
    Login("front", "林小满", Role.FRONT_LINE, "F01"),
    Login("archivist", "许知秋", Role.CENTRE_ARCHIVIST, "F01"),
    Login("head", "顾清和", Role.CENTRE_HEAD, "F01"),
    Login("hq", "沈砚青", Role.HQ_ARCHIVIST, "DAS"),
    Login("roomhead", "严守卷", Role.ARCHIVE_ROOM_HEAD, "DAS"),
    Login("cshead", "江闻声", Role.CUSTOMER_SERVICE_HEAD, "KFB"),
    Login("depthead", "秦宗一", Role.DEPARTMENT_HEAD, "ZHB"),
    Login("engineer", "石砺之", Role.ENGINEER, "GCB"),
    Login("director", "程远帆", Role.DIRECTOR, "ZGS"),
    Login("employee", "乔木生", Role.EMPLOYEE, "ZHB"),
    Login("auditor", "明察之", Role.AUDITOR, "ZHB"),
    Login("admin", "管一平", Role.ADMINISTRATOR, "ZHB"),
)
FURTHER = (
    Login("archivist1b", "苏晚晴", Role.CENTRE_ARCHIVIST, "F01"),
    Login("front2", "梅初雪", Role.FRONT_LINE, "F02"),
    Login("archivist2", "柳依依", Role.CENTRE_ARCHIVIST, "F02"),
    Login("head2", "方正言", Role.CENTRE_HEAD, "F02"),
    Login("front3", "白露生", Role.FRONT_LINE, "F03"),
    Login("archivist3", "竹影深", Role.CENTRE_ARCHIVIST, "F03"),
    Login("head3", "高致远", Role.CENTRE_HEAD, "F03"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """What was furnished, by code and by user name."""

    departments: dict[str, Department]
    people: dict[str, User]
    estates: dict[str, Estate]


@act("demo.ready", _("Demo office complete"))
def mark_ready(*, by: User | None) -> None:
    """The last act of furnishing: without it, furnishing was interrupted."""


def is_ready() -> bool:
    """Whether an office stands here, furnished to the end or somebody's own."""
    return JournalEntry.objects.filter(act="demo.ready").exists()


def is_half_furnished() -> bool:
    """Whether furnishing began here and was interrupted."""
    return Department.objects.exists() and not is_ready()


@act("demo.furnished", _("Demo office furnished"))
def furnish(*, by: User | None) -> Office:
    """Set up the fictitious company: who works where, which rooms and boxes there are."""
    departments = _departments()
    people: dict[str, User] = {}
    for login in (*LOGINS, *FURTHER):
        if login.role == Role.ADMINISTRATOR:
            _name_an_administrator(by=people["director"])
        people[login.username] = _person(login, departments)
    estates = {}
    for code, _name, estate_code, estate_name in CENTRES:
        estate = Estate.objects.create(code=estate_code, name=estate_name, centre=departments[code])
        note(estate, after={"code": estate_code})
        estates[estate_code] = estate
    _rooms(departments["DAS"], cabinets=6, boxes=12)
    for number, (code, *_rest) in enumerate(CENTRES, start=1):
        _rooms(departments[code], cabinets=2, boxes=10)
        suffix = "" if number == 1 else str(number)
        _seal(departments[code], f"印-{code}", people[f"head{suffix}"])
    _seal(departments["DAS"], "印-DAS", people["roomhead"])
    _seal(departments["ZGS"], "印-ZGS", people["director"])
    place = DisposalPlace.objects.create(department=departments["DAS"], name=SHREDDING)
    note(place, after={"name": SHREDDING})
    return Office(departments, people, estates)


def _departments() -> dict[str, Department]:
    company = open_department(*COMPANY, kind=DepartmentKind.COMPANY, by=None)
    found = {company.code: company}
    archive = open_department(*ARCHIVE, kind=DepartmentKind.ARCHIVE_OFFICE, parent=company, by=None)
    found[archive.code] = archive
    for code, name in FUNCTIONAL:
        found[code] = open_department(
            code, name, kind=DepartmentKind.FUNCTIONAL, parent=company, by=None
        )
    for code, name, *_estate in CENTRES:
        found[code] = open_department(
            code, name, kind=DepartmentKind.SERVICE_CENTRE, parent=company, by=None
        )
    return found


@act("demo.administrator_named", _("System administrator of the demo named"), Clause.SEC_39)
def _name_an_administrator(*, by: User) -> None:
    """The demo shows every role with a login of its own, so here the head is not administrator."""
    decided = Parameter.objects.create(
        name="system_administrator",
        value="named_person",
        effective_from=SINCE,
        set_by=by,
        reason="示范办公室：系统管理员另行指定",
    )
    note(decided, after={"value": decided.value, "from": SINCE.isoformat()})


def _person(login: Login, departments: dict[str, Department]) -> User:
    user = open_account(login.username, display_name=login.name, password=PASSWORD, by=None)
    appoint(user, login.role, departments[login.department], starts_on=SINCE, by=None)
    _undertake(user)
    return user


def _undertake(user: User) -> None:
    """Whoever works in the demo office has promised confidentiality when starting there."""
    now, today = clock.now(), clock.today()
    text = UndertakingText.objects.in_force(today)
    if text is None:
        raise LookupError("No text of the undertaking is in force.")
    seen = digest(content_of(user, text))
    # Nobody sits at the keyboard: the password was set a moment ago.
    proof = Proof(user, now)
    sign_undertaking(text, proof=proof, content_hash=seen, by=user, now=now, today=today)


def _rooms(department: Department, *, cabinets: int, boxes: int) -> None:
    room = open_room(department, code="01", name=f"{department.name}档案室", by=None)
    apart = open_room(
        department, code="99", name=f"{department.name}待销毁间", by=None,
        kind=Storeroom.Kind.QUARANTINE,
    )  # fmt: skip
    for number in range(1, cabinets + 1):
        cabinet = set_up_cabinet(room, number=f"G{number:02}", by=None)
        for shelf in cabinet.shelves.all():
            add_boxes(shelf, boxes, by=None)
    safe = set_up_cabinet(room, number="B01", by=None, kind=Cabinet.Kind.SAFE, levels=1)
    add_boxes(safe.shelves.get(), 2, by=None)
    waiting = set_up_cabinet(apart, number="X01", by=None, levels=1)
    add_boxes(waiting.shelves.get(), 4, by=None)


def _seal(department: Department, number: str, keeper: User) -> None:
    register_seal(
        number,
        department,
        name=f"{department.name}业务专用章",
        keeper=keeper,
        valid_from=SINCE,
        by=None,
    )
