"""The fixed sections in which entries stand on the pages of a dossier and of a unit.

Source: SVC-29.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from archive_office.organisation.models import User
from dossiers.models import FormSection, RegisterEntry
from dossiers.models.registers import VOID
from dossiers.views.registers import ENTRIES, OF_ENTRY, EntryLine, lines_of

NEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section: how many entries, the newest of them."""

    label: Any
    entries: int
    lines: list[EntryLine]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.entries - len(self.lines)


def sections_of(rows: QuerySet[RegisterEntry], user: User) -> list[SectionLine]:
    """Every section that belongs to dossiers, the empty ones too; nothing for who reads no entries.

    Source: SVC-29.
    """
    if not user.has_perm(ENTRIES):
        return []
    seen = rows.filter(pk__in=RegisterEntry.objects.visible_to(user).values("pk"))
    seen = seen.exclude(state=VOID)
    section = F("definition__section")
    told = seen.order_by().values_list("definition__section").annotate(n=Count("pk"))
    counts: dict[str, int] = dict(told)
    place = Window(RowNumber(), partition_by=[section], order_by=[F("on").desc(), F("pk").desc()])
    newest = seen.annotate(place=place).filter(place__lte=NEWEST).select_related(*OF_ENTRY)
    lines: dict[str, list[EntryLine]] = {}
    shown = list(newest.order_by("-on", "-pk")) if counts else []
    for line in lines_of(shown, user, columns=0):
        lines.setdefault(line.entry.definition.section, []).append(line)
    return [
        SectionLine(label, counts.get(key, 0), lines.get(key, []))
        for key, label in FormSection.choices
        if key != FormSection.OFFICE
    ]
