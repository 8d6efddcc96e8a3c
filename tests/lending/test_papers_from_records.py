"""The papers state what the records say, mask whoever comes from outside, and leave a trace."""

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Category, ViewLog
from lending.models import Manner, OutsidePerson
from lending.papers.asking import approval_facts
from lending.papers.filling import copy_mark_facts, overdue_facts, renewal_facts, slip_facts
from lending.procedures.copies import check_copy, make_copy
from lending.procedures.decisions import decide
from lending.procedures.reminders import issue_overdue_notice
from lending.procedures.requests import withdraw
from tests.dossiers.desk import Desk, that_day
from tests.factories import HoldingFactory, arranged, box_of, person
from tests.lending.counter import at, counter, day, owner
from tests.lending.world import (
    APPROVED,
    COPY,
    EXCERPT,
    NOW,
    READ,
    REFUSED,
    acting,
    again,
    fresh,
    see,
    setting,
)
from tests.printing.reading import Reading, squeezed
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

NAME, ID_NUMBER, PHONE = "欧阳琬琰", "11010519491231002X", "13812345678"


@pytest.fixture
def desk():
    return counter()


def paper(user, name, *args, **query):
    answer = Desk(fresh(user)).get(f"lending:{name}", *args, **query)
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"] == "application/pdf"
    return Reading(answer.content).text


def status(user, name, *args):
    return Desk(fresh(user)).get(f"lending:{name}", *args, htmx=True).status_code


def prints(holding):
    return ViewLog.objects.filter(dossier=holding.dossier, what=ViewLog.What.PRINTED)


@clause(Clause.LND_19)
def test_the_slip_of_a_loan_is_printed_and_each_print_is_logged(desk):
    loan = desk.lent()
    text = paper(desk.archivist, "slip", loan.slip.pk)
    for word in (loan.slip.number, loan.holding.code, str(desk.borrower), "处理漏水纠纷"):
        assert "".join(word.split()) in text
    assert "核对装修资料" in text
    row = prints(loan.holding).get()
    assert (row.user, row.detail) == (desk.archivist, loan.slip.number)
    assert row.under == "centre"


@clause(Clause.LND_19)
def test_the_borrower_prints_the_own_slip_and_others_do_not_know_of_it(desk):
    loan = desk.lent()
    assert loan.slip.number in paper(desk.borrower, "slip", loan.slip.pk)
    assert status(person(Role.EMPLOYEE, desk.world.department), "slip", loan.slip.pk) == 404
    assert status(person(Role.CENTRE_ARCHIVIST), "slip", loan.slip.pk) == 404
    assert status(desk.archivist, "slip", 10**6) == 404


def test_a_slip_on_which_one_may_not_see_everything_is_not_printed(desk):
    world = desk.world
    own = world.volume(keeper=world.headquarters)
    lines = [desk.approved(own), desk.approved(_elsewhere(world))]
    clerk = fresh(world.hq_archivist)
    loans = desk.hand_out(*lines, by=clerk)
    assert status(clerk, "slip", loans[0].slip.pk) == 200
    assert status(desk.archivist, "slip", loans[0].slip.pk) == 404


def _elsewhere(world):
    """A volume of another centre, kept at headquarters too."""
    made = HoldingFactory(
        keeper=world.headquarters, present_slot=box_of(world.headquarters), on_shelf=True
    )
    see(world.employee, made.dossier.centre)
    return made


def test_what_came_back_stands_on_the_slip(desk):
    loan = desk.lent()
    assert slip_facts(loan.slip).given_back is None
    desk.ended(loan, now=at(2))
    back = slip_facts(again(loan.slip)).given_back
    assert (back.on, back.condition, back.checked_by) == (day(2), "完好", str(desk.archivist))
    assert slip_facts(loan.slip).lines[0].returned_on == day(2)


def test_a_slip_keeps_the_day_first_agreed(desk):
    loan = desk.renewed(desk.lent(), now=at(3))
    assert loan.due_on > loan.original_due_on
    assert slip_facts(loan.slip).due_on == loan.original_due_on


