"""Forms of trade and service, and of procedures, that are definitions: their fields, as printed."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.procedures.form_papers import blank_form, filled_sheet
from dossiers.rules.definitions import read_definition, spec_of
from tests.dossiers.registers import Desk, form
from tests.factories import DepartmentFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
BACKEND = "archive_office.organisation.backends.MembershipBackend"

# As the catalogue of the regulation lists them (13.3 and 13.5), copied by hand.
FORMS = {
    "SR-41": (
        "客户资料表 客户名称 客户类别 法定代表人 营业执照号／证件号码 建筑面积 入住日期 租赁（买卖）合同编号"
        " 合同期限 人数（员工／家庭成员） 负责人 联系人 联系电话 车位 客户（签章）"
    ),
    "SR-42": "补充资料清单 缺少的资料或签字 日期 补充期限 补充日期 B角 A角",
    "SR-43": "延后移交审批表 项目（档号） 原移交期限 延后原因 延后至 审批人",
    "SR-44": (
        "经销商客户档案卡 名称 地址 电话 经营管理者 法人代表 成立日期 企业组织形式 资产 客户特征 业务状况 交易现状"
    ),
    "SR-45": (
        "终端客户档案卡 名称 地址 电话 经营管理者 法人代表 成立日期 企业组织形式 资产 客户特征 业务状况 交易现状"
    ),
    "SR-46": (
        "顾客满意度调查分析报告 发放问卷 收回问卷 各项得分 薄弱环节 纠正措施 预防措施 总经理（批准） 分发部门"
    ),
    "SR-47": "中老年健康调查表 姓名 采集人姓名 健康状况 联系电话",
    "SR-48": "“爱心之路”老人生活状况大普查 姓名 生活状况 联系电话",
    "SR-49": "顾客档案表 活动日期（当日填写） 回访详细内容 回访人",
    "SR-51": "交车检查表 检查项目 检查结果 检查结论 客户（签名）",
    "SR-52": "新车PDI检查表 检查项目 检查结果 检查结论 检查人",
    "SR-53": "衍生服务清单 服务项目 办理结果 客户（签名）",
    "SR-55": (
        "维修业务单 接车单 任务委托书 结算单 估算单 增项单 试车表 定损单 委托书号 车型 车牌号 本次联系人 维修项目"
        " 金额 客户（签名）"
    ),
    "SR-56": (
        "免费检查、首保及故障检测单 12项免费检查表 首保卡复印件 测试及故障报告 检查日期 检查结果 检查项目 客户（签名）"
    ),
    "SR-57": "责令改正通知 责任人 违反规定 事实 改正期限（一个工作日内） 签发人",
    "SR-58": "处罚通知 当事人 依据条款 事实 处理决定 金额 当月第几次",
}
RECORD = {
    "name": "欧阳琬",
    "phone": "13812345678",
    "event": "重阳节慰问",
    "event_on": "2026-10-18",
    "filled_by": "赵敏",
    "facts": "独居，喜欢书法",
}


def text_of(content):
    pages = PdfReader(BytesIO(content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@clause(
    Clause.FRM_57, Clause.FRM_61, Clause.FRM_91, Clause.FRM_92, Clause.FRM_100, Clause.FRM_102,
    Clause.FRM_103, Clause.FRM_104, Clause.FRM_108, Clause.FRM_109, Clause.FRM_110, Clause.FRM_111,
)  # fmt: skip
@pytest.mark.parametrize("code", FORMS)
def test_forms_of_trade_and_procedures_print_blank_with_the_fields_of_the_catalogue(code):
    definition = form(code)
    read_definition(definition.source)
    text = text_of(blank_form(definition, DepartmentFactory()))
    assert {word for word in FORMS[code].split() if word not in text} == set()


@clause(Clause.FRM_91)
def test_the_sheet_that_a_customer_fills_in_asks_for_what_the_registration_form_asks():
    asked = {field.words for field in spec_of(form("QMS-PM-31301")).fields}
    own = {field.words for field in spec_of(form("SR-41")).fields}
    assert {words[0] for words in asked - own} == {"备用电话", "收存资料清单"}


@clause(Clause.FRM_102)
def test_the_collector_stands_at_the_top_right():
    names = [field.words[0] for field in spec_of(form("SR-47")).fields]
    assert names[1] == "采集人姓名"  # two fields stand side by side, the second at the right


@clause(Clause.FRM_104)
def test_every_return_visit_to_a_customer_is_a_line_below_the_record():
    desk = Desk()
    record = desk.write("SR-49", RECORD)
    for details in ("送重阳糕一份", "子女已回访"):
        visit = {"visitor": "赵敏", "manner": "call", "details": details}
        desk.write("SR-50", visit, follows=record)
    text = text_of(filled_sheet(record))
    for word in ("重阳节慰问", "2026-10-18", "独居，喜欢书法", "送重阳糕一份", "子女已回访"):
        assert word in text
    assert "欧阳琬" not in text


@clause(Clause.FRM_61)
def test_a_late_handover_is_granted_with_reason_new_day_and_approver(client):
    desk = Desk()
    head = person(Role.CENTRE_HEAD, desk.department)
    told = {"project": "翠湖二期", "asked_by": "李雷", "due_on": "2026-11-25"}
    told |= {"new_on": "2026-12-05", "reason": "竣工图未盖章"}
    entry = desk.write("SR-43", told, unit=False, by=desk.archivist)
    with refused(Clause.SVC_28):
        desk.move(entry, "grant", {}, by=head)
    granted = {"approver": "张总", "decided_on": "2026-11-20"}
    desk.move(entry, "grant", granted, by=head)
    client.force_login(desk.archivist, backend=BACKEND)
    answer = client.get(reverse("dossiers:entry_sheet", args=[entry.pk]))
    text = text_of(answer.content)
    for word in ("2026-11-25", "2026-12-05", "竣工图未盖章", "审批人张总", "同意延后"):
        assert word in text
