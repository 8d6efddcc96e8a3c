"""Settings about the records of customer service."""

from typing import Final

from archive_office.policy.setting import NO, SWITCH_WORDS, Setting, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

SERVICE: Final[tuple[Setting, ...]] = (
    number(
        "complaint_due_days",
        3,
        Unit.DAYS,
        (1, 60),
        clause="SVC-09",
        zh="客户投诉的处理期限",
        en="days until a complaint is dealt with",
    ),
    number(
        "satisfaction_minimum",
        80,
        Unit.PERCENT,
        (1, 100),
        clause="SVC-44",
        zh="顾客满意度下限（低于此分须采取纠正预防措施）",
        en="satisfaction score below which a measure is taken",
    ),
    choice(
        "return_visit_days",
        "off",
        {
            "off": ("不固定", "no fixed days"),
            "fixed": ("第3、15、30、60日", "days 3, 15, 30 and 60"),
        },
        clause="COL-14",
        zh="报修、投诉办结后的回访日",
        en="days of return visits after a repair or complaint",
    ),
    choice(
        "complaint_outcome_approval",
        NO,
        SWITCH_WORDS,
        clause="SVC-10",
        zh="投诉处理结果须经总经理审批后反馈",
        en="the general manager approves the outcome of a complaint",
    ),
)
