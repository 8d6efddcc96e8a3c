"""The list of papers of a draft: adding a line for a unit or dossier, taking one off.

The buttons stand in the form of the page, so that nothing typed elsewhere on it is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Clause, Refusal, RegulationError
from dossiers.forms.drafts import nested
from dossiers.models import (
    DocumentType,
    Dossier,
    Holding,
    Submission,
    SubmissionPaper,
    Unit,
)
from dossiers.procedures.checklist import save_paper, take_off
from dossiers.procedures.codes import normalised_code
from dossiers.rules.checklist import PaperLine
from dossiers.rules.facts import unit_of
from dossiers.rules.searching import search_units
from dossiers.views import drafts

MOST_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Target:
    """A unit or a dossier for which a loose paper is brought."""

    name: str
    unit: int | None = None
    dossier: int | None = None

    @property
    def key(self) -> str:
        """How the page names it when somebody chooses among several."""
        return f"d{self.dossier}" if self.dossier else f"u{self.unit}"


def list_context(found: Submission, refusals: Sequence[Refusal]) -> dict[str, Any]:
    """The lines of a list, and what may be added to it."""
    papers = drafts.listed_papers(found)
    return {
        "lines": drafts.check_lines(papers, refusals),
        "types": _types_for(found),
        "is_loose": found.kind == Submission.Kind.LOOSE,
    }


def _types_for(found: Submission) -> QuerySet[DocumentType]:
    kinds = [DocumentType.Kind.OWNER, DocumentType.Kind.TENANT]
    if found.kind == Submission.Kind.MOVE_IN:
        kinds = [DocumentType.Kind(unit_of(found).occupancy)]
    rows = DocumentType.objects.filter(kind__in=kinds, is_active=True)
    return rows.order_by("kind", "position", "code")


def change_list(request: StaffRequest, found: Submission) -> dict[str, Any] | None:
    """Add or take off what a button asked for; None when none did.

    The answer is what the page shows next: what was typed, and what it still needs.
    """
    if pk := request.POST.get("take_off"):
        known = int(pk) if pk.isdecimal() else 0
        paper = get_object_or_404(SubmissionPaper, pk=known, submission=found)
        take_off(paper, by=actor(request), now=clock.now())
        return {}
    if "add" not in request.POST:
        return None
    typed = nested(request.POST, "add")
    try:
        return _add(request, found, typed)
    except RegulationError as error:
        return {"refusals": error.refusals, "typed": typed}


def _add(request: StaffRequest, found: Submission, typed: dict[str, Any]) -> dict[str, Any]:
    place = Target("")
    if found.kind == Submission.Kind.LOOSE:
        targets = _targets(found, typed)
        if len(targets) != 1:
            return _which(targets, typed)
        place = targets[0]
    kind = DocumentType.objects.filter(code=typed.get("type", "")).first()
    line = PaperLine(
        type=kind.code if kind else "",
        title=str(typed.get("title", "")).strip()[:200],
        is_original=kind is None or kind.form != DocumentType.Form.COPY,
        unit=place.unit,
        dossier=place.dossier,
    )
    if not line.type and not line.title:
        raise RegulationError(
            Refusal(Clause.FIL_01, _("Choose the kind of paper, or give its title."), "add.type")
        )
    save_paper(found, line, by=actor(request), now=clock.now())
    return {"typed": {"unit": typed.get("unit", ""), "added": True}}


def _which(targets: list[Target], typed: dict[str, Any]) -> dict[str, Any]:
    if targets:
        return {"typed": {**typed, "choices": targets}}
    raise RegulationError(
        Refusal(
            Clause.COL_04,
            _("No unit or dossier of this centre is called “%(term)s”.")
            % {"term": typed.get("unit", "")},
            "add.unit",
        )
    )


def _targets(found: Submission, typed: dict[str, Any]) -> list[Target]:
    """What the typed or scanned text names: one dossier, or units of the centre."""
    if chosen := str(typed.get("target", "")):
        return _chosen(found, chosen)
    term = str(typed.get("unit", "")).strip()
    if not term:
        return []
    if dossier := _dossier(found, term):
        return [_of_dossier(dossier)]
    units = search_units(term).filter(estate__centre=found.centre_id).select_related("estate")
    some = list(units[:MOST_CHOICES])
    exact = [unit for unit in some if term in (str(unit), unit.code)]
    return [_of_unit(unit) for unit in exact or some]


def _chosen(found: Submission, chosen: str) -> list[Target]:
    pk = int(chosen[1:]) if chosen[1:].isdecimal() else 0
    if chosen.startswith("d"):
        return [_of_dossier(d) for d in Dossier.objects.filter(centre=found.centre_id, pk=pk)]
    units = Unit.objects.filter(estate__centre=found.centre_id, pk=pk).select_related("estate")
    return [_of_unit(unit) for unit in units]


def _of_dossier(dossier: Dossier) -> Target:
    return Target(dossier.code, unit=dossier.unit_id, dossier=dossier.pk)


def _of_unit(unit: Unit) -> Target:
    return Target(str(unit), unit=unit.pk)


def _dossier(found: Submission, term: str) -> Dossier | None:
    code = normalised_code(term)
    rows = Dossier.objects.filter(centre=found.centre_id)
    by_code = rows.filter(code=code).first()
    if by_code is not None:
        return by_code
    holding = Holding.objects.filter(dossier__in=rows).filter(barcode=code).first() or (
        Holding.objects.filter(dossier__in=rows, code=code).first()
    )
    return rows.filter(pk=holding.dossier_id).first() if holding else None
