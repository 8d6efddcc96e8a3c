"""Invariant 11: no page, print, book, history, error, letter or log tells more than it may.

Names and numbers of both centres' residents are known beforehand. They are first found where
they belong, so that a scanner that finds nothing elsewhere is known to look.
"""

import io
import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from archive_office.crypto import SEALED, DataKey
from archive_office.journal.models import JournalSubject
from archive_office.notices.models import Notice
from archive_office.notices.procedures.days import run_day
from archive_office.regulation import Clause
from dossiers.models import Customer, Dossier, EmergencyContact, Submission
from dossiers.rules.facts import customer_of, numbers_in
from lending.models import OutsidePerson
from tests.steps import clause
from tests.whole.readable import Hoard, plain, read
from tests.whole.standing import NOW, ROLES, Remembering, wrong_number
from tests.whole.walking import SEARCHED, Walker, asked

OF_THE_OWN_CENTRE = ("front", "archivist", "head")
SEE_NOTHING = ("employee", "admin")
WHERE_NAMES_ARE_TYPED = (
    "dossiers:submission",
    "dossiers:draft",
    "dossiers:tray_",
    "dossiers:ledger_workbook",
)
NOBODYS = "99999999999999999999"
REASON = {"reason": "核对业主来电"}


@pytest.fixture(scope="module")
def walker(office):
    return Walker(office)


@pytest.fixture(scope="module")
def spoken(office):
    """Everything that is written to any log while the pages are asked, however unimportant."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    deaf = [
        logger
        for logger in logging.root.manager.loggerDict.values()
        if isinstance(logger, logging.Logger) and not logger.propagate
    ]
    levels = {logger: logger.level for logger in (logging.root, *deaf)}
    for logger in levels:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield heard
    for logger, level in levels.items():
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture(scope="module")
def walks(walker, spoken):
    """What each person was told on the walk through the office, which is made once."""
    known = {}

    def walk(username):
        if username not in known:
            known[username] = list(walker.walk(username))
        return known[username]

    return walk


def in_full(office, walker):
    """What those read who may: each customer of a dossier, each ledger by its own centre."""
    for side, archivist in ((office.own, "archivist"), (office.foreign, "archivist2")):
        client = office.client(archivist)
        asks = [(reverse("dossiers:ledger_workbook", args=[side["ledger"].pk]), {})]
        here = Dossier.objects.filter(centre=side["centre"], occupancy__isnull=False)
        asks += [(reverse("dossiers:reveal", args=[pk]), REASON) for pk in pks(here)]
        for address, fields in asks:
            answer = asked(client, address, fields, method="post")
            assert answer.status_code == 200, address
            yield from walker.told(address, answer)


def pks(rows):
    return rows.order_by("pk").values_list("pk", flat=True)


def opened(office):
    """What the sealed records hold, opened with their keys: no page shows these in full."""
    for submission in Submission.objects.exclude(data_key=""):
        yield from numbers_in(customer_of(submission)).values()
    for customer in Customer.objects.exclude(data_key=""):
        yield from (customer.reveal("id_number"), customer.reveal("bank_account"))
        yield from customer.phone_list()
    for contact in EmergencyContact.objects.exclude(phone=""):
        yield contact.occupancy.customer.key().unseal(contact.phone)
    for person in OutsidePerson.objects.all():
        key = DataKey.opened(person.data_key)
        yield from (key.unseal(person.id_number), key.unseal(person.phone))


def test_every_number_is_found_where_it_belongs(office, walker):
    """On the page of who says why, in the clerk's own workbook, or sealed in its record."""
    tellings = list(in_full(office, walker))
    by_medium = {medium: set() for medium in ("page", "workbook")}
    for telling in tellings:
        if telling.medium in by_medium:
            by_medium[telling.medium] |= telling.what & walker.numbers
    assert all(len(found) >= 4 for found in by_medium.values()), by_medium
    elsewhere = walker.numbers - set().union(*by_medium.values())
    assert elsewhere <= set(opened(office)), "seeded, and nowhere in the office"
    assert len(walker.numbers) > 100


def test_a_mask_stands_where_a_number_would(walks):
    """Pages, papers and letters are read where numbers stand: each shows its last characters."""
    people = {who: {t.medium for t in walks(who) if t.masked} for who in ("front", "archivist")}
    assert people["front"] >= {"page"}
    assert people["archivist"] >= {"page", "pdf"}
    shown = {t.asked for t in walks("archivist") if t.masked}
    assert shown >= {
        "GET dossiers:dossier @dossier",
        "GET dossiers:paper_registration @dossier",
        "GET dossiers:tray_item @tray",
        "GET dossiers:ledger @ledger",
        "GET lending:request @visit",
    }


