"""Settings about the records of customer service."""

from typing import Final

from archive_office.policy.setting import Setting, Unit
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
)
