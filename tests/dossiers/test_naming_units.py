"""Rooms are kept as people write them; keys compare and order them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.models.naming import (
    building_key,
    folded,
    initials_of,
    natural_key,
    unit_code,
    unit_key,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("3栋", "", "1402"), ("3", "", "1402室")),
        (("3号楼", "2单元", "1201"), ("3#", "2", "1201")),
        (("３幢", "２单元", "１２０１"), ("3幢", "2单元", "1201")),
        (("A座", "", "1208"), ("a座", "", "1208")),
        (("商铺S", "", "12"), ("商铺s", "", "12号")),
        (("3棟", "2單元", "1201號"), ("3栋", "2单元", "1201")),
        (("3號樓", "2門", "1201"), ("3#", "2", "1201")),
    ],
)
def test_the_same_unit_written_in_two_ways_is_one(one, other):
    assert unit_key(*one) == unit_key(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("3栋", "", "1402"), ("3栋", "1单元", "1402")),
        (("3栋", "", "0301"), ("3栋", "", "301")),
        (("3栋", "", "3-2"), ("3栋", "", "32")),
        (("B2", "", "023"), ("B2", "", "23")),
    ],
)
def test_units_that_differ_stay_two(one, other):
    assert unit_key(*one) != unit_key(*other)


def test_a_unit_is_called_as_people_write_it():
    assert unit_code("3栋", "2单元", "1201") == "3栋2单元1201"
    assert unit_code("3", "2", "1201").endswith("-1201")
    assert unit_code("B2", "", "023") == "B2-023"
    assert unit_code("", "", "") == ""  # a draft kept before anything was typed


def test_buildings_and_rooms_sort_as_people_count():
    rooms = ["10栋1201", "2栋301", "2栋1201", "1栋101"]
    assert sorted(rooms, key=natural_key) == ["1栋101", "2栋301", "2栋1201", "10栋1201"]


@given(st.text(max_size=40))
def test_comparing_what_was_folded_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.integers(0, 99999), st.integers(0, 99999))
def test_numbers_sort_as_numbers(one, other):
    assert (natural_key(f"{one}栋") < natural_key(f"{other}栋")) == (one < other)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王芳", "wf"),
        ("曾国", "zg"),
        ("单丹", "sd"),
        ("区小丽", "oxl"),
        ("解放", "xf"),
        ("John Li", "johnli"),
    ],
)
def test_initials_read_surnames_as_surnames(name, letters):
    assert initials_of(name).startswith(letters[:2])


def test_a_building_without_a_number_keeps_its_word():
    assert building_key("栋") == "栋"
