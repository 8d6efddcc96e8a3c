"""The register of correspondence: numbered without gaps, linked to the dossier of the unit.

Source: COL-12.
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

    Raises:
        RegulationError: ORG-08 (not the centre's staff), COL-12 (without partner or subject, a
            day to come), ORG-01 (a dossier of another centre), SEC-15 (a number in full).

    Source: COL-12.
    """
    enforce(rules.against_registering(told, centre, by, today=today))
    enforce(against_whole_numbers(f"{told.partner} {told.subject}", "subject"))
    letter = Letter.objects.create(
        number=next_code(f"WL-{centre.code}-{today.year}"),
        centre=centre,
        direction=told.direction,
        kind=told.kind,
        on=told.on,
        partner=told.partner,
        subject=told.subject,
        dossier=told.dossier,
        registered_on=today,
        registered_by=by,
    )
    note(letter, after={"number": letter.number, "dossier": str(letter.dossier or "")})
    return letter


@act("dossiers.letter_linked", _("Correspondence linked to its dossier"), Clause.COL_12)
def link_letter(letter: Letter, dossier: Dossier | None, *, by: User) -> Letter:
    """Name the dossier to which an entry belongs.

    Raises:
        RegulationError: ORG-08, COL-12 (linked already, no such dossier), ORG-01.

    Source: COL-12.
    """
    fresh = (
        Letter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre")
        .get(pk=letter.pk)
    )
    enforce(rules.against_linking(fresh, dossier, by))
    fresh.dossier = dossier
    fresh.save(update_fields=["dossier"])
    note(fresh, before={"dossier": ""}, after={"dossier": str(dossier)})
    return fresh
