"""What stands in the code of a printed paper, compared with the record by the app that printed it.

Each app registers a reader for its numbers. Whoever may not see a record hears of it only whether
the print agrees; unknown, foreign and altered are one answer.

Source: TRF-06, SEC-29; forms A4.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from archive_office.organisation.models import User
from archive_office.organisation.signing import digest
from archive_office.originals.differing import Difference, differences

DIGITS: Final = 32
"""So many digits of a content's hash stand in the code of a paper, as in its footer."""
FEWEST_DIGITS: Final = 12
LONGEST: Final = 600

_CHECKSUM: Final = re.compile(rf"[0-9a-f]{{{FEWEST_DIGITS},64}}")
_GAPS: Final = re.compile(r"[\s.…·-]")


class Answer(StrEnum):
    """How a print compares with the record."""

    AGREES = "agrees"
    UNFINISHED = "unfinished"  # agrees; not everybody has signed
    VOID = "void"  # agrees; what it was made for was given up
    EARLIER = "earlier"
    DAMAGED = "damaged"  # the record itself
    DIFFERS = "differs"
    UNCHECKABLE = "uncheckable"  # the code holds nothing to compare with


@dataclass(frozen=True, slots=True)
class Code:
    """What was scanned or typed.

    Args:
        text: As it came, without spaces around it.
        checksum: Hexadecimal digits; empty where the code holds a number only.
    """

    text: str
    number: str = ""
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """One person's word over the content, in words."""

    part: str
    name: str
    department: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What is said about a print; all but the answer for those who may see the record.

    Args:
        about: What agrees and what does not, in words, where a paper says more than one thing.
    """

    answer: Answer
    detailed: bool = False
    label: str = ""
    url: str = ""
    state: str = ""
    content_hash: str = ""
    signers: tuple[Signer, ...] = ()
    differences: tuple[Difference, ...] = ()
    about: tuple[tuple[str, str], ...] = ()

    def for_anybody(self) -> "Compared":
        """The answer alone: what differs and how is nobody's business who may not see the record."""
        shown = (Answer.AGREES, Answer.UNFINISHED, Answer.VOID, Answer.UNCHECKABLE)
        return Compared(self.answer if self.answer in shown else Answer.DIFFERS)


Reader = Callable[[Code, User], Compared | None]
"""Compares a code with the record; None where there is no record to compare it with."""

NOTHING: Final = Compared(Answer.DIFFERS)
_READERS: Final[dict[str, Reader]] = {}


def reads_prints(*prefixes: str) -> Callable[[Reader], Reader]:
    """Let an app compare the prints whose number, or whole code, begins like this."""

    def keep(reader: Reader) -> Reader:
        _READERS.update(dict.fromkeys(prefixes, reader))
        return reader

    return keep


def code_of(text: str) -> Code:
    """What a scanner read or somebody typed: an address, a number, a whole text."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip()
    # A scan box may have turned the address into capitals.
    query = plain.partition("?")[2]
    asked = parse_qs(query.replace("N=", "n=").replace("H=", "h="))
    if "n" in asked and "h" in asked:
        return code_from(asked["n"][0], asked["h"][0], text=plain)
    return Code(plain, number=plain.upper())


def code_from(number: str, checksum: str, *, text: str = "") -> Code:
    """What stands at the foot of a paper, typed; digits may stand in groups."""
    plain = unicodedata.normalize("NFKC", number).strip().upper()
    return Code(
        text or plain, plain, _GAPS.sub("", unicodedata.normalize("NFKC", checksum)).lower()
    )


def is_checksum(text: str) -> bool:
    """Whether these are enough digits to compare with."""
    return _CHECKSUM.fullmatch(text) is not None


def compare(code: Code, *, by: User) -> Compared:
    """What the record says about a print, as far as this person may hear it.

    Source: TRF-06, SEC-29.
    """
    if code.checksum and not is_checksum(code.checksum):
        return NOTHING
    begins = [start for start in _READERS if code.number.startswith(start)]
    found = _READERS[max(begins, key=len)](code, by) if begins else None
    if found is None:
        found = NOTHING if code.checksum else Compared(Answer.UNCHECKABLE)
    return found if found.detailed else found.for_anybody()


def check_path(number: str, checksum: str) -> str:
    """Where a printed copy is compared with the record, without the office's own address."""
    return f"{reverse('verify')}?{urlencode({'n': number, 'h': checksum[:DIGITS]})}"


def check_address(request: HttpRequest, number: str, checksum: str) -> str:
    """What the code on a printed paper says; empty before there is anything to compare with.

    The office's own address where it is set: a print must not depend on how the page was reached.
    """
    if not checksum:
        return ""
    path, office = check_path(number, checksum), str(settings.ARCHIVE_ADDRESS)
    return f"{office.rstrip('/')}{path}" if office else request.build_absolute_uri(path)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen content of a record, and what was signed over it.

    Args:
        signed: Content and hash of every signature in force.
        earlier: Contents that were frozen before and opened again, by the digits of their hash.
    """

    content: str
    content_hash: str
    signed: Sequence[tuple[str, str]] = ()
    earlier: Callable[[str], str | None] = lambda _digits: None


def weigh(frozen: Iterable[Frozen], checksum: str, standing: Answer, told: Compared) -> Compared:
    """Compare a checksum with the contents of a record, of which a print shows one.

    Args:
        standing: What the answer is where everything agrees.
        told: What those hear who may see the record.
    """
    for each in frozen:
        if each.content_hash and each.content_hash.startswith(checksum):
            told = replace(told, content_hash=each.content_hash)
            return _whole(each, standing, told)
    for each in frozen:
        before = each.earlier(checksum)
        if before is not None:
            found = tuple(differences(before, each.content)) if each.content else ()
            return replace(told, answer=Answer.EARLIER, differences=found)
    return replace(told, answer=Answer.DIFFERS)


def _whole(frozen: Frozen, standing: Answer, told: Compared) -> Compared:
    """Whether content and signatures still belong together; if not, what was changed."""
    contents = [(frozen.content, frozen.content_hash), *frozen.signed]
    if all(digest(text) == kept == frozen.content_hash for text, kept in contents):
        return replace(told, answer=standing)
    signed = next((text for text, _ in frozen.signed if digest(text) == frozen.content_hash), None)
    found = tuple(differences(signed, frozen.content)) if signed else ()
    return replace(told, answer=Answer.DAMAGED, differences=found)
