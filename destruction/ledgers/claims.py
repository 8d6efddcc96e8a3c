"""From a row of a destruction list to what it proposes."""

from destruction.procedures.proposals import Proposal
from dossiers.ledgers.bringing_in import Warnings
from dossiers.ledgers.destruction_facts import DestructionRecord, ItemFacts


def proposal(record: DestructionRecord, warnings: Warnings) -> Proposal:
    """What a row of a destruction list proposes."""
    return Proposal(
        sheet=record.sheet,
        row=record.row,
        number=record.archive_no,
        listed=ItemFacts(
            formed=record.formed,
            retention=record.retention,
            copies=record.copies,
            pages=record.pages,
        ),
        opinion=record.appraisal,
        reason=record.reason,
        remark=record.remark,
        warnings=warnings,
    )
