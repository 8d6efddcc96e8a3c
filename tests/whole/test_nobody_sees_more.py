"""Invariant 11: no page, print, list, history, search, error, notice or log tells more than it may.

Names and numbers of both centres' residents are known beforehand. They are first found where
they belong, so that a scanner that finds nothing elsewhere is known to look.
"""

import io
import logging
import re
from html import unescape

import pytest
from django.db import connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from archive_office.journal.models import JournalSubject
from archive_office.notices.models import Notice
from archive_office.regulation import Clause
from dossiers.models import Customer
from tests.steps import clause
from tests.whole.standing import Remembering, wrong_number
from tests.whole.table import asks

STAYS_HERE = ("admin:logout", "set_language")
OF_THE_OWN_CENTRE = ("front", "archivist", "head")
SPAN_CENTRES = ("hq", "roomhead", "cshead", "director", "auditor")
SEE_NOTHING = ("employee", "admin")
WHERE_NAMES_ARE_TYPED = ("dossiers:submission", "dossiers:draft", "dossiers:tray_")


def words(answer):
    """What can be read in an answer, without blanks: text of a page, of a PDF, or raw."""
    body = getattr(answer, "body", None) or answer.content
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    elif kind.startswith(("image/", "application/vnd", "application/octet")):
        return ""
    else:
        text = unescape(body.decode())
    headers = " ".join(map(str, answer.headers.values()))
    return re.sub(r"\s+", "", text + headers)


def told(text, secrets):
    """Which of the secrets stand in a text."""
    return sorted({secret for secret in secrets if secret in text})


def everything(office, username):
    """All answers a person gets from every address of the table, as (what was asked, words)."""
    client = office.client(username)
    for ask in asks():
        if username in ask.expected and ask.name not in STAYS_HERE:
            yield str(ask), words(ask.answer(client, office, username))
    yield from _searches(office, client)
    yield from _wrong_turnings(client)


def _searches(office, client):
    """Palette, lists and admin, asked for what the person may not know."""
    here, there = office.own, office.foreign
    lists = ("dossiers:list", "dossiers:units", "admin:dossiers_dossier_changelist",
             "admin:dossiers_customer_changelist", "admin:journal_journalentry_changelist")  # fmt: skip
    for side in (here, there):
        for term in (side.names[0], side.numbers[0], side.numbers[0][-4:], side.codes[0]):
            yield f"palette {term}", _answer(client, reverse("admin:search"), {"s": term}, term)
            for name in lists:
                yield f"{name} {term}", _answer(client, reverse(name), {"q": term}, term)


def _wrong_turnings(client):
    for path in ("/no/such/page/", "/dossiers/999999/", "/admin/dossiers/dossier/999999/change/"):
        yield path, _answer(client, path, {})


def _answer(client, path, query, asked=""):
    """The answer to a search, less the words of the question that it repeats."""
    with transaction.atomic():
        answer = client.get(path, query)
        answer.body = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    found = words(answer)
    return found.replace(asked, "") if asked and told(found, [asked]) else found


@pytest.fixture(scope="module")
def walks(office, spoken):
    """All answers a person gets, read once however often they are searched."""
    known = {}

    def walk(username):
        if username not in known:
            known[username] = list(everything(office, username))
        return known[username]

    return walk


def leaks(walk, secrets):
    """Where a secret is told: what was asked, and which."""
    return {asked: seen for asked, text in walk if (seen := told(text, secrets))}


