"""Lines break where Chinese typesetting lets them, codes never do."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_office.printing.fonts import width
from archive_office.printing.text import (
    NOT_FIRST,
    NOT_LAST,
    POINT,
    capital,
    paragraph,
    shrunk,
    wrap,
)

TITLE = "关于12号楼2单元1801室擅自改动承重墙的整改通知书及复查意见（B2-117）《临时管理规约》承诺书"
CHINESE = st.text(
    "一丁七万丈三上下不与专且世丘丙业丛东丝丢两严丧个中，。、；：（）《》“”", max_size=80
)


def test_a_short_text_is_one_line():
    assert wrap("入伙通知书", 17) == ("入伙通知书",)
    assert wrap("", 17) == ("",)


def test_nothing_is_lost_and_no_line_is_too_wide():
    lines = wrap(TITLE, 17)
    assert "".join(lines) == TITLE
    assert all(width(line) <= 17 for line in lines)


@given(CHINESE)
def test_no_line_begins_or_ends_with_a_mark_that_may_not(text):
    lines = wrap(text, 12)
    assert "".join(lines) == text
    movable = [  # a heap of marks wider than a line has to be broken somewhere
        (before, after)
        for before, after in pairwise(lines)
        if any(char not in NOT_FIRST | NOT_LAST for char in before[1:])
    ]
    for before, after in movable:
        assert after[0] not in NOT_FIRST
        assert before[-1] not in NOT_LAST


def test_latin_words_numbers_and_their_measures_stay_whole():
    assert wrap("机动车位租赁协议书第B2-117号地下车位", 12) == (
        "机动车位租赁协议书第",
        "B2-117号地下车位",
    )
    assert all("98页" in line or "98" not in line for line in wrap("形成时间共17件98页按序", 7))


def test_a_word_longer_than_a_line_is_broken_all_the_same():
    assert "".join(wrap("A" * 60, 8)) == "A" * 60
    assert all(width(line) <= 8 for line in wrap("A" * 60, 8))


def test_two_lines_part_at_a_mark_when_both_fit():
    assert wrap("翠湖天地1号楼101室客户档案（入伙、装修、报修）", 20) == (
        "翠湖天地1号楼101室客户档案",
        "（入伙、装修、报修）",
    )


def test_a_last_line_of_one_character_is_avoided():
    assert len(wrap("翠湖天地业主委员会换届选举备案材料汇编", 18)[-1]) > 1


def test_a_paragraph_begins_two_characters_in():
    lines = paragraph("本卷为翠湖天地客户档案，形成时间自入伙之日起。", 12)
    assert lines[0].startswith("　　本卷")
    assert not lines[1].startswith("　")


def test_a_code_is_set_smaller_until_it_stands_on_one_line():
    code = "W001-ZY·KH-P01-0001·1-003"
    size = shrunk(code, 40, 9)
    assert 6.5 <= size < 9
    assert width(code) * size * POINT <= 40
    assert shrunk(code, 400, 9) == 9


def test_a_code_of_any_length_still_stands_on_one_line():
    code = "旧档" * 60
    assert width(code) * shrunk(code, 40, 9) * POINT == pytest.approx(40)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "壹拾"),
        (101, "壹佰零壹"),
        (236, "贰佰叁拾陆"),
        (1005, "壹仟零伍"),
        (1463, "壹仟肆佰陆拾叁"),
        (10_000, "壹万"),
        (10_010, "壹万零壹拾"),
        (100_001, "壹拾万零壹"),
        (20_300_405, "贰仟零叁拾万零肆佰零伍"),
        (100_050_000, "壹亿零伍万"),
    ],
)
def test_totals_are_written_in_capital_numerals(number, words):
    assert capital(number) == words


def test_a_debt_is_no_count():
    with pytest.raises(ValueError, match="counts"):
        capital(-1)
