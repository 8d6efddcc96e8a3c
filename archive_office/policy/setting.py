"""What a setting of the regulation is: its value, its limits, its words in two languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Value: TypeAlias = int | str
Words: TypeAlias = tuple[str, str]
"""One thing in the office's two languages: Chinese, English."""


class Unit(StrEnum):
    """What a setting counts, or how it is written when it counts nothing."""

    MINUTES = "minutes"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    TIMES = "times"
    COPIES = "copies"
    PERSONS = "persons"
    CHARACTERS = "characters"
    DOSSIERS = "dossiers"
    LINES = "lines"
    DEGREES = "degrees"
    PERCENT = "percent"
    DAY_OF_MONTH = "day_of_month"
    MONTH_AND_DAY = "month_and_day"
    TIME_OF_DAY = "time_of_day"
    SWITCH = "switch"
    CHOICE = "choice"


UNIT_NAMES: Final[Mapping[Unit, "StrOrPromise"]] = MappingProxyType(
    {
        Unit.MINUTES: _("minutes"),
        Unit.DAYS: _("days"),
        Unit.MONTHS: _("months"),
        Unit.YEARS: _("years"),
        Unit.TIMES: _("times"),
        Unit.COPIES: _("copies"),
        Unit.PERSONS: _("persons"),
        Unit.CHARACTERS: _("characters"),
        Unit.DOSSIERS: pgettext_lazy("counted by a setting", "dossiers"),
        Unit.LINES: pgettext_lazy("counted by a setting", "lines"),
        Unit.DEGREES: _("°C"),
        Unit.PERCENT: _("per cent"),
        Unit.DAY_OF_MONTH: _("day of the month"),
        Unit.MONTH_AND_DAY: _("month and day"),
        Unit.TIME_OF_DAY: _("time of day"),
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
        elif self.unit is Unit.TIME_OF_DAY:
            if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", written):
                yield _("Write hour and minute as 08:30.")
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


def number_setting(
    name: str, default: int, unit: Unit, limits: tuple[int, int], **rest: str
) -> Setting:
    least, most = limits
    words = (rest["zh"], rest["en"])
    return Setting(name, default, unit, rest["clause"], words, least=least, most=most)


def choice_setting(name: str, default: str, choices: Mapping[str, Words], **rest: str) -> Setting:
    unit = Unit.SWITCH if choices is SWITCH_WORDS else Unit.CHOICE
    words = (rest["zh"], rest["en"])
    return Setting(name, default, unit, rest["clause"], words, choices=choices)
