"""Ledgers of other shapes: headings, columns, repeated pages, several sheets, several columns."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import numbers

from dossiers.ledgers import RESIDENT, Code, ColumnChoice, DocumentCount, read_ledger
from tests.ledgers.maker import AS_OF

USUAL = ("楼栋", "单元", "房号", "业主姓名", "证件号码")
IDS = (
    "440305196605209964", "310115194907159960", "330106195803129960", "420106195702129963",
    "110108196209099961", "330106196803129965",
)  # fmt: skip
IDS = (IDS[0], "31011519490715996X", *IDS[2:])


def sheet_of(*rows, merged=(), title="台账"):
    book = openpyxl.Workbook()
    book.active.title = title
    fill(book.active, rows, merged)
    return book


def fill(sheet, rows, merged=()):
    for row in rows:
        sheet.append(row)
    for block in merged:
        sheet.merge_cells(block)


def read(book, **more):
    target = io.BytesIO()
    book.save(target)
    return read_ledger(target, filename="x.xlsx", profile=RESIDENT, as_of=AS_OF, **more)


def read_csv(*rows, name="x.csv"):
    content = "\r\n".join(",".join(row) for row in rows) + "\r\n"
    source = io.BytesIO(content.encode("gbk"))
    return read_ledger(source, filename=name, profile=RESIDENT, as_of=AS_OF)


def rejected(report):
    return {row.row: {finding.code for finding in row.faults} for row in report.rejected}


def kinds(report):
    return {item.row: str(item.kind) for item in report.skipped}


def units(report):
    return [(r.building, r.unit, r.room) for r in report.records]


def row(number, owner="任安", building="1"):
    return [building, "1", f"{number}01", owner, IDS[number % len(IDS)]]


OWNERS = ("任安", "万澄", "乔禾", "伍霁", "冉景", "凌可")


def rows(count, start=0):
    return [row(n, OWNERS[n % len(OWNERS)]) for n in range(start, start + count)]


def test_the_heading_may_stand_far_below():
    book = sheet_of(*[["说明"], ["填报要求:", "如实"], [], []] * 5, USUAL, *rows(3))

    report = read(book)

    assert report.summary.counts["accepted"] == 3
    assert report.summary.sheets[0].header_rows == (21,)


def test_three_rows_of_headings_with_copies_and_pages_apart():
    book = sheet_of(
        ["楼栋", "房号", "业主姓名", "档案资料", None, None, None],
        [None, None, None, "入住通知书", None, "入住合约", None],
        [None, None, None, "份数", "页数", "份数", "页数"],
        ["1", "101", "任安", 1, 2, "2份", "8页"],
        ["1", "102", "万澄", None, None, 1, None],
        ["1", "103", "乔禾", 3, 2, 1, 1],
        merged=("A1:A3", "B1:B3", "C1:C3", "D1:G1", "D2:E2", "F2:G2"),
    )

    report = read(book)

    first, second = report.records
    assert first.documents == (DocumentCount("入住通知书", 1, 2), DocumentCount("入住合约", 2, 8))
    assert second.documents == (
        DocumentCount("入住通知书", 0, 0),
        DocumentCount("入住合约", 1, None),
    )
    assert rejected(report) == {6: {Code.COUNT_INCONSISTENT}}


def test_copies_and_pages_below_each_paper_in_a_csv():
    report = read_csv(
        ["楼栋", "房号", "业主姓名", "入住通知书", "", "入住合约", ""],
        ["", "", "", "份", "页", "份", "页"],
        ["1", "101", "任安", "1", "2", "2", "8"],
    )

    (record,) = report.records
    assert record.documents == (DocumentCount("入住通知书", 1, 2), DocumentCount("入住合约", 2, 8))


def test_a_unit_line_and_a_number_line_below_the_heading_are_heading():
    book = sheet_of(
        [*USUAL, "入住通知书"],
        [None, None, None, None, None, "份/页"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [*row(0), "1/2"],
    )

    report = read(book)

    assert kinds(report) == {1: "header", 2: "header", 3: "header"}
    assert report.summary.counts["accepted"] == 1


def test_the_names_of_other_people_are_not_the_owner_s():
    book = sheet_of(
        ["楼栋", "房号", "业主信息", None, "紧急联系人", None, "租户信息", None],
        [None, None, "姓名", "电话", "姓名", "电话", "姓名", "电话"],
        ["1", "101", "任安", "16000000001", "万澄", "16000000002", "乔禾", "16000000003"],
        merged=("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1"),
    )

    report = read(book)

    (record,) = report.records
    assert record.owners == ("任安",)
    assert record.phones == ("16000000001",)
    assert (record.emergency_name, record.emergency_phones) == ("万澄", ("16000000002",))
    unread = [column.letters for column in report.summary.sheets[0].columns if not column.field]
    assert unread == ["G", "H"]


def test_a_second_telephone_beside_the_contact_is_the_contact_s():
    report = read_csv(
        ["楼栋", "房号", "业主", "联系电话", "紧急联系人", "联系电话"],
        ["1", "101", "任安", "16000000001", "万澄", "16000000002"],
    )

    (record,) = report.records
    assert (record.phones, record.emergency_phones) == (("16000000001",), ("16000000002",))


def test_several_telephone_columns_are_read_together():
    report = read_csv(
        ["楼栋", "房号", "业主", "手机", "固定电话"],
        ["1", "101", "任安", "16000000001", "0571-91234567"],
        ["1", "102", "万澄", "16000000002", "16000000002"],
    )

    assert [record.phones for record in report.records] == [
        ("16000000001", "0571-91234567"),
        ("16000000002",),
    ]


def test_a_room_alone_may_hold_the_whole_unit():
    report = read_csv(
        ["房号", "业主"],
        ["3-2-1201", "任安"],
        ["3栋2单元1202室", "万澄"],
        ["A座-1208", "乔禾"],
        ["1203", "伍霁"],
        ["3-1204", "冉景"],
    )

    assert units(report) == [("3", "2", "1201"), ("3", "2", "1202"), ("A", "", "1208")]
    assert rejected(report) == {5: {Code.BUILDING_MISSING}, 6: {Code.BUILDING_MISSING}}


def test_an_address_column_holds_estate_building_and_room():
    report = read_csv(
        ["房屋坐落", "户主"],
        ["松涧里3幢2单元1201室", "任安"],
        ["松涧里三幢2单元1201", "万澄"],
        ["松涧里", "乔禾"],
    )

    (record,) = report.records
    assert (record.project, record.building, record.unit, record.room) == (
        "松涧里",
        "3",
        "2",
        "1201",
    )
    assert rejected(report) == {3: {Code.DUP_UNIT}, 4: {Code.BUILDING_MISSING}}


def test_every_sheet_with_a_heading_is_data_and_repeats_are_seen_across_them():
    book = sheet_of(USUAL, *rows(2), title="1栋")
    fill(book.create_sheet("2栋"), [["2栋台账"], USUAL, row(3), row(1, OWNERS[1])])
    book["2栋"].sheet_state = "hidden"

    report = read(book)

    assert report.summary.counts["accepted"] == 3
    (repeat,) = report.rejected
    (finding,) = repeat.faults
    assert (finding.code, finding.earlier_sheet, finding.earlier_row) == (Code.DUP_ROW, "1栋", 3)


def test_title_and_heading_repeated_on_every_printed_page_are_skipped():
    page = [["业主档案台账"], USUAL]
    book = sheet_of(
        *page,
        *rows(3),
        ["本页小计", None, None, "共3户"],
        *page,
        *rows(3, 3),
        ["合计", None, None, "共6户"],
    )

    report = read(book)

    assert kinds(report) == {
        1: "title", 2: "header", 6: "subtotal", 7: "title", 8: "header", 12: "total",
    }  # fmt: skip
    assert report.summary.counts["accepted"] == 6
    assert report.summary.file_warnings == ()


def test_columns_that_change_in_the_middle_of_a_sheet_are_followed():
    book = sheet_of(
        USUAL, *rows(2), ["业主姓名", "房号", "单元", "楼栋"], ["凌可", "901", "2", "7"]
    )

    report = read(book)

    assert units(report)[-1] == ("7", "2", "901")
    assert list(report.records)[-1].owners == ("凌可",)


def test_rows_with_nothing_but_a_number_are_blank():
    book = sheet_of(["序号", *USUAL], *[[n + 1, *row(n)] for n in range(2)], [3], [4], [5, *row(4)])

    report = read(book)

    assert kinds(report) == {1: "header", 4: "blank"}
    assert [row.row for row in report.accepted] == [2, 3, 6]
    assert report.summary.counts["skipped_rows"] == 3


def test_a_value_merged_over_two_rows_counts_for_both():
    book = sheet_of(
        USUAL,
        ["1", "1", "101", "任安", IDS[0]],
        [None, "1", "102", None, None],
        merged=("A2:A3", "D2:D3", "E2:E3"),
    )

    report = read(book)

    assert units(report) == [("1", "1", "101"), ("1", "1", "102")]
    assert [record.owners for record in report.records] == [("任安",), ("任安",)]


def test_a_cell_merged_across_two_columns_belongs_to_neither():
    book = sheet_of(USUAL, ["1-2", None, "101", "任安", IDS[0]], merged=("A2:B2",))

    assert rejected(read(book)) == {2: {Code.CELL_MERGED_ACROSS}}


def test_a_stroke_merged_over_all_papers_means_none_of_them():
    papers = ["入住通知书(份/页)", "入住合约(份/页)"]
    book = sheet_of([*USUAL, *papers], [*row(0), "/", None], merged=("F2:G2",))

    (record,) = read(book).records

    assert [paper.copies for paper in record.documents] == [0, 0]


def test_a_building_that_is_simply_empty_is_not_filled_in():
    book = sheet_of(USUAL, row(0), row(1, "万澄", building=None))

    assert rejected(read(book)) == {3: {Code.BUILDING_MISSING}}


def test_a_ditto_mark_below_a_rejected_row_takes_its_readable_value():
    report = read_csv(
        [*USUAL, "柜号"],
        ["1", "1", "101", "任安", IDS[0], "G07"],
        ["1", "1", "102", "", IDS[1], "〃"],
        ["1", "1", "103", "乔禾", IDS[2], "〃"],
        ["1", "1", "104", "〃", IDS[3], "G08"],
        ["1", "1", "105", "〃", IDS[2], "G08"],
    )

    assert list(report.records)[1].cabinet == "G07"
    assert rejected(report) == {3: {Code.NAME_MISSING}}
    assert [record.owners for record in report.records] == [("任安",), *[("乔禾",)] * 3]


def test_a_ditto_mark_below_a_stroke_means_nothing_too():
    report = read_csv(
        [*USUAL, "入住合约(份/页)"],
        ["1", "/", "101", "任安", IDS[0], "无"],
        ["1", "〃", "102", "万澄", IDS[1], "〃"],
    )

    assert units(report) == [("1", "", "101"), ("1", "", "102")]


def test_a_comma_too_many_shifts_a_row_and_refuses_it():
    report = read_csv(
        [*USUAL, "备注"],
        [*row(0), "已装修"],
        [*row(1, "万澄"), "车位A", "已租"],
    )

    assert rejected(report) == {3: {Code.ROW_SHIFTED}}


def test_a_column_without_a_heading_is_named():
    book = sheet_of(USUAL, [*row(0), None, "铅笔记号"])

    columns = read(book).summary.sheets[0].columns

    assert [(column.letters, column.field) for column in columns][-1] == ("G", "")


def test_every_fault_of_a_row_is_reported():
    report = read_csv(
        [*USUAL, "入住日期", "建筑面积"],
        ["", "1", "", "任?", "123", "2019-02-30", "约90"],
    )

    assert rejected(report) == {
        2: {
            Code.BUILDING_MISSING, Code.ROOM_MISSING, Code.NAME_UNREADABLE, Code.ID_LENGTH,
            Code.DATE_UNREADABLE, Code.AREA_UNREADABLE,
        }
    }  # fmt: skip


def test_a_rejected_row_is_not_the_first_of_a_group():
    report = read_csv(
        USUAL,
        ["1", "1", "101", "任?", IDS[0]],
        ["1", "1", "101", "万澄", IDS[0]],
        ["1", "1", "101", "万澄", IDS[0]],
    )

    assert [row_.row for row_ in report.accepted] == [3]
    assert rejected(report) == {2: {Code.NAME_UNREADABLE}, 4: {Code.DUP_ROW}}


def test_one_number_for_two_names_in_one_row_is_a_conflict():
    report = read_csv(USUAL, ["1", "1", "101", "任安/万澄", f"{IDS[0]}/{IDS[0]}"])

    assert rejected(report) == {2: {Code.ID_NAME_CONFLICT}}


def test_the_row_that_differs_is_warned_of_wherever_it_stands():
    lines = [[*row(n, OWNERS[n]), "H-1", "G2" if n == 0 else "G1"] for n in range(5)]

    report = read_csv([*USUAL, "盒号", "柜号"], *lines)

    assert [(item.row, item.code) for item in report.warnings] == [(2, Code.BOX_TWO_CABINETS)]
    assert report.summary.counts["accepted_with_warning"] == 1


def test_numbers_that_lost_their_end_are_found_even_when_the_check_digit_fits():
    fitting = "440305196605209000"
    lost = next(
        number for number in (f"44030519660520{n}000" for n in range(1, 10)) if len(number) == 18
    )
    assert len(fitting) == len(lost) == 18

    report = read_csv(
        USUAL,
        ["1", "1", "101", "任安", "44030519800101000"[:15] + "000"],
        ["1", "1", "102", "万澄", "4.40305E+17"],
    )

    assert rejected(report) == {2: {Code.ID_LOST_DIGITS}, 3: {Code.ID_LOST_DIGITS}}


def test_cells_are_read_as_their_formats_show_them():
    book = sheet_of(
        [*USUAL, "档案盒号", "入住日期", "建筑面积"],
        [3, 2, 301, "任安", IDS[0], 7, date(2019, 6, 12), 88.9],
    )
    for place, number_format in (("A2", '0"栋"'), ("C2", "0000"), ("F2", '"H-"000')):
        book.active[place].number_format = number_format
    book.active["G2"].number_format = numbers.FORMAT_DATE_YYYYMMDD2

    (record,) = read(book).records

    assert (record.building, record.unit, record.room) == ("3", "2", "0301")
    assert (record.box, record.move_in, record.area) == (
        "H-007",
        date(2019, 6, 12),
        Decimal("88.90"),
    )


def test_a_day_whose_year_excel_made_up_is_incomplete():
    book = sheet_of([*USUAL, "入住日期"], [*row(0), date(2026, 6, 12)])
    book.active["F2"].number_format = 'm"月"d"日"'

    assert rejected(read(book)) == {2: {Code.DATE_INCOMPLETE}}


def test_a_tick_box_in_a_column_of_words_is_no_word():
    book = sheet_of(USUAL, ["1", "1", "101", True, IDS[0]])

    assert rejected(read(book)) == {2: {Code.NAME_UNREADABLE}}


def test_the_clerk_may_say_which_column_is_which():
    book = sheet_of(["甲", "乙", "丙"], ["101", "1", "任安"], title="无表头")
    choice = ColumnChoice("无表头", (1,), {"A": "room", "B": "building", "C": "owner"})

    (record,) = read(book, choice=[choice]).records

    assert (record.building, record.room, record.owners) == ("1", "101", ("任安",))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["合  计", None, None, "共2户"], "total"),
        (["总计:2户"], "total"),
        (["1栋小计", "1", "86", None, "86"], "subtotal"),
        (["本页合计", None, None, None, "12"], "subtotal"),
        (["注:未入住的不填"], "note"),
        (["2.无此材料的填“无”。"], "note"),
        (["制表人:", None, "审核人:", None, "日期:   年  月  日"], "signature"),
        (["编制:任安", None, None, "复核:"], "signature"),
    ],
)
def test_what_stands_below_the_rows_is_told_apart(words, kind):
    book = sheet_of(USUAL, *rows(2), words)

    report = read(book)

    assert kinds(report) == {1: "header", 4: kind}
    assert report.summary.counts["accepted"] == 2


@pytest.mark.parametrize("remark", ["合计3人居住", "注:已过户", "小计", "共2户合住", "审核人:任安"])
def test_a_row_with_such_words_in_its_remark_is_still_a_row(remark):
    book = sheet_of([*USUAL, "备注"], [*row(0), remark], [None, None, None, "万澄", None, remark])

    report = read(book)

    assert [record.remark for record in report.records] == [remark]
    assert rejected(report).keys() == {3}


def test_a_column_named_like_a_paper_that_counts_none_is_left_unread():
    report = read_csv(
        [*USUAL, "房产证", "购房合同号", "装修状态", "入住合约"],
        [*row(0), "浙2015字第001号", "HT-1", "已装修", "1/8"],
        [*row(1, "万澄"), "浙2015字第002号", "HT-2", "未装修", "无"],
    )

    assert report.summary.counts["accepted"] == 2
    assert [paper.kind for paper in next(report.records).documents] == ["入住合约"]
    unread = [c.header for c in report.summary.sheets[0].columns if not c.field]
    assert unread == ["房产证", "购房合同号", "装修状态"]


def test_totals_of_single_buildings_are_no_mismatch():
    book = sheet_of(
        USUAL, *rows(2), ["合计", None, None, "共2户"], *rows(3, 2), ["合计", None, None, "共3户"]
    )

    assert read(book).summary.file_warnings == ()
