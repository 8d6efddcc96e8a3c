"""What the pages of appraisal have in common: which rows exist for a person."""

from typing import Final

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from archive_office.http import StaffRequest, actor
from destruction.models import (
    Appraisal,
    AppraisalLine,
    DestructionRegister,
    EngineeringOpinion,
    RegisterLine,
)

SEEN: Final = "destruction.view_appraisal"
DRAWS_UP: Final = "destruction.draw_up_appraisal"
GIVES_OPINION: Final = "destruction.give_opinion"
SIGNS: Final = "destruction.sign_appraisal"
REGISTERS_SEEN: Final = "destruction.view_destructionregister"
DRAWS_UP_REGISTERS: Final = "destruction.draw_up_register"
APPROVES: Final = "destruction.approve_register"
CARRIES_OUT: Final = "destruction.carry_out_register"
WITNESSES: Final = "destruction.witness_register"


def visible(request: StaffRequest, pk: int) -> Appraisal:
    """The appraisal, if it exists for this person; unknown and invisible look the same."""
    rows = Appraisal.objects.visible_to(actor(request)).select_related(
        "room", "drawn_up_by", "frozen_by"
    )
    return get_object_or_404(rows, pk=pk)


def lines_seen(request: StaffRequest) -> QuerySet[AppraisalLine]:
    """Lines of appraisals that exist for this person."""
    seen = Appraisal.objects.visible_to(actor(request)).values("pk")
    return AppraisalLine.objects.filter(appraisal__in=seen).select_related(
        "appraisal__room", "appraisal__drawn_up_by", "holding__keeper", "document", "judged_by"
    )


def line_or_404(request: StaffRequest, pk: int) -> AppraisalLine:
    """A line of an appraisal that exists for this person."""
    return get_object_or_404(lines_seen(request), pk=pk)


def opinion_or_404(request: StaffRequest, pk: int) -> EngineeringOpinion:
    """An opinion on an appraisal that exists for this person."""
    rows = EngineeringOpinion.objects.filter(line__in=lines_seen(request).values("pk"))
    return get_object_or_404(rows.select_related("line__appraisal"), pk=pk)


def visible_register(request: StaffRequest, pk: int) -> DestructionRegister:
    """The destruction register, if it exists for this person."""
    rows = DestructionRegister.objects.visible_to(actor(request)).select_related(
        "room", "drawn_up_by", "frozen_by", "checked_by", "place", "started_by"
    )
    return get_object_or_404(rows, pk=pk)


def register_lines_seen(request: StaffRequest) -> QuerySet[RegisterLine]:
    """Lines of destruction registers that exist for this person."""
    seen = DestructionRegister.objects.visible_to(actor(request)).values("pk")
    return RegisterLine.objects.filter(register__in=seen).select_related(
        "register__room", "register__drawn_up_by", "holding__keeper", "document", "from_slot"
    )


def register_line_or_404(request: StaffRequest, pk: int) -> RegisterLine:
    """A line of a destruction register that exists for this person."""
    return get_object_or_404(register_lines_seen(request), pk=pk)
