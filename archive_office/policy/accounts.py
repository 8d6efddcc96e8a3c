"""The settings about accounts: passwords, lock-out, sessions, who administers."""

from typing import Final

from archive_office.policy.setting import SWITCH_WORDS, YES, Setting, Unit
from archive_office.policy.setting import choice_setting as choice
from archive_office.policy.setting import number_setting as number

ACCOUNTS: Final[tuple[Setting, ...]] = (
    choice(
        "one_session_per_account",
        YES,
        SWITCH_WORDS,
        clause="SEC-40",
        zh="每个账号同时只在一处登录",
        en="one live login per account",
    ),
    number(
        "password_min_length",
        10,
        Unit.CHARACTERS,
        (8, 64),
        clause="SEC-42",
        zh="密码最短长度",
        en="shortest password",
    ),
    number(
        "lockout_failures",
        5,
        Unit.TIMES,
        (3, 20),
        clause="SEC-42",
        zh="连续输错多少次后锁定",
        en="wrong passwords or codes until an account is locked",
    ),
    number(
        "lockout_minutes",
        15,
        Unit.MINUTES,
        (1, 1440),
        clause="SEC-42",
        zh="锁定时长",
        en="how long an account stays locked",
    ),
    choice(
        "system_administrator",
        "archive_room_head",
        {
            "archive_room_head": ("档案室负责人", "the archive-room head"),
            "director": ("公司负责人", "the director"),
            "named_person": ("另行指定的一人", "one named person"),
        },
        clause="SEC-39",
        zh="系统管理员",
        en="who is system administrator",
    ),
)
