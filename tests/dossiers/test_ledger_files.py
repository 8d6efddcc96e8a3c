"""Files that are no ledgers, are damaged, locked, huge or wrongly named: a code, never a crash."""

import io
import random
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from dossiers.ledgers import CATALOGUE, RESIDENT, Code, LedgerRefused, Limits, read_ledger
from tests.ledgers.maker import AS_OF, Maker, Style

LEDGERS = Path(__file__).parent.parent / "ledgers"
CLEAN = (LEDGERS / "resident_clean_300.xlsx").read_bytes()
CSV = (LEDGERS / "resident_clean_300_gbk.csv").read_bytes()
OLD = (LEDGERS / "old_workbook.xls").read_bytes()


def read(content, *, name="ledger.xlsx", profile=RESIDENT, **more):
    return read_ledger(io.BytesIO(content), filename=name, profile=profile, as_of=AS_OF, **more)


def code_for(content, **more):
    with pytest.raises(LedgerRefused) as refusal:
        read(content, **more)
    return refusal.value.code


def package(members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def repacked(change):
    """The clean workbook with one of its parts changed."""
    source = zipfile.ZipFile(io.BytesIO(CLEAN))
    parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    return package(parts)


SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"  \r\n\r\n", workbook([]), b"\xff\xfe", b",,,\r\n,,,\r\n"]
)
def test_a_file_without_anything_in_it_is_empty(content):
    assert code_for(content) is Code.FILE_EMPTY


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"{\\rtf1 table}",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b'<?xml version="1.0"?><Workbook/>',
        b"MZ\x90\x00" + bytes(300),
        bytes(range(256)) * 20,
        "尊敬的业主:\n您好。\n此致\n敬礼\n".encode(),
        package({"readme.txt": "no workbook"}),
        package({"word/document.xml": "<document/>", "_rels/.rels": "<Relationships/>"}),
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_a_file_that_is_no_table_is_named_as_such(content):
    assert code_for(content) is Code.FILE_NOT_WORKBOOK


def test_a_text_document_under_the_name_of_a_workbook_is_no_workbook():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )

    content = package({"_rels/.rels": relations, "word/document.xml": "<w:d xmlns:w='x'/>"})

    assert code_for(content) is Code.FILE_NOT_WORKBOOK


def test_a_table_of_another_kind_has_no_heading_of_ours():
    assert code_for(workbook([["品名", "单价"], ["纸", 3]])) is Code.HEADER_NOT_FOUND
    assert code_for(CSV, name="x.csv", profile=CATALOGUE) is Code.HEADER_NOT_FOUND


def test_two_columns_with_one_heading_are_not_chosen_between():
    rows = [["房号", "楼栋", "业主姓名", "业主姓名"], ["101", "1", "任安", "万澄"]]

    assert code_for(workbook(rows)) is Code.HEADER_AMBIGUOUS


def test_a_locked_workbook_asks_for_its_password():
    assert code_for((LEDGERS / "with_password.xlsx").read_bytes()) is Code.FILE_ENCRYPTED


def test_a_locked_old_workbook_asks_for_its_password():
    write_access = struct.pack("<HH", 0x5C, 112)
    assert write_access in OLD

    locked = OLD.replace(write_access, struct.pack("<HH", 0x2F, 112))

    assert code_for(locked, name="old.xls") is Code.FILE_ENCRYPTED


def test_a_locked_part_of_a_package_asks_for_its_password():
    at = CLEAN.index(b"PK\x01\x02") + 8
    locked = CLEAN[:at] + bytes([CLEAN[at] | 1]) + CLEAN[at + 1 :]

    assert code_for(locked) is Code.FILE_ENCRYPTED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_half_a_workbook_is_damaged(share):
    assert code_for(CLEAN[: int(len(CLEAN) * share)]) is Code.FILE_CORRUPT


