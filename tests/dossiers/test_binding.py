"""Arranging and binding volumes, the numbers of their pages, contract numbers, and the papers."""

import io

import pytest
from pypdf import PdfReader

from archive_office.regulation import Clause
from dossiers.models import Document, DocumentLink, VolumeEntry
from dossiers.models.pages import in_their_order, paged
from dossiers.papers.contents import contents
from dossiers.papers.filling import contents_facts
from dossiers.papers.notes import volume_notes
from dossiers.papers.stamps import copy_stamps, filing_stamps, page_numbers, reference_stamps
from dossiers.papers.volume_facts import copy_facts, notes_facts, page_facts, stamp_facts
from dossiers.procedures.binding import arrange_volume, bind_volume, open_binding
from dossiers.procedures.describing import describe_paper, link_papers, number_contract
from dossiers.rules.binding import Bound
from tests.dossiers.steps import accepted
from tests.dossiers.yearly import Yearly
from tests.factories import TODAY, HoldingFactory, arranged
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
SOUND = {"method": "thread", "sheets": 9, "on": TODAY, "metal_removed": True}


@pytest.fixture
def here():
    return Yearly()


def bound(here, volume, **told):
    return bind_volume(volume, Bound(**SOUND | told), by=here.archivist, today=TODAY)


def text_of(pdf):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


# --- Binding ---------------------------------------------------------------------------------


@clause(Clause.FIL_25)
def test_a_binding_is_recorded_and_printed_in_the_notes(here):
    volume = here.made(here.paper("通知"))
    bound(here, volume, mended_sheets=2, legible_copies=1, note="第三页虫蛀")
    text = text_of(volume_notes(notes_facts(volume))).replace("\n", "")
    assert "三孔一线" in text
    assert "裱糊修补2张" in text
    assert "金属物已去除" in text
    assert "字迹褪变件旁附清晰复制件1份" in text
    assert "第三页虫蛀" in text


@clause(Clause.FIL_25)
@pytest.mark.parametrize(
    "wrong",
    [
        {"metal_removed": False},
        {"on": TODAY.replace(year=2027)},
        {"mended_sheets": 10},
    ],
)
def test_a_binding_that_cannot_be_is_refused(here, wrong):
    volume = here.made(here.paper("通知"))
    with refused(Clause.FIL_25):
        bound(here, volume, **wrong)


@clause(Clause.FIL_25, Clause.FIL_26)
def test_only_the_archivist_binds_once_and_an_opened_binding_says_why(here):
    volume = here.made(here.paper("通知"))
    with refused(Clause.FIL_26):
        bind_volume(volume, Bound(**SOUND), by=here.clerk, today=TODAY)
    first = bound(here, volume)
    with refused(Clause.FIL_25):
        bound(here, volume)
    with refused(Clause.FIL_25):
        arrange_volume(volume, [], by=here.archivist, today=TODAY)
    with refused(Clause.FIL_25):
        open_binding(first, reason=" ", by=here.archivist, today=TODAY)
    open_binding(first, reason="补裱一页", by=here.archivist, today=TODAY)
    with refused(Clause.FIL_25):
        open_binding(first, reason="再拆", by=here.archivist, today=TODAY)
    assert bound(here, volume) != first


@clause(Clause.FIL_25)
def test_an_empty_volume_is_not_bound(here):
    with refused(Clause.FIL_25):
        bound(here, here.dossier.holdings.get())


@clause(Clause.FIL_13)
def test_a_customers_volume_is_bound_when_its_dossier_is_closed(here):
    dossier = accepted(here).dossier
    with refused(Clause.FIL_13):
        bound(here, dossier.holdings.get(part="main"))


@clause(Clause.FIL_20)
def test_pages_never_counted_are_not_numbered_and_fit_on_the_sheets(here):
    paper = here.paper("通知", pages=20)
    volume = here.made(paper)
    with refused(Clause.FIL_20) as caught:
        bound(here, volume)
    assert "20" in str(caught.value.refusals[0].reason)
    with arranged():
        Document.objects.filter(pk=paper.pk).update(pages_known=False)
    with refused(Clause.FIL_20):
        bound(here, volume, sheets=30)


