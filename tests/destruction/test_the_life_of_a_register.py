"""The whole life of a register through the browser's door, as seven people.

A volume and a single paper of another volume are appraised, proposed, approved, set apart, left
alone for six months, checked again, destroyed before two witnesses and signed for. Everybody signs
in with the own password and does what the pages offer; nothing is done behind them.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from destruction.models import (
    Appraisal,
    AppraisalState,
    DestructionRegister,
    Erasure,
    LineState,
    RegisterState,
)
from destruction.procedures.erasing import erase_due
from dossiers.models import Document, DossierState, HoldingState
from tests.destruction.registers import destroying_office, line_of
from tests.destruction.test_erasing import lies_there, scan
from tests.destruction.world import NOW, again
from tests.factories import PASSWORD, DocumentFactory
from tests.printing.reading import Reading, squeezed
from tests.steps import clause
from tests.transfers.desk import text

pytestmark = pytest.mark.django_db
BASIS = "《客户档案管理制度》（十九）"
THE_DAY = datetime(2027, 5, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The day after the last day of a wait of six months that began on 20 November 2026."""


class Person:
    """Somebody who signed in through the login page."""

    def __init__(self, user):
        self.user, self.client = user, Client(enforce_csrf_checks=True)
        self.client.cookies["django_language"] = "en"
        self.client.get(reverse("admin:login"))
        said = {"username": user.username, "password": PASSWORD}
        answer = self.send(reverse("admin:login"), said)
        assert answer.status_code == 302, text(answer)

    def send(self, address, fields, **headers):
        """Send a form as a browser does, with the token of its page."""
        token = {"csrfmiddlewaretoken": self.client.cookies["csrftoken"].value}
        return self.client.post(address, fields | token, headers=headers)

    def read(self, name, *args, app="destruction", **query):
        answer = self.client.get(reverse(f"{app}:{name}", args=args), query)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer

    def do(self, name, *args, **fields):
        """Send a form that is accepted: the browser is led on."""
        answer = self.send(reverse(f"destruction:{name}", args=args), fields)
        assert answer.status_code == 302, (name, text(answer))

    def scan(self, name, *args, code):
        """Scan something that belongs here: it is told without a new page."""
        address = reverse(f"destruction:{name}", args=args)
        answer = self.send(address, {"code": code}, **{"HX-Request": "true"})
        assert answer.status_code == 200, (code, text(answer))
        assert "<html" not in answer.content.decode()

    def sign(self, name, *args, **fields):
        """Read the page, then sign what it showed with the password."""
        page = self.read(name, *args).content.decode()
        seen = re.search(r'name="content_hash" value="(\w{64})"', page)[1]
        self.do(name, *args, content_hash=seen, password=PASSWORD, **fields)

    def paper(self, name, *args, app="destruction"):
        return Reading(self.read(name, *args, app=app).content).text


