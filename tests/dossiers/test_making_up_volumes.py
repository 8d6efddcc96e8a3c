"""Making up volumes: years, papers that belong together, their order, secrecy, and who does it."""

import pytest

from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.regulation import Clause
from dossiers.models import DocumentLink, FormerCode, VolumeDraft, VolumeEntry
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.describing import describe_paper, unlink_papers
from dossiers.procedures.submissions import submit
from dossiers.procedures.volumes import arrange_draft, drop_draft, make_up_volume, prepare_volume
from dossiers.rules.checklist import PaperLine
from dossiers.rules.volumes import loose, proposals
from tests.dossiers.steps import NOW, accept_all, accepted, loose_draft
from tests.dossiers.yearly import Yearly, titles
from tests.factories import TODAY, UserFactory
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
Kind, Spans, Rule = DocumentLink.Kind, VolumeEntry.Spans, VolumeEntry.Rule


@pytest.fixture
def here():
    return Yearly()


def decide(name, value):
    set_parameter(
        SETTINGS[name], value, effective_from=TODAY, by=UserFactory(), reason="会议", today=TODAY
    )


def spanning(here, paper, spans, first, last):
    return describe_paper(paper, by=here.archivist, spans=spans, covers=(first, last))


# --- Who does what ---------------------------------------------------------------------------


@clause(Clause.FIL_26)
def test_a_department_prepares_the_draft_and_the_archivist_makes_up_the_volume(here):
    first, second = here.paper("通知"), here.paper("来函", "2026-02-01")
    draft = here.draft(first, second)
    with refused(Clause.FIL_26):
        make_up_volume(draft, by=here.clerk, today=TODAY)
    volume = make_up_volume(draft, by=here.archivist, today=TODAY)
    assert titles(volume) == ["来函", "通知"]
    assert (volume.document_count, volume.page_count) == (2, 4)
    assert volume.code == f"{here.dossier.code}·2"
    assert VolumeDraft.objects.get().volume == volume


@clause(Clause.FIL_26)
def test_strangers_prepare_nothing_and_nobody_prepares_from_what_is_no_loose_paper(here):
    paper, elsewhere = here.paper("通知"), Yearly().paper("别处")
    with refused(Clause.FIL_26):
        here.draft(paper, by=Yearly().clerk)
    with refused(Clause.FIL_26):
        here.draft(elsewhere)
    with refused(Clause.FIL_26):
        here.draft()
    made = here.made(paper)
    with refused(Clause.FIL_26) as caught:
        here.draft(*made.documents.all())
    assert "通知" in str(caught.value.refusals[0].reason)


@clause(Clause.FIL_26)
def test_a_paper_stands_in_one_draft_and_a_draft_given_up_frees_it(here):
    paper = here.paper("通知")
    draft = here.draft(paper)
    with refused(Clause.FIL_26):
        here.draft(paper)
    drop_draft(draft, by=here.clerk, today=TODAY)
    again = here.draft(paper)
    with refused(Clause.FIL_26):
        arrange_draft(draft, [paper.pk], by=here.clerk, today=TODAY)
    with refused(Clause.FIL_26):
        arrange_draft(again, [], by=here.clerk, today=TODAY)


@clause(Clause.FIL_03, Clause.FIL_09)
def test_a_paper_gets_the_code_of_its_place_and_the_old_code_is_never_given_again(here):
    paper = here.paper("通知")
    old = paper.code
    volume = here.made(paper)
    paper.refresh_from_db()
    assert paper.code == f"{volume.code}-001"
    assert FormerCode.objects.get(document=paper).code == old
    left = here.dossier.holdings.get(number=1)
    assert (left.document_count, left.page_count) == (0, 0)
    assert filed(here).code == f"{left.code}-002"


def filed(here):
    """The document that a paper brought to the tray becomes."""
    papers = loose_draft(here)
    own = here.category.document_types.get().code
    told = PaperLine(type=own, dossier=here.dossier.pk, title="来文", pages=3)
    saved = save_paper(papers, told, by=papers.by, now=NOW)
    submit(papers, by=papers.by, now=NOW)
    accept_all(papers, here.archivist)
    accept_submission(papers, by=here.archivist, today=TODAY, now=NOW)
    saved.refresh_from_db()
    return saved.document


@clause(Clause.FIL_26)
def test_a_volume_made_up_takes_no_further_paper(here):
    volume = here.made(here.paper("通知"))
    assert filed(here).holding != volume
    assert list(volume.documents.values_list("title", flat=True)) == ["通知"]


