"""The two Song faces of the printed forms, and what to do with a character they lack.

The files hold every character of GB 18030 levels 1 and 2, so that residents' rare names print.
They are loaded once a process, when the first form is drawn. Three habits of reportlab are
cured here: it drops unknown characters without a word, writes wrong Unicode values for
characters beyond the first plane, and has no fallback from one TrueType face to another.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

REGULAR = "ArchiveSong"
BOLD = "ArchiveSong-Bold"
GETA = "〓"
"""Printed in the place of a character that no face holds; its code point goes to a note."""

FILES = {REGULAR: "ArchiveSongSC-Regular.ttf", BOLD: "ArchiveSongSC-Bold.ttf"}
FALLBACKS = {REGULAR: (REGULAR,), BOLD: (BOLD, REGULAR)}

_FOLDER = Path(__file__).parent / "fonts"
_BLOCK = 100  # a bfchar block of a CMap may hold no more entries
_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Controls, zero-width and directional marks, variation selectors, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef]"
)
_loading = Lock()


def to_unicode_cmap(fontname: str, subset: list[int]) -> str:
    """The table by which a reader copies and searches the text of one font subset.

    Astral characters are written as UTF-16 surrogate pairs, as the format asks.
    """
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
    ]
    blocks: list[str] = []
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({fontname})",
            f"/Ordering ({fontname})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@cache
def _load() -> dict[str, ttfonts.TTFont]:
    rl_config.useA85 = 0  # a fifth smaller, and no reader needs plain-ASCII streams any more
    ttfonts.makeToUnicodeCMap = to_unicode_cmap
    faces = {}
    for name, file in FILES.items():
        faces[name] = ttfonts.TTFont(name, str(_FOLDER / file), shapable=False)
        pdfmetrics.registerFont(faces[name])
    return faces


def faces() -> dict[str, ttfonts.TTFont]:
    """The faces by name, loaded and registered on the first call of the process."""
    with _loading:
        return _load()


@cache
def _repertoires(font: str) -> tuple[tuple[str, frozenset[int]], ...]:
    loaded = faces()
    return tuple((name, frozenset(loaded[name].face.charToGlyph)) for name in FALLBACKS[font])


def _face_for(char: str, font: str) -> str:
    """The face that draws this character for `font`, or empty if none holds it."""
    point = ord(char)
    return next((name for name, held in _repertoires(font) if point in held), "")


class Advances(dict[str, float]):
    """Widths of characters in em, measured on first use in the face that will draw them."""

    def __init__(self, font: str) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, char: str) -> float:
        name = _face_for(char, self._font)
        face = faces()[name or self._font].face
        point = ord(char if name else GETA)
        self[char] = em = float(face.charWidths.get(point, face.defaultWidth)) / 1000
        return em


ADVANCES = {REGULAR: Advances(REGULAR), BOLD: Advances(BOLD)}


def width(text: str, font: str = REGULAR) -> float:
    """Width of a line in em."""
    return sum(map(ADVANCES[font].__getitem__, text))


def clean(text: str) -> str:
    """The text as a form can show it: line breaks become spaces, invisible marks go."""
    if not _INVISIBLE.search(text):
        return text
    return _INVISIBLE.sub("", _SPACES.sub(" ", text))


def absent(text: str) -> tuple[str, ...]:
    """The characters of a text that no face holds, each once, in order."""
    if _repertoires(REGULAR)[0][1].issuperset(map(ord, text)):
        return ()
    return tuple(dict.fromkeys(char for char in text if not _face_for(char, REGULAR)))


@lru_cache(65536)
def runs(text: str, font: str) -> tuple[tuple[str, str], ...]:
    """A line cut into parts that one face each can draw: (face, part), in order."""
    first, held = _repertoires(font)[0]
    if held.issuperset(map(ord, text)):
        return ((first, text),)
    parts: list[tuple[str, str]] = []
    for name, char in _drawable(text, font):
        if parts and parts[-1][0] == name:
            parts[-1] = (name, parts[-1][1] + char)
        else:
            parts.append((name, char))
    return tuple(parts)


def _drawable(text: str, font: str) -> Iterable[tuple[str, str]]:
    for char in text:
        name = _face_for(char, font)
        yield (name, char) if name else (font, GETA)
