"""Words for codes, many on one page."""

from functools import cache
from typing import Any

from django.db import models


@cache
def _words(field: "models.Field[Any, Any]") -> dict[Any, Any]:
    return dict(field.flatchoices)


class Labelled(models.Model):
    """A record whose codes are shown in words, line after line.

    Django gathers all words of a choice anew to show one of them; a list of dossiers shows some
    two hundred.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802 - Django's hook behind every get_…_display
        value = getattr(self, field.attname)
        return str(_words(field).get(value, "" if value is None else value))
