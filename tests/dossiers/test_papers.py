"""The forms of the dossier, read back by readers that did not draw them."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
import zxingcpp

from archive_office.regulation import Clause
from dossiers.papers.card import dossier_card
from dossiers.papers.contents import contents
from dossiers.papers.cover import cover, parts
from dossiers.papers.customers import customer_list
from dossiers.papers.facts import (
    BoxLabel,
    Contents,
    ContentsLine,
    Cover,
    CustomerLine,
    CustomerList,
    DatedRemark,
    DossierCard,
    FiledMaterial,
    Fonds,
    HoldingFact,
    HoldingLabel,
    HouseholdMember,
    OccupancyFact,
    Person,
    Registration,
    ShelfLabel,
    Spine,
    SubmittedPaper,
    TrayReceipt,
    UnitFact,
    VolumeNotes,
)
from dossiers.papers.labels import BOXES, box_labels, holding_labels, shelf_labels
from dossiers.papers.notes import volume_notes
from dossiers.papers.receipt import tray_receipt
from dossiers.papers.registration import registration
from dossiers.papers.spines import A3, A4, spines
from tests.printing.reading import Reading, needs_renderer, rendered, squeezed
from tests.steps import clause

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
FONDS = Fonds("W001", "翠湖物业服务有限公司")
REFERENCE = "W001-ZY·KH-P01-0001·1"
TITLE = "翠湖天地12号楼2单元1801室客户档案"
UNIT = UnitFact("翠湖天地", "翠湖天地12号楼2单元1801室", area="128.50 ㎡", use="自住")
CUSTOMER = Person("欧阳*", "男", "居民身份证", "1101**********1234", "138****1234")

LINES = (
    ContentsLine("入伙通知书", "CHTD-RH〔2019〕018", FONDS.name, "20190612", "1—2"),
    ContentsLine("机动车位租赁协议（地下二层B2-117）", "", "业主", "20210101", "73—78"),
    ContentsLine("〔关于𠮷野家商铺的说明〕", "", "䶮龑物业", "20190000", "79", "复印件"),
)
CONTENTS = Contents(FONDS, REFERENCE, TITLE, "30年", LINES, "内部")
NOTES = VolumeNotes(
    FONDS,
    REFERENCE,
    (f"本卷为{TITLE}，共17件98页，卷内文件已逐页编号。", "第13件缺附件二，已催缴。"),
    17,
    98,
    "张伟",
    date(2026, 11, 18),
    "林晓萍",
    photos=6,
    others="光盘 1 张",
)
COVER = Cover(
    FONDS,
    "客户档案",
    TITLE,
    REFERENCE,
    "30年",
    17,
    98,
    date(2019, 6, 12),
    date(2025, 12, 31),
    "内部",
    "YJ-2026-0012-10",
    "H:0001234",
)
SPINE = Spine("W001", TITLE, "2026", "30年", "1—17", "0001·1", "0036", 20, "H:0001234")
RECEIPT = TrayReceipt(
    FONDS,
    "HZ-2026-000123",
    "入伙",
    UNIT.name,
    "翠湖天地客户服务中心",
    "赵敏",
    datetime(2026, 11, 21, 9, 30, 5, tzinfo=SHANGHAI),
    (
        SubmittedPaper("入伙通知书", "原件", 1, 2, 1, "已接收"),
        SubmittedPaper("身份证明", "复印件", 1, 1, 1, "已退回", "页面模糊，请补交"),
        SubmittedPaper("装饰装修申请表", "原件", 1, 3, 2),
    ),
    scan="HZ-2026-000123",
)
CARD = DossierCard(
    FONDS,
    "W001-ZY·KH-P01-0001",
    UNIT,
    CUSTOMER,
    "业主",
    date(2019, 6, 20),
    "在档",
    "翠湖天地客户服务中心",
    (
        OccupancyFact("业主", "王*", date(2012, 3, 1), date(2019, 6, 1), "W001-A", "已关闭"),
        OccupancyFact("业主", "欧阳*", date(2019, 6, 20), None, "W001-B", "在档"),
    ),
    (HoldingFact(REFERENCE, TITLE, 17, 98, "公司档案室", "01-03-A-02-04", "在架"),),
    "8/10，缺：装修验收单",
    "D:0001",
)
REGISTRATION = Registration(
    FONDS,
    "W001-ZY·KH-P01-0001",
    UNIT,
    CUSTOMER,
    "业主",
    "李*（配偶）139****5678",
    (HouseholdMember("李*", "配偶", "139****5678", "2019-06-20 起"),),
    tuple(FiledMaterial(f"第{n}种材料", n % 4 != 3, 1, n) for n in range(1, 17)),
    "2026-1",
    consented=True,
    registered_by="赵敏",
    registered_on=date(2019, 6, 20),
)
CUSTOMERS = CustomerList(
    FONDS,
    "翠湖天地客户服务中心",
    date(2026, 12, 31),
    tuple(
        CustomerLine(
            f"翠湖天地12号楼2单元{number}室",
            "欧阳*",
            "业主",
            "138****1234",
            "自住",
            date(2019, 6, 20),
            f"W001-ZY·KH-P01-{number:04d}",
            "内部",
        )
        for number in range(1, 40)
    ),
)

PAPERS = {
    "contents": lambda: contents(CONTENTS),
    "notes": lambda: volume_notes(NOTES),
    "cover": lambda: cover(COVER),
    "spines": lambda: spines([SPINE]),
    "holding labels": lambda: holding_labels([HoldingLabel(REFERENCE, TITLE, "30年", "H:1")]),
    "receipt": lambda: tray_receipt(RECEIPT),
    "card": lambda: dossier_card(CARD),
    "registration": lambda: registration(REGISTRATION),
    "customers": lambda: customer_list(CUSTOMERS),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_equal_facts_give_equal_bytes_in_embedded_faces_only(paper):
    first = PAPERS[paper]()
    assert PAPERS[paper]() == first
    fonts = Reading(first).fonts()
    assert fonts
    assert all(fonts.values())


@clause(Clause.FIL_22, Clause.FRM_42)
@pytest.mark.parametrize("count", [0, 1, 2, 17, 18, 28, 29, 59, 400])
def test_the_contents_list_names_every_document_on_one_line(count):
    lines = tuple(
        replace(LINES[number % 3], title=f"{LINES[number % 3].title}之{number}")
        for number in range(count)
    )
    reading = Reading(contents(replace(CONTENTS, lines=lines)))
    for number, line in enumerate(lines, 1):
        cells = (line.document_number, line.author, line.title, line.dated, line.pages)
        assert squeezed(f"{number}{''.join(cells)}{line.remark}") in reading.text
    for number, page in enumerate(reading.pages, 1):
        assert f"第{number}页共{len(reading.pages)}页" in page
        assert f"案卷题名：{TITLE}" in page
        assert f"档号：{REFERENCE}" in page
        assert "保管期限：30年" in page
    assert "签字" not in reading.text


@clause(Clause.FIL_23, Clause.FRM_43)
def test_the_notes_of_a_volume_name_its_counts_and_who_made_it_up():
    text = Reading(volume_notes(NOTES)).text
    assert "第13件缺附件二，已催缴。" in text
    for fact in ("文件17件", "页数98页", "照片6张", "光盘／图纸光盘1张"):
        assert fact in text
    assert "立卷人张伟" in text
    assert "检查人林晓萍" in text
    assert "立卷时间2026年11月18日" in text


def test_notes_without_a_remark_still_name_the_responsible_person_and_the_day():
    text = Reading(volume_notes(replace(NOTES, situation=()))).text
    assert "立卷人张伟" in text
    assert "2026年11月18日" in text


@clause(Clause.FIL_23)
def test_later_notes_are_appended_with_name_and_day_over_as_many_pages_as_needed():
    remarks = tuple(
        DatedRemark(
            f"第{number}次增补材料一件，附更正说明。" * 3, f"记录员{number}", date(2027, 1, 1)
        )
        for number in range(1, 40)
    )
    reading = Reading(volume_notes(replace(NOTES, remarks=remarks)))
    assert len(reading.pages) > 2
    for number in range(1, 40):
        assert f"记录人：记录员{number}2027年1月1日" in reading.text
    for page in reading.pages:
        after_heading = page.split("本卷情况说明：", 1)[1]
        assert not after_heading.startswith("记录人")
    assert "立卷人" not in reading.pages[0]
    assert "立卷人张伟" in reading.pages[-1]


@clause(Clause.FIL_24)
def test_the_cover_names_fonds_class_title_span_and_reference():
    text = Reading(cover(COVER)).text
    for fact in (
        FONDS.name,
        "客户档案",
        TITLE,
        "自2019年6月起至2025年12月止",
        "保管期限：30年",
        "本卷共17件98页",
        "归档号：YJ-2026-0012-10",
        "密级：内部",
        f"档号：{REFERENCE}",
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("reference", "cut"),
    [
        (REFERENCE, ("W001", "ZY·KH-P01", "0001·1")),
        ("W001-WS·2026-D30-ZHB-0012", ("W001", "WS·2026-D30-ZHB", "0012")),
        ("旧档客字012号", ("", "旧档客字012号", "")),
    ],
)
def test_a_reference_is_cut_into_the_three_cells_of_the_cover(reference, cut):
    assert parts(reference) == cut


def test_a_long_title_is_whole_on_cover_spine_and_label():
    long = (
        "翠湖天地地下车库消防喷淋系统维修使用住宅专项维修资金的方案、公示、表决结果及审核意见" * 3
    )
    assert long in Reading(cover(replace(COVER, title=long))).text
    assert long in Reading(spines([replace(SPINE, title=long)])).text
    assert long in Reading(holding_labels([HoldingLabel(REFERENCE, long, "30年", "H:1")])).text


@pytest.mark.parametrize(("paper", "size"), [(A3, (297, 420)), (A4, (210, 297))])
def test_spines_of_every_width_carry_the_same_facts(paper, size):
    labels = [replace(SPINE, width_mm=width) for width in (10, 15, 20, 30, 40, 50)]
    reading = Reading(spines(labels, paper))
    assert reading.text.count("翠湖天地12号楼") == 6
    assert reading.text.count("W001") == 6
    assert reading.text.count("0036") == 6
    assert reading.sizes() == {size}


def test_labels_begin_at_the_place_where_the_last_sheet_ended():
    labels = [
        BoxLabel(
            f"{number:04d}", "W001-ZY·KH-P01", "0001·1", "0042·1", "30年", "01-03", f"B:{number}"
        )
        for number in range(BOXES.count)
    ]
    reading = Reading(box_labels(labels, start=4))
    assert len(reading.pages) == 2
    assert "盒号0000" in reading.pages[0]
    assert reading.pages[1].count("盒号") == 3
    with pytest.raises(ValueError, match="no place"):
        box_labels(labels, start=15)


@clause(Clause.FRM_50, Clause.SVC_31)
def test_the_label_of_a_dossier_bears_the_present_customer_apart_from_the_title():
    label = HoldingLabel(
        REFERENCE, TITLE, "30年", "H:1", "内部", "01-03", "杭州云栖科技有限公司", "18 层"
    )
    text = Reading(holding_labels([label])).text
    assert squeezed(f"{REFERENCE}{TITLE}杭州云栖科技有限公司18层30年内部01-03") in text


def test_a_shelf_label_says_where_it_is_and_what_stands_there():
    label = ShelfLabel(
        "01 库 — 04 层", FONDS, "ZY·KH", REFERENCE, "W001-Z", "24 盒", "30年", "L:01"
    )
    text = Reading(shelf_labels([label])).text
    for fact in ("01库—04层", f"起号{REFERENCE}", "止号W001-Z", "盒数24盒保管期限30年"):
        assert fact in text


@needs_renderer
@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (lambda: cover(COVER), {"H:0001234"}),
        (lambda: spines([replace(SPINE, width_mm=w) for w in (15, 20, 50)]), {"H:0001234"}),
        (lambda: tray_receipt(RECEIPT), {"HZ-2026-000123"}),
        (lambda: dossier_card(CARD), {"D:0001"}),
        (
            lambda: holding_labels(
                [HoldingLabel(REFERENCE, TITLE, "30年", f"H:{n:07d}") for n in range(14)]
            ),
            {f"H:{n:07d}" for n in range(14)},
        ),
    ],
)
def test_every_printed_code_is_read_by_a_scanner(paper, expected, tmp_path):
    codes = zxingcpp.read_barcodes(rendered(paper(), tmp_path, dpi=200))
    assert {code.text for code in codes} == expected


def test_the_receipt_tells_what_became_of_each_paper():
    text = Reading(tray_receipt(RECEIPT)).text
    assert "回执编号：HZ-2026-000123" in text
    assert "提交时间：2026-11-2109:30:05" in text
    assert "1入伙通知书原件121已接收" in text
    assert "2身份证明复印件111已退回页面模糊，请补交" in text
    assert "3装饰装修申请表原件132待接收" in text
    assert "已接收1件，已退回1件，待接收1件" in text
    assert "接收后编号" in text
    settled = replace(RECEIPT, settled_by="张伟", settled_at=RECEIPT.submitted_at)
    assert "档案管理员张伟2026-11-2109:30:05" in Reading(tray_receipt(settled)).text


@clause(Clause.COL_25)
def test_the_card_shows_present_use_and_every_occupant_with_masked_numbers():
    text = Reading(dossier_card(CARD)).text
    assert "使用情况自住" in text
    assert "1业主王*2012-03-012019-06-01W001-A已关闭" in text
    assert "2业主欧阳*2019-06-20—W001-B在档" in text
    assert "居民身份证1101**********1234" in text
    assert squeezed(f"{REFERENCE}{TITLE}1798公司档案室01-03-A-02-04在架") in text
    assert "材料齐全情况：8/10，缺：装修验收单" in text


def test_a_card_of_many_occupants_goes_on_with_the_heads_of_its_tables():
    many = tuple(
        OccupancyFact("承租人", f"第{number}户", date(2019, 1, 1), None, "W001-A")
        for number in range(60)
    )
    reading = Reading(dossier_card(replace(CARD, occupancies=many)))
    assert len(reading.pages) == 3
    assert "入住日期迁出日期" in reading.pages[1]
    assert sum(page.count("保管部门") for page in reading.pages) == 1


@clause(Clause.COL_25, Clause.FRM_88)
def test_the_list_of_customers_prints_every_unit():
    reading = Reading(customer_list(CUSTOMERS))
    for line in CUSTOMERS.lines:
        told = f"{line.unit}欧阳*业主138****1234自住2019-06-20{line.reference}内部"
        assert told in reading.text
    assert "39户，客户39名。" in reading.text


def test_the_registration_form_shows_household_papers_and_consent():
    reading = Reading(registration(REGISTRATION))
    text = reading.text
    assert "李*配偶139****56782019-06-20起" in text
    assert "1第1种材料√11" in text
    assert "3第3种材料×" in text
    assert "《个人信息处理告知书》（第2026-1版）" in text
    assert "□√同意" in text
    assert "□√同意" not in Reading(registration(replace(REGISTRATION, consented=False))).text
    assert "紧急联系人李*（配偶）139****5678" in text
