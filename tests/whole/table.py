"""Reading the hand-written table of pages: which request is expected to be answered how."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.whole.standing import ROLES

TABLE = Path(__file__).with_name("pages.toml")
EVERYBODY = ("stranger", *ROLES)
OF_A_DOSSIER = {
    "@dossier", "@volume", "@personal_volume", "@document", "@scan", "@personal_scan",
    "@task", "@hold", "@trigger",
}  # fmt: skip
"""Things that are a dossier or lie in one: an address that names one says who gets it when."""
STATES = ("granted", "expired", "sealed")
"""A dossier of the other centre opened to one person for a time; the same after its last minute;
one of the own centre put under seal."""


@dataclass(frozen=True)
class Ask:
    """One request and the status each person is expected to get."""

    name: str
    method: str
    args: tuple
    expected: dict
    foreign: bool = False
    state: str = ""
    query: dict = field(default_factory=dict)
    fields: dict = field(default_factory=dict)

    def __str__(self):
        whose = self.state or ("foreign" if self.foreign else "")
        return f"{self.method} {self.name} {' '.join(self.args)} {whose}".rstrip()

    def address(self, office, username):
        """Where this person finds it."""
        return reverse(self.name, args=[_named(a, office, self, username) for a in self.args])

    def sent(self, office, username):
        """The query or the fields that go along."""
        given = self.query if self.method == "GET" else self.fields
        return {name: _named(value, office, self, username) for name, value in given.items()}

    def answer(self, client, office, username):
        """Ask, and undo whatever it did."""
        address, sent = self.address(office, username), self.sent(office, username)
        # Whoever is turned away is told so in a part of a page: the same check, less to draw.
        part = {"HX-Request": "true"} if self.expected.get(username) in (403, 404) else {}
        with transaction.atomic():
            response = getattr(client, self.method.lower())(address, sent, headers=part)
            response.body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        return response


def _named(value, office, ask, username):
    if not value.startswith("@"):
        return value
    side = office.foreign if ask.foreign else office.own
    if value == "@notice":
        return office.own[f"notice of {username}"].pk if username != "stranger" else 1
    if value == "@notice of somebody else":
        return office.own["notice of front2"].pk
    return side[value.removeprefix("@")].pk


def said(row):
    """``"200 archivist; 404 *"`` as a status per person."""
    expected = dict.fromkeys(ROLES, 403) | {"stranger": 302}
    for status, people in sorted(_parts(row), key=lambda part: "*" not in part[1]):
        expected |= dict.fromkeys(_people(people), status)
    return expected


def named(row):
    """Everybody of whom a row says something."""
    return {person for _status, people in _parts(row) for person in _people(people)}


def _parts(row):
    parts = [part.split() for part in row.split(";") if part.strip()]
    return [(int(status), people) for status, *people in parts]


def _people(people):
    found = {*(ROLES if "*" in people else ()), *(p for p in people if p != "*")}
    assert found <= set(EVERYBODY), f"nobody we know: {found - set(EVERYBODY)}"
    return found


def asks():
    """Every request of the table, about things as they usually are."""
    for page in written()["page"]:
        yield from _of_page(page)
    for record in written()["records"]:
        yield from _of_record(record)


@cache
def written():
    """The table as it was written."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def asks_about(state):
    """Every request of the table about a dossier in one of the states."""
    foreign = state != "sealed"
    for page in written()["page"]:
        extra = {"query": page.get("query", {}), "fields": page.get("fields", {})}
        for method in ("get", "post"):
            if row := page.get(f"{method}_{state}"):
                expected = {p: status for p, status in said(row).items() if p in named(row)}
                args = tuple(page.get("args", ()))
                yield Ask(page["name"], method.upper(), args, expected, foreign, state, **extra)
    for record in written()["records"]:
        if row := record.get(state):
            expected = {p: status for p, status in said(row).items() if p in named(row)}
            name, thing = f"admin:{record['model']}_change", (record["thing"],)
            yield Ask(name, "GET", thing, expected, foreign, state)


def silent():
    """Addresses that name a dossier or something in it, and do not say who gets it when."""
    for page in written()["page"]:
        things = {*page.get("args", ()), *page.get("query", {}).values()}
        method = "get" if "get" in page else "post"
        if things & OF_A_DOSSIER:
            lacking = [s for s in STATES if f"{method}_{s}" not in page]
            yield from (f"{page['name']}: {method}_{state}" for state in lacking)
    for record in written()["records"]:
        if record.get("thing") in OF_A_DOSSIER:
            yield from (f"{record['model']}: {s}" for s in STATES if s not in record)


def _of_page(page):
    name, args = page["name"], tuple(page.get("args", ()))
    extra = {"query": page.get("query", {}), "fields": page.get("fields", {})}
    for method in ("get", "post"):
        if row := page.get(method):
            yield Ask(name, method.upper(), args, said(row), **extra)
        else:
            other = "post" if method == "get" else "get"
            shut = dict.fromkeys(named(page[other]) - {"stranger"}, 405)
            yield Ask(name, method.upper(), args, shut, **extra)
        if row := page.get(f"{method}_foreign"):
            expected = {p: status for p, status in said(row).items() if p in named(row)}
            yield Ask(name, method.upper(), args, expected, foreign=True, **extra)


def _of_record(record):
    model, thing = f"admin:{record['model']}", (record.get("thing", "@dossier"),)
    view, hidden = record.get("view", ""), record.get("hidden", "")
    nowhere = record.get("nowhere", "")
    seen = named(f"200 {view}")
    yield Ask(f"{model}_changelist", "GET", (), said(f"200 {view}"))
    yield Ask(f"{model}_delete", "GET", thing, dict.fromkeys(seen, 403))
    written = said(f"200 {record.get('add', '')}")
    yield Ask(f"{model}_add", "GET", (), {p: s for p, s in written.items() if p in seen})
    for foreign in (False, True):
        gone = named(f"302 {nowhere} {hidden if foreign else ''}")
        shown = {p: 302 if p in gone else 200 for p in seen}
        told = {p: 404 if p in gone or not record.get("history", True) else 200 for p in seen}
        refused = {} if foreign else {p: s for p, s in said("").items() if p not in seen}
        yield Ask(f"{model}_change", "GET", thing, shown | refused, foreign)
        yield Ask(f"{model}_history", "GET", thing, told, foreign)


def url_names(resolver=None, space=""):
    """Every named address of the urlconf, and how many have no name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from url_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}"
