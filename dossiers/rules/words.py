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

from dossiers.models.simplified import simplified

MOST_WORDS: Final = 6
LONGEST_PIECE: Final = 4
LONGEST_END: Final = 2
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
_PAPER: Final = re.compile(r"(.*\d{3}-\d+)-(\d{1,3})")
"""A code, or its end, and behind it the beginning of a paper's number."""


def folded(text: str) -> str:
    """A text as it is compared: half-width, capitals, no spaces."""
    return unicodedata.normalize("NFKC", text).translate(_CAPITALS)


def dashed(text: str) -> str:
    """A code or unit as it is compared: folded, one dash for whatever stands between its parts."""
    return re.sub("-+", "-", folded(text).translate(_DASHES))


@dataclass(frozen=True)
class Word:
    """One word of a search, folded.

    Attributes:
        alike: Whether traditional and simplified characters are one; its text is simplified then.
    """

    text: str
    alike: bool = False

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

    @property
    def ways(self) -> list[str]:
        """What a unit or code may hold of the word: as it was typed, or as codes are compared."""
        return list(dict.fromkeys((self.text, self.dashed, self.place)))

    @property
    def beginning(self) -> str:
        """What a unit must begin with."""
        return "(^|\n)(" + "|".join(map(re.escape, self.ways)) + ")"

    def after(self, name: str) -> Iterator["Word"]:
        """What is left of the word behind an estate's name, or behind some end of it."""
        for length in range(min(len(name), len(self.text) - 1), 0, -1):
            if name.endswith(self.text[:length]):
                yield Word(self.text[length:], self.alike)

    @property
    def of_a_paper(self) -> tuple[str, str] | None:
        """The word as the end of a volume's code and the beginning of a paper's number in it."""
        found = _PAPER.fullmatch(self.dashed)
        return (found[1], found[2]) if found else None

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

    def read(self, text: str) -> str:
        """A text as this word is compared with it."""
        return simplified(text) if self.alike else text

    def grams(self, mark: str) -> list[str]:
        """The pieces that a text with this word in it must hold; none for mere dashes."""
        return [f"{mark}{piece}" for piece in self._grams]

    @cached_property
    def _grams(self) -> list[str]:
        return list(dict.fromkeys(_grams(simplified(self.place))))


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _grams(place: str) -> Iterator[str]:
    earlier = ""
    for piece in _PIECES.findall(place):
        if not _RUN.match(piece):
            yield from _pairs(piece)
            continue
        if earlier:
            yield f"{earlier[-LONGEST_END:]}-{piece[:LONGEST_PIECE]}"
        last = max(len(piece) - LONGEST_PIECE, 0)
        yield from (piece[i : i + LONGEST_PIECE] for i in range(last + 1))
        earlier = piece


def words_of(text: str, *, alike: bool = False) -> list[Word]:
    """The words of a typed text, folded; the first six.

    Args:
        alike: Whether they are to be found in traditional and in simplified characters.
    """
    words = unicodedata.normalize("NFKC", text.replace("\0", "")).split()
    texts = map(simplified, map(folded, words)) if alike else map(folded, words)
    return [Word(word, alike) for word in dict.fromkeys(texts) if word][:MOST_WORDS]