def test_half_an_old_workbook_is_damaged():
    assert code_for(OLD[: len(OLD) // 2], name="old.xls") is Code.FILE_CORRUPT


def test_a_sheet_that_breaks_off_is_damaged():
    def cut(parts):
        parts[SHEET] = parts[SHEET][: len(parts[SHEET]) // 2]

    assert code_for(repacked(cut)) is Code.FILE_CORRUPT


def test_a_sheet_that_is_missing_is_damage():
    assert code_for(repacked(lambda parts: parts.pop(SHEET))) is Code.FILE_CORRUPT


def test_a_part_whose_checksum_is_wrong_is_damaged():
    at = CLEAN.index(b"xl/worksheets/sheet1.xml") + 500
    flipped = CLEAN[:at] + bytes([CLEAN[at] ^ 0xFF]) + CLEAN[at + 1 :]

    assert code_for(flipped) is Code.FILE_CORRUPT


@pytest.mark.parametrize("cut", [3, 60, 400])
def test_a_csv_that_breaks_off_in_a_row_is_damaged(cut):
    whole = CSV.rstrip(b"\r\n")
    last = whole.rindex(b"\n") + 1

    assert code_for(whole[: last + 12 + cut % 40], name="x.csv") is Code.FILE_CORRUPT


def test_a_csv_whose_quotes_do_not_close_is_damaged():
    lines = CSV.split(b"\r\n")
    lines[40] = b'"' + lines[40]

    assert code_for(b"\r\n".join(lines), name="x.csv") is Code.FILE_CORRUPT


def test_a_csv_in_which_quotes_swallow_rows_is_damaged():
    lines = CSV.split(b"\r\n")
    lines[40] = b'"' + lines[40]
    lines[45] += b'"'

    assert code_for(b"\r\n".join(lines), name="x.csv") is Code.FILE_CORRUPT


def test_utf_8_with_broken_characters_is_damaged_and_not_read_as_something_else():
    content = CSV.decode("gbk").encode()

    assert code_for(content[:5000] + b"\xff" + content[5000:], name="x.csv") is Code.FILE_CORRUPT


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.pdf", "a", "台账.XLSX", "../../a.xlsx"])
def test_the_name_decides_nothing(name):
    assert read(CLEAN, name=name).summary.counts["accepted"] == 300
    assert read(CSV, name=name).summary.counts["accepted"] == 296


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_the_encoding_is_found_out(encoding):
    content = CSV.decode("gbk").encode(encoding)

    assert read(content, name="x.csv").summary.counts["accepted"] == 296


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_out(delimiter):
    content = CSV.decode("gbk").replace(",", delimiter).encode()

    assert read(content, name="x.csv").summary.counts["accepted"] == 296


def test_a_bomb_is_not_unpacked():
    def blow_up(parts):
        parts[SHEET] = b"<worksheet>" + b" " * (40 << 20) + b"</worksheet>"

    bomb = repacked(blow_up)

    assert len(bomb) < 200_000
    assert code_for(bomb, limits=Limits(inflated_bytes=32 << 20)) is Code.FILE_TOO_LARGE


def test_a_package_that_lies_about_its_size_is_not_believed():
    """The directory says 100 bytes; the part unpacks to 40 MB."""

    def blow_up(parts):
        parts[SHEET] = b"<worksheet>" + b" " * (40 << 20) + b"</worksheet>"

    bomb = repacked(blow_up)
    lying = bomb.replace(struct.pack("<I", (40 << 20) + 23), struct.pack("<I", 100))

    assert code_for(lying, limits=Limits(inflated_bytes=32 << 20)) in (
        Code.FILE_CORRUPT,
        Code.FILE_TOO_LARGE,
    )


def test_entities_are_not_expanded():
    def laugh(parts):
        entities = "".join(
            f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9)
        )
        parts["xl/sharedStrings.xml"] = (
            f"<!DOCTYPE sst [{entities}]>"
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            "<si><t>&a8;</t></si></sst>"
        ).encode()

    assert code_for(repacked(laugh)) in (Code.FILE_CORRUPT, Code.HEADER_NOT_FOUND)


def test_files_of_the_machine_are_not_read():
    def spy(parts):
        parts["xl/sharedStrings.xml"] = (
            b'<!DOCTYPE sst [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b"<si><t>&f;</t></si></sst>"
        )

    assert code_for(repacked(spy)) in (Code.FILE_CORRUPT, Code.HEADER_NOT_FOUND)


@pytest.mark.parametrize(
    "limits",
    [
        Limits(file_bytes=1000),
        Limits(cells=1000),
        Limits(rows=100),
        Limits(strings=100),
        Limits(parts=3),
        Limits(sheets=0),
    ],
)
def test_more_than_a_limit_allows_is_refused(limits):
    assert code_for(CLEAN, limits=limits) is Code.FILE_TOO_LARGE


def test_a_csv_beyond_its_limits_is_refused():
    assert code_for(CSV, limits=Limits(rows=100)) is Code.FILE_TOO_LARGE
    assert code_for(CSV, limits=Limits(columns=5)) is Code.FILE_TOO_LARGE


def test_ten_thousand_formatted_but_empty_rows_are_no_rows():
    def pad(parts):
        rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(400, 10_400))
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    report = read(repacked(pad))

    assert report.summary.counts["accepted"] == 300
    assert report.summary.counts["skipped_rows"] == 1


def test_a_note_at_the_bottom_of_the_sheet_does_not_make_a_million_verdicts():
    def note(parts):
        row = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>注:到此为止</t></is></c></row>'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row.encode() + b"</sheetData>")

    report = read(repacked(note))

    blank, last = list(report.skipped)[-2:]
    assert (blank.row, blank.last_row, last.kind) == (302, 1_048_575, "note")
    assert len(report.as_json()["skipped"]) == 3


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("content", [CLEAN, OLD, CSV], ids=["xlsx", "xls", "csv"])
def test_random_damage_gives_a_code_or_a_report(content, seed):
    dice = random.Random(seed)
    damaged = bytearray(content)
    for _ in range(dice.choice((1, 5, 50))):
        at = dice.randrange(len(damaged))
        damaged[at] = dice.randrange(256)
    if dice.random() < 0.3:
        del damaged[dice.randrange(len(damaged)) :]

    try:
        report = read(bytes(damaged))
    except LedgerRefused:
        return
    assert report.summary.counts["data_rows"] >= 0


def test_a_long_ledger_is_read_in_bounded_memory():
    """Only what later rows are compared with stays; verdicts are handed on."""
    import tracemalloc

    from dossiers.ledgers import Ledger

    header, *rows = CSV.decode("gbk").split("\r\n")[:-1]
    many = [header] + [
        row.replace(",1,1,", f",{number},1,", 1) for number in range(20) for row in rows
    ]
    content = "\r\n".join(many).encode("gbk") + b"\r\n"
    tracemalloc.start()
    ledger = Ledger(io.BytesIO(content), filename="x.csv", profile=RESIDENT, as_of=AS_OF)
    count = sum(1 for _ in ledger.verdicts())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 6001
    assert peak < 24 << 20


def test_a_maker_ledger_survives_every_rename():
    content = Maker(11, rows=20, style=Style()).build()

    assert read(content, name="x.csv").summary.counts["rejected"] == 0
