"""What a printed manifest, difference sheet or annex is worth, held against the record.

Source: TRF-06, SEC-29.
"""

from typing import Final

from django.utils.translation import gettext as _

from archive_office.organisation.models import User
from archive_office.originals.prints import (
    Answer,
    Code,
    Compared,
    Frozen,
    Signer,
    reads_prints,
    weigh,
)
from transfers.models import Manifest, ManifestSignature, ManifestState

SEEN: Final = "transfers.view_manifest"
_STANDING: Final = {
    ManifestState.COMPLETED: Answer.AGREES,
    ManifestState.VOID: Answer.VOID,
}


@reads_prints("YJ-", "CY-")
def compare_manifest(code: Code, by: User) -> Compared | None:
    """Whether a print of this number and checksum shows what the record holds.

    A difference sheet bears its manifest's number with a sign of its own.

    Source: TRF-06.
    """
    number = f"YJ-{code.number.removeprefix('CY-')}" if code.number[:1] == "C" else code.number
    found = (
        Manifest.objects.filter(number=number)
        .select_related("centre__parent", "receiver__parent")
        .first()
    )
    if found is None:
        return None
    signatures = list(
        found.signatures.filter(voided_at__isnull=True)
        .select_related("signer", "acting_for", "department__parent")
        .order_by("signed_at")
    )
    told = Compared(
        Answer.UNCHECKABLE,
        detailed=by.has_perm(SEEN) and Manifest.objects.visible_to(by).filter(pk=found.pk).exists(),
        label=_("Manifest %(number)s") % {"number": found.number},
        url=found.get_absolute_url(),
        state=found.get_state_display(),
        signers=tuple(_signer(each) for each in signatures),
        about=((_("Parties"), f"{found.centre} → {found.receiver}"),),
    )
    if not code.checksum:
        return told
    frozen = Frozen(
        found.content,
        found.content_hash,
        signed=[(each.content, each.content_hash) for each in signatures],
        earlier=lambda digits: _earlier(found, digits),
    )
    standing = _STANDING.get(ManifestState(found.state), Answer.UNFINISHED)
    return weigh([frozen], code.checksum, standing, told)


def _earlier(found: Manifest, digits: str) -> str | None:
    row = found.history.filter(content_hash__startswith=digits).first()
    return str(row.content) if row else None


def _signer(own: ManifestSignature) -> Signer:
    name = str(own.signer)
    if own.acting_for:
        name = _("%(person)s (acting for %(head)s)") % {"person": name, "head": own.acting_for}
    return Signer(own.get_side_display(), name, str(own.department), own.signed_at)
