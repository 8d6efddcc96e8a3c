"""Lists of one dossier and of one volume, and the filing scope: obtained on their pages, read back."""

import os
from datetime import date
from pathlib import Path

import pytest

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Category, DocumentType, ElectronicFile, Licence, ViewLog
from dossiers.papers.volume_list import KEEPERS
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.correspondence import register_letter
from dossiers.procedures.files import attach_scan
from dossiers.procedures.licences import record_licence
from dossiers.procedures.submissions import submit
from dossiers.rules.correspondence import Correspondence
from tests.dossiers.desk import Desk, at_most, that_day
from tests.dossiers.steps import NOW, Centre, accept_all, accepted, bring, draft, image
from tests.dossiers.yearly import Yearly
from tests.factories import TODAY, arranged, person
from tests.printing.reading import Reading, squeezed
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def centre():
    return Centre()


def printed(user, page, *args):
    answer = Desk(user).get(page, *args)
    assert answer.status_code == 200, answer.status_code
    if os.environ.get("KEEP_PAPERS"):
        name = "-".join(str(part) for part in (page, *args))
        Path(os.environ["KEEP_PAPERS"], f"{name}.pdf").write_bytes(answer.content)
    return Reading(answer.content)


@clause(Clause.FRM_39)
def test_the_detailed_list_names_every_paper_with_its_day_author_form_and_day_of_filing(centre):
    dossier = accepted(centre, "C1", "C3", "C2").dossier
    paper = dossier.holdings.get(part="main").documents.order_by("number").first()
    with arranged():
        paper.responsible, paper.formed_on = "翠湖物业服务有限公司", date(2026, 11, 3)
        paper.save()
    text = printed(centre.archivist, "inventory", dossier.pk, "documents").text
    line = f"1{paper.formed_on}{paper.title}{paper.responsible}{paper.pages}原件{TODAY}"
    assert squeezed(line) in text
    assert "签发日期题名责任者页数原件复印件归档日期" in text
    for holding in dossier.holdings.all():
        assert holding.code in text
    log = ViewLog.objects.filter(dossier=dossier, what=ViewLog.What.PRINTED)
    assert log.get().detail == "list of documents"


@clause(Clause.FRM_39, Clause.LND_13)
def test_personal_papers_are_left_out_for_who_may_not_read_them(centre):
    dossier = accepted(centre, "C1", "C3", "C2").dossier
    personal = dossier.holdings.get(part="personal")
    text = printed(person(Role.HQ_ARCHIVIST), "inventory", dossier.pk, "documents").text
    assert "个人信息卷依权限不列" in text
    assert personal.code not in text
    assert personal.code in printed(centre.archivist, "inventory", dossier.pk, "documents").text
    assert Desk(centre.archivist).get("inventory", dossier.pk, "nonsense").status_code == 404


@clause(Clause.FRM_41)
def test_the_information_list_names_material_content_day_and_who_filed_it(centre):
    dossier = accepted(centre, "C1").dossier
    paper = dossier.holdings.get(part="main").documents.get()
    text = printed(centre.archivist, "inventory", dossier.pk, "information").text
    line = f"1{paper.type.name_zh}{paper.title}{TODAY}{centre.archivist}"
    assert squeezed(line) in text
    assert f"档号：{dossier.code}" in text


@clause(Clause.FRM_106)
def test_the_electronic_dossier_lists_the_same_papers_each_with_its_scans(centre):
    submission = draft(centre)
    (paper, _other) = bring(submission, "C1", "C3")
    attach_scan(paper, image(), by=submission.by, now=NOW)
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    dossier = accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW).dossier
    scan = ElectronicFile.objects.get(document__holding__dossier=dossier)
    text = printed(centre.archivist, "inventory", dossier.pk, "electronic").text
    title = scan.document.title
    assert squeezed(f"{title}原件{scan.document.pages}1{scan.sha256[:16]}{TODAY}") in text
    other = dossier.holdings.get(part="main").documents.exclude(pk=scan.document_id).get()
    assert squeezed(f"{other.title}原件{other.pages}无") in text
    assert "影像1份。" in text


def test_a_list_costs_the_same_however_many_papers_lie_in_the_dossier(centre):
    dossier = accepted(centre, "C1", "C3", "C2").dossier
    desk = Desk(centre.archivist)
    with at_most(24):
        desk.get("inventory", dossier.pk, "documents")


@clause(Clause.FRM_83)
def test_the_licence_prints_with_every_annual_check_and_who_saw_it(centre):
    company = {"kind": "company", "name": "杭州云栖科技有限公司"}
    dossier = accepted(centre, "C1", customer=company).dossier
    number = "91310000MA1K000000"
    for year in (2024, 2025):
        told = Licence(number=number, reviewed_on=date(year, 6, 20), expires_on=date(2030, 5, 1))
        record_licence(dossier, told, by=centre.archivist, today=TODAY)
    text = printed(centre.archivist, "licence_paper", dossier.pk).text
    for word in (company["name"], number, "有效期至2030年5月1日", str(dossier.unit)):
        assert squeezed(word) in text
    for row, year in enumerate((2024, 2025), 1):
        line = f"{row}{year}{year}-06-202030-05-01{centre.archivist}{TODAY}"
        assert squeezed(line) in text
    of_a_person = accepted(centre, "C1", unit={"room": "2"}).dossier
    assert Desk(centre.archivist).get("licence_paper", of_a_person.pk).status_code == 404


