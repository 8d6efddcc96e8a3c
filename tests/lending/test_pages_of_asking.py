"""The pages on which people ask: found things, who will approve, where each request stands."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Purpose
from lending.models import AccessRequest, LineState, OutsidePerson
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.dossiers.steps import image
from tests.factories import DocumentFactory, person
from tests.lending.world import BORROW, COPY, NOW, READ, UNTIL, fresh, library
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

ID_NUMBER = "110101199003072316"


@pytest.fixture
def world():
    return library()


def words(world, **further):
    """The head of a request as it is typed."""
    return {
        "room": world.centre.pk,
        "department": world.department.pk,
        "purpose": Purpose.DISPUTE.value,
        "purpose_text": "处理漏水纠纷",
        "reason": "核对装修资料",
        "place": "office",
        "until": "2026-12-10",
        **further,
    }


def thing(holding, manner=READ, *, number=0, **further):
    """One line as the page sends it."""
    said = {"holding": holding.pk, "manner": manner.value, **further}
    return {f"line-{number}-{name}": value for name, value in said.items()}


def in_words(wanted, manner=READ, *, number=0):
    return {f"line-{number}-wanted": wanted, f"line-{number}-manner": manner.value}


def answered(answer):
    """What a refused page tells the reader, for the message of a failed test."""
    return text(answer)[-900:]


def sent(desk, **fields):
    """A request that is taken."""
    answer = desk.post("lending:ask", fields=fields, send="1")
    assert answer.status_code == 302, answered(answer)
    return AccessRequest.objects.latest("pk")


def test_what_one_cannot_see_one_asks_for_in_words(world):
    kept = world.volume()
    desk = Desk(world.employee)
    found = desk.post("lending:ask", htmx=True, find=kept.code, search="1", fields=words(world))
    assert "Nothing is found among the files open to you" in text(found)
    assert kept.title not in text(found)
    made = sent(desk, **words(world), **in_words("3栋1201 装修管理协议"))
    assert (made.requester, made.room) == (world.employee, world.centre)
    assert made.until > NOW + timedelta(days=19)
    line = made.lines.get()
    assert (line.state, line.wanted) == (LineState.TO_IDENTIFY, "3栋1201 装修管理协议")
    page = text(desk.get("lending:request", made.pk))
    assert "To be found by the archivist" in page


@clause(Clause.LND_17, Clause.SEC_28)
def test_what_is_missing_is_told_and_nothing_typed_is_lost(world):
    desk = Desk(world.employee)
    said = words(world, purpose="", reason="") | in_words("3栋1201")
    answer = desk.post("lending:ask", fields=said, send="1")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="处理漏水纠纷"' in page
    assert 'value="3栋1201"' in page
    assert "This field is required" in text(answer)
    assert not AccessRequest.objects.exists()


def test_the_regulation_speaks_and_nothing_typed_is_lost(world):
    """A place outside the archive room has a name (SEC-34)."""
    desk = Desk(world.employee)
    said = words(world, place="company") | in_words("3栋1201")
    answer = desk.post("lending:ask", fields=said, send="1")
    assert answer.status_code == 422
    assert "SEC-34" in text(answer)
    assert 'value="3栋1201"' in answer.content.decode()


@clause(Clause.LND_01, Clause.LND_09, Clause.LND_14, Clause.LND_18)
def test_the_page_tells_who_will_approve_before_anything_is_sent(world):
    kept, personal = world.volume(), world.personal()
    paper = world.paper(kept)
    world.seen_by(world.employee)
    desk = Desk(fresh(world.employee))
    lines = {
        **thing(kept, READ),
        **thing(kept, BORROW, number=1),
        **thing(kept, COPY, number=2, document=paper.pk),
        **thing(personal, READ, number=3),
    }
    answer = desk.post("lending:ask", htmx=True, fields=words(world) | lines)
    page = text(answer)
    assert "an entry in the register is enough" in page
    for wanted in ("review by the archive room", "LND-09", "LND-14", str(world.centre)):
        assert wanted in page
    assert not AccessRequest.objects.exists()


@clause(Clause.LND_03)
def test_what_the_regulation_never_lends_is_told_beforehand(world):
    graded = world.volume(secrecy=2)
    desk = Desk(world.archivist)
    page = text(desk.post("lending:ask", htmx=True, fields=words(world) | thing(graded, BORROW)))
    assert "LND-03" in page


def test_a_scanned_code_is_taken_at_once_and_a_unit_offers_its_volumes(world):
    kept = world.volume(dossier__occupancy__unit__room="1201")
    other = world.volume(dossier__occupancy__unit__room="905")
    desk = Desk(world.archivist)

    def searched(term):
        return desk.post("lending:ask", htmx=True, fields=words(world), find=term, search="1")

    taken = searched(kept.barcode.lower()).content.decode()
    assert f'name="line-0-holding" value="{kept.pk}"' in taken
    offered = searched(kept.dossier.unit.room).content.decode()
    assert f'name="add" value="{kept.pk}"' in offered
    assert f'name="add" value="{other.pk}"' not in offered
    more = desk.post(
        "lending:ask", htmx=True, fields=words(world) | thing(kept), add=str(other.pk)
    ).content.decode()
    assert f'name="line-1-holding" value="{other.pk}"' in more
    less = desk.post(
        "lending:ask",
        htmx=True,
        fields=words(world) | thing(kept) | thing(other, number=1),
        drop="0",
    ).content.decode()
    assert f'name="line-0-holding" value="{other.pk}"' in less
    assert f'-holding" value="{kept.pk}"' not in less


def test_the_page_of_a_dossier_leads_to_a_request_for_one_paper(world):
    kept = world.volume()
    paper = world.paper(kept)
    desk = Desk(world.archivist)
    address = reverse("lending:ask")
    page = desk.get("dossier", kept.dossier_id).content.decode()
    assert f'href="{address}?holding={kept.pk}"' in page
    assert f'href="{address}?holding={kept.pk}&amp;document={paper.pk}"' in page
    asked = desk.get("lending:ask", holding=kept.pk, document=paper.pk).content.decode()
    assert f'<option value="{paper.pk}" selected>' in asked
    assert f'<option value="{world.centre.pk}" selected>' in asked


def test_another_rooms_thing_is_asked_for_there(world):
    here, there = world.volume(), world.volume(keeper=world.headquarters)
    desk = Desk(world.archivist)
    page = text(
        desk.post(
            "lending:ask", htmx=True, fields=words(world) | thing(here) | thing(there, number=1)
        )
    )
    assert f"{there.code} is kept by {world.headquarters}: ask there" in page


@clause(Clause.SEC_29)
def test_nobody_names_a_thing_that_does_not_exist_for_them(world):
    kept = world.volume()
    desk = Desk(world.employee)
    assert desk.get("lending:ask", holding=kept.pk).status_code == 404
    for press in ({"send": "1"}, {"search": "1"}, {"add": str(kept.pk)}):
        answer = desk.post("lending:ask", fields=words(world) | thing(kept) | press)
        assert answer.status_code == 404
    assert not AccessRequest.objects.exists()


def test_papers_of_a_personal_volume_are_named_to_nobody_who_may_not_read_it(world):
    personal = world.personal()
    paper = DocumentFactory(holding=personal, personal=True, title="身份证复印件甲")
    for somebody, told in ((world.hq_archivist, False), (world.archivist, True)):
        page = text(Desk(somebody).get("lending:ask", holding=personal.pk))
        assert ("身份证复印件甲" in page) is told
        answer = Desk(somebody).get("lending:ask", holding=personal.pk, document=paper.pk)
        assert ("身份证复印件甲" in text(answer)) is told


def outside(**further):
    said = {
        "kind": "official",
        "name": "陈建国",
        "organisation": "西城公安分局",
        "id_kind": "警官证",
        "id_number": ID_NUMBER,
        "phone": "13800138000",
        "identity_checked": "on",
        **further,
    }
    return {"for": "outside"} | {f"outside-{name}": value for name, value in said.items()}


def letter():
    said = {
        "kind": "official_letter",
        "form": "written",
        "reference": "西公调〔2026〕18号",
        "issuer": "西城公安分局",
        "given_on": "2026-11-19",
        "scan": SimpleUploadedFile("调取证据通知书.jpg", image().read(), "image/jpeg"),
    }
    return {f"paper-{name}": value for name, value in said.items()}


def for_outside(world):
    kept = world.volume()
    said = words(world, purpose=Purpose.AUTHORITY.value, place="reading_room")
    return kept, said | outside() | thing(kept)


def test_the_archivist_enters_a_person_from_outside_with_the_letter(world):
    kept, said = for_outside(world)
    made = sent(Desk(world.archivist), **said, **letter())
    person_ = made.outside
    assert (made.requester, made.entered_by) == (None, world.archivist)
    assert (person_.kind, person_.shown_id_number[-4:]) == ("official", "2316")
    paper = made.authorities.get()
    assert paper.reference == "西公调〔2026〕18号"
    assert made.lines.get().holding == kept


@clause(Clause.SEC_15)
def test_the_pages_mask_the_person_from_outside(world):
    _kept, said = for_outside(world)
    made = sent(Desk(world.archivist), **said)
    for somebody in (world.archivist, world.head, world.director):
        for name, *args in (("lending:request", made.pk), ("lending:inbox",)):
            page = Desk(somebody).get(name, *args).content.decode()
            for secret in ("陈建国", ID_NUMBER, "13800138000"):
                assert secret not in page
    assert "陈**" in text(Desk(world.director).get("lending:inbox"))


def test_a_letter_that_is_no_picture_is_not_taken_and_the_request_stands(world):
    _kept, said = for_outside(world)
    paper = letter() | {"paper-scan": SimpleUploadedFile("x.jpg", b"no picture")}
    desk = Desk(world.archivist)
    made = sent(desk, **said, **paper)
    assert not made.authorities.exists()
    assert "The paper was not taken" in text(desk.get("lending:request", made.pk))


def test_only_archivists_ask_for_people_from_outside(world):
    for somebody in (world.employee, world.head, world.front):
        answer = Desk(somebody).get("lending:ask")
        assert "For a person from outside" not in text(answer)
        client = Desk(somebody).client
        assert client.get(reverse("lending:ask"), {"for": "outside"}).status_code == 403
        assert client.post(reverse("lending:ask"), {"for": "outside"}).status_code == 403
    assert not OutsidePerson.objects.exists()


def test_the_requester_takes_a_request_back(world):
    line = world.line(world.volume())
    desk = Desk(fresh(world.employee))
    answer = desk.post("lending:withdraw", line.request_id, reason="不需要了")
    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.state == LineState.WITHDRAWN
    page = desk.get("lending:request", line.request_id).content.decode()
    assert 'data-ao-dialog="withdraw"' not in page
    assert Desk(world.head).post("lending:withdraw", line.request_id).status_code == 422


@clause(Clause.LND_15)
def test_a_consent_is_added_with_its_scan_and_opened_by_those_who_see_the_request(world):
    line = world.line(world.volume())
    desk = Desk(fresh(world.employee))
    plain = {name.removeprefix("paper-"): value for name, value in letter().items()}
    assert desk.post("lending:authority", line.request_id, kind="").status_code == 422
    plain |= {"kind": "owner_consent"}
    assert desk.post("lending:authority", line.request_id, fields=plain).status_code == 302
    paper = line.request.authorities.get()
    for somebody in (world.employee, world.archivist, world.head):
        answer = Desk(fresh(somebody)).get("lending:authority_scan", paper.pk)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    for somebody in (world.front, world.dept_head, person(Role.EMPLOYEE)):
        desk = Desk(somebody)
        seen = somebody == world.dept_head  # the head of who asks sees the request
        assert desk.get("lending:authority_scan", paper.pk).status_code == (200 if seen else 404)
        status = desk.get("lending:request", line.request_id).status_code
        assert status == (200 if seen else 404)


@clause(Clause.LND_14)
def test_the_request_shows_the_access_it_opened_and_when_it_ended(world, monkeypatch):
    line = world.approved(world.personal(), READ)
    page = text(Desk(fresh(world.employee)).get("lending:request", line.request_id))
    assert f"The dossier is open to the requester until {UNTIL:%Y-%m-%d %H:%M}" in page
    monkeypatch.setattr("archive_office.clock.now", lambda: UNTIL)
    page = text(Desk(fresh(world.employee)).get("lending:request", line.request_id))
    assert "The access ended on" in page


def test_mine_tells_on_whom_each_line_waits_and_why_it_was_refused(world):
    line = world.line(world.volume())
    mine = text(Desk(fresh(world.employee)).get("lending:mine"))
    assert f"review by the archive room · {world.centre}" in mine
    Desk(world.archivist).post(
        "lending:decide", line.steps.get().pk, outcome="refuse", reason="请写明页码"
    )
    mine = text(Desk(fresh(world.employee)).get("lending:mine"))
    assert "Refused" in mine
    assert "请写明页码" in mine
    assert "You have not asked for anything yet" in text(Desk(world.front).get("lending:mine"))


def test_a_list_costs_the_same_however_much_one_asked_for(world):
    world.seen_by(world.employee)
    for number in range(6):
        world.ask(world.volume(), f"词{number}", who=fresh(world.employee))
    desk = Desk(fresh(world.employee))
    with at_most(22):
        desk.get("lending:mine")
    request = world.ask(*(world.volume() for _n in range(8)), who=fresh(world.employee))
    with at_most(21):
        desk.get("lending:request", request.pk)
    fields = words(world)
    for number in range(4):
        fields |= thing(world.volume(), BORROW, number=number)
    desk = Desk(world.archivist)
    with at_most(64):
        desk.post("lending:ask", htmx=True, fields=fields)


@clause(Clause.LND_18)
def test_the_archivist_finds_what_was_asked_for_in_words(world):
    made = world.ask("3栋1201 装修", who=world.employee, manner=READ)
    line, kept = made.lines.get(), world.volume()
    desk = Desk(world.archivist)
    assert "3栋1201 装修" in text(desk.get("lending:inbox"))
    found = desk.post("lending:identify", line.pk, find=kept.barcode)
    assert kept.code in text(found)
    for stranger in (person(Role.CENTRE_ARCHIVIST), world.hq_archivist):
        assert Desk(stranger).get("lending:identify", line.pk).status_code == 404
    assert desk.post("lending:identify", line.pk, holding=kept.pk).status_code == 302
    line.refresh_from_db()
    assert line.holding == kept


def test_the_archivist_answers_that_there_is_nothing(world):
    line = world.ask("3栋1201 装修", who=world.employee, manner=READ).lines.get()
    desk = Desk(world.archivist)
    assert desk.post("lending:identify", line.pk, reason=" ").status_code == 422
    assert desk.post("lending:identify", line.pk, reason="从未收到").status_code == 302
    mine = text(Desk(world.employee).get("lending:mine"))
    assert "从未收到" in mine
    assert "This line is answered already" in text(desk.get("lending:identify", line.pk))


def test_requests_are_found_in_the_palette_by_those_who_may_see_them(world):
    line = world.line(world.volume())
    number = line.request.number
    for somebody, seen in ((world.archivist, True), (world.employee, True), (world.front, False)):
        page = Desk(fresh(somebody)).client.get(
            reverse("admin:search"), {"s": number}, headers={"HX-Request": "true"}
        )
        assert (reverse("lending:request", args=[line.request_id]) in page.content.decode()) is seen
