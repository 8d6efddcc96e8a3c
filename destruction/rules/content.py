"""The content that is signed: every line with its grounds, opinions and verdict, in plain data.

Schema ``archive-office/appraisal/1``. A print can be made from the signed content alone.

Source: APR-08, APR-09, APR-25; decision 14.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from archive_office import policy
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.organisation.signing import canonical
from destruction.models import Appraisal, AppraisalLine
from destruction.rules import words

SCHEMA: Final = "archive-office/appraisal/1"

Content = Mapping[str, Any]


def frozen(appraisal: Appraisal) -> Content:
    """The content as it was frozen, verbatim.

    Raises:
        LookupError: The appraisal is not frozen.
    """
    if not appraisal.content:
        raise LookupError(f"{appraisal.number} is not frozen")
    content: Content = json.loads(appraisal.content)
    return content


def lines_of(appraisal: Appraisal) -> list[AppraisalLine]:
    """The lines in order, with all that rules and papers ask of them."""
    rows = appraisal.lines.select_related(
        "holding__dossier__category", "holding__dossier__centre", "document__type"
    ).prefetch_related("opinions__author")
    return list(rows.order_by("number"))


def origins_of(lines: Sequence[AppraisalLine]) -> list[Department]:
    """The departments where the things began, in order."""
    found = {line.holding.dossier.centre_id: line.holding.dossier.centre for line in lines}
    return sorted(found.values(), key=lambda department: department.code)


def frozen_text(
    appraisal: Appraisal,
    lines: Sequence[AppraisalLine],
    steps: Sequence[Mapping[str, Any]],
    *,
    on: date,
) -> str:
    """The canonical text of the present content, to be frozen."""
    return canonical(SCHEMA, stated(appraisal, lines, steps, on=on))


def stated(
    appraisal: Appraisal,
    lines: Sequence[AppraisalLine],
    steps: Sequence[Mapping[str, Any]] = (),
    *,
    on: date,
) -> dict[str, Any]:
    """The present content of an appraisal: head, lines, opinions, who has to sign."""
    return {
        "number": appraisal.number,
        "basis": appraisal.basis,
        "fonds": fonds_of(appraisal.room),
        "room": {"code": appraisal.room.code, "name": appraisal.room.name},
        "origins": [department.name for department in origins_of(lines)],
        "drawn_up_by": str(appraisal.drawn_up_by),
        "stated_on": on.isoformat(),
        "undecided_years": policy.number("undecided_reappraisal_years", on=on),
        "steps": [dict(step) for step in steps],
        "lines": [_line(line) for line in lines],
    }


def content_for(appraisal: Appraisal, *, on: date) -> Content:
    """What a print states: the frozen content, before the freeze the present one."""
    if appraisal.content:
        return frozen(appraisal)
    return stated(appraisal, lines_of(appraisal), on=on)


def fonds_of(room: Department) -> dict[str, str]:
    """The fonds 全宗 to which the files belong: the company's."""
    company = Department.objects.filter(
        kind=DepartmentKind.COMPANY, fonds=room.fonds, is_active=True
    ).first()
    return {"code": room.fonds, "name": company.name if company else room.name}


def _line(line: AppraisalLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": words.kind(line),
        "holding": line.holding_id,
        "document": line.document_id,
        "code": line.code,
        "title": line.title,
        "origin": line.holding.dossier.centre.name,
        "years": line.years,
        "documents": line.documents,
        "pages": line.pages,
        "retention": line.retention,
        "term": line.term,
        "reviewable_from": line.reviewable_from.isoformat() if line.reviewable_from else "",
        "technical": line.technical,
        "verdict": line.verdict,
        "verdict_words": words.verdict(line),
        "new_years": line.new_years,
        "grounds": words.grounds(line),
        "opinions": [
            {
                "author": str(opinion.author),
                "on": opinion.given_on.isoformat(),
                "text": opinion.text,
                "scan_sha256": opinion.scan_sha256,
            }
            for opinion in line.opinions.all()
        ],
    }
