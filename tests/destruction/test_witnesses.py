"""Before the day: place and day are settled, witnesses are appointed by name."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import Witness
from destruction.procedures.executing import start_destruction
from destruction.procedures.witnesses import appoint_witness, dismiss_witness, plan_destruction
from dossiers.models import HoldingState
from tests.destruction.registers import destroying_office
from tests.destruction.world import NOW, again, change
from tests.factories import MembershipFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


def appoint(here, register, somebody, *, by=None, now=None):
    then = now or here.after_the_wait(register)
    return appoint_witness(register, somebody, by=by or here.room_head, now=then)


def start(here, register, *, by=None, now=None):
    then = now or here.the_day(register)
    return start_destruction(register, by=by or here.room_head, now=then)


@clause(Clause.DES_20)
def test_the_place_is_a_designated_one(here):
    register = here.checked()
    now = here.after_the_wait(register)
    tomorrow = now.date() + timedelta(days=1)

    for place in (None, change(here.place(), is_active=False)):
        with refused(Clause.DES_20):
            plan_destruction(register, place, tomorrow, by=here.room_head, now=now)
    place = change(here.place(), is_active=True)
    planned = plan_destruction(register, place, tomorrow, by=here.room_head, now=now)
    assert (again(planned).place, again(planned).planned_on) == (place, tomorrow)


@clause(Clause.DES_20)
def test_without_a_place_nothing_is_begun(here):
    register = here.planned()
    change(register, place=None)
    with refused(Clause.DES_20):
        start(here, register)


@clause(Clause.DES_20)
def test_a_place_given_up_since_the_plan_is_none(here):
    register = here.planned()
    change(here.place(), is_active=False)
    with refused(Clause.DES_20):
        start(here, register)


@clause(Clause.DES_02)
def test_only_the_archive_room_head_plans_and_begins(here):
    register = here.planned()
    now = here.after_the_wait(register)
    for stranger in (here.archivist, here.head, here.director, here.witness):
        with refused(Clause.DES_02):
            plan_destruction(register, here.place(), now.date(), by=stranger, now=now)
    for stranger in (here.archivist, here.head, here.director):
        with refused(Clause.DES_02):
            start(here, register, by=stranger)


@clause(Clause.DES_17, Clause.DES_06)
def test_the_day_lies_neither_in_the_wait_nor_in_the_past(here):
    register = here.quarantined()
    last = here.after_the_wait(register)
    day_before = last - timedelta(days=1)

    with refused(Clause.DES_17):
        plan_destruction(
            register, here.place(), day_before.date(), by=here.room_head, now=day_before
        )
    with refused(Clause.DES_06, Clause.DES_17):
        plan_destruction(register, here.place(), day_before.date(), by=here.room_head, now=last)
    plan_destruction(register, here.place(), last.date(), by=here.room_head, now=day_before)


@clause(Clause.DES_06)
def test_nothing_is_begun_before_the_planned_day(here):
    register = here.planned()
    early = here.the_day(register) - timedelta(days=1)
    with refused(Clause.DES_06):  # not planned for this day, and the witnesses are of this day
        start(here, register, now=early)


@clause(Clause.DES_17)
def test_nothing_is_begun_without_the_second_check(here):
    register = here.quarantined()
    here.plan(register)
    with refused(Clause.DES_17):
        start(here, register)


@clause(Clause.DES_17)
def test_nothing_is_begun_before_the_wait_is_over(here):
    register = here.planned()
    change(register, moved_at=here.the_day(register) - timedelta(days=3))
    with refused(Clause.DES_17):
        start(here, register)


@clause(Clause.DES_16)
def test_nothing_is_begun_while_a_thing_is_not_in_quarantine(here):
    register = here.agreed()
    with refused(Clause.DES_16, Clause.DES_17):
        start(here, here.plan(register, now=NOW))


@clause(Clause.DES_06)
def test_a_witness_is_appointed_by_name_by_whom_and_when(here):
    register = here.checked()
    now = here.after_the_wait(register)
    for head in (here.room_head, here.service_head, here.director):
        somebody = person(Role.EMPLOYEE, here.safety)
        if head == here.director:  # he approved; he may appoint all the same
            assert register.decisions.get().by == here.director
        witness = again(appoint(here, register, somebody, by=head))
        assert (witness.person, witness.department) == (somebody, here.safety)
        assert (witness.appointed_by, witness.appointed_at) == (head, now)


@clause(Clause.DES_06)
def test_others_appoint_nobody(here):
    register = here.checked()
    for stranger in (here.archivist, here.head, here.witness):
        with refused(Clause.DES_06):
            appoint(here, register, here.accountant, by=stranger)


@clause(Clause.DES_06)
@pytest.mark.parametrize("part", ["archivist", "director"])
def test_neither_proposer_nor_approver_is_a_witness(here, part):
    register = here.checked()
    with refused(Clause.DES_06):
        appoint(here, register, getattr(here, part), by=here.service_head)


@clause(Clause.DES_06)
@pytest.mark.parametrize("part", ["archivist", "director"])
def test_nor_is_who_stands_in_for_them(here, part):
    register = here.checked()
    deputy = person(Role.EMPLOYEE, here.finance)
    MembershipFactory(
        person=deputy,
        role=Role.EMPLOYEE,
        department=here.safety,
        acting_for=getattr(here, part),
    )
    with refused(Clause.DES_06):
        appoint(here, register, type(deputy).objects.get(pk=deputy.pk))


@clause(Clause.DES_06)
def test_nobody_appoints_oneself(here):
    register = here.checked()
    with refused(Clause.DES_06):
        appoint(here, register, here.room_head)
    with pytest.raises(IntegrityError, match="destruction_nobody_appoints_oneself_a_witness"):
        here_and_now(
            register, here.accountant, by=here.accountant, at=here.after_the_wait(register)
        )


def here_and_now(register, somebody, *, by, at, department=None):
    """A witness written past every rule."""
    row = Witness(
        register=register,
        person=somebody,
        department=department or somebody.current_memberships[0].department,
        appointed_by=by,
        appointed_at=at,
    )
    with transaction.atomic():
        change(row)


@clause(Clause.DES_06)
def test_who_carries_it_out_is_no_witness(here):
    other_head = person(Role.ARCHIVE_ROOM_HEAD, here.safety)
    register = here.planned(witnesses=(other_head, here.second))

    with refused(Clause.DES_06):
        start(here, register, by=other_head)
    begun = start(here, register)
    with refused(Clause.DES_06):
        appoint(here, begun, here.room_head, by=here.service_head, now=here.the_day(begun))


@clause(Clause.DES_04)
def test_one_person_is_not_two_witnesses(here):
    register = here.checked()
    appoint(here, register, here.witness)
    with refused(Clause.DES_06):
        appoint(here, register, here.witness, by=here.service_head)
    at = here.after_the_wait(register)
    with pytest.raises(IntegrityError, match="destruction_one_person_is_one_witness"):
        here_and_now(register, here.witness, by=here.room_head, at=at)


@clause(Clause.DES_04)
def test_who_stands_in_for_a_witness_is_no_second_one(here):
    register = here.checked()
    appoint(here, register, here.witness)
    deputy = person(Role.EMPLOYEE, here.finance)
    MembershipFactory(
        person=deputy, role=Role.EMPLOYEE, department=here.safety, acting_for=here.witness
    )
    with refused(Clause.DES_06):
        appoint(here, register, type(deputy).objects.get(pk=deputy.pk))


@clause(Clause.DES_04, Clause.DES_05)
def test_two_witnesses_at_least(here):
    with refused(Clause.DES_04):
        start(here, here.planned(witnesses=(here.witness,)))


@clause(Clause.DES_05)
def test_the_office_may_ask_for_three(here):
    here.set("witnesses_min", "3")
    with refused(Clause.DES_04):
        start(here, here.planned())


@clause(Clause.DES_05)
def test_the_office_may_ask_for_one_but_never_for_none(here):
    here.set("witnesses_min", "1")
    with refused(Clause.DES_04):
        start(here, here.planned(witnesses=()))
    alone = here.planned(witnesses=(here.witness,))
    assert start(here, alone).state == "executing"


@clause(Clause.DES_06)
def test_witnesses_come_from_different_departments(here):
    same = person(Role.EMPLOYEE, here.safety)
    register = here.planned(witnesses=(here.witness, same))
    with refused(Clause.DES_06):
        start(here, register)
    here.set("witness_departments", "any")
    assert start(here, register).state == "executing"


@clause(Clause.DES_06)
def test_accounting_records_need_somebody_from_finance(here):
    voucher = here.record(code="KU04")
    register = here.planned(voucher)
    with refused(Clause.DES_06):
        start(here, register)
    yesterday = here.the_day(register) - timedelta(days=1)
    appoint(here, register, here.accountant, now=yesterday)
    assert start(here, register).state == "executing"


@clause(Clause.DES_06)
def test_where_there_is_no_finance_department_nobody_comes_from_it(here):
    change(here.finance, is_active=False)
    assert start(here, here.planned(here.record(code="KU04"))).state == "executing"


@clause(Clause.DES_06)
def test_a_witness_is_appointed_before_the_day(here):
    register = here.planned(witnesses=(here.witness,))
    morning = here.the_day(register) - timedelta(hours=2)
    appoint(here, register, here.second, now=morning)

    with refused(Clause.DES_06):
        start(here, register)
    assert start(here, register, now=here.the_day(register) + timedelta(days=1))


@clause(Clause.DES_06)
def test_witnesses_are_told_of_their_part_and_of_the_day(here):
    register = here.planned()
    for who in (here.witness, here.second):
        titles = list(Notice.objects.filter(to=who).values_list("title", flat=True))
        assert len(titles) >= 1
        assert all(register.number in title for title in titles)
    then = here.after_the_wait(register)
    later = then.date() + timedelta(days=5)
    plan_destruction(register, here.place(), later, by=here.room_head, now=then)
    assert any(f"{later:%F}" in n.title for n in Notice.objects.filter(to=here.witness))


@clause(Clause.DES_06)
def test_a_dismissed_witness_stays_on_the_register_with_the_reason(here):
    register = here.planned()
    witness = register.witnesses.get(person=here.second)
    now = here.after_the_wait(register)

    with refused(Clause.DES_06):
        dismiss_witness(witness, reason=" ", by=here.room_head, now=now)
    with refused(Clause.DES_06):
        dismiss_witness(witness, reason="出差", by=here.archivist, now=now)
    dismiss_witness(witness, reason="出差", by=here.room_head, now=now)

    kept = again(witness)
    assert (kept.dismissed_by, kept.dismissed_because) == (here.room_head, "出差")
    assert Notice.objects.filter(to=here.second, key=f"witness_dismissed:{kept.pk}").exists()
    with refused(Clause.DES_06):
        dismiss_witness(witness, reason="又一次", by=here.room_head, now=now)
    appoint(here, register, here.second)
    assert register.witnesses.count() == 3


@clause(Clause.DES_09)
def test_who_saw_a_thing_destroyed_is_not_dismissed_any_more(here):
    register = here.confirmed(here.volume(), here.volume())
    here.destroy(register.lines.get(number=1))
    witness = register.witnesses.get(person=here.witness)
    with refused(Clause.DES_09):
        dismiss_witness(witness, reason="生病", by=here.room_head, now=here.the_day(register))


@clause(Clause.DES_06, Clause.DES_07)
def test_a_witness_who_falls_ill_is_replaced_from_the_next_day_on(here):
    register = here.started()
    line, today = register.lines.get(), here.the_day(register)
    ill = register.witnesses.get(person=here.second)
    dismiss_witness(ill, reason="生病", by=here.room_head, now=today)
    appoint(here, register, here.accountant, now=today)

    here.confirm(line, here.witness)
    with refused(Clause.DES_06):
        here.confirm(line, here.accountant)
    tomorrow = today + timedelta(days=1)
    here.confirm(line, here.accountant, now=tomorrow)
    here.destroy(line, now=tomorrow)
    assert again(line.holding).state == HoldingState.DESTROYED


@clause(Clause.DES_06)
def test_nothing_is_planned_and_nobody_appointed_before_the_approval(here):
    register = here.proposed()
    now = here.the_day(change(register, planned_on="2027-01-01"))
    with refused(Clause.DES_17):
        plan_destruction(register, here.place(), now.date(), by=here.room_head, now=now)
    with refused(Clause.DES_06):
        appoint(here, register, here.witness, now=now)
