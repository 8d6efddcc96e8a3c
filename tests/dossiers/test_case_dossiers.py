"""Case dossiers: four parts, each a volume of its own, every paper of a volume in one of them."""

import pytest
from django.db import IntegrityError, transaction

from archive_office.regulation import Clause
from dossiers.models import CasePart, Category, Document, Dossier, Part, Secrecy, SubmissionPaper
from dossiers.papers.inventory_facts import inventory_facts
from dossiers.procedures.acceptance import accept_submission, answer_paper
from dossiers.procedures.binding import bind_volume
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.descriptions import describe, find_intact
from dossiers.procedures.filing import file_papers
from dossiers.procedures.submissions import submit
from dossiers.procedures.volumes import prepare_volume
from dossiers.procedures.yearly import Class, open_yearly_dossier
from dossiers.rules.binding import Bound
from dossiers.rules.checklist import PaperLine
from dossiers.rules.lateness import unfiled
from dossiers.rules.listing import waiting_for_a_place
from dossiers.rules.volumes import loose
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW, accept_all, loose_draft
from tests.dossiers.yearly import Yearly, titles
from tests.factories import TODAY, DossierFactory, HoldingFactory
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

APPROVAL, CONTRACT, INVESTIGATION, CUSTOMER = CasePart.values
PHOTO = {"subject": "渗漏处", "taken": "2026-11-18", "background": "勘查", "author": "工程部"}


class Case(Yearly):
    """A centre with a case dossier beside the letters of the year."""

    def __init__(self):
        super().__init__()
        placed = Class(category=self.category, year=2026, in_four_parts=True)
        self.case = open_yearly_dossier(
            placed, self.department, by=self.archivist, today=TODAY, title="车库改造"
        )
        self.type = self.category.document_types.get()

    def part(self, name):
        return self.case.holdings.filter(case_part=name).order_by("number").last()

    def brought(self, *lines, dossier=None):
        """A list of papers: for each its title and its part."""
        papers, to = loose_draft(self), dossier or self.case
        for title, part in lines:
            told = PaperLine(
                type=self.type.code, dossier=to.pk, case_part=part, title=title, pages=2
            )
            save_paper(papers, told, by=papers.by, now=NOW)
        return papers

    def named(self, title, dossier, **facts):
        """A list with one paper that bears a title and no type."""
        papers = loose_draft(self)
        facts = {"case_part": APPROVAL, "pages": 2, **facts}
        told = PaperLine(title=title, dossier=dossier.pk, **facts)
        save_paper(papers, told, by=papers.by, now=NOW)
        return papers

    def taken(self, papers):
        """Handed in, found good and accepted."""
        submit(papers, by=papers.by, now=NOW)
        accept_all(papers, self.archivist)
        accept_submission(papers, by=self.archivist, today=TODAY, now=NOW)

    def filed(self, *lines, dossier=None):
        self.taken(self.brought(*lines, dossier=dossier))


@pytest.fixture
def here():
    return Case()


# --- The four parts --------------------------------------------------------------------------


@clause(Clause.COL_26)
def test_a_case_dossier_has_four_parts_each_a_volume_of_its_own(here):
    volumes = list(here.case.holdings.order_by("number"))
    assert [volume.case_part for volume in volumes] == CasePart.values
    assert [volume.title for volume in volumes] == [
        "车库改造·立项审批资料",
        "车库改造·重要合同或单据",
        "车库改造·项目调查资料",
        "车库改造·客户或企业资料",
    ]
    assert {volume.part for volume in volumes} == {Part.MAIN}
    assert [volume.get_part_display() for volume in volumes] == CasePart.labels
    ordinary = here.dossier.holdings.get()
    assert (here.dossier.is_case, ordinary.case_part, ordinary.title) == (
        False, "", here.dossier.title,
    )  # fmt: skip


