"""What the fictitious office lends: asked for, decided, handed out, late, taken back, copied."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive_office.management.story import Story
from archive_office.organisation.models import Department, User
from dossiers.models import Document, Holding, HoldingState, Part, Purpose
from lending.models import (
    AccessRequest,
    Condition,
    Loan,
    Manner,
    OutsidePerson,
    Place,
    Renewal,
    RequestLine,
)
from lending.procedures.cases import open_due_cases
from lending.procedures.copies import check_copy, make_copy, release_copy
from lending.procedures.decisions import Outcome, decide
from lending.procedures.desk import hand_out
from lending.procedures.reminders import send_reminders
from lending.procedures.renewals import ask_renewal, decide_renewal
from lending.procedures.requests import Basis, add_authority, ask
from lending.procedures.reservations import reserve_holding
from lending.procedures.returns import put_back, take_back
from lending.rules.asking import Asked, AskedLine, Visitor
from lending.rules.deciding import may_decide
from lending.rules.returns import Found, everything_agrees

LAW = "物业管理条例第二十九条"


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody needs a file for."""

    purpose: Purpose
    words: str
    reason: str


LEAK = Errand(Purpose.ENGINEERING, "核对管线走向", "楼上卫生间渗漏，需核对交付图纸")
DISPUTE = Errand(Purpose.DISPUTE, "处理邻里纠纷", "核对装修申报材料")
TITLE = Errand(Purpose.TITLE, "协助办理产权登记", "业主来函要求提供交房资料")
CHECK = Errand(Purpose.DATA_CHECK, "核对建筑面积", "年度收费面积复核")


@dataclass(slots=True)
class Desk:
    """One archive room and those who work there; each method is one thing they do."""

    story: Story
    room: Department
    clerk: str
    head: str
    taken: set[int] = field(default_factory=set)

    def ago(self, days: int) -> datetime:
        """That many days before the story's moment."""
        return self.story.now - timedelta(days=days)

    def next_volume(self, part: Part = Part.MAIN) -> Holding:
        """A volume on this room's shelf that nobody has asked for yet."""
        rows = Holding.objects.filter(
            keeper=self.room, state=HoldingState.ON_SHELF, part=part, dossier__state="open"
        ).exclude(pk__in=self.taken)
        found = rows.select_related("keeper", "dossier").order_by("pk").first()
        if found is None:
            raise RuntimeError("nothing is left on the shelf")
        self.taken.add(found.pk)
        return found

    def ask_for(
        self, who: str, lines: Sequence[AskedLine], errand: Errand, *, now: datetime
    ) -> AccessRequest:
        """A request of somebody of the staff, written down by the archivist at the counter."""
        person = self.story.user(who)
        return ask(
            Asked(
                room=self.room,
                requester=person,
                department=person.current_memberships[0].department,
                purpose=errand.purpose,
                purpose_text=errand.words,
                reason=errand.reason,
                place=Place.OFFICE,
                until=now + timedelta(days=30),
                lines=tuple(lines),
            ),
            by=self.by_whom(who, lines),
            now=now,
        )

    def by_whom(self, who: str, lines: Sequence[AskedLine]) -> User:
        """Who sees nothing of the catalogue asks in words, or through the archivist."""
        in_words = all(line.holding is None for line in lines)
        return self.story.user(who if in_words else self.clerk)

    def visit(self, person: Visitor, line: AskedLine, errand: Errand) -> AccessRequest:
        """Somebody from outside asks at the counter."""
        now = self.story.now
        asked = Asked(
            room=self.room,
            outside=person,
            purpose=errand.purpose,
            purpose_text=errand.words,
            reason=errand.reason,
            place=Place.READING_ROOM,
            until=now + timedelta(days=3),
            lines=(line,),
        )
        return ask(asked, by=self.story.user(self.clerk), now=now)

    def entitle(self, request: AccessRequest, *, now: datetime) -> None:
        """Record the provision of the law on which a request rests."""
        basis = Basis(kind="law", form="written", given_on=now.date(), reference=LAW)
        add_authority(request, basis, by=self.story.user(self.clerk), now=now)

    def decide(self, request: AccessRequest, *, now: datetime) -> list[RequestLine]:
        """Everybody whose word a request takes says yes; its lines, fresh."""
        names = (self.clerk, self.head, "roomhead", "depthead", "cshead", "director")
        people = [self.story.user(name) for name in names]
        for line in request.lines.all():
            while step := line.steps.filter(is_next=True).first():
                who = next(person for person in people if may_decide(person, step))
                decide(step, Outcome.APPROVED, by=who, now=now)
        return list(request.lines.all())

    def approved(self, who: str, holding: Holding, errand: Errand, *, now: datetime) -> RequestLine:
        """A loan that may be fetched."""
        line = AskedLine(manner=Manner.BORROW, holding=holding)
        return self.decide(self.ask_for(who, [line], errand, now=now), now=now)[0]

    def lent(self, who: str, errand: Errand, *, days: int, holding: Holding | None = None) -> Loan:
        """A volume handed out so many days ago."""
        now = self.ago(days)
        line = self.approved(who, holding or self.next_volume(), errand, now=now)
        return hand_out([line], by=self.story.user(self.clerk), now=now).loans.get()

    def renewed(self, loan: Loan, *, now: datetime, granted: bool = True) -> Renewal:
        """The borrower asks for more time; the archivist grants it, or has not answered yet."""
        borrower = self.story.user(loan.borrower.username) if loan.borrower else None
        if borrower is None:
            raise RuntimeError("only somebody of the staff asks for more time")
        renewal = ask_renewal(loan, "现场核对尚未结束", by=borrower, now=now)
        if granted:
            clerk = self.story.user(self.clerk)
            decide_renewal(renewal, Renewal.Outcome.GRANTED, by=clerk, now=now)
        return renewal

    def returned(self, loan: Loan, *, now: datetime, torn: bool = False) -> Loan:
        """The borrower brings it back; it is checked and stands in its slot again."""
        by = self.story.user(self.clerk)
        found = Found(
            pages_found=loan.pages_out,
            condition=Condition.DAMAGED if torn else Condition.INTACT,
            note="封面撕裂" if torn else "",
            brought_by=loan.borrower,
            lines=everything_agrees(loan),
        )
        back = take_back(loan, found, by=by, now=now)
        slot = back.holding.home_slot
        if slot is None:
            raise RuntimeError("it came from no slot")
        return put_back(back, slot, by=by, now=now)

    def copied(self, who: str, errand: Errand, checker: str) -> None:
        """One paper is copied, checked by a second archivist, and handed over."""
        paper = (
            Document.objects.filter(
                holding__keeper=self.room,
                holding__state=HoldingState.ON_SHELF,
                holding__part=Part.MAIN,
                files__isnull=False,
                type__no_copying=False,
            )
            .select_related("holding__keeper", "holding__dossier")
            .order_by("pk")
            .first()
        )
        if paper is None:
            raise RuntimeError("no scanned paper is on the shelf")
        now = self.story.now
        line = AskedLine(manner=Manner.COPY, holding=paper.holding, document=paper, pages="1")
        row = self.decide(self.ask_for(who, [line], errand, now=now), now=now)[0]
        clerk = self.story.user(self.clerk)
        copy = make_copy(row, "1", 1, 1, by=clerk, now=now)
        second = self.story.user(checker)
        copy = check_copy(copy, ok=True, note="", by=second, now=now)
        release_copy(copy, by=clerk, now=now)


