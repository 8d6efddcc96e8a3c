"""Tastes and habits of residents are not collected, unless the office decides so (COL-20)."""

import pytest

from archive_office.regulation import Clause
from dossiers.ledgers import Code
from dossiers.ledgers.headings import is_habit
from dossiers.models import Customer
from dossiers.views.imports import text_of
from tests.dossiers.desk import Desk, that_day
from tests.dossiers.steps import Centre, accepted
from tests.dossiers.test_ledger_shapes import IDS, USUAL, read, sheet_of
from tests.lending.world import setting
from tests.printing.reading import Reading
from tests.steps import clause

assert that_day

ROW = ("1", "1单元", "101", "任安", IDS[0])


@clause(Clause.COL_20)
def test_columns_of_habits_are_left_out_of_an_import_and_named():
    report = read(sheet_of((*USUAL, "业主爱好", "生日"), (*ROW, "钓鱼", "5月20日")))
    (warning,) = report.summary.file_warnings
    assert warning.code == Code.HABITS_LEFT_OUT
    assert warning.as_json()["headers"] == ["业主爱好", "生日"]
    assert "COL-20" in text_of({"code": str(warning.code)})
    (record,) = report.records
    assert "钓鱼" not in str(record.as_json())


@clause(Clause.COL_20)
def test_a_heading_of_papers_above_them_makes_no_papers_of_habits():
    report = read(sheet_of((*USUAL, "入住资料（份/页）", ""), ("", "", "", "", "", "房屋交接单", "兴趣爱好"),
        (*ROW, "1/2", "1/1"), merged=("F1:G1",)))  # fmt: skip
    assert Code.HABITS_LEFT_OUT in {w.code for w in report.summary.file_warnings}
    assert [d.kind for r in report.records for d in r.documents] == ["房屋交接单"]


def test_a_ledger_without_such_columns_is_not_warned():
    assert read(sheet_of(USUAL, ROW)).summary.file_warnings == ()


@pytest.mark.parametrize(
    "heading", ["个人爱好", "性格特点", "消费习惯", "宗教信仰（选填）", "出生日期/生日"]
)
def test_habits_are_known_by_their_headings(heading):
    assert is_habit(heading)


@pytest.mark.parametrize("heading", ["业主姓名", "入住日期", "爱好调查表", "备注"])
def test_facts_and_papers_are_no_habits(heading):
    assert not is_habit(heading)


@clause(Clause.COL_20)
def test_the_record_of_a_customer_has_no_place_for_habits():
    words = ("hobby", "habit", "taste", "preference", "character", "religion", "birthday")
    names = [field.name for field in Customer._meta.get_fields()]
    assert not [name for name in names for word in words if word in name]


@clause(Clause.COL_20)
@pytest.mark.django_db
@pytest.mark.usefixtures("that_day")
def test_the_form_asks_for_them_only_by_the_offices_decision():
    centre = Centre()
    dossier = accepted(centre).dossier

    def printed():
        answer = Desk(centre.archivist).get("paper_registration", dossier.pk)
        return Reading(answer.content).text

    assert "爱好" not in printed()
    setting("collect_personal_preferences", "yes")
    assert "爱好、习惯" in printed()
