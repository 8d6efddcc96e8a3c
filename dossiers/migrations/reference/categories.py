"""The classification: lists A and B of the regulation, and the classes of the reference codes.

Several categories may share one archive class (all of A2 are 文书 WS). The running number belongs to
the class, the estate or year, the term and the office, never to the category alone: otherwise two
categories of one class would both begin with 0001.
"""

from dataclasses import dataclass

COMPANY, CENTRE = "company", "centre"
PERMANENT, FIXED, LONG = "permanent", "fixed", "long"
HAND_OVER, STAYS = "hand_over", "stays"
PUBLIC, INTERNAL, SECRET = 0, 1, 2
PER_ESTATE, PER_YEAR = "per_estate", "per_year"
DOSSIER_CLOSED, FILING_YEAR, CONTRACT_END = "dossier_closed", "filing_year", "contract_end"

# What a term counts from, where it is not the end of the year of origin (APR-16).
STARTS = {
    "KH": DOSSIER_CLOSED,
    "HT": CONTRACT_END,
    "B4.6": CONTRACT_END,
    "B4.7": CONTRACT_END,
}

ENTERPRISES = "企业文件材料归档范围和档案保管期限规定（国家档案局令第10号）"

# What a term rests on, by archive class; everything else on the rules for enterprises.
BASES = {
    "KU": "会计档案管理办法（财政部、国家档案局令第79号）",
    "KJ": "物业管理条例、物业承接查验办法",
    "ZY·KH": "公司规定：客户档案自退租、过户起算",
    "ZY·YW": "民法典、物业管理条例",
    "ZY·WX": "住宅专项维修资金管理办法",
    "RS": "劳动合同法第五十条",
}

