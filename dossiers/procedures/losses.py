"""A thing is missing; it is found again, or a copy takes its place 补制.

Source: STO-17.
"""

from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import DossierEvent, Holding, HoldingState, LossReport
from dossiers.procedures.closing import say
from dossiers.procedures.custody import locked, move_custody
from dossiers.rules import losses as rules

REPLACED: Final = _("%(code)s is lost; a copy takes its place: %(words)s")


@act("dossiers.loss_reported", _("Reported missing"), Clause.STO_17)
def report_missing(
    holding: Holding, *, circumstances: str, by: User, today: date, last_place: str = ""
) -> LossReport:
    """Report that a thing is not where it should be; it leaves its slot and stands on the list.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (somebody has it, or nothing
            was said).

    Source: STO-17.
    """
    fresh = locked([holding.pk])[0]
    enforce(rules.against_reporting(fresh, circumstances, by))
    place = last_place or (fresh.present_slot.place if fresh.present_slot else "")
    move_custody([fresh], HoldingState.MISSING, by=by, today=today)
    report = LossReport.objects.create(
        department=fresh.keeper,
        holding=fresh,
        reported_on=today,
        reported_by=by,
        circumstances=circumstances.strip(),
        last_place=place,
    )
    note(report, after={"thing": fresh.code, "last_place": place})
    return report


@act("dossiers.found_again", _("Found again"), Clause.STO_17)
def found_again(holding: Holding, *, words: str, by: User, today: date) -> Holding:
    """A missing thing is there again; it is put away next.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (not missing, missing in a
            loan or a handover, or nothing was said).

    Source: STO-17.
    """
    fresh = locked([holding.pk])[0]
    enforce(rules.against_ending(fresh, words, by, on=today))
    (back,) = move_custody([fresh], HoldingState.IN_PREPARATION, by=by, today=today)
    _end(back, LossReport.Outcome.FOUND, words, by=by, today=today)
    return back


@act("dossiers.replaced_by_copy", _("Replaced by a copy"), Clause.STO_17)
def replace_by_copy(holding: Holding, *, words: str, by: User, today: date) -> Holding:
    """A copy takes the place of a lost thing 补制; thing and volume notes say so ever after.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist), STO-17 (not missing, missing in a
            loan or a handover, or nothing was said of what the copy was made from).

    Source: STO-17.
    """
    fresh = locked([holding.pk])[0]
    enforce(rules.against_ending(fresh, words, by, on=today))
    (back,) = move_custody([fresh], HoldingState.IN_PREPARATION, by=by, today=today)
    back.is_original = False
    back.save(update_fields=["is_original"])
    event = DossierEvent.objects.create(
        dossier=back.dossier,
        kind=DossierEvent.Kind.REMARK,
        on=today,
        by=by,
        text=say(REPLACED) % {"code": back.code, "words": words.strip()},
    )
    note(event, after={"remark": event.text})
    note(back, before={"original": True}, after={"original": False})
    _end(back, LossReport.Outcome.REPLACED, words, by=by, today=today)
    return back


def _end(
    holding: Holding, outcome: LossReport.Outcome, words: str, *, by: User, today: date
) -> None:
    """Close the open report, if the loss was reported here."""
    report = rules.open_report(holding)
    if report is None:
        return
    report.outcome, report.note = outcome, words.strip()
    report.settled_on, report.settled_by = today, by
    report.save(update_fields=["outcome", "note", "settled_on", "settled_by"])
    note(report, before={"outcome": ""}, after={"outcome": str(outcome)})
