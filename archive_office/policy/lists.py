"""What people may do with lists."""

from typing import Final

from archive_office.policy.setting import Setting, Unit
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
)
