"""The row locks of the handover, always taken in this order: centre, manifest, holdings."""

from collections.abc import Sequence

from archive_office.organisation.models import Department
from dossiers.models import Holding
from dossiers.procedures import custody
from transfers.models import Manifest, ManifestLine


def locked_centre(centre_id: int) -> Department:
    """A centre for which nobody else opens a manifest meanwhile."""
    return Department.objects.select_for_update(no_key=True).get(pk=centre_id)


def locked_manifest(manifest_id: int) -> Manifest:
    """A fresh, locked manifest; every step of the handover decides on this row only."""
    return (
        Manifest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre", "receiver", "period", "prepared_by")
        .get(pk=manifest_id)
    )


def locked_holdings(ids: Sequence[int]) -> list[Holding]:
    """Fresh, locked holdings, in the order in which everybody locks them."""
    return custody.locked(ids)


def fresh_line(line_id: int) -> tuple[Manifest, ManifestLine]:
    """A line as it is now, under its manifest's lock."""
    manifest_id = ManifestLine.objects.values_list("manifest_id", flat=True).get(pk=line_id)
    manifest = locked_manifest(manifest_id)
    line = ManifestLine.objects.select_related("holding", "document").get(pk=line_id)
    return manifest, line
