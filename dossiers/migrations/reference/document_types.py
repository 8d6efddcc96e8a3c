"""The filing scope 归档范围表: which papers belong into which dossier, and on what terms.

Lists C (resident) and D (tenant, company client) of the regulation paper by paper; of lists A and B
one type for each category, so that every filing meets a line of the table.
"""

from dataclasses import dataclass

from dossiers.migrations.reference.categories import CATEGORIES, FIXED, INTERNAL, SECRET

OWNER, TENANT, CATEGORY = "owner", "tenant", "category"

ALWAYS, NO = "always", "no"
IF_FIT_OUT, IF_LET, IF_KEYS_KEPT, IF_COMPANY = "if_fit_out", "if_let", "if_keys_kept", "if_company"

ORIGINAL, COPY, EITHER = "original", "copy", "either"

FRONT_DESK, ENGINEERING, FINANCE = "客户服务中心前台", "工程技术部", "财务部"
LEASING, OFFICE, PERSONNEL = "租赁经营部", "综合部", "人力资源部"

WEEK = 7  # FIL-29: filed within the week
PERSONAL_YEARS = 2  # identity papers go two years after the person has left


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTypeRow:
    """One line of the filing scope.

    Attributes:
        kind: The dossiers it belongs in: an owner's, a tenant's, or those of the category.
        category: Code of the category of these dossiers.
        required: When a dossier lacks something without it.
        form: Whether the original is filed, a copy, or either.
        personal: Personal information: lies in the personal volume only.
        retention: Term of the type's own, from the closing of the dossier; empty: as the dossier.
        deadline_days: Days from receipt to filing; ``None`` where the table sets none.
        needs_owner_consent: Used only with the owner's own consent or a basis in law.
        bound_purpose: The only purpose it may be used for; empty: any.
        title_document: A proof of ownership in the original: own manifest, safe only.
    """

    code: str
    name_zh: str
    name_en: str
    kind: str
    category: str
    position: int
    required: str = NO
    form: str = ORIGINAL
    personal: bool = False
    title_document: bool = False
    no_copying: bool = False
    needs_owner_consent: bool = False
    bound_purpose: str = ""
    retention: str = ""
    retention_years: int | None = None
    retention_basis: str = ""
    secrecy: int = INTERNAL
    supplying_department: str = FRONT_DESK
    deadline_days: int | None = WEEK
    clause: str = ""


# Papers about the person: in a volume apart, not copied, and only as long as they are needed.
PERSONAL = {
    "personal": True,
    "no_copying": True,
    "retention": FIXED,
    "retention_years": PERSONAL_YEARS,
    "retention_basis": "个人信息保护法第十九条：实现处理目的所必要的最短时间",
}

# Identity papers and the household form: the owner must agree as well (LND-15).
OWN_CONSENT = {**PERSONAL, "needs_owner_consent": True}

TITLE = {
    "title_document": True,
    "secrecy": SECRET,
    "no_copying": True,
    "deadline_days": 1,
    "clause": "TRF-14",
}


def _rows(kind, clause, *rows):
    """Rows of one list from ``code, required, 中文, English`` and what else differs."""
    return tuple(
        DocumentTypeRow(
            code=code,
            name_zh=zh,
            name_en=en,
            kind=kind,
            category="KH",
            position=int(code[1:]),
            required=required,
            **{"clause": clause, **rest},
        )
        for code, required, zh, en, rest in rows
    )


LIST_C = _rows(
    OWNER,
    "COL-06",
    ("C1", ALWAYS, "入住通知书", "move-in notice", {}),
    ("C2", ALWAYS, "住户家庭情况登记表", "household registration form", OWN_CONSENT),
    ("C3", ALWAYS, "房屋交接单", "premises handover sheet", {"supplying_department": ENGINEERING}),
    ("C4", ALWAYS, "入住合约", "occupancy agreement", {}),
    ("C5", ALWAYS, "身份证明", "identity papers", {"form": COPY, **OWN_CONSENT}),
    ("C6", IF_FIT_OUT, "装修申请表", "fit-out application", {"supplying_department": ENGINEERING}),
    ("C7", ALWAYS, "住宅专项维修资金资料", "residential maintenance-fund papers",
     {"form": EITHER, "supplying_department": FINANCE}),
    ("C8", IF_LET, "权属证明", "proof of title", {"form": COPY, "supplying_department": LEASING}),
    ("C9", ALWAYS, "水、电表底数确认单", "opening meter readings",
     {"supplying_department": ENGINEERING}),
    ("C10", IF_KEYS_KEPT, "代保管单元钥匙申请表", "key custody application", {}),
    ("C11", ALWAYS, "紧急联络表", "emergency contact sheet", {"clause": "COL-15"}),
)  # fmt: skip