def test_lists_taken_along_are_read_too(walks):
    """With their masks: a file tells of a number what the page tells of it."""
    files = {who: [t for t in walks(who) if t.asked.startswith("list of ")] for who in ("hq", "archivist")}  # fmt: skip
    assert len({t.asked for t in files["hq"]}) > 20
    assert {"workbook"} <= {t.medium for t in files["archivist"]}
    assert any(t.what for t in files["archivist"]), "codes of the own centre stand in them"


def test_every_medium_is_read(walks):
    """A walk meets all of them; what is hidden in each is found (see the next test)."""
    met = {t.medium for who in ("archivist", "hq", "auditor") for t in walks(who)}
    assert met >= {"page", "json", "pdf", "code", "workbook", "image", "head", "cookie"}


# Who is told a number


def leaks(walk, secrets):
    """Where something secret is told: what was asked, and in which medium."""
    known = frozenset(secrets)
    return {
        (told.asked, told.medium): sorted(told.what & known) for told in walk if told.what & known
    }


@clause(Clause.SEC_15, Clause.LND_14)
@pytest.mark.parametrize("username", ROLES)
def test_nobody_is_told_a_number_in_full_without_asking(walker, walks, username):
    """But the clerk, who gets back the workbook that the centre brought in itself."""
    found = leaks(walks(username), walker.numbers)
    asked = {what for what, _medium in found}
    assert len(walks(username)) > 1000
    assert asked == (
        {"POST dossiers:ledger_workbook @ledger"} if username == "archivist" else set()
    )


@clause(Clause.SEC_15)
@pytest.mark.parametrize("username", ROLES)
def test_names_of_residents_are_masked_once_filed(office, walks, username):
    """Only who brings papers, and the archivist who compares them, read the names in full."""
    found = leaks(walks(username), [*office.own.names, *office.foreign.names])
    elsewhere = {
        what
        for what, _medium in found
        if not what.removeprefix("list of ").split()[1].startswith(WHERE_NAMES_ARE_TYPED)
    }
    assert elsewhere == set()
    assert bool(found) == (username in ("front", "archivist"))


@clause(Clause.ORG_01, Clause.SEC_29)
@pytest.mark.parametrize("username", [*OF_THE_OWN_CENTRE, *SEE_NOTHING])
def test_nobody_is_told_that_another_centres_files_exist(office, walks, username):
    assert leaks(walks(username), [*office.foreign.codes, *office.foreign.names]) == {}


@clause(Clause.SEC_29)
@pytest.mark.parametrize("username", SEE_NOTHING)
def test_roles_that_see_no_files_are_not_told_of_any(office, walks, username):
    assert leaks(walks(username), office.own.codes) == {}


def test_the_scanner_finds_what_the_entitled_see(office, walks):
    own = [
        *office.own["dossier"].holdings.values_list("code", flat=True),
        office.own["dossier"].code,
    ]
    found = {what for what, _medium in leaks(walks("archivist"), own)}
    assert found >= {
        "GET dossiers:list",
        "GET dossiers:dossier @dossier",
        "GET dossiers:paper_card @dossier",
        "GET dossiers:paper_labels @dossier",
        "GET admin:dossiers_dossier_changelist",
    }
    assert {what for what, _medium in leaks(walks("hq"), office.foreign.codes)} >= {
        "GET transfers:paper @completed differences foreign",
        "GET transfers:manifest @manifest foreign",
    }


# Questions, mistakes and what goes wrong


@clause(Clause.SEC_15)
@pytest.mark.parametrize("name", SEARCHED)
def test_a_search_for_a_number_repeats_the_question_and_nothing_else(office, walker, name):
    """As often as for a number that nobody has; found is the dossier, under its code."""
    number, client = office.own.numbers[0], office.client("archivist")
    said = []
    for term in (number, NOBODYS[: len(number)]):
        page = plain(asked(client, reverse(name), {SEARCHED[name]: term}).body.decode())
        said.append(page.count(term))
    assert said[0] == said[1]


@clause(Clause.SEC_15)
def test_a_number_that_cannot_be_true_is_repeated_in_its_field_alone(office, spoken):
    person = Remembering(1)
    wrong = wrong_number(person)
    address = reverse("dossiers:draft", args=[office.own["draft"].pk, "customer"])
    fields = {"customer.name": person.name(), "customer.id_number": wrong}
    answer = asked(office.client("front"), address, fields, method="post")
    assert answer.status_code == 422
    page = answer.body.decode()
    assert page.count(wrong) == page.count(f'value="{wrong}"') == 1, "only where it was typed"
    assert wrong not in spoken.getvalue()


def broken(*_args, **_kwargs):
    raise RuntimeError("the disk is full")


