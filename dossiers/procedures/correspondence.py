"""The register of correspondence: numbered without gaps, linked to the dossier of the unit.

Source: COL-12, SVC-05, SVC-06, SVC-07.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import Dossier, Letter
from dossiers.procedures.codes import next_code
from dossiers.rules import correspondence as rules
from dossiers.rules.revealing import against_whole_numbers


@act("dossiers.letter_registered", _("Correspondence registered"), Clause.COL_12)
def register_letter(
    told: rules.Correspondence, centre: Department, *, by: User, today: date
) -> Letter:
    """Enter a letter, fax, call or notice with the next number of the centre and year.

    A paper on a unit goes at once into the dossier that is open there; where there is none, it
    waits and is listed.

    Raises:
        RegulationError: ORG-08 (not the centre's staff), COL-12 (without partner or subject, a
            day to come), SVC-05 (not the dossier of the unit, or one of several), SVC-06 (nothing
            that it answers), ORG-01 (a dossier of another centre), SEC-15 (a number in full).

    Source: COL-12, SVC-05, SVC-06, SVC-07.
    """
    enforce(rules.against_registering(told, centre, by, today=today))
    enforce(against_whole_numbers(f"{told.partner} {told.subject}", "subject"))
    letter = Letter.objects.create(
        number=next_code(rules.series_of(centre, today.year)),
        centre=centre,
        direction=told.direction,
        kind=told.kind,
        on=told.on,
        partner=told.partner,
        subject=told.subject,
        dossier=(dossier := rules.dossier_of(told)),
        unit=told.unit or (dossier.unit if dossier else None),
        answer_due_on=told.answer_due_on,
        answers=told.answers,
        registered_on=today,
        registered_by=by,
    )
    note(letter, after={"number": letter.number, "dossier": str(letter.dossier or "")})
    return letter


@act("dossiers.letter_linked", _("Correspondence linked to its dossier"), Clause.COL_12)
def link_letter(letter: Letter, dossier: Dossier | None, *, by: User) -> Letter:
    """Name the dossier to which an entry belongs.

    Raises:
        RegulationError: ORG-08, COL-12 (linked already, no such dossier), ORG-01, SVC-05 (of
            another unit).

    Source: COL-12, SVC-05.
    """
    fresh = (
        Letter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre", "unit")
        .get(pk=letter.pk)
    )
    enforce(rules.against_linking(fresh, dossier, by))
    fresh.dossier = dossier
    fresh.unit = fresh.unit or (dossier.unit if dossier else None)
    fresh.save(update_fields=["dossier", "unit"])
    note(fresh, before={"dossier": ""}, after={"dossier": str(dossier)})
    return fresh
