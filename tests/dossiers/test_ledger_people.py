"""Names, numbers, telephones, units: one reading, or the code that refuses it."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.ledgers.area import read_area
from dossiers.ledgers.codes import Code
from dossiers.ledgers.identity import read_ids
from dossiers.ledgers.names import read_owners
from dossiers.ledgers.phones import read_phones
from dossiers.ledgers.places import Place, combine, read_address, read_building, read_room
from dossiers.ledgers.profiles.simple import read_code
from tests.ledgers.cells import BASIS, WORDS, as_date, number, of, text

# names


@pytest.mark.parametrize(
    ("written", "ids", "names"),
    [
        ("任\n安柏", 1, ["任安柏"]),
        ("上官\n安柏", 1, ["上官安柏"]),
        ("任　安", 1, ["任安"]),
        ("任安/万澄", 2, ["任安", "万澄"]),
        ("任安，万澄；乔禾", 3, ["任安", "万澄", "乔禾"]),
        ("任安 万澄", 2, ["任安", "万澄"]),
        ("任安 万澄", 1, [Code.NAME_AMBIGUOUS]),
        ("任安\n万澄", 0, [Code.NAME_AMBIGUOUS]),
        ("任安和万澄", 1, [Code.NAME_AMBIGUOUS]),
        ("任安和万澄", 2, ["任安", "万澄"]),
        ("任和平", 1, ["任和平"]),
        ("古丽．阿依", 1, ["古丽·阿依"]),
        ("古丽•阿依", 1, ["古丽·阿依"]),
        ("阿依古丽 买买提", 1, ["阿依古丽买买提"]),
        ("杭州（青屿）商贸有限公司", 1, ["杭州(青屿)商贸有限公司"]),
        ("任安（已故）", 1, ["任安"]),
        ("陈𠮷", 1, ["陈𠮷"]),
        ("張惠", 1, ["張惠"]),
        ("John  Smith", 1, ["John Smith"]),
        ("任?", 1, [Code.NAME_UNREADABLE]),
        ("任\ue123", 1, [Code.NAME_UNREADABLE]),
        ("任*", 1, [Code.NAME_UNREADABLE]),
        ("任某", 1, [Code.NAME_UNREADABLE]),
        ("任XX", 1, [Code.NAME_UNREADABLE]),
        ("任安13812345678", 1, [Code.NAME_AMBIGUOUS]),
        ("空置", 0, [Code.NAME_MISSING]),
        ("/", 1, [Code.NAME_MISSING]),
    ],
)
def test_a_name_has_one_reading_or_a_code(written, ids, names):
    reading = read_owners(text(written), id_count=ids)

    assert (list(reading.faults) or list(reading.value.names)) == names


def test_words_in_brackets_after_a_name_are_kept_as_a_note():
    reading = read_owners(text("任安(产权人)、万澄(共有人)"), id_count=2)

    assert reading.value.notes == ("产权人", "共有人")
    assert reading.warnings == (Code.NAME_NOTE,)


@given(written=WORDS, ids=st.integers(0, 3))
def test_no_lost_character_gets_into_a_stored_name(written, ids):
    reading = read_owners(text(written), id_count=ids)

    if not reading.faults:
        for name in reading.value.names:
            assert name
            assert not set(name) & set("?□\ufffd*\n\r\t")
            assert not any(unicodedata.category(letter) == "Co" for letter in name)


@given(written=WORDS)
def test_reading_a_read_name_again_changes_nothing(written):
    first = read_owners(text(written), id_count=1)

    if not first.faults and len(first.value.names) == 1:
        again = read_owners(text(first.value.names[0]), id_count=1)
        assert again.value.names == first.value.names


# ID numbers

GOOD = "440305196605209964"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (GOOD, (GOOD,)),
        ("４４０３０５１９６６０５２０９９６４", (GOOD,)),
        ("440305 19660520 9964", (GOOD,)),
        ("4403051966\n05209964", (GOOD,)),
        (f"'{GOOD}", (GOOD,)),
        (f"{GOOD}\n31011519490715996x", (GOOD, "31011519490715996X")),
        (f"{GOOD} 31011519490715996X", (GOOD, "31011519490715996X")),
        ("EA9012345", ("EA9012345",)),
        ("EA9012345 EA9012346", ("EA9012345", "EA9012346")),
        ("12345678", ("12345678",)),
        ("440305660520996", ("440305660520996",)),
        ("", ()),
        ("无", ()),
        ("4.40305E+17", [Code.ID_LOST_DIGITS]),
        ("440305196605209000", [Code.ID_LOST_DIGITS]),
        (GOOD[:-1], [Code.ID_LENGTH]),
        (GOOD + "1", [Code.ID_LENGTH]),
        ("440305196605209965", [Code.ID_CHECKSUM]),
        ("440305661320996", [Code.ID_BIRTHDATE]),
        ("440305********9964", [Code.ID_FORMAT]),
        ("4403051966O5209964", [Code.ID_FORMAT]),
        ("440305-19660520-9964", [Code.ID_FORMAT]),
        ("44030519660520996²", [Code.ID_FORMAT]),
    ],
)
def test_an_id_number_has_one_reading_or_a_code(written, read):
    assert of(read_ids(text(written), BASIS, firm=False)) == read


def test_a_number_of_more_than_15_digits_has_lost_its_end_even_when_it_looks_whole():
    assert of(read_ids(number(int(GOOD)), BASIS, firm=False)) == [Code.ID_LOST_DIGITS]
    assert of(read_ids(number(440305660520996), BASIS, firm=False)) == ("440305660520996",)


def test_a_credit_code_of_figures_only_is_read_beside_a_firm():
    code = "913301007494588225"
    cell = text(code)

    assert of(read_ids(cell, BASIS, firm=False)) != (code,)
    assert of(read_ids(cell, BASIS, firm=True)) in ((code,), [Code.ID_CHECKSUM, Code.ID_BIRTHDATE])


@given(place=st.integers(0, 17), figure=st.sampled_from("0123456789"))
def test_one_wrong_figure_never_passes(place, figure):
    wrong = GOOD[:place] + figure + GOOD[place + 1 :]

    reading = read_ids(text(wrong), BASIS, firm=False)

    assert bool(reading.faults) == (wrong != GOOD)


@given(written=WORDS)
def test_no_text_breaks_the_id_rule(written):
    reading = read_ids(text(written), BASIS, firm=False)

    if not reading.faults:
        assert all(re.fullmatch("[0-9A-Z]{8,18}", found) for found in reading.value)


# telephone numbers


@pytest.mark.parametrize(
    ("written", "read", "clear"),
    [
        ("161-8581-8244", ("16185818244",), True),
        ("161 8581 8244", ("16185818244",), True),
        ("(0571)94481699", ("0571-94481699",), True),
        ("0571 94481699", ("0571-94481699",), True),
        ("057194481699", ("0571-94481699",), True),
        ("010-64481699", ("010-64481699",), True),
        ("94481699", ("94481699",), True),
        ("16185818244、0571-94481699", ("16185818244", "0571-94481699"), True),
        ("16185818244 16185818245", ("16185818244", "16185818245"), True),
        ("008616185818244", ("16185818244",), True),
        ("16185818244(租客)", ("16185818244",), False),
        ("1618581824", (), False),
        ("161858182440", (), False),
        ("12345678901", (), False),
        ("问物业", (), False),
        ("", (), True),
        ("无", (), True),
    ],
)
def test_a_telephone_number_is_read_or_warned_of(written, read, clear):
    reading = read_phones(text(written))

    assert reading.value == read
    assert reading.warnings == (() if clear else (Code.PHONE_INVALID,))


@given(written=WORDS)
def test_no_text_breaks_the_telephone_rule(written):
    reading = read_phones(text(written))

    assert not reading.faults
    assert all(
        re.fullmatch(r"1[3-9]\d{9}|(0\d{2,3}-)?[2-9]\d{6,7}", found) for found in reading.value
    )


# areas, places, shelf marks


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("89.5㎡", Decimal("89.50")), ("89.5 m²", Decimal("89.50")), ("８９．５", Decimal("89.50")),
        ("1,089.5平方米", Decimal("1089.50")), ("", None), ("无", None),
        ("约90", [Code.AREA_UNREADABLE]), ("0", [Code.AREA_UNREADABLE]),
        ("-3", [Code.AREA_UNREADABLE]), ("89,5", [Code.AREA_UNREADABLE]),
        ("89²", [Code.AREA_UNREADABLE]), ("89.5+3", [Code.AREA_UNREADABLE]),
    ],
)  # fmt: skip
def test_an_area_has_one_reading_or_a_code(written, read):
    assert of(read_area(text(written))) == read


def test_an_area_that_was_added_up_keeps_two_decimals():
    assert read_area(number(65.65 + 3.2)).value == Decimal("68.85")


@given(value=st.decimals(min_value="0.01", max_value=99999, places=2))
def test_an_area_is_kept_to_the_cent(value):
    assert read_area(text(str(value))).value == value
    assert read_area(number(value)).value == value


@pytest.mark.parametrize(
    ("written", "read"),
    [("3栋", "3"), ("３幢", "3"), ("#3", "3"), ("3#", "3"), ("第三栋", "3"), ("3号楼", "3"),
     ("a座", "A"), ("s1", "S1"), ("裙楼", "裙楼"), ("", "")],
)  # fmt: skip
def test_a_building_loses_its_word(written, read):
    assert read_building(text(written)).value == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("102室", "102"), ("0301", "0301"), ("3-2", "3-2"), ("b2-023", "B2-023"), ("地下室", "地下室"),
     ("1—2", "1-2"), ("101/102", [Code.UNIT_AMBIGUOUS]), ("2月7日", [Code.UNIT_IS_DATE]),
     ("3?1", [Code.TEXT_UNREADABLE])],
)  # fmt: skip
def test_a_room_is_text_and_otherwise_stays_as_it_is(written, read):
    assert of(read_room(text(written))) == read


def test_a_room_shown_with_a_zero_keeps_it():
    assert read_room(number(301, "0000")).value == "0301"
    assert read_room(number(301)).value == "301"


def test_a_room_that_excel_turned_into_a_date_is_refused():
    cell = as_date(date(2026, 3, 2), 'm"月"d"日"')

    assert of(read_room(cell)) == [Code.UNIT_IS_DATE]


@pytest.mark.parametrize(
    ("columns", "has_building", "read"),
    [
        (("", "", "3栋2单元1201"), True, ("3", "2", "1201")),
        (("3", "2", "3栋2单元1201"), True, ("3", "2", "1201")),
        (("4", "2", "3栋2单元1201"), True, None),
        (("4", "2", "3-2-1201"), True, None),
        (("", "", "3-2-1201"), False, ("3", "2", "1201")),
        (("", "", "3-2-1201"), True, ("", "", "3-2-1201")),
        (("", "", "3-1201"), False, ("", "", "3-1201")),
        (("S1", "", "3-2"), True, ("S1", "", "3-2")),
    ],
)
def test_a_room_may_hold_its_building(columns, has_building, read):
    reading = combine(Place("松涧里", *columns), has_building_column=has_building)

    assert (None if reading.faults else reading.value[1:]) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("松涧里3幢2单元1201室", ("松涧里", "3", "2", "1201")),
        ("3-2-1201", ("", "3", "2", "1201")),
        ("松涧里A座-1208", ("松涧里", "A", "", "1208")),
        ("三号楼1201", ("", "3", "", "1201")),
    ],
)
def test_an_address_is_taken_apart(written, read):
    assert tuple(read_address(text(written)).value) == read


def test_two_spellings_of_a_unit_are_the_same_unit():
    assert Place("松涧里", "03", "2", "1201").key == Place("松涧里", "3", "02", "3-2-1201").key
    assert Place("松涧里", "3", "2", "0301").key != Place("松涧里", "3", "2", "301").key


@given(written=WORDS)
def test_reading_a_read_shelf_mark_again_changes_nothing(written):
    first = read_code(text(written))

    if not first.faults:
        assert read_code(text(first.value)).value == first.value
