"""The papers of a destruction: what is to go, who agreed, and the stamp once all have signed."""

import dataclasses
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfReader

from archive_office.organisation.models import Department
from archive_office.regulation import Clause
from destruction.models import LineState, Twins
from destruction.papers.record import record_of_destruction
from destruction.papers.record_filling import record_facts
from destruction.papers.register import destruction_register, numerals
from destruction.papers.register_cover import register_cover
from destruction.papers.register_filling import register_facts
from destruction.procedures.erasing import erase_due
from destruction.procedures.executing import (
    finish_destruction,
    put_off_line,
    start_destruction,
)
from destruction.procedures.quarantine import check_again, withdraw_line
from destruction.procedures.registers import freeze_register, settle_twins, void_register
from destruction.rules.record import frozen_record, stated_record
from destruction.rules.register_content import content_for
from destruction.rules.registering import lines_of
from destruction.rules.witnessing import standing
from dossiers.models import Dossier, ElectronicFile, ViewLog
from dossiers.papers.contents import contents
from dossiers.papers.filling import contents_facts
from dossiers.papers.notes import volume_notes
from dossiers.papers.volume_facts import notes_facts
from tests.destruction.desk import Desk
from tests.destruction.registers import REFUSED, destroying_office, line_of
from tests.destruction.world import NOW, again, change
from tests.factories import TODAY, arranged
from tests.steps import clause
from tests.transfers.desk import that_day

pytestmark = pytest.mark.django_db
assert that_day


@pytest.fixture
def here():
    return destroying_office()


def pages(pdf):
    return PdfReader(io.BytesIO(pdf)).pages


def words(pdf):
    return "".join("".join(page.extract_text() for page in pages(pdf)).split())


def sheet(register, *, asked_for=2):
    fresh = again(register)
    content = content_for(fresh, lines_of(fresh), on=TODAY)
    return register_facts(fresh, content, asked_for=asked_for)


def printed(register):
    return words(destruction_register(sheet(register)))


def record(register):
    fresh = again(register)
    said = frozen_record(fresh) if fresh.record else stated_record(fresh, standing(fresh))
    return record_facts(fresh, said)


def said_all(text, *sayings):
    for said in sayings:
        assert "".join(said.split()) in text, said


def scanned(paper, *, by):
    """The paper has an electronic copy; nobody else's has this content."""
    content = f"scan of {paper.code}".encode()
    digest = hashlib.sha256(content).hexdigest()
    with arranged():
        return ElectronicFile.objects.create(
            document=paper, file=ContentFile(content, "scan.pdf"), sha256=digest, name="scan.pdf",
            size=len(content), content_type="application/pdf", uploaded_by=by, uploaded_at=NOW,
        )  # fmt: skip


def begun(here, register):
    """Looked at again after the wait, planned and begun."""
    after = here.after_the_wait(register)
    register = here.plan(check_again(register, text="确无保留价值", by=here.head, now=after))
    return start_destruction(register, by=here.room_head, now=here.the_day(register))


def completed(here, register):
    """What is still listed goes, and everybody signs."""
    for line in register.lines.filter(state="listed"):
        here.destroy(here.confirm(line))
    then = here.the_day(register, minutes=20)
    register = finish_destruction(register, by=here.room_head, now=then)
    for who in (here.witness, here.second, here.room_head):
        here.sign_off(register, who)
    return again(register)


@clause(Clause.DES_10, Clause.DES_01)
def test_the_register_states_what_is_to_go_on_which_appraisal(here):
    volume, paper = here.volume(), here.paper()
    register = here.proposed(volume, paper)
    pdf = destruction_register(sheet(register))

    text = words(pdf)
    said_all(
        text, "档案销毁清册", register.number, "保管期限：永久", "W001", "翠湖物业服务有限公司",
        volume.code, paper.code, "抽卷销毁", "10年", "已无查考价值", "鉴定意见书：JD-2026-0001",
        str(here.director), str(here.archivist), "批准人", "监销人一", "监销人二", "合计", "拟销毁档案",
    )  # fmt: skip
    (page,) = pages(pdf)
    assert page.mediabox.width > page.mediabox.height
    assert PdfReader(io.BytesIO(pdf)).metadata["/Keywords"].endswith(register.content_hash)


