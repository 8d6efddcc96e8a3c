"""Traditional characters as their simplified ones: 張偉 and 张伟 are one name to whoever searches.

The table is OpenCC's, frozen beside the migrations: the index of the search is made with it, so it
may not change under a database that stands.
"""

from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).parents[1] / "migrations" / "reference" / "simplified.tsv"


def _read() -> dict[int, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {ord(traditional): plain for traditional, plain in pairs}


SIMPLIFIED: Final = _read()
"""Code points of traditional characters, and the simplified character of each."""


def simplified(text: str) -> str:
    """A text in simplified characters, one for one; the database's ``dossiers_simplified``."""
    return text.translate(SIMPLIFIED)
