"""What a file of ours looks like to a reader, whatever form is on it."""

import pytest

from archive_office.printing import marks
from archive_office.printing.sheet import Info, Sheet, Style, qr_runs, qr_size
from tests.printing.reading import Reading

INFO = Info("档案移交清单", "AO-YJ-01", "W001 翠湖物业服务有限公司", "SHA-256 00ff")


def sheet():
    return Sheet(210, 297, INFO)


def printed(*lines, bold=False):
    page = sheet()
    for number, line in enumerate(lines):
        page.write(25, 30 + number * 10, line, Style(size=12, bold=bold))
        page.write(100, 30 + number * 10, "·", Style(align="center", colour=(1, 0, 0)))
    page.showPage()
    return page.finish()


@pytest.mark.parametrize("bold", [False, True])
def test_only_embedded_faces_and_all_text_comes_back(bold):
    lines = ("龑䶮 𠮷野 㛃婷 喆堃 𬭎 𬍛", "W001-ZY·KH-P01-0001·1", "第（）页\\(1)")
    reading = Reading(printed(*lines, bold=bold))
    for line in lines:
        assert line.replace(" ", "") in reading.text
    assert reading.fonts()
    assert all(reading.fonts().values())
    assert all("ArchiveSongSC" in name for name in reading.fonts())


def test_a_file_says_what_it_is_and_no_page_has_a_transition():
    reading = Reading(printed("档案"))
    about = reading.pdf.metadata
    assert (about.title, about.subject, about.author) == (INFO.title, INFO.form, INFO.author)
    assert about["/Keywords"] == INFO.keywords
    assert reading.pdf.trailer["/Root"]["/Lang"] == "zh-CN"
    assert all("/Trans" not in page for page in reading.pdf.pages)


def test_characters_out_of_every_face_are_named_by_their_code_points():
    page = sheet()
    page.write(25, 30, "张\U000323af", Style())
    marks.absent_note(page, 25, 290)
    page.showPage()
    page.write(25, 30, "张\U000323af", Style())
    assert page.absent == ("\U000323af",)
    page.showPage()
    assert page.absent == ()
    reading = Reading(page.finish())
    assert "张〓" in reading.pages[0]
    assert "U+323AF" in reading.pages[0]


def test_a_qr_code_never_has_modules_too_small_to_scan():
    for payload in ("B:0036", "https://archive.example.com/v/YJ-2026-0012?h=" + "a" * 64):
        assert qr_size(payload, 17) / qr_runs(payload)[0] >= 0.5


def test_a_text_block_is_set_smaller_until_it_fits():
    page = sheet()
    box = marks.Box(25, 25, 60, 12)
    marks.text_block(page, box, "很长的说明" * 40, Style(size=9))
    page.showPage()
    assert "很长的说明" * 40 in Reading(page.finish()).text


def test_there_is_no_copy_that_nobody_keeps():
    keepers = ("移交方存", "接收方存")
    assert [mark.name for mark in marks.chosen_copies(keepers, None)] == ["第一联", "第二联"]
    assert [mark.keeper for mark in marks.chosen_copies(keepers, 2)] == ["接收方存"]
    for number in (0, 3):
        with pytest.raises(ValueError, match="no copy"):
            marks.chosen_copies(keepers, number)


def test_a_stamp_is_readable_text_and_leaves_what_follows_upright():
    page = sheet()
    marks.stamp(page, 100, 100, "已销毁", note="二〇二六年六月三十日")
    page.write(25, 200, "其后的文字", Style())
    page.showPage()
    reading = Reading(page.finish())
    assert "已销毁二〇二六年六月三十日" in reading.text
    assert "其后的文字" in reading.lines(0)
