"""The papers state what was frozen and signed, never what the catalogue says later."""

import dataclasses
import io
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.papers.appraisal import appraisal_sheet
from destruction.papers.expired import expired_list
from destruction.papers.filling import expired_facts, sheet_facts
from destruction.procedures.appraisals import void_appraisal
from destruction.procedures.verdicts import give_opinion
from destruction.rules.content import content_for, frozen
from tests.destruction.desk import Desk
from tests.destruction.test_signing_an_appraisal import also, jointly
from tests.destruction.world import (
    DESTROY,
    KEEP,
    NOW,
    PERMANENT,
    UNDECIDED,
    again,
    change,
    only_line,
    room,
)
from tests.factories import TODAY, person
from tests.steps import clause

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return room()


def pages(pdf):
    return PdfReader(io.BytesIO(pdf)).pages


def words(pdf):
    return "".join("".join(page.extract_text() for page in pages(pdf)).split())


def sheet(appraisal):
    fresh = again(appraisal)
    return sheet_facts(fresh, content_for(fresh, on=TODAY), verify_url=fresh.number)


@clause(Clause.APR_13)
def test_the_list_of_expired_things_states_number_term_and_expiry(here):
    volume, paper = here.volume(date(2010, 6, 30)), here.paper()
    appraisal = here.judge(here.opened(volume, paper), KEEP)
    pdf = expired_list(expired_facts(appraisal, content_for(appraisal, on=TODAY)))

    text = words(pdf)
    for said in (
        "到期档案清册", "JD-2026-0001", volume.code, "10年", "2021-01-01", "续存10年", paper.code,
        "抽卷", "登记人", "档案室负责人", "W001", "翠湖物业服务有限公司",
    ):  # fmt: skip
        assert said in text, said
    (page,) = pages(pdf)
    assert page.mediabox.width > page.mediabox.height


@clause(Clause.APR_13)
def test_a_long_list_goes_on_with_its_heads(here):
    appraisal = here.opened(here.volume())
    facts = expired_facts(appraisal, content_for(appraisal, on=TODAY))
    long = dataclasses.replace(facts, items=facts.items * 60)

    found = pages(expired_list(long))
    assert len(found) > 2
    assert all("序号" in page.extract_text() for page in found)


@clause(Clause.APR_25, Clause.FRM_33)
def test_the_sheet_states_list_grounds_verdicts_and_signatures(here):
    appraisal = here.frozen(
        here.volume(), here.record(), here.volume(), here.volume(),
        said=[KEEP, PERMANENT, DESTROY, UNDECIDED],
    )  # fmt: skip
    here.sign(appraisal)
    pdf = appraisal_sheet(sheet(appraisal))

    text = words(pdf)
    for said in (
        "档案鉴定意见书", "鉴定依据《客户档案管理制度》（十八）", "鉴定范围", "4卷0件", "续存10年",
        "永久保存", "销毁", "待定", "2027-01-01", "法律价值", "诉讼时效", "需向业主委员会核实",
        "公司负责人签字", str(here.director), "电子签署2026-11-2010:00:00", "2026年11月20日",
    ):  # fmt: skip
        assert "".join(said.split()) in text, said
    assert "2021-01-01期满" in text
    assert "2027-01-01起再鉴定" in text
    assert "待签署" not in text
    assert appraisal.content_hash[:8] in text
    assert all(page.mediabox.width < page.mediabox.height for page in pages(pdf))
    assert PdfReader(io.BytesIO(pdf)).metadata["/Keywords"].endswith(appraisal.content_hash)


@clause(Clause.APR_08, Clause.APR_25)
def test_the_engineers_opinion_is_printed_with_the_sheet(here):
    appraisal = here.opened(here.drawing())
    give_opinion(only_line(appraisal), "总平面图永久保存", by=here.engineer, now=NOW)

    text = words(appraisal_sheet(sheet(here.judge(appraisal, DESTROY))))
    assert "工程技术部门意见" in text
    assert "总平面图永久保存" in text
    assert str(here.engineer) in text


@clause(Clause.FRM_34, Clause.APR_08)
def test_each_technical_thing_has_a_sheet_for_engineer_and_head_of_department(here):
    drawing = here.drawing()
    appraisal = here.opened(here.volume(), drawing)
    address = reverse("destruction:paper", args=[appraisal.pk, "opinions"])

    text = words(Desk(here.engineer).client.get(address).content)
    for said in (
        "工程技术部门专业建议", "JD-2026-0001", drawing.code, drawing.title, "查验情况", "专业建议",
        "工程师（签字）", "工程技术部门负责人（签字）", "年月日",
    ):  # fmt: skip
        assert "".join(said.split()) in text, said
    line = appraisal.lines.get(technical=True)
    give_opinion(line, "总平面图永久保存", by=here.engineer, now=NOW)
    (page,) = pages(Desk(here.archivist).client.get(address).content)
    said = f"总平面图永久保存（{here.engineer}，{TODAY}）"
    assert said in "".join(page.extract_text().split())
    assert Desk(here.archivist).get("opinions", here.opened(here.volume()).pk).status_code == 200


@clause(Clause.APR_25)
def test_a_sheet_nobody_signed_says_so(here):
    draft = here.opened(here.volume())
    assert "草稿" in words(appraisal_sheet(sheet(draft)))

    frozen_one = here.frozen(here.volume())
    text = words(appraisal_sheet(sheet(frozen_one)))
    assert "待签署" in text
    assert "签署齐全前不作处置依据" in text

    void_appraisal(frozen_one, reason="重列", by=here.archivist, now=NOW)
    assert "已作废" in words(appraisal_sheet(sheet(frozen_one)))


@clause(Clause.APR_25)
def test_one_of_two_signatures_leaves_the_other_place_open(here):
    jointly(here)
    appraisal = here.frozen(here.volume())
    here.sign(appraisal, "customer_service", here.service_head)

    facts = sheet(appraisal)
    assert [bool(place.signature) for place in facts.signatories] == [True, False]
    assert facts.signatories[1].department == here.centre.name
    assert "待签署" in words(appraisal_sheet(facts))


@clause(Clause.APR_25)
def test_who_stood_in_is_printed_with_the_principal(here):
    appraisal = here.frozen(here.volume())
    stand_in = also(
        person(Role.EMPLOYEE, display_name="钱伟"), Role.DIRECTOR, here.company,
        acting_for=here.director, ends_on=date(2026, 12, 31),
    )  # fmt: skip
    here.sign(appraisal, by=stand_in)

    assert f"钱伟（代{here.director}）" in words(appraisal_sheet(sheet(appraisal)))


@clause(Clause.APR_25)
def test_a_print_states_what_was_signed_whatever_the_catalogue_says_later(here):
    volume = here.volume()
    appraisal = here.approved(volume)
    before = appraisal_sheet(sheet(appraisal))
    change(again(volume), title="改名", page_count=999)

    assert appraisal_sheet(sheet(appraisal)) == before


def test_a_signature_over_another_content_is_not_printed(here):
    facts = sheet(here.approved(here.volume()))
    with pytest.raises(ValueError, match="another content"):
        appraisal_sheet(dataclasses.replace(facts, digest="0" * 64))


def test_no_paper_names_a_person_of_the_files(here):
    paper = here.paper()
    appraisal = here.frozen(paper)
    customer = paper.holding.dossier.occupancy.customer.name

    for pdf in (
        appraisal_sheet(sheet(appraisal)),
        expired_list(expired_facts(appraisal, frozen(appraisal))),
    ):
        assert "王芳" not in words(pdf)
        assert customer not in words(pdf)
