"""The forms of use, read back by readers that did not draw them."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
import zxingcpp

from archive_office.printing.facts import Fonds
from archive_office.regulation import Clause
from lending.models import (
    Authority,
    Condition,
    CopyIssued,
    Disclosure,
    LineState,
    Manner,
    OutsidePerson,
    Place,
    Renewal,
)
from lending.papers import words
from lending.papers.approval import approval_form, needs_annex
from lending.papers.copy_mark import copy_marks
from lending.papers.facts import (
    Approval,
    AskedThing,
    CopyMark,
    GivenBack,
    LentThing,
    Opinion,
    OutCard,
    OverdueLine,
    OverdueNotice,
    RenewalSlip,
    Slip,
)
from lending.papers.outcard import out_cards
from lending.papers.overdue import TERM, overdue_notice
from lending.papers.renewal import renewal_slip
from lending.papers.slip import slip
from tests.printing.reading import Reading, needs_renderer, rendered, squeezed
from tests.steps import clause

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
FONDS = Fonds("W001", "翠湖物业服务有限公司")
TITLE = "翠湖天地12号楼2单元1801室客户档案"
LONGEST = (
    "翠湖天地12号楼2单元1801室擅自改动承重墙的整改通知书及复查意见，"
    "附现场照片、施工单位情况说明及业主承诺书"
)
OFFICE = "工程维修与设备设施管理部综合办公室"
CODE = "W001-ZY·KH-P01-0001·1"
TAKEN, DUE = date(2026, 11, 20), date(2026, 11, 27)


def lent(number=1, **changes):
    given = {
        "reference": f"W001-ZY·KH-P01-{number:04d}·1",
        "title": LONGEST if number % 3 == 0 else TITLE,
        "retention": "30年",
        "items": 17,
        "pages": 98,
        "manner": "借出",
        "place": "01-G003-02·H0007",
        "years": "2019—2025",
    }
    return LentThing(**given | changes)


def a_slip(count=1, **changes):
    given = {
        "fonds": FONDS,
        "number": "JY-2026-00001",
        "room": "翠湖天地客户服务中心",
        "borrower": "䶮三丰",
        "department": OFFICE,
        "phone": "0571-88886666-8012",
        "purpose": "工程维修",
        "reason": "核对该户2019年装修时改动管线的图纸与审批情况",
        "handed_out_on": TAKEN,
        "due_on": DUE,
        "lines": tuple(lent(number) for number in range(1, count + 1)),
        "approved_by": "李强（代 王芳）",
        "handled_by": "林晓萍",
    }
    return Slip(**given | changes)


def opinion(box=0, numbers=(1,), **changes):
    given = {
        "box": box,
        "step": ("部门负责人签字", "档案室审查", "客户服务中心负责人批准", "公司负责人批准")[box],
        "numbers": numbers,
        "role": "部门负责人",
        "department": "工程部",
        "outcome": "同意",
        "by": "陈建国",
        "at": datetime(2026, 11, 20, 9, 5, tzinfo=SHANGHAI),
    }
    return Opinion(**given | changes)


def a_form(count=1, **changes):
    things = tuple(
        AskedThing(
            number,
            f"W001-ZY·KH-P01-{number:04d}·1",
            LONGEST if number % 3 == 0 else TITLE,
            "商密·机密",
            "复印",
            "第1—3页，2份",
            "同意",
        )
        for number in range(1, count + 1)
    )
    given = {
        "fonds": FONDS,
        "number": "SQ-2026-00001",
        "title": "档案查阅（复制）审批表",
        "room": "公司档案室",
        "department": "杭州市公安局西湖区分局",
        "person": "公安、法院 王**",
        "identity": "人民警察证 **********1234",
        "phone": "*******8000",
        "purpose": "诉讼：调取证据",
        "reason": "因民事案件需要，调取该户装修审批及历年往来文书",
        "place": "公司以外（西湖区人民法院）",
        "asked_at": datetime(2026, 11, 20, 8, 0, tzinfo=SHANGHAI),
        "until": datetime(2026, 11, 27, 18, 0, tzinfo=SHANGHAI),
        "things": things,
        "manners": ("复印",),
        "opinions": (opinion(numbers=tuple(range(1, count + 1))),),
    }
    return Approval(**given | changes)


CARD = OutCard(
    CODE,
    TITLE,
    "张三丰",
    OFFICE,
    TAKEN,
    DUE,
    "01-G003-02·H0007",
    "JY-2026-00001",
    "林晓萍",
    "借出（本人办公室）",
    "H:00000017",
)
RENEWAL = RenewalSlip(
    FONDS,
    "JY-2026-00001",
    2,
    "公司档案室",
    "张三丰",
    OFFICE,
    CODE,
    LONGEST,
    TAKEN,
    DUE,
    date(2026, 12, 4),
    "渗漏原因尚未查清",
    date(2026, 11, 26),
    "张三丰",
)
MARK = CopyMark(
    "FZ-2026-00001",
    CODE,
    LONGEST,
    "1—3、7",
    4,
    3,
    "复印",
    "公安、法院 王**",
    "诉讼：调取证据",
    "公司档案室",
    TAKEN,
    "林晓萍",
)


def notice(turn=1, **changes):
    line = OverdueLine(CODE, LONGEST, TAKEN, DUE, 5)
    given = {
        "fonds": FONDS,
        "number": "CH-2026-001",
        "turn": turn,
        "department": OFFICE,
        "person": "张三丰",
        "slip_number": "JY-2026-00001",
        "room": "公司档案室",
        "issued_on": date(2026, 12, 2),
        "issued_by": "林晓萍",
        "lines": (line,),
    }
    return OverdueNotice(**given | changes)


# The loan slip


@clause(Clause.LND_19, Clause.FRM_60)
def test_the_slip_names_what_was_lent_how_many_when_and_why():
    reading = Reading(slip(a_slip(6)))
    assert reading.sizes() == {(210, 148)}
    text = reading.text
    for word in ("䶮三丰", OFFICE, "0571-88886666-8012", "工程维修", "林晓萍", "李强（代王芳）"):
        assert word in text
    assert "核对该户2019年装修时改动管线的图纸与审批情况" in text
    assert text.count("2026年11月27日") == 2  # on the stub and on the slip
    assert text.count("JY-2026-00001") == 2
    for line in a_slip(6).lines:
        assert text.count(line.reference) == 2
        assert squeezed(f"{line.items}/{line.pages}") in text


def test_the_slip_is_signed_by_hand_and_its_empty_rows_are_struck():
    text = Reading(slip(a_slip(2))).text
    for label in ("借阅人签字", "归还验收", "归还日期", "完好情况", "验收人"):
        assert label in text


@clause(Clause.LND_19)
def test_more_than_six_things_stand_on_a_list_in_the_columns_of_the_volume_register():
    six, seven = Reading(slip(a_slip(6))), Reading(slip(a_slip(7)))
    assert (len(six.pages), len(seven.pages)) == (1, 2)
    assert seven.sizes() == {(210, 148), (297, 210)}
    thirty = Reading(slip(a_slip(30)))
    annex = "".join(thirty.pages[1:])
    assert "共30卷（件）2940页，详见附页" in thirty.pages[0]
    assert "起止日期保管期限件数页数存放位置归还" in annex
    for line in a_slip(30).lines:
        assert line.reference in annex
    assert annex.count(LONGEST) == 10


@clause(Clause.FRM_60)
def test_what_came_back_is_entered_on_the_slip():
    back = GivenBack(date(2026, 11, 26), "完好", "周敏")
    lines = (lent(1, returned_on=date(2026, 11, 26)),)
    text = Reading(slip(a_slip(lines=lines, given_back=back))).text
    assert "17/9811-26" in text
    assert "归还日期2026-11-26完好情况完好验收人周敏" in text


def test_the_slip_ticks_how_things_are_used():
    mixed = Reading(slip(a_slip(lines=(lent(1), lent(2, manner="查阅"))))).text
    assert "□√查阅□√借出□复印□拍照" in mixed
    assert "□查阅□√借出" in Reading(slip(a_slip())).text


@needs_renderer
def test_the_number_of_the_slip_is_read_by_a_scanner_from_either_part(tmp_path):
    codes = zxingcpp.read_barcodes(rendered(slip(a_slip()), tmp_path))
    assert [code.text for code in codes] == ["JY-2026-00001"] * 2


def test_a_slip_without_words_is_still_a_slip():
    empty = a_slip(phone="", reason="", approved_by="", department="")
    assert "档案借阅单" in Reading(slip(empty)).text


# The approval form


@clause(Clause.SEC_21, Clause.LND_17, Clause.FRM_28, Clause.FRM_45, Clause.FRM_46)
def test_the_form_shows_who_asks_what_for_and_who_decided():
    given = a_form(
        2,
        personal=True,
        bases=("公安、法院公函 西公调证字〔2026〕00123号",),
        enclosures=("公安、法院公函 1 份",),
        opinions=(
            opinion(0, (1, 2), reason="请支持"),
            opinion(1, (1,), by="周敏", acting_for="李强", department="公司档案室"),
            opinion(1, (2,), by="周敏", outcome="不同意", reason="正在整理"),
        ),
        provided=("2026-11-20 14:00 提供，2026-11-20 15:30 归还",),
        handled_by="林晓萍",
    )
    reading = Reading(approval_form(given))
    text = reading.text
    assert reading.sizes() == {(210, 297)}
    assert len(reading.pages) == 1
    assert "同意。请支持（部门负责人签字：陈建国，工程部部门负责人，2026-11-2009:05）" in text
    assert "第1项：同意（档案室审查：周敏（代李强）" in text
    assert "第2项：不同意。正在整理" in text
    for field in (given.department, given.person, given.phone, given.purpose, given.reason):
        assert squeezed(field) in text
    for thing in given.things:
        line = f"{thing.number}{thing.reference}{thing.title}{thing.secrecy}{thing.manner}"
        assert squeezed(line + thing.extent) in text
    assert "使用期限2026-11-2718:00" in text
    assert "签字（部门盖章）陈建国" in text
    assert "档案部门意见" in text
    assert "□√是（依据：公安、法院公函西公调证字〔2026〕00123号）" in text
    assert "**********1234" in text
    assert "14:00提供" in text
    assert text.count("按规定本次利用无需此项审批") == 2
    assert "待审批" not in text


def test_a_form_that_waits_says_so_across_the_page():
    waiting = a_form(opinions=(opinion(3, outcome="", by="", at=None, role="公司负责人"),))
    text = Reading(approval_form(waiting)).text
    assert text.startswith("待审批")
    assert "审批齐全前不作提供凭据" in text
    assert "待工程部公司负责人审批（公司负责人批准）" in text
    assert Reading(approval_form(a_form(withdrawn=True))).text.startswith("已撤回")


@clause(Clause.SEC_21)
@pytest.mark.parametrize("count", [1, 6, 7, 30])
def test_every_line_of_a_long_request_stands_on_the_annex(count):
    given = a_form(count)
    reading = Reading(approval_form(given))
    assert needs_annex(given) == (count > 6) == (len(reading.pages) > 1)
    for thing in given.things:
        assert thing.reference in reading.text
    if count > 6:
        assert f"共{count}项，详见附页" in reading.pages[0]
        assert "一、查阅内容" in reading.pages[1]
        assert "二、审批过程" in reading.text


@clause(Clause.SEC_21)
def test_many_differing_decisions_stand_on_the_annex_one_by_one():
    decided = tuple(opinion(1, (n,), by=f"审批员{n}", reason=f"理由{n}") for n in range(1, 6))
    reading = Reading(approval_form(a_form(5, opinions=decided)))
    assert "详见附页" in reading.pages[0]
    annex = "".join(reading.pages[1:])
    for number in range(1, 6):
        assert f"第{number}项" in annex
        assert f"审批员{number}" in annex
        assert f"理由{number}" in annex


def test_the_name_of_the_form_says_what_is_asked():
    assert words.title_of([Manner.BORROW]) == "档案借阅审批表"
    assert words.title_of([Manner.READ, Manner.COPY]) == "档案查阅（复制）审批表"
    assert words.title_of([Manner.BORROW, Manner.COPY]) == "档案查阅、借阅（复制）审批表"


# Overdue notice, renewal slip, out-card, mark of a copy


@clause(Clause.LND_05)
def test_the_notice_asks_for_one_thing_within_three_working_days_and_has_a_reply():
    reading = Reading(overdue_notice(notice(2)))
    text = reading.text
    assert "第二次" in text
    assert squeezed(TERM) in text
    assert f"{CODE}" in text
    assert "2026-11-202026-11-275天" in text
    for word in ("回执", "□已归还", "□申请续借至", "□情况说明", "裁切线"):
        assert word in text
    assert "抄送" not in text


@clause(Clause.LND_06)
def test_the_third_notice_goes_to_the_head_of_the_department_too():
    text = Reading(overdue_notice(notice(3, department_head="陈建国"))).text
    assert "第三次" in text
    assert "同时抄送陈建国" in text


@clause(Clause.LND_05, Clause.FRM_29)
def test_the_renewal_slip_keeps_both_days_and_the_answer():
    text = Reading(renewal_slip(RENEWAL)).text
    assert "借阅单号：JY-2026-00001" in text
    assert f"续借理由{RENEWAL.reason}" in text
    assert "第2次续借" in text
    assert "原应还日期2026年11月27日" in text
    assert "续借后应还日期2026年12月4日" in text
    assert "（未出示）" in text
    assert "□同意续借□不同意续借" in text
    granted = replace(RENEWAL, outcome="同意续借", seen_on=DUE, decided_by="林晓萍", decided_on=DUE)
    answered = Reading(renewal_slip(granted)).text
    assert "□√同意续借□不同意续借" in answered
    assert "实物查验日期2026年11月27日" in answered
    assert "批准人林晓萍2026年11月27日" in answered


@needs_renderer
def test_the_out_card_bears_the_barcode_of_the_thing_and_the_place_it_belongs_in(tmp_path):
    pdf = out_cards([CARD])
    (code,) = zxingcpp.read_barcodes(rendered(pdf, tmp_path))
    assert code.text == "H:00000017"
    reading = Reading(pdf)
    assert reading.sizes() == {(297, 210)}
    for word in ("应还2026-11-27", "01-G003-02·H0007", CODE, TITLE, "张三丰", OFFICE):
        assert word in reading.text


@pytest.mark.parametrize(("start", "pages"), [(1, 1), (2, 2), (3, 2)])
def test_out_cards_go_on_a_sheet_begun_earlier(start, pages):
    assert len(Reading(out_cards([CARD] * 3, start=start)).pages) == pages
    with pytest.raises(ValueError, match="no place 4"):
        out_cards([CARD], start=4)


@clause(Clause.LND_10)
def test_each_copy_bears_its_number_its_recipient_and_who_checked_it(tmp_path):
    reading = Reading(copy_marks(MARK))
    for copy in (1, 2, 3):
        assert f"FZ-2026-00001{copy}/3" in reading.text
    assert reading.text.count("领取公安、法院王**") == 3
    assert reading.text.count("林晓萍核对与原件无误") == 3
    assert "未经核对不得交付" in Reading(copy_marks(replace(MARK, checked_by=""))).text
    assert len(Reading(copy_marks(replace(MARK, copies=15))).pages) == 2
    with pytest.raises(ValueError, match="no place"):
        copy_marks(MARK, start=15)


# What holds for all of them

DRAWN = {
    "slip": lambda: slip(a_slip(30)),
    "approval": lambda: approval_form(a_form(30)),
    "overdue": lambda: overdue_notice(notice(3)),
    "renewal": lambda: renewal_slip(RENEWAL),
    "out-card": lambda: out_cards([CARD]),
    "mark": lambda: copy_marks(MARK),
}


@pytest.mark.parametrize("paper", DRAWN)
def test_equal_facts_give_equal_bytes_and_every_face_is_embedded(paper):
    first = DRAWN[paper]()
    assert first == DRAWN[paper]()
    fonts = Reading(first).fonts()
    assert fonts
    assert all(fonts.values())


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (Manner, words.MANNERS),
        (Place, words.PLACES),
        (Condition, words.CONDITIONS),
        (LineState, words.LINES),
        (Authority.Kind, words.AUTHORITIES),
        (OutsidePerson.Kind, words.OUTSIDERS),
        (Renewal.Outcome, words.RENEWALS),
        (CopyIssued.State, words.COPIES),
        (Disclosure.Accounted, words.ACCOUNTED),
        (Disclosure.Kind, words.DISCLOSURES),
    ],
)
def test_the_forms_have_a_word_for_everything(choices, said):
    assert set(choices.values) == set(said)


def test_lines_of_a_request_are_counted_in_spans():
    assert words.numbers((1, 2, 3, 5)) == "第1—3、5项"
    assert words.numbers((4,)) == "第4项"
    assert words.extent("1-3", 2, copying=True) == "第1-3页，2份"
    assert words.extent("全部", 1, copying=False) == "全部"