# --- Years -----------------------------------------------------------------------------------


@clause(Clause.FIL_13)
def test_customers_dossiers_run_on_unless_the_office_decides_otherwise(here):
    dossier = accepted(here).dossier
    papers = list(loose(dossier).values_list("pk", flat=True))
    with refused(Clause.FIL_13) as caught:
        prepare_volume(dossier, papers, by=here.archivist, today=TODAY)
    assert dossier.code in str(caught.value.refusals[0].reason)
    decide("yearly_volumes", "all")
    draft = prepare_volume(dossier, papers, by=here.archivist, today=TODAY)
    assert draft.year == TODAY.year


@clause(Clause.FIL_14)
def test_a_paper_of_another_year_is_refused_by_name_and_year(here):
    draft = here.draft(here.paper("旧函", "2025-12-31"))
    with refused(Clause.FIL_14) as caught:
        make_up_volume(draft, by=here.archivist, today=TODAY)
    reason = str(caught.value.refusals[0].reason)
    assert "旧函" in reason
    assert "2025" in reason
    assert "2026" in reason


@clause(Clause.FIL_15, Clause.FIL_14)
def test_a_request_goes_into_the_year_of_its_reply_and_the_rule_is_kept(here):
    before = here.opened(2025)
    request = here.paper("关于维修的请示", "2025-12-20", dossier=before)
    reply = here.paper("关于维修的批复", "2026-01-08")
    here.link(reply, request)
    volume = here.made(reply)
    assert titles(volume) == ["关于维修的批复", "关于维修的请示"]
    assert VolumeEntry.objects.get(document=request).year_rule == Rule.REPLY
    assert before.holdings.get().document_count == 0


@clause(Clause.FIL_15)
def test_a_request_without_reply_stays_in_its_own_year(here):
    before = here.opened(2025)
    request = here.paper("关于维修的请示", "2025-12-20", dossier=before)
    draft = prepare_volume(before, [request.pk], by=here.clerk, today=TODAY)
    assert titles(make_up_volume(draft, by=here.archivist, today=TODAY)) == ["关于维修的请示"]


@clause(Clause.FIL_15)
@pytest.mark.parametrize(
    ("spans", "first", "last", "fits"),
    [
        (Spans.PLAN, 2026, 2028, True),
        (Spans.PLAN, 2025, 2028, False),
        (Spans.SUMMARY, 2024, 2026, True),
        (Spans.SUMMARY, 2026, 2027, False),
        (Spans.MEETING, 2026, 2027, True),
        (Spans.MEETING, 2025, 2026, False),
    ],
)
def test_plans_summaries_and_meetings_go_where_the_rule_says(here, spans, first, last, fits):
    paper = here.paper("跨年文件", "2025-11-01")
    spanning(here, paper, spans, first, last)
    draft = here.draft(paper)
    if fits:
        volume = make_up_volume(draft, by=here.archivist, today=TODAY)
        assert volume.documents.get().entry.year_rule == spans
    else:
        with refused(Clause.FIL_15):
            make_up_volume(draft, by=here.archivist, today=TODAY)


@clause(Clause.FIL_15)
def test_years_that_a_paper_spans_are_named_and_not_turned_round(here):
    paper = here.paper("规划")
    for first, last in ((None, 2028), (2028, 2026), (1200, 2026)):
        with refused(Clause.FIL_15):
            spanning(here, paper, Spans.PLAN, first, last)


# --- Papers that belong together -------------------------------------------------------------


@clause(Clause.FIL_16)
def test_papers_that_belong_together_come_along_and_are_never_parted(here):
    text, annex = here.paper("合同说明"), here.paper("附件一", "2026-01-01")
    link = here.link(text, annex, Kind.ANNEX)
    draft = here.draft(text)
    assert draft.papers == [text.pk, annex.pk]
    draft = arrange_draft(draft, [text.pk], by=here.clerk, today=TODAY)
    with refused(Clause.FIL_16) as caught:
        make_up_volume(draft, by=here.archivist, today=TODAY)
    assert "附件一" in str(caught.value.refusals[0].reason)
    unlink_papers(link, by=here.archivist, today=TODAY)
    assert titles(make_up_volume(draft, by=here.archivist, today=TODAY)) == ["合同说明"]


