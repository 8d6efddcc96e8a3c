"""The settings of the regulation: one list, each with its clause, its default and its limits.

The default is what the regulation says, or what the office proposed where the regulation is silent.
A row of :class:`archive_office.policy.models.Parameter` replaces it from a date on.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Value: TypeAlias = int | str
Words: TypeAlias = tuple[str, str]
"""One thing in the office's two languages: Chinese, English."""


class Unit(StrEnum):
    """What a setting counts, or how it is written when it counts nothing."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    TIMES = "times"
    COPIES = "copies"
    PERSONS = "persons"
    DAY_OF_MONTH = "day_of_month"
    MONTH_AND_DAY = "month_and_day"
    SWITCH = "switch"
    CHOICE = "choice"


UNIT_NAMES: Final[Mapping[Unit, "StrOrPromise"]] = MappingProxyType(
    {
        Unit.DAYS: _("days"),
        Unit.MONTHS: _("months"),
        Unit.YEARS: _("years"),
        Unit.TIMES: _("times"),
        Unit.COPIES: _("copies"),
        Unit.PERSONS: _("persons"),
        Unit.DAY_OF_MONTH: _("day of the month"),
        Unit.MONTH_AND_DAY: _("month and day"),
        Unit.SWITCH: _("yes or no"),
        Unit.CHOICE: _("one of the list"),
    }
)

NO, YES = "no", "yes"
SWITCH_WORDS: Final[Mapping[str, Words]] = MappingProxyType({NO: ("否", "no"), YES: ("是", "yes")})
LEAP_YEAR = 2024  # 02-29 is a day of the year as well


@dataclass(frozen=True, slots=True)
class Setting:
    """What one parameter of the regulation may say.

    Attributes:
        default: In force as long as the office has not decided otherwise.
        clause: Where the catalogue of the regulation names it.
        least: Smallest number allowed, included; ``None`` for settings that are no number.
        most: Largest number allowed, included.
        choices: Every value of a choice, with its words.
    """

    name: str
    default: Value
    unit: Unit
    clause: str
    words: Words
    least: int | None = None
    most: int | None = None
    choices: Mapping[str, Words] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        """Whether the value is a whole number."""
        return self.least is not None

    @property
    def label(self) -> str:
        """The name on screen, in the reader's language."""
        return in_language(self.words)

    def objections(self, written: str) -> Iterator["StrOrPromise"]:
        """Every reason why this text cannot be the value."""
        if self.is_number:
            yield from self._objections_to_number(written)
        elif self.choices:
            if written not in self.choices:
                yield _("Choose one of: %(choices)s.") % {"choices": ", ".join(self.choices)}
        elif not _is_day_of_year(written):
            yield _("Write month and day as 12-31.")

    def read(self, written: str) -> Value:
        """The value that a stored text stands for."""
        return int(written) if self.is_number else written

    def say(self, value: Value) -> str:
        """The value in words, in the reader's language."""
        words = self.choices.get(str(value))
        return in_language(words) if words else str(value)

    def _objections_to_number(self, written: str) -> Iterator["StrOrPromise"]:
        limits = {"least": self.least, "most": self.most}
        if not re.fullmatch(r"[0-9]{1,6}", written):
            yield _("Write a whole number from %(least)s to %(most)s.") % limits
        elif not (self.least or 0) <= int(written) <= (self.most or 0):
            yield _("The number lies outside %(least)s to %(most)s.") % limits


def in_language(words: Words) -> str:
    """The Chinese words, or the English ones for a reader who chose English."""
    chinese, english = words
    return english if (get_language() or "zh-hans").startswith("en") else chinese


def _is_day_of_year(written: str) -> bool:
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", written):
        return False
    try:
        date.fromisoformat(f"{LEAP_YEAR}-{written}")
    except ValueError:
        return False
    return True


def _number(name: str, default: int, unit: Unit, limits: tuple[int, int], **rest: str) -> Setting:
    least, most = limits
    words = (rest["zh"], rest["en"])
    return Setting(name, default, unit, rest["clause"], words, least=least, most=most)


def _choice(name: str, default: str, choices: Mapping[str, Words], **rest: str) -> Setting:
    unit = Unit.SWITCH if choices is SWITCH_WORDS else Unit.CHOICE
    words = (rest["zh"], rest["en"])
    return Setting(name, default, unit, rest["clause"], words, choices=choices)


