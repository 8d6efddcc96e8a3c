#!/usr/bin/env python3
"""Cut the symbol font down to the symbols that are drawn (292 KB to about 25 KB).

    python .ci/subset_icons.py

needs fonttools and brotli, which nothing else does; install them beside the
environment. Names are read from our templates, modules and scripts and from the
parts of unfold we show. The script stops when the full font lacks a name. A test
compares the names in use with ``names.txt`` and draws each in a browser.
"""

import hashlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
TARGET = BASE / "static/unfold/fonts/material-symbols"
FONT = "Material-Symbols-Outlined.woff2"
PACKAGES = ("archive_office", "dossiers", "transfers", "lending", "destruction")
# unfold chooses these in an expression of its theme switch, or by the value of a field.
BY_EXPRESSION = {"dark_mode", "light_mode", "computer", "visibility", "visibility_off"}
# Parts of unfold that no page of ours shows: rich text, array fields, maps, its own palette.
UNSEEN = ("contrib/forms", "contrib/constance", "contrib/location_field", "trix", "contrib/import")

# Kept though nobody draws them yet, so that a new page seldom needs a new font.
SPARE = set((BASE / ".ci/spare_icons.txt").read_text().split())

IN_TEMPLATE = (
    r"material-symbols-outlined[^>]*>\s*([a-z0-9_]+)\s*<",
    r"{%\s*icon\s+[\"']([a-z0-9_]+)[\"']",
    r"\bicon=[\"']([a-z0-9_]+)[\"']",
    r"\bicon\|default:[\"']([a-z0-9_]+)[\"']",
)
IN_PYTHON = (
    r"\b(?:icon|symbol)=[\"']([a-z0-9_]+)[\"']",
    r"[\"']icon[\"']:\s*[\"']([a-z0-9_]+)[\"']",
    r"icon: str = [\"']([a-z0-9_]+)[\"']",
    r"SITE_SYMBOL[\"']:\s*[\"']([a-z0-9_]+)[\"']",
    r"\([\"'](?:neutral|good|info|warn|bad)[\"'], [\"']([a-z0-9_]+)[\"']\)",
)
IN_SCRIPT = (r"symbol\(\"([a-z0-9_]+)\"", r"SYMBOL_[A-Z_]+ = \"([a-z0-9_]+)\"")
IN_STYLE = (r"content:\s*\"([a-z0-9_]{3,})\"",)


def used_names() -> dict[str, str]:
    """Every symbol that is drawn, and a file that draws it."""
    found = dict.fromkeys(BY_EXPRESSION, "an expression")
    for path, patterns in _sources():
        text = path.read_text(encoding="utf-8")
        for pattern in patterns:
            for name in re.findall(pattern, text):
                found.setdefault(name, str(path))
    return found


def _sources() -> Iterator[tuple[Path, tuple[str, ...]]]:
    unfold = unfold_directory()
    for root in (BASE / "templates", BASE / "tests/shell/templates", unfold / "templates"):
        yield from ((path, IN_TEMPLATE) for path in sorted(root.rglob("*.html")))
    for contrib in ("filters", "inlines", "simple_history", "guardian"):
        files = sorted((unfold / "contrib" / contrib).rglob("*.html"))
        yield from ((path, IN_TEMPLATE) for path in files)
    for package in PACKAGES:
        yield from ((path, IN_PYTHON) for path in sorted((BASE / package).rglob("*.py")))
    yield from ((path, IN_PYTHON) for path in sorted(unfold.glob("*.py")))
    yield from ((path, IN_SCRIPT) for path in sorted((BASE / "static").rglob("*.js")))
    yield unfold / "static/unfold/css/styles.css", IN_STYLE
    yield from ((path, IN_STYLE) for path in sorted((BASE / "static/shell").rglob("*.css")))


def unfold_directory() -> Path:
    spec = importlib.util.find_spec("unfold")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("django-unfold is not installed; run `make setup`.")
    return Path(spec.submodule_search_locations[0])


def main() -> None:
    from fontTools import subset  # noqa: PLC0415 - only the maintainer has it
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    full = unfold_directory() / "static/unfold/fonts/material-symbols" / FONT
    font = TTFont(full)
    glyph_of, letter_of = _ligatures(font)
    used = used_names()
    wanted = set(used) | SPARE
    if missing := sorted(wanted - set(glyph_of)):
        lines = "\n".join(f"  {name}  ({used.get(name, 'a spare')})" for name in missing)
        sys.exit(f"The font has no symbol of this name:\n{lines}")
    options = subset.Options(
        flavor="woff2", layout_closure=False, layout_features=["*"], notdef_outline=True
    )
    cutter = subset.Subsetter(options)
    glyphs = {glyph_of[name] for name in wanted} | set(letter_of.values())
    cutter.populate(glyphs=sorted(glyphs), unicodes=[ord(letter) for letter in letter_of])
    cutter.subset(font)
    TARGET.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, TARGET / FONT, options)
    kept, _letters = _ligatures(TTFont(TARGET / FONT))
    if lost := sorted(wanted - set(kept)):
        sys.exit(f"Lost while cutting: {', '.join(lost)}")
    digest = hashlib.sha256((TARGET / FONT).read_bytes()).hexdigest()
    (TARGET / "names.txt").write_text("\n".join([f"# sha256 {digest}", *sorted(wanted), ""]))
    print(f"{len(wanted)} symbols, {(TARGET / FONT).stat().st_size:,} bytes")


def _ligatures(font: "TTFont") -> tuple[dict[str, str], dict[str, str]]:  # noqa: F821
    """Symbol names with their glyphs, and the letters names are spelled with."""
    letter_of = {
        chr(code): glyph for code, glyph in font.getBestCmap().items() if chr(code).isascii()
    }
    spelled = {glyph: letter for letter, glyph in letter_of.items()}
    names = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)  # noqa: PLW2901
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for ligature in ligatures:
                    parts = [first, *ligature.Component]
                    if all(part in spelled for part in parts):
                        names["".join(spelled[part] for part in parts)] = ligature.LigGlyph
    return names, letter_of


if __name__ == "__main__":
    main()
