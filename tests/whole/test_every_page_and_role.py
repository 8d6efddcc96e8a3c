"""Every address, asked by everybody about their own things and somebody else's.

What is expected stands in ``pages.toml``, written by hand. An address that stands nowhere in
it fails the first test: whoever adds a page decides there who may open it.
"""

from contextlib import contextmanager

import pytest
from django.urls import reverse

from archive_office import clock
from archive_office.regulation import Clause
from dossiers.models import Dossier, DossierEvent
from tests.steps import clause
from tests.whole.states import UNTIL, opened, under_seal
from tests.whole.table import EVERYBODY, STATES, asks, asks_about, silent, url_names

ENDS_THE_SESSION = ("admin:logout", "set_language")


def test_the_table_names_every_address():
    named = {ask.name for ask in asks()}
    real = {name for name in url_names() if not name.endswith(":")}
    assert real - named == set(), "pages.toml does not say who may open these"
    assert named - real == set(), "pages.toml names pages that are gone"


def test_only_the_admin_has_addresses_without_a_name():
    """They lead an old address of a record to its new one, and unknown ones to 404."""
    assert {name for name in url_names() if name.endswith(":") or not name} == {"admin:"}


def test_the_table_says_who_gets_a_dossier_in_every_state():
    """Whoever adds an address that names a dossier, or something in one, decides that as well."""
    assert list(silent()) == []


@clause(Clause.ORG_01, Clause.SEC_29)
@pytest.mark.parametrize("username", EVERYBODY)
def test_everybody_gets_what_the_table_says(office, username):
    usual = office.client(username)
    wrong = []
    for ask in asks():
        if username in ask.expected:
            # A language or a farewell stays with the browser, so it is said at another one.
            alone = ask.name in ENDS_THE_SESSION
            client = office.client(username) if alone else usual
            wrong += unexpected(ask, client, office, username)
    assert not wrong, "\n".join(["", *wrong])


def unexpected(ask, client, office, username):
    """What the office answers, if the table says something else."""
    status, expected = ask.answer(client, office, username).status_code, ask.expected[username]
    return [] if status == expected else [f"{ask}: {status}, not {expected}"]


@contextmanager
def granted(office, username, _patch):
    with opened(office, username):
        yield


@contextmanager
def expired(office, username, patch):
    """The grant stands there as it was given; the minute has passed, and nobody ran anything."""
    with opened(office, username):
        patch.setattr(clock, "now", lambda: UNTIL)
        yield


@contextmanager
def sealed(office, _username, _patch):
    with under_seal(office):
        yield


AS_IT_STANDS = dict(zip(STATES, (granted, expired, sealed), strict=True))
PEOPLE = [
    (state, username)
    for state in STATES
    for username in EVERYBODY
    if any(username in ask.expected for ask in asks_about(state))
]


@clause(Clause.SEC_29, Clause.SEC_44, Clause.LND_24)
@pytest.mark.parametrize(("state", "username"), PEOPLE)
def test_a_dossier_granted_expired_or_sealed_is_answered_as_the_table_says(
    office, monkeypatch, state, username
):
    client = office.client(username)
    wrong = []
    with AS_IT_STANDS[state](office, username, monkeypatch):
        for ask in asks_about(state):
            if username in ask.expected:
                wrong += unexpected(ask, client, office, username)
    assert not wrong, "\n".join(["", *wrong])


@clause(Clause.SEC_29)
@pytest.mark.parametrize("page", ["review", "task_done"])
def test_to_whom_a_dossier_is_opened_reads_and_does_not_work_on_it(office, page):
    """These answer with a message; it says no."""
    dossier, task = office.foreign["dossier"].pk, office.foreign["task"].pk
    args = [dossier] if page == "review" else [dossier, task]
    client = office.client("archivist")
    before = Dossier.objects.values().get(pk=dossier)
    with opened(office, "archivist"):
        answer = client.post(reverse(f"dossiers:{page}", args=args), follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
        assert Dossier.objects.values().get(pk=dossier) == before
        assert DossierEvent.objects.get(pk=task).done_on is None
