"""The forms of the handover, read back by readers that did not draw them."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import zxingcpp

from archive_office.printing.facts import Fonds, Signature
from archive_office.printing.form import lay_out
from archive_office.printing.table import Kind
from archive_office.regulation import Clause
from tests.printing.reading import Reading, needs_renderer, rendered, squeezed
from tests.steps import clause
from transfers.papers import manifest as manifest_paper
from transfers.papers.differences import difference_sheet
from transfers.papers.facts import (
    Difference,
    DifferenceSheet,
    LineKind,
    Manifest,
    ManifestLine,
    Party,
    Receipt,
    ReceiptRegister,
    StayingAnnex,
    StayingLine,
    TitleLine,
    TitleManifest,
)
from transfers.papers.manifest import manifest
from transfers.papers.receipts import receipt_register
from transfers.papers.staying import staying_annex
from transfers.papers.titles import title_manifest

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
FONDS = Fonds("W001", "翠湖物业服务有限公司")
DIGEST = hashlib.sha256(b"content of the manifest").hexdigest()
URL = f"https://archive.example.com/v/YJ-2026-0012?h={DIGEST[:16]}"
NATURE = "半年移交（2026年下半年）"
TITLES = (
    "翠湖天地12号楼2单元1801室客户档案",
    "翠湖天地𠮷野家商铺S-12装饰装修资料（䶮、龑、㛃）",
    "关于12号楼2单元1801室擅自改动承重墙的整改通知书及复查意见，附现场照片、施工单位情况说明及业主承诺书",
    "“省级物业管理示范项目”奖牌",
)
LONGEST = "翠湖天地地下车库消防喷淋系统维修使用住宅专项维修资金的方案、公示、表决结果及审核意见" * 4


def line(number, **changes):
    facts = {
        "reference": f"W001-ZY·KH-P01-{number:04d}·1",
        "title": TITLES[number % len(TITLES)],
        "year": "2019—2025" if number % 3 else "2025",
        "retention": ("30年", "永久", "10年")[number % 3],
        "secrecy": ("内部", "公开", "商密·秘密")[number % 3],
        "original": ("原件", "复印件", "原件 2、复印件 3")[number % 3],
        "copies": 1,
        "items": 10 + number % 7,
        "pages": None if number % 11 == 3 else 70 + number % 40,
        "outcome": "相符",
        "remark": "" if number % 5 else "缺附件二",
    }
    return ManifestLine(**facts | changes)


def signed(name, hour, *, acting_for="", digest=DIGEST):
    return Signature(name, datetime(2027, 1, 8, hour, 4, 22, tzinfo=SHANGHAI), digest, acting_for)


CENTRE = Party("翠湖天地客户服务中心", signed("张伟", 15, acting_for="李强"))
ROOM = Party("公司档案室", signed("林晓萍", 16))
UNSIGNED_CENTRE, UNSIGNED_ROOM = replace(CENTRE, signature=None), replace(ROOM, signature=None)


def facts(count=12, **changes):
    given = {
        "fonds": FONDS,
        "number": "YJ-2026-0012",
        "transferor": CENTRE,
        "receiver": ROOM,
        "nature": NATURE,
        "basis": "档案管理制度第（九）条",
        "years": "2019—2025",
        "prepared_on": date(2026, 12, 31),
        "handed_over_on": date(2027, 1, 8),
        "lines": tuple(line(number) for number in range(1, count + 1)),
        "digest": DIGEST,
        "verify_url": URL,
    }
    return Manifest(**given | changes)


@clause(Clause.TRF_04, Clause.FRM_20)
@pytest.mark.parametrize("count", [1, 2, 17, 18, 28, 29, 59, 400])
def test_every_word_of_every_line_comes_back_in_order(count):
    reading = Reading(manifest(facts(count), copy=1))
    for row in manifest_paper.rows(facts(count).lines):
        assert reading.text.count(squeezed("".join(row.cells))) == 1
    total = len(reading.pages)
    for number, page in enumerate(reading.pages, 1):
        assert f"第{number}页共{total}页" in page
        assert "保管期限密级原件复印件份数件数页数核对结果备注" in page
    assert reading.sizes() == {(297, 210)}


def test_a_title_of_any_length_is_read_whole():
    reading = Reading(manifest(facts(lines=(line(1, title=LONGEST), line(2))), copy=1))
    assert LONGEST in reading.column(85, 150)


def test_a_reference_code_is_never_broken_and_a_long_foreign_one_set_smaller():
    codes = [
        "W001-ZY·KH-P01-0001·1",
        "翠物档字〔2009〕客户卷第〇〇一八号补一之二附图第十五册",
        "A" * 80,
    ]
    given = facts(lines=tuple(line(n, reference=code) for n, code in enumerate(codes, 1)))
    reading = Reading(manifest(given, copy=1))
    for code in codes:
        assert any(code in written for written in reading.lines(0))


@clause(Clause.TRF_08, Clause.FRM_20)
def test_each_keeper_has_a_copy_that_counts_its_own_pages():
    one = Reading(manifest(facts(30), copy=1))
    both = Reading(manifest(facts(30)))
    assert len(both.pages) == 2 * len(one.pages)
    half = len(one.pages)
    for number, page in enumerate(both.pages):
        copy, keeper = (("第一联", "移交方存"), ("第二联", "接收方存"))[number >= half]
        assert f"〔{copy}〕" in page
        assert f"第{number % half + 1}页共{half}页" in page
        assert f"{copy}{keeper}" in squeezed("".join(both.pdf.pages[number].extract_text()))
    assert "本清单一式两份" in both.text
    three = manifest(facts(3, keepers=("移交方存", "接收方存", "卷内存")))
    assert "本清单一式三份" in Reading(three).text
    assert "〔第三联〕" in Reading(three).text


@clause(Clause.TRF_07, Clause.FRM_20)
def test_the_end_names_both_signers_what_they_signed_and_leaves_room_for_seals():
    text = Reading(manifest(facts(), copy=1)).text
    assert "移交方翠湖天地客户服务中心（盖章）" in text
    assert "张伟（代李强）" in text
    assert "林晓萍" in text
    assert "电子签署2027-01-0815:04:22" in text
    assert "电子签署2027-01-0816:04:22" in text
    assert text.count(f"内容摘要{DIGEST}") == 2
    assert text.count("盖章处") == 2
    assert "用印登记" not in text
    sealed = facts(transferor=replace(CENTRE, sealed_on=date(2027, 1, 9)))
    assert "用印登记2027-01-09" in Reading(manifest(sealed, copy=1)).text


def test_a_signed_list_bears_no_mark_of_waiting():
    assert "待" not in Reading(manifest(facts())).text
    assert "草稿" not in Reading(manifest(facts())).text


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"transferor": UNSIGNED_CENTRE, "receiver": UNSIGNED_ROOM}, "待签署"),
        ({"receiver": UNSIGNED_ROOM}, "待接收方签署"),
        ({"transferor": UNSIGNED_CENTRE}, "待移交方签署"),
        (
            {"transferor": UNSIGNED_CENTRE, "receiver": UNSIGNED_ROOM, "digest": ""},
            "草稿待签署",
        ),
    ],
)
def test_a_list_not_signed_by_both_says_so_across_every_page(changes, mark):
    reading = Reading(manifest(facts(30, **changes)))
    assert all(page.startswith(mark) for page in reading.pages)
    assert f"【{mark}】签署齐全前不作交接凭据" in reading.text


def test_a_signature_over_another_content_is_never_printed():
    other = replace(ROOM, signature=signed("林晓萍", 16, digest="0" * 64))
    with pytest.raises(ValueError, match="another content"):
        manifest(facts(receiver=other))


def test_totals_stand_in_capitals_and_leave_out_what_was_not_accepted():
    lines = (
        line(1, items=200, pages=1400),
        line(2, items=36, pages=63, accepted=False, outcome="缺件"),
        line(3, items=1, pages=None, kind=LineKind.ITEM),
        line(4, items=2, pages=5, kind=LineKind.SUPPLEMENT),
    )
    text = Reading(manifest(facts(lines=lines), copy=1)).text
    assert "移交数量2卷239件1468页" in text
    assert "列入案卷贰卷，文件贰佰叁拾玖件，共壹仟肆佰陆拾捌页（2卷239件1468页）" in text
    assert "实际交接案卷壹卷，文件贰佰零叁件，共壹仟肆佰零伍页（1卷203件1405页）" in text


def test_differences_and_annex_are_named_where_they_belong():
    text = Reading(manifest(facts(difference_number="CY-2026-0003", annex=True), copy=1)).text
    assert "除差异表CY-2026-0003所列各项外，账物相符" in text
    assert "附：机读目录1份，移交差异表1份，留存档案附件1份" in text
    assert "目录与实体一致，交接完毕" in Reading(manifest(facts(), copy=1)).text


@clause(Clause.TRF_04)
def test_lines_stand_under_the_name_of_their_category():
    lines = (
        line(1, category="客户档案"),
        line(2, category="客户档案"),
        line(3, category="科技档案"),
    )
    text = Reading(manifest(facts(lines=lines), copy=1)).text
    assert text.count("客户档案1W001") == 1
    assert text.count("科技档案3W001") == 1


def test_signatures_stand_under_two_rows_however_tall():
    tall = tuple(line(number, title=LONGEST[:90], category="客户档案") for number in (1, 2))
    (page,) = lay_out(manifest_paper._register(facts(lines=tall)))
    assert [row.kind for row in page.rows] == [Kind.HEADING, Kind.CONTENTS, Kind.CONTENTS]


def test_signatures_stand_under_two_rows_whatever_the_number_of_lines():
    register = manifest_paper._register(facts(400))
    (section,) = register.sections
    for count in range(2, 401):
        short = replace(register, sections=(replace(section, rows=section.rows[:count]),))
        last = lay_out(short)[-1]
        assert sum(row.kind is Kind.CONTENTS for row in last.rows) >= 2, count


@needs_renderer
def test_the_printed_copy_leads_a_scanner_to_its_verification(tmp_path):
    for code in zxingcpp.read_barcodes(rendered(manifest(facts()), tmp_path)):
        assert code.text == URL
        break
    else:
        pytest.fail("no QR code was read")


def test_the_checksum_is_whole_in_the_file_and_begun_in_the_footer():
    reading = Reading(manifest(facts(30)))
    assert reading.pdf.metadata["/Keywords"] == f"SHA-256 {DIGEST}"
    assert all(f"数据校验SHA-256{DIGEST[:32]}" in page for page in reading.pages)
    assert DIGEST not in reading.pages[0]


def test_only_embedded_faces_stand_in_the_file():
    fonts = Reading(manifest(facts(40))).fonts()
    assert fonts
    assert all(fonts.values())


def test_equal_facts_give_equal_bytes():
    first = manifest(facts(40))
    difference_sheet(differences())
    with ThreadPoolExecutor(4) as threads:
        others = list(threads.map(lambda _: manifest(facts(40)), range(8)))
    assert set(others) == {first}
    assert manifest(facts(41)) != first


def test_equal_facts_give_equal_bytes_in_every_process():
    command = (
        "import hashlib; from tests.transfers.test_papers import facts, manifest;"
        "print(hashlib.sha256(manifest(facts(40))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", command],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {hashlib.sha256(manifest(facts(40))).hexdigest() + "\n"}


def test_the_time_of_a_signature_is_printed_in_the_zone_it_carries():
    at = datetime(2027, 1, 8, 16, 30, tzinfo=UTC)
    given = facts(receiver=Party("公司档案室", Signature("林晓萍", at, DIGEST)))
    assert "电子签署2027-01-0816:30:00" in Reading(manifest(given, copy=1)).text


# The other forms of the handover


def titles(**changes):
    given = {
        "fonds": FONDS,
        "number": "QZ-2026-0002",
        "transferor": CENTRE,
        "receiver": ROOM,
        "archivist": Party("公司档案室", signed("王芳", 17)),
        "basis": "档案管理制度第十条（五）",
        "prepared_on": date(2026, 12, 31),
        "lines": (
            TitleLine(
                "W001-ZY·QZ-0001", "不动产权证书", "京（2026）朝不动产权第0000018号", 2, "B2-117"
            ),
            TitleLine("W001-ZY·QZ-0002", "车位使用权证", "CW-0392", 1, "B2-118", accepted=False),
        ),
        "digest": DIGEST,
    }
    return TitleManifest(**given | changes)


@clause(Clause.TRF_14, Clause.FRM_59)
def test_title_documents_have_a_list_of_their_own_with_three_signers():
    reading = Reading(title_manifest(titles()))
    text = reading.text
    assert squeezed("不动产权证书京（2026）朝不动产权第0000018号原件2B2-117") in text
    assert "列入权证叁本（份）" in text
    assert "实际交接贰本（份）" in text
    for heading, name in (("移交方", "张伟"), ("接收方", "林晓萍"), ("档案员", "王芳")):
        assert heading in text
        assert name in text
    assert "单独移交" in text
    assert "〔第三联〕" in text
    assert "待" not in text
    assert len(reading.pages) == 3


def test_a_title_list_waits_for_the_archivist_too():
    unsigned = titles(archivist=Party("公司档案室"))
    assert "待档案员签署" in Reading(title_manifest(unsigned)).pages[0]


def differences(**changes):
    due = date(2027, 1, 31)
    given = {
        "fonds": FONDS,
        "number": "CY-2026-0003",
        "manifest_number": "YJ-2026-0012",
        "transferor": CENTRE,
        "receiver": ROOM,
        "nature": NATURE,
        "checked_on": date(2027, 1, 6),
        "checked_by": "林晓萍",
        "lines": (
            Difference(3, "W001-A", "甲卷", "缺件", "18 件", "17 件", "第 9 件未移交", "补交", due),
            Difference(7, "W001-B", "乙卷", "页数不符", "52 页", "50 页", "少两页", "补交", due),
            Difference(11, "W001-C", "丙卷", "破损", "51 页", "51 页", "封面受潮", "修复"),
            Difference(12, "W001-D", "丁卷", "拒收", "9 件", "9 件", "使用圆珠笔书写", "退回"),
            Difference(None, "", "戊件", "清单外", "", "1 件 55 页", "随箱送来", "退回"),
        ),
        "digest": DIGEST,
        "verify_url": URL,
    }
    return DifferenceSheet(**given | changes)


@clause(Clause.TRF_10)
def test_the_difference_sheet_lists_what_is_owed_why_and_until_when():
    reading = Reading(difference_sheet(differences()))
    text = reading.text
    assert "3W001-A甲卷缺件18件17件第9件未移交补交2027-01-31" in text
    assert "—戊件清单外—1件55页随箱送来退回—" in text
    assert "共5项：缺件1项，页数不符1项，破损1项，拒收1项，清单外1项。" in text
    assert "所属清单：YJ-2026-0012" in text
    assert "待" not in text


def test_a_difference_sheet_waits_with_its_manifest():
    waiting = differences(transferor=UNSIGNED_CENTRE, receiver=UNSIGNED_ROOM)
    assert Reading(difference_sheet(waiting)).pages[0].startswith("待签署")
    with pytest.raises(ValueError, match="another content"):
        difference_sheet(differences(digest="0" * 64))


@clause(Clause.LND_13)
def test_the_annex_says_what_stays_and_why():
    lines = tuple(
        StayingLine(
            f"W001-ZY·KH-P01-{number:04d}·2",
            "翠湖天地12号楼2单元1801室客户档案（个人信息卷）",
            "客户档案",
            5,
            12,
            "留存中心",
            "业主个人信息档案存放于客户服务中心档案库",
            "01-02-A-01-03",
        )
        for number in range(1, 30)
    )
    annex = StayingAnnex(
        FONDS, "YJ-2026-0012", "翠湖天地客户服务中心", NATURE, date(2026, 12, 31), "张伟", lines
    )
    reading = Reading(staying_annex(annex))
    assert reading.text.count("业主个人信息档案存放于客户服务中心档案库") == 29
    assert "留存29项，145件，348页" in reading.text
    empty = Reading(staying_annex(replace(annex, lines=())))
    assert "（以下空白）" in empty.text
    assert len(empty.pages) == 1


@clause(Clause.TRF_13, Clause.TRF_18)
def test_the_receipt_register_prints_every_receipt_of_the_period():
    receipts = tuple(
        Receipt(
            date(2026, 7, number),
            f"YJ-2026-{number:04d}",
            "翠湖天地客户服务中心",
            "公司档案室",
            NATURE,
            30,
            236,
            1463,
            "第 3 行缺 1 件" if number == 2 else "",
            "张伟",
            "林晓萍",
        )
        for number in range(1, 19)
    )
    register = ReceiptRegister(FONDS, "公司档案室", date(2026, 7, 1), date(2026, 12, 31), receipts)
    reading = Reading(receipt_register(register))
    for number in range(1, 19):
        assert f"{number}2026-07-{number:02d}YJ-2026-{number:04d}" in reading.text
    assert "第3行缺1件张伟林晓萍" in reading.text
    assert "登记期间：2026年7月1日至2026年12月31日" in reading.pages[0]
    assert "接收壹拾捌次，案卷伍佰肆拾卷，文件肆仟贰佰肆拾捌件" in reading.text
