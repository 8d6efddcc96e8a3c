"""What every page of a storeroom needs: the room, if it exists for this person."""

from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from archive_office import clock
from archive_office.custody.models import Storeroom
from archive_office.custody.rules import inspections, rooms
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.printing.facts import Fonds
from archive_office.shell.pages import under

SEES: Final = "custody.view_storeroom"
INSPECTS: Final = "custody.inspect_room"
EQUIPS: Final = "custody.keep_equipment"
RECORDS: Final = "custody.record_incident"
LETS_IN: Final = "custody.enter_visitor"
READS: Final = "custody.read_climate"
CLOSES: Final = "custody.close_room"


def found_room(request: StaffRequest, pk: int) -> Storeroom:
    """A room that exists for this person; unknown and invisible look the same."""
    under(request, "workbench:rooms")
    return get_object_or_404(rooms.rooms_of(actor(request)), pk=pk)


def may(user: User, permission: str, department: Department) -> bool:
    """Whether somebody acts in the rooms of a department."""
    return user.has_perm(permission) and rooms.looks_after(user, department)


def shown(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of a room; 422 where something sent was not accepted."""
    status = 422 if request.method == "POST" else 200
    return render(request, f"workbench/rooms/{template}", context, status=status)


def of_room(room: Storeroom, user: User, permission: str) -> dict[str, Any]:
    """What the head of a page of a room says."""
    return {
        "room": room,
        "title": room.name,
        "today": clock.today(),
        "may_act": may(user, permission, room.department),
    }


def fonds() -> Fonds:
    """Whose records these are, for the head of a paper."""
    company = Department.objects.filter(kind=DepartmentKind.COMPANY).order_by("code").first()
    return Fonds(company.fonds, company.name) if company else Fonds("", "")


def counted_rooms(user: User) -> Any:
    """The rooms of a person with what is open in each."""
    rows = inspections.with_last_inspection(rooms.rooms_of(user))
    return rows.annotate(
        open_findings=Count("roomfindings", filter=Q(roomfindings__done_on=None), distinct=True),
        inside=Count("roomvisits", filter=Q(roomvisits__left_at=None), distinct=True),
        waiting=Count("inspections", filter=Q(inspections__inspected_on=None), distinct=True),
    )
