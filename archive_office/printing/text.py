"""How a line of a Chinese form is broken, shrunk and counted in words.

Source: GB/T 15834 (punctuation marks that may not begin or end a line).
"""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from string import ascii_letters, digits

from archive_office.printing.fonts import ADVANCES, REGULAR, clean, width

POINT = 25.4 / 72
"""One typographic point in millimetres."""

NOT_FIRST = frozenset("，。、；：？！）》〉】〗〕」』”’％‰℃·…—～,.;:?!)]}%*")
NOT_LAST = frozenset("（《〈【〖〔「『“‘￥＃([{")
_WORD = frozenset(ascii_letters + digits + "-–·./:,@&+_'#")
_PARTS_AFTER = frozenset("，；。：")
_MAY_PART_AFTER = frozenset("、 ")
_MEASURES = frozenset(" 件页卷年月日号室栋楼单层张份本次项条款册个名户元米")
_ROUNDING = 1e-9
_SMALLEST_STEP = 0.25
_READABLE = 6.5
_SHORT_LAST_LINE = 2
_INDENT = "　　"

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_MYRIADS = ("", "万", "亿", "万亿")
_GROUP = 10_000


def _may_part(text: str, place: int) -> bool:
    """Whether a line may end before the character at `place`."""
    before, after = text[place - 1], text[place]
    if after in NOT_FIRST or before in NOT_LAST:
        return False
    if before in _WORD and after in _WORD:
        return False
    # A number and its measure word stay together: 98页, 第 3 页.
    if before == " ":
        return not text[place - 2 : place - 1].isdigit()
    return not before.isdigit() or after not in _MEASURES


def _cut(text: str, start: int, end: int) -> int:
    """The last place up to `end` where the line from `start` may be broken, or `end`."""
    for place in range(end, start, -1):
        if _may_part(text, place):
            return place
    return end


def _greedy(text: str, room: float, ends: list[float]) -> tuple[str, ...]:
    """Lines as full as they can be; `ends` is the width up to the end of each character."""
    lines: list[str] = []
    start, used, count = 0, 0.0, len(text)
    while start < count:
        end = bisect_right(ends, used + room + _ROUNDING, start)
        if end < count:
            end = _cut(text, start, max(end, start + 1))
        lines.append(text[start:end].rstrip(" "))
        while end < count and text[end] == " ":
            end += 1
        start, used = end, ends[end - 1]
    return tuple(lines)


@lru_cache(65536)
def wrap(text: str, room: float, font: str = REGULAR) -> tuple[str, ...]:
    """A text broken into lines no wider than `room` em.

    A last line of one or two characters is avoided where a little less width does it.
    """
    return _balanced(clean(text).strip(), room, font)


@lru_cache(4096)
def paragraph(text: str, room: float, font: str = REGULAR) -> tuple[str, ...]:
    """A paragraph broken into lines, the first indented by two characters."""
    text = _INDENT + clean(text).strip()
    return _longer_end(text, room, _ends(text, font))


def _ends(text: str, font: str) -> list[float]:
    """The width of a text up to the end of each of its characters."""
    return list(accumulate(map(ADVANCES[font].__getitem__, text)))


def _balanced(text: str, room: float, font: str) -> tuple[str, ...]:
    ends = _ends(text, font)
    if not ends or ends[-1] <= room:
        return (text,)
    if ends[-1] <= 2 * room and (parted := _cut_at_mark(text, room, ends)):
        return parted
    return _longer_end(text, room, ends)


def _longer_end(text: str, room: float, ends: list[float]) -> tuple[str, ...]:
    """Full lines, a little narrower if that spares a last line of one or two characters."""
    lines = _greedy(text, room, ends)
    for less in (1, 2):
        if len(lines) == 1 or len(lines[-1]) > _SHORT_LAST_LINE:
            break
        narrower = _greedy(text, room - less, ends) if room > 2 * less + 1 else lines
        if len(narrower) == len(lines):
            lines = narrower
    return lines


def _cut_at_mark(text: str, room: float, ends: list[float]) -> tuple[str, ...]:
    """Two lines parted at a mark where both fit: a bracket or comma before a 、 or a space."""
    weaker = 0
    for end in range(bisect_right(ends, room + _ROUNDING), 0, -1):
        if ends[-1] - ends[end - 1] > room:
            break
        before, after = text[end - 1], text[end]
        if len(text) - end <= _SHORT_LAST_LINE or not _may_part(text, end):
            continue
        if before in _PARTS_AFTER or after in NOT_LAST:
            return _parted(text, end)
        if before in _MAY_PART_AFTER:
            weaker = weaker or end
    return _parted(text, weaker) if weaker else ()


def _parted(text: str, end: int) -> tuple[str, ...]:
    return text[:end].rstrip(" "), text[end:].lstrip(" ")


@lru_cache(65536)
def shrunk(text: str, room_mm: float, size: float, font: str = REGULAR) -> float:
    """The largest size in points, at most `size`, at which a code stays on one line.

    In quarter points down to a readable size; a code longer still is set as small as it needs.
    """
    em = width(text, font) * POINT
    while size > _READABLE and em * size > room_mm:
        size -= _SMALLEST_STEP
    return size if em * size <= room_mm else room_mm / em


def _capital_group(number: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + _UNITS[place]
            gap = False
        else:
            gap = bool(words)
    return words


def capital(number: int) -> str:
    """A count in capital numerals, as totals are written: 1463 is 壹仟肆佰陆拾叁.

    Raises:
        ValueError: If the number is negative.
    """
    if number < 0:
        raise ValueError("Capital numerals are for counts.")
    words, lower = "", 0
    for myriad in _MYRIADS:
        number, group = divmod(number, _GROUP)
        if group:
            # A gap between this group and what follows is read as one 零.
            gap = "零" if words and lower < _GROUP // 10 else ""
            words = _capital_group(group) + myriad + gap + words
        lower = group
    return words or _DIGITS[0]