@clause(Clause.DES_03)
def test_every_paper_of_a_destruction_prints_the_ban_on_reuse_and_sale(here):
    register = here.closed()
    ban = "不得作其他用途，不得作为废纸出售"

    for pdf in (
        destruction_register(sheet(register)),
        register_cover(sheet(register)),
        record_of_destruction(record(register)),
    ):
        assert ban in words(pdf)


@clause(Clause.DES_08, Clause.DES_09)
def test_nothing_says_destroyed_before_the_last_signature(here):
    register = here.finished()
    for who in (here.witness, here.second):
        here.sign_off(register, who)

    for pdf in (
        destruction_register(sheet(register)),
        register_cover(sheet(register)),
        record_of_destruction(record(register)),
    ):
        assert "已销毁" not in words(pdf)
        assert "待签署" in words(pdf)


@clause(Clause.DES_08, Clause.DES_10, Clause.FRM_35)
def test_the_closed_register_bears_mark_stamp_and_date(here):
    register = here.closed()
    on = again(register).planned_on

    text = printed(register)
    assert f"已销毁{on.isoformat()}" in text  # the line
    assert f"已销毁{numerals(on)}" in text  # the stamp
    said_all(text, "碎纸机粉碎", "公司档案室销毁间", str(here.room_head), "实际销毁档案壹卷")
    said_all(text, str(here.witness), str(here.second), str(here.director), "JD-2026-0001", "10年")
    assert "待签署" not in text
    assert f"已销毁{numerals(on)}" in words(register_cover(sheet(register)))
    assert f"已销毁{numerals(on)}" in words(record_of_destruction(record(register)))


@clause(Clause.DES_10)
def test_each_page_has_a_line_for_every_witness_to_initial(here):
    facts = sheet(here.proposed())
    before = pages(destruction_register(dataclasses.replace(facts, things=facts.things * 60)))
    assert len(before) > 3
    assert all("监销人（逐页签名）" in page.extract_text() for page in before)

    facts = sheet(here.closed())
    long = dataclasses.replace(facts, things=facts.things * 60)
    for page in pages(destruction_register(long)):
        text = page.extract_text()
        assert str(here.witness) in text
        assert str(here.second) in text
        assert "序号" in text


@clause(Clause.DES_10, Clause.DES_14)
def test_approvals_are_printed_with_person_date_and_remark(here):
    here.set("destruction_approval_chain", "full")
    register = here.proposed()
    here.decide(register, step="customer_service", by=here.service_head, reason="请核对押金")
    assert "待批准" in printed(register)
    here.decide(register, step=f"origin:{here.centre.code}", by=here.head)
    here.decide(register)

    text = printed(register)
    said_all(
        text, "审批记录", "请核对押金", str(here.service_head), here.centre.name, str(here.head),
        "同意销毁", str(here.director), NOW.date().isoformat(), "待销毁",
    )  # fmt: skip


@clause(Clause.DES_14)
def test_a_refused_register_says_so_with_the_reason(here):
    register = here.proposed()
    here.decide(register, REFUSED, reason="第一项尚有争议")

    text = printed(register)
    assert "未获批准" in text
    assert "不同意销毁" in text
    assert "第一项尚有争议" in text


@clause(Clause.DES_10)
def test_a_register_in_the_making_says_so(here):
    draft = here.drawn_up()
    assert "草稿" in printed(draft)
    assert "尚未定稿" in printed(draft)

    void_register(draft, reason="重列", by=here.archivist, now=NOW)
    assert "已作废" in printed(draft)


