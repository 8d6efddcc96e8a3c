"""The forms of the regulation as definitions, and a form that somebody adds without code."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, RegulationError
from dossiers.models import FormDefinition, RegisterEntry
from dossiers.procedures.definitions import define_form
from dossiers.procedures.form_papers import blank_form
from dossiers.rules.definitions import read_definition, spec_of
from tests.dossiers.registers import KEYS, RECEIPT, REPAIR, Desk, form
from tests.dossiers.steps import NOW
from tests.factories import DepartmentFactory, UnitFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
BACKEND = "archive_office.organisation.backends.MembershipBackend"

# As the catalogue of the regulation lists them (13.1), copied by hand. What every sheet and line
# has of itself (number, day, unit, customer, clerk) is asked for below.
THE_EIGHTEEN = {
    "31301": (
        "客户档案登记表",
        (
            "客户名称 客户类别 法定代表人 营业执照号／证件号码 建筑面积 入住日期 租赁（买卖）合同编号 合同期限"
            " 人数（员工／家庭成员） 负责人 联系人 联系电话 车位 收存资料清单"
        ),
    ),
    "31302": (
        "客户紧急联络表",
        (
            "联系人一 联系人一关系／职务 联系人一手机 联系人一夜间电话 联系人一住址 联系人二 联系人三"
            " 备用钥匙存放人 特殊情况（疾病、危险品等） 生效日期"
        ),
    ),
    "31303": (
        "非机动车车牌办理登记表",
        "车主姓名 车辆类型 品牌 颜色 车牌号 工本费 领取人（签名） 交回日期",
    ),
    "31304": (
        "特殊事件记录表",
        (
            "发生时间 发生地点 事件类别 涉及人员 涉及其他单元 事件经过 处理措施 通知何人、何时 损失情况"
            " 照片编号 后续处理 记录人 主管"
        ),
    ),
    "31305": (
        "停车位租售情况登记表",
        "车位号 租／售 客户 合同编号 起始日期 终止日期 价款 押金 车牌号 终止登记日期",
    ),
    "31306": (
        "停车证发放登记表",
        "停车证号 车位号 持证人 车牌号 有效期至 领取人（签名） 交回、挂失、补办日期",
    ),
    "31307": (
        "电话报装申请表",
        "申请人 单位公章 线路数量 线路种类 插座位置 分配号码 费用 安装日期 安装人 验收人 审批意见",
    ),
    "31308": ("电话变更登记表", "客户 电话号码 变更前 变更后 变更原因 生效日期 客户签名"),
    "31309": ("备租/售电话号码登记表", "电话号码 价格 客户 起始日期 终止日期 合同编号"),
    "31310": (
        "电话过户登记表",
        (
            "电话号码 转出方单元 转出方 转出方证件号码 受让方单元 受让方 受让方证件号码 欠费结清 查验证件"
            " 双方签名"
        ),
    ),
    "31311": (
        "境外雇员登记表",
        (
            "雇主 姓名 性别 出生日期 国籍 护照号码 签证或居留许可号 许可有效期 就业许可证号 职务 到职日期"
            " 离职日期 紧急联系人"
        ),
    ),
    "31312": (
        "涉外常驻单位登记表",
        (
            "单位中文名称 单位外文名称 性质 国别（地区） 登记证号 登记证有效期 首席代表 外籍人数 中方人数"
            " 电话 入驻日期 撤离日期"
        ),
    ),
    "31313": (
        "用户身份卡登记表",
        "卡号 单位 持卡人 职务 证件号码 已交照片 领取人 押金 有效期至 交回、挂失、注销日期",
    ),
    "31314": (
        "移机电话统计表",
        "统计月份 电话号码 移出单元 移入单元 申请日期 完成日期 费用 施工人",
    ),
    "31315": (
        "车位申请登记表",
        "申请人 车牌号 车型 颜色 申请类别 排队序号 分配车位 审批结果 审批日期 申请人签名",
    ),
    "31316": (
        "辞职、辞退员工名单记录表",
        "用人单位 姓名 职务 类别 最后工作日 交回证卡、钥匙、资料 离职清还单号 报告人",
    ),
    "31317": (
        "代保管单元钥匙申请表",
        (
            "客户 钥匙数量及种类 密封信封编号 代保管原因 代保管期限 何人何时可以使用 交钥匙人 接收人"
            " 归还客户日期 收回人（签名）"
        ),
    ),
    "31318": (
        "水、电表底数确认单",
        (
            "客户 抄表原因 冷水表号 冷水表底数 热水表号 热水表底数 电表号 电表底数 燃气表号 燃气表底数"
            " 照片编号"
        ),
    ),
}
IN_LINES = {"31303", "31305", "31306", "31308", "31309", "31310", "31311", "31312", "31313"} | {
    "31314",
    "31315",
    "31316",
}

# 13.2 to 13.5: the heading of each paper, and the fields the catalogue prints for it.
SERVICE_RECORDS = {
    "SR-01": "客户 办理入住日期 须携带的资料 须缴费用",
    "SR-02": "户主 租住 成员一姓名 成员一关系 成员一出生日期 成员一证件号码 成员一工作单位 成员一手机 车辆 宠物",
    "SR-03": "各房间查验及缺陷 水、电、气表底数 交付钥匙 约定整修事项",
    "SR-04": "住户方 承诺遵守的规约 费用约定",
    "SR-05": "姓名 证件种类 证件号码 有效期至 核对原件人 仅限用于",
    "SR-06": "装修范围 图纸 施工单位 施工资质证号 施工人数 开工日期 竣工日期 装修押金 施工条件及要求 工程部意见"
    " 消防安全意见 客户服务意见 验收日期 押金退还日期",
    "SR-08": "种类 位置 品牌型号 数量 状况",
    "SR-09": "查验对象 验收日期 产权归属 缺陷 参加方",
    "SR-10": "设备编号 设备名称 型号 制造厂 安装位置 启用日期 维保 随机资料",
    "SR-11": "出租人 承租人 起租日期 止租日期 租金 权属证明 房屋安全鉴定 同意出（转）租文件 委托书 公证书 分户图",
    "SR-12": "班次 值班人员 值班情况 交接人（签名）",
    "SR-13": "发自 发至 事由 阅知人",
    "SR-14": "业主 交存金额 票据号 使用项目 余额",
    "SR-15": "类别 所属期间 应收 实收 收据号 退还日期 结余",
    "SR-17": "违反规定 事实 通知送达日期 整改完成日期",
    "SR-18": "欠费期间 欠费金额 催缴日期 缴清日期",
    "SR-19": "来电时间 报修人 故障情况 接报人 派往 到达时间 完成日期 用料 费用 客户签名 回访情况",
    "SR-20": "时间 渠道 投诉人 投诉事项 投诉类别 经办人员 处理措施 处理结果审批人 答复日期 客户满意",
    "SR-21": "拜访人 接待人 事由 内容 承诺事项 下次拜访",
    "SR-22": "种类 文件名称 份数 发放人（签名） 接收人（签名） 接收时间",
    "SR-24": "中文内容 英文内容 尺寸 启用日期 费用 制作日期 安装日期",
    "SR-26": "原联系人 现联系人 职务 电话 起始日期",
    "SR-27": "门 更换内容 钥匙数量 完成日期",
    "SR-28": "加班日期 起 止 所需服务（空调、电梯等） 人数 费用",
    "SR-29": "联系人一 联系人二 事项 结果",
    "SR-30": "原户名 新户名 原因 所附证件 公章 抄送（业务、财务）",
    "SR-31": "客户名称 法定代表人 地址 邮编 电话 传真 注册资本 经营规模 经营范围 资信实力 往来情况",
    "SR-32": "评估期间 信用等级 信用额度 依据 评估人",
    "SR-33": "合同编号 签订日期 合同双方 原件存放处",
    "SR-34": "评级标准 得分 等级 评级人",
    "SR-35": "月份 项目 金额",
    "SR-36": "分析期间 数据 结论",
    "SR-37": "服务质量 价格 对公司的看法 意见和建议",
    "SR-38": "宾客 意见 接收人",
    "SR-39": "资料名称 缺少资料 移交人（签名） 接收人（签名）",
    "SR-40": "客户 联系人 手机 固定电话（含区号） 地址",
}

PLAIN = """
code = "XX-9001"
name = { zh = "雨伞借用登记表", en = "Umbrellas lent" }
layout = "register"
section = "applications"
place = "unit"
series = "SAN"
writers = ["front_line", "centre_archivist"]
fields = [
  { name = "umbrella", zh = "伞号", en = "Umbrella", type = "code", required = true, pattern = "S[0-9]{2}" },
  { name = "holder", zh = "借用人", en = "Holder", type = "person", required = true },
  { name = "days", zh = "天数", en = "Days", type = "number", unit = "天", total = true },
]

