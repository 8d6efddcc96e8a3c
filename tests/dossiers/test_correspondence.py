"""Correspondence: each paper reaches the dossier, its number leaves no gap, answers are waited for."""

from datetime import timedelta

import pytest

from archive_office.regulation import Clause
from dossiers.models import Letter
from dossiers.procedures.codes import next_code
from dossiers.procedures.correspondence import link_letter, register_letter
from dossiers.rules.correspondence import Correspondence, figures_of_letters
from tests.dossiers import desk as browser
from tests.dossiers.desk import text, that_day
from tests.dossiers.registers import Desk
from tests.factories import (
    TODAY,
    DossierFactory,
    OccupancyFactory,
    UnitFactory,
    arranged,
)
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def desk():
    return Desk()


def entered(desk, **facts):
    usual = {"direction": "in", "kind": "letter", "on": TODAY, "partner": "某公司", "subject": "函"}
    told = Correspondence(**(usual | facts))
    return register_letter(told, desk.department, by=desk.front_line, today=TODAY)


@clause(Clause.SVC_05)
def test_a_paper_on_a_unit_lies_in_its_dossier_at_once(desk):
    assert entered(desk, unit=desk.unit).dossier == desk.dossier
    lease = DossierFactory(occupancy=OccupancyFactory(unit=desk.unit, kind="tenant"))
    with refused(Clause.SVC_05):
        entered(desk, unit=desk.unit)
    assert entered(desk, unit=desk.unit, dossier=lease).dossier == lease
    with refused(Clause.SVC_05):
        entered(desk, unit=UnitFactory(building=desk.unit.building), dossier=lease)
    with refused(Clause.SVC_05):
        entered(desk, unit=Desk().unit)


@clause(Clause.SVC_05)
def test_a_paper_without_a_dossier_is_listed_as_not_filed_until_it_is(desk):
    empty = UnitFactory(building=desk.unit.building)
    waiting, general = entered(desk, unit=empty), entered(desk, subject="消防通知")
    clerk = browser.Desk(desk.front_line)
    page = clerk.get("correspondence", linked="unfiled").content.decode()
    assert waiting.number in page
    assert general.number not in page
    with refused(Clause.SVC_05):
        link_letter(waiting, desk.dossier, by=desk.front_line)
    link_letter(waiting, DossierFactory(occupancy=OccupancyFactory(unit=empty)), by=desk.front_line)
    assert waiting.number not in text(clerk.get("correspondence", linked="unfiled"))


@clause(Clause.SVC_06)
def test_gaps_among_the_numbers_and_letters_unanswered_are_counted(desk):
    asked = entered(desk, answer_due_on=TODAY)
    late = entered(desk, on=TODAY - timedelta(days=9), answer_due_on=TODAY - timedelta(days=2))
    with arranged():
        lost = next_code(f"WL-{desk.department.code}-2026")
    figures = figures_of_letters(Letter.objects.visible_to(desk.front_line), today=TODAY)
    assert (figures.entered, figures.unanswered, figures.late) == (2, 2, 1)
    assert figures.gaps == (lost,)
    with refused(Clause.SVC_06):
        entered(desk, answers=asked)
    with refused(Clause.SVC_06):
        entered(desk, answer_due_on=TODAY - timedelta(days=1))
    entered(desk, direction="out", answers=asked)
    clerk = browser.Desk(desk.front_line)
    page = text(clerk.get("correspondence", answer="waiting"))
    assert "3 entered in 2026" in page
    assert f"1 gaps among the numbers SVC-06 {lost}" in page
    assert {w for w in ("1 without an answer", "1 overdue") if w not in page} == set()
    assert late.number in page


@clause(Clause.SVC_07)
def test_letters_calls_and_faxes_stand_in_the_dossier_by_their_channel(desk):
    channels = ("letter", "fax", "call", "email", "message")
    made = [entered(desk, kind=kind, unit=desk.unit) for kind in channels]
    page = text(browser.Desk(desk.archivist).get("dossier", desk.dossier.pk))
    for letter in made:
        assert letter.number in page
        assert f"In · {letter.get_kind_display()} · 2026-11-20" in page


@clause(Clause.SVC_05, Clause.SVC_06)
def test_unit_and_answer_are_entered_on_the_page(desk):
    first = entered(desk, unit=desk.unit, answer_due_on=TODAY)
    clerk = browser.Desk(desk.front_line)
    facts = {"direction": "out", "kind": "email", "on": "2026-11-20", "partner": "某公司"}
    facts |= {"subject": "答复", "centre": desk.department.pk, "unit": "3栋1402"}
    assert clerk.post("register_letter", **facts, answers="WL-0").status_code == 422
    assert clerk.post("register_letter", **facts, answers=first.number).status_code == 302
    answer = Letter.objects.latest("pk")
    assert (answer.answers, answer.dossier, answer.unit) == (first, desk.dossier, desk.unit)
