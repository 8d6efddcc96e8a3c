"""A setting that the office can change must change something."""

import ast

from archive_office.policy.parameters import SETTINGS
from tests.architecture.sources import code, stale

# Where the settings stand.
LISTS = {
    "archive_office.policy.parameters",
    "archive_office.policy.accounts",
    "archive_office.policy.collecting",
    "archive_office.policy.supervision",
    "archive_office.policy.lists",
    "archive_office.policy.pacing",
    "archive_office.policy.residents",
    "archive_office.policy.storerooms",
}

# Settings that wait for their part of the house. The list may only shrink.
WAITING = {
    "title_handover_days": "The daily reminder of title documents (TRF-15) is not built yet.",
    "centre_inspection_months": "Inspections of centres are not built yet.",
    "statistics_due": "Yearly statistics are not built yet.",
}


def test_every_setting_is_read_somewhere():
    words = {
        node.value
        for source in code()
        if source.module not in LISTS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unread = set(SETTINGS) - words
    assert unread - set(WAITING) == set()
    assert stale(WAITING, unread) == set()
