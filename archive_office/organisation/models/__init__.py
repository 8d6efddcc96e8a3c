"""Departments, people, logins, memberships, undertakings, seals, signatures, decisions."""

from django.contrib.auth.models import Group
from simple_history import register

from archive_office.journal.history import History
from archive_office.organisation.models.departments import Department, DepartmentKind
from archive_office.organisation.models.devices import RecoveryCode, SecondFactor
from archive_office.organisation.models.logins import LiveSession, LoginRecord
from archive_office.organisation.models.people import (
    DepartmentUserObjectPermission,
    Membership,
    ProofAttempt,
    QuestionCount,
    User,
)
from archive_office.organisation.models.seals import Decision, Seal, Signature
from archive_office.organisation.models.undertakings import Undertaking, UndertakingText

# Role groups are Django's; their names and permissions have a history all the same.
register(
    Group, records_class=History, app="archive_office.organisation", m2m_fields=["permissions"]
)

__all__ = [
    "Decision",
    "Department",
    "DepartmentKind",
    "DepartmentUserObjectPermission",
    "LiveSession",
    "LoginRecord",
    "Membership",
    "ProofAttempt",
    "QuestionCount",
    "RecoveryCode",
    "Seal",
    "SecondFactor",
    "Signature",
    "Undertaking",
    "UndertakingText",
    "User",
]
