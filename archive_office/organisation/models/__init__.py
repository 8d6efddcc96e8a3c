"""Departments, people, memberships, seals, signatures, decisions."""

from archive_office.organisation.models.departments import Department, DepartmentKind
from archive_office.organisation.models.people import (
    DepartmentUserObjectPermission,
    Membership,
    ProofAttempt,
    User,
)
from archive_office.organisation.models.seals import Decision, Seal, Signature

__all__ = [
    "Decision",
    "Department",
    "DepartmentKind",
    "DepartmentUserObjectPermission",
    "Membership",
    "ProofAttempt",
    "Seal",
    "Signature",
    "User",
]
