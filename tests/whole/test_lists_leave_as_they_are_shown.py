"""Whoever takes a list along takes what the page shows that person: every row, and nothing else.

Each list of the table of pages that offers a file, for each kind of person; the page is turned to its
end and compared with the file word by word.
"""

import csv
import io
import re
from collections import Counter
from html import unescape

import pytest

from archive_office.organisation.models import QuestionCount
from archive_office.regulation import Clause
from archive_office.shell.taking import CARD, CARDS, END_OF_LIST
from tests.steps import clause
from tests.whole.table import asks
from tests.whole.walking import STAYS_HERE, asked

OFFER = re.compile(r'href="([^"]*export=csv)"')
NEXT = re.compile(r'<a [^>]*rel="next" href="([^"]*)"')
TAG = re.compile(r"<script.*?</script>|<[^>]+>", re.DOTALL)
MOST_PAGES = 40
PEOPLE = ("archivist", "head", "hq", "director", "auditor")
WITHOUT = Counter()
"""Pages that held no list for this many people; two are enough to tell."""
PAPERS = set()
"""Addresses that answer with a paper or a book; asked once, not for each person."""
MANY = {"archivist": 50, "hq": 50}


def lists(office, username):
    """Every page of the table that this person opens and that offers its list as a file."""
    client = office.client(username)
    for ask in asks():
        if not is_open(ask, username) or ask.name in PAPERS or WITHOUT[ask.name] > 1:
            continue
        answer = ask.answer(client, office, username)
        if "html" not in answer.headers["Content-Type"]:
            PAPERS.add(ask.name)
            continue
        page = answer.body.decode()
        offer = OFFER.search(page)
        WITHOUT[ask.name] += offer is None
        if offer:
            yield str(ask), ask.address(office, username), page, unescape(offer[1])


def is_open(ask, username):
    """Whether this is a page of the own centre that this person gets."""
    own = ask.method == "GET" and not ask.foreign and ask.expected.get(username) == 200
    return own and ask.name not in STAYS_HERE and not ask.name.startswith("admin:")


def turned(client, address, page):
    """The page and all that follow."""
    pages = [page]
    while (found := NEXT.search(pages[-1])) and len(pages) < MOST_PAGES:
        pages.append(asked(client, address + unescape(found[1])).body.decode())
    return pages


def words(text):
    return " ".join(unescape(TAG.sub(" ", text)).split())


def rows_of(page):
    """How many rows the list on a page has: lines of its table, or its cards."""
    before = page.split(END_OF_LIST)[0]
    table, cards = before.rfind('class="ao-table'), before.rfind(f"{CARDS}=")
    if cards > table:
        return len(re.findall(rf"\s{CARD}[\s>]", before[cards:]))
    body = before[table:].partition("<tbody")[2].partition("</tbody>")[0]
    return len(re.findall(r"<tr[\s>]", body))


@clause(Clause.SEC_29, Clause.ORG_01)
@pytest.mark.parametrize("username", PEOPLE)
def test_a_file_holds_the_rows_of_the_page_and_nothing_the_page_does_not_say(office, username):
    client = office.client(username)
    seen, wrong = 0, []
    for name, address, page, offer in lists(office, username):
        QuestionCount.objects.all().delete()
        pages = turned(client, address, page)
        taken = asked(client, address + offer)
        assert taken.status_code == 200, name
        _heads, *rows = csv.reader(io.StringIO(taken.body.decode("utf-8-sig")))
        shown = "".join(words(each) for each in pages).replace(" ", "")
        told = {word for row in rows for fact in row for word in fact.lstrip("'").split()}
        strange = sorted(word for word in told if word not in shown)
        if len(rows) != sum(map(rows_of, pages)) or strange:
            wrong.append((name, len(rows), [rows_of(each) for each in pages], strange[:3]))
        seen += 1
    assert wrong == []
    assert seen >= MANY.get(username, 5)
