"""Nobody deletes what is filed: no page of the admin, no dialog of it, no statement either."""

import importlib

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse

from archive_office.organisation.models import User
from archive_office.regulation import Clause
from dossiers.models import Document, Dossier, DossierState, Holding, HoldingState
from tests.destruction.registers import destroying_office
from tests.destruction.world import again
from tests.factories import DocumentFactory, DossierFactory, HoldingFactory, arranged, undertaken
from tests.steps import clause

pytestmark = pytest.mark.django_db
BACKEND = "archive_office.organisation.backends.MembershipBackend"
PAGES = sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label)
KEPT = importlib.import_module("dossiers.migrations.0005_what_is_filed_stays").KEPT
NOT_OURS_TO_KEEP = {
    "Category",  # reference data, protected by what refers to them
    "DocumentType",
    "DossierUserObjectPermission",  # the door a grant opens; the grant itself stays
    "FormDefinition",  # append-only by a promise of its own
    "LedgerVerdict",  # append-only by a promise of its own
    "SearchEntry",  # no record: made of others by the database
    "ViewLog",
}


@pytest.fixture
def superuser():
    root = User.objects.create_superuser("root", password="Nobody-Special-1", display_name="r")
    return undertaken(root)


@pytest.fixture
def asked(superuser):
    request = RequestFactory().get("/")
    request.user = superuser
    return request


@clause(Clause.APR_02)
@pytest.mark.parametrize(("model", "page"), PAGES, ids=[m._meta.label for m, _p in PAGES])
def test_no_page_of_the_admin_deletes_for_the_superuser(model, page, asked):
    assert not page.has_delete_permission(asked)
    assert "delete_selected" not in page.get_actions(asked)
    for inline in page.get_inline_instances(asked):
        assert not (inline.can_delete and inline.has_delete_permission(asked))


@clause(Clause.APR_02)
@pytest.mark.parametrize(("model", "page"), PAGES, ids=[m._meta.label for m, _p in PAGES])
def test_no_dialog_beside_a_field_of_the_admin_deletes_what_it_names(model, page, asked):
    if not page.has_change_permission(asked) and not page.has_add_permission(asked):
        return  # nothing there is typed
    form = page.get_form(asked, change=True)()
    for field in form.fields.values():
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            assert not field.widget.can_delete_related


@clause(Clause.APR_02)
@pytest.mark.parametrize(("model", "page"), PAGES, ids=[m._meta.label for m, _p in PAGES])
def test_the_address_of_deleting_answers_nobody(model, page, superuser, client):
    client.force_login(superuser, backend=BACKEND)
    row = model._default_manager.first()
    try:
        address = reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_delete",
            args=[row.pk if row else 1],
        )
    except NoReverseMatch:
        return
    for answer in (client.get(address), client.post(address, {"post": "yes"})):
        assert answer.status_code in (302, 403, 404)
    assert row is None or model._default_manager.filter(pk=row.pk).exists()


@clause(Clause.APR_02)
def test_a_filed_dossier_survives_every_attempt_of_the_superuser_in_the_admin(superuser, client):
    volume = HoldingFactory(on_shelf=True)
    paper = DocumentFactory(holding=volume)
    client.force_login(superuser, backend=BACKEND)
    for thing in (paper, volume, volume.dossier):
        name = f"admin:dossiers_{thing._meta.model_name}"
        client.post(reverse(f"{name}_delete", args=[thing.pk]), {"post": "yes"})
        chosen = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
        client.post(reverse(f"{name}_changelist"), chosen)
        assert again(thing)


@clause(Clause.APR_02)
def test_no_address_of_the_office_is_named_after_deleting():
    ours = ("dossiers", "lending", "transfers", "destruction", "workbench")
    for app in ours:
        names = [str(key) for key in get_resolver().namespace_dict[app][1].reverse_dict if isinstance(key, str)]  # fmt: skip
        assert names
        assert not [name for name in names if "delete" in name]


@clause(Clause.APR_02)
def test_every_kind_of_filed_row_is_kept_by_the_database():
    models = apps.get_app_config("dossiers").get_models()
    ours = {m for m in models if not m.__name__.startswith("Historical")}
    lacking = {m.__name__ for m in ours if m._meta.model_name not in KEPT}
    assert lacking == NOT_OURS_TO_KEEP
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname IN ('is_kept', 'is_kept_whole') AND t.tgenabled = 'O'"
            " AND c.relname LIKE 'dossiers_%' GROUP BY 1"
        )
        kept = dict(cursor.fetchall())
    assert kept == {f"dossiers_{name}": 2 for name in KEPT}


@clause(Clause.APR_02)
def test_the_database_deletes_no_filed_thing_whoever_asks():
    volume = HoldingFactory(on_shelf=True)
    paper = DocumentFactory(holding=volume)
    empty = DossierFactory()
    for thing in (paper, volume, empty):
        with pytest.raises(IntegrityError, match="what was recorded is kept"), transaction.atomic():
            type(thing)._default_manager.filter(pk=thing.pk)._raw_delete("default")
        assert again(thing)


def emptied(table):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")


@clause(Clause.APR_02)
@pytest.mark.parametrize("table", ["dossiers_document", "dossiers_holding", "dossiers_dossier"])
def test_the_database_empties_no_table_of_filed_things(table):
    volume = HoldingFactory(on_shelf=True)
    with pytest.raises(IntegrityError, match="what was recorded is kept"), transaction.atomic():
        emptied(table)
    assert again(volume)


@clause(Clause.DES_12)
def test_what_was_destroyed_can_never_be_edited_away():
    office = destroying_office()
    volume = office.volume()
    paper = DocumentFactory(holding=volume)
    office.destroyed(volume)
    changes = (
        (Holding, volume, {"state": HoldingState.MISSING}),
        (Holding, volume, {"title": "别的"}),
        (Holding, volume, {"code": "X-1"}),
        (Document, paper, {"state": Document.State.FILED}),
        (Document, paper, {"title": "别的"}),
        (Dossier, volume.dossier, {"state": DossierState.OPEN}),
        (Dossier, volume.dossier, {"title": "别的"}),
    )
    for model, thing, fields in changes:
        with pytest.raises(IntegrityError, match="stays described"), arranged():
            model.objects.filter(pk=thing.pk).update(**fields)
