"""Electronic originals of manifests: what the kernel asks of the app whose papers they are.

Source: TRF-06, TRF-07; decision 14.
"""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from archive_office.organisation.models import Department, User
from archive_office.originals.prints import check_path
from archive_office.originals.subjects import Signed, register_subject
from archive_office.printing.facts import Paper
from dossiers.models import ViewLog
from dossiers.procedures.reading import log_named
from transfers.models import Manifest, ManifestSignature, ManifestState
from transfers.papers import filling, titles
from transfers.papers import manifest as ordinary
from transfers.procedures import locking
from transfers.rules import words
from transfers.rules.content import dossiers_on, frozen
from transfers.rules.parties import sides_of

SIGNED: Final = "transfers.manifest_signed"


class Manifests:
    """What manifests answer; signed by both parties, title documents by the archivist too."""

    permissions = ("transfers.view_manifest",)

    def visible_to(self, user: User) -> QuerySet[Manifest]:
        return Manifest.objects.visible_to(user)

    def lock(self, pk: int) -> Manifest:
        return locking.locked_manifest(pk)

    def is_ready(self, record: Manifest) -> bool:
        return record.state == ManifestState.COMPLETED

    def content_hash(self, record: Manifest) -> str:
        return record.content_hash

    def department(self, record: Manifest) -> Department:
        return record.centre

    def label(self, record: Manifest) -> str:
        return words.paper(record)

    def signed(self, record: Manifest) -> list[Signed]:
        order = sides_of(record.kind)
        rows = record.signatures.filter(voided_at__isnull=True)
        found = {row.side: row for row in rows.select_related("signer", "acting_for", "department")}
        return [_signed(found[side]) for side in order if side in found]

    def paper(self, record: Manifest, address: str) -> Paper:
        content = frozen(record)
        url = f"{address}{check_path(record.number, record.content_hash)}" if address else ""
        if record.kind == Manifest.Kind.TITLE:
            return titles.title_original(filling.title_facts(record, content, verify_url=url))
        return ordinary.manifest_original(filling.manifest_facts(record, content, verify_url=url))

    def log_print(self, record: Manifest, user: User, *, now: datetime, detail: str) -> None:
        what = ViewLog.What.PRINTED
        log_named(dossiers_on(record), user, what, now=now, detail=f"{record.number} {detail}")


def _signed(own: ManifestSignature) -> Signed:
    return Signed(
        key=own.side,
        party=words.PARTIES[own.side],
        department=own.department,
        signer=own.signer,
        signed_at=own.signed_at,
        content_hash=own.content_hash,
        act=SIGNED,
        said=own.statement,
        acting_for=str(own.acting_for or ""),
    )


register_subject(Manifest, Manifests())
