from datetime import date, timedelta

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import (
    Document,
    DossierEvent,
    DossierState,
    IssuedCode,
    Occupancy,
    Unit,
)
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.changes import change_name, report_change
from dossiers.procedures.closing import (
    close_by_sale,
    end_tenancy,
    finish_task,
    record_leaving,
    void_dossier,
)
from dossiers.procedures.custody import place_holding
from dossiers.procedures.submissions import submit
from tests.dossiers.steps import NOW, Centre, accepted, loose, sent
from tests.factories import TODAY, box_of, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

TENANT = {"unit": {"occupancy": "tenant", "from_on": "2026-01-01"}}


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def owner(centre):
    return accepted(centre, unit={"from_on": "2024-05-01"}).dossier


@pytest.fixture
def tenant(centre):
    return accepted(centre, "D4", **TENANT).dossier


def sell(dossier, centre, on=TODAY):
    return close_by_sale(dossier, on=on, by=centre.archivist, today=TODAY)


def open_tasks(dossier):
    return dossier.events.filter(kind=DossierEvent.Kind.TASK, done_on__isnull=True)


@clause(Clause.COL_17)
def test_the_end_of_a_tenancy_closes_the_dossier_and_asks_for_its_binding(centre, tenant):
    closed = end_tenancy(tenant, on=TODAY, by=centre.archivist, today=TODAY)

    assert (closed.state, closed.closed_on) == (DossierState.CLOSED, TODAY)
    assert closed.occupancy.ending == Occupancy.Ending.END_OF_TENANCY
    assert closed.occupancy.until_on == TODAY
    (task,) = open_tasks(closed)
    finish_task(task, by=centre.archivist, today=TODAY)
    assert not open_tasks(closed).exists()
    assert Unit.objects.get(pk=closed.unit_id).use == Unit.Use.VACANT


@clause(Clause.COL_17)
def test_no_new_papers_go_into_a_closed_dossier_and_a_new_one_opens(centre, tenant):
    record_leaving(tenant, on=TODAY, by=centre.archivist, today=TODAY)
    with refused(Clause.COL_04):  # the list finds no open dossier any more
        loose(centre, tenant.unit, "D13")
    with refused(Clause.COL_17):
        loose(centre, tenant.unit, "D13", dossier=tenant.pk)

    following = accepted(centre, "D4", **TENANT).dossier
    assert following.unit == tenant.unit
    assert following.code != tenant.code


@clause(Clause.COL_17)
def test_papers_accepted_before_the_closing_are_answered_first(centre, owner):
    waiting = loose(centre, owner.unit, "C9")
    with refused(Clause.COL_17):
        sell(owner, centre)
    accept_submission(waiting, by=centre.archivist, today=TODAY, now=NOW)
    assert sell(owner, centre).state == DossierState.CLOSED


@clause(Clause.COL_04)
def test_after_a_sale_the_next_owner_gets_a_dossier_of_the_own(centre, owner):
    with refused(Clause.COL_04):
        sent(centre)
    sell(owner, centre)
    following = accepted(centre, customer={"name": "赵六"}).dossier
    assert following.unit == owner.unit
    assert [d.state for d in following.unit.dossiers.order_by("pk")] == ["closed", "open"]


@clause(Clause.COL_17)
def test_a_sale_leaves_the_tenants_dossier_open_and_leaving_the_owners(centre, owner, tenant):
    with refused(Clause.COL_17):
        sell(tenant, centre)
    with refused(Clause.COL_17):
        record_leaving(owner, on=TODAY, by=centre.archivist, today=TODAY)
    sell(owner, centre)
    tenant.refresh_from_db()
    assert tenant.state == DossierState.OPEN


@clause(Clause.COL_17)
@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(2024, 4, 30)])
def test_a_dossier_closes_between_moving_in_and_today(centre, owner, on):
    with refused(Clause.COL_17):
        sell(owner, centre, on=on)


@clause(Clause.COL_17)
def test_a_closed_dossier_is_not_closed_again(centre, owner):
    sell(owner, centre)
    with refused(Clause.COL_17):
        sell(owner, centre)


@clause(Clause.ORG_08)
def test_only_the_centres_archivist_closes_a_dossier_and_ends_its_tasks(centre, owner):
    for somebody in (centre.front_line, Centre().archivist):
        with refused(Clause.ORG_08):
            close_by_sale(owner, on=TODAY, by=somebody, today=TODAY)
    task = open_tasks(sell(owner, centre)).get()
    with refused(Clause.ORG_08):
        finish_task(task, by=centre.front_line, today=TODAY)


