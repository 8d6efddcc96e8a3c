"""Destruction registers in each of their states, drawn up by the office's own procedures.

Everything happened months ago, so that the wait of each is over.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from archive_office.custody.models import Cabinet, Storeroom
from archive_office.custody.procedures import add_boxes, set_up_cabinet
from archive_office.management.furnishing import PASSWORD
from archive_office.organisation.models import Department
from archive_office.organisation.signing import prove_identity
from destruction.models import Appraisal, DestructionRegister, DisposalPlace, Ground, Verdict
from destruction.procedures.appraisals import Things, open_appraisal
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
from destruction.procedures.signing import freeze_appraisal, sign_appraisal
from destruction.procedures.verdicts import give_verdict
from destruction.procedures.witnesses import appoint_witness, plan_destruction
from destruction.rules.judging import Judgement
from destruction.rules.wait import wait_ends
from dossiers.models import Category
from tests.factories import arranged
from tests.whole.appraised import record

BASIS = "《客户档案管理制度》（十九）"
DESTROY = Judgement(verdict=Verdict.DESTROY, grounds=[Ground.INFORMATIONAL])
WITNESSES = ("employee", "engineer")


class Road:
    """One centre's registers, and who takes each of them on."""

    def __init__(self, story, centre, suffix):
        self.story, self.centre, self.suffix = story, centre, suffix
        self.now = story.now - timedelta(days=300)
        self.archivist = story.user(f"archivist{suffix}")
        self.count = 0

    def drawn_up(self):
        category = Category.objects.get(code="B4.2")
        self.count += 1
        name = f"{self.suffix or 1}-gone-{self.count}"
        things = Things([record(self.centre, category, name)])
        by, now = self.archivist, self.now
        appraisal = open_appraisal(self.centre, things, basis=BASIS, by=by, now=now)
        give_verdict(appraisal.lines.get(), DESTROY, by=by, now=now)
        frozen = freeze_appraisal(appraisal, by=by, now=now)
        director = self.story.user("director")
        proof = prove_identity(director, PASSWORD, now=now)
        sign_appraisal(frozen, "leader", proof, frozen.content_hash, by=director, now=now)
        lines = list(Appraisal.objects.get(pk=appraisal.pk).lines.all())
        return draw_up_register(self.centre, lines, basis=BASIS, by=by, now=now)

    def proposed(self):
        return freeze_register(self.drawn_up(), by=self.archivist, now=self.now)

    def waiting(self):
        found = self.proposed()
        director = self.story.user("director")
        proof = prove_identity(director, PASSWORD, now=self.now)
        seen = found.content_hash
        decide_register(found, "director", "approved", proof, seen, by=director, now=self.now)
        lines = list(found.lines.all())
        move_to_quarantine(lines, self._apart(), by=self.archivist, now=self.now)
        return DestructionRegister.objects.get(pk=found.pk)

    def _apart(self):
        room = Storeroom.objects.get(department=self.centre, kind=Storeroom.Kind.QUARANTINE)
        cabinet = Cabinet.objects.filter(room=room).first()
        if cabinet is None:
            cabinet = set_up_cabinet(room, number="J01", by=None, levels=1)
            add_boxes(cabinet.shelves.get(), 1, by=None)
        return cabinet.shelves.get().boxes.order_by("pk").first()

    def planned(self):
        found = self.waiting()
        last = wait_ends(found)
        then = datetime(last.year, last.month, last.day, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
        head = self.story.user(f"head{self.suffix}")
        check_again(found, text="逐件复查，确无保留价值", by=head, now=then)
        by = self.story.user("roomhead")
        with arranged():
            place, _new = DisposalPlace.objects.get_or_create(
                name="公司档案室销毁间", defaults={"department": Department.objects.get(code="DAS")}
            )
        plan_destruction(found, place, last + timedelta(days=1), by=by, now=then)
        for username in WITNESSES:
            appoint_witness(found, self.story.user(username), by=by, now=then)
        return DestructionRegister.objects.get(pk=found.pk), then + timedelta(days=1)

    def started(self):
        found, day = self.planned()
        return start_destruction(found, by=self.story.user("roomhead"), now=day), day

    def finished(self):
        found, day = self.started()
        line = found.lines.get()
        for username in WITNESSES:
            confirm_line(found, line.holding.barcode, by=self.story.user(username), now=day)
        destroy_line(line, "shredder", by=self.story.user("roomhead"), now=day)
        return finish_destruction(found, by=self.story.user("roomhead"), now=day), day

    def closed(self):
        found, day = self.finished()
        for username in ("roomhead", *WITNESSES):
            who = self.story.user(username)
            proof = prove_identity(who, PASSWORD, now=day)
            sign_record(found, proof, found.record_hash, by=who, now=day)
        return DestructionRegister.objects.get(pk=found.pk)


def destroy(story, centre, suffix):
    """One register in each state, with a line of each and a witness."""
    road = Road(story, centre, suffix)
    planned, _day = road.planned()
    found = {
        "register": road.drawn_up(),
        "approving": road.proposed(),
        "waiting": road.waiting(),
        "planned": planned,
        "executing": road.started()[0],
        "executed": road.finished()[0],
        "closed_register": road.closed(),
    }
    things = {f"{name}_line": register.lines.get() for name, register in found.items()}
    return {
        **found,
        **things,
        "witness": planned.witnesses.order_by("pk").first(),
        "disposal_place": planned.place,
    }
