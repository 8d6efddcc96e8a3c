"""The catalogue of translations: extracted, compared and compiled with Babel alone.

A fresh machine has neither xgettext nor msgfmt. Templates are turned into calls
by Django's own reader; Python and JavaScript are read by Babel.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

LOCALE: Final = "zh_Hans"
PACKAGES: Final = ("archive_office", "dossiers", "transfers", "lending", "destruction")
KEYWORDS: Final = {
    name: spec
    for names, spec in (
        (("_", "gettext", "gettext_lazy", "gettext_noop"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdrif]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of our own code that people see."""

    msgid: str | tuple[str, str]
    context: str | None
    place: str
    line: int


def texts(domain: str) -> Iterator[Text]:
    """Every translatable text of our packages and templates (``djangojs``: of our scripts)."""
    base: Path = settings.BASE_DIR
    if domain == "djangojs":
        for path in sorted((base / "static").rglob("*.js")):
            yield from _read(path, base, extract_javascript(_bytes(path), KEYWORDS, [], {}))
        return
    for package in PACKAGES:
        for path in sorted((base / package).rglob("*.py")):
            yield from _read(path, base, extract_python(_bytes(path), KEYWORDS, [], {}))
    templates = [base / "templates", *(base / package for package in PACKAGES)]
    for root in templates:
        for path in sorted(root.rglob("*.html")) + sorted(root.rglob("*.txt")):
            yield from _read(path, base, _of_template(path))


def _bytes(path: Path) -> io.BytesIO:
    return io.BytesIO(path.read_bytes())


def _of_template(path: Path) -> Iterator[tuple[Any, ...]]:
    """Django writes each call on the line of its tag; what is not a call becomes X."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # misplaced comments for translators
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for number, line in enumerate(code.splitlines(), start=1):
        if "gettext(" in line or "_(" in line:
            # Each line alone: what is not a call is no Python, but falls into words.
            calls = io.BytesIO(line.strip().encode())
            for _line, *call in extract_python(calls, KEYWORDS, [], {}):
                yield (number, *call)


def _read(path: Path, base: Path, found: Any) -> Iterator[Text]:
    place = path.relative_to(base).as_posix()
    for line, name, message, _notes in found:
        words = list(message) if isinstance(message, tuple | list) else [message]
        context = words.pop(0) if name.startswith(("pg", "npg")) else None
        if not words or not all(isinstance(word, str) for word in words[: _count(name)]):
            continue  # the text is computed: nothing to translate by its letters
        words = words[: _count(name)]
        msgid = (words[0], words[1]) if len(words) > 1 else words[0]
        if words[0]:
            yield Text(msgid, context, place, line)


def _count(name: str) -> int:
    return 2 if name.startswith("n") else 1


def catalogue_path(domain: str) -> Path:
    """Where the translations of a domain stand."""
    return Path(settings.BASE_DIR) / "locale" / LOCALE / "LC_MESSAGES" / f"{domain}.po"


def catalogue(domain: str) -> Catalog:
    """The translations as they are; an empty catalogue before the first extraction."""
    path = catalogue_path(domain)
    if not path.exists():
        return Catalog(locale=LOCALE, domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, domain=domain)


def extract(domain: str) -> int:
    """Write every text of our code into the catalogue, keeping what is translated.

    Texts of others that we translate (Unfold has no Chinese) stay. Returns how
    many texts our code holds.
    """
    old = catalogue(domain)
    fresh = Catalog(
        locale=LOCALE,
        domain=domain,
        project="Archive Office",
        version="1",
        header_comment="# The Chinese texts of Archive Office.",
        fuzzy=False,
    )
    for text in texts(domain):
        known = old.get(_first(text.msgid), text.context)
        empty = "" if isinstance(text.msgid, str) else ("",) * fresh.num_plurals
        fresh.add(
            text.msgid,
            string=known.string if known and not known.fuzzy else empty,
            context=text.context,
        )
    count = len(fresh)
    for message in old:
        if message.id and message.string and not fresh.get(_first(message.id), message.context):
            fresh.add(message.id, message.string, context=message.context)
    # Fixed dates: the same texts give the same file.
    fresh.creation_date = fresh.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    path = catalogue_path(domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=100, sort_output=True)
    return count


def compile_catalogues() -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; return what was written."""
    written = []
    for path in sorted(Path(settings.BASE_DIR).glob("locale/*/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        with suppress(FileNotFoundError):
            if compiled.stat().st_mtime >= path.stat().st_mtime:
                continue
        with path.open("rb") as file:
            found = read_po(file, locale=path.parts[-3])
        scratch = compiled.with_suffix(".mo.new")
        with scratch.open("wb") as file:
            write_mo(file, found)
        scratch.replace(compiled)  # a running server never reads half a file
        written.append(compiled)
        translation_file_changed(None, compiled)  # nor does this process go on without it
    return written


def findings(domain: str) -> Iterator[str]:
    """Everything that keeps a text of ours from being read in Chinese."""
    known = catalogue(domain)
    seen: set[tuple[str, str | None]] = set()
    for text in texts(domain):
        first = _first(text.msgid)
        if (first, text.context) in seen:
            continue
        seen.add((first, text.context))
        message = known.get(first, text.context)
        if message is None or not _is_translated(message):
            yield f"{text.place}:{text.line}: no Chinese for {first!r}"
    for message in known:
        if message.id and message.fuzzy:
            yield f"{domain}.po: uncertain (fuzzy): {_first(message.id)!r}"
        if message.id and _is_translated(message) and (odd := _odd_placeholders(message)):
            yield f"{domain}.po: placeholders {odd} differ in {_first(message.id)!r}"


def _is_translated(message: Message) -> bool:
    string = message.string
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _odd_placeholders(message: Message) -> list[str]:
    """Placeholders that only one side has; a plural's Chinese answers to the plural form."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = sorted(PLACEHOLDER.findall(ids[-1]))
    for string in strings:
        if (given := sorted(PLACEHOLDER.findall(string or ""))) != wanted:
            return sorted(set(given) ^ set(wanted)) or given
    return []


def _first(msgid: str | tuple[str, ...] | list[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]
