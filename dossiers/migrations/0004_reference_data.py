"""The categories and the filing scope that the office starts with."""

from dataclasses import asdict

from django.db import migrations
from django.utils import timezone

from dossiers.migrations.reference.categories import CATEGORIES
from dossiers.migrations.reference.document_types import DOCUMENT_TYPES


def lay_down(apps, schema_editor):
    category = apps.get_model("dossiers", "Category")
    document_type = apps.get_model("dossiers", "DocumentType")
    category.objects.bulk_create(category(**asdict(row)) for row in CATEGORIES)
    by_code = {row.code: row for row in category.objects.all()}
    document_type.objects.bulk_create(
        document_type(**{**asdict(row), "category": by_code[row.category]})
        for row in DOCUMENT_TYPES
    )
    for name in ("Category", "DocumentType"):
        _first_history(apps, name)


def _first_history(apps, name):
    model = apps.get_model("dossiers", name)
    history = apps.get_model("dossiers", f"Historical{name}")
    fields = [f.attname for f in model._meta.concrete_fields]
    history.objects.bulk_create(
        history(
            history_date=timezone.now(),
            history_type="+",
            history_change_reason="reference data",
            **{field: getattr(row, field) for field in fields},
        )
        for row in model.objects.all()
    )


def take_up(apps, schema_editor):
    apps.get_model("dossiers", "DocumentType").objects.all().delete()
    apps.get_model("dossiers", "Category").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_promises")]

    operations = [migrations.RunPython(lay_down, take_up)]
