"""Settings about filing: secrecy and deadlines at first, volumes and the order within."""

from typing import Final

from archive_office.policy.setting import Setting, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

FILING: Final[tuple[Setting, ...]] = (
    choice(
        "default_secrecy",
        "internal",
        {
            "public": ("公开", "public"),
            "internal": ("内部", "internal"),
            "secret": ("商密·秘密", "secret"),
            "confidential": ("商密·机密", "confidential"),
            "top_secret": ("商密·绝密", "top secret"),
        },
        clause="LND-21",
        zh="客户档案默认密级",
        en="secrecy of a customer dossier at first",
    ),
    number(
        "dossier_creation_days",
        7,
        Unit.DAYS,
        (0, 90),
        clause="FIL-28",
        zh="建档期限",
        en="days until a dossier is opened",
    ),
    number(
        "dossier_review_months",
        3,
        Unit.MONTHS,
        (1, 24),
        clause="COL-11",
        zh="客户档案核对间隔",
        en="months between reviews of a dossier",
    ),
    choice(
        "archive_number_pattern",
        "4",
        {
            "3": ("流水号3位", "running number of 3 figures"),
            "4": ("流水号4位", "running number of 4 figures"),
            "5": ("流水号5位", "running number of 5 figures"),
            "6": ("流水号6位", "running number of 6 figures"),
        },
        clause="FIL-04",
        zh="新编档号的格式",
        en="pattern of new archive numbers",
    ),
    choice(
        "yearly_volumes",
        "documents_only",
        {
            "documents_only": ("仅文书，客户档案跨年连续", "documents only; dossiers run on"),
            "all": ("客户档案也按年度立卷", "customer dossiers as well"),
        },
        clause="FIL-13",
        zh="按年度立卷的档案",
        en="what is bound by year",
    ),
    choice(
        "item_order",
        "category_then_issue_date",
        {
            "category_then_issue_date": ("先分类、后日期", "category, then date of issue"),
            "issue_date": ("按签发日期", "date of issue"),
            "newest_first": ("最新的在前", "newest first"),
        },
        clause="FIL-18",
        zh="卷内文件排列顺序",
        en="order of the papers in a volume",
    ),
)
