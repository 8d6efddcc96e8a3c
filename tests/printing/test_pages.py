"""How rows are dealt out to pages: what a reader of the paper may rely on."""

import pytest

from archive_office.printing.table import (
    Column,
    Kind,
    Row,
    Section,
    Space,
    measure,
    paginate,
)

COLUMNS = (Column("序号", 10), Column("题名", 60, "left", wraps=True))
SPACE = Space(first=126, following=150, tail=59, row=7.4)
LENGTHS = (4, 30, 52, 9, 75)


def rows(count, *, every_heading=0):
    made = []
    for number in range(1, count + 1):
        if every_heading and number % every_heading == 1:
            made.append(Row((f"第{number}类",), heading=True))
        made.append(Row((str(number), "档" * LENGTHS[number % len(LENGTHS)])))
    return made


def paged(section_rows, space=SPACE):
    return paginate(measure([Section(COLUMNS, section_rows)], space.row, 10), space)


def contents(page):
    return [row for row in page.rows if row.kind is Kind.CONTENTS]


@pytest.mark.parametrize("every_heading", [0, 3])
def test_signatures_never_stand_under_fewer_than_two_rows(every_heading):
    for count in range(2, 401):
        pages = paged(rows(count, every_heading=every_heading))
        assert len(contents(pages[-1])) >= 2, count
        assert sum(len(contents(page)) for page in pages) == count


@pytest.mark.parametrize("every_heading", [0, 3])
def test_no_page_is_overfull_and_the_last_one_keeps_room_for_its_end(every_heading):
    for count in range(401):
        pages = paged(rows(count, every_heading=every_heading))
        for number, page in enumerate(pages):
            room = SPACE.on(number) - (SPACE.tail if number == len(pages) - 1 else 0)
            assert page.height <= room + 1e-6, (count, number)


def test_a_heading_never_stands_apart_from_its_rows():
    for count in range(1, 120):
        for page in paged(rows(count, every_heading=3)):
            assert page.rows[-1].kind is Kind.CONTENTS


def test_a_form_without_rows_has_one_page_of_blanks():
    (page,) = paged([])
    assert page.rows == ()
    assert page.blanks
    assert page.height == pytest.approx(SPACE.first - SPACE.tail)


def test_the_last_page_is_filled_to_its_end():
    for count in range(1, 60):
        last = paged(rows(count))[-1]
        room = SPACE.on(len(paged(rows(count))) - 1) - SPACE.tail
        assert last.height == pytest.approx(room)


def test_full_pages_end_on_one_line():
    pages = paged([Row((str(n), "档案")) for n in range(200)])
    assert [page.height for page in pages[1:-2]] == pytest.approx(
        [SPACE.following] * (len(pages) - 3)
    )


def test_a_title_longer_than_a_page_goes_on_in_further_rows():
    long = "极长的题名" * 120
    pages = paged([Row(("1", long)), Row(("2", "短"))])
    lines = [line for page in pages for row in page.rows for line in row.cells[1][0]]
    assert "".join(lines) == f"{long}短"
    assert max(row.height for page in pages for row in page.rows) < 30
    assert [row.cells[0][0] for row in contents(pages[0])][:2] == [("1",), ()]


def test_each_table_of_a_form_brings_its_own_heads():
    sections = [Section(COLUMNS, rows(2), "一", least=4), Section(COLUMNS, rows(1), "二")]
    kinds = [row.kind for row in measure(sections, 7.4, 10)]
    heads = [Kind.HEADING, Kind.HEADS]
    assert kinds == [*heads, *[Kind.CONTENTS] * 4, *heads, Kind.CONTENTS]
