"""The font holds every symbol that is drawn."""

import hashlib
import importlib.util
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
FONT = BASE / "static/unfold/fonts/material-symbols"


@pytest.fixture(scope="module")
def cutter():
    spec = importlib.util.spec_from_file_location("subset_icons", BASE / ".ci/subset_icons.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def listed():
    return (FONT / "names.txt").read_text().splitlines()


def test_every_symbol_in_use_is_in_the_font(cutter):
    used = cutter.used_names()
    missing = {name: where for name, where in used.items() if name not in listed()}
    assert not missing, "run .ci/subset_icons.py"
    assert {"person_add", "check_circle", "gavel", "calendar_today"} <= set(used)


def test_the_list_belongs_to_the_font():
    digest = hashlib.sha256((FONT / "Material-Symbols-Outlined.woff2").read_bytes()).hexdigest()
    assert listed()[0] == f"# sha256 {digest}"


def test_the_font_stays_small():
    assert (FONT / "Material-Symbols-Outlined.woff2").stat().st_size < 30_000
