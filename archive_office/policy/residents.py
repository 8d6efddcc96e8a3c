"""Settings about residents and their data."""

from typing import Final

from archive_office.policy.setting import NO, SWITCH_WORDS, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

RESIDENTS: Final = (
    number(
        "data_request_days",
        15,
        Unit.DAYS,
        (1, 90),
        clause="LND-16",
        zh="住户个人信息请求的答复期限",
        en="days until a resident’s request about the own data is answered",
    ),
    choice(
        "collect_personal_preferences",
        NO,
        SWITCH_WORDS,
        clause="COL-20",
        zh="登记表采集个人爱好与习惯",
        en="the registration form asks for tastes and habits",
    ),
)
