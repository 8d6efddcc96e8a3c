"""What the pages of the desk have in common: whose room it is, and which rows exist."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.regulation import Refusal
from lending.models import AccessRequest, CopyIssued, Loan
from lending.rules.people import ARCHIVISTS, is_archivist_of

LENDS = "lending.lend_holding"
KEPT = "lending_room"


def own_rooms(user: User) -> list[Department]:
    """The archive rooms whose archivist this person is, in the order of their codes."""
    rooms = {m.department for m in user.current_memberships if m.role in ARCHIVISTS}
    return sorted(rooms, key=lambda room: room.code)


def room_of(request: StaffRequest) -> Department | None:
    """The room a person works in now: the one chosen last, else the first of their own."""
    rooms = {str(room.pk): room for room in own_rooms(actor(request))}
    asked = request.GET.get("room", "")
    if asked in rooms:
        request.session[KEPT] = asked
    chosen = rooms.get(request.session.get(KEPT, ""))
    return chosen or next(iter(rooms.values()), None)


def loan_or_404(request: StaffRequest, pk: int) -> Loan:
    """The loan with what its pages need; unknown and invisible look the same."""
    return get_object_or_404(described(Loan.objects.visible_to(actor(request))), pk=pk)


def own_loan_or_404(request: StaffRequest, pk: int) -> Loan:
    """A loan of the archive room this person keeps.

    Raises:
        PermissionDenied: The person sees the loan, and another room lent it (ORG-01).
    """
    found = loan_or_404(request, pk)
    if not is_archivist_of(actor(request), found.room):
        raise PermissionDenied
    return found


def described(rows: QuerySet[Loan]) -> QuerySet[Loan]:
    """Loans with the thing, its place, the slip and who borrowed."""
    return rows.select_related(
        "holding__dossier__centre",
        "holding__home_slot__shelf__cabinet__room",
        "holding__keeper",
        "room",
        "slip",
        "borrower",
        "line__request__outside",
        "line__document",
        "accountability",
        "giving_back",
    )


def visible_copies(user: User) -> QuerySet[CopyIssued]:
    """Copies of requests that exist for a person."""
    seen = AccessRequest.objects.visible_to(user).values("pk")
    return CopyIssued.objects.filter(line__request__in=seen).select_related(
        "line__request__room",
        "line__request__requester",
        "line__request__outside",
        "line__holding__dossier__centre",
        "document",
        "made_by",
        "checked_by",
        "released_by",
    )


def said(refusals: tuple[Refusal, ...]) -> str:
    """Refusals in one line, each after its clause."""
    return " ".join(f"{refusal.clause.value} {refusal.reason}" for refusal in refusals)
