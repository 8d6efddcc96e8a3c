"""The settings of supervision: who supervises, and which readings are looked at again."""

from typing import Final

from archive_office.policy.setting import Setting, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

SUPERVISION: Final[tuple[Setting, ...]] = (
    choice(
        "supervising_role",
        "hq_archive_office",
        {
            "hq_archive_office": ("总部档案室负责人", "head of the headquarters’ archive room"),
            "customer_director": ("客户服务部负责人", "head of customer service"),
            "auditor": ("监督审计人员", "auditor"),
        },
        clause="ORG-10",
        zh="监督部门",
        en="who supervises",
    ),
    Setting(
        "office_opens",
        "08:00",
        Unit.TIME_OF_DAY,
        "SEC-41",
        ("办公时间开始", "office hours begin"),
    ),
    Setting(
        "office_closes",
        "18:00",
        Unit.TIME_OF_DAY,
        "SEC-41",
        ("办公时间结束", "office hours end"),
    ),
    number(
        "readings_per_day_to_review",
        60,
        Unit.DOSSIERS,
        (1, 5000),
        clause="SEC-41",
        zh="每日查阅档案数达到即须复核",
        en="dossiers read by one person in a day from which it is reviewed",
    ),
)
