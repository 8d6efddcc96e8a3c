"""Filing: accepted papers become documents of the right volume, with codes and counts.

Source: FIL-01, FIL-03, FIL-08, FIL-09; decisions 3, 7, 9 and 12.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all, update_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause, enforce
from dossiers.models import (
    Document,
    Dossier,
    DossierState,
    ElectronicFile,
    Holding,
    HoldingState,
    Part,
    Secrecy,
    SubmissionPaper,
)
from dossiers.procedures import locks
from dossiers.procedures.custody import locked
from dossiers.procedures.opening import level_at_first, make_volume, next_barcode
from dossiers.rules import checklist, filing
from dossiers.rules import submissions as rules
from dossiers.rules.cases import against_no_part
from dossiers.rules.completeness import missing_from
from dossiers.rules.descriptions import description_of

KEPT = (Document.State.FILED, Document.State.AWAITING)
COUNTED = ["document_count", "page_count", "year_from", "year_until", "secrecy", "is_original"]


@act("dossiers.papers_filed", _("Papers put into their volumes"), Clause.FIL_03, Clause.FIL_09)
def file_papers(papers: Sequence[SubmissionPaper], *, by: User, today: date) -> list[Document]:
    """Make documents of accepted papers, each in the volume it belongs into.

    Personal papers go into the personal volume only, title documents become items of
    their own, top-secret papers lie in volumes of their own, papers of a case in its four parts.
    A volume made up or bound takes nothing more. A paper for a volume that headquarters keeps
    waits for the next handover.

    Raises:
        RegulationError: COL-17 (closed dossier), COL-26 (a paper of a case without its part),
            FIL-08 (copy beside an original), STO-17 (volume out of the house).

    Source: FIL-03, FIL-08, FIL-09, FIL-19, COL-17, COL-26; decisions 3 and 12.
    """
    by_dossier = _grouped(papers)
    documents: list[Document] = []
    for dossier in locks.dossiers(by_dossier):
        documents += _file_into(dossier, by_dossier[dossier.pk], today)
    _move_scans(papers)
    return documents


def _grouped(papers: Iterable[SubmissionPaper]) -> dict[int, list[SubmissionPaper]]:
    groups: dict[int, list[SubmissionPaper]] = defaultdict(list)
    for paper in papers:
        if paper.dossier_id is None:
            raise ValueError(f"paper {paper.pk} has no dossier")
        groups[paper.dossier_id].append(paper)
    return groups


def _file_into(dossier: Dossier, papers: list[SubmissionPaper], today: date) -> list[Document]:
    enforce(rules.against_further_papers(dossier))
    enforce(checklist.against_copies(papers, dossier))
    enforce(refusal for paper in papers for refusal in against_no_part(paper))
    volumes = _Volumes(dossier, today)
    placed = [(volumes.for_paper(paper), paper) for paper in papers]
    enforce(
        refusal
        for holding in {h.pk: h for h, _paper in placed}.values()
        for refusal in filing.against_filing_into(holding, dossier.centre)
    )
    documents = [
        _document(holding, paper, volumes.next_number(holding)) for holding, paper in placed
    ]
    create_all(documents)
    for document, (_holding, paper) in zip(documents, placed, strict=True):
        paper.document = document
        paper.save(update_fields=["document", "dossier"])
        note(document, after={"state": str(document.state), "holding": document.holding_id})
    count_in([d for d in documents if d.state == Document.State.FILED], today)
    renew_dossier(dossier)
    return documents


class _Volumes:
    """The locked holdings of one dossier while papers are put into them."""

    def __init__(self, dossier: Dossier, today: date) -> None:
        self.dossier, self.today = dossier, today
        ids = Holding.objects.filter(dossier=dossier).exclude(state=HoldingState.DESTROYED)
        self.holdings = locked(list(ids.values_list("pk", flat=True)))
        self.finished = filing.finished(self.holdings)
        self.level = level_at_first(dossier.category, today)
        self.numbers: dict[int, int] = {}

    def for_paper(self, paper: SubmissionPaper) -> Holding:
        """The volume a paper belongs into; made where the dossier has none yet."""
        if paper.type is not None and paper.type.title_document:
            return self._item(paper, Holding.Form.CERTIFICATE)
        if (described := description_of(paper)) and not (paper.type and paper.type.personal):
            return self._item(paper, Holding.Form(described.form))
        personal = paper.type is not None and paper.type.personal
        return self._personal() if personal else self._ordinary(paper)

    def _personal(self) -> Holding:
        fitting = [h for h in self.holdings if h.part == Part.PERSONAL]
        return max(fitting, key=lambda h: h.number) if fitting else self._made(Part.PERSONAL)

    def _ordinary(self, paper: SubmissionPaper) -> Holding:
        """The main volume that is still open; for a top-secret paper one of its own (FIL-19).

        In a case dossier, that of the paper's part (COL-26).
        """
        top = level_of(paper, self.dossier) == Secrecy.TOP_SECRET
        case_part = paper.case_part if self.dossier.is_case else ""
        fitting = [
            h
            for h in self.holdings
            if (h.part, h.case_part) == (Part.MAIN, case_part)
            and h.pk not in self.finished
            and filing.takes(h, self.level, top_secret=top)
        ]
        if fitting:
            return max(fitting, key=lambda h: h.number)
        return self._made(Part.MAIN, case_part, top_secret=top)

    def _made(self, part: Part, case_part: str = "", *, top_secret: bool = False) -> Holding:
        """A further volume; what comes for a top-secret one lies apart from its first paper on."""
        made = make_volume(self.dossier, part, today=self.today, case_part=case_part)
        if top_secret:
            made.secrecy = Secrecy.TOP_SECRET
            made.save(update_fields=["secrecy"])
        self.holdings.append(made)
        return made

    def next_number(self, holding: Holding) -> int:
        """The next number of a document within its holding."""
        if holding.pk not in self.numbers:
            inside = holding.documents.aggregate(last=Max("number"))["last"] or 0
            before = holding.former_codes.aggregate(last=Max("number"))["last"] or 0
            self.numbers[holding.pk] = max(inside, before)
        self.numbers[holding.pk] += 1
        return self.numbers[holding.pk]

    def _item(self, paper: SubmissionPaper, form: Holding.Form) -> Holding:
        """An item of its own: a title document for the safe, a recording, an object.

        Source: STO-09, TRF-14, FIL-10.
        """
        number = max((h.number for h in self.holdings), default=0) + 1
        item = Holding.objects.create(
            dossier=self.dossier,
            code=f"{self.dossier.code}·{number}",
            barcode=next_barcode(),
            kind=Holding.Kind.ITEM,
            part=Part.SINGLE,
            number=number,
            title=_title_of(paper),
            keeper=self.dossier.centre,
            physical_form=form,
            is_title_document=form == Holding.Form.CERTIFICATE,
            secrecy=level_at_first(self.dossier.category, self.today),
            retention=self.dossier.retention,
            retention_years=self.dossier.retention_years,
            verified_on=self.today,
        )
        note(item, after={"state": str(item.state), "keeper": item.keeper_id})
        self.holdings.append(item)
        return item


def level_of(paper: SubmissionPaper, dossier: Dossier) -> int:
    """The level a paper is filed with: its type's, else its category's."""
    return paper.type.secrecy if paper.type else dossier.category.secrecy


def _title_of(paper: SubmissionPaper) -> str:
    return paper.title or (paper.type.name_zh if paper.type else "")


def _document(holding: Holding, paper: SubmissionPaper, number: int) -> Document:
    waits = filing.waits_for_handover(holding, holding.dossier.centre)
    return Document(
        holding=holding,
        holding_part=holding.part,
        number=number,
        code=f"{holding.code}-{number:03}",
        type=paper.type,
        title=_title_of(paper),
        formed_on=paper.formed_on,
        is_original=paper.is_original,
        original_kept_at=paper.original_kept_at,
        red_stamp=paper.red_stamp,
        copies=paper.copies,
        pages=paper.pages,
        personal=bool(paper.type and paper.type.personal),
        secrecy=level_of(paper, holding.dossier),
        out_of_scope_reason=paper.out_of_scope_reason,
        state=Document.State.AWAITING if waits else Document.State.FILED,
    )


def _move_scans(papers: Sequence[SubmissionPaper]) -> None:
    """The scans of the papers become the scans of their documents (same file, same row)."""
    document_of = {paper.pk: paper.document for paper in papers}
    scans = list(ElectronicFile.objects.filter(paper__in=papers, removed_at__isnull=True))
    for scan in scans:
        scan.document = document_of[scan.paper_id or 0]
    update_all(scans, ["document"])


def count_in(documents: Sequence[Document], today: date) -> None:
    """Add documents to the counts, years and level of their locked holdings."""
    holdings = {h.pk: h for h in locked(list({d.holding_id for d in documents}))}
    before = {h.pk: _counts(h) for h in holdings.values()}
    for document in documents:
        holding = holdings[document.holding_id]
        year = (document.formed_on or today).year
        holding.document_count += 1
        holding.page_count += document.pages
        holding.year_from = min(holding.year_from or year, year)
        holding.year_until = max(holding.year_until or year, year)
        holding.secrecy = max(holding.secrecy, document.secrecy)
        holding.is_original = holding.is_original and document.is_original
    update_all(list(holdings.values()), COUNTED)
    for holding in holdings.values():
        note(holding, before=before[holding.pk], after=_counts(holding))


def _counts(holding: Holding) -> dict[str, object]:
    return {"documents": holding.document_count, "pages": holding.page_count}


def renew_dossier(dossier: Dossier) -> None:
    """Bring a locked dossier's level and the number of its missing papers up to date."""
    levels = Document.objects.filter(holding__dossier=dossier, state__in=KEPT).aggregate(
        highest=Max("secrecy")
    )
    before = {"missing": dossier.missing_count, "secrecy": int(dossier.secrecy)}
    dossier.secrecy = max(dossier.secrecy, levels["highest"] or 0)
    dossier.missing_count = len(missing_from(dossier))
    after = {"missing": dossier.missing_count, "secrecy": int(dossier.secrecy)}
    if before != after:
        dossier.save(update_fields=["secrecy", "missing_count"])
        note(dossier, before=before, after=after)


def renew_neighbours(dossier: Dossier) -> None:
    """What the other open dossiers of a unit ask for may change with a new one (List C 8)."""
    beside = Dossier.objects.filter(unit=dossier.unit_id, state=DossierState.OPEN)
    for neighbour in locks.dossiers(beside.exclude(pk=dossier.pk).values_list("pk", flat=True)):
        renew_dossier(neighbour)


@act("dossiers.supplements_filed", _("Supplements put into their volumes"), Clause.TRF_18)
def take_in(documents: Sequence[Document], *, by: User, today: date) -> list[Document]:
    """File documents whose handover has reached the keeper of their volume.

    Source: TRF-18; decisions 12.
    """
    waiting = list(
        Document.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[d.pk for d in documents], state=Document.State.AWAITING)
        .order_by("pk")
    )
    for document in waiting:
        document.state = Document.State.FILED
        note(
            document,
            before={"state": str(Document.State.AWAITING)},
            after={"state": str(Document.State.FILED)},
        )
    update_all(waiting, ["state"])
    count_in(waiting, today)
    return waiting
