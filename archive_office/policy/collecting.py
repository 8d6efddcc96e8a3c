"""Settings about bringing papers together: when they come, when they are looked through."""

from typing import Final

from archive_office.policy.setting import Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

COLLECTING: Final = (
    number(
        "incomplete_review_months",
        1,
        Unit.MONTHS,
        (1, 12),
        clause="COL-11",
        zh="材料不齐的客户档案完善间隔",
        en="months between reviews of a dossier that lacks papers",
    ),
    number(
        "missing_paper_days",
        7,
        Unit.DAYS,
        (1, 90),
        clause="COL-06",
        zh="催交材料的补交期限",
        en="days until papers asked for by letter are due",
    ),
    number(
        "monthly_supply_day",
        5,
        Unit.DAY_OF_MONTH,
        (1, 28),
        clause="FIL-30",
        zh="各部门提供上月材料的日期",
        en="day of the month on which last month’s papers are due",
    ),
    number(
        "registration_days",
        0,
        Unit.DAYS,
        (0, 30),
        clause="FIL-29",
        zh="收到材料后登记期限（0 为当日）",
        en="days until papers received are registered (0: on the day)",
    ),
    choice(
        "filing_run",
        "weekly",
        {"daily": ("每日", "every day"), "weekly": ("每周", "every week")},
        clause="FIL-29",
        zh="归档周期",
        en="how often papers are filed",
    ),
    number(
        "vacated_tidy_months",
        12,
        Unit.MONTHS,
        (1, 24),
        clause="FIL-32",
        zh="退租客户档案整理间隔",
        en="months between roundups of former tenants’ dossiers",
    ),
    number(
        "licence_reminder_days",
        30,
        Unit.DAYS,
        (1, 180),
        clause="COL-16",
        zh="营业执照到期、年审提前提醒天数",
        en="days of warning before a business licence lapses",
    ),
    choice(
        "av_physical_custody",
        "by_frequency_and_importance",
        {
            "by_frequency_and_importance": (
                "按使用频次及重要性决定",
                "by frequency of use and importance",
            ),
            "kept_by_unit": ("一律自行保管", "always kept by the unit"),
            "handed_over": ("一律移交", "always handed over"),
        },
        clause="COL-10",
        zh="声像、实物档案的保管",
        en="who keeps audio-visual and physical items",
    ),
)
