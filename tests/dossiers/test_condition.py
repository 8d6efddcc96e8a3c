"""Looking at what is kept: checks of boxes and things, repairs, and what is appraised for it."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from destruction.models import Verdict
from destruction.rules.judging import against_destroying
from dossiers.models import ConditionCheck, HoldingState
from dossiers.procedures.condition import (
    check_condition,
    remind_of_condition_checks,
    repair_done,
)
from dossiers.rules.condition import Found, boxes_of, due_again_on, due_boxes
from tests.destruction.world import DESTROY, KEEP, again, move, room
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.dossiers.steps import NOW
from tests.factories import TODAY, ArrangedFactory, DepartmentFactory, arranged, box_of, person
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

DAMP, REPAIR, APPRAISAL = (
    ConditionCheck.Finding.DAMP,
    ConditionCheck.Consequence.REPAIR,
    ConditionCheck.Consequence.APPRAISAL,
)
WELL = Found(on=TODAY)
SOON = date(2026, 12, 1)


class CheckFactory(ArrangedFactory):
    class Meta:
        model = ConditionCheck


@pytest.fixture
def here():
    return room()


@pytest.fixture
def volume(here):
    """A volume whose term still runs for years, on its shelf."""
    return here.volume(date(2025, 6, 30), retention_years=30)


def checked(here, thing, found=WELL, by=None):
    return check_condition(thing, found, by=by or here.archivist, today=TODAY)


def due(here, on=TODAY, who=None):
    return [box.number for box in due_boxes(boxes_of(who or here.archivist), on=on)]


def damaged(consequence="", **further):
    return Found(on=TODAY, findings=(DAMP,), consequence=consequence, **further)


@clause(Clause.APR_19)
def test_a_check_says_who_looked_when_and_what_was_found(here, volume):
    check = checked(here, volume.present_slot, damaged(note="后墙渗水，已移至上层"))

    assert (check.checked_on, check.checked_by, check.box) == (
        TODAY, here.archivist, volume.present_slot,
    )  # fmt: skip
    assert check.findings == ["damp"]
    assert check.department == volume.keeper
    assert JournalEntry.objects.latest("pk").act == "dossiers.condition_checked"


@clause(Clause.APR_20)
def test_a_box_is_due_when_nobody_looked_into_it_for_the_set_months(here, volume):
    box = volume.present_slot
    assert due(here) == [box.number]

    checked(here, box)

    assert due(here) == []
    assert due(here, on=date(2027, 5, 19)) == []
    assert due(here, on=date(2027, 5, 20)) == [box.number]


@clause(Clause.APR_20)
@pytest.mark.parametrize(
    ("looked", "again_on"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 8, 29), date(2027, 2, 28)),
        (date(2026, 2, 28), date(2026, 8, 28)),
        (date(2026, 6, 30), date(2026, 12, 30)),
    ],
)
def test_the_list_and_the_announced_day_agree_at_the_end_of_months(here, volume, looked, again_on):
    CheckFactory(
        box=volume.present_slot,
        department=here.centre,
        checked_on=looked,
        checked_by=here.archivist,
    )
    assert due_again_on(looked, on=TODAY) == again_on
    assert due(here, on=again_on.replace(day=again_on.day - 1)) == []
    assert due(here, on=again_on) == [volume.present_slot.number]


@clause(Clause.APR_20)
def test_the_interval_can_be_set(here, volume):
    checked(here, volume.present_slot)
    assert due(here, on=date(2027, 2, 20)) == []
    with arranged():
        Parameter(
            name="condition_check_months",
            value="3",
            effective_from=date(2026, 12, 1),
            reason="潮湿",
        ).save()
    assert due(here, on=date(2027, 2, 20)) == [volume.present_slot.number]


@clause(Clause.APR_19, Clause.ORG_01)
def test_an_empty_box_and_the_boxes_of_others_are_nobodys_business_here(here, volume):
    box_of(here.centre)
    stranger = person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))
    assert due(here) == [volume.present_slot.number]
    assert due(here, who=stranger) == []
    with refused(Clause.ORG_01):
        checked(here, volume.present_slot, by=stranger)
    with refused(Clause.ORG_01):
        checked(here, volume, by=here.head)


@clause(Clause.APR_19)
def test_nobody_finds_something_bad_and_leaves_it_at_that(here, volume):
    with refused(Clause.APR_19):
        checked(here, volume, damaged())
    with refused(Clause.APR_19):
        checked(here, volume, Found(on=TODAY, consequence=APPRAISAL))
    with refused(Clause.APR_19):
        checked(here, volume, damaged(REPAIR))
    with refused(Clause.APR_19):
        checked(here, volume, damaged(REPAIR, repair_due_on=date(2026, 11, 1)))
    with refused(Clause.APR_19):
        checked(here, volume, Found(on=SOON))
    with refused(Clause.APR_19):
        checked(here, volume.present_slot, damaged(APPRAISAL))
    with refused(Clause.APR_19):
        checked(here, volume, Found(on=TODAY, findings=("ghosts",), note="？"))
    assert not ConditionCheck.objects.exists()


@clause(Clause.APR_19)
def test_the_database_holds_what_a_check_may_say(here, volume):
    facts = {"department": here.centre, "checked_on": TODAY, "checked_by": here.archivist}
    with pytest.raises(IntegrityError, match="a_check_is_of_a_box_or_a_thing"):
        CheckFactory(**facts)


@clause(Clause.APR_19)
def test_a_repair_stays_open_until_somebody_reports_it_done(here, volume):
    check = checked(here, volume, damaged(REPAIR, repair_due_on=SOON))
    with refused(Clause.APR_19):
        repair_done(check, on=date(2026, 11, 1), by=here.archivist, today=TODAY)
    with refused(Clause.ORG_01):
        repair_done(check, on=TODAY, by=here.head, today=TODAY)

    repair_done(check, on=TODAY, by=here.archivist, today=TODAY)

    assert again(check).repaired_on == TODAY
    with refused(Clause.APR_19):
        repair_done(check, on=TODAY, by=here.archivist, today=TODAY)


@clause(Clause.APR_19)
def test_a_bad_finding_opens_an_appraisal_though_the_term_still_runs(here, volume):
    assert here.due() == []
    checked(here, volume, damaged(APPRAISAL))
    assert here.due() == [volume.code]

    here.approved(volume, said=(KEEP,))

    assert here.due() == []  # answered; the thing is kept on


@clause(Clause.APR_19, Clause.APR_01)
def test_what_is_damaged_before_its_time_is_appraised_but_not_destroyed(here, volume):
    checked(here, volume, damaged(APPRAISAL))
    appraisal = here.opened(volume)
    line = appraisal.lines.get()
    assert {r.clause for r in against_destroying([line], on=TODAY)} == {Clause.APR_01}
    with refused(Clause.APR_01):
        here.judge(appraisal, DESTROY)
    assert again(line).verdict == Verdict.NONE


@clause(Clause.APR_19)
def test_what_is_missing_is_not_looked_at(here, volume):
    lost = move(volume, HoldingState.MISSING)
    with refused(Clause.APR_19):
        checked(here, lost)


@clause(Clause.APR_20, Clause.APR_19)
def test_the_archivist_hears_once_a_month_what_is_due(here, volume):
    assert remind_of_condition_checks(now=NOW) == 1
    assert remind_of_condition_checks(now=NOW) == 0
    notice = Notice.objects.get(to=here.archivist)
    assert notice.clause == Clause.APR_20
    assert notice.link == reverse("dossiers:condition")


@clause(Clause.APR_19)
def test_the_archivist_hears_of_a_late_repair(here, volume):
    box = volume.present_slot
    facts = {"department": here.centre, "checked_by": here.archivist, "findings": ["damp"]}
    CheckFactory(
        box=box, checked_on=date(2026, 10, 1), consequence=REPAIR,
        repair_due_on=date(2026, 11, 1), **facts,
    )  # fmt: skip
    assert remind_of_condition_checks(now=NOW) == 1
    assert Notice.objects.get(to=here.archivist).clause == Clause.APR_19


@clause(Clause.APR_19, Clause.APR_20)
def test_boxes_are_checked_by_scanning_one_after_the_other(here, volume):
    desk, box = Desk(here.archivist), volume.present_slot
    page = text(desk.get("condition"))
    assert "1 never looked into" in page
    assert box.number in page

    answer = desk.post("condition_scan", code=box.barcode)
    assert answer.url == reverse("dossiers:check", args=["box", box.pk])
    assert volume.code in text(desk.get("check", "box", box.pk))
    assert desk.post("check", "box", box.pk, well="1").status_code == 302

    page = text(desk.get("condition"))
    assert "all is well. Next check from 2027-05-20" in page
    assert "No box is due" in page


@clause(Clause.APR_19)
def test_a_damaged_thing_is_scanned_by_itself_and_its_repair_ticked_off(here, volume):
    desk = Desk(here.archivist)
    answer = desk.post("condition_scan", code=volume.barcode)
    assert answer.url == reverse("dossiers:check", args=["thing", volume.pk])
    fields = {"findings": ["mould"], "consequence": "", "checked_on": TODAY.isoformat()}
    answer = desk.post("check", "thing", volume.pk, fields=fields)
    assert answer.status_code == 422
    assert "Something is bad" in text(answer)
    fields |= {"consequence": "repair", "repair_due_on": SOON.isoformat()}
    assert desk.post("check", "thing", volume.pk, fields=fields).status_code == 302
    assert "Repair until 2026-12-01" in text(desk.get("condition", show="repairs"))

    check = ConditionCheck.objects.get()
    assert desk.post("repaired", check.pk, repaired_on="nonsense").status_code == 422
    assert desk.post("repaired", check.pk, repaired_on="2026-01-01").status_code == 422
    assert desk.post("repaired", check.pk, repaired_on=TODAY.isoformat()).status_code == 302
    assert "No repair is open" in text(desk.get("condition", show="repairs"))
    assert "Repaired 2026-11-20" in text(desk.get("condition", show="checks"))


@clause(Clause.APR_19)
def test_the_work_list_of_appraisal_says_what_a_check_found(here, volume):
    checked(here, volume, damaged(APPRAISAL))
    page = text(Desk(here.archivist).get("destruction:due", why="damaged"))
    assert volume.code in page
    assert "Damp" in page
    assert "Cannot be destroyed now: its term has not run out" in page


@clause(Clause.ORG_01)
def test_boxes_of_another_centre_do_not_exist_on_the_board(here, volume):
    other = box_of(DepartmentFactory(centre=True))
    desk = Desk(here.archivist)
    assert desk.post("condition_scan", code=other.barcode).status_code == 422
    assert desk.get("check", "box", other.pk).status_code == 404
    assert desk.get("check", "nothing", other.pk).status_code == 404
    assert Desk(person(Role.FRONT_LINE, here.centre)).get("condition").status_code == 403


def test_the_board_costs_the_same_however_much_is_due(here):
    desk = Desk(here.archivist)
    for _ in range(12):
        volume = here.volume()
        checked(here, volume, damaged(REPAIR, repair_due_on=SOON))
    for show in ("due", "repairs", "checks"):
        with at_most(24):
            assert desk.get("condition", show=show).status_code == 200