def furnish_desk(story: Story, centre: Department) -> None:
    """Every state of a use at one centre: asked, approved, out, late, back, copied, reserved."""
    desk = Desk(story, centre, "archivist", "head")
    now = story.now
    wish = AskedLine(manner=Manner.READ, wanted="18栋1单元301室 装修申报资料")
    desk.ask_for("employee", [wish], DISPUTE, now=now)
    personal = AskedLine(manner=Manner.READ, holding=desk.next_volume(Part.PERSONAL))
    waiting = desk.ask_for("depthead", [personal], TITLE, now=now)
    desk.entitle(waiting, now=now)
    desk.approved("engineer", desk.next_volume(), LEAK, now=now)
    desk.lent("engineer", LEAK, days=3)
    desk.renewed(desk.lent("employee", CHECK, days=6), now=now, granted=False)
    late = desk.lent("engineer", DISPUTE, days=10)
    reserve_holding(late.holding, story.user("head"), by=story.user("head"), now=now)
    desk.lent("employee", TITLE, days=20)
    desk.returned(desk.lent("engineer", LEAK, days=9), now=desk.ago(4))
    desk.returned(desk.lent("employee", CHECK, days=8), now=desk.ago(1), torn=True)
    desk.copied("engineer", LEAK, "archivist1b")
    desk.visit(
        Visitor(
            kind=OutsidePerson.Kind.OWNER,
            name=story.fiction.name(),
            id_kind="身份证",
            id_number=story.fiction.person().id_number,
            phone=story.fiction.phone(),
            identity_checked=True,
        ),
        AskedLine(manner=Manner.READ, holding=desk.next_volume()),
        TITLE,
    )
    open_due_cases(now=now)
    send_reminders(now=now)
