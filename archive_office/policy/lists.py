"""What people may do with lists: take them along, and share how they look at them."""

from typing import Final

from archive_office.policy.setting import SWITCH_WORDS, YES, Setting, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

LISTS: Final[tuple[Setting, ...]] = (
    number(
        "export_rows_max",
        10_000,
        Unit.LINES,
        (100, 100_000),
        clause="SEC-29",
        zh="一次导出清单的行数上限",
        en="lines of a list taken along at once, at most",
    ),
    choice(
        "share_saved_views",
        YES,
        SWITCH_WORDS,
        clause="SEC-29",
        zh="允许与本部门共享已存视图",
        en="saved views may be shared with one’s department",
    ),
)
