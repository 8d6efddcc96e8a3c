"""Photos, recordings and objects are described, looked at, and kept by one of two.

Source: FIL-10, COL-10.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import Description, SubmissionPaper
from dossiers.procedures import locks
from dossiers.rules import descriptions as rules
from dossiers.rules import files, filing, submissions

TOLD: Final = ("subject", "taken", "background", "author", "place", "persons", "medium", "extent")


@act("dossiers.item_described", _("Recording or object described"), Clause.FIL_10)
def describe(
    paper: SubmissionPaper, form: str, told: Mapping[str, str], *, by: User
) -> Description:
    """Say what a photo, a recording or an object shows; complete or not.

    Raises:
        RegulationError: ORG-08 (not the own draft), COL-24 (accepted already).

    Source: FIL-10.
    """
    fresh = locks.paper(paper.pk)
    enforce(submissions.against_changing(fresh.submission, by))
    enforce(files.against_attaching(fresh, by))
    description = rules.description_of(fresh) or Description(paper=fresh)
    description.form = form
    for name in TOLD:
        setattr(description, name, told.get(name, ""))
    description.intact_on = description.intact_by = None
    description.save()
    note(description, after={"form": str(form)})
    if before := fresh.case_part:  # what is described is filed singly, in no part
        fresh.case_part = ""
        fresh.save(update_fields=["case_part"])
        note(fresh, before={"case_part": before}, after={"case_part": ""})
    return description


@act("dossiers.item_found_intact", _("Recording or object found clear and intact"), Clause.FIL_10)
def find_intact(paper: SubmissionPaper, *, by: User, today: date) -> Description:
    """The archivist has looked at the thing, or played it: it is clear and intact.

    Raises:
        RegulationError: ORG-08, COL-22 (who answers), FIL-10 (not described in full).

    Source: FIL-10.
    """
    fresh = locks.paper(paper.pk)
    enforce(filing.against_reviewing(fresh.submission, by))
    enforce(rules.against_describing(fresh))
    description = Description.objects.select_for_update(of=("self",), no_key=True).get(paper=fresh)
    description.intact_on, description.intact_by = today, by
    description.save(update_fields=["intact_on", "intact_by"])
    note(description, after={"intact": today.isoformat()})
    return description


def hand_on(papers: Sequence[SubmissionPaper]) -> None:
    """What was said of papers is said of their documents from now on. Inside an act only."""
    filed = {paper.pk: paper.document for paper in papers}
    for description in Description.objects.filter(paper__in=papers).order_by("pk"):
        description.document = filed[description.paper_id or 0]
        description.save(update_fields=["document"])
        note(description, after={"document": description.document_id})


@act("dossiers.keeping_decided", _("Keeping of a recording or object decided"), Clause.COL_10)
def decide_keeping(
    description: Description, kept: str, importance: str, *, by: User, today: date
) -> Description:
    """Decide by use and importance whether the unit keeps a thing or hands it over.

    Raises:
        RegulationError: ORG-08 (not the keeper's archivist), COL-10 (no reason, or the office
            has laid down otherwise).

    Source: COL-10.
    """
    fresh = (
        Description.objects.select_for_update(of=("self",), no_key=True)
        .select_related("document__holding__keeper")
        .get(pk=description.pk)
    )
    enforce(rules.against_deciding(fresh, kept, importance, by, today=today))
    before = {"kept": fresh.kept, "importance": fresh.importance}
    fresh.kept, fresh.importance = kept, importance
    fresh.decided_on, fresh.decided_by = today, by
    fresh.save(update_fields=["kept", "importance", "decided_on", "decided_by"])
    note(fresh, before=before, after={"kept": kept, "importance": importance})
    return fresh
