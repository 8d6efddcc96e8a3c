"""Addresses that somebody mistyped, cut short, or filled with nonsense on purpose.

Every list and every print that takes a parameter is asked with odd values in all of them at
once, by the first of three people who between them see nearly everything.
"""

import re
from html import unescape
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.db import transaction

from tests.whole.table import asks

ODD = ("x", "%C2%B2", "9" * 30, "-1", "%00", quote("' OR 1=1"), "%ff")
"""As they stand in an address: a letter, ², a long number, a NUL, a quote, half a character."""
SEE_MOST = ("auditor", "archivist", "hq")
STAYS_HERE = ("admin:logout", "set_language")
UNLINKED = ("q", "after", "before", "show", "page", "next")
"""Parameters of lists that the page names only when there is more to show."""
OF_ONE_PAGE = {
    "lending:ask": ("holding", "document", "for"),
    "lending:inbox": ("step",),
    "dossiers:draft": ("check", "unit"),
    "dossiers:ledger": ("show",),
    "dossiers:paper_labels": ("start",),
    "dossiers:paper_spines": ("width",),
    "dossiers:tray_item": ("paper",),
    "transfers:propose": ("kind", "period", "centre"),
    "transfers:check": ("show",),
    "lending:desk": ("room", "show"),
    "lending:overdue": ("room", "show"),
    "lending:batch": ("borrower", "q"),
    "lending:out_card": ("all", "start"),
    "lending:copy_mark": ("start",),
    "lending:register": ("form", "from", "until", "room"),
}


def askable(office):
    """Each page once, with somebody who may open it."""
    known = set()
    for ask in asks():
        usual = not ask.args or ask.name in OF_ONE_PAGE
        who = next((p for p in SEE_MOST if ask.expected.get(p) == 200), None)
        if ask.method != "GET" or ask.foreign or not usual or who is None:
            continue
        if ask.name not in known and ask.name not in STAYS_HERE:
            known.add(ask.name)
            yield ask, who


def parameters(page, path):
    """What the page itself asks for: fields of its forms, and the query of links to it."""
    for form in re.findall(r'<form[^>]*method="get".*?</form>', page, flags=re.DOTALL):
        yield from re.findall(r'\bname="([^"]+)"', form)
    for link in re.findall(r'href="([^"]*\?[^"]+)"', page):
        parts = urlsplit(unescape(link))
        if parts.path in ("", path):
            yield from dict(parse_qsl(parts.query))


def asked_oddly(client, path, names, turn):
    """Every parameter with another odd value; over all turns each parameter gets each."""
    pairs = [f"{quote(n)}={ODD[(turn + i) % len(ODD)]}" for i, n in enumerate(sorted(names))]
    with transaction.atomic():
        answer = client.get(f"{path}?{'&'.join(pairs)}")
        transaction.set_rollback(True)
    return answer.status_code, "&".join(pairs)


@pytest.fixture
def pages(office):
    """Address and parameters of every page, as (what, who, path, names)."""
    found = []
    for ask, who in askable(office):
        answer = ask.answer(office.client(who), office, who)
        path = ask.address(office, who)
        html = answer.body.decode() if "html" in answer.headers["Content-Type"] else ""
        names = {*ask.query, *OF_ONE_PAGE.get(ask.name, ()), *parameters(html, path)}
        own = not ask.name.startswith("admin:")
        found.append((ask.name, who, path, names | {*(UNLINKED if own else ("q", "p", "o"))}))
    return found


def test_no_odd_question_breaks_the_office(office, pages):
    clients = {who: office.client(who) for who in SEE_MOST}
    broken = []
    for name, who, path, names in pages:
        for turn in range(len(ODD)):
            status, query = asked_oddly(clients[who], path, names, turn)
            if status >= 500:
                broken.append(f"{name} as {who}: {status} for ?{query}")
    assert not broken, "\n".join(["", *broken])


def test_the_pages_are_asked_for_what_they_really_take(pages):
    """The control: the parameters are found, so that the questions reach the filters."""
    names = {name: found for name, _who, _path, found in pages}
    assert len(names) > 40
    assert names["dossiers:list"] >= {"q", "state", "kind", "completeness", "centre"}
    assert names["transfers:receipts"] >= {"first", "last"}
    assert "use__exact" in names["admin:dossiers_unit_changelist"]