@clause(Clause.COL_26)
def test_every_paper_lies_in_the_part_named_on_its_line(here):
    here.filed(("立项批复", APPROVAL), ("勘查报告", INVESTIGATION), ("施工合同", CONTRACT))
    assert titles(here.part(APPROVAL)) == ["立项批复"]
    assert titles(here.part(CONTRACT)) == ["施工合同"]
    assert titles(here.part(INVESTIGATION)) == ["勘查报告"]
    assert titles(here.part(CUSTOMER)) == []
    assert here.case.holdings.count() == 4


@clause(Clause.FIL_01, Clause.FIL_06)
def test_a_paper_named_by_its_title_is_of_its_dossiers_category(here):
    papers = here.named("立项批复", here.case)
    assert papers.papers.get().type == here.type
    here.taken(papers)
    assert titles(here.part(APPROVAL)) == ["立项批复"]

    copied = {"is_original": False, "red_stamp": True, "original_kept_at": "财务部"}
    with refused(Clause.FIL_06):
        submit(here.named("批复复印件", here.case, **copied), by=papers.by, now=NOW)
    with refused(Clause.FIL_01):
        submit(here.named("", here.case), by=papers.by, now=NOW)
    customers = DossierFactory(centre=here.department)
    with refused(Clause.FIL_01):
        submit(here.named("立项批复", customers), by=papers.by, now=NOW)


@clause(Clause.STO_09)
def test_a_title_document_named_by_its_title_is_an_item_for_the_safe(here):
    here.category = Category.objects.get(code="B4.8")
    deeds = here.opened(2026)
    here.taken(here.named("车库产权证", deeds))
    assert Document.objects.get().holding.is_title_document


@clause(Clause.COL_26, Clause.FIL_01)
def test_a_paper_of_a_customers_list_goes_into_no_case(here):
    papers = here.named("", here.case, type="C15")
    with refused(Clause.FIL_01):
        submit(papers, by=papers.by, now=NOW)


@clause(Clause.COL_26)
def test_a_paper_of_a_case_belongs_to_no_paper_outside_it(here):
    here.filed(("立项批复", APPROVAL))
    letter = here.paper("来函")
    with refused(Clause.FIL_16):
        here.link(Document.objects.get(title="立项批复"), letter)


@clause(Clause.COL_26, Clause.FIL_29)
def test_a_part_in_which_nothing_lies_is_not_late(here):
    here.filed(("立项批复", APPROVAL))
    things = here.case.holdings.all()
    assert [thing.case_part for thing in unfiled(things)] == [APPROVAL]
    waiting = waiting_for_a_place(here.archivist).filter(dossier=here.case)
    assert [thing.case_part for thing in waiting] == [APPROVAL]


@clause(Clause.COL_26)
def test_a_paper_without_its_part_is_neither_handed_in_nor_accepted_nor_filed(here):
    papers = here.brought(("立项批复", APPROVAL), ("施工合同", ""))
    unnamed = papers.papers.get(title="施工合同")
    with refused(Clause.COL_26) as caught:
        submit(papers, by=papers.by, now=NOW)
    (refusal,) = caught.value.refusals
    assert "施工合同" in str(refusal.reason)
    assert refusal.field == f"papers.{unnamed.pk}"
    SubmissionPaper.objects.filter(pk=unnamed.pk).update(case_part=CONTRACT)
    submit(papers, by=papers.by, now=NOW)
    SubmissionPaper.objects.filter(pk=unnamed.pk).update(case_part="")
    with refused(Clause.COL_26):
        answer_paper(unnamed, "accepted", by=here.archivist, now=NOW)
    with refused(Clause.COL_26):
        file_papers([SubmissionPaper.objects.get(pk=unnamed.pk)], by=here.archivist, today=TODAY)
    assert not Document.objects.exists()


@clause(Clause.COL_26)
def test_papers_of_other_dossiers_bear_no_part(here):
    here.filed(("通知", CONTRACT), dossier=here.dossier)
    assert SubmissionPaper.objects.get().case_part == ""
    assert titles(here.dossier.holdings.get()) == ["通知"]


