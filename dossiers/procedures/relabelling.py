"""Labels are printed anew after a customer's name changed.

Source: FIL-31, SVC-31.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Dossier, DossierEvent, DossierState
from dossiers.procedures import locks
from dossiers.procedures.closing import finish_task, open_task, say
from dossiers.rules.relabelling import against_renewing_label

RELABEL = _("Print the label anew: the name changed.")


def mark_labels(dossiers: Sequence[Dossier], *, by: User, on: date) -> None:
    """The labels of these open dossiers are out of date from a day on. Inside an act only.

    Source: FIL-31.
    """
    for dossier in locks.dossiers([each.pk for each in dossiers]):
        if dossier.state != DossierState.OPEN or dossier.label_due_on is not None:
            continue
        dossier.label_due_on = on
        dossier.save(update_fields=["label_due_on"])
        note(dossier, before={"label due": None}, after={"label due": on.isoformat()})
        open_task(dossier, say(RELABEL), by=by, on=on)


@act("dossiers.labels_renewed", _("Labels printed anew"), Clause.FIL_31, Clause.SVC_31)
def renew_labels(dossiers: Sequence[Dossier], *, by: User, today: date) -> list[Dossier]:
    """The labels of these dossiers are printed anew; the tasks to do so are done.

    Raises:
        RegulationError: ORG-08 (not the centre's archivist), FIL-31 (a label up to date).

    Source: FIL-31, SVC-31.
    """
    fresh = locks.dossiers([dossier.pk for dossier in dossiers])
    enforce(refusal for dossier in fresh for refusal in against_renewing_label(dossier, by))
    for dossier in fresh:
        since = dossier.label_due_on
        dossier.label_due_on = None
        dossier.save(update_fields=["label_due_on"])
        note(
            dossier,
            before={"label due": since.isoformat() if since else None},
            after={"label due": None},
        )
        for task in dossier.events.filter(
            kind=DossierEvent.Kind.TASK, done_on__isnull=True, text=say(RELABEL)
        ):
            finish_task(task, by=by, today=today)
    return fresh
