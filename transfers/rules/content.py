"""The content both parties sign: every line with its outcome, and what stays, in plain data.

The words are those the official forms print, so that a print can be made from the signed
content alone. Schema ``archive-office/manifest/1``.

Source: TRF-04, TRF-06; decisions 13 and 14.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q

from archive_office import policy
from archive_office.clock import day_of
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.organisation.signing import canonical
from dossiers.models import Document, Holding
from transfers.models import Manifest, ManifestLine, Shortage
from transfers.rules import words
from transfers.rules.periods import span_after
from transfers.rules.proposal import Staying, Verdict, proposal

SCHEMA: Final = "archive-office/manifest/1"

_PAGELESS: Final = {Holding.Form.OBJECT, Holding.Form.AUDIO_VISUAL, Holding.Form.ELECTRONIC}

Content = Mapping[str, Any]


def frozen(manifest: Manifest) -> Content:
    """The content as it was frozen, verbatim.

    Raises:
        LookupError: The manifest is not frozen.
    """
    if not manifest.content:
        raise LookupError(f"{manifest.number} is not frozen")
    content: Content = json.loads(manifest.content)
    return content


def dossiers_on(manifest: Manifest) -> set[int]:
    """The dossiers a paper of the manifest names, for the view log."""
    pairs = manifest.lines.values_list("holding__dossier", "document__holding__dossier")
    return {dossier for pair in pairs for dossier in pair if dossier}


def content_for(manifest: Manifest, *, on: date) -> Content:
    """What a print states: the frozen content, before the freeze the present one."""
    return frozen(manifest) if manifest.content else stated(manifest, on=on)


def frozen_text(manifest: Manifest, *, on: date) -> str:
    """The canonical text of the present content, to be frozen."""
    return canonical(SCHEMA, dict(stated(manifest, on=on)))


def stated(manifest: Manifest, *, on: date) -> dict[str, Any]:
    """The present content of a manifest: head, lines with outcomes, and what stays."""
    lines = _lines(manifest)
    return {
        "number": manifest.number,
        "kind": manifest.kind,
        "nature": words.nature(manifest.kind, manifest.period),
        "basis": words.BASIS,
        "fonds": fonds_of(manifest.centre),
        "period": {"year": manifest.period.year, "half": manifest.period.half},
        "centre": {"code": manifest.centre.code, "name": manifest.centre.name},
        "receiver": {"code": manifest.receiver.code, "name": manifest.receiver.name},
        "prepared_on": day_of(manifest.prepared_at).isoformat(),
        "prepared_by": str(manifest.prepared_by),
        "checked_on": on.isoformat(),
        "years": words.whole_span(line["years"] for line in lines),
        "owed_until": span_after(manifest.period).due_on.isoformat(),
        "keepers": list(keepers(manifest, on=on)),
        "lines": lines,
        "staying": _staying(manifest, on),
    }


def fonds_of(centre: Department) -> dict[str, str]:
    """The fonds 全宗 to which the files belong: the company's."""
    company = Department.objects.filter(
        kind=DepartmentKind.COMPANY, fonds=centre.fonds, is_active=True
    ).first()
    return {"code": centre.fonds, "name": company.name if company else centre.name}


def keepers(manifest: Manifest, *, on: date) -> tuple[str, ...]:
    """Who keeps which copy, in order; the archivist has one of title documents.

    Source: TRF-08, TRF-14.
    """
    copies = policy.number("manifest_copies", on=on)
    if manifest.kind == Manifest.Kind.TITLE:
        copies = max(copies, 3)
    return words.KEEPERS[:copies]


def _lines(manifest: Manifest) -> list[dict[str, Any]]:
    rows = list(
        manifest.lines.select_related(
            "holding__dossier__category", "holding__dossier__unit__estate", "checked_by"
        ).order_by("number")
    )
    holdings = [row.holding_id for row in rows if row.holding_id]
    counts = _documents(holdings)
    owed = debts_of(holdings)
    return [_line(row, counts.get(row.holding_id), owed) for row in rows]


