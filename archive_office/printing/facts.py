"""Facts that more than one printed form states in the same way."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fonds:
    """The body whose records these are: 全宗号 and 全宗名称, e.g. W001 and the company's name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One electronic signature in force, as a form shows it; a voided one is never passed.

    Args:
        signer: The person's name.
        acting_for: Whom the signer stood in for (代), or empty.
        signed_at: Aware; printed in the time zone it carries.
        digest: SHA-256 of the signed content, 64 hexadecimal digits.
    """

    signer: str
    signed_at: datetime
    digest: str
    acting_for: str = ""


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where a paper wants a seal: the centre of its ring, in mm from the upper left corner.

    Args:
        key: Whose place it is, as the paper's own app calls it.
        page: Counted from 0.
        height: Of the sheet, in mm.
    """

    key: str
    page: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be sealed: its bytes, and where the seals go."""

    content: bytes
    places: tuple[SealPlace, ...]
