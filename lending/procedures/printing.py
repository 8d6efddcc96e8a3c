"""That a register was taken along is itself a fact: who, which one, of which days."""

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause
from lending.papers.listing import Asked


@act("lending.register_printed", _("Register printed"), Clause.LND_19)
def note_print(asked: Asked, room: Department, *, by: User, form: str, lines: int) -> None:
    """Keep in the journal that a register was printed or taken along as a workbook.

    Args:
        room: The archive room in whose journal it stands.
        form: ``pdf`` or ``xlsx``.

    Source: SEC-03, LND-19.
    """
    note(
        room,
        after={
            "register": asked.kind.value,
            "from": asked.first.isoformat(),
            "until": asked.last.isoformat(),
            "form": form,
            "lines": lines,
        },
    )