class Story:
    """The things, the people, and the clock of the office."""

    def __init__(self, stand):
        self.stand = stand
        self.here = here = destroying_office()
        self.apart = here.quarantine_box()
        self.place = here.place()
        self.volume, self.paper, self.drawing = here.volume(), here.paper(), here.drawing()
        inside = DocumentFactory(holding=self.volume)
        self.scans = [scan(here, inside, b"volume"), scan(here, self.paper, b"paper")]
        self.customer = self.volume.dossier.occupancy.customer

    def at(self, moment):
        self.stand(moment)
        return moment

    @property
    def register(self):
        return DestructionRegister.objects.get()

    def appraised(self):
        """Archivist, engineer and director judge: the drawing is kept, the others go."""
        archivist = Person(self.here.archivist)
        due = text(archivist.read("due")) + text(archivist.read("due", kind="papers"))
        assert self.volume.code in due
        things = [f"h{self.volume.pk}", f"h{self.drawing.pk}", f"d{self.paper.pk}"]
        archivist.do("draw_up", things=things, basis=BASIS)
        appraisal = Appraisal.objects.get()
        (technical,) = appraisal.lines.filter(technical=True)
        engineer = Person(self.here.engineer)
        assert self.drawing.code in text(engineer.read("opinions", appraisal.pk))
        said = {"text": "管线仍在使用，图纸须保留", "on": f"{NOW:%F}"}
        engineer.do("opinion", technical.pk, **said)
        for line in appraisal.lines.all():
            judged = {"verdict": "destroy", "grounds": ["informational"], "ground_text": "已无价值"}
            if line == technical:
                judged = {"verdict": "keep", "years": 10, "grounds": ["legal"]}
            archivist.do("verdict", line.pk, **judged)
        archivist.do("step", appraisal.pk, "freeze")
        Person(self.here.director).sign("sign", appraisal.pk, "leader")
        assert again(appraisal).state == AppraisalState.APPROVED
        return appraisal

    def approved(self):
        """The archivist proposes, the director approves."""
        appraisal = self.appraised()
        archivist = Person(self.here.archivist)
        ready = text(archivist.read("draw_up_register"))
        assert self.volume.code in ready
        assert self.drawing.code not in ready
        condemned = appraisal.lines.filter(verdict="destroy").values_list("pk", flat=True)
        archivist.do("draw_up_register", lines=list(condemned), basis=BASIS)
        archivist.do("register_step", self.register.pk, "freeze")
        Person(self.here.director).sign("approve", self.register.pk, "director", outcome="approved")
        return self.register

    def set_apart(self):
        """The archivist scans the box at the quarantine place and both things into it."""
        register, archivist = self.approved(), Person(self.here.archivist)
        for code in (self.apart.barcode, self.volume.barcode, self.paper.code):
            archivist.scan("quarantine", register.pk, code=code)
        return again(register)

    def planned(self):
        """Six months later: the second check, the place, the day, two witnesses."""
        register = self.set_apart()
        self.at(THE_DAY - timedelta(days=1))
        service = Person(self.here.service_head)
        assert self.volume.code in text(service.read("second_check", register.pk))
        service.do("second_check", register.pk, text="逐卷复查，确无保留价值")
        head = Person(self.here.room_head)
        head.do("plan", register.pk, place=self.place.pk, planned_on=f"{THE_DAY:%F}")
        for witness in (self.here.witness, self.here.second):
            head.do("appoint", register.pk, person=witness.pk)
        return again(register)

    def carried_out(self):
        """The day itself: started, compared by both witnesses, destroyed line by line."""
        register = self.planned()
        self.at(THE_DAY)
        head = Person(self.here.room_head)
        head.do("start", register.pk)
        for user in (self.here.witness, self.here.second):
            witness = Person(user)
            assert register.number in text(witness.read("my_witnessing"))
            for code in (self.volume.barcode, self.paper.code):
                witness.scan("confirm", register.pk, code=code)
        for thing in (self.volume, self.paper):
            assert self.offers(head, thing)
            head.do("destroy", line_of(register, thing).pk, method="shredder")
        head.do("finish", register.pk)
        return again(register)

    def offers(self, head, thing):
        """Whether the executor's page offers the shredder for a thing."""
        line = line_of(self.register, thing)
        page = head.read("execute", self.register.pk).content.decode()
        return f'id="line-{line.pk}"' in page and 'value="shredder"' in page

    def closed(self):
        register = self.carried_out()
        self.at(THE_DAY + timedelta(hours=1))
        for user in (self.here.witness, self.here.second, self.here.room_head):
            assert again(register).state == RegisterState.SIGNING
            Person(user).sign("sign_record", register.pk)
        return again(register)