@clause(Clause.FIL_16)
def test_nothing_lies_between_papers_that_belong_together(here):
    text, annex, other = here.paper("正文"), here.paper("附件"), here.paper("别的")
    here.link(text, annex, Kind.ANNEX)
    draft = here.draft(text, annex, other)
    order = [text.pk, other.pk, annex.pk]
    draft = arrange_draft(draft, order, by=here.clerk, today=TODAY)
    with refused(Clause.FIL_16):
        make_up_volume(draft, by=here.archivist, today=TODAY)


@clause(Clause.FIL_16)
def test_papers_of_different_dossiers_or_one_paper_are_not_linked(here):
    paper, stranger = here.paper("通知"), accepted(here).dossier.holdings.first().documents.first()
    with refused(Clause.FIL_16):
        here.link(paper, stranger)
    with refused(Clause.FIL_16):
        here.link(paper, paper)
    other = here.paper("来函")
    here.link(paper, other)
    with refused(Clause.FIL_16):
        here.link(other, paper)


@clause(Clause.FIL_17)
@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.ANNEX, Kind.DRAFT])
def test_reply_main_text_and_print_lie_first(here, kind):
    first, second = here.paper("在前", "2026-05-01"), here.paper("在后", "2026-04-01")
    here.link(first, second, kind)
    draft = here.draft(second)
    assert draft.papers == [first.pk, second.pk]
    turned = arrange_draft(draft, [second.pk, first.pk], by=here.clerk, today=TODAY)
    with refused(Clause.FIL_17) as caught:
        make_up_volume(turned, by=here.archivist, today=TODAY)
    assert "在前" in str(caught.value.refusals[0].reason)


@clause(Clause.FIL_18)
@pytest.mark.parametrize(
    ("setting", "order"),
    [
        ("category_then_issue_date", ["一月", "三月", "无日期"]),
        ("issue_date", ["一月", "三月", "无日期"]),
        ("newest_first", ["三月", "一月", "无日期"]),
    ],
)
def test_contents_are_ordered_as_the_office_decided(here, setting, order):
    papers = [here.paper("三月"), here.paper("无日期", ""), here.paper("一月", "2026-01-01")]
    decide("item_order", setting)
    draft = here.draft(*papers)
    assert titles(make_up_volume(draft, by=here.archivist, today=TODAY)) == order


@clause(Clause.FIL_18)
def test_another_order_than_the_office_decided_is_refused(here):
    earlier, later = here.paper("一月", "2026-01-01"), here.paper("三月")
    draft = here.draft(earlier, later)
    turned = arrange_draft(draft, [later.pk, earlier.pk], by=here.clerk, today=TODAY)
    with refused(Clause.FIL_18) as caught:
        make_up_volume(turned, by=here.archivist, today=TODAY)
    assert "2026-01-01" in str(caught.value.refusals[0].reason)


# --- Secrecy ---------------------------------------------------------------------------------


@clause(Clause.FIL_19)
def test_top_secret_papers_have_volumes_of_their_own(here):
    secret, ordinary = here.secret("绝密件"), here.paper("普通件")
    draft = here.draft(secret, ordinary)
    with refused(Clause.FIL_19) as caught:
        make_up_volume(draft, by=here.archivist, today=TODAY)
    assert "普通件" in str(caught.value.refusals[0].reason)
    here.link(secret, ordinary, Kind.FORWARDED)
    volume = make_up_volume(draft, by=here.archivist, today=TODAY)
    assert volume.get_secrecy_display() == secret.get_secrecy_display()


@clause(Clause.FIL_19)
def test_a_top_secret_paper_lies_apart_from_its_filing_on(here):
    ordinary = filed(here)
    kind = here.category.document_types.get()
    type(kind).objects.filter(pk=kind.pk).update(secrecy=4)
    secret, second = filed(here), filed(here)
    assert secret.holding_id == second.holding_id != ordinary.holding_id
    assert here.dossier.holdings.get(pk=ordinary.holding_id).secrecy < 4


@clause(Clause.FIL_13, Clause.FIL_15, Clause.FIL_19)
def test_volumes_are_proposed_by_year_and_secrecy(here):
    before = here.opened(2025)
    request = here.paper("请示", "2025-12-20", dossier=before)
    old = here.paper("去年的通知", "2025-05-01", dossier=before)
    reply, secret = here.paper("批复", "2026-01-08"), here.secret("绝密件")
    here.link(reply, request)
    found = [[d.title for d in p.documents] for p in proposals(here.dossier, on=TODAY)]
    assert sorted(found) == [["批复", "请示"], ["绝密件"]]
    assert [p.documents for p in proposals(before, on=TODAY)] == [(old,)]
    here.draft(secret)
    assert len(proposals(here.dossier, on=TODAY)) == 1