@clause(Clause.COL_23)
def test_changes_reported_by_any_department_stand_in_the_dossier_with_their_day(centre, owner):
    day = date(2026, 11, 1)
    event = report_change(owner, "法定代表人变更", on=day, by=centre.front_line, today=TODAY)
    assert (event.on, event.kind) == (day, DossierEvent.Kind.CHANGE)

    stranger = person(Role.FRONT_LINE, Centre().department)
    with refused(Clause.COL_23):
        report_change(owner, "x", on=day, by=stranger, today=TODAY)
    with refused(Clause.COL_23):
        tomorrow = TODAY + timedelta(days=1)
        report_change(owner, "x", on=tomorrow, by=centre.front_line, today=TODAY)


@clause(Clause.COL_23)
def test_a_name_changes_on_a_paper_application_only(centre, owner):
    other_paper = Document.objects.get(holding__dossier=owner, type__code="C1")
    for application in (None, other_paper):
        with refused(Clause.COL_23):
            rename(owner, application, centre)

    with refused(Clause.COL_23):
        rename(owner, application_of(accepted(centre, unit={"room": "9"}).dossier, centre), centre)
    assert owner.occupancy.customer.name == "王芳"


@clause(Clause.FIL_31)
def test_a_changed_name_asks_for_a_new_label_in_each_open_dossier(centre, owner):
    customer = rename(owner, application_of(owner, centre), centre)

    assert (customer.name, customer.initials) == ("王小芳", "wxf")
    assert [h.name for h in customer.history.order_by("pk")] == ["王芳", "王小芳"]
    assert open_tasks(owner).count() == 1
    assert owner.events.filter(kind=DossierEvent.Kind.CHANGE).count() == 1


def rename(dossier, application, centre):
    return change_name(dossier, "王小芳", application=application, by=centre.archivist, now=NOW)


def application_of(dossier, centre):
    papers = loose(centre, dossier.unit, "C12")
    accept_submission(papers, by=centre.archivist, today=TODAY, now=NOW)
    return Document.objects.get(holding__dossier=dossier, type__code="C12")


@clause(Clause.FIL_03)
def test_a_dossier_recorded_by_mistake_is_voided_and_its_number_never_given_again(centre, owner):
    voided = void_dossier(owner, reason="房号录错", by=centre.archivist, today=TODAY)

    assert voided.state == DossierState.VOID
    code = IssuedCode.objects.get(code=owner.code)
    assert (code.state, code.reason) == ("void", "房号录错")
    following = accepted(centre).dossier
    assert following.unit == owner.unit
    assert following.code.endswith("-0002")
    with refused(Clause.FIL_03):
        place_holding(
            voided.holdings.first(), box_of(centre.department), by=centre.archivist, today=TODAY
        )


@clause(Clause.FIL_03)
def test_what_stood_on_a_shelf_is_not_voided(centre, owner):
    place_holding(
        owner.holdings.first(), box_of(centre.department), by=centre.archivist, today=TODAY
    )
    with refused(Clause.FIL_03):
        void_dossier(owner, reason="房号录错", by=centre.archivist, today=TODAY)


@clause(Clause.FIL_03)
def test_a_void_number_has_a_reason(centre, owner):
    with refused(Clause.FIL_03):
        void_dossier(owner, reason="", by=centre.archivist, today=TODAY)


@clause(Clause.COL_17)
def test_papers_returned_before_the_closing_stay_with_who_brought_them(centre, tenant):
    half = sent(centre, "D4", "D6", unit={"occupancy": "tenant", "room": "77"})
    from dossiers.models import PaperState
    from dossiers.procedures.acceptance import answer_paper

    for code, answer in (("D4", PaperState.ACCEPTED), ("D6", PaperState.RETURNED)):
        paper = half.papers.get(type__code=code)
        answer_paper(paper, answer, by=centre.archivist, now=NOW, reason="缺页")
    half = accept_submission(half, by=centre.archivist, today=TODAY, now=NOW)
    end_tenancy(half.dossier, on=TODAY, by=centre.archivist, today=TODAY)
    with refused(Clause.COL_17):
        from tests.dossiers.steps import bring

        bring(half, "D6")
        submit(half, by=half.by, now=NOW)