@clause(Clause.COL_26, Clause.FIL_10)
def test_what_is_filed_singly_needs_no_part(here):
    papers = here.brought(("照片", APPROVAL))
    (photo,) = papers.papers.all()
    describe(photo, "audio_visual", PHOTO, by=papers.by)
    assert papers.papers.get().case_part == ""
    submit(papers, by=papers.by, now=NOW)
    find_intact(photo, by=here.archivist, today=TODAY)
    accept_all(papers, here.archivist)
    accept_submission(papers, by=here.archivist, today=TODAY, now=NOW)
    item = Document.objects.get().holding
    assert (item.part, item.case_part, item.number) == (Part.SINGLE, "", 5)


# --- Further volumes -------------------------------------------------------------------------


@clause(Clause.COL_26, Clause.FIL_25)
def test_after_a_part_is_bound_the_next_paper_opens_a_further_volume_of_it(here):
    here.filed(("立项批复", APPROVAL), ("施工合同", CONTRACT))
    bound = Bound(method="thread", sheets=2, on=TODAY, metal_removed=True)
    bind_volume(here.part(APPROVAL), bound, by=here.archivist, today=TODAY)
    here.filed(("变更批复", APPROVAL), ("补充协议", CONTRACT))
    further = here.part(APPROVAL)
    assert (further.number, further.title) == (5, "车库改造·立项审批资料")
    assert titles(further) == ["变更批复"]
    assert titles(here.part(CONTRACT)) == ["施工合同", "补充协议"]
    assert here.case.holdings.count() == 5


@clause(Clause.COL_26, Clause.FIL_19)
def test_a_top_secret_paper_lies_apart_and_still_in_its_part(here):
    here.filed(("立项批复", APPROVAL))
    type(here.type).objects.filter(pk=here.type.pk).update(secrecy=Secrecy.TOP_SECRET)
    here.filed(("绝密批复", APPROVAL))
    type(here.type).objects.filter(pk=here.type.pk).update(secrecy=Secrecy.INTERNAL)
    here.filed(("再次批复", APPROVAL))
    first, apart = here.case.holdings.filter(case_part=APPROVAL).order_by("number")
    assert (titles(first), titles(apart)) == (["立项批复", "再次批复"], ["绝密批复"])
    assert (first.secrecy, apart.secrecy) == (Secrecy.INTERNAL, Secrecy.TOP_SECRET)


@clause(Clause.COL_26)
def test_no_volumes_are_made_up_of_a_case_nor_of_its_papers(here):
    here.filed(("立项批复", APPROVAL))
    ids = [Document.objects.get().pk]
    with refused(Clause.COL_26):
        prepare_volume(here.case, ids, by=here.clerk, today=TODAY)
    with refused(Clause.FIL_26):
        prepare_volume(here.dossier, ids, by=here.clerk, today=TODAY)
    assert not loose(here.case).exists()
    assert not loose(here.dossier).exists()


# --- Pages and papers ------------------------------------------------------------------------


@clause(Clause.COL_26)
def test_a_case_dossier_is_opened_and_found_on_its_pages_and_shows_its_parts(here):
    desk = Desk(here.archivist)
    told = {"department": here.department.pk, "category": here.category.pk, "year": 2025}
    desk.post("open_yearly", fields=told | {"title": "电梯更新", "in_four_parts": "on"})
    opened = Dossier.objects.get(title="电梯更新")
    page = text(desk.get("dossier", opened.pk))
    assert "Case dossier COL-26" in page
    for part in CasePart.labels:
        assert f"{part} {opened.code}·" in page
    assert page.count("Nothing is filed in this part yet") == 4
    assert "Main volume" not in page
    assert "Make up volumes" not in page
    assert "none are made up" in text(desk.get("volumes", opened.pk))
    found = text(desk.get("list", kind="case"))
    assert opened.code in found
    assert here.dossier.code not in found
    others = text(desk.get("list", kind="category"))
    assert here.dossier.code in others
    assert opened.code not in others


