"""``make bench`` fails when a promise is short, or when its line is missing."""

import io
import json
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command

from archive_office import clock
from archive_office.management.commands import bench
from archive_office.management.measured_manifest import measured_manifest
from archive_office.management.measuring import Measure


@pytest.fixture
def promises(monkeypatch):
    """What is measured, in no office at all."""
    monkeypatch.setattr(bench, "move_into", lambda name: None)
    monkeypatch.setattr(bench, "fresh_office", lambda name: nullcontext())
    monkeypatch.setattr(bench, "call_command", lambda *args, **options: None)
    found = {}
    monkeypatch.setattr(bench, "MEASURES", found)
    return found


def measure(out, **options):
    call_command("bench", stdout=out, stderr=io.StringIO(), **options)


def promise(name, value):
    return name, lambda _scale: Measure(name, value, 3.0, "in a test")


def test_each_promise_has_its_line_and_all_kept_is_good(promises):
    promises.update([promise("import", 2.99), promise("manifest", 3.0)])
    out = io.StringIO()
    measure(out)
    first, second = out.getvalue().splitlines()
    assert first.split()[:5] == ["import", "2.99x", "goal", "3.0x", "ok"]
    assert second.startswith("manifest")


def test_a_promise_that_is_short_fails(promises):
    promises.update([promise("import", 3.01), promise("manifest", 1.0)])
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"Not kept: import$"):
        measure(out)
    assert "short" in out.getvalue()


def test_a_promise_that_cannot_be_measured_fails_and_the_others_are_shown(promises):
    def broken(_scale):
        raise ZeroDivisionError

    promises.update([("import", broken), promise("manifest", 1.0)])
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"Not kept: import$"):
        measure(out)
    assert "missing" in out.getvalue()
    assert "manifest" in out.getvalue()


def test_a_run_can_be_kept_with_its_day_and_scale(promises, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()

    def broken(_scale):
        raise ZeroDivisionError

    promises.update([promise("import", 2.5), ("manifest", broken)])
    with pytest.raises(CommandError):
        measure(io.StringIO(), record=True, scale=300)
    kept = json.loads((tmp_path / bench.FIGURES).read_text())
    assert kept["scale"] == 300
    assert kept["measured_on"] == clock.today().isoformat()
    assert [(f["name"], f["value"], f["verdict"]) for f in kept["figures"]] == [
        ("import", 2.5, "ok"),
        ("manifest", None, "missing"),
    ]


def test_the_manifest_is_really_drawn():
    found = measured_manifest(lines=50, rounds=1)
    assert found.value > 0
    assert "50 lines" in found.note
