"""Electronic originals, the signatures in them, the certificates of seals, the seal register."""

from archive_office.originals.models.certificates import SealCertificate
from archive_office.originals.models.originals import (
    ElectronicOriginal,
    OriginalSignature,
    OriginalState,
)
from archive_office.originals.models.seal_uses import SealUse, SealUseNumber

__all__ = [
    "ElectronicOriginal",
    "OriginalSignature",
    "OriginalState",
    "SealCertificate",
    "SealUse",
    "SealUseNumber",
]
