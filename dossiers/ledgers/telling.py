"""What the office says about a ledger's rows: the reader's faults and the store's together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, override

from dossiers.ledgers.codes import Code
from dossiers.ledgers.report import LedgerReport
from dossiers.ledgers.verdicts import Json, Record
from dossiers.models import LedgerVerdict
from dossiers.procedures.imports.findings import FIELDS, is_stores, wording_of

Place = tuple[str, int]
Told = Mapping[str, Any]
"""A finding as a verdict keeps it: code, column, header, values, warning."""


def text_of(told: Told) -> str:
    """The wording of a finding in the reader's language, with the values it names."""
    code, values = str(told["code"]), told.get("values", {})
    if is_stores(code, values):
        return wording_of(code, values)
    known = Code.__members__.get(code)
    text = str(known.text) if known else code
    if "earlier" in values:
        text = gettext("%(text)s (see row %(row)s)") % {"text": text, "row": values["earlier"]}
    return text


def where_of(told: Told) -> str:
    """Column and heading of a finding; for the store's the fact that differs."""
    if told["column"] or told["header"]:
        return f"{told['column']} {told['header']}".strip()
    field = told.get("values", {}).get("field", "")
    return str(FIELDS.get(field, field))


def refusals_of(verdicts: Sequence[LedgerVerdict]) -> dict[Place, list[Told]]:
    """What the store said against rows that the reader had accepted."""
    found: dict[Place, list[Told]] = {}
    for verdict in verdicts:
        told = [one for one in verdict.findings if is_stores(one["code"], one["values"])]
        if told:
            found[verdict.sheet, verdict.row] = told
    return found


def notes_of(refusals: Mapping[Place, Sequence[Told]]) -> dict[str, dict[int, str]]:
    """The store's refusals as lines for the clerk's workbook, by sheet and row."""
    notes: dict[str, dict[int, str]] = {}
    with override("zh-hans"):
        for (sheet, row), told in refusals.items():
            notes.setdefault(sheet, {})[row] = "\n".join(text_of(one) for one in told)
    return notes


def as_json(
    report: LedgerReport,
    refusals: Mapping[Place, Sequence[Told]],
    totals: Mapping[str, Json] | None = None,
) -> dict[str, Json]:
    """The report in the shape of the truth files, rows refused by the store among the rejected.

    Args:
        totals: The figures of the rows that the store took too, where it counts them.
    """
    found = report.as_json()
    if not refusals:
        return found
    kept = [record for record in report.records if _place(record) not in refusals]
    counts: dict[str, Json] = dict(report.summary.counts)
    sent_back = report.summary.counts["accepted"] - len(kept)
    counts["accepted"] = len(kept)
    counts["rejected"] = report.summary.counts["rejected"] + sent_back
    rejected: list[Json] = [
        item.as_json() for verdict in report.rejected for item in verdict.faults
    ]
    own: dict[str, Json] = {
        "counts": counts,
        "rejected": [*rejected, *_refused(refusals)],
        "warnings": [
            item.as_json() for item in report.warnings if (item.sheet, item.row) not in refusals
        ],
        "records": [record.as_json() for record in kept],
    }
    if totals is not None:
        own["totals"] = dict(totals)
        own["file_warnings"] = [
            _counted_by(item.as_json(), totals) for item in report.summary.file_warnings
        ]
    return {**found, **own}


def _counted_by(warning: dict[str, Json], totals: Mapping[str, Json]) -> dict[str, Json]:
    """A warning about a total, with the figures of the rows that the store took too."""
    counted = warning.get("accepted")
    if not isinstance(counted, dict) or not counted.keys() <= totals.keys():
        return warning
    return {**warning, "accepted": {name: totals[name] for name in counted}}


def _place(record: Record) -> Place:
    return record.sheet, record.row


def _refused(refusals: Mapping[Place, Sequence[Told]]) -> Iterator[Json]:
    for (sheet, row), told in refusals.items():
        for one in told:
            values = one["values"]
            yield {
                "sheet": sheet,
                "row": row,
                "column": one["column"],
                "header": one["header"],
                "field": values.get("field", ""),
                "raw": values.get("ledger", ""),
                "raw_type": "text",
                "code": str(one["code"]),
                "zh": _in("zh-hans", one),
                "en": _in("en", one),
            }


def _in(language: str, told: Told) -> str:
    with override(language):
        return text_of(told)
