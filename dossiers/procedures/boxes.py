"""Boxes: a new one on its shelf; moving one, everything in it goes along in one act.

Source: STO-05, STO-17.
"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Shelf
from archive_office.custody.procedures import add_boxes
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal, enforce
from dossiers.models import Holding, RollLabel
from dossiers.procedures.custody import begin_stays, end_stays, locked
from dossiers.procedures.labelling import assign_label
from dossiers.rules import boxes as rules


@act("dossiers.box_moved", _("Box moved with everything in it"), Clause.STO_05, Clause.STO_17)
def move_box(box: Box, shelf: Shelf, *, by: User, today: date) -> Box:
    """Put a box on another shelf; each thing in it begins a new stay there.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist or shelf), STO-05 (it stands there
            already, no room is left, or somebody puts things into it at this moment), STO-08,
            STO-09 (what is in it may not stand there).

    Source: STO-05, STO-17.
    """
    Department.objects.select_for_update(no_key=True).get(pk=box.department_id)
    things = locked(list(_inside(box)))
    fresh = lock_box(box)
    enforce(_against_haste(fresh, things))
    there = Shelf.objects.select_related("cabinet__room").get(pk=shelf.pk)
    enforce(rules.against_moving_box(fresh, there, rules.at_home_in(fresh), by))
    before, standing = fresh.place, [h for h in things if h.present_slot_id is not None]
    end_stays(standing, today)
    fresh.shelf = there
    fresh.save(update_fields=["shelf"])
    begin_stays(standing, today, by)
    note(fresh, before={"place": before}, after={"place": fresh.place, "things": len(standing)})
    for holding in standing:
        note(holding, before={"place": before}, after={"place": fresh.place})
    return fresh


@act("dossiers.box_set_up", _("New box on a shelf"), Clause.STO_05, Clause.STO_08)
def new_box(
    shelf: Shelf, *, thickness_mm: int, label: RollLabel | None = None, by: User, now: datetime
) -> Box:
    """Set up the next numbered box on a shelf; a label of a roll names it from now on.

    Raises:
        RegulationError: ORG-01 (not the keeper's archivist or label), STO-05 (no room is left),
            STO-08 (the label stands for something already).

    Source: STO-05, STO-08.
    """
    there = Shelf.objects.select_related("cabinet__department", "cabinet__room").get(pk=shelf.pk)
    enforce(rules.against_new_box(there, by))
    (box,) = add_boxes(there, 1, by=by, thickness_mm=thickness_mm)
    if label is not None:
        assign_label(label, box, by=by, now=now)
    return Box.objects.select_related("department", "shelf__cabinet__room").get(pk=box.pk)


def lock_box(box: Box) -> Box:
    """The box as it stands now; nobody moves it or puts anything into it meanwhile."""
    return (
        Box.objects.select_for_update(of=("self",), no_key=True)
        .select_related("department", "shelf__cabinet__room")
        .get(pk=box.pk)
    )


def _inside(box: Box) -> set[int]:
    return set(Holding.objects.filter(present_slot=box).values_list("pk", flat=True))


def _against_haste(box: Box, locked_things: list[Holding]) -> list[Refusal]:
    if _inside(box) == {h.pk for h in locked_things}:
        return []
    return [
        Refusal(
            Clause.STO_05,
            _("Somebody takes things out of box %(box)s or puts some in. Try again.")
            % {"box": box},
            field="shelf",
        )
    ]
