"""Why a row that reads well still cannot be stored: what is stored already stands against it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dossiers.procedures.imports.claims import Finding

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Against(StrEnum):
    """Reasons that only a look at the stored records can give."""

    STORED_DIFFERS = "STORED_DIFFERS"
    STORED_ID_NAME = "STORED_ID_NAME"
    STORED_ELSEWHERE = "STORED_ELSEWHERE"
    STORED_CLOSED = "STORED_CLOSED"
    STORED_TWICE = "STORED_TWICE"
    ESTATE_MISSING = "ESTATE_MISSING"
    ESTATE_CODES_FULL = "ESTATE_CODES_FULL"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    TEXT_NOT_STORABLE = "TEXT_NOT_STORABLE"
    NUMBER_TOO_LARGE = "NUMBER_TOO_LARGE"
    ARCHIVE_NO_UNKNOWN = "ARCHIVE_NO_UNKNOWN"
    LOAN_OVERLAP = "LOAN_OVERLAP"
    STORED_ON_LOAN = "STORED_ON_LOAN"
    DUP_ARCHIVE_NO = "DUP_ARCHIVE_NO"
    CATALOGUE_MISMATCH = "CATALOGUE_MISMATCH"
    ITEM_ON_LOAN = "ITEM_ON_LOAN"
    STORED_GONE = "STORED_GONE"


WORDING: dict[str, "StrOrPromise"] = {
    Against.STORED_DIFFERS: _("%(field)s: the ledger says “%(ledger)s”, stored is “%(stored)s”"),
    Against.STORED_ID_NAME: _(
        "the ID number %(number)s is stored for “%(stored)s”, the ledger gives it to “%(ledger)s”"
    ),
    Against.STORED_ELSEWHERE: _("%(thing)s belongs to %(centre)s"),
    Against.STORED_CLOSED: _(
        "the owner's occupancy ended on %(stored)s; the ledger says “%(ledger)s” without a later"
        " move-in date"
    ),
    Against.STORED_TWICE: _("the same unit stands in row %(row)s already"),
    Against.ESTATE_MISSING: _("the row names no estate; choose the estate of such rows"),
    Against.ESTATE_CODES_FULL: _("no estate code is left for the new estate %(name)s"),
    Against.TEXT_TOO_LONG: _("%(field)s is longer than %(limit)s characters"),
    Against.NUMBER_TOO_LARGE: _("%(field)s is larger than %(limit)s"),
    Against.ARCHIVE_NO_UNKNOWN: _("the archive number %(number)s is not in the catalogue"),
    Against.LOAN_OVERLAP: _(
        "%(number)s was still out on an earlier loan of this register (row %(row)s)"
    ),
    Against.STORED_ON_LOAN: _("%(number)s was still out on a stored loan of %(since)s"),
    Against.DUP_ARCHIVE_NO: _("the archive number %(number)s stands in row %(row)s already"),
    Against.CATALOGUE_MISMATCH: _(
        "%(field)s: the list says “%(ledger)s”, the catalogue says “%(stored)s”"
    ),
    Against.ITEM_ON_LOAN: _("%(number)s is out on loan"),
    Against.STORED_GONE: _("%(number)s is not there to be proposed: %(state)s"),
    Against.TEXT_NOT_STORABLE: _("%(field)s holds characters that cannot be stored"),
}

FIELDS: dict[str, "StrOrPromise"] = {
    "estate": _("Estate"),
    "building": _("Building"),
    "entrance": _("Entrance"),
    "room": _("Room"),
    "owner": _("Owner"),
    "id_number": _("ID number"),
    "phones": _("Telephone"),
    "contact": _("Emergency contact"),
    "relation": _("Relation"),
    "move_in": _("Move-in date"),
    "area": _("Area"),
    "box": _("Box"),
    "cabinet": _("Cabinet"),
    "remark": _("Remark"),
    "number": _("Archive number"),
    "title": _("Title"),
    "responsible": _("Responsible party"),
    "formed": _("Date of formation"),
    "copies": _("Copies"),
    "pages": _("Pages"),
    "form": _("Original or copy"),
    "secrecy": _("Secrecy"),
    "retention": _("Retention"),
    "borrower": _("Borrower"),
    "dept": _("Department"),
    "purpose": _("Purpose"),
    "approver": _("Approved by"),
    "returned": _("Returned on"),
    "renewed": _("Renewed"),
    "reason": _("Reason for destruction"),
    "appraisal": _("Appraisal"),
}

NOTHING = "—"


def against(code: Against, **values: object) -> Finding:
    """A reason with the values that its wording names."""
    return Finding(code=code, values={name: str(value) for name, value in values.items()})


def differs(field: str, *, ledger: object, stored: object) -> Finding:
    """Ledger and store say different things; both are named, personal data masked.

    Args:
        field: A key of ``FIELDS``, or the heading of the column of papers.
    """
    return against(
        Against.STORED_DIFFERS, field=field, ledger=ledger or NOTHING, stored=stored or NOTHING
    )


class _Named(dict[str, str]):
    """Values by name; one that is not known shows as dots."""

    def __missing__(self, name: str) -> str:
        return "…"


def is_stores(code: str, values: Mapping[str, str]) -> bool:
    """Whether the store said this; some codes the reading engine gives too, with the cell."""
    return code in WORDING and "raw" not in values


def wording_of(code: str, values: Mapping[str, str]) -> str:
    """The wording of a reason of this module in the reader's language; empty for others.

    Without ``values`` it says what the reason is about in general.
    """
    if code not in WORDING:
        return ""
    named = _Named(values)
    if "field" in named:
        named["field"] = str(FIELDS.get(named["field"], named["field"]))
    return str(WORDING[code]) % named