# --- The order of a volume and its pages -----------------------------------------------------


@clause(Clause.FIL_20, Clause.FIL_18)
def test_pages_are_numbered_through_and_anew_in_another_order(here):
    one, two = here.paper("甲", "2026-01-01", pages=3), here.paper("乙", "2026-01-01", pages=2)
    volume = here.made(one, two)
    assert spans(volume) == [("甲", 1, 3), ("乙", 4, 5)]
    arrange_volume(volume, [two.pk, one.pk], by=here.archivist, today=TODAY)
    assert spans(volume) == [("乙", 1, 2), ("甲", 3, 5)]
    assert [line.pages for line in contents_facts(volume).lines] == ["1—2", "3—5"]
    assert page_facts(volume).last == 5
    codes = [line.document.code for line in paged(in_their_order(volume.documents.all()))]
    assert codes == [f"{volume.code}-002", f"{volume.code}-001"]


def spans(volume):
    lines = paged(in_their_order(volume.documents.all()))
    return [(line.document.title, line.first, line.last) for line in lines]


@clause(Clause.FIL_20)
def test_what_was_taken_out_bears_no_numbers(here):
    one, two = here.paper("甲", "2026-01-01", pages=3), here.paper("乙", pages=2)
    volume = here.made(one, two)
    with arranged():
        Document.objects.filter(pk=one.pk).update(state="withdrawn")
    assert spans(volume) == [("甲", 0, 0), ("乙", 1, 2)]


@clause(Clause.FIL_17, Clause.FIL_18)
def test_a_volume_is_bound_in_the_right_order_only(here):
    reply, request = here.paper("批复", "2026-02-01"), here.paper("请示", "2026-01-01")
    here.link(reply, request)
    volume = here.made(reply)
    arrange_volume(volume, [request.pk, reply.pk], by=here.archivist, today=TODAY)
    with refused(Clause.FIL_17):
        bound(here, volume)
    with refused(Clause.FIL_18):
        arrange_volume(volume, [reply.pk], by=here.archivist, today=TODAY)
    arrange_volume(volume, [reply.pk, request.pk], by=here.archivist, today=TODAY)
    bound(here, volume)


# --- Contracts and annexes -------------------------------------------------------------------


@clause(Clause.FIL_05)
def test_contract_numbers_follow_the_number_of_the_dossier():
    here = Yearly("B4.7")
    first, second = here.paper("租赁合同甲"), here.paper("租赁合同乙")
    given = [number_contract(paper, by=here.archivist).contract_number for paper in (first, second)]
    assert given == [f"{here.dossier.code}-HT01", f"{here.dossier.code}-HT02"]
    assert f"{here.dossier.code}-HT02" in text_of(contents(contents_facts(second.holding))).replace(
        "\n", ""
    )


@clause(Clause.FIL_05)
def test_another_contract_number_is_refused_by_both_numbers():
    here = Yearly("B4.7")
    paper = here.paper("租赁合同")
    with refused(Clause.FIL_05) as caught:
        number_contract(paper, by=here.archivist, number="HT-2026-7")
    assert "HT-2026-7" in str(caught.value.refusals[0].reason)
    assert f"{here.dossier.code}-HT01" in str(caught.value.refusals[0].reason)
    number_contract(paper, by=here.archivist, number=f"{here.dossier.code}-HT01")
    with refused(Clause.FIL_05):
        number_contract(paper, by=here.archivist)


