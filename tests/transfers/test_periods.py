"""Every half-year, in time, and who is late (TRF-03)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive_office.notices.models import Notice
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from tests.factories import arranged, person
from tests.steps import clause, refused
from tests.transfers.road import NOW, TODAY, office
from transfers.models import Period
from transfers.procedures.manifests import Chosen, prepare_manifest
from transfers.procedures.periods import ensure_periods, remind_centres
from transfers.rules.periods import Stage, handed_over_in, overdue, standings

pytestmark = pytest.mark.django_db
AFTER_THE_DUE_DATE = datetime(2027, 1, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def here():
    return office()


def decided(name, value, on=TODAY):
    with arranged():
        Parameter(name=name, value=value, effective_from=on, reason="test").save()


def standing(here, on=TODAY):
    [own] = standings(here.period, on=on, of=[here.centre])
    return own


@clause(Clause.TRF_03)
def test_the_calendar_opens_every_half_year_with_its_due_date():
    ensure_periods(today=date(2026, 3, 1))
    ensure_periods(today=date(2027, 2, 1))
    ensure_periods(today=date(2027, 2, 1))

    assert [(p.year, p.half, p.due_on) for p in Period.objects.order_by("starts_on")] == [
        (2026, 1, date(2026, 7, 15)),
        (2026, 2, date(2027, 1, 15)),
        (2027, 1, date(2027, 7, 15)),
    ]


@clause(Clause.TRF_03)
def test_the_office_sets_the_days_of_grace(here):
    decided("handover_grace_days", "30")
    ensure_periods(today=TODAY)
    assert here.period.due_on == date(2027, 1, 30)

    decided("handover_grace_days", "5", on=date(2027, 1, 1))
    ensure_periods(today=date(2027, 1, 2))
    assert here.period.due_on == date(2027, 1, 30), "what has ended keeps its due date"


@clause(Clause.TRF_03)
def test_an_office_may_hand_over_once_a_year():
    decided("handover_interval_months", "12", on=date(2026, 1, 1))
    ensure_periods(today=date(2026, 3, 1))
    ensure_periods(today=date(2027, 3, 1))

    assert [(p.year, p.half, p.starts_on) for p in Period.objects.order_by("starts_on")] == [
        (2026, 2, date(2026, 1, 1)),
        (2027, 2, date(2027, 1, 1)),
    ]


@clause(Clause.TRF_03)
def test_a_centre_is_due_under_way_and_done(here):
    assert standing(here).stage == Stage.NOTHING
    volume = here.volume()
    assert standing(here).stage == Stage.DUE
    assert standing(here).waiting == 1
    assert standing(here).days_left == 56

    here.completed(volume)
    assert standing(here).stage == Stage.DONE
    assert standing(here).completed_on == TODAY
    assert not standing(here, on=date(2027, 5, 1)).is_overdue


@clause(Clause.TRF_03)
def test_a_list_without_signatures_is_late_all_the_same(here):
    here.submitted(here.volume())

    assert standing(here).stage == Stage.UNDER_WAY
    assert not standing(here, on=date(2027, 1, 15)).is_overdue
    assert standing(here, on=date(2027, 1, 16)).is_overdue


@clause(Clause.TRF_03)
def test_the_year_of_the_last_signature_counts(here):
    manifest = here.completed(here.volume(), now=AFTER_THE_DUE_DATE)

    own = standing(here, on=AFTER_THE_DUE_DATE.date())
    assert own.was_late
    assert own.counts_for == 2027
    assert list(handed_over_in(2027, visible_to=here.checker)) == [manifest]
    assert list(handed_over_in(2026, visible_to=here.checker)) == []


@clause(Clause.TRF_03)
def test_headquarters_sees_who_is_late(here):
    here.volume()
    assert overdue(on=TODAY) == []
    [late] = overdue(on=date(2027, 1, 16))
    assert (late.centre, late.period) == (here.centre, here.period)


@clause(Clause.TRF_03)
def test_the_archivist_is_reminded_once_ahead_and_headquarters_told_of_lateness(here):
    here.volume()
    ahead = datetime(2027, 1, 1, 7, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    assert remind_centres(now=NOW) == 0
    assert remind_centres(now=ahead) == 1
    assert remind_centres(now=ahead) == 0
    assert remind_centres(now=AFTER_THE_DUE_DATE) == 2
    assert Notice.objects.filter(to=here.clerk).count() == 2
    assert Notice.objects.filter(to=here.checker, clause=Clause.TRF_03).count() == 1


@clause(Clause.TRF_03)
def test_whoever_has_nothing_to_hand_over_is_not_reminded(here):
    assert remind_centres(now=AFTER_THE_DUE_DATE) == 0


@clause(Clause.TRF_03)
def test_an_ended_half_year_comes_first(here):
    ensure_periods(today=AFTER_THE_DUE_DATE.date())
    manifest = prepare_manifest(
        here.centre,
        "ordinary",
        Chosen(holdings=[here.volume()]),
        by=here.clerk,
        now=AFTER_THE_DUE_DATE,
    )
    assert manifest.period == here.period
    assert manifest.number == "YJ-2027-0001"


@clause(Clause.TRF_03)
def test_only_centres_hand_over_and_only_in_an_open_half_year(here):
    own = here.volume(keeper=here.receiver)
    archivist = person("centre_archivist", here.receiver)
    with refused(Clause.TRF_03):
        prepare_manifest(here.receiver, "ordinary", Chosen(holdings=[own]), by=archivist, now=NOW)
    volume = here.volume()
    with arranged():
        Period.objects.all().delete()
    with refused(Clause.TRF_03):
        here.prepared(volume)
