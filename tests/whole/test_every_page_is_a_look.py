"""A page that shows the things of a dossier writes into the view log, or stands here with a reason."""

from django.contrib.admin import site
from django.db import transaction
from django.db.models import Model

from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause
from dossiers.admin.logged import LoggedAdmin
from dossiers.models import Dossier, ViewLog
from tests.architecture.sources import stale
from tests.architecture.test_history import own_models
from tests.steps import clause
from tests.whole.table import asks

# Records that name a dossier and are no look at it. Each with its reason.
NO_LOOK_AT_RECORDS = {
    "dossiers.ViewLog": "The log itself: looking at it would write it for ever.",
    "dossiers.ReadingReview": "Who looked, and whether that was right; of the dossier its code.",
}

# Pages with the things of a dossier in their address that are no look at it.
LISTED = "A list of things by code and title, as in the catalogue; papers are opened elsewhere."
SIGNED = "What is signed names things by code and title; its print is logged."
ON_THE_WAY = "Papers on their way: there is no dossier yet. Once there is, the page is a look."
NO_LOOK: dict[str, str] = {
    "destruction:add_register_lines": LISTED,
    "destruction:appraisal": LISTED,
    "destruction:approve": SIGNED,
    "destruction:execute": LISTED,
    "destruction:execute_progress": LISTED,
    "destruction:opinions": LISTED,
    "destruction:plan": LISTED,
    "destruction:quarantine": LISTED,
    "destruction:register": LISTED,
    "destruction:second_check": LISTED,
    "destruction:sign": SIGNED,
    "destruction:sign_record": SIGNED,
    "destruction:withdraw": LISTED,
    "destruction:witness": LISTED,
    "dossiers:description": ON_THE_WAY,
    "dossiers:draft": ON_THE_WAY,
    "dossiers:file": ON_THE_WAY,
    "dossiers:paper_receipt": ON_THE_WAY,
    "dossiers:reading": "Who looked, and whether that was right; of the dossier its code.",
    "dossiers:stock_correct": LISTED,
    "dossiers:stocktake": LISTED,
    "dossiers:stocktake_report": LISTED,
    "dossiers:submission": ON_THE_WAY,
    "dossiers:title_count": LISTED,
    "dossiers:tray_item": ON_THE_WAY,
    "lending:identify": "What was asked for in words; a catalogue is searched for it.",
    "transfers:check": LISTED,
    "transfers:copy": SIGNED,
    "transfers:manifest": LISTED,
    "transfers:shortage": LISTED,
    "transfers:sign": SIGNED,
}

# Lines of these lead from a record to the dossiers it is about.
LINES = ("lines", "loans")
NOT_OF_ONE = (Department, User)


def leads_to_dossier(model: type[Model], way: tuple = ()) -> bool:
    """Whether a record belongs to a dossier, or to something whose lines do."""
    if model is Dossier:
        return True
    if model not in own_models() or model in (*way, *NOT_OF_ONE):
        return False
    there = [
        field.related_model
        for field in model._meta.get_fields()
        if (field.many_to_one or (field.one_to_one and field.concrete) or field.name in LINES)
        and field.related_model
    ]
    return any(leads_to_dossier(other, (*way, model)) for other in there)


@clause(Clause.SEC_41, Clause.LND_22)
def test_every_record_of_a_dossier_in_the_admin_is_logged():
    silent = {
        model._meta.label
        for model, admin in site._registry.items()
        if leads_to_dossier(model) and not (isinstance(admin, LoggedAdmin) and admin.logged)
    }
    assert silent - set(NO_LOOK_AT_RECORDS) == set(), "these show a dossier unseen by the log"
    assert stale(NO_LOOK_AT_RECORDS, silent) == set()


def things_of(ask, office):
    """The things of a dossier that the address of a page names."""
    named = (office.own.things.get(a.removeprefix("@")) for a in ask.args if a.startswith("@"))
    return [thing for thing in named if thing is not None and leads_to_dossier(type(thing))]


def looks(user):
    return ViewLog.objects.filter(user=user).count()


@clause(Clause.SEC_41, Clause.LND_22)
def test_every_page_with_the_things_of_a_dossier_writes_into_the_log(office):
    silent = set()
    for ask in asks():
        if ask.method != "GET" or ask.foreign or not things_of(ask, office):
            continue
        username = next((name for name, status in ask.expected.items() if status == 200), None)
        if username is None:
            continue
        client, user = office.client(username), office.people[username]
        with transaction.atomic():
            before = looks(user)
            sent = ask.sent(office, username)
            answer = client.get(ask.address(office, username), sent)
            if answer.streaming:
                b"".join(answer)
            if looks(user) == before:
                silent.add(ask.name)
            transaction.set_rollback(True)
    records = {name for name in silent if name.startswith("admin:")}
    silent_records = {
        f"admin:{label.lower().replace('.', '_')}_{page}"
        for label in NO_LOOK_AT_RECORDS
        for page in ("change", "history")
    }
    assert records - silent_records == set()
    unseen = sorted(silent - records - set(NO_LOOK))
    assert not unseen, "these show a dossier unseen by the log: " + " ".join(unseen)
    assert stale(NO_LOOK, silent) == set()
