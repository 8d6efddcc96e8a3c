"""The filing scope 归档范围表: which papers belong into which dossier, and on what terms.

Lists C (resident) and D (tenant, company client) of the regulation paper by paper; of lists A and B
one type for each category, so that every filing meets a line of the table.
"""

from dataclasses import dataclass

from dossiers.migrations.reference.categories import CATEGORIES, HAND_OVER, INTERNAL, SECRET, STAYS

OWNER, TENANT, CATEGORY = "owner", "tenant", "category"

ALWAYS, NO = "always", "no"
IF_FIT_OUT, IF_LET, IF_KEYS_KEPT, IF_COMPANY = "if_fit_out", "if_let", "if_keys_kept", "if_company"

ORIGINAL, COPY, EITHER = "original", "copy", "either"

# When a term of the type's own begins; without one the paper lives as long as its dossier.
DOSSIER_CLOSED = "dossier_closed"

SUPPLIERS = {
    "front_desk": ("客户服务中心前台", "front desk of the centre"),
    "engineering": ("工程技术部", "engineering department"),
    "finance": ("财务部", "finance department"),
    "order": ("秩序维护部", "security department"),
    "leasing": ("租赁经营部", "leasing department"),
    "office": ("综合部", "general office"),
    "personnel": ("人力资源部", "human resources department"),
}

FORMS = {
    "certificate": ("证照", "certificate"),
    "document": ("文书", "document"),
    "letter": ("公文函件", "official letter"),
    "contract": ("合同", "contract"),
    "drawing": ("图纸", "drawing"),
    "resident_paper": ("业户资料", "resident paper"),
    "audiovisual": ("声像", "audio-visual"),
    "chart": ("图表", "chart"),
    "object": ("实物", "physical object"),
    "electronic": ("电子文件", "electronic file"),
}

WEEK = 7  # FIL-29: filed within the week
PERSONAL_YEARS = 2  # identity papers go two years after the person has left


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTypeRow:
    """One line of the filing scope.

    Attributes:
        also_called: Wordings of the printed regulation and of ledgers, for reading, never shown.
        category: Code of the category its dossiers belong to.
        required: When a dossier lacks something without it.
        personal: Personal information: lies in the personal volume only.
        retention: Term of the type's own (``fixed``), or empty: as its dossier.
        deadline_days: Days from receipt to filing; ``None`` where the table sets none.
        title: A proof of ownership in the original: own manifest, safe only.
    """

    code: str
    name_zh: str
    name_en: str
    dossier_kind: str
    category: str
    also_called: tuple[str, ...] = ()
    required: str = NO
    original_or_copy: str = ORIGINAL
    personal: bool = False
    retention: str = ""
    retention_years: int | None = None
    retention_from: str = ""
    secrecy: str = INTERNAL
    supplied_by: str = "front_desk"
    deadline_days: int | None = WEEK
    no_copying: bool = False
    form: str = "resident_paper"
    handover_scope: str = HAND_OVER
    title: bool = False
    clause: str = ""


# Papers about the person: apart, no copies, at the centre, and only as long as they are needed.
PERSONAL = {
    "personal": True,
    "no_copying": True,
    "handover_scope": STAYS,
    "retention": "fixed",
    "retention_years": PERSONAL_YEARS,
    "retention_from": DOSSIER_CLOSED,
}

TITLE = {
    "also_called": ("他项权证", "动产抵押登记通知书", "股权出质设立登记通知书"),
    "form": "certificate",
    "secrecy": SECRET,
    "no_copying": True,
    "title": True,
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
            dossier_kind=kind,
            category="KH",
            required=required,
            **{"clause": clause, **rest},
        )
        for code, required, zh, en, rest in rows
    )


LIST_C = _rows(
    OWNER,
    "COL-06",
    ("C1", ALWAYS, "入住通知书", "move-in notice", {"also_called": ("人住通知书",)}),
    ("C2", ALWAYS, "住户家庭情况登记表", "household registration form",
     {"also_called": ("住户家庭状况登记表",), **PERSONAL}),
    ("C3", ALWAYS, "房屋交接单", "premises handover sheet",
     {"also_called": ("房子交接单", "房屋交接书"), "supplied_by": "engineering"}),
    ("C4", ALWAYS, "入住合约", "occupancy agreement",
     {"also_called": ("住户入住合约",), "form": "contract"}),
    ("C5", ALWAYS, "身份证明", "identity papers",
     {"also_called": ("身份证明资料", "身份证复印件"), "original_or_copy": COPY, **PERSONAL}),
    ("C6", IF_FIT_OUT, "装修申请表", "fit-out application",
     {"also_called": ("装饰申请表",), "supplied_by": "engineering"}),
    ("C7", ALWAYS, "住宅专项维修资金资料", "residential maintenance-fund papers",
     {"also_called": ("维修基金档案资料", "维修基金资料"), "original_or_copy": EITHER,
      "supplied_by": "finance"}),
    ("C8", IF_LET, "权属证明", "proof of title",
     {"also_called": ("物业权属证明资料",), "original_or_copy": COPY, "form": "certificate",
      "supplied_by": "leasing"}),
    ("C9", ALWAYS, "水、电表底数确认单", "opening meter readings", {"supplied_by": "engineering"}),
    ("C10", IF_KEYS_KEPT, "代保管单元钥匙申请表", "key custody application", {}),
    ("C11", ALWAYS, "紧急联络表", "emergency contact sheet",
     {"also_called": ("客户紧急联络表",), "clause": "COL-15"}),
)  # fmt: skip