[[states]]
key = "out"
zh = "借出"
en = "Out"
open = true
days = 2

[[states]]
key = "back"
zh = "已还"
en = "Back"

[[moves]]
key = "bring"
zh = "归还"
en = "Bring back"
from = "out"
to = "back"
by = ["front_line"]
needs = ["days"]
"""


def text_of(content):
    pages = PdfReader(BytesIO(content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@clause(
    Clause.FRM_01, Clause.FRM_02, Clause.FRM_03, Clause.FRM_04, Clause.FRM_05, Clause.FRM_06,
    Clause.FRM_07, Clause.FRM_08, Clause.FRM_09, Clause.FRM_10, Clause.FRM_11, Clause.FRM_12,
    Clause.FRM_13, Clause.FRM_14, Clause.FRM_15, Clause.FRM_16, Clause.FRM_17, Clause.FRM_18,
)  # fmt: skip
@pytest.mark.parametrize("number", THE_EIGHTEEN)
def test_the_eighteen_forms_have_the_fields_of_the_catalogue_and_print_blank(number):
    title, fields = THE_EIGHTEEN[number]
    definition = form(f"QMS-PM-{number}")
    assert definition.name_zh == title
    assert definition.layout == ("register" if number in IN_LINES else "form")
    assert missing(definition, fields) == set()
    text = text_of(blank_form(definition, DepartmentFactory()))
    own = {f"QMS-PM-{number}", title.replace(" ", ""), "编号", "日期", "房"}
    wanted = own | set(fields.split())
    assert {word for word in wanted if word not in text} == set()


@clause(
    Clause.FRM_62, Clause.FRM_63, Clause.FRM_64, Clause.FRM_65, Clause.FRM_66, Clause.FRM_67,
    Clause.FRM_68, Clause.FRM_69, Clause.FRM_70, Clause.FRM_71, Clause.FRM_72, Clause.FRM_73,
    Clause.FRM_74, Clause.FRM_75, Clause.FRM_76, Clause.FRM_77, Clause.FRM_78, Clause.FRM_79,
    Clause.FRM_80, Clause.FRM_82, Clause.FRM_84, Clause.FRM_85, Clause.FRM_86, Clause.FRM_87,
    Clause.FRM_89, Clause.FRM_90, Clause.FRM_93, Clause.FRM_94, Clause.FRM_95, Clause.FRM_96,
    Clause.FRM_97, Clause.FRM_98, Clause.FRM_99, Clause.FRM_101, Clause.FRM_105, Clause.FRM_107,
)  # fmt: skip
@pytest.mark.parametrize("code", SERVICE_RECORDS)
def test_service_records_have_the_fields_of_the_catalogue_and_print_blank(code):
    definition, fields = form(code), SERVICE_RECORDS[code]
    assert missing(definition, fields) == set()
    text = text_of(blank_form(definition, DepartmentFactory()))
    assert {word for word in [definition.name_zh, *fields.split()] if word not in text} == set()


def missing(definition, fields):
    known = {found.words[0] for found in spec_of(definition).fields}
    return set(fields.split()) - known


def test_every_form_the_office_starts_with_makes_sense_and_has_its_own_numbers():
    series = {}
    for definition in FormDefinition.objects.all():
        spec = read_definition(definition.source)
        assert (definition.code, definition.version) == (spec.code, 1)
        series.setdefault(spec.series, []).append(spec.code)
    assert [codes for codes in series.values() if len(codes) > 1] == []


@clause(Clause.SVC_15)
def test_the_repair_order_prints_on_one_page_with_a_slip_for_the_customer(client):
    desk = Desk()
    order = desk.write("SR-19", REPAIR)
    client.force_login(desk.front_line, backend=BACKEND)
    answer = client.get(reverse("dossiers:entry_sheet", args=[order.pk]))
    assert len(PdfReader(BytesIO(answer.content)).pages) == 1
    text = text_of(answer.content)
    assert "客户联" in text
    assert text.count(order.number) >= 2
    assert text.count("厨房漏水") == 2
    assert "欧阳琬" not in text


@clause(Clause.SVC_04)
def test_a_circular_prints_with_a_line_to_sign_for_each_unit_and_a_slip_for_one_paper(client):
    desk = Desk()
    units = [desk.unit, *(UnitFactory(building=desk.unit.building) for _ in range(30))]
    paper = desk.write("SR-22", RECEIPT)
    client.force_login(desk.front_line, backend=BACKEND)
    address = reverse("dossiers:blank_form", args=["SR-22"]) + f"?estate={desk.estate.pk}"
    text = text_of(client.get(address).content)
    assert [str(unit) for unit in units if str(unit) not in text] == []
    assert "接收人（签名）" in text
    slip = text_of(client.get(reverse("dossiers:entry_sheet", args=[paper.pk])).content)
    assert {word for word in ("客户联", "停水通知", paper.number) if word not in slip} == set()


@clause(Clause.FRM_17)
def test_the_sheet_of_keys_lists_each_use_below(client):
    desk = Desk()
    keys = desk.write("QMS-PM-31317", KEYS)
    desk.write("QMS-PM-31317-1", {"used_by": "王工", "why": "检修水表"}, follows=keys)
    client.force_login(desk.archivist, backend=BACKEND)
    text = text_of(client.get(reverse("dossiers:entry_sheet", args=[keys.pk])).content)
    assert {
        w for w in ("检修水表", "F-12", keys.number, desk.dossier.code) if w not in text
    } == set()


@clause(Clause.SVC_28)
def test_a_form_is_added_on_a_page_and_filled_in_without_code(client):
    desk, admin = Desk(), person(Role.HQ_ARCHIVIST)
    client.force_login(admin, backend=BACKEND)
    sent = {"file": BytesIO(PLAIN.encode())}
    sent["file"].name = "umbrella.toml"
    assert client.post(reverse("dossiers:define_form"), sent).status_code == 302
    client.force_login(desk.front_line, backend=BACKEND)
    assert "XX-9001" in client.get(reverse("dossiers:forms")).content.decode()
    address = reverse("dossiers:write_entry", args=["XX-9001"]) + f"?unit={desk.unit.pk}"
    typed = {"on": "2026-11-20", "f_umbrella": "S07", "f_holder": "欧阳琬"}
    wrong = client.post(address, typed | {"f_umbrella": "七号"})
    assert wrong.status_code == 422
    assert client.post(address, typed).status_code == 302
    entry = RegisterEntry.objects.get()
    assert (entry.number, entry.dossier) == (f"SAN-{desk.department.code}-2026-0001", desk.dossier)
    move = reverse("dossiers:move_entry", args=[entry.pk, "bring"])
    assert client.post(move, {}).status_code == 422
    assert client.post(move, {"f_days": "2"}).status_code == 302
    page = client.get(reverse("dossiers:form", args=["XX-9001"]) + "?q=S07").content.decode()
    assert entry.number in page
    assert "欧阳琬" not in page
    paper = client.get(reverse("dossiers:register_print", args=["XX-9001"]))
    assert {
        w for w in ("雨伞借用登记表", "S07", "伞号", "已还") if w not in text_of(paper.content)
    } == set()
    book = client.get(reverse("dossiers:register_workbook", args=["XX-9001"]))
    cells = [c for row in load_workbook(BytesIO(book.content)).active.values for c in row if c]
    assert {"S07", "伞号", entry.number} <= set(map(str, cells))


@clause(Clause.SVC_28)
def test_entries_keep_the_edition_they_were_written_with():
    desk, admin = Desk(), person(Role.HQ_ARCHIVIST)
    first = define_form(PLAIN, by=admin, now=NOW)
    entry = desk.write("XX-9001", {"umbrella": "S01", "holder": "甲"})
    with refused(Clause.SVC_28):
        define_form(PLAIN, by=admin, now=NOW)
    second = define_form(PLAIN.replace("雨伞借用", "雨伞、雨衣借用"), by=admin, now=NOW)
    later = desk.write("XX-9001", {"umbrella": "S02", "holder": "乙"})
    assert (first.version, second.version) == (1, 2)
    entry.refresh_from_db()
    assert (entry.definition, later.definition) == (first, second)
    gone = define_form("retired = true\n" + PLAIN, by=admin, now=NOW)
    assert gone.retired
    with refused(Clause.SVC_28):
        desk.write("XX-9001", {"umbrella": "S03", "holder": "丙"})


@clause(Clause.SVC_28)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"XX-9001"', '"xx 9001"'),
        ('layout = "register"', 'layout = "poster"'),
        ('section = "applications"', 'section = "elsewhere"'),
        ('"front_line", "centre_archivist"', '"janitor"'),
        ('name = "holder"', 'name = "umbrella"'),
        ('type = "person"', 'type = "smell"'),
        ('"S[0-9]{2}"', '"S["'),
        ('type = "number", unit', 'type = "choice", unit'),
        ('from = "out"', 'from = "nowhere"'),
        ('needs = ["days"]', 'needs = ["weeks"]'),
        ('key = "back"', 'key = "void"'),
        ("days = 2", 'days = "two"'),
        ("days = 2", 'parameter = "no_such_setting"'),
        ("code =", "code"),
    ],
)
def test_a_definition_that_makes_no_form_is_refused(old, new):
    assert old in PLAIN
    with refused(Clause.SVC_28):
        read_definition(PLAIN.replace(old, new, 1))


def test_what_is_refused_of_a_definition_is_all_said_at_once():
    with pytest.raises(RegulationError) as told:
        read_definition('code = "1"\nname = { zh = "x" }\n')
    assert len(told.value.refusals) >= 5
