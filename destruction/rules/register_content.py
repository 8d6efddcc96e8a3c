"""The content that is approved: every line with its appraisal, in plain data.

Schema ``archive-office/destruction-register/1``. A print can be made from the frozen content
alone; what became of a line afterwards is read from the line.

Source: DES-01, DES-10, DES-13, DES-25; forms B13; decision 14.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone

from archive_office import policy
from archive_office.organisation.models import Department
from archive_office.organisation.signing import canonical
from destruction.models import Appraisal, DestructionRegister, RegisterLine
from destruction.rules import words
from destruction.rules.content import fonds_of
from dossiers.models import Holding

SCHEMA: Final = "archive-office/destruction-register/1"
BAN: Final = "所列档案一经批准销毁，不得作其他用途，不得作为废纸出售。"
"""What each register prints (DES-03)."""

Content = Mapping[str, Any]


def frozen(register: DestructionRegister) -> Content:
    """The content as it was frozen, verbatim.

    Raises:
        LookupError: The register is not frozen.
    """
    if not register.content:
        raise LookupError(f"{register.number} is not frozen")
    content: Content = json.loads(register.content)
    return content


def origins_of(lines: Sequence[RegisterLine]) -> list[Department]:
    """The departments where the things began, in order."""
    found = {line.holding.dossier.centre_id: line.holding.dossier.centre for line in lines}
    return sorted(found.values(), key=lambda department: department.code)


def frozen_text(
    register: DestructionRegister,
    lines: Sequence[RegisterLine],
    steps: Sequence[Mapping[str, Any]],
    *,
    on: date,
) -> str:
    """The canonical text of the present content, to be frozen."""
    return canonical(SCHEMA, stated(register, lines, steps, on=on))


def content_for(
    register: DestructionRegister, lines: Sequence[RegisterLine], *, on: date
) -> Content:
    """What a print states: the frozen content, before the freeze the present one."""
    return frozen(register) if register.content else stated(register, lines, on=on)


def stated(
    register: DestructionRegister,
    lines: Sequence[RegisterLine],
    steps: Sequence[Mapping[str, Any]] = (),
    *,
    on: date,
) -> dict[str, Any]:
    """The present content of a register: head, appraisals, lines, who has to approve."""
    return {
        "number": register.number,
        "basis": register.basis,
        "ban": BAN,
        "fonds": fonds_of(register.room),
        "room": {"code": register.room.code, "name": register.room.name},
        "origins": [department.name for department in origins_of(lines)],
        "drawn_up_by": str(register.drawn_up_by),
        "stated_on": on.isoformat(),
        "quarantine_months": policy.number("destruction_quarantine_months", on=on),
        "appraisals": _appraisals(lines),
        "totals": totals(lines),
        "steps": [dict(step) for step in steps],
        "lines": [_line(line) for line in lines],
    }


def totals(lines: Sequence[RegisterLine]) -> dict[str, int]:
    """How much the lines are: volumes, items, single papers, and their documents and pages."""
    volumes = [
        line for line in lines if not line.is_document and line.holding.kind == Holding.Kind.VOLUME
    ]
    papers = [line for line in lines if line.is_document]
    return {
        "lines": len(lines),
        "volumes": len(volumes),
        "items": len(lines) - len(volumes) - len(papers),
        "papers": len(papers),
        "documents": sum(line.documents for line in lines),
        "pages": sum(line.pages for line in lines),
    }


def _appraisals(lines: Sequence[RegisterLine]) -> list[dict[str, Any]]:
    """The appraisals behind the lines: number, day, who signed (DES-01)."""
    chosen = {line.appraised.appraisal_id for line in lines}
    rows = Appraisal.objects.filter(pk__in=chosen).prefetch_related(
        "signatures__signer", "signatures__acting_for"
    )
    return [
        {
            "number": row.number,
            "approved_on": _day(row.approved_at),
            "drawn_up_by": str(row.drawn_up_by),
            "signatures": [
                {
                    "by": str(signature.signer),
                    "acting_for": str(signature.acting_for or ""),
                    "step": signature.step,
                    "role": signature.role,
                    "on": _day(signature.signed_at),
                }
                for signature in row.signatures.all()
                if signature.voided_at is None
            ],
        }
        for row in rows.select_related("drawn_up_by").order_by("number")
    ]


def _day(moment: Any) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""


def _line(line: RegisterLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": words.kind(line),
        "holding": line.holding_id,
        "document": line.document_id,
        "code": line.code,
        "title": line.title,
        "origin": line.holding.dossier.centre.name,
        "years": line.years,
        "retention": line.retention,
        "years_kept": line.years_kept,
        "documents": line.documents,
        "pages": line.pages,
        "opinion": line.opinion,
        "appraisal": line.appraised.appraisal.number,
        "appraisal_line": line.appraised.number,
        "remark": line.remark,
        "twins": line.twins,
        "twins_reason": line.twins_reason,
    }
