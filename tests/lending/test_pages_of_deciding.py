"""The decisions that wait: who finds what there, one press for each answer, nothing on one's own."""

import pytest
from django.urls import reverse

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import DocumentType, Purpose
from lending.models import LineState, Place, RequestDecision, RequestStep
from lending.procedures.desk import hand_out
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.factories import person
from tests.lending.world import (
    BORROW,
    COPY,
    NOW,
    READ,
    acting,
    again,
    fresh,
    library,
)
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def world():
    return library()


def steps_of(line):
    return line.steps.filter(is_next=True)


def pressed(somebody, step, outcome="approve", **fields):
    return Desk(fresh(somebody)).post("lending:decide", step.pk, outcome=outcome, **fields)


@clause(Clause.LND_14)
def test_the_head_finds_a_request_at_once_and_approves_with_one_press(world):
    line = world.line(world.personal(), READ)
    step = steps_of(line).get()
    desk = Desk(world.head)
    notice = Notice.objects.get(to=world.head, key__startswith="lending.step")
    assert notice.link == reverse("lending:inbox")
    page = text(desk.get("lending:inbox"))
    for told in (
        line.request.number,
        "LND-14",
        "处理漏水纠纷",
        "核对装修资料",
        "personal information",
    ):
        assert told in page
    answer = desk.post("lending:decide", step.pk, outcome="approve")
    assert answer.headers["Location"] == reverse("lending:inbox")
    assert again(line).state == LineState.APPROVED
    assert "No decision waits for you" in text(desk.get("lending:inbox"))


@clause(Clause.LND_18)
def test_a_refusal_takes_a_reason_which_the_requester_reads(world):
    line = world.line(world.volume())
    step = steps_of(line).get()
    refused_without = pressed(world.archivist, step, "refuse")
    assert refused_without.status_code == 422
    assert "A refusal needs a reason" in text(refused_without)
    assert pressed(world.archivist, step, "refuse", reason="请写明页码").status_code == 302
    assert again(line).state == LineState.REFUSED
    assert "请写明页码" in text(Desk(fresh(world.employee)).get("lending:request", line.request_id))


@clause(Clause.LND_18, Clause.SEC_28)
def test_ones_own_request_never_appears(world):
    line = world.line(world.personal(), READ, who=world.head)
    step = steps_of(line).get()
    desk = Desk(fresh(world.head))
    assert "No decision waits for you" in text(desk.get("lending:inbox"))
    assert desk.post("lending:decide", step.pk, outcome="approve").status_code == 404
    desk.post("lending:approve_request", line.request_id)
    assert not RequestDecision.objects.exists()
    assert line.request.number in text(Desk(world.cs_head).get("lending:inbox"))


def test_nobody_decides_what_is_not_theirs(world):
    step = steps_of(world.line(world.personal(), READ)).get()
    others = (world.archivist, world.room_head, world.director, world.dept_head)
    for somebody in (*others, person(Role.CENTRE_HEAD)):
        assert pressed(somebody, step).status_code == 404
    for somebody in (world.employee, world.front):
        assert pressed(somebody, step).status_code == 403
        assert Desk(fresh(somebody)).get("lending:inbox").status_code == 403


def test_all_lines_of_one_request_are_approved_together(world):
    papers = [world.paper(world.volume()) for _n in range(2)]
    world.seen_by(world.employee)
    request = world.ask(*papers, who=fresh(world.employee), manner=COPY)
    other = world.line(world.personal(), READ)
    desk = Desk(world.head)
    assert "Approve all 2 lines of this request" in text(desk.get("lending:inbox"))
    assert desk.post("lending:approve_request", request.pk).status_code == 302
    assert {line.state for line in request.lines.all()} == {LineState.APPROVED}
    assert again(other).state == LineState.WAITING
    assert desk.post("lending:approve_request", request.pk).status_code == 302


@clause(Clause.LND_15)
def test_the_missing_consent_is_shown_before_the_press_and_stops_the_last_approval(world):
    personal = world.personal()
    kind = DocumentType.objects.filter(needs_owner_consent=True, personal=True).first()
    world.paper(personal, type=kind, personal=True)
    line = world.line(personal, READ)
    step = steps_of(line).get()
    page = text(Desk(world.head).get("lending:inbox"))
    assert "Missing before the last approval" in page
    assert "LND-15" in page
    answer = pressed(world.head, step)
    assert answer.status_code == 422
    assert "LND-15" in text(answer)
    assert again(line).state == LineState.WAITING


