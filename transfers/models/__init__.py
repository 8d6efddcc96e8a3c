"""Half-yearly handovers: periods, manifests, lines, signatures, copies, shortages."""

from transfers.models.manifests import (
    Manifest,
    ManifestCopy,
    ManifestLine,
    ManifestSignature,
    ManifestState,
    Outcome,
    Side,
)
from transfers.models.periods import Period
from transfers.models.shortages import Shortage

__all__ = [
    "Manifest",
    "ManifestCopy",
    "ManifestLine",
    "ManifestSignature",
    "ManifestState",
    "Outcome",
    "Period",
    "Shortage",
    "Side",
]
