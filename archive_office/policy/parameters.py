"""The settings of the regulation: one list, each with its clause, its default and its limits.

The default is what the regulation says, or what the office proposed where the regulation is silent.
A row of :class:`archive_office.policy.models.Parameter` replaces it from a date on.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from archive_office.policy.access import ACCESS
from archive_office.policy.accounts import ACCOUNTS
from archive_office.policy.collecting import COLLECTING
from archive_office.policy.filing import FILING
from archive_office.policy.lists import LISTS
from archive_office.policy.pacing import PACING
from archive_office.policy.residents import RESIDENTS
from archive_office.policy.service import SERVICE
from archive_office.policy.setting import NO, SWITCH_WORDS, Setting, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number
from archive_office.policy.storerooms import STOREROOMS
from archive_office.policy.supervision import SUPERVISION

_SETTINGS: Final = (
    # Use 利用
    number(
        "loan_days", 7, Unit.DAYS, (1, 90), clause="LND-04", zh="借阅期限", en="length of a loan"
    ),
    number(
        "renewed_loan_days",
        15,
        Unit.DAYS,
        (1, 180),
        clause="LND-05",
        zh="续借后最长借出天数（自借出之日起）",
        en="longest loan once renewed, from the day of lending",
    ),
    number(
        "renewals_max",
        1,
        Unit.TIMES,
        (0, 12),
        clause="LND-05",
        zh="续借次数上限",
        en="renewals of a loan at most",
    ),
    number(
        "dereliction_days",
        15,
        Unit.DAYS,
        (1, 365),
        clause="LND-06",
        zh="失职问责起算天数（自借出之日起）",
        en="days out, without extension, before accountability",
    ),
    choice(
        "due_on_closed_day",
        "ignore",
        {
            "ignore": ("不顺延", "stays on that day"),
            "next_open_day": ("顺延至下一工作日", "moves to the next working day"),
        },
        clause="LND-04",
        zh="到期日逢休息日",
        en="a due date on a day of rest",
    ),
    number(
        "loan_reminder_days",
        2,
        Unit.DAYS,
        (0, 30),
        clause="LND-05",
        zh="到期前提醒天数",
        en="days of warning before a loan is due",
    ),
    number(
        "reservation_hold_days",
        3,
        Unit.DAYS,
        (1, 30),
        clause="LND-05",
        zh="预约保留天数",
        en="days a returned thing is kept for the next in the queue",
    ),
    number(
        "disclosure_reminder_days",
        30,
        Unit.DAYS,
        (1, 365),
        clause="LND-16",
        zh="复制件去向催办间隔",
        en="days between reminders of an open disclosure",
    ),
    number(
        "approval_days_max",
        60,
        Unit.DAYS,
        (1, 366),
        clause="LND-20",
        zh="利用审批最长有效天数",
        en="days an approval of use holds at most",
    ),
    choice(
        "read_approval_chain",
        "graded_only",
        {
            "graded_only": ("仅密级档案须审批", "graded items only"),
            "always": ("一律须审批", "every reading"),
        },
        clause="LND-20",
        zh="查阅审批范围",
        en="readings that need approval",
    ),
    choice(
        "request_department_signature",
        "graded_only",
        {
            "never": ("不需要", "never"),
            "graded_only": ("仅密级档案", "for graded items"),
            "always": ("一律需要", "always"),
        },
        clause="LND-17",
        zh="利用申请须本部门负责人签字",
        en="signature of the requester’s department head",
    ),
    choice(
        "reading_place",
        "archive_room",
        {
            "archive_room": ("档案室", "archive room"),
            "service_office": ("客户服务部办公室", "service office"),
        },
        clause="LND-20",
        zh="查阅地点",
        en="where files are read",
    ),
    choice(
        "direct_borrowers",
        "none",
        {
            "none": ("无", "nobody"),
            "director": ("公司负责人", "the director"),
            "heads": ("公司负责人及部门负责人", "the director and department heads"),
        },
        clause="SEC-49",
        zh="可直接借阅的人员",
        en="who borrows without an approval step",
    ),
    choice(
        "working_loan_same_day",
        NO,
        SWITCH_WORDS,
        clause="LND-25",
        zh="服务中心员工借出当日归还",
        en="loans of service staff end the same day",
    ),
    choice(
        "outside_authorisation",
        "strangers",
        {
            "strangers": ("业主本人及其代理人以外", "all but the owner and the attorney"),
            "everybody": ("一律", "everybody from outside"),
        },
        clause="SEC-22",
        zh="对外提供须公司负责人授权",
        en="outside use that needs the director’s word",
    ),
    choice(
        "approval_informs",
        "nobody",
        {
            "nobody": ("无", "nobody"),
            "customer_service_head": ("客户服务部负责人", "the head of customer service"),
            "archive_room_head": ("档案室负责人", "the archive-room head"),
        },
        clause="SEC-23",
        zh="审批时须知会的人员",
        en="who is told of each approval",
    ),
    # Handover 移交
    number(
        "handover_interval_months",
        6,
        Unit.MONTHS,
        (1, 12),
        clause="TRF-03",
        zh="移交间隔",
        en="months between handovers",
    ),
    number(
        "handover_grace_days",
        15,
        Unit.DAYS,
        (0, 90),
        clause="TRF-03",
        zh="移交期末后的办理天数",
        en="days for the handover after the period has ended",
    ),
    number(
        "handover_reminder_days",
        14,
        Unit.DAYS,
        (0, 90),
        clause="TRF-03",
        zh="移交提前提醒天数",
        en="days of warning before a handover is due",
    ),
    number(
        "manifest_copies",
        2,
        Unit.COPIES,
        (2, 5),
        clause="TRF-08",
        zh="移交清单份数",
        en="copies of the manifest",
    ),
    choice(
        "handover_personal_items",
        NO,
        SWITCH_WORDS,
        clause="LND-13",
        zh="个人信息卷随同移交",
        en="personal volumes are handed over too",
    ),
    number(
        "title_handover_days",
        1,
        Unit.DAYS,
        (0, 30),
        clause="TRF-15",
        zh="权证移交期限",
        en="days until a title document is with its keeper",
    ),
    *FILING,
    # Appraisal and destruction 鉴定与销毁
    number(
        "retention_long_years",
        30,
        Unit.YEARS,
        (16, 50),
        clause="FIL-21",
        zh="“长期”参考年限",
        en="years that “long” stood for",
    ),
    number(
        "retention_short_years",
        10,
        Unit.YEARS,
        (1, 15),
        clause="FIL-21",
        zh="“短期”参考年限",
        en="years that “short” stood for",
    ),
    choice(
        "appraisal_signatories",
        "leader",
        {
            "leader": ("公司负责人", "the director"),
            "joint": (
                "客户服务部负责人与档案形成部门负责人",
                "head of customer service and head of the originating department",
            ),
        },
        clause="APR-09",
        zh="鉴定意见书签署人",
        en="who signs an appraisal",
    ),
    number(
        "undecided_reappraisal_years",
        1,
        Unit.YEARS,
        (1, 5),
        clause="APR-06",
        zh="待定档案再鉴定年数",
        en="years until undecided items are appraised again",
    ),
    choice(
        "destruction_approval_chain",
        "leader",
        {
            "leader": ("公司负责人", "the director"),
            "full": (
                "客户服务部负责人、档案形成部门负责人、客户总监",
                "head of customer service, head of the originating department, then the director",
            ),
        },
        clause="DES-13",
        zh="销毁审批人",
        en="who approves a destruction",
    ),
    number(
        "destruction_quarantine_months",
        6,
        Unit.MONTHS,
        (0, 60),
        clause="DES-15",
        zh="待销毁单独存放月数",
        en="months apart before destruction",
    ),
    number(
        "witnesses_min",
        2,
        Unit.PERSONS,
        (1, 5),
        clause="DES-05",
        zh="监销人最少人数",
        en="witnesses of a destruction at least",
    ),
    choice(
        "witness_departments",
        "different",
        {
            "different": ("来自不同部门", "from different departments"),
            "any": ("不限", "from any department"),
        },
        clause="DES-06",
        zh="监销人所属部门",
        en="departments of the witnesses",
    ),
    choice(
        "ordinary_disposal_method",
        "tear",
        {"tear": ("撕毁", "torn up"), "shred": ("碎纸机粉碎", "shredder")},
        clause="DES-22",
        zh="普通文件销毁方式",
        en="how ordinary papers are destroyed",
    ),
    number(
        "condition_check_months",
        6,
        Unit.MONTHS,
        (1, 24),
        clause="APR-20",
        zh="实体保管状况检查间隔",
        en="months between checks of the condition",
    ),
    # Supervision 监督与统计
    number(
        "centre_inspection_months",
        6,
        Unit.MONTHS,
        (1, 24),
        clause="STA-08",
        zh="客户服务中心检查间隔",
        en="months between inspections of a centre",
    ),
    Setting(
        "statistics_due",
        "12-31",
        Unit.MONTH_AND_DAY,
        "STA-01",
        ("年度统计报送截止日", "last day for the yearly statistics"),
    ),
    *ACCESS,
    *ACCOUNTS,
    *COLLECTING,
    *RESIDENTS,
    *SERVICE,
    *SUPERVISION,
    *LISTS,
    *PACING,
    *STOREROOMS,
    number(
        "backup_day_of_month",
        1,
        Unit.DAY_OF_MONTH,
        (1, 28),
        clause="STO-18",
        zh="每月备份日",
        en="day of the monthly backup",
    ),
)

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType({s.name: s for s in _SETTINGS})
