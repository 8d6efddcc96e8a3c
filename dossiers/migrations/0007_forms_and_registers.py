"""The forms and registers that the office starts with, each in its first edition."""

import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

FORMS = Path(__file__).with_name("reference") / "forms"


def lay_down(apps, schema_editor):
    definition = apps.get_model("dossiers", "FormDefinition")
    sources = [path.read_text(encoding="utf-8") for path in sorted(FORMS.glob("*.toml"))]
    definition.objects.bulk_create(_edition(definition, source) for source in sources)


def _edition(definition, source):
    told = tomllib.loads(source)
    return definition(
        code=told["code"],
        version=1,
        name_zh=told["name"]["zh"],
        name_en=told["name"]["en"],
        layout=told["layout"],
        section=told["section"],
        place=told["place"],
        writers=told["writers"],
        source=source,
        made_at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_kept_for_others")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