_SETTINGS: Final = (
    # Use 利用
    _number(
        "loan_days", 7, Unit.DAYS, (1, 90), clause="LND-04", zh="借阅期限", en="length of a loan"
    ),
    _number(
        "renewed_loan_days",
        15,
        Unit.DAYS,
        (1, 180),
        clause="LND-05",
        zh="续借后最长借出天数（自借出之日起）",
        en="longest loan once renewed, from the day of lending",
    ),
    _number(
        "renewals_max",
        1,
        Unit.TIMES,
        (0, 12),
        clause="LND-05",
        zh="续借次数上限",
        en="renewals of a loan at most",
    ),
    _number(
        "dereliction_days",
        15,
        Unit.DAYS,
        (1, 365),
        clause="LND-06",
        zh="失职问责起算天数（自借出之日起）",
        en="days out, without extension, before accountability",
    ),
    _choice(
        "due_on_closed_day",
        "ignore",
        {
            "ignore": ("不顺延", "stays on that day"),
            "next_open_day": ("顺延至下一工作日", "moves to the next working day"),
        },
        clause="LND-04",
        zh="到期日逢休息日",
        en="a due date on a day of rest",
    ),
    # Handover 移交
    _number(
        "handover_interval_months",
        6,
        Unit.MONTHS,
        (1, 12),
        clause="TRF-03",
        zh="移交间隔",
        en="months between handovers",
    ),
    _number(
        "handover_grace_days",
        15,
        Unit.DAYS,
        (0, 90),
        clause="TRF-03",
        zh="移交期末后的办理天数",
        en="days for the handover after the period has ended",
    ),
    _number(
        "handover_reminder_days",
        14,
        Unit.DAYS,
        (0, 90),
        clause="TRF-03",
        zh="移交提前提醒天数",
        en="days of warning before a handover is due",
    ),
    _number(
        "manifest_copies",
        2,
        Unit.COPIES,
        (2, 5),
        clause="TRF-08",
        zh="移交清单份数",
        en="copies of the manifest",
    ),
    _choice(
        "handover_personal_items",
        NO,
        SWITCH_WORDS,
        clause="LND-13",
        zh="个人信息卷随同移交",
        en="personal volumes are handed over too",
    ),
    _number(
        "title_handover_days",
        1,
        Unit.DAYS,
        (0, 30),
        clause="TRF-15",
        zh="权证移交期限",
        en="days until a title document is with its keeper",
    ),
    # Filing 归档
    _choice(
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
    _number(
        "dossier_creation_days",
        7,
        Unit.DAYS,
        (0, 90),
        clause="FIL-28",
        zh="建档期限",
        en="days until a dossier is opened",
    ),
    _number(
        "dossier_review_months",
        3,
        Unit.MONTHS,
        (1, 24),
        clause="COL-11",
        zh="客户档案核对间隔",
        en="months between reviews of a dossier",
    ),
    # Appraisal and destruction 鉴定与销毁
    _number(
        "undecided_reappraisal_years",
        1,
        Unit.YEARS,
        (1, 5),
        clause="APR-06",
        zh="待定档案再鉴定年数",
        en="years until undecided items are appraised again",
    ),
    _number(
        "destruction_quarantine_months",
        6,
        Unit.MONTHS,
        (0, 60),
        clause="DES-15",
        zh="待销毁单独存放月数",
        en="months apart before destruction",
    ),
    _number(
        "witnesses_min",
        2,
        Unit.PERSONS,
        (1, 5),
        clause="DES-05",
        zh="监销人最少人数",
        en="witnesses of a destruction at least",
    ),
    _choice(
        "witness_departments",
        "different",
        {
            "different": ("来自不同部门", "from different departments"),
            "any": ("不限", "from any department"),
        },
        clause="DES-06",
        zh="监销人所属部门",
        en="departments of the witnesses",
    ),
    # Supervision 监督与统计
    _number(
        "centre_inspection_months",
        6,
        Unit.MONTHS,
        (1, 24),
        clause="STA-08",
        zh="客户服务中心检查间隔",
        en="months between inspections of a centre",
    ),
    Setting(
        "statistics_due",
        "12-31",
        Unit.MONTH_AND_DAY,
        "STA-01",
        ("年度统计报送截止日", "last day for the yearly statistics"),
    ),
    _number(
        "backup_day_of_month",
        1,
        Unit.DAY_OF_MONTH,
        (1, 28),
        clause="STO-18",
        zh="每月备份日",
        en="day of the monthly backup",
    ),
)

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType({s.name: s for s in _SETTINGS})
