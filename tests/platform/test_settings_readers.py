"""A wrong value in the environment stops the start, and the message names the variable."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from archive_office.settings import env

KEY = base64.b64encode(bytes(32)).decode()


def test_a_missing_variable_is_named():
    with pytest.raises(ImproperlyConfigured, match="NOT_THERE is not set"):
        env.text("NOT_THERE")


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("1", True), ("off", False)])
def test_flags(monkeypatch, written, meant):
    monkeypatch.setenv("FLAG", written)

    assert env.flag("FLAG", default=not meant) is meant


def test_a_flag_is_not_guessed(monkeypatch):
    monkeypatch.setenv("FLAG", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="FLAG must be yes or no"):
        env.flag("FLAG", default=True)


@pytest.mark.parametrize("written", ["many", "", "0"])
def test_numbers_are_whole_and_large_enough(monkeypatch, written):
    monkeypatch.setenv("COUNT", written)

    with pytest.raises(ImproperlyConfigured, match="COUNT must be"):
        env.whole("COUNT", 5, at_least=1)


def test_lists(monkeypatch):
    monkeypatch.setenv("HOSTS", "a.example, b.example,")

    assert env.listing("HOSTS") == ["a.example", "b.example"]
    assert env.listing("NO_HOSTS", ("localhost",)) == ["localhost"]


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("of the archive\n")
    monkeypatch.setenv("SECRET_FILE", str(file))

    assert env.secret("SECRET") == "of the archive"


def test_a_secret_in_two_places_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET", "one")
    monkeypatch.setenv("SECRET_FILE", str(tmp_path / "other"))

    with pytest.raises(ImproperlyConfigured, match="keep one"):
        env.secret("SECRET")


def test_a_file_that_is_not_there_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_FILE", str(tmp_path / "missing"))

    with pytest.raises(ImproperlyConfigured, match="SECRET_FILE names a file"):
        env.secret("SECRET")


def test_an_empty_secret_is_none(monkeypatch):
    monkeypatch.setenv("SECRET", " ")

    with pytest.raises(ImproperlyConfigured, match="holds a value"):
        env.secret("SECRET")


def test_a_relative_directory_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("FILES", "files")

    with pytest.raises(ImproperlyConfigured, match="FILES must be an absolute path"):
        env.directory("FILES", tmp_path)


def test_database_addresses(monkeypatch):
    address = "postgresql://of%40fice:p%2Fw@db.example:6432/archive?sslmode=require"
    monkeypatch.setenv("DATABASE_URL", address)

    assert env.database("DATABASE_URL") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "archive",
        "USER": "of@fice",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_behind_a_socket(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///archive?host=/run/postgresql")

    assert env.database("DATABASE_URL")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("address", ["sqlite:///x", "postgresql://host", "postgresql://h:x/n"])
def test_other_databases_are_refused_without_telling_the_password(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refused:
        env.database("DATABASE_URL")
    assert address not in str(refused.value)


def test_the_first_key_encrypts(monkeypatch):
    monkeypatch.setenv("KEYS", f"new:{KEY},old:{KEY}")

    assert list(env.keys("KEYS")) == ["new", "old"]


@pytest.mark.parametrize("written", [KEY, f"a:{KEY},a:{KEY}", "a:short", "a:!!!"])
def test_keys_that_would_not_do(monkeypatch, written):
    monkeypatch.setenv("KEYS", written)

    with pytest.raises(ImproperlyConfigured, match="KEYS"):
        env.keys("KEYS")
