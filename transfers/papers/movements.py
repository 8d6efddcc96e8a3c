"""The handovers of a dossier, as the register of its movements prints them.

Source: TRF-18, FRM-40.
"""

from collections.abc import Iterator

from django.db.models import Prefetch, Q
from django.utils import timezone

from dossiers.signals import Movement
from transfers.models import ManifestLine, ManifestSignature, ManifestState

_ACCEPTED = ManifestLine.Decision.ACCEPTED


def handovers_of(dossier: int) -> Iterator[Movement]:
    """Everything of a dossier that a completed handover took to another archive room."""
    standing = ManifestSignature.objects.filter(voided_at__isnull=True).select_related("signer")
    rows = ManifestLine.objects.filter(
        Q(holding__dossier=dossier) | Q(document__holding__dossier=dossier),
        decision=_ACCEPTED,
        manifest__state=ManifestState.COMPLETED,
        manifest__completed_at__isnull=False,
    )
    signed = Prefetch("manifest__signatures", queryset=standing.order_by("signed_at", "pk"))
    found = rows.select_related("manifest__centre", "manifest__receiver").prefetch_related(signed)
    for line in found.order_by("manifest__completed_at", "pk"):
        manifest = line.manifest
        if manifest.completed_at is not None:
            yield Movement(
                on=timezone.localtime(manifest.completed_at).date(),
                kind="转移",
                item=f"{line.code}　{manifest.number}",
                sender=manifest.centre.name,
                receiver=manifest.receiver.name,
                signed="、".join(str(own.signer) for own in manifest.signatures.all()),
            )