# What is arranged estate by estate can be handed over whole when the contract for the estate ends.
ESTATE_CLASSES = {"KJ·CY", "KJ·JG", "KJ·SB", "KJ·GZ", "ZY·KH"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """One category of the classification.

    Attributes:
        code: Unique in the office: the second-level class where a category fills it alone (KH), else
            the number on its list (A2.1).
        list_code: Number on list A or B of the regulation; empty for classes beside the lists.
        archive_class: 门类, two letters (WS, KJ, ZY …).
        sub_class: 二级门类, or empty.
        retention_years: Only with a fixed term.
        retention_start: What the term counts from.
        retention_basis: The law or rule behind the term.
        technical: Appraisal needs the opinion of the engineering department.
        handover_scope_open: What the handover does with a dossier that is still open.
    """

    code: str
    name_zh: str
    name_en: str
    level: str
    archive_class: str
    sub_class: str = ""
    list_code: str = ""
    retention: str = FIXED
    retention_years: int | None = None
    pattern: str = PER_YEAR
    handover_scope: str = HAND_OVER
    handover_scope_open: str = HAND_OVER
    retention_start: str = FILING_YEAR
    retention_basis: str = ENTERPRISES
    secrecy: int = INTERNAL
    technical: bool = False
    clause: str = ""


def _rows(level, clause, *rows):
    """Category rows from ``code, list code, class, term, 中文, English`` and what else differs."""
    return tuple(_row(level, clause, row) for row in rows)


def _row(level, clause, row):
    code, listed, class_code, term, zh, en, *rest = row
    archive_class, _, sub_class = class_code.partition("·")
    return CategoryRow(
        code=code,
        list_code=listed,
        archive_class=archive_class,
        sub_class=sub_class,
        level=level,
        name_zh=zh,
        name_en=en,
        retention=FIXED if isinstance(term, int) else term,
        retention_years=term if isinstance(term, int) else None,
        retention_start=STARTS.get(code, FILING_YEAR),
        retention_basis=BASES.get(class_code, BASES.get(archive_class, ENTERPRISES)),
        pattern=PER_ESTATE if class_code in ESTATE_CLASSES else PER_YEAR,
        # Headquarters keeps what it made: there is nobody to hand it over to.
        handover_scope=STAYS if level == COMPANY else HAND_OVER,
        handover_scope_open=STAYS if level == COMPANY else HAND_OVER,
        clause=clause,
        **(rest[0] if rest else {}),
    )


TECHNICAL = {"technical": True}

LIST_A = _rows(
    COMPANY,
    "COL-02",
    ("A1", "A1", "SW", PERMANENT, "公章、证照", "company seals, licences and certificates"),
    ("A2.1", "A2.1", "WS", 30, "文件、公文", "documents and official letters"),
    ("A2.2", "A2.2", "WS", PERMANENT, "工作计划", "work plans"),
    ("A2.3", "A2.3", "WS", 10, "上级来文", "letters from superior bodies"),
    ("A2.4", "A2.4", "WS", 10, "国家与地方法律法规", "national and local laws and rules"),
    ("A2.5", "A2.5", "WS", PERMANENT, "领导签署的批复", "signed instructions of the management"),
    ("A2.6", "A2.6", "WS", PERMANENT, "企业及职能部门发文",
     "documents issued by the company or its departments"),
    ("A3", "A3", "WS", PERMANENT, "重大、突发事件处理资料", "major-incident papers"),
    ("HT", "A4.1", "ZY·HT", 30, "合同资料", "contracts signed by the company"),
    ("A4.2", "A4.2", "WS", 30, "职能部门检查的书面及取证资料",
     "inspection papers and evidence of authorities"),
    ("A4.3", "A4.3", "WS", 30, "固定资产资料", "fixed-asset papers"),
    ("RS", "A5", "RS", PERMANENT, "人事档案", "personnel files", {"secrecy": SECRET}),
    ("ZP", "A6", "ZP", PERMANENT, "照片档案", "photographs"),
    ("LY", "A6", "LY", PERMANENT, "录音档案", "sound recordings"),
    ("LX", "A6", "LX", PERMANENT, "录像档案", "video recordings"),
    ("SW", "A6", "SW", PERMANENT, "实物档案", "physical objects"),
    ("SJ", "A6", "SJ", 30, "业务数据档案", "business data"),
    ("YJ", "A6", "YJ", 10, "电子邮件档案", "e-mail"),
    ("WY", "A6", "WY", 10, "网页档案", "web pages"),
    ("A7", "A7", "SW", PERMANENT, "荣誉类及其他档案",
     "honours and other records", {"secrecy": PUBLIC}),
)  # fmt: skip

LIST_B = _rows(
    CENTRE,
    "COL-03",
    ("B1", "B1", "SW", PERMANENT, "业务章、证照", "centre business seal and certificates"),
    ("B2.1", "B2.1", "KJ·CY", PERMANENT, "房屋、设备及附着物清单",
     "lists of premises, equipment and fixtures", TECHNICAL),
    ("B2.2", "B2.2", "KJ·CY", PERMANENT, "验收合格凭证、物业完好状况、接管文件",
     "acceptance certificates, condition of the property, take-over documents", TECHNICAL),
    ("B2.3", "B2.3", "KJ·JG", PERMANENT, "工程预决算书",
     "project budget and final account", TECHNICAL),
    ("B2.4", "B2.4", "KJ·JG", PERMANENT, "总平面图、平面图、竣工图",
     "site plan, floor plans, as-built drawings", TECHNICAL),
    ("B2.5", "B2.5", "KJ·JG", PERMANENT, "地质勘探报告", "geological survey report", TECHNICAL),
    ("B2.6", "B2.6", "KJ·JG", PERMANENT, "图纸会审记录",
     "joint drawing-review minutes", TECHNICAL),
    ("B2.7", "B2.7", "KJ·JG", PERMANENT, "竣工验收证明书", "completion certificate", TECHNICAL),
    ("B2.8", "B2.8", "KJ·SB", PERMANENT, "房屋及设备使用技术资料",
     "technical manuals for premises and equipment", TECHNICAL),
    ("KH", "B3", "ZY·KH", 30, "业主（客户）档案", "resident and customer dossiers"),
    ("B4.1", "B4.1", "WS", 10, "人事管理资料", "staff papers of the centre"),
    ("B4.2", "B4.2", "WS", 10, "各部门值班记录", "duty logs of the departments"),
    ("B4.3", "B4.3", "WS", 10, "往来信函、内部通知", "correspondence and internal notices"),
    ("B4.4", "B4.4", "KJ·SB", 30, "设备标识、台账、资料",
     "equipment labels, ledger and papers", TECHNICAL),
    ("B4.5", "B4.5", "WS", 30, "物业经营管理资料", "operations of the estate"),
    ("B4.6", "B4.6", "ZY·HT", 10, "租赁审批资料", "lease approval papers"),
    ("B4.7", "B4.7", "ZY·HT", 10, "租赁合同", "lease contracts"),
    ("B4.8", "B4.8", "ZY·HT", 30, "物业权属证明", "proofs of title"),
    ("B4.9", "B4.9", "KJ·JG", PERMANENT, "房屋安全鉴定资料",
     "building safety assessments", TECHNICAL),
    ("B4.10", "B4.10", "ZY·HT", 10, "同意出（转）租文件", "consents to let or sublet"),
    ("B4.11", "B4.11", "ZY·HT", 10, "委托书、公证书、证明、报告、分户图",
     "powers of attorney, notarial deeds, certificates, reports, unit plans"),
    ("B4.12", "B4.12", "KJ·JG", PERMANENT, "工程图纸", "working drawings", TECHNICAL),
    ("B4.13", "B4.13", "WS", 10, "活动资料", "papers of activities"),
    ("B5.1", "B5.1", "WS", PERMANENT, "小区创优档案",
     "estate-excellence award files", {"secrecy": PUBLIC}),
    ("B5.2", "B5.2", "WS", 10, "社区文化资料", "community culture papers", {"secrecy": PUBLIC}),
)  # fmt: skip

# Classes of the state's scheme that the regulation's lists do not name but every estate has.
BESIDE_A = _rows(
    COMPANY,
    "COL-02",
    ("KU01", "", "KU·01", 30, "会计凭证", "accounting vouchers"),
    ("KU02", "", "KU·02", 30, "会计账簿", "account books"),
    ("KU03", "", "KU·03", PERMANENT, "财务会计报告", "financial reports"),
    ("KU04", "", "KU·04", 10, "其他会计资料", "other accounting papers"),
    ("ZB", "", "ZY·ZB", 30, "招投标档案", "tender files"),
    ("QZ", "", "WS", PERMANENT, "全宗卷", "records of the archive itself"),
    # What comes with a number of another scheme stays here until an archivist classifies it.
    ("DG", "", "WS", LONG, "原有档案（待归类）", "legacy records awaiting classification"),
)  # fmt: skip

BESIDE_B = _rows(
    CENTRE,
    "COL-03",
    ("ZX", "", "ZY·ZX", 10, "装饰装修档案", "decoration files"),
    ("GZ", "", "KJ·GZ", PERMANENT, "改造工程档案", "alteration works", TECHNICAL),
    ("YW", "", "ZY·YW", PERMANENT, "业主大会与业主委员会档案", "owners' assembly and committee"),
    ("WX", "", "ZY·WX", PERMANENT, "住宅专项维修资金档案", "residential maintenance fund"),
    ("AF", "", "ZY·AF", 10, "消防安全档案", "fire safety"),
    ("KF", "", "ZY·KF", 10, "客户服务档案", "customer service records"),
    ("SF", "", "ZY·SF", 30, "收费档案", "service-charge records"),
)  # fmt: skip

CATEGORIES = (*LIST_A, *LIST_B, *BESIDE_A, *BESIDE_B)