@clause(Clause.LND_04)
def test_a_due_day_in_a_year_without_published_calendar_is_said_to_be_so(desk):
    assert "工作日历" not in paper(desk.archivist, "slip", desk.lent().slip.pk)
    setting("due_on_closed_day", "next_open_day")
    loan = desk.lent(now=at(36))  # from the 26th of December to the 2nd of January
    assert "2027年工作日历尚未公布" in paper(desk.archivist, "slip", loan.slip.pk)
    page = Desk(fresh(desk.archivist)).get("lending:loan", loan.pk).content.decode()
    assert "The working calendar of 2027 is not published yet." in page


@clause(Clause.SEC_15, Clause.LND_19)
def test_somebody_from_outside_is_masked_on_every_paper(desk):
    visitor = owner(name=NAME, id_number=ID_NUMBER, phone=PHONE)
    read = desk.approved(manner=READ, who=None, **_for(desk, visitor))
    (loan,) = desk.hand_out(read)
    slip = paper(desk.archivist, "slip", loan.slip.pk)
    form = paper(desk.archivist, "approval_form", loan.line.request.pk)
    card = paper(desk.archivist, "out_card", loan.pk)
    for text in (slip, form, card):
        assert "业主/租户本人欧***" in text
        for secret in (NAME, ID_NUMBER, PHONE):
            assert secret not in text
    assert "居民身份证**************002X" in form
    assert "*******5678" in form
    assert f"居民身份证经{desk.archivist}核验" in form
    assert OutsidePerson.objects.get().name == NAME


def _for(desk, visitor):
    return {"requester": None, "department": None, "outside": visitor, "by": desk.archivist}


@clause(Clause.SEC_21)
def test_the_form_names_every_step_with_role_and_day(desk):
    line = desk.approved(desk.personal(), READ)
    facts = approval_facts(line.request)
    taken = list(line.steps.order_by("rank"))
    assert [o.by for o in facts.opinions] == [str(step.decision.by) for step in taken]
    assert facts.personal
    assert all(opinion.outcome == "同意" and opinion.at for opinion in facts.opinions)
    text = paper(desk.world.head, "approval_form", line.request.pk)
    assert "客户服务中心负责人" in text
    assert "□√是（依据：见客户服务中心（部）意见）" in text
    assert "待审批" not in text


@clause(Clause.FRM_51, Clause.FRM_45)
def test_under_tiers_the_form_names_the_tier_and_everybody_who_signed(desk):
    setting("access_tiers", "company_department_person")
    volume = desk.volume()
    with arranged():
        volume.dossier.category = Category.objects.filter(level=Category.Level.COMPANY).first()
        volume.dossier.save()
    line = desk.approved(volume, READ)
    desk.hand_out(line)
    text = paper(desk.world.director, "approval_form", line.request.pk)
    request = line.request
    names = [str(step.decision.by) for step in line.steps.all()]
    said = (request.reason, request.number, "·公司级", "部门负责人意见", "公司负责人意见", "经办人")
    assert {word for word in (*said, *names) if squeezed(word) not in text} == set()
    assert f"签字{desk.world.director}" in text
    assert "2026-11-2010:00提供" in text


@clause(Clause.SEC_21)
def test_a_form_that_waits_names_who_is_to_decide_next(desk):
    line = desk.world.line(desk.volume(), COPY)
    text = paper(desk.borrower, "approval_form", line.request.pk)
    assert text.startswith("待审批")
    assert "复印" in text
    (waiting,) = [o for o in approval_facts(line.request).opinions if not o.outcome]
    assert waiting.department == str(desk.world.centre)


def test_what_fell_away_with_a_refusal_is_not_waited_for(desk):
    line = desk.world.line(desk.volume(), COPY)
    step = line.steps.get(is_next=True)
    decide(step, REFUSED, by=desk.world.decider(step), now=NOW, reason="正在整理")
    facts = approval_facts(line.request)
    assert [(o.outcome, o.reason) for o in facts.opinions] == [("不同意", "正在整理")]
    assert facts.things[0].state == "不同意"


