"""The letter by which a resident is answered, short and long."""

from datetime import date

import pytest

from archive_office.printing.facts import Fonds
from archive_office.regulation import Clause
from dossiers.papers.answer import AnswerLetter, answer_letter
from tests.printing.reading import Reading
from tests.steps import clause


def letter(**changed):
    usual = {
        "fonds": Fonds("W001", "某某物业服务有限公司"), "number": "GX-2026-00012",
        "reference": "W001-ZY·KH-P01-0001", "customer": "王**", "unit": "三期3栋2单元1201",
        "kind": "删除", "received_on": date(2026, 11, 20), "wanted": "删除银行账号",
        "granted": False, "ground": "制度或法律要求保存", "reason": "保管期限未满",
        "answer": "期满鉴定后销毁。", "answered_on": date(2026, 11, 25), "office": "朝阳客户服务中心",
    }  # fmt: skip
    return Reading(answer_letter(AnswerLetter(**(usual | changed))))


@clause(Clause.LND_16)
def test_the_letter_states_request_decision_ground_and_answer():
    text = letter().text
    for stated in ("GX-2026-00012", "王**", "删除银行账号", "未予同意", "制度或法律要求保存",
                   "保管期限未满", "期满鉴定后销毁。", "朝阳客户服务中心"):  # fmt: skip
        assert stated in text


def test_of_whom_the_name_was_erased_the_unit_is_addressed():
    assert "姓名已删除" in letter(customer="").text


@pytest.mark.parametrize("length", [500, 700, 750, 800, 2000])
def test_a_long_answer_goes_on_over_pages_and_loses_nothing(length):
    ending = "末句在此。"
    read = letter(wanted="请求" * (length // 2), answer="答复" * (length // 2) + ending)
    text = read.text.replace("\n", "")
    assert (text.count("答复答复") > 0, ending in text) == (True, True)
    assert "朝阳客户服务中心（章）" in text
