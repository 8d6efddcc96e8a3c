"""ID numbers: resident ID, old 15-digit ID, credit code of a firm, passports and permits.

Source: IMPORT_RULES, 业主档案台账: 证件号码.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric, uscc

from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.numerals import EXACT_DIGITS
from dossiers.ledgers.reading import Basis, Reading, as_text, refused
from dossiers.ledgers.text import half_width, has_odd_digits, is_nothing, strip_prefix_mark

Numbers = tuple[str, ...]

_RESIDENT = re.compile("[0-9]{17}[0-9X]")
_OLD = re.compile("[0-9]{15}")
_FIRM = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_PERMIT = re.compile("[A-Z]{1,3}[0-9]{7,10}|[0-9]{8}")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]*)?E\+?[0-9]+")
_LETTERS_FIRST = re.compile("[A-Z]{1,4}[0-9]+")
_BETWEEN = re.compile("[/、,;|\\\\]")
_ROUNDED = "000"  # what a spreadsheet leaves of digits 16 to 18


def read_ids(cell: Cell, basis: Basis, *, firm: bool, rounded: bool = False) -> Reading[Numbers]:
    """The numbers in a cell, in their order; none without a fault when there are none.

    Args:
        firm: The owner is a firm, so that 18 digits may also be a credit code.
        rounded: Numbers of this ledger are known to have lost their end, so that one ending in
            000 has lost it too, even when its check digit happens to fit.
    """
    if cell.kind is Kind.DATE:
        return refused((), Code.TEXT_IS_DATE)
    if cell.kind is Kind.NUMBER and abs(cell.number) >= 10**EXACT_DIGITS:
        return refused((), Code.ID_LOST_DIGITS)
    text = as_text(cell)
    if is_nothing(text):
        return Reading(())
    numbers = [text] if _RESIDENT.fullmatch(text) else _split(text)
    return _read_all(numbers, basis, firm=firm, rounded=rounded)


def has_lost_its_end(text: str) -> bool:
    """Whether a number was rounded by a spreadsheet before it was saved as text."""
    number = half_width(text).upper()
    if _SCIENTIFIC.fullmatch(number):
        return True
    whole = _RESIDENT.fullmatch(number) and number.endswith(_ROUNDED)
    return bool(whole) and ric.calc_check_digit(number) != number[-1]


def _split(text: str) -> list[str]:
    """The single numbers; a space or a line break may stand inside a number or between two."""
    if has_odd_digits(text):
        return [text]
    numbers: list[str] = []
    for part in _BETWEEN.split(half_width(text).upper()):
        words = [strip_prefix_mark(word) for word in part.split()]
        if len(words) > 1 and all(map(_may_be_whole, words)) and not _is_whole("".join(words)):
            numbers += words
        elif words:
            numbers.append("".join(words))
    return numbers


def _is_whole(word: str) -> bool:
    forms = (_RESIDENT, _OLD, _PERMIT, _SCIENTIFIC)
    return any(form.fullmatch(word) for form in forms) or _is_credit_code(word)


def _may_be_whole(word: str) -> bool:
    return _is_whole(word) or bool(_FIRM.fullmatch(word))


def _is_credit_code(number: str) -> bool:
    return bool(_FIRM.fullmatch(number)) and uscc.is_valid(number)


def _read_all(numbers: list[str], basis: Basis, *, firm: bool, rounded: bool) -> Reading[Numbers]:
    faults: list[Code] = []
    warnings: list[Code] = []
    for number in numbers:
        faults += _faults(number, basis, firm=firm, rounded=rounded)
        if _OLD.fullmatch(number):
            warnings.append(Code.ID_OLD_15)
    return Reading(tuple(numbers), tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(warnings)))


def _faults(number: str, basis: Basis, *, firm: bool, rounded: bool) -> list[Code]:
    if _RESIDENT.fullmatch(number):
        return _of_18_digits(number, basis, firm=firm, rounded=rounded)
    if _OLD.fullmatch(number):
        real = firm or _real_birth_date("19" + number[6:12], basis)
        return [] if real else [Code.ID_BIRTHDATE]
    if _PERMIT.fullmatch(number) or _is_credit_code(number):
        return []
    return [_why_malformed(number)]


def _of_18_digits(number: str, basis: Basis, *, firm: bool, rounded: bool) -> list[Code]:
    """Check digit and birth date; the region part is not checked."""
    if firm and uscc.is_valid(number):
        return []
    checked = ric.calc_check_digit(number) == number[-1]
    # A number that lost its end and was saved as text has zeros there.
    if number.endswith(_ROUNDED) and (rounded or not checked):
        return [Code.ID_LOST_DIGITS]
    faults = [] if checked else [Code.ID_CHECKSUM]
    if not _real_birth_date(number[6:14], basis):
        faults.append(Code.ID_BIRTHDATE)
    return faults


def _real_birth_date(digits: str, basis: Basis) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born <= basis.as_of


def _why_malformed(number: str) -> Code:
    if _SCIENTIFIC.fullmatch(number):
        return Code.ID_LOST_DIGITS
    if number.isascii() and (number.isdigit() or _LETTERS_FIRST.fullmatch(number)):
        return Code.ID_LENGTH
    if _FIRM.fullmatch(number) and sum(map(str.isalpha, number)) > 1:
        return Code.ID_CHECKSUM
    return Code.ID_FORMAT