def test_a_withdrawn_request_says_so(desk):
    line = desk.world.line(desk.volume(), COPY)
    withdraw(line.request, by=desk.borrower, now=NOW, reason="不需要了")
    facts = approval_facts(again(line.request))
    assert facts.withdrawn
    assert facts.opinions == ()


def test_whoever_stood_in_is_named_with_whom(desk):
    line = desk.world.line(desk.volume(), COPY)
    stand_in = acting(person(Role.EMPLOYEE), Role.CENTRE_HEAD, desk.world.centre, desk.world.head)
    decide(line.steps.get(is_next=True), APPROVED, by=stand_in, now=NOW)
    text = paper(desk.world.head, "approval_form", line.request.pk)
    assert f"{stand_in}（代{desk.world.head}）" in text


def test_words_not_found_yet_stand_on_the_form_as_typed(desk):
    request = desk.world.ask("3栋1201 装修协议", room=desk.world.centre)
    (thing,) = approval_facts(request).things
    assert (thing.reference, thing.title) == ("（待查找）", "3栋1201 装修协议")


@clause(Clause.LND_05, Clause.LND_06)
def test_a_notice_states_the_lateness_of_its_day_and_the_third_one_names_the_head(desk):
    loan = desk.lent()
    notices = [
        issue_overdue_notice(again(loan), by=desk.archivist, now=at(number))
        for number in (9, 12, 15)
    ]
    first = overdue_facts(notices[0])
    assert (first.turn, first.lines[0].days_late, first.lines[0].due_on) == (1, 2, day(7))
    last = paper(desk.archivist, "overdue_notice", notices[2].pk)
    assert "第三次" in last
    assert f"同时抄送{desk.world.dept_head}" in last
    assert "抄送" not in paper(desk.borrower, "overdue_notice", notices[0].pk)
    assert status(person(Role.EMPLOYEE), "overdue_notice", notices[0].pk) == 404


@clause(Clause.LND_05)
def test_each_renewal_has_its_slip(desk):
    loan = desk.lent()
    asked = desk.wished(loan, now=at(3))
    assert renewal_facts(asked).outcome == ""
    desk.granted(asked, now=at(3), seen_on=day(3))
    facts = renewal_facts(again(asked))
    assert (facts.turn, facts.outcome, facts.old_due_on) == (1, "同意续借", day(7))
    text = paper(desk.borrower, "renewal_slip", asked.pk)
    assert loan.slip.number in text
    assert status(person(Role.EMPLOYEE), "renewal_slip", asked.pk) == 404


@clause(Clause.STO_17)
def test_the_out_card_is_the_desks_and_has_the_home_of_the_thing(desk):
    loans = desk.hand_out(desk.approved(), desk.approved())
    text = paper(desk.archivist, "out_card", loans[0].pk)
    assert "".join(loans[0].holding.home_slot.place.split()) in text
    assert loans[1].holding.code not in text
    both = paper(desk.archivist, "out_card", loans[0].pk, all="1", start="3")
    assert loans[1].holding.code in both
    assert status(desk.borrower, "out_card", loans[0].pk) == 403


@clause(Clause.LND_10)
def test_the_mark_of_a_copy_follows_its_check(desk):
    line = desk.approved(manner=EXCERPT)
    copy = make_copy(line, "1-2", 2, 1, by=desk.archivist, now=NOW)
    assert copy_mark_facts(copy).checked_by == ""
    check_copy(copy, ok=True, by=desk.colleague, now=NOW)
    text = paper(desk.archivist, "copy_mark", copy.pk)
    assert f"{desk.colleague}核对与原件无误" in text
    assert copy.number in text
    assert status(desk.borrower, "copy_mark", copy.pk) == 403


@clause(Clause.LND_10)
def test_a_rejected_copy_gets_no_mark(desk):
    copy = make_copy(desk.approved(manner=EXCERPT), "1", 1, 1, by=desk.archivist, now=NOW)
    check_copy(copy, ok=False, note="缺页", by=desk.colleague, now=NOW)
    assert status(desk.archivist, "copy_mark", copy.pk) == 404


def test_every_manner_stands_on_the_form_of_its_request(desk):
    for manner in Manner:
        request = desk.world.line(desk.volume(), manner).request
        assert approval_facts(request).manners