def _documents(holdings: Iterable[int]) -> dict[int | None, tuple[int, int]]:
    """Originals and copies among the documents of each holding."""
    rows = (
        Document.objects.filter(holding__in=holdings, state=Document.State.FILED)
        .order_by()
        .values_list("holding_id")
        .annotate(
            originals=Count("pk", filter=Q(is_original=True)),
            copies=Count("pk", filter=Q(is_original=False)),
        )
    )
    return {holding: (originals, copies) for holding, originals, copies in rows}


def debts_of(holdings: Iterable[int | None]) -> set[int | None]:
    """Which of these holdings their centre still owes."""
    standing = Shortage.objects.standing().filter(holding__in=holdings)
    return set(standing.values_list("holding_id", flat=True))


def _line(
    row: ManifestLine, counts: tuple[int, int] | None, owed: set[int | None]
) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "form": _form(row),
        "group": _group(row, owed),
        "code": row.code,
        "barcode": row.holding.barcode if row.holding else "",
        "title": row.title,
        "place": _place(row.holding),
        "years": row.years,
        "retention": words.retention(row.retention, row.retention_years),
        "secrecy": words.secrecy(row.secrecy),
        "original": _original(row, counts),
        "copies": row.copies,
        "documents": row.documents,
        "pages": _pages(row),
        "container": row.container,
        "certificate_number": row.certificate_number,
        "outcome": row.outcome,
        "pages_counted": row.pages_counted,
        "found": row.outcome_note,
        "decision": row.decision,
        "refusal": row.refusal,
        "checked_by": str(row.checked_by) if row.checked_by else "",
        "remark": row.remark,
    }


def _form(row: ManifestLine) -> str:
    if row.kind == ManifestLine.Kind.SUPPLEMENT:
        return "supplement"
    return str(row.holding.kind) if row.holding else str(Holding.Kind.ITEM)


def _group(row: ManifestLine, owed: set[int | None]) -> str:
    """The heading a line stands under: what was owed, the category, what nobody had listed."""
    if row.kind == ManifestLine.Kind.UNLISTED or row.holding is None:
        return words.EXTRA
    if row.kind == ManifestLine.Kind.HOLDING and row.holding_id in owed:
        return words.OWED
    return words.category(row.holding.dossier.category)


def _place(holding: Holding | None) -> str:
    """The unit a thing is about; never a person (decision 8)."""
    unit = holding.dossier.unit if holding else None
    return str(unit) if unit else ""


def _original(row: ManifestLine, counts: tuple[int, int] | None) -> str:
    if row.kind == ManifestLine.Kind.SUPPLEMENT:
        counts = None
    originals, copies = counts or (0, 0)
    return words.original(originals=originals, copies=copies, is_original=row.is_original)


def _pages(row: ManifestLine) -> int | None:
    """Pages, or nothing where a thing has none (a plaque, a disc)."""
    pageless = row.holding is not None and row.holding.physical_form in _PAGELESS
    return None if pageless and not row.pages else row.pages


def _staying(manifest: Manifest, on: date) -> list[dict[str, Any]]:
    """What the centre keeps at this handover, for the annex; ordinary handovers only."""
    if manifest.kind != Manifest.Kind.ORDINARY:
        return []
    listed = set(manifest.lines.filter(holding__isnull=False).values_list("holding", flat=True))
    offered = proposal(manifest.centre, manifest.kind, on=on)
    left_out = (Staying(holding, Verdict.GOES, "") for holding in offered.going)
    return [
        {
            "code": entry.holding.code,
            "title": entry.holding.title,
            "category": entry.holding.dossier.category.name_zh,
            "documents": entry.holding.document_count,
            "pages": entry.holding.page_count,
            "treatment": words.treatment(entry.verdict),
            "reason": words.reason(entry),
            "place": entry.holding.present_slot.place if entry.holding.present_slot else "",
        }
        for entry in (*left_out, *offered.staying)
        if entry.holding.pk not in listed
    ]
