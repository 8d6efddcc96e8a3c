"""How a typed text is read before it is searched: folded, in words, each with what to look for.

The database folds what it keeps in the same way (``dossiers_folded`` and ``dossiers_dashed``), and
its index holds the very pieces named here.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

MOST_WORDS: Final = 6
LONGEST_RUN: Final = 12
LONGEST_INITIALS: Final = 8
SEPARATORS: Final = "·.・•‧∙/_#~‐‑‒–—―−"
"""What people write between the parts of a code or a unit; compared as a dash."""
_SPACES: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
_CAPITALS: Final = str.maketrans(ascii_lowercase, ascii_uppercase, _SPACES)
_DASHES: Final = str.maketrans(SEPARATORS, "-" * len(SEPARATORS))
_DOTS: Final = re.compile("[·.・•‧∙]")
_OF_PLACES: Final = re.compile(r"(?<=[0-9A-Z])(号楼|单元|[栋幢座楼号门室房])")
"""Words behind the number of a building, an entrance or a room."""
_PIECES: Final = re.compile(r"[0-9A-Z]+|[^0-9A-Z-]+")
_RUN: Final = re.compile(r"[0-9A-Z]")
_INITIALS: Final = re.compile(r"[A-Z]+")
_TAIL: Final = re.compile(r"\d{3}[\dX]")


def folded(text: str) -> str:
    """A text as it is compared: half-width, capitals, no spaces."""
    return unicodedata.normalize("NFKC", text).translate(_CAPITALS)


def dashed(text: str) -> str:
    """A code or unit as it is compared: folded, one dash for whatever stands between its parts."""
    return re.sub("-+", "-", folded(text).translate(_DASHES))


@dataclass(frozen=True)
class Word:
    """One word of a search, folded."""

    text: str

    @cached_property
    def place(self) -> str:
        """The word as a unit or code: 3栋1402 and 3#1402 are 3-1402, 3栋 is 3-."""
        return dashed(_OF_PLACES.sub("-", self.text))

    @cached_property
    def dashed(self) -> str:
        """The word with one dash for whatever stands between its parts."""
        return dashed(self.text)

    @cached_property
    def code(self) -> str:
        """The word as codes of the office are stored: a middle dot where some dot was typed."""
        return _DOTS.sub("·", self.text)

    @property
    def has_figures(self) -> bool:
        """Whether it may be a code at all."""
        return any(character in digits for character in self.text)

    @cached_property
    def pattern(self) -> str:
        """What a unit or code must hold: the word, its figures not from the middle of a number."""
        ways = dict.fromkeys((self.text, self.dashed, self.place))
        found = "|".join(re.escape(way) for way in ways)
        return f"(^|[^0-9A-Z])({found})" if _RUN.match(self.text) else f"({found})"

    @property
    def beginning(self) -> str:
        """What a unit must begin with."""
        ways = dict.fromkeys((self.text, self.dashed, self.place))
        return "(^|\n)(" + "|".join(re.escape(way) for way in ways) + ")"

    def after(self, name: str) -> Iterator["Word"]:
        """What is left of the word behind an estate's name, or behind some end of it."""
        for length in range(min(len(name), len(self.text) - 1), 0, -1):
            if name.endswith(self.text[:length]):
                yield Word(self.text[length:])

    @cached_property
    def initials(self) -> str:
        """The word as the beginning of a name's initials; empty if it is none."""
        return self.text if _INITIALS.fullmatch(self.text) else ""

    @cached_property
    def tail(self) -> str:
        """The word as the last four figures of a number; empty if it is none."""
        return self.text if _TAIL.fullmatch(self.text) else ""

    @property
    def shown(self) -> list[str]:
        """What of the word stands in a text as people write it; single figures are everywhere."""
        return [self.text, *(piece for piece in _PIECES.findall(self.place) if len(piece) > 1)]

    def grams(self, mark: str) -> list[str]:
        """The pieces of two characters that a text with this word in it must hold."""
        return [f"{mark}{piece}" for piece in _pairs(self.text)]

    @cached_property
    def place_grams(self) -> list[str]:
        """The pieces that a unit or code with this word in it must hold."""
        return list(dict.fromkeys(_place_grams(self.place)))


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _place_grams(place: str) -> Iterator[str]:
    earlier = ""
    for piece in _PIECES.findall(place):
        if not _RUN.match(piece):
            yield from (f"u{pair}" for pair in _pairs(piece))
            continue
        run = piece[:LONGEST_RUN]
        yield f"#{earlier}-{run}" if earlier else f"#{run}"
        earlier = run


def words_of(text: str) -> list[Word]:
    """The words of a typed text, folded; the first six."""
    words = unicodedata.normalize("NFKC", text.replace("\0", "")).split()
    return [Word(word) for word in dict.fromkeys(map(folded, words)) if word][:MOST_WORDS]
