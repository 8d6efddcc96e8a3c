"""Every record and every field of it has a name that can be translated."""

from django.apps import apps

from tests.architecture.test_history import history_of, own_models

# Fields of other people's tables that no page shows.
NAMED_ELSEWHERE = {
    "organisation.DepartmentUserObjectPermission.permission": "guardian's own abstract table.",
    "organisation.DepartmentUserObjectPermission.user": "guardian's own abstract table.",
    "dossiers.DossierUserObjectPermission.permission": "guardian's own abstract table.",
    "dossiers.DossierUserObjectPermission.user": "guardian's own abstract table.",
}
# What simple-history itself lays beside every old version.
OF_HISTORY = {"history_id", "history_date", "history_type"}


def unnamed(model):
    """Fields whose name Django made out of the English of the code."""
    return {
        f"{model._meta.label}.{field.name}"
        for field in model._meta.local_fields
        if field._verbose_name is None and not field.auto_created
    }


def test_every_field_has_a_name_of_its_own():
    found = {name for model in own_models() for name in unnamed(model)}
    assert found - set(NAMED_ELSEWHERE) == set()
    assert set(NAMED_ELSEWHERE) - found == set()


def test_old_versions_of_a_record_call_their_fields_alike():
    for model in own_models():
        if history := history_of(model):
            own = {field.name: field.verbose_name for field in model._meta.concrete_fields}
            for field in history._meta.concrete_fields:
                if field.name in own and field.name not in OF_HISTORY:
                    assert field.verbose_name == own[field.name], f"{history}.{field.name}"


def test_every_record_has_a_name_of_its_own():
    unnamed_models = {
        model._meta.label
        for model in own_models()
        if not {"verbose_name", "verbose_name_plural"} <= set(model._meta.original_attrs)
        and not model._meta.auto_created
    }
    assert unnamed_models == set()


def test_our_apps_have_a_name_that_can_be_translated():
    own = {model._meta.app_label for model in own_models()}
    assert {str(apps.get_app_config(label).verbose_name) for label in own}.isdisjoint(
        {label.title() for label in own}
    )
