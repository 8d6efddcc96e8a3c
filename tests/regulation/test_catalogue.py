import pytest
from django.core.management import CommandError, call_command

from archive_office.regulation import Clause
from archive_office.regulation.catalogue import CHAPTERS, REQUIREMENTS, Kind
from archive_office.regulation.tracing import ID


def test_the_catalogue_is_complete():
    """Both parts of the catalogue, chapter by chapter, without a gap in the numbers."""
    counts = {
        chapter: sum(r.chapter == chapter for r in REQUIREMENTS.values()) for chapter in CHAPTERS
    }
    assert counts == {
        "ORG": 13,
        "COL": 27,
        "FIL": 33,
        "TRF": 19,
        "LND": 25,
        "STO": 18,
        "STA": 14,
        "APR": 25,
        "DES": 27,
        "ACC": 39,
        "CLR": 18,
        "SEC": 52,
        "FRM": 111,
        "TTL": 36,
        "SVC": 48,
        "PER": 33,
    }
    for chapter, count in counts.items():
        assert [f"{chapter}-{n:02d}" in REQUIREMENTS for n in range(1, count + 1)] == [True] * count


def test_every_requirement_says_where_it_comes_from_and_what_it_asks():
    for requirement in REQUIREMENTS.values():
        assert requirement.source[:3] in {"000", "001", "002", "003"}, requirement
        assert requirement.fragment, requirement
        assert requirement.requirement.endswith("."), requirement
        assert requirement.kind in Kind


def test_the_wording_is_the_printed_one_with_its_misprints():
    assert REQUIREMENTS["TRF-08"].fragment == "移交清单调式两份 / 清单一式三份"


def test_members_are_called_by_their_number():
    assert all(ID.fullmatch(clause) for clause in Clause)
    assert all(clause.name == clause.value.replace("-", "_") for clause in Clause)


def test_the_map_of_the_regulation_is_checked(tmp_path, capsys):
    page = tmp_path / "regulation.md"
    with pytest.raises(CommandError, match="stale"):
        call_command("regulation_docs", "--check", "--out", str(page))

    call_command("regulation_docs", "--out", str(page))
    call_command("regulation_docs", "--check", "--out", str(page))

    page.write_text(page.read_text(encoding="utf-8") + "by hand\n", encoding="utf-8")
    with pytest.raises(CommandError, match="stale"):
        call_command("regulation_docs", "--check", "--out", str(page))
