"""A history log on every record: no model escapes it unnoticed (decision on rights and history)."""

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import models

from tests.architecture.sources import PACKAGES, stale

# Rows that are themselves the record, or never become one. Each with its reason.
WITHOUT_HISTORY = {
    "journal.JournalEntry": "Append-only: it is the log.",
    "journal.JournalSubject": "Append-only: it is the log.",
    "journal.SealEra": "Append-only: it seals the log.",
    "journal.HistorySeal": "Append-only: it seals the log.",
    "journal.SealedRows": "Append-only: it seals the log.",
    "dossiers.FormDefinition": "Append-only: whoever changes a form adds an edition.",
    "custody.ClimateReading": "Append-only: read off an instrument.",
    "custody.RoomClosing": "Append-only: the last person’s word.",
    "dossiers.LedgerVerdict": "Append-only: what was said of each row of a ledger.",
    "dossiers.NumberSeries": "A counter: every number it gave stands in IssuedCode.",
    "dossiers.SearchEntry": "No record: made of others by the database, and anew at any time.",
    "dossiers.ViewLog": "Append-only: who looked at what, when.",
    "organisation.LiveSession": "No record: it goes when the session ends.",
    "organisation.LoginRecord": "Append-only: who came in when, from where.",
    "originals.OriginalSignature": "Append-only: it stands in the file as well.",
    "originals.SealUse": "Append-only: the seal register.",
    "originals.SealUseNumber": "A counter: every number it gave stands in the seal register.",
    "organisation.ProofAttempt": "Append-only: counted to slow down guessing.",
    "organisation.QuestionCount": "A counter that starts anew every minute.",
    "organisation.RecoveryCode": "A secret: given and forgotten by acts, which the journal keeps.",
    "shell.ListHabit": "No record: how somebody looked at a list last.",
    "organisation.SecondFactor": "A secret and its counters; the journal keeps what became of it.",
}

# Links between rows that nothing depends on.
WITHOUT_LINK_HISTORY = {
    "organisation.User.groups": "Gives no right; rights come from memberships, which have one.",
    "organisation.User.user_permissions": "Gives no right; the backend never reads it.",
}


def own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES and not is_history(model)
    ]


def is_history(model: type[models.Model]) -> bool:
    return model.__name__.startswith("Historical")


def history_of(model: type[models.Model]) -> type[models.Model] | None:
    name = getattr(model._meta, "simple_history_manager_attribute", None)
    return getattr(model, name).model if name else None


def test_every_model_has_a_history_or_a_reason():
    without = {m._meta.label for m in own_models() if history_of(m) is None}
    assert without - set(WITHOUT_HISTORY) == set()
    assert stale(WITHOUT_HISTORY, without) == set()


def test_links_between_rows_have_a_history_too():
    without = {
        f"{model._meta.label}.{link.name}"
        for model in own_models()
        if (history := history_of(model)) is not None
        for link in model._meta.many_to_many
        if not hasattr(history, link.name)
    }
    assert without - set(WITHOUT_LINK_HISTORY) == set()
    assert stale(WITHOUT_LINK_HISTORY, without) == set()


def test_role_groups_and_their_permissions_have_a_history():
    history = history_of(Group)
    assert history is not None
    assert hasattr(history, "permissions")


def test_history_outlives_the_account_that_made_it():
    """The person is kept as a bare number, so that no deletion can reach the history."""
    for model in own_models():
        if history := history_of(model):
            kept = history._meta.get_field("history_user_id")
            assert isinstance(kept, models.IntegerField), model._meta.label
            assert not kept.is_relation, model._meta.label


def test_history_holds_no_password():
    for model in own_models():
        if history := history_of(model):
            assert "password" not in {f.name for f in history._meta.get_fields()}
