"""Satisfaction surveys: one a year and centre, counted, reported, and followed by measures."""

import io
from datetime import date

import pypdf
import pytest

from archive_office.notices.models import Notice
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from archive_office.shell.language import keep_language
from dossiers.models import Dossier, RegisterEntry
from dossiers.procedures.satisfaction import evaluate_survey, remind_of_surveys
from dossiers.rules.satisfaction import figures_of_surveys
from tests.dossiers import desk as browser
from tests.dossiers.desk import text, that_day
from tests.dossiers.registers import Desk, fresh
from tests.dossiers.steps import NOW
from tests.factories import TODAY, arranged
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

SURVEY = {"year": "2026", "sent": "40", "from": "2026-11-02"}


@pytest.fixture
def desk():
    return Desk()


def survey(desk, **told):
    return desk.write("SR-62", SURVEY | told, unit=False, by=desk.archivist)


def answer(desk, service, price, company="good", *, on=TODAY):
    told = {"service": service, "price": price, "company": company}
    return desk.write("SR-37", told, on=on)


@clause(Clause.SVC_43)
def test_answers_are_counted_by_question_beside_the_year_before_and_printed(desk):
    survey(desk)
    answer(desk, "good", "bad", on=date(2025, 12, 30))
    answer(desk, "good", "bad")
    answer(desk, "fair", "bad")
    (line,) = figures_of_surveys([desk.department], 2026)
    assert (line.sent, line.back, line.rate) == (40, 2, 5)
    assert line.scores == (80, 0, 100)
    assert (line.overall, line.before) == (60, 67)
    clerk = browser.Desk(desk.archivist)
    page = text(clerk.get("satisfaction"))
    assert "40 2 (5%) 80 0 100 60 67" in page
    pages = pypdf.PdfReader(io.BytesIO(clerk.get("satisfaction_report").content)).pages
    paper = "".join("".join(page.extract_text().split()) for page in pages)
    wanted = ("顾客满意度调查分析报告", desk.department.name, "服务质量", "5%", "67")
    assert [word for word in wanted if word not in paper] == []


@clause(Clause.SVC_44)
def test_a_score_under_the_limit_opens_a_measure_that_is_decided_and_checked(desk):
    by = {"by": desk.archivist, "now": NOW}
    with refused(Clause.SVC_44):
        evaluate_survey(desk.department, 2026, **by)
    survey(desk)
    answer(desk, "good", "fair")
    with refused(Clause.ORG_01):
        evaluate_survey(desk.department, 2026, by=desk.front_line, now=NOW)
    assert (
        browser.Desk(desk.archivist).post("evaluate_survey", desk.department.pk).status_code == 302
    )
    measure = RegisterEntry.objects.get(form="SR-63")
    assert (measure.content["question"], measure.content["score"]) == ("价格", "60")
    assert evaluate_survey(desk.department, 2026, **by) == []
    with refused(Clause.SVC_44):
        desk.move(measure, "plan", by=desk.archivist)
    plan = {"measure": "公示收费依据", "responsible": "财务部", "until": "2026-12-31"}
    desk.move(measure, "plan", plan, by=desk.archivist)
    assert fresh(measure).state == "planned"
    with arranged():
        Parameter(name="satisfaction_minimum", value="50", effective_from=TODAY, reason="试").save()
    other = Desk()
    survey(other)
    answer(other, "good", "fair")
    assert evaluate_survey(other.department, 2026, by=other.archivist, now=NOW) == []


@clause(Clause.SVC_42)
def test_a_centre_without_a_survey_hears_of_it_and_after_the_year_that_it_is_overdue(desk):
    with arranged():
        Dossier.objects.update(opened_on=date(2026, 3, 1))
    keep_language("en", by=desk.archivist)
    assert remind_of_surveys(now=at(2026, 9, 30)) == 0
    assert remind_of_surveys(now=NOW) == 1
    assert "to be held" in Notice.objects.latest("pk").title
    assert "No survey" in text(browser.Desk(desk.archivist).get("satisfaction"))
    assert remind_of_surveys(now=at(2027, 1, 4)) == 1
    assert "2026 is overdue" in Notice.objects.latest("pk").title
    survey(desk)
    other = Desk()
    with arranged():
        Dossier.objects.filter(centre=other.department).update(opened_on=date(2026, 3, 1))
    assert remind_of_surveys(now=at(2027, 1, 5)) == 1  # of the other centre alone
    assert Notice.objects.latest("pk").to == other.archivist


def at(year, month, day):
    return NOW.replace(year=year, month=month, day=day)
