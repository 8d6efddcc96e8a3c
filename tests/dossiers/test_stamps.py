"""Stamps that are printed on labels: reference stamps, and the red mark of a copy."""

from archive_office.regulation import Clause
from dossiers.papers.stamps import (
    CopyStamp,
    Stamp,
    copy_stamps,
    filing_stamps,
    reference_stamps,
)
from tests.printing.reading import Reading, squeezed
from tests.steps import clause

STAMP = Stamp("W001", "2026", "0012", "CHTD", "30年", "17", "W001-ZY·KH-P01-0001·1-0012")


@clause(Clause.FRM_24)
def test_the_filing_stamp_has_fonds_year_number_office_term_and_pages():
    text = Reading(filing_stamps([STAMP])).text
    for head, value in (
        ("全宗号", "W001"), ("年度", "2026"), ("件号", "0012"),
        ("机构", "CHTD"), ("保管期限", "30年"), ("页数", "17"),
    ):  # fmt: skip
        assert f"{head}{value}" in text


@clause(Clause.FRM_24)
def test_the_reference_stamp_has_fonds_class_volume_and_number():
    text = Reading(reference_stamps([STAMP])).text
    assert squeezed("全宗号W001类别号·项目号ZY·KH-P01案卷号0001·1件号0012") in text


@clause(Clause.FRM_25)
def test_the_red_mark_says_where_the_original_is_and_has_room_for_who_copied_it():
    stamps = [CopyStamp("W001-A-0007", "公司财务部", pages=3), CopyStamp("W001-A-0008", "工程部")]
    text = Reading(copy_stamps(stamps)).text
    assert "复印件原件寄存处：公司财务部复制人年月日共3页W001-A-0007" in text
    assert "原件寄存处：工程部复制人年月日共页W001-A-0008" in text