@pytest.fixture
def story(monkeypatch):
    cache.clear()

    def stand(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    stand(NOW)
    return Story(stand)


@clause(Clause.DES_01, Clause.DES_08, Clause.DES_09)
def test_seven_people_take_a_register_from_the_work_list_to_the_last_signature(story):
    register = story.closed()
    assert register.state == RegisterState.CLOSED
    assert {line.state for line in register.lines.all()} == {LineState.DESTROYED}
    assert again(story.volume).state == HoldingState.DESTROYED
    assert again(story.paper).state == Document.State.DESTROYED
    assert again(story.drawing).state == HoldingState.ON_SHELF
    signed = {each.signer for each in register.signatures.all()}
    assert signed == {story.here.witness, story.here.second, story.here.room_head}
    acts = JournalEntry.objects.filter(at__gte=NOW).values_list("act", "by__username")
    who = {username for act, username in acts if act.startswith("destruction.")}
    here = story.here
    seven = (here.archivist, here.engineer, here.director, here.service_head, here.room_head)
    assert who == {each.username for each in (*seven, here.witness, here.second)}


@clause(Clause.DES_09, Clause.DES_10)
def test_the_stamp_is_printed_when_the_last_has_signed_and_not_before(story):
    register = story.carried_out()
    director = Person(story.here.director)
    stamp = "已销毁二〇二七年五月二十一日"
    papers = ("register", "cover", "record")
    assert not any(stamp in director.paper("register_paper", register.pk, p) for p in papers)
    story.at(THE_DAY + timedelta(hours=1))
    for user in (story.here.witness, story.here.second, story.here.room_head):
        Person(user).sign("sign_record", register.pk)
    for paper in papers:
        printed = director.paper("register_paper", register.pk, paper)
        assert stamp in printed, printed[-400:]
        for name in (register.number, str(story.here.witness), str(story.here.second)):
            assert paper == "cover" or squeezed(name) in printed


@clause(Clause.DES_11, Clause.DES_12)
def test_afterwards_a_stub_is_found_on_request_and_nowhere_else(story):
    register, archivist = story.closed(), Person(story.here.archivist)
    volume, dossier = story.volume, story.volume.dossier
    usual = {
        "dossiers": archivist.read("list", app="dossiers"),
        "due": archivist.read("due"),
        "ready": archivist.read("draw_up_register"),
        "destroyed": archivist.read("destroyed"),
    }
    for name, page in usual.items():
        assert volume.code not in text(page), name
        assert dossier.code not in text(page), name
    assert again(dossier).state == DossierState.DESTROYED
    found = text(archivist.read("destroyed", q=volume.barcode))
    assert volume.code in found
    assert register.number in found
    stub = text(archivist.read("dossier", dossier.pk, app="dossiers"))
    assert register.number in stub
    assert story.customer.name not in stub


@clause(Clause.DES_25)
def test_afterwards_electronic_copies_and_the_customers_key_are_gone(story):
    story.closed()
    reader = story.here.head
    for file in story.scans:
        address = reverse("dossiers:file", args=[file.pk])
        assert Person(reader).client.get(address).status_code in (403, 404)
    erase_due(clock.now())
    assert not any(lies_there(file) for file in story.scans)
    assert {row.state for row in Erasure.objects.all()} == {"erased"}
    assert not again(story.customer).data_key


@clause(Clause.DES_11)
def test_the_volume_of_the_single_paper_is_in_use_and_its_list_marks_the_paper(story):
    register, volume = story.closed(), again(story.paper.holding)
    assert volume.state == HoldingState.ON_SHELF
    archivist = Person(story.here.archivist)
    assert volume.dossier.code in text(archivist.read("list", app="dossiers"))
    asked = (volume.dossier_id, volume.pk)
    listed = archivist.paper("paper", *asked, "contents", app="dossiers")
    assert f"已销毁{THE_DAY:%F}{register.number}" in listed
    assert register.number in archivist.paper("paper", *asked, "notes", app="dossiers")
    tasks = [event.text for event in volume.dossier.events.filter(kind="task")]
    assert any(volume.code in task for task in tasks)