@clause(Clause.SEC_15)
def test_no_page_of_an_error_and_no_report_of_it_repeats_what_was_typed(
    office, walker, spoken, settings, monkeypatch
):
    settings.ADMINS = [("Keeper", "keeper@example.com")]
    client, number = office.client("front"), office.own.numbers[1]
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies.update(client.cookies)
    address = reverse("dossiers:draft", args=[office.own["draft"].pk, "customer"])
    typed = {"customer.name": office.own.names[0], "customer.id_number": number}
    nowhere = reverse("dossiers:draft", args=[999999, "customer"])
    lost = asked(client, nowhere, typed, method="post")
    forged = asked(strict, address, typed, method="post")
    elsewhere = asked(client, address, typed, method="post", headers={"Host": "evil.example"})
    monkeypatch.setattr("dossiers.views.move_in.save_step", broken)
    failed = asked(client, address, typed, method="post")
    statuses = [answer.status_code for answer in (lost, forged, elsewhere, failed)]
    assert statuses == [404, 403, 400, 500]
    for answer in (lost, forged, elsewhere, failed):
        assert not any(told.what for told in walker.told("error", answer)), answer.status_code
    assert "the disk is full" in spoken.getvalue(), "the failure is reported"
    assert walker.found(spoken.getvalue())[0] == set()
    assert any("the disk is full" in letter.body for letter in mail.outbox)
    assert walker.found(" ".join(letter.body for letter in mail.outbox))[0] == set()


# What is kept


@clause(Clause.SEC_15)
def test_no_row_of_any_table_holds_a_number_in_the_clear(office, walker):
    """Journal, history, drafts, tasks, sessions and notices included; sealed text is not clear."""
    hoard = Hoard(walker.numbers, [plain("汀兰雅苑")])
    found = {table: hoard.told(text) for table, text in tables()}
    assert found["dossiers_estate"] == {plain("汀兰雅苑")}, "the scanner reads the tables"
    assert {table for table, said in found.items() if said & walker.numbers} == set()


def tables():
    """Every table as text: bytes as characters, sealed numbers and the keys around them left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(CASE WHEN data_type = 'bytea' THEN"
            " format('encode(%I, ''escape'')', column_name) ELSE format('%I::text', column_name)"
            " END, ', ') FROM information_schema.columns JOIN pg_tables ON table_name = tablename"
            " WHERE table_schema = 'public' AND schemaname = 'public' GROUP BY 1"
        )
        for table, columns in cursor.fetchall():
            cursor.execute(
                f"SELECT coalesce(string_agg(concat_ws('|', {columns}), chr(10)), '') FROM \"{table}\""
            )
            yield table, plain(SEALED.sub("", cursor.fetchone()[0]))


@clause(Clause.SEC_15)
def test_no_session_remembers_a_number_or_a_name(office, walker, walks):
    walks("front")
    sessions = [SessionStore().decode(row.session_data) for row in Session.objects.all()]
    assert sessions
    assert walker.found(str(sessions))[0] == set()


@clause(Clause.SEC_15)
def test_no_file_on_the_disk_holds_a_number_in_the_clear(office, walker):
    """Ledgers lie there sealed, scans and signed papers as they are."""
    files = [path for path in settings.ARCHIVE_FILES.rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        for _medium, text in read(path.read_bytes(), "application/octet-stream"):
            assert walker.found(text)[0] & walker.numbers == set(), path.name


@clause(Clause.SEC_15)
def test_journal_notices_and_mail_hold_no_names_of_residents(office, walker):
    secrets = {*walker.numbers, *office.own.names, *office.foreign.names}
    journal = JournalSubject.objects.values_list("label", "before", "after", "entry__facts")
    notices = Notice.objects.values_list("title", "body", "link")
    assert journal.count() > 100
    assert len(office.letters) > 20
    for kept in (journal, notices, office.letters):
        assert walker.found(str(list(kept)))[0] & secrets == set()


@clause(Clause.SEC_15)
def test_the_office_day_writes_to_nobody_of_a_resident_by_name_or_number(office, walker, spoken):
    """A month on, when much is late: everything the calendar asks for, sent out."""
    mail.outbox.clear()
    later = NOW + timedelta(days=40)
    run_day(lambda: later)
    letters = [letter.message().as_string() + letter.body for letter in mail.outbox]
    assert len(letters) > 10
    secrets = {*walker.numbers, *office.own.names, *office.foreign.names}
    assert walker.found("\n".join(letters))[0] & secrets == set()
    assert (
        walker.found(str(list(Notice.objects.values_list("title", "body"))))[0] & secrets == set()
    )


@clause(Clause.SEC_15)
def test_the_log_holds_neither_numbers_nor_names(office, walker, walks, spoken):
    """What everybody's walk and the office day wrote to it, down to the least important line."""
    for username in ("front", "archivist", "employee"):
        walks(username)
    assert "Forbidden" in spoken.getvalue(), "the log is heard"
    secrets = {*walker.numbers, *office.own.names, *office.foreign.names}
    assert walker.found(spoken.getvalue())[0] & secrets == set()
