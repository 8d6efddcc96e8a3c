"""The physical form of a volume or item is recorded.

Source: COL-01.
"""

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Holding
from dossiers.procedures.custody import locked
from dossiers.rules.physical_forms import against_recording_form


@act("dossiers.form_recorded", _("Physical form recorded"), Clause.COL_01)
def record_form(holding: Holding, form: str, *, by: User) -> Holding:
    """Record of what a thing is: letters, drawings, a chart, an object, a recording.

    Raises:
        RegulationError: ORG-08 (not its archivist), COL-01 (no form; a title document), DES-12,
            DES-27.

    Source: COL-01.
    """
    (fresh,) = locked([holding.pk])
    enforce(against_recording_form(fresh, form, by))
    before, fresh.physical_form = fresh.physical_form, form
    fresh.save(update_fields=["physical_form"])
    note(fresh, before={"form": before}, after={"form": form})
    return fresh