@pytest.fixture(scope="module")
def spoken(office):
    """Everything that is written to the log while the pages are asked."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_scanner_finds_what_the_entitled_see(office, walks):
    archivist = office.client("archivist")
    address = reverse("dossiers:reveal", args=[office.own["dossier"].pk])
    page = words(archivist.post(address, {"reason": "核对业主来电"}))
    customer = Customer.objects.get(occupancies__dossier=office.own["dossier"])
    numbers = [customer.reveal("id_number"), *customer.phone_list()]
    assert told(page, [customer.name, *numbers]) == sorted([customer.name, *numbers])
    assert {customer.name, *numbers} <= {*office.own.names, *office.own.numbers}

    codes = [holding.code for holding in office.own["dossier"].holdings.all()]
    found = leaks(walks("archivist"), [office.own["dossier"].code, *codes])
    assert {asked.split()[1] for asked in found} >= {
        "dossiers:list",
        "dossiers:dossier",
        "dossiers:paper_card",
        "dossiers:paper_labels",
        "admin:dossiers_dossier_changelist",
    }
    assert leaks(walks("hq"), office.foreign.codes).keys() >= {
        "GET transfers:paper @completed differences foreign",
        "GET transfers:manifest @manifest foreign",
    }


@clause(Clause.SEC_15, Clause.LND_14)
@pytest.mark.parametrize("username", [*OF_THE_OWN_CENTRE, *SPAN_CENTRES, *SEE_NOTHING])
def test_nobody_is_told_a_number_in_full_without_asking(office, walks, username):
    assert len(walks(username)) > 200
    assert leaks(walks(username), [*office.own.numbers, *office.foreign.numbers]) == {}


@clause(Clause.SEC_15)
@pytest.mark.parametrize("username", [*OF_THE_OWN_CENTRE, *SPAN_CENTRES, *SEE_NOTHING])
def test_names_of_residents_are_masked_once_filed(office, walks, username):
    """Only who brings papers, and the archivist who compares them, read the names in full."""
    found = leaks(walks(username), [*office.own.names, *office.foreign.names])
    assert [
        asked for asked in found if not asked.split()[1].startswith(WHERE_NAMES_ARE_TYPED)
    ] == []
    assert bool(found) == (username in ("front", "archivist"))


@clause(Clause.ORG_01, Clause.SEC_29)
@pytest.mark.parametrize("username", [*OF_THE_OWN_CENTRE, *SEE_NOTHING])
def test_nobody_is_told_that_another_centres_files_exist(office, walks, username):
    assert leaks(walks(username), [*office.foreign.codes, *office.foreign.names]) == {}


@clause(Clause.SEC_29)
@pytest.mark.parametrize("username", SEE_NOTHING)
def test_roles_that_see_no_files_are_not_told_of_any(office, walks, username):
    assert leaks(walks(username), office.own.codes) == {}


@clause(Clause.SEC_15)
def test_a_number_that_cannot_be_true_is_repeated_in_its_field_alone(office, spoken):
    person = Remembering(1)
    wrong = wrong_number(person)
    address = reverse("dossiers:draft", args=[office.own["draft"].pk, "customer"])
    with transaction.atomic():
        answer = office.client("front").post(
            address, {"customer.name": person.name(), "customer.id_number": wrong}
        )
        transaction.set_rollback(True)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count(wrong) == page.count(f'value="{wrong}"') == 1, "only where it was typed"
    assert wrong not in spoken.getvalue()


@clause(Clause.SEC_15)
def test_no_row_of_any_table_holds_a_number_in_the_clear(office):
    """Journal, history, drafts, tasks, sessions and notices included; sealed text is not clear."""
    assert found_in_tables(["汀兰雅苑"]), "the scanner reads the tables"
    assert found_in_tables([*office.own.numbers, *office.foreign.numbers]) == {}


def found_in_tables(secrets):
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), $$$$) FROM "{table}" t')
            if seen := told(cursor.fetchone()[0], secrets):
                found[table] = seen
    return found


@clause(Clause.SEC_15)
def test_journal_notices_and_mail_hold_no_names_of_residents(office):
    names = [*office.own.names, *office.foreign.names]
    journal = JournalSubject.objects.values_list("label", "before", "after")
    notices = Notice.objects.values_list("title", "body", "link")
    assert journal.count() > 100
    assert len(office.letters) > 20
    assert told(str(list(journal)), names) == []
    assert told(str(list(notices)), names) == []
    assert told(str(office.letters), [*names, *office.own.numbers]) == []


@clause(Clause.SEC_15)
def test_the_log_holds_neither_numbers_nor_names(office, walks, spoken):
    """What everybody's walk wrote to it, down to the least important line."""
    for username in ("front", "archivist", "employee"):
        walks(username)
    text = spoken.getvalue()
    assert "Forbidden" in text, "the log is heard"
    everything_known = [office.own, office.foreign]
    assert told(text, [s for side in everything_known for s in (*side.numbers, *side.names)]) == []
