"""How often one person may ask: searches, checks of prints, lists and papers taken along."""

from typing import Final

from archive_office.policy.setting import Setting, Unit
from archive_office.policy.setting import number_setting as number

PACING: Final[tuple[Setting, ...]] = (
    number(
        "searches_per_minute",
        120,
        Unit.TIMES,
        (10, 100_000),
        clause="SEC-29",
        zh="每人每分钟检索次数上限",
        en="searches of one person in a minute at most",
    ),
    number(
        "verifications_per_minute",
        30,
        Unit.TIMES,
        (5, 10_000),
        clause="SEC-29",
        zh="每人每分钟核验次数上限",
        en="checks of prints by one person in a minute at most",
    ),
    number(
        "exports_per_hour",
        600,
        Unit.TIMES,
        (10, 100_000),
        clause="SEC-29",
        zh="每人每小时打印、导出次数上限",
        en="prints and exports of one person in an hour at most",
    ),
)
