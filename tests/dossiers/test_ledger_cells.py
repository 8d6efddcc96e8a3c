"""Dates, counts, text, archive numbers: one reading, or the code that refuses it."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.ledgers.archive_numbers import read_archive_no, read_retention, term_in_number
from dossiers.ledgers.area import read_area
from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.counts import read_document
from dossiers.ledgers.dates import EARLIEST, read_date
from dossiers.ledgers.identity import read_ids
from dossiers.ledgers.names import read_owners
from dossiers.ledgers.numerals import Shown, date_to_serial, shown_number, shown_parts
from dossiers.ledgers.phones import read_phones
from dossiers.ledgers.places import read_room
from dossiers.ledgers.profiles.simple import read_remark
from dossiers.ledgers.reading import Basis
from dossiers.ledgers.rows import is_void
from dossiers.ledgers.text import chinese_number, half_width, is_ditto, is_nothing, tidy
from tests.ledgers.cells import AS_OF, BASIS, WORDS, as_date, number, of, text

DAYS = st.dates(min_value=EARLIEST, max_value=AS_OF)


# dates


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2019.6.12", date(2019, 6, 12)),
        ("二〇一九年六月十二日", date(2019, 6, 12)),
        ("二零一九年十二月三十一日", date(2019, 12, 31)),
        ("19年6月12日", date(2019, 6, 12)),
        ("99-1-2", date(1999, 1, 2)),
        ("2019年6月12号", date(2019, 6, 12)),
        ("２０１９／６／１２", date(2019, 6, 12)),
        ("2019—6—12", date(2019, 6, 12)),
        ("'2019-06-12", date(2019, 6, 12)),
        ("2019-6-12 14:30:05", date(2019, 6, 12)),
        ("2019/6/12 下午 2:30", date(2019, 6, 12)),
        ("2019-6-12（周三）", date(2019, 6, 12)),
        ("12-Jun-2019", date(2019, 6, 12)),
        ("25/3/2019", date(2019, 3, 25)),
        ("5/5/2019", date(2019, 5, 5)),
        ("45123", date(2023, 7, 16)),
        ("45123.6", date(2023, 7, 16)),
        ("190612", date(2019, 6, 12)),
        ("", None),
        ("年  月  日", None),
        ("5/3/2019", [Code.DATE_AMBIGUOUS]),
        ("12-Jun-19", [Code.DATE_AMBIGUOUS]),
        ("201112", [Code.DATE_AMBIGUOUS]),
        ("201906", [Code.DATE_INCOMPLETE]),
        ("2019.6", [Code.DATE_INCOMPLETE]),
        ("2019年6月上旬", [Code.DATE_INCOMPLETE]),
        ("6月12日", [Code.DATE_INCOMPLETE]),
        ("2019年  月  日", [Code.DATE_INCOMPLETE]),
        ("2019-02-29", [Code.DATE_UNREADABLE]),
        ("2019-6-1²", [Code.DATE_UNREADABLE]),
        ("约2019-6-12", [Code.DATE_UNREADABLE]),
        ("45-3-5", [Code.DATE_UNREADABLE]),
        ("1979-12-31", [Code.DATE_OUT_OF_RANGE]),
        ("2026-07-01", [Code.DATE_OUT_OF_RANGE]),
    ],
)
def test_a_date_has_one_reading_or_a_code(written, read):
    assert of(read_date(text(written), BASIS)) == read


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (number(20190612), date(2019, 6, 12)),
        (number(43628), date(2019, 6, 12)),
        (number(43628.75), date(2019, 6, 12)),
        (number(2019), [Code.DATE_INCOMPLETE]),
        (number(2018.6), [Code.DATE_INCOMPLETE]),
        (number(20191340), [Code.DATE_UNREADABLE]),
        (number(12), [Code.DATE_UNREADABLE]),
        (number(-5), [Code.DATE_UNREADABLE]),
        (as_date(date(2019, 6, 12)), date(2019, 6, 12)),
        # typed as 6月12日, so that Excel made up the year
        (as_date(date(2026, 6, 12), 'm"月"d"日"'), [Code.DATE_INCOMPLETE]),
        # typed as 2019年6月, so that Excel made up the day
        (as_date(date(2019, 6, 1), 'yyyy"年"m"月"'), [Code.DATE_INCOMPLETE]),
        (as_date(date(2019, 6, 12), 'yyyy"年"m"月"'), date(2019, 6, 12)),
        (Cell(Kind.DATE, "", 0.5, "h:mm"), [Code.DATE_UNREADABLE]),
        (Cell(Kind.BOOLEAN, "", 1.0), [Code.DATE_UNREADABLE]),
    ],
)
def test_a_date_cell_tells_only_what_it_shows(cell, read):
    assert of(read_date(cell, BASIS)) == read


def test_a_workbook_of_the_other_epoch_counts_from_1904():
    day = date(2019, 6, 12)
    cell = Cell(Kind.DATE, "", float(date_to_serial(day) - 1462), "yyyy/m/d")

    assert read_date(cell, Basis(AS_OF, epoch_1904=True)).value == day


@given(day=st.integers(1, 12), month=st.integers(1, 12), year=st.integers(1980, 2025))
def test_an_ambiguous_date_is_never_guessed(day, month, year):
    reading = read_date(text(f"{day}/{month}/{year}"), BASIS)

    if day == month:
        assert reading.value == date(year, month, day)
    else:
        assert reading.faults == (Code.DATE_AMBIGUOUS,)


@given(day=DAYS)
def test_every_usual_writing_of_a_day_is_that_day(day):
    for written in (
        f"{day}", f"{day:%Y%m%d}", f"{day.year}.{day.month}.{day.day}",
        f" {day.year}年{day.month}月 {day.day}日 ", f"{day:%y}-{day.month}-{day.day}",
    ):  # fmt: skip
        assert read_date(text(written), BASIS).value == day
    assert read_date(number(f"{day:%Y%m%d}"), BASIS).value == day
    assert read_date(as_date(day), BASIS).value == day


@given(written=WORDS)
def test_no_text_breaks_the_date_rule(written):
    reading = read_date(text(written), BASIS)

    if not reading.faults and reading.value:
        assert EARLIEST <= reading.value <= AS_OF


@given(day=DAYS, extra=st.sampled_from(["约", "前", "左右", "起", "?", "以后"]))
def test_a_left_over_word_refuses_a_date(day, extra):
    assert read_date(text(f"{day}{extra}"), BASIS).faults


# copies and pages


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1/3", (1, 3)), ("1份3页", (1, 3)), ("１／３", (1, 3)), ("1 / 3", (1, 3)),
        ("1份（共3页）", (1, 3)), ("一份三页", (1, 3)), ("3页", (1, 3)), ("两份", (2, None)),
        ("√", (1, None)), ("有", (1, None)), ("2", (2, None)), ("无", (0, 0)), ("×", (0, 0)),
        ("", (0, 0)), ("'1/3", (1, 3)), ("1∕3", (1, 3)),
        ("3/1", [Code.COUNT_INCONSISTENT]), ("0", [Code.COUNT_INCONSISTENT]),
        ("-1", [Code.COUNT_INCONSISTENT]), ("0/0", [Code.COUNT_INCONSISTENT]),
        ("1-3", [Code.COUNT_UNREADABLE]), ("1½", [Code.COUNT_UNREADABLE]),
        ("1³/2", [Code.COUNT_UNREADABLE]), ("1/3/5", [Code.COUNT_UNREADABLE]),
        ("约3页", [Code.COUNT_UNREADABLE]), ("1/?", [Code.COUNT_UNREADABLE]),
        ("1/3缺签字", [Code.COUNT_UNREADABLE]), ("1:3", [Code.COUNT_UNREADABLE]),
        ("1月3日", [Code.COUNT_IS_DATE]), ("3-Jan", [Code.COUNT_IS_DATE]),
        ("2026-01-03 00:00:00", [Code.COUNT_IS_DATE]),
    ],
)  # fmt: skip
def test_copies_and_pages_have_one_reading_or_a_code(written, read):
    assert of(read_document(text(written))) == read


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (number(2), (2, None)),
        (number(2, '0"份"'), (2, None)),
        (number(3, '0"页"'), (1, 3)),
        (number(0.5, "# ?/?"), [Code.COUNT_UNREADABLE]),
        (as_date(date(2026, 1, 3), 'm"月"d"日"'), [Code.COUNT_IS_DATE]),
        (Cell(Kind.BOOLEAN, "", 1.0), [Code.COUNT_UNREADABLE]),
    ],
)
def test_a_count_cell_is_read_as_it_is_shown(cell, read):
    assert of(read_document(cell)) == read


@given(copies=st.integers(1, 99), more=st.integers(0, 500))
def test_pages_are_those_of_all_copies_together(copies, more):
    assert read_document(text(f"{copies}/{copies + more}")).value == (copies, copies + more)


@given(written=WORDS)
def test_no_text_breaks_the_count_rule(written):
    reading = read_document(text(written))

    copies, pages = reading.value
    assert reading.faults or reading.value == (0, 0) or pages is None or pages >= copies > 0


# text


@given(written=WORDS)
def test_cleaning_is_done_after_the_first_time(written):
    assert tidy(tidy(written)) == tidy(written)
    assert half_width(half_width(written)) == half_width(written)


@pytest.mark.parametrize("mark", ["〃", "″", '"', "”", "同上", " 同 上 ", "（同上）", "〃〃"])
def test_ditto_marks_are_known(mark):
    assert is_ditto(mark)


@pytest.mark.parametrize("word", ["同", "上海", "同上一户", "1", "", "无"])
def test_other_words_are_no_ditto_marks(word):
    assert not is_ditto(word)


@pytest.mark.parametrize("word", ["", " ", "无", "/", "／", "-", "—", "——", "N/A", "\u200b"])
def test_what_means_nothing_is_known(word):
    assert is_nothing(word)


@pytest.mark.parametrize("remark", ["=见纸质台账", "+1个车位", "@物业", "＝1", "'+1个车位"])
def test_a_remark_that_looks_like_a_formula_is_kept_with_a_warning(remark):
    reading = read_remark(text(remark))

    assert reading.value == remark.removeprefix("'")
    assert reading.warnings == (Code.FORMULA_TEXT,)


@pytest.mark.parametrize(
    ("words", "field", "void"),
    [("作废", "remark", True), ("(已作废)", "", True), ("原登记作废,见下行", "remark", True),
     ("未作废", "remark", False), ("任安(作废)", "owner", True), ("作废印章登记簿", "title", False),
     ("合同(作废)", "title", True), ("废水管改造", "remark", False)],
)  # fmt: skip
def test_a_void_mark_is_told_from_other_words(words, field, void):
    assert is_void(words, field) is void


@given(value=st.integers(1, 999))
def test_chinese_numerals_are_read(value):
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    written = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        written += f"{'' if tens == 1 and not hundreds else digits[tens]}十"
    elif hundreds and ones:
        written += "零"
    assert chinese_number(written + (digits[ones] if ones else "")) == value


@pytest.mark.parametrize(
    ("code", "shown"),
    [("yyyy/m/d", "YMD"), ('m"月"d"日"', "MD"), ("mmm-yy", "YM"), ("h:mm", "T"), ("General", ""),
     ("0.00", ""), ("[$-804]yyyy\"年\"m\"月\"d\"日\";@", "YMD"), ("[Red]0", ""), ("mm:ss.0", "T"),
     ("yyyy-mm-dd hh:mm:ss.000", "YMDT"), ("#,##0", ""), ("@", ""), ("[h]:mm", "T")],
)  # fmt: skip
def test_a_number_format_tells_what_it_shows(code, shown):
    parts = {"Y": Shown.YEAR, "M": Shown.MONTH, "D": Shown.DAY, "T": Shown.TIME}
    expected = Shown.NOTHING
    for letter in shown:
        expected |= parts[letter]
    assert shown_parts(code) == expected


def test_a_number_is_shown_with_the_words_of_its_format():
    assert shown_number(7.0, '"H-"000') == "H-007"
    assert shown_number(3.0, '0"栋"') == "3栋"
    assert shown_number(3.5, "0000") == "3.5"


# archive numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (" lt03－xz·2019-d30-0001", "LT03-XZ·2019-D30-0001"),
        ("LT03-XZ．2019-D30-0001", "LT03-XZ·2019-D30-0001"),
        ("LT03-XZ・2019-\nD30-0001", "LT03-XZ·2019-D30-0001"),
        ("LT03-XZ·2019-D30-", [Code.ARCHIVE_NO_UNREADABLE]),
        ("LT03-0001", [Code.ARCHIVE_NO_UNREADABLE]),
        ("LT03-XZ-0001", [Code.ARCHIVE_NO_UNREADABLE]),
        ("LT03-XZ·2019-D30-01", [Code.ARCHIVE_NO_UNREADABLE]),
        ("LT03-X?·2019-D30-0001", [Code.ARCHIVE_NO_UNREADABLE]),
        ("/", [Code.ARCHIVE_NO_MISSING]),
    ],
)
def test_an_archive_number_has_one_reading_or_a_code(written, read):
    assert of(read_archive_no(text(written))) == read


@pytest.mark.parametrize(
    ("number_", "term"),
    [("A-2019-Y-0001", "永久"), ("A-2019-D30-0001", "30年"), ("A-2019-C-0001", "长期"),
     ("A-2019-D-0001", "短期"), ("A-2019-0001", "")],
)  # fmt: skip
def test_an_archive_number_may_carry_its_retention(number_, term):
    assert term_in_number(number_) == term


@pytest.mark.parametrize(
    ("written", "read"),
    [("永 久", "永久"), ("30 年", "30年"), ("三十年", "30年"), ("定期10年", "10年"), ("长期", "长期"),
     ("见制度", [Code.RETENTION_UNKNOWN]), ("30", [Code.RETENTION_UNKNOWN]),
     ("", [Code.RETENTION_MISSING])],
)  # fmt: skip
def test_a_retention_period_has_one_reading_or_a_code(written, read):
    assert of(read_retention(text(written))) == read


@settings(max_examples=300)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_breaks_any_rule(value):
    for kind, number_format in ((Kind.NUMBER, "General"), (Kind.DATE, "yyyy/m/d")):
        cell = Cell(kind, "", value, number_format)
        read_date(cell, BASIS)
        read_document(cell)
        read_area(cell)
        read_room(cell)
        read_phones(cell)
        read_ids(cell, BASIS, firm=True)
        read_owners(cell, id_count=1)
        read_remark(cell)


def test_the_day_after_tomorrow_is_out_of_range():
    assert read_date(text(str(AS_OF + timedelta(days=1))), BASIS).faults == (
        Code.DATE_OUT_OF_RANGE,
    )