@clause(Clause.FRM_81)
def test_correspondence_prints_in_the_dossier_with_sender_subject_and_what_answers_it(centre):
    dossier = accepted(centre, "C1").dossier
    customer, by = dossier.occupancy.customer, centre.front_line
    told = {"kind": "letter", "on": TODAY, "dossier": dossier}
    asked = Correspondence(
        **told, direction="in", partner=customer.name, subject="申请减免车位费",
        answer_due_on=date(2026, 12, 1),
    )  # fmt: skip
    first = register_letter(asked, centre.department, by=by, today=TODAY)
    told |= {"direction": "out", "partner": f"{customer.name}（业主）", "subject": "复函"}
    reply = register_letter(
        Correspondence(**told, answers=first), centre.department, by=by, today=TODAY
    )
    text = printed(centre.archivist, "letters_paper", dossier.pk).text
    here, shown = centre.department.name, customer.shown_name
    line = f"1{first.number}收信函{TODAY}{shown}{here}申请减免车位费2026-12-01{reply.number}"
    assert squeezed(line) in text
    assert squeezed(f"2{reply.number}发信函{TODAY}{here}{shown}（业主）复函") in text
    assert customer.name not in text
    assert "2件，其中待答复0件。" in text
    headquarters = Desk(person(Role.HQ_ARCHIVIST))
    assert headquarters.get("letters_paper", dossier.pk).status_code == 403


@clause(Clause.FRM_40)
def test_the_register_of_movements_begins_with_what_was_received(centre):
    submission = accepted(centre, "C1", "C3")
    dossier = submission.dossier
    text = printed(centre.archivist, "movements_paper", dossier.pk).text
    received = f"1{TODAY}接收材料2件{submission.receipt_number}{centre.front_line}"
    assert squeezed(f"{received}{centre.department.name}{centre.archivist}") in text
    assert "接收1次，转移0次，外借0次。" in text


@pytest.fixture
def yearly():
    here = Yearly()
    volume = here.made(here.paper("关于停车收费的通知", pages=3), here.paper("回执", is_original=False,
        original_kept_at="公司财务部", red_stamp=True, pages=2))  # fmt: skip
    return here, volume


@clause(Clause.FRM_44)
def test_the_soft_cover_contains_the_list_and_the_back_cover_the_notes(yearly):
    here, volume = yearly
    reading = printed(here.archivist, "paper", here.dossier.pk, volume.pk, "folder")
    front, back = reading.pages[0], reading.pages[-1]
    for word in ("软卷封面", "全宗号：W001", f"类目名称：{here.category.name_zh}", volume.title):
        assert squeezed(word) in front
    for word in (f"档号：{volume.code}", "保管期限", "本卷件数2件", "本卷页数5页", "密级"):
        assert squeezed(word) in front
    assert "顺序号文号责任者题名日期页号备注" in front
    assert "关于停车收费的通知" in front
    assert "软卷封底（卷内备考表）" in back
    assert "本卷情况说明" in back
    assert "立卷人" in back


@clause(Clause.FRM_56)
def test_the_list_of_a_volume_is_printed_in_three_copies_for_three_to_sign(yearly):
    here, volume = yearly
    reading = printed(here.archivist, "paper", here.dossier.pk, volume.pk, "list")
    assert len(reading.pages) == len(KEEPERS) == 3
    first, second = volume.documents.order_by("number")
    for page, keeper in zip(reading.pages, KEEPERS, strict=True):
        assert keeper in page
        assert squeezed(f"1{first.code}{first.title}3") in page
        assert squeezed(f"2{second.code}{second.title}2") in page
        assert "贰件，共伍页（2件5页，含封面及所有纸张）" in page
        for signer in ("移交人（A角）（签字）", "复核人（B角）（签字）", "档案管理员（签字）"):
            assert signer in page


@clause(Clause.FRM_21)
def test_the_filing_scope_prints_class_type_supplier_term_form_retention_and_level(centre):
    text = printed(centre.archivist, "filing_scope").text
    for head in ("类号", "归档材料", "来源部门", "归档时限", "保管期限", "密级", "批准人（签字）"):
        assert head in text

    kinds = DocumentType.Kind
    of_customers = {kinds.OWNER, kinds.TENANT}
    for category in Category.objects.filter(is_active=True):
        if not of_customers & set(category.document_types.values_list("kind", flat=True)):
            assert squeezed(f"{category.code}{category.name_zh}") in text
    paper = DocumentType.objects.get(code="C1")
    assert squeezed(f"C1{paper.name_zh}{paper.supplying_department}") in text
    assert "版次：" in text