@clause(Clause.FIL_05)
def test_annexes_and_other_papers_bear_no_contract_number(here):
    with refused(Clause.FIL_05):
        number_contract(here.paper("通知"), by=here.archivist)
    there = Yearly("B4.7")
    contract, annex = there.paper("租赁合同"), there.paper("未领取的说明书")
    describe_paper(annex, by=there.archivist, annex=True)
    annex = Document.objects.get(pk=annex.pk)
    with refused(Clause.FIL_05):
        number_contract(annex, by=there.archivist)
    number_contract(contract, by=there.archivist)
    with refused(Clause.FIL_05):
        describe_paper(Document.objects.get(pk=contract.pk), by=there.archivist, annex=True)
    facts = contents_facts(contract.holding)
    assert [line.title for line in facts.lines] == ["租赁合同"]
    assert [line.title for line in facts.annexes] == ["未领取的说明书"]
    assert "不编号" in text_of(contents(facts))


@clause(Clause.FIL_26)
def test_a_paper_in_a_bound_volume_is_described_no_more(here):
    paper = here.paper("通知")
    bound(here, here.made(paper))
    paper = Document.objects.get(pk=paper.pk)
    with refused(Clause.FIL_26):
        describe_paper(paper, by=here.archivist, annex=True)
    with refused(Clause.FIL_26):
        describe_paper(paper, by=Yearly().clerk)


@clause(Clause.FIL_16)
def test_personal_papers_are_not_linked_to_others(here):
    dossier = accepted(here, "C1", "C5").dossier
    one, other = (
        dossier.holdings.get(part=part).documents.first() for part in ("main", "personal")
    )
    with refused(Clause.FIL_16):
        link_papers(one, other, DocumentLink.Kind.ANNEX, by=here.archivist, today=TODAY)


# --- Stamps ----------------------------------------------------------------------------------


@clause(Clause.FIL_03)
def test_stamps_bear_the_number_of_every_paper_but_annexes(here):
    one, annex = here.paper("甲"), here.paper("乙")
    describe_paper(annex, by=here.archivist, annex=True)
    volume = here.made(one, annex)
    facts = stamp_facts(volume)
    assert [(s.number, s.year, s.pages) for s in facts] == [("0001", "2026", "2")]
    text = text_of(filing_stamps(facts)) + text_of(reference_stamps(facts))
    for word in ("全宗号", "W001", "0001", here.department.code, "001", "案卷号"):
        assert word in text


@clause(Clause.FIL_07)
def test_copy_marks_name_the_place_of_the_original(here):
    paper = here.paper("证照", is_original=False, red_stamp=True, original_kept_at="工商局")
    volume = here.made(paper, here.paper("原件"))
    (mark,) = copy_facts(volume)
    text = text_of(copy_stamps([mark]))
    assert "复印件" in text
    assert "原件寄存处：工商局" in text
    assert copy_stamps([]).startswith(b"%PDF")


@clause(Clause.FIL_20)
def test_every_written_page_has_its_number_on_the_sheet(here):
    volume = here.made(here.paper("甲", "2026-01-01", pages=150), here.paper("乙", pages=140))
    facts = page_facts(volume)
    assert (facts.last, facts.firsts) == (290, {1, 151})
    reader = PdfReader(io.BytesIO(page_numbers(facts)))
    assert len(reader.pages) == 2
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "正面编于右上角，背面编于左上角" in text
    assert {str(number) for number in range(1, 291)} <= set(text.split())


@clause(Clause.FIL_15)
def test_the_notes_say_by_which_rule_a_paper_of_another_year_lies_here(here):
    paper = here.paper("三年规划", "2025-12-01")
    years = {"spans": VolumeEntry.Spans.PLAN, "covers": (2026, 2028)}
    describe_paper(paper, by=here.archivist, **years)
    volume = here.made(Document.objects.get(pk=paper.pk))
    assert "立卷于针对的第一年" in text_of(volume_notes(notes_facts(volume))).replace("\n", "")


def test_an_item_filed_singly_is_no_volume_to_arrange(here):
    item = HoldingFactory(dossier=here.dossier, number=9, kind="item", part="single")
    with refused(Clause.STO_17):
        arrange_volume(item, [], by=here.archivist, today=TODAY)
