"""Labels printed in advance: a roll is made, and each label assigned when it is first scanned.

Source: STO-05, STO-08.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Cabinet, Shelf
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all, reserve_ids
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import Holding, LabelRoll, RollLabel
from dossiers.rules import labelling as rules
from dossiers.rules.labelling import Labelled


@act("dossiers.roll_made", _("Roll of labels made"), Clause.STO_08)
def make_roll(department: Department, count: int, *, by: User, now: datetime) -> LabelRoll:
    """Make labels with codes of their own, to be printed before anybody knows where they go.

    Raises:
        RegulationError: ORG-01 (not the archivist of this room), STO-08 (too many, or none).

    Source: STO-08.
    """
    enforce(rules.against_making(department, count, by))
    roll = LabelRoll.objects.create(department=department, count=count, made_at=now, made_by=by)
    ids = reserve_ids(RollLabel, count)
    create_all([RollLabel(pk=pk, roll=roll, code=rules.roll_code(pk)) for pk in ids])
    note(roll, after={"labels": count})
    return roll


@act("dossiers.label_assigned", _("Label assigned"), Clause.STO_05, Clause.STO_08)
def assign_label(label: RollLabel, thing: Labelled, *, by: User, now: datetime) -> RollLabel:
    """Say what a blank label is stuck to; from now on its code names that thing.

    Raises:
        RegulationError: ORG-01 (another room's label or thing), STO-08 (it stands for something
            already).

    Source: STO-05, STO-08.
    """
    fresh = (
        RollLabel.objects.select_for_update(of=("self",), no_key=True)
        .select_related("roll__department", "room", "cabinet", "shelf", "box", "holding")
        .get(pk=label.pk)
    )
    enforce(rules.against_assigning(fresh, thing, by))
    setattr(fresh, _field_of(thing), thing)
    fresh.assigned_at, fresh.assigned_by = now, by
    fresh.save()
    note(fresh, before={"stands_for": ""}, after={"stands_for": str(thing)})
    return fresh


def _field_of(thing: Labelled) -> str:
    if isinstance(thing, Holding):
        return "holding"
    if isinstance(thing, Box):
        return "box"
    if isinstance(thing, Shelf):
        return "shelf"
    return "cabinet" if isinstance(thing, Cabinet) else "room"
