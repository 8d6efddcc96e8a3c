"""Words for codes, many on one page."""

from typing import Any

from django.db import models


class Labelled(models.Model):
    """A record whose codes are shown in words, line after line.

    Django works out all words of a choice anew, in the reader's language, to show one of them; a
    list of dossiers shows some two hundred.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802 - Django's hook behind every get_…_display
        value = getattr(self, field.attname)
        return str(dict(field.flatchoices).get(value, "" if value is None else value))
