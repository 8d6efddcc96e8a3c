"""Rare names print, and what cannot be printed says so."""

import hashlib

import pytest

from archive_office.printing import fonts
from archive_office.printing.fonts import BOLD, GETA, REGULAR, absent, clean, runs, width

# The two files as they were released; a changed file is a new release with new figures.
RELEASED = {
    "ArchiveSongSC-Regular.ttf": "62bf2d166ffee2f5a949316720bd382a30be82bc1c612de82373f81e7bb887df",
    "ArchiveSongSC-Bold.ttf": "dcf09fc4d14ba8228f11b126b8386eb4aa74851fdc7a2043f3ea6f781f632068",
}
RARE = "龑䶮𠮷㛃喆堃𬭎𬍛"


@pytest.mark.parametrize("file", RELEASED)
def test_the_faces_are_the_released_ones_with_their_licence(file):
    folder = fonts._FOLDER
    assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == RELEASED[file]
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8").upper()


def test_rare_names_of_residents_are_all_drawn():
    assert absent(RARE) == ()
    assert runs(RARE, REGULAR) == ((REGULAR, RARE),)


def test_a_character_the_bold_face_lacks_comes_from_the_regular_one():
    assert runs("张𠮷龑明", BOLD) == ((BOLD, "张"), (REGULAR, "𠮷龑"), (BOLD, "明"))


def test_a_character_no_face_holds_becomes_a_geta_of_its_own_width():
    unknown = "\U000323af"
    assert absent(f"张{unknown}明{unknown}") == (unknown,)
    assert runs(f"张{unknown}明", REGULAR) == ((REGULAR, f"张{GETA}明"),)
    assert width(unknown) == width(GETA) == 1


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("第一行\n第二行", "第一行 第二行"),
        ("张\u200b明\ufeff", "张明"),
        ("葛\U000e0100", "葛"),
        ("a\r\n\tb", "a b"),
        ("一\u3000二", "一\u3000二"),
    ],
)
def test_line_breaks_become_spaces_and_invisible_marks_go(given, shown):
    assert clean(given) == shown


def test_astral_characters_are_copied_as_themselves():
    table = fonts.to_unicode_cmap("Song", [0x41, 0x20BB7])
    assert "<00> <0041>" in table
    assert "<01> <D842DFB7>" in table


def test_a_table_of_a_full_subset_stays_within_the_limit_of_a_block():
    table = fonts.to_unicode_cmap("Song", list(range(0x4E00, 0x4F00)))
    assert [line for line in table.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "56 beginbfchar",
    ]
