"""Every address, asked by everybody about their own things and somebody else's.

What is expected stands in ``pages.toml``, written by hand. An address that stands nowhere in
it fails the first test: whoever adds a page decides there who may open it.
"""

import pytest

from archive_office.regulation import Clause
from tests.steps import clause
from tests.whole.table import EVERYBODY, asks, url_names

ENDS_THE_SESSION = ("admin:logout", "set_language")


def test_the_table_names_every_address():
    named = {ask.name for ask in asks()}
    real = {name for name in url_names() if not name.endswith(":")}
    assert real - named == set(), "pages.toml does not say who may open these"
    assert named - real == set(), "pages.toml names pages that are gone"


def test_only_the_admin_has_addresses_without_a_name():
    """They lead an old address of a record to its new one, and unknown ones to 404."""
    assert {name for name in url_names() if name.endswith(":") or not name} == {"admin:"}


@clause(Clause.ORG_01, Clause.SEC_29)
@pytest.mark.parametrize("username", EVERYBODY)
def test_everybody_gets_what_the_table_says(office, username):
    usual = office.client(username)
    wrong = []
    for ask in asks():
        if username not in ask.expected:
            continue
        # A language or a farewell stays with the browser, so it is said at another one.
        client = office.client(username) if ask.name in ENDS_THE_SESSION else usual
        answer = ask.answer(client, office, username)
        if answer.status_code != ask.expected[username]:
            wrong.append(f"{ask}: {answer.status_code}, not {ask.expected[username]}")
    assert not wrong, "\n".join(["", *wrong])
