"""The list of papers: which ones a dossier asks for, and what a line must say.

Source: COL-06, COL-07, FIL-01, FIL-06 to FIL-11.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Document,
    DocumentType,
    Dossier,
    ElectronicFile,
    PaperState,
    SubmissionPaper,
)
from dossiers.rules.cases import against_no_part
from dossiers.rules.descriptions import against_describing

CONSENT_CODES: Final = frozenset({"C16", "D26"})
"""Types of the signed separate consent; its scan is the signature of the consent."""

ON_THE_LIST: Final = (
    PaperState.PENDING,
    PaperState.ACCEPTED,
    PaperState.RETURNED,
)
"""States of a paper that is, or was, brought."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What decides which papers a dossier asks for, beside its kind."""

    fit_out: bool = False
    let: bool = False
    keys_kept: bool = False
    company: bool = False

    def ask_for(self, paper: DocumentType) -> bool:
        """Whether a dossier under these conditions is incomplete without the type."""
        required = DocumentType.Required
        return {
            required.ALWAYS: True,
            required.IF_FIT_OUT: self.fit_out,
            required.IF_LET: self.let,
            required.IF_KEYS_KEPT: self.keys_kept,
            required.IF_COMPANY: self.company,
        }.get(required(paper.required), False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line of the list as the page sends it.

    Attributes:
        paper: Id of the line, None for a new one.
        type: Code of the document type; empty for a paper outside the filing scope, which
            then needs a title and ``out_of_scope_reason``. In a dossier of a category a paper
            without one is of the category's own type.
        unit: Id of the unit, for loose papers.
        dossier: Id of the dossier, where the unit has several open ones of the kind.
        case_part: Into which part of a case dossier it goes; of no meaning for any other.
        state: ``pending`` (brought), ``missing``, ``not_applicable`` (with ``reason``).
        pages: All sheets counted, covers included, over all copies.
    """

    paper: int | None = None
    type: str = ""
    unit: int | None = None
    dossier: int | None = None
    case_part: str = ""
    title: str = ""
    formed_on: date | None = None
    is_original: bool = True
    original_kept_at: str = ""
    red_stamp: bool = False
    copies: int = 1
    pages: int = 0
    out_of_scope_reason: str = ""
    state: str = PaperState.PENDING
    reason: str = ""


def types_of(kind: str) -> QuerySet[DocumentType]:
    """The types in use of one kind of dossier, in the order of the list."""
    return DocumentType.objects.filter(kind=kind, is_active=True).order_by("position", "code")


def asked_of(kind: str, conditions: Conditions) -> list[DocumentType]:
    """The types that a dossier of this kind under these conditions must hold."""
    return [paper for paper in types_of(kind) if conditions.ask_for(paper)]


def against_line(paper: SubmissionPaper) -> Iterator[Refusal]:
    """What is wrong with one paper as it is described, whoever looks at it."""
    field = f"papers.{paper.pk}"
    if paper.state == PaperState.NOT_APPLICABLE and not paper.reason:
        yield Refusal(
            _list_clause(paper),
            _("“%(paper)s” does not apply: say why.") % {"paper": paper},
            field=field,
        )
    if paper.state in ON_THE_LIST:
        yield from _against_scope(paper, field)
        yield from _against_form(paper, field)
        yield from _against_counts(paper, field)
        yield from against_describing(paper)
        yield from against_no_part(paper)
    else:
        yield from _against_scan_alone(paper, field)


def _against_scan_alone(paper: SubmissionPaper, field: str) -> Iterator[Refusal]:
    """A scan whose paper was not brought: electronic and paper records come in pairs.

    Source: FIL-11.
    """
    if _has_scan(paper):
        yield Refusal(
            Clause.FIL_11,
            _("“%(paper)s” has a scan and no paper: bring the paper, or take the scan off.")
            % {"paper": paper},
            field=field,
        )


def _has_scan(paper: SubmissionPaper) -> bool:
    """Whether a line has a scan; lists bring the scans of all their lines along."""
    at_hand: list[ElectronicFile] | None = getattr(paper, "scans", None)
    if at_hand is not None:
        return bool(at_hand)
    return paper.files.filter(removed_at__isnull=True).exists()


def _list_clause(paper: SubmissionPaper) -> Clause:
    tenant = paper.type is not None and paper.type.kind == DocumentType.Kind.TENANT
    return Clause.COL_07 if tenant else Clause.COL_06


def _against_scope(paper: SubmissionPaper, field: str) -> Iterator[Refusal]:
    of_a_category = paper.type is not None and paper.type.kind == DocumentType.Kind.CATEGORY
    if not paper.title and (paper.type is None or of_a_category):
        yield Refusal(Clause.FIL_01, _("Say what kind of paper this is."), field=field)
    elif paper.type is None and not paper.out_of_scope_reason:
        yield Refusal(
            Clause.FIL_01,
            _("“%(paper)s” is outside the filing scope: say why it is filed.") % {"paper": paper},
            field=field,
        )


def _against_form(paper: SubmissionPaper, field: str) -> Iterator[Refusal]:
    if paper.is_original:
        return
    if paper.type is not None and paper.type.form == DocumentType.Form.ORIGINAL:
        yield Refusal(
            Clause.FIL_06,
            _("“%(paper)s” is filed in the original only; this is a copy.") % {"paper": paper},
            field=field,
        )
    if not paper.red_stamp or not paper.original_kept_at:
        yield Refusal(
            Clause.FIL_07,
            _("“%(paper)s” is a copy: it needs the red stamp and where its original is kept.")
            % {"paper": paper},
            field=field,
        )


def _against_counts(paper: SubmissionPaper, field: str) -> Iterator[Refusal]:
    if paper.copies < 1 or paper.pages < paper.copies:
        yield Refusal(
            Clause.FIL_09,
            _("“%(paper)s”: count copies and pages, covers and all sheets included.")
            % {"paper": paper},
            field=field,
        )


def against_copies(papers: Sequence[SubmissionPaper], dossier: Dossier | None) -> Iterator[Refusal]:
    """Copies among these papers whose original is here already, or comes along.

    Source: FIL-08.
    """
    for paper in papers:
        if paper.is_original or paper.type_id is None or paper.state not in ON_THE_LIST:
            continue
        comes_along = any(
            other.is_original and _same(other, paper)
            for other in papers
            if other.state in ON_THE_LIST and other.pk != paper.pk
        )
        if comes_along or (dossier is not None and _has_original(dossier, paper)):
            yield Refusal(
                Clause.FIL_08,
                _("The original of “%(paper)s” is on hand; a copy is not filed beside it.")
                % {"paper": paper},
                field=f"papers.{paper.pk}",
            )


def _same(one: SubmissionPaper, other: SubmissionPaper) -> bool:
    titles = {one.title, other.title} - {""}
    return (one.type_id, one.unit_id) == (other.type_id, other.unit_id) and len(titles) < 2  # noqa: PLR2004 - two titles are two papers


def _has_original(dossier: Dossier, paper: SubmissionPaper) -> bool:
    same_title = Q(title=paper.title) if paper.title else Q()
    return (
        Document.objects.filter(
            same_title, holding__dossier=dossier, type=paper.type_id, is_original=True
        )
        .exclude(is_claim=True)
        .exclude(state__in=(Document.State.WITHDRAWN, Document.State.DESTROYED))
        .exists()
    )
