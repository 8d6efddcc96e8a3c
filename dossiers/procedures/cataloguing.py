"""That a catalogue or ledger was taken along is itself a fact: who, which one, of which day."""

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause
from dossiers.papers.catalogues.entries import Asked


@act("dossiers.catalogue_taken", _("Catalogue or ledger taken along"), Clause.FIL_33)
def note_catalogue(asked: Asked, home: Department, *, by: User, form: str, lines: int) -> None:
    """Keep in the journal that a catalogue was printed or taken along as a workbook.

    Args:
        home: The centre of which it tells, or where the person works.
        form: ``pdf`` or ``xlsx``.

    Source: FIL-33.
    """
    note(
        asked.centre or home,
        after={
            "catalogue": asked.kind.value,
            "category": asked.category.code if asked.category else "",
            "from": asked.first.isoformat() if asked.first else "",
            "until": asked.last.isoformat() if asked.last else "",
            "on": asked.on.isoformat(),
            "form": form,
            "lines": lines,
        },
    )