LIST_D = _rows(
    TENANT,
    "COL-07",
    ("D1", IF_COMPANY, "客户单位资料", "company particulars", {}),
    ("D2", NO, "缴费及押金记录", "payments and deposits", {"supplying_department": FINANCE}),
    ("D3", IF_FIT_OUT, "装修工程文件", "fit-out documents", {"supplying_department": ENGINEERING}),
    ("D4", ALWAYS, "迁入资料", "move-in papers", {}),
    ("D5", NO, "补充资料", "supplementary particulars", {}),
    ("D6", ALWAYS, "联络资料", "contact details", {}),
    ("D7", ALWAYS, "负责人身份证复印件", "identity-card copy of the person in charge",
     {"form": COPY, **OWN_CONSENT}),
    ("D8", ALWAYS, "紧急联络人资料", "emergency contact", {"clause": "COL-15"}),
    ("D9", NO, "联系人变动资料", "changes of daily contacts", {}),
    ("D10", NO, "铭牌申请", "name-plate application", {}),
    ("D11", IF_COMPANY, "营业执照副本及年审资料", "business licence copy and annual review",
     {"form": COPY}),
    ("D12", NO, "证件资料", "other certificates", {"form": COPY}),
    ("D13", NO, "往来文件", "correspondence with the management office", {}),
    ("D14", NO, "违规与欠费记录", "breaches and arrears", {}),
    ("D15", NO, "报修、维修记录", "repair requests", {"supplying_department": ENGINEERING}),
    ("D16", NO, "投诉记录", "complaints", {}),
    ("D17", NO, "拜访、回访记录", "visits and return visits", {}),
    ("D18", IF_FIT_OUT, "二次装修工程及施工方资料", "second fit-out works and contractor papers",
     {"form": EITHER, "supplying_department": ENGINEERING}),
    ("D19", NO, "各类申请单", "applications: lock, telephone, parking, directory board, overtime",
     {}),
    ("D20", NO, "单元使用情况", "use of the unit", {"clause": "COL-25"}),
    ("D21", NO, "开户、更名申请", "account opening or change-of-name application",
     {"clause": "COL-23"}),
    ("D22", NO, "年度业绩、财务报告", "annual results and financial reports",
     {"form": EITHER, "secrecy": SECRET}),
    ("D23", NO, "信用评估报告", "credit report", {"secrecy": SECRET}),
    ("D24", NO, "满意度调查表", "satisfaction questionnaire", {}),
    ("D25", NO, "重要权证（原件）", "title documents in the original", TITLE),
)  # fmt: skip

# Beyond the printed list.
FURTHER_D = _rows(
    TENANT,
    "LND-15",
    ("D26", NO, "个人信息处理单独同意书", "separate consent on personal information", PERSONAL),
)

# What else a resident's life in a unit brings, beyond the printed list.
FURTHER_C = _rows(
    OWNER,
    "COL-23",
    ("C12", NO, "更名申请", "change-of-name application", {}),
    ("C13", NO, "重要变动及报告事项", "major changes and matters reported", {}),
    ("C14", NO, "其他业户资料", "other resident papers", {"form": EITHER, "clause": "FIL-01"}),
    ("C15", NO, "重要权证（原件）", "title documents in the original", TITLE),
    ("C16", NO, "个人信息处理单独同意书", "separate consent on personal information",
     {**PERSONAL, "clause": "LND-15"}),
)  # fmt: skip

# Laws, letters received and consents are often at hand as copies only; all else is original.
COPIES_ALLOWED = {"A2.3", "A2.4", "A4.2", "B4.10", "B4.11", "DG"}

TITLE_CATEGORIES = {"B4.8"}

SUPPLIER_OF_CLASS = {"KJ": ENGINEERING, "RS": PERSONNEL, "KU": FINANCE}

OF_CATEGORIES = tuple(
    DocumentTypeRow(
        code=category.list_code if category.list_code not in {"", "A6"} else category.code,
        name_zh=category.name_zh,
        name_en=category.name_en,
        kind=CATEGORY,
        category=category.code,
        position=position,
        form=EITHER if category.code in COPIES_ALLOWED else ORIGINAL,
        title_document=category.code in TITLE_CATEGORIES,
        secrecy=category.secrecy,
        supplying_department=SUPPLIER_OF_CLASS.get(category.archive_class, OFFICE),
        deadline_days=None,
        clause=category.clause,
    )
    for position, category in enumerate(CATEGORIES, start=1)
    if category.code != "KH"  # customer dossiers have lists of their own
)

DOCUMENT_TYPES = (*LIST_C, *FURTHER_C, *LIST_D, *FURTHER_D, *OF_CATEGORIES)
