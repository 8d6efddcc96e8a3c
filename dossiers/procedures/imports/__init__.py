"""Bringing in what ledgers claim: compared with what is stored, written by one act."""

from dossiers.procedures.imports.claims import (
    ContactClaim,
    Finding,
    ItemClaim,
    OwnerClaim,
    PaperClaim,
    RefusedRow,
    ResidentClaim,
    Rows,
)

__all__ = [
    "ContactClaim",
    "Finding",
    "ItemClaim",
    "OwnerClaim",
    "PaperClaim",
    "RefusedRow",
    "ResidentClaim",
    "Rows",
]
