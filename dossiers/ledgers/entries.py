"""A register as an Excel workbook.

Source: FRM-03 to FRM-16.
"""

from collections.abc import Collection, Sequence

from django.utils.translation import override

from archive_office.printing.workbook import Listing, workbook_of
from dossiers.models import FormDefinition, RegisterEntry
from dossiers.procedures.form_papers import CHINESE, heads_of, line_of, totals_of
from dossiers.rules.definitions import spec_of


def entries_workbook(
    definition: FormDefinition, entries: Sequence[RegisterEntry], closed: Collection[int]
) -> bytes:
    """The entries of a register, as the office knows them: personal contents masked.

    Args:
        closed: Keys of the entries of which the number alone is shown.
    """
    spec = spec_of(definition)
    with override(CHINESE):
        heads = [(head, max(int(width / 2), 8)) for head, width in heads_of(spec)]
        rows = [line_of(n, e, spec, closed=e.pk in closed) for n, e in enumerate(entries, 1)]
        above = [f"表号 {spec.number or spec.code}　第 {definition.version} 版"]
        above.append(totals_of(spec, entries, closed))
        return workbook_of(
            Listing(definition.name_zh, above, heads, rows, title=definition.name_zh)
        )