@clause(Clause.DES_14, Clause.DES_18)
def test_struck_withdrawn_and_put_off_lines_stay_and_are_shown_as_such(here):
    struck, back, later, gone = (here.volume() for _ in range(4))
    register = here.proposed(struck, back, later, gone)
    here.decide(register, vetoes={line_of(register, struck).pk: "押金尚未退清"})
    here.moved(register)
    withdraw_line(line_of(register, back), reason="业主来函索取", by=here.archivist, now=NOW)
    register = begun(here, again(register))
    put_off_line(
        line_of(register, later), reason="碎纸机故障", by=here.room_head, now=here.the_day(register)
    )
    completed(here, register)

    assert line_of(register, gone).state == LineState.DESTROYED
    text = printed(register)
    said_all(
        text, "剔除、撤出、缓销记录", "剔除", "押金尚未退清",
        "撤出", "业主来函索取", "缓销", "碎纸机故障", "列册4项，销毁1项，剔除1项，撤出1项，缓销1项",
    )  # fmt: skip
    assert text.count("已销毁2026") + text.count("已销毁2027") == 1
    said_all(
        words(record_of_destruction(record(register))), "押金尚未退清", "业主来函索取", "碎纸机故障"
    )


@clause(Clause.DES_07, Clause.DES_06, Clause.DES_20, Clause.DES_22, Clause.FRM_36)
def test_the_record_states_place_method_and_who_compared_each_line(here):
    volume = here.volume()
    register = here.closed(volume)
    facts = record(register)

    text = words(record_of_destruction(facts))
    day = again(register).planned_on.isoformat()
    said_all(
        text, "监销记录", register.number, volume.code, "公司档案室销毁间", "碎纸机粉碎",
        f"{day} 10:10", f"{here.witness} {day} 10:05", f"{here.second} {day} 10:05", "指派",
        str(here.room_head), "秩序部", "所列档案已按销毁清册逐件核对无误", again(register).record_hash[:8],
    )  # fmt: skip
    assert not any(each.reason for each in facts.lines)
    said_all(text, f"单独存放{facts.waited}", f"签字{here.witness}")
    said_all(printed(register), f"批准人{here.director}", "复查（")


@clause(Clause.DES_25)
def test_register_and_record_state_what_becomes_of_electronic_copies(here):
    kept, erased = here.paper(), here.paper()
    for each in (kept, erased):
        scanned(each, by=here.archivist)
    register = here.drawn_up(kept, erased)
    settle_twins(line_of(register, kept), Twins.KEEP, reason="诉讼取证", by=here.archivist, now=NOW)
    said_all(printed(register), "电子版保留：诉讼取证", "电子版删除")

    freeze_register(register, by=here.archivist, now=NOW)
    here.decide(again(register))
    register = completed(here, begun(here, here.moved(again(register))))
    assert f"删除，{here.room_head}；1个文件待删除" in words(
        record_of_destruction(record(register))
    )
    erase_due(here.the_day(register, minutes=40))
    done = again(register).planned_on.isoformat()
    said_all(
        words(record_of_destruction(record(register))),
        "保留：诉讼取证", f"删除，{here.room_head}；1个文件{done}核验已删",
    )  # fmt: skip


@clause(Clause.DES_10)
def test_the_cover_states_quantity_approvals_and_the_day(here):
    register = here.closed()
    (page,) = pages(register_cover(sheet(register)))

    text = "".join(page.extract_text().split())
    said_all(
        text, "档案销毁清册", register.number, "列册数量", "档案壹卷", "JD-2026-0001", "盖章处",
        f"公司负责人：同意销毁 {here.director} {NOW.date().isoformat()}", "复查",
        str(here.witness), str(here.second), "公司档案室销毁间",
    )  # fmt: skip
    assert page.mediabox.width < page.mediabox.height


@clause(Clause.DES_10)
def test_a_signature_over_another_content_is_not_printed(here):
    facts = sheet(here.closed())
    for changed in ({"digest": "0" * 64}, {"record_digest": "0" * 64}):
        with pytest.raises(ValueError, match="another content"):
            destruction_register(dataclasses.replace(facts, **changed))
    with pytest.raises(ValueError, match="another content"):
        register_cover(dataclasses.replace(facts, digest="0" * 64))
    with pytest.raises(ValueError, match="another record"):
        record_of_destruction(dataclasses.replace(record(here.closed()), digest="0" * 64))


