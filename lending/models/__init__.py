"""Lending 利用: requests and their decisions, loans, copies, cases, reservations."""

from lending.models.authorities import Authority
from lending.models.cases import (
    AccountabilityCase,
    DamageCase,
    OverdueNotice,
    Reminder,
    Reservation,
)
from lending.models.copies import CopyIssued, Disclosure
from lending.models.loans import (
    Condition,
    Loan,
    LoanSlip,
    Renewal,
    Return,
    ReturnLine,
)
from lending.models.outside import OutsidePerson
from lending.models.requests import (
    COPYING,
    AccessRequest,
    LineState,
    Manner,
    Place,
    RequestDecision,
    RequestLine,
    RequestStep,
)

__all__ = [
    "COPYING",
    "AccessRequest",
    "AccountabilityCase",
    "Authority",
    "Condition",
    "CopyIssued",
    "DamageCase",
    "Disclosure",
    "LineState",
    "Loan",
    "LoanSlip",
    "Manner",
    "OutsidePerson",
    "OverdueNotice",
    "Place",
    "Reminder",
    "Renewal",
    "RequestDecision",
    "RequestLine",
    "RequestStep",
    "Reservation",
    "Return",
    "ReturnLine",
]
