"""The walkthrough and its like never touch another office."""

import os
import sys

import pytest

from archive_office.management import own_office


@pytest.fixture
def replaced(monkeypatch):
    """What the process would be replaced by."""
    calls = []
    monkeypatch.setattr(own_office.os, "execve", lambda *call: calls.append(call))
    return calls


def test_the_command_begins_again_in_its_own_place(replaced, monkeypatch, settings):
    monkeypatch.setattr(sys, "argv", ["manage.py", "walkthrough", "--out", "x"])
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/archive")

    own_office.move_into("walkthrough")

    ((_program, command, environment),) = replaced
    assert command[1:] == ["manage.py", "walkthrough", "--out", "x"]
    assert environment["ARCHIVE_VAR"] == str(settings.ARCHIVE_VAR / "walkthrough")
    assert environment["DJANGO_SETTINGS_MODULE"] == "archive_office.settings.demo"
    assert "DATABASE_URL" not in environment


def test_inside_it_goes_on(replaced, monkeypatch):
    monkeypatch.setitem(os.environ, "ARCHIVE_OWN_OFFICE", "walkthrough")

    own_office.move_into("walkthrough")

    assert replaced == []


def test_nothing_is_emptied_elsewhere():
    with pytest.raises(RuntimeError, match="comes first"), own_office.fresh_office("walkthrough"):
        pass
