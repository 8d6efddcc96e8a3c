"""Records as a list of the admin shows them, a cell for each column.

Source: SEC-29.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from archive_office.printing.taking import AT_ONCE, Taken, tell_of
from archive_office.printing.workbook import Value


def records(
    listed: QuerySet[Model], columns: Sequence[str], *, admin: Any, request: HttpRequest
) -> Taken:
    """What a list of the admin says of its rows, in the columns that it shows.

    Args:
        admin: The page of the admin that owns the list.
    """
    title = str(admin.opts.verbose_name_plural)
    names = [name for name in columns if name != "action_checkbox"]
    heads = [str(label_for_field(name, admin.model, admin)) for name in names]

    def rows() -> Iterator[list[Value]]:
        found = listed.iterator(chunk_size=AT_ONCE)
        while some := list(islice(found, AT_ONCE)):
            tell_of(some, request=request, title=title)
            for row in some:
                yield [_fact(name, row, admin) for name in names]

    return Taken(title, heads, rows())


def _fact(name: str, row: Model, admin: Any) -> Value:
    try:
        field, _attribute, value = lookup_field(name, row, admin)
    except ObjectDoesNotExist:
        return ""
    if field is not None and getattr(field, "flatchoices", None):
        return strip_tags(str(display_for_field(value, field, "")))
    return _cell(value)


def _cell(value: object) -> Value:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return value if isinstance(value, date | int | None) else strip_tags(str(value))