@clause(Clause.DES_10)
def test_a_print_states_what_was_approved_whatever_the_catalogue_says_later(here):
    register = here.closed()
    before = destruction_register(sheet(register))
    Department.objects.filter(pk=here.centre.pk).update(name="改名中心")

    assert destruction_register(sheet(register)) == before


def test_no_paper_of_a_destruction_names_a_person_of_the_files(here):
    paper = here.paper()
    register = here.closed(paper)
    customer = paper.holding.dossier.occupancy.customer

    for pdf in (
        destruction_register(sheet(register)),
        record_of_destruction(record(register)),
        register_cover(sheet(register)),
    ):
        assert "王芳" not in words(pdf)
        assert str(customer.name or "王芳") not in words(pdf)


@clause(Clause.DES_11, Clause.DES_12)
def test_a_paper_destroyed_out_of_its_volume_is_marked_in_contents_and_notes(here):
    paper = here.paper(pages=3)
    register = here.closed(paper)
    volume = again(paper.holding)
    day = again(register).planned_on

    listed = words(contents(contents_facts(volume)))
    assert f"已销毁{day.isoformat()}{register.number}" in listed
    assert "王芳" not in listed
    noted = words(volume_notes(notes_facts(volume)))
    assert paper.code in noted
    assert register.number in noted
    assert f"{day.year}年{day.month}月{day.day}日" in noted


@pytest.mark.usefixtures("that_day")
@clause(Clause.DES_10)
def test_each_print_stands_in_the_view_log_of_the_dossiers_it_names(here):
    volume, paper = here.volume(), here.paper()
    register = here.proposed(volume, paper)
    desk = Desk(here.archivist)

    for name in ("register", "cover"):
        answer = desk.get("register_paper", register.pk, name)
        assert answer.headers["Content-Type"] == "application/pdf"
    assert desk.get("register_paper", register.pk, "record").status_code == 404
    assert desk.get("register_paper", register.pk, "other").status_code == 404
    desk.get("paper", register.lines.first().appraised.appraisal_id, "sheet")

    for thing in (volume, paper.holding):
        printed = ViewLog.objects.filter(dossier=thing.dossier, what=ViewLog.What.PRINTED)
        assert sorted(printed.values_list("detail", "under")) == [
            ("JD-2026-0001 sheet", "centre"),
            (f"{register.number} cover", "centre"),
            (f"{register.number} register", "centre"),
        ]


@pytest.mark.usefixtures("that_day")
def test_who_prints_without_a_right_to_the_dossier_prints_under_the_paper(here):
    register = here.planned()
    assert Desk(here.witness).get("register_paper", register.pk, "register").status_code == 200
    assert Desk(here.accountant).get("register_paper", register.pk, "register").status_code == 404

    (seen,) = ViewLog.objects.filter(user=here.witness)
    assert seen.under == f"paper {register.number} register"
    assert Dossier.objects.get(pk=seen.dossier_id)


def test_numerals_are_written_as_a_stamp_bears_them():
    assert numerals(NOW.date()) == "二〇二六年十一月二十日"
    assert numerals(NOW.date() + timedelta(days=11)) == "二〇二六年十二月一日"


@pytest.mark.usefixtures("that_day")
@clause(Clause.DES_11)
def test_the_list_of_a_box_is_printed_again_without_what_was_destroyed(here):
    stays, goes = here.volume(), here.volume()
    box = again(goes).present_slot
    change(again(stays), present_slot=box, home_slot=box)
    desk = Desk(here.archivist)
    address = reverse("dossiers:paper_box_list", args=[box.pk])
    before = words(desk.client.get(address).content)
    here.closed(goes)

    after = words(desk.client.get(address).content)
    said_all(after, "盒内目录", box.number, stays.code, "合计共壹卷")
    assert goes.code in before
    assert goes.code not in after
    assert ViewLog.objects.filter(
        dossier=stays.dossier, detail=f"list of box {box.number}"
    ).exists()
