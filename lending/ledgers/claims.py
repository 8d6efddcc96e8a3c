"""From a row of an old loan register to what the office may store."""

from dossiers.ledgers.bringing_in import Warnings
from dossiers.ledgers.verdicts import LoanRecord
from lending.procedures.old_loans import OldLoan


def loan_claim(record: LoanRecord, warnings: Warnings) -> OldLoan:
    """What a row of a loan register claims."""
    return OldLoan(
        sheet=record.sheet,
        row=record.row,
        borrowed=record.borrowed,
        borrower=record.borrower,
        department=record.dept,
        numbers=record.archive_no,
        purpose=record.purpose,
        approver=record.approver,
        due=record.due,
        returned=record.returned,
        renewed=record.renewed,
        remark=record.remark,
        warnings=warnings,
    )
