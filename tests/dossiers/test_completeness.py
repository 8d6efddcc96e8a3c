from datetime import timedelta

import pytest

from archive_office.journal.acts import in_act
from archive_office.regulation import Clause
from dossiers.models import Dossier, Hold, Submission, Unit
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.closing import close_by_sale, end_tenancy
from dossiers.procedures.submissions import submit
from dossiers.rules.completeness import (
    Standing,
    dossier_due_on,
    late_submissions,
    missing_by_centre,
    requirements_of,
    units_without_dossier,
)
from dossiers.rules.obligations import Obligation, open_obligations, register
from tests.dossiers.steps import NOW, Centre, accept_all, accepted, bring, draft, loose, sent
from tests.factories import TODAY, OccupancyFactory, UnitFactory
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return Centre()


def standings(dossier):
    return {r.type.code: r.standing for r in requirements_of(dossier)}


@clause(Clause.COL_06)
def test_a_resident_dossier_says_what_is_present_missing_and_not_applicable(centre):
    submission = draft(centre, unit={"fit_out": True})
    bring(submission, "C1", "C6")
    bring(submission, "C7", state="not_applicable", reason="开发商代管", pages=0)
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    dossier = accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW).dossier

    found = standings(dossier)
    assert [code for code, s in found.items() if s is Standing.PRESENT] == ["C1", "C6"]
    assert [code for code, s in found.items() if s is Standing.NOT_APPLICABLE] == ["C7"]
    lacking = [code for code, s in found.items() if s is Standing.MISSING]
    assert lacking == ["C2", "C3", "C4", "C5", "C9", "C11"]
    assert dossier.missing_count == 6


@clause(Clause.COL_06)
def test_missing_papers_are_counted_per_centre(centre):
    accepted(centre, "C1")
    complete = ("C1", "C2", "C3", "C4", "C5", "C7", "C9", "C11")
    accepted(centre, *complete, unit={"room": "2"})
    other = accepted(Centre(), "C1", "C3").dossier
    dossiers = Dossier.objects.visible_to(centre.archivist)

    (count,) = missing_by_centre(dossiers)
    assert count["centre"] == centre.department.pk
    assert (count["dossiers"], count["incomplete"], count["missing"]) == (2, 1, 7)
    assert sum(c["missing"] for c in missing_by_centre(Dossier.objects.all())) == 7 + 6
    close_by_sale(other, on=TODAY, by=other.responsible, today=TODAY)
    assert sum(c["missing"] for c in missing_by_centre(Dossier.objects.all())) == 7


@clause(Clause.COL_07)
def test_a_companys_tenant_dossier_is_counted_by_its_own_list(centre):
    told = {"unit": {"occupancy": "tenant"}, "customer": {"kind": "company", "name": "某公司"}}
    dossier = accepted(centre, "D4", "D11", **told).dossier
    assert dossier.missing_count == 4
    accept_submission(
        loose(centre, dossier.unit, "D1", "D6"), by=centre.archivist, today=TODAY, now=NOW
    )
    dossier.refresh_from_db()
    assert dossier.missing_count == 2


@clause(Clause.COL_06)
def test_the_proof_of_title_is_asked_for_once_the_unit_is_let(centre):
    dossier = accepted(centre, "C1").dossier
    assert "C8" not in standings(dossier)
    tenant = accepted(centre, "D4", unit={"occupancy": "tenant"}).dossier
    let = Dossier.objects.get(pk=dossier.pk)
    assert standings(let)["C8"] is Standing.MISSING
    assert let.missing_count == dossier.missing_count + 1

    end_tenancy(tenant, on=TODAY, by=centre.archivist, today=TODAY)
    assert Dossier.objects.get(pk=dossier.pk).missing_count == dossier.missing_count


@clause(Clause.COL_05)
def test_occupied_units_without_a_dossier_are_listed(centre):
    building = {"estate": centre.estate, "building__estate": centre.estate}
    lived_in, let, vacant = (
        UnitFactory(**building),
        UnitFactory(**building),
        UnitFactory(**building),
    )
    OccupancyFactory(unit=lived_in)
    OccupancyFactory(unit=vacant, ending="sale")
    with in_act("tests.let", by=None):
        let.use = Unit.Use.LET
        let.save()
    accepted(centre, "C1")
    assert set(units_without_dossier(Unit.objects.all())) == {lived_in, let}


@clause(Clause.FIL_28)
def test_a_move_in_without_a_dossier_after_a_week_is_late(centre):
    submission = sent(centre)
    last = dossier_due_on(submission, today=TODAY)
    assert last == TODAY + timedelta(days=7)
    everything = Submission.objects.all()
    assert not late_submissions(everything, today=last).exists()
    assert list(late_submissions(everything, today=last + timedelta(days=1))) == [submission]

    accept_all(submission, centre.archivist)
    accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    assert not late_submissions(everything, today=last + timedelta(days=1)).exists()


def test_holds_and_whatever_apps_register_stand_against_a_holding(centre, monkeypatch):
    from dossiers.rules import obligations

    monkeypatch.setattr(obligations, "_READERS", dict(obligations._READERS))
    dossier = accepted(centre, "C1").dossier
    main, personal = dossier.holdings.order_by("number")
    with in_act("tests.held", by=None):
        Hold.objects.create(
            dossier=dossier,
            holding=personal,
            kind=Hold.Kind.LEGAL,
            reason="诉讼",
            placed_by=centre.archivist,
            placed_as="centre_archivist",
            placed_at=NOW,
        )
    register("zz")(lambda holdings: [Obligation(h.pk, "loan", "on loan") for h in holdings])

    found = open_obligations([main, personal])

    assert [(o.holding, o.kind) for o in found] == [
        (personal.pk, "hold"),
        (main.pk, "loan"),
        (personal.pk, "loan"),
    ]