@clause(Clause.COL_26)
def test_the_part_is_chosen_where_the_paper_is_described_and_shown_to_the_archivist(here):
    papers = here.brought(("立项批复", ""))
    line, desk = papers.papers.get(), Desk(papers.by)
    assert "Part of the case" in text(desk.get("draft", papers.pk, "papers"))
    told = {f"papers.{line.pk}.case_part": APPROVAL, f"papers.{line.pk}.pages": 2}
    desk.post("draft", papers.pk, "papers", fields=told)
    line.refresh_from_db()
    assert line.case_part == APPROVAL
    assert "Approval papers" in text(desk.get("draft", papers.pk, "review"))
    submit(papers, by=papers.by, now=NOW)
    tray = Desk(here.archivist)
    assert "Part of the case COL-26 Approval papers" in text(tray.get("tray_item", papers.pk))
    assert "Approval papers" in text(desk.get("submission", papers.pk))


@clause(Clause.COL_26)
def test_for_another_dossier_no_part_is_asked(here):
    papers = here.brought(("通知", ""), dossier=here.dossier)
    page = text(Desk(papers.by).get("draft", papers.pk, "papers"))
    assert "Part of the case" not in page


@clause(Clause.COL_26)
def test_the_list_of_papers_is_printed_part_by_part(here):
    here.filed(("立项批复", APPROVAL), ("勘查报告", INVESTIGATION))
    bound = Bound(method="thread", sheets=2, on=TODAY, metal_removed=True)
    bind_volume(here.part(APPROVAL), bound, by=here.archivist, today=TODAY)
    here.filed(("变更批复", APPROVAL))
    printed = inventory_facts(here.case, personal=False).volumes
    assert [[line.title for line in volume.lines] for volume in printed] == [
        ["立项批复"], ["变更批复"], [], ["勘查报告"], [],
    ]  # fmt: skip


# --- What the database keeps -----------------------------------------------------------------


@clause(Clause.COL_26)
def test_the_database_knows_no_fifth_part_and_no_part_but_of_a_main_volume(here):
    volume = HoldingFactory(dossier=here.dossier, number=2)
    for wrong in ({"case_part": "fifth"}, {"case_part": APPROVAL, "part": Part.SINGLE}):
        with pytest.raises(IntegrityError, match="only_a_main_volume"), transaction.atomic():
            type(volume).objects.filter(pk=volume.pk).update(**wrong)
    here.brought(("立项批复", APPROVAL))
    with pytest.raises(IntegrityError, match="names_a_known_part"), transaction.atomic():
        SubmissionPaper.objects.update(case_part="fifth")


@clause(Clause.COL_26)
def test_the_database_keeps_every_main_volume_of_a_case_in_a_part_and_no_other_one(here):
    main = {"number": 9, "part": Part.MAIN}
    with pytest.raises(IntegrityError, match="has a part exactly in a case"), transaction.atomic():
        HoldingFactory(dossier=here.case, **main)
    with pytest.raises(IntegrityError, match="has a part exactly in a case"), transaction.atomic():
        HoldingFactory(dossier=here.dossier, case_part=APPROVAL, **main)
    with pytest.raises(IntegrityError, match="has a part exactly in a case"), transaction.atomic():
        here.case.holdings.filter(case_part=APPROVAL).update(case_part="")
    HoldingFactory(dossier=here.case, number=9, part=Part.SINGLE)


@clause(Clause.COL_26)
def test_a_case_dossier_stays_one(here):
    with pytest.raises(IntegrityError, match="stays one"), transaction.atomic():
        Dossier.objects.filter(pk=here.case.pk).update(is_case=False)


@clause(Clause.COL_26)
def test_no_customers_dossier_is_a_case():
    dossier = DossierFactory()
    with pytest.raises(IntegrityError, match="is_no_customers"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(is_case=True)
