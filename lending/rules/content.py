"""What is decided about: a request in plain data, without personal numbers.

Source: LND-17, LND-18; decisions 14 and 27.
"""

from datetime import UTC
from typing import Any, Final

from archive_office.organisation.signing import canonical, digest
from lending.models import AccessRequest, RequestLine

SCHEMA: Final = "archive-office/use-request/1"


def text_of(request: AccessRequest) -> str:
    """The one text of a request as it stands now."""
    return canonical(SCHEMA, _stated(request))


def hash_of(request: AccessRequest) -> str:
    """The hash of a request as it stands now; a decision is given over this one."""
    return digest(text_of(request))


def _stated(request: AccessRequest) -> dict[str, Any]:
    lines = request.lines.select_related("holding", "document").order_by("number")
    return {
        "number": request.number,
        "room": request.room.code,
        "requester": request.requester_id,
        "outside": _outside(request),
        "department": request.department.code if request.department else "",
        "entered_by": request.entered_by_id,
        "purpose": request.purpose,
        "purpose_text": request.purpose_text,
        "reason": request.reason,
        "place": request.place,
        "place_detail": request.place_detail,
        "until": request.until.astimezone(UTC).isoformat(),
        "lines": [_line(line) for line in lines],
    }


def _outside(request: AccessRequest) -> dict[str, str]:
    who = request.outside
    if who is None:
        return {}
    return {"kind": who.kind, "name": who.shown_name, "organisation": who.organisation}


def _line(line: RequestLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "wanted": line.wanted,
        "holding": line.holding.code if line.holding else "",
        "document": line.document.code if line.document else "",
        "manner": line.manner,
        "pages": line.pages,
        "copies": line.copies,
        "exception_reason": line.exception_reason,
    }
