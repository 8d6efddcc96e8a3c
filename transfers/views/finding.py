"""What the pages of the handover have in common: which manifests exist for a person."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, DepartmentKind, User
from transfers.models import Manifest, ManifestCopy, ManifestLine
from transfers.rules import parties
from transfers.rules.periods import centres

SEEN = "transfers.view_manifest"


def visible(request: StaffRequest, pk: int) -> Manifest:
    """The manifest, if it exists for this person; unknown and invisible look the same."""
    rows = Manifest.objects.visible_to(actor(request)).select_related(
        "centre", "receiver", "period", "prepared_by", "submitted_by", "frozen_by"
    )
    return get_object_or_404(rows, pk=pk)


def line_or_404(request: StaffRequest, pk: int) -> ManifestLine:
    """A line of a manifest that exists for this person."""
    rows = ManifestLine.objects.filter(manifest__in=Manifest.objects.visible_to(actor(request)))
    return get_object_or_404(
        rows.select_related("manifest__centre", "manifest__receiver", "holding", "checked_by"),
        pk=pk,
    )


def copy_or_404(request: StaffRequest, pk: int) -> ManifestCopy:
    """A copy of a manifest that exists for this person."""
    rows = ManifestCopy.objects.filter(manifest__in=Manifest.objects.visible_to(actor(request)))
    return get_object_or_404(
        rows.select_related(
            "manifest__centre",
            "manifest__receiver",
            "manifest__period",
            "manifest__prepared_by",
            "keeper",
            "seal",
            "sealed_by",
            "printed_by",
        ),
        pk=pk,
    )


def own_centres(user: User) -> QuerySet[Department]:
    """The centres whose archivist this person is."""
    own = {m.department_id for m in user.current_memberships if m.role in parties.CENTRE_CLERKS}
    return centres().filter(pk__in=own)


def archive_room_of(user: User) -> Department:
    """The archive room a person works for, else the first one of the office."""
    rooms = Department.objects.filter(kind=DepartmentKind.ARCHIVE_OFFICE, is_active=True)
    own = [m.department_id for m in user.current_memberships]
    room = rooms.filter(pk__in=own).order_by("code").first() or rooms.order_by("code").first()
    return get_object_or_404(rooms, pk=room.pk if room else None)


def works_for(user: User, manifest: Manifest) -> tuple[bool, bool]:
    """Whether a person prepares for the manifest's centre, and checks for its receiver."""
    return (
        parties.membership_in(user, manifest.centre, parties.CENTRE_CLERKS) is not None,
        parties.membership_in(user, manifest.receiver, parties.HEADQUARTERS) is not None,
    )