LIST_D = _rows(
    TENANT,
    "COL-07",
    ("D1", IF_COMPANY, "客户单位资料", "company particulars", {"also_called": ("客户公司资料",)}),
    ("D2", NO, "缴费及押金记录", "payments and deposits",
     {"also_called": ("客户缴费记录",), "supplied_by": "finance"}),
    ("D3", IF_FIT_OUT, "装修工程文件", "fit-out documents", {"supplied_by": "engineering"}),
    ("D4", ALWAYS, "迁入资料", "move-in papers", {"also_called": ("入住资料",)}),
    ("D5", NO, "补充资料", "supplementary particulars", {"also_called": ("客户资料补充",)}),
    ("D6", ALWAYS, "联络资料", "contact details", {"also_called": ("客户联络资料",)}),
    ("D7", ALWAYS, "负责人身份证复印件", "identity-card copy of the person in charge",
     {"also_called": ("客户相关负责人身份证复印件",), "original_or_copy": COPY, **PERSONAL}),
    ("D8", ALWAYS, "紧急联络人资料", "emergency contact", {"clause": "COL-15"}),
    ("D9", NO, "联系人变动资料", "changes of daily contacts", {}),
    ("D10", NO, "铭牌申请", "name-plate application", {}),
    ("D11", IF_COMPANY, "营业执照副本及年审资料", "business licence copy and annual review",
     {"also_called": ("营业执照副本复印件",), "original_or_copy": COPY, "form": "certificate"}),
    ("D12", NO, "证件资料", "other certificates",
     {"original_or_copy": COPY, "form": "certificate"}),
    ("D13", NO, "往来文件", "correspondence with the management office",
     {"also_called": ("往来函",), "form": "letter"}),
    ("D14", NO, "违规与欠费记录", "breaches and arrears",
     {"also_called": ("客户违规事项与欠费记录",)}),
    ("D15", NO, "报修、维修记录", "repair requests",
     {"also_called": ("客户请修记录",), "supplied_by": "engineering"}),
    ("D16", NO, "投诉记录", "complaints", {"also_called": ("客户投诉记录",)}),
    ("D17", NO, "拜访、回访记录", "visits and return visits", {}),
    ("D18", IF_FIT_OUT, "二次装修工程及施工方资料", "second fit-out works and contractor papers",
     {"also_called": ("二装资料",), "original_or_copy": EITHER, "supplied_by": "engineering"}),
    ("D19", NO, "各类申请单", "applications: lock, telephone, parking, directory board, overtime", {}),
    ("D20", NO, "单元使用情况", "use of the unit", {"clause": "COL-25"}),
    ("D21", NO, "开户、更名申请", "account opening or change-of-name application",
     {"also_called": ("更名申请",), "clause": "COL-23"}),
    ("D22", NO, "年度业绩、财务报告", "annual results and financial reports",
     {"original_or_copy": EITHER, "secrecy": SECRET}),
    ("D23", NO, "信用评估报告", "credit report", {"secrecy": SECRET}),
    ("D24", NO, "满意度调查表", "satisfaction questionnaire", {}),
    ("D25", NO, "重要权证（原件）", "title documents in the original", TITLE),
)  # fmt: skip

# What else a resident's life in a unit brings: the same papers as a tenant's, under the owner's list.
FURTHER_C = _rows(
    OWNER,
    "COL-23",
    ("C12", NO, "更名申请", "change-of-name application", {}),
    ("C13", NO, "重要变动及报告事项", "major changes and matters reported", {}),
    ("C14", NO, "其他业户资料", "other resident papers",
     {"original_or_copy": EITHER, "clause": "FIL-01"}),
    ("C15", NO, "重要权证（原件）", "title documents in the original", TITLE),
)  # fmt: skip

SUPPLIER_OF_CLASS = {"KJ": "engineering", "RS": "personnel", "KU": "finance"}
FORM_OF_CLASS = {
    "KJ·JG": "drawing",
    "SW": "object",
    "ZP": "audiovisual",
    "LY": "audiovisual",
    "LX": "audiovisual",
    "SJ": "electronic",
    "YJ": "electronic",
    "WY": "electronic",
    "ZY·HT": "contract",
}

# Laws, letters received and consents are often at hand as copies only; all else is original.
COPIES_ALLOWED = {"A2.3", "A2.4", "A4.2", "B4.10", "B4.11", "DG"}

OF_CATEGORIES = tuple(
    DocumentTypeRow(
        code=category.list_code if category.list_code not in {"", "A6"} else category.code,
        name_zh=category.name_zh,
        name_en=category.name_en,
        dossier_kind=CATEGORY,
        category=category.code,
        original_or_copy=EITHER if category.code in COPIES_ALLOWED else ORIGINAL,
        secrecy=category.secrecy,
        supplied_by=SUPPLIER_OF_CLASS.get(category.archive_class, "office"),
        deadline_days=None,
        form=FORM_OF_CLASS.get(category.class_code, "document"),
        handover_scope=category.handover_scope,
        title=category.title,
        clause=category.clause,
    )
    for category in CATEGORIES
    if category.code != "KH"  # customer dossiers have lists of their own
)

DOCUMENT_TYPES = (*LIST_C, *FURTHER_C, *LIST_D, *OF_CATEGORIES)