def test_after_a_decision_the_next_case_comes_up_and_any_case_can_be_chosen(world):
    first, second, third = (world.line(world.personal(), READ) for _n in range(3))
    steps = [steps_of(line).get() for line in (first, second, third)]
    desk = Desk(world.head)
    part = desk.get("lending:inbox", htmx=True, step=steps[1].pk)
    assert second.request.number in text(part)
    assert first.request.number not in text(part)
    answer = desk.post("lending:decide", steps[1].pk, outcome="approve")
    assert answer.headers["Location"].endswith(f"?step={steps[2].pk}")
    assert desk.get("lending:inbox", step="x").status_code == 200
    assert desk.get("lending:inbox", step=10**30).status_code == 200


def test_a_deputy_decides_for_the_head_and_the_pages_say_so(world):
    line = world.line(world.personal(), READ)
    deputy = acting(
        person(Role.EMPLOYEE, world.department), Role.CENTRE_HEAD, world.centre, world.head
    )
    page = text(Desk(deputy).get("lending:inbox"))
    assert f"you stand in for {world.head}" in page
    assert pressed(deputy, steps_of(line).get()).status_code == 302
    shown = text(Desk(fresh(world.employee)).get("lending:request", line.request_id))
    assert f"{deputy} (acting for {world.head})" in shown


def test_the_figure_the_badge_and_the_list_agree(world):
    for _n in range(3):
        world.line(world.personal(), READ)
    page = Desk(world.head).client.get(reverse("admin:index"))
    figure = next(f for f in page.context["figures"] if f.url == reverse("lending:inbox"))
    assert figure.value == 3
    inbox = Desk(world.head).get("lending:inbox")
    assert len(inbox.context["waiting"]) == 3
    items = [item for section in inbox.context["sidebar_navigation"] for item in section.items]
    badge = next(item for item in items if item.link == reverse("lending:inbox"))
    assert badge.badge == 3


def test_the_department_head_signs_where_the_use_is_graded(world):
    graded = world.volume(secrecy=2)
    line = world.line(graded, READ)
    step = RequestStep.objects.get(line=line, is_next=True)
    assert step.role == Role.DEPARTMENT_HEAD
    page = text(Desk(world.dept_head).get("lending:inbox"))
    assert "signature of the department head" in page
    assert pressed(world.dept_head, step).status_code == 302
    assert line.request.number in text(Desk(world.head).get("lending:inbox"))


def test_a_renewal_waits_in_the_inbox_of_who_decides_it(world):
    line = world.approved(world.volume(), BORROW)
    slip = hand_out([line], by=world.archivist, now=NOW)
    loan = slip.loans.get()
    mine = text(Desk(fresh(world.employee)).get("lending:mine"))
    assert "Keep it longer?" in mine
    answer = Desk(fresh(world.employee)).post("lending:renew", loan.pk, reason="尚未核对完")
    assert answer.status_code == 302
    assert "尚未核对完" in text(Desk(world.archivist).get("lending:inbox"))
    assert "尚未核对完" not in text(Desk(world.cs_head).get("lending:inbox"))


def test_the_inbox_costs_the_same_however_much_waits(world):
    world.line(world.personal(), READ)
    desk = Desk(world.head)
    with at_most(40) as few:
        desk.get("lending:inbox")
    for _n in range(8):
        world.line(world.personal(), READ)
    with at_most(len(few)):
        desk.get("lending:inbox")


def test_what_is_used_outside_names_the_place_to_whoever_decides(world):
    line = world.line(
        world.volume(), BORROW, place=Place.OUTSIDE, place_detail="市档案馆", purpose=Purpose.AUDIT
    )
    page = text(Desk(world.head).get("lending:inbox"))
    assert line.request.number in page
    assert "市档案馆" in page
    assert "SEC-34" in page


@clause(Clause.LND_18)
def test_the_inbox_of_notices_leads_to_the_decisions(world):
    world.line(world.personal(), READ)
    desk = Desk(world.head)
    address = f'<a class="ao-way" href="{reverse("lending:inbox")}">'
    assert address in desk.get("workbench:inbox").content.decode()
    assert address not in Desk(world.room_head).get("workbench:inbox").content.decode()
