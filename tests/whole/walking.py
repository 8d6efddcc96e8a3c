"""Walking through the whole office as one person, and keeping where something known was told."""

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from django.db import transaction
from django.urls import reverse

from archive_office.crypto import masked
from tests.whole.readable import Hoard, heads, plain, read
from tests.whole.table import asks

STAYS_HERE = ("admin:logout", "set_language")
REFUSED = (403, 405)
"""Turned away before anything was looked up: the same page each time."""
ENOUGH = 12
MASK = re.compile(r"\*{4,}[0-9]{3}[0-9X]")
SEARCHED = {
    "admin:search": "s",
    "dossiers:list": "q",
    "dossiers:units": "q",
    "admin:dossiers_dossier_changelist": "q",
    "admin:journal_journalentry_changelist": "q",
}
"""Where somebody can ask for words, and the field they stand in."""
SCANS = "archivist"
"""Who scans the codes on every paper too; the same paper bears the same code for everybody."""
FILTER = ("front", "archivist", "hq", "auditor")
"""Who asks every list once more as a part of a page."""
TURNINGS = ("/no/such/page/", "/dossiers/999999/", "/admin/dossiers/dossier/999999/change/")


@dataclass(frozen=True)
class Telling:
    """Where somebody was told something that one looks for, or shown its mask."""

    asked: str
    medium: str
    what: frozenset
    masked: bool = False


class Walker:
    """Looks for what is known beforehand in whatever anybody is sent."""

    def __init__(self, office):
        self.office, self.read = office, {}
        sides = (office.own, office.foreign)
        words = [word for side in sides for word in (*side.names, *side.codes)]
        self.words = {plain(word): word for word in words}
        self.numbers = {number for side in sides for number in side.numbers}
        self.hoard = Hoard(self.numbers, self.words)
        self.masks = {masked(number) for number in self.numbers}

    def walk(self, username):
        """Every address of the table, the searches and some wrong turnings, as one person."""
        client = self.office.client(username)
        for ask in worth_asking(username):
            answer = ask.answer(client, self.office, username)
            yield from self.told(str(ask), answer, codes=username == SCANS)
            yield from self._taken_along(client, ask, answer, username)
        if username in FILTER:
            yield from self._parts(client, username)
        yield from self._searches(client)
        for path in TURNINGS:
            yield from self.told(path, asked(client, path))

    def told(self, what, answer, *, echo="", codes=False):
        """What an answer tells, by medium; ``echo``: words of the question it says again."""
        kind = answer.headers.get("Content-Type", "")
        seen = [(medium, *self.found(text, echo)) for medium, text in heads(answer)]
        if "html" in kind or "json" in kind:
            seen += [(medium, *self.found(text, echo)) for medium, text in read(answer.body, kind)]
        else:
            seen += self._once(answer.body, kind, codes)
        return [Telling(what, medium, said, masks) for medium, said, masks in seen]

    def found(self, text, echo=""):
        """Which of the things one looks for stand in a text, and whether a mask of one does."""
        text = plain(text).replace(plain(echo), "") if echo else plain(text)
        said = frozenset(self.words.get(thing, thing) for thing in self.hoard.told(text))
        return said, not self.masks.isdisjoint(MASK.findall(text))

    def _once(self, body, kind, codes):
        """What a paper, book or picture tells; taken apart once for all who get it."""
        key = sha256(body).digest(), codes
        if key not in self.read:
            texts = read(body, kind, codes=codes)
            self.read[key] = [(medium, *self.found(text)) for medium, text in texts]
        return self.read[key]

    def _taken_along(self, client, ask, answer, username):
        """The list of a page as a file, where the page offers it."""
        form = b"xlsx" if username == SCANS else b"csv"
        offered = re.search(rb'href="([^"]*export=' + form + rb')"', answer.body)
        if offered and ask.method == "GET":
            query = unescape(offered[1].decode())
            path = ask.address(self.office, username) + query
            taken = asked(client, path)
            assert taken.status_code == 200, path
            assert "attachment" in taken.headers["Content-Disposition"], path
            yield from self.told(f"list of {ask}", taken)

    def _parts(self, client, username):
        """Lists once more as a part of a page, as a filter asks for them."""
        for ask in worth_asking(username):
            if ask.method == "GET" and not ask.args and ask.expected[username] == 200:
                sent = ask.sent(self.office, username)
                answer = asked(client, reverse(ask.name), sent, part=True)
                yield from self.told(f"part {ask.name}", answer)

    def _searches(self, client):
        """Palette and lists, asked for what the person may not know."""
        for side in (self.office.own, self.office.foreign):
            for term in (side.names[0], side.numbers[0], side.numbers[0][-4:]):
                for name, field in SEARCHED.items():
                    answer = asked(client, reverse(name), {field: term})
                    yield from self.told(f"search {name} {term}", answer, echo=term)


def worth_asking(username):
    """The table's requests to one person, but of plain refusals only a few of each kind."""
    refused = Counter()
    for ask in asks():
        status = ask.expected.get(username)
        if status is None or ask.name in STAYS_HERE:
            continue
        refused[status] += status in REFUSED
        if refused[status] <= ENOUGH:
            yield ask


def asked(client, path, sent=(), *, method="get", part=False, headers=None):
    """An answer with its body, whatever it did undone."""
    headers = {**(headers or {}), **({"HX-Request": "true"} if part else {})}
    with transaction.atomic():
        answer = getattr(client, method)(path, dict(sent), headers=headers)
        answer.body = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer
