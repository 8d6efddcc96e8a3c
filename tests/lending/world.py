"""A centre, its headquarters, a functional department and their people; a use in one word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from archive_office.organisation.models import (
    Department,
    DepartmentKind,
    Membership,
    User,
)
from archive_office.organisation.roles import Role
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from dossiers.models import Estate, Holding, Purpose
from lending.models import LineState, Manner, Place, RequestLine
from lending.procedures.decisions import Outcome, decide
from lending.procedures.requests import ask
from lending.rules.asking import Asked, AskedLine
from tests.factories import (
    TODAY,
    DepartmentFactory,
    DocumentFactory,
    EstateFactory,
    HoldingFactory,
    MembershipFactory,
    UserFactory,
    arranged,
    box_of,
    opened_to,
    person,
)

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNTIL = NOW + timedelta(days=20)
READ, BORROW, EXCERPT, PHOTOGRAPH, COPY = Manner
APPROVED, REFUSED = Outcome.APPROVED, Outcome.REFUSED


@dataclass
class World:
    """One centre and one headquarters with somebody in each post, and a department that asks."""

    estate: Estate
    centre: Department
    headquarters: Department
    department: Department
    company: Department
    front: User
    archivist: User
    head: User
    hq_archivist: User
    room_head: User
    cs_head: User
    director: User
    employee: User
    dept_head: User

    PEOPLE: ClassVar = (
        "front",
        "archivist",
        "head",
        "hq_archivist",
        "room_head",
        "cs_head",
        "director",
        "employee",
        "dept_head",
    )

    def volume(self, **fields):
        """A volume on the shelf of the centre; ``keeper=world.headquarters`` puts it there."""
        fields.setdefault("on_shelf", True)
        if fields.get("keeper"):
            fields.setdefault("present_slot", box_of(fields["keeper"]))
        return HoldingFactory(dossier__occupancy__unit__building__estate=self.estate, **fields)

    def personal(self, **fields):
        """A volume of personal information."""
        return self.volume(personal_volume=True, **fields)

    def paper(self, holding, **fields):
        """One document of a holding."""
        return DocumentFactory(holding=holding, **fields)

    def seen_by(self, user, *, until=None):
        """Let somebody see this centre's catalogue, by way of exception."""
        return see(user, self.centre, until=until)

    def ask(self, *things, who=None, manner=BORROW, by=None, now=NOW, **said):
        """A request for things (holdings, documents, words), all in one manner."""
        who = who or self.employee
        lines = tuple(
            thing if isinstance(thing, AskedLine) else line(thing, manner) for thing in things
        )
        return ask(self.asked(who, lines, **said), by=by or who, now=now)

    def asked(self, who, lines, **said):
        """What somebody asks of the room that keeps the first thing, in usual words."""
        kept = next((x.holding.keeper for x in lines if x.holding), self.centre)
        facts = {
            "room": kept,
            "requester": who,
            "department": who.current_memberships[0].department if who else None,
            "purpose": Purpose.DISPUTE,
            "purpose_text": "处理漏水纠纷",
            "reason": "核对装修资料",
            "place": Place.OFFICE,
            "until": UNTIL,
            "lines": lines,
        }
        return Asked(**(facts | said))

    def line(self, thing, manner=BORROW, who=None, **said):
        """The only line of a request for one thing; whoever asks may see the catalogue."""
        who = who or self.employee
        if who == self.employee:
            self.seen_by(who)
        return self.ask(thing, who=fresh(who), manner=manner, **said).lines.get()

    def approved(self, thing, manner=BORROW, who=None, *, now=NOW, **said):
        """A line asked for and approved by everybody whom it takes."""
        return self.decided(self.line(thing, manner, who, now=now, **said), now=now)

    def decided(self, row, *, now=NOW):
        """All decisions on a line, by the right people."""
        for _turn in range(6):
            step = row.steps.filter(is_next=True).first()
            if step is None:
                break
            decide(step, APPROVED, by=self.decider(step), now=now)
        return again(row)

    def decider(self, step):
        """Somebody who holds the post a step asks for."""
        posts = Membership.objects.filter(role=step.role)
        if step.department_id:
            posts = posts.filter(department=step.department_id)
        asker = step.line.request.requester_id or step.line.request.entered_by_id
        return fresh(posts.exclude(person=asker).order_by("pk").first().person)


@arranged()
def library():
    """A small office in the autumn of 2026."""
    headquarters = DepartmentFactory(code="A00", name="公司档案室")
    company = DepartmentFactory(
        kind=DepartmentKind.COMPANY, code="A99", name="翠湖物业服务有限公司"
    )
    service = DepartmentFactory(kind=DepartmentKind.FUNCTIONAL, code="F01", name="客户服务部")
    department = DepartmentFactory(kind=DepartmentKind.FUNCTIONAL, code="F02", name="工程部")
    estate = EstateFactory(name="翠湖天地")
    centre = estate.centre
    return World(
        estate,
        centre,
        headquarters,
        department,
        company,
        front=person(Role.FRONT_LINE, centre),
        archivist=person(Role.CENTRE_ARCHIVIST, centre),
        head=person(Role.CENTRE_HEAD, centre),
        hq_archivist=person(Role.HQ_ARCHIVIST, headquarters),
        room_head=person(Role.ARCHIVE_ROOM_HEAD, headquarters),
        cs_head=person(Role.CUSTOMER_SERVICE_HEAD, service),
        director=person(Role.DIRECTOR, company),
        employee=person(Role.EMPLOYEE, department),
        dept_head=person(Role.DEPARTMENT_HEAD, department),
    )


def line(thing, manner, **said):
    """One thing asked for: a holding, one of its documents, or words."""
    if isinstance(thing, str):
        return AskedLine(manner=manner, wanted=thing, **said)
    if isinstance(thing, Holding):
        return AskedLine(manner=manner, holding=thing, **said)
    return AskedLine(manner=manner, holding=thing.holding, document=thing, **said)


def see(user, department, *, until=None):
    """An exception: somebody sees the dossiers of a department."""
    return opened_to(user, department, until=until)


def acting(user, role, department, principal):
    """Somebody stands in for another in a post."""
    MembershipFactory(person=user, role=role, department=department, acting_for=principal)
    return fresh(user)


def setting(name, value, *, on=TODAY):
    """The office decides a setting."""
    return set_parameter(
        SETTINGS[name],
        value,
        effective_from=on,
        by=UserFactory(),
        reason="办公会决定",
        today=on,
    )


def fresh(user):
    """The person as a new request knows them."""
    return User.objects.get(pk=user.pk)


def again(row):
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


def names(row):
    """The steps of a line in order."""
    return [step.name for step in row.steps.all()]


def states(request):
    """The states of a request's lines."""
    return [LineState(r.state) for r in RequestLine.objects.filter(request=request)]
