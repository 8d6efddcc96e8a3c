"""Page numbers as people write them: ``1-3, 5``, or 全部 for all."""

import re
from itertools import chain
from typing import Final

ALL: Final = frozenset({"", "全部", "全件", "全卷", "all"})
MOST: Final = 10_000
_PART: Final = re.compile(r"(\d{1,5})(?:[-–—~～至](\d{1,5}))?")
_SEPARATORS: Final = re.compile(r"[,，、;；\s]+")


def page_numbers(text: str, *, of: int | None = None) -> tuple[int, ...] | None:
    """The pages that are meant, counted from 1, in their order and each once.

    Args:
        of: How many pages there are, if known; without it "all" is unknown too.

    Returns:
        The numbers, or nothing where they cannot be read, run backwards or past the last.
    """
    written = re.sub(r"[第页pP.]", "", text.strip())
    if written.lower() in ALL or text.strip().lower() in ALL:
        return tuple(range(1, of + 1)) if of else None
    runs = [_run(part) for part in _SEPARATORS.split(written) if part]
    if not runs or not all(runs):
        return None
    numbers = tuple(sorted(set(chain.from_iterable(runs))))
    beyond = numbers[-1] > (MOST if of is None else of)
    return None if beyond or numbers[0] < 1 else numbers


def _run(part: str) -> range:
    """The pages of one part; empty where it is none."""
    found = _PART.fullmatch(part)
    if found is None:
        return range(0)
    first, last = int(found[1]), int(found[2] or found[1])
    return range(first, last + 1)
