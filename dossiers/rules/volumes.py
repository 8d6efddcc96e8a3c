"""What stands against preparing a draft of a volume, and against making the volume up.

Source: FIL-13 to FIL-19, FIL-26.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import (
    Document,
    DocumentLink,
    Dossier,
    DossierState,
    Holding,
    Part,
    Secrecy,
    VolumeDraft,
)
from dossiers.rules import together, years
from dossiers.rules.cases import against_drafts_of_a_case
from dossiers.rules.filing import CAN_TAKE_PAPERS
from dossiers.rules.obligations import open_obligations

ARCHIVISTS: Final = (Role.CENTRE_ARCHIVIST, Role.HQ_ARCHIVIST)
MOST_LOOSE: Final = 500
"""Papers that one page of a dossier offers; a year's pile is made up step by step."""

Term = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One volume as the regulation suggests it: papers of a year, a term and a level."""

    year: int
    term: Term
    top_secret: bool
    documents: tuple[Document, ...]

    @property
    def pages(self) -> int:
        """Pages of the papers proposed."""
        return sum(document.pages for document in self.documents)


def loose(dossier: Dossier) -> QuerySet[Document]:
    """Filed papers of this dossier's category and office that lie in no volume made up yet.

    Of a customer's dossier its own papers; those of the personal volume stay there, those of a
    case in its four parts (COL-26).
    """
    if dossier.is_case:
        return Document.objects.none()
    rows = Document.objects.filter(
        state=Document.State.FILED,
        holding__part=Part.MAIN,
        holding__kind=Holding.Kind.VOLUME,
        holding__draft__isnull=True,
        holding__state__in=CAN_TAKE_PAPERS,
        holding__keeper=dossier.centre_id,
    )
    if dossier.kind == Dossier.Kind.CATEGORY:
        rows = rows.filter(
            holding__dossier__category=dossier.category_id,
            holding__dossier__centre=dossier.centre_id,
            holding__dossier__kind=Dossier.Kind.CATEGORY,
            holding__dossier__is_case=False,
            holding__dossier__state=DossierState.OPEN,
        )
    else:
        rows = rows.filter(holding__dossier=dossier)
    bound = rows.filter(holding__bindings__isnull=False, holding__bindings__opened_on__isnull=True)
    return rows.exclude(pk__in=bound.values("pk")).select_related(
        "type", "entry", "holding__dossier"
    )


def proposals(dossier: Dossier, *, on: date) -> list[Proposal]:
    """The loose papers that belong into this dossier's volumes: by year, term and secrecy.

    Source: FIL-13, FIL-15, FIL-16, FIL-18, FIL-19.
    """
    documents = list(_undrafted(dossier).order_by("pk")[:MOST_LOOSE])
    links = together.links_of(documents)
    piles: dict[tuple[int, Term, bool], list[Document]] = {}
    for group in together.grouped(documents, links):
        pile = (
            years.year_of(group[0], links).year,
            term_of(group[0]),
            any(document.secrecy == Secrecy.TOP_SECRET for document in group),
        )
        piles.setdefault(pile, []).extend(group)
    return [
        Proposal(*pile, tuple(together.ordered(papers, links, on=on)))
        for pile, papers in sorted(piles.items(), key=lambda item: str(item[0]))
        if dossier.year in (None, pile[0])
    ]


def _undrafted(dossier: Dossier) -> QuerySet[Document]:
    taken = [
        pk
        for papers in VolumeDraft.objects.filter(
            state=VolumeDraft.State.DRAFT, dossier__centre=dossier.centre_id
        ).values_list("papers", flat=True)
        for pk in papers
    ]
    return loose(dossier).exclude(pk__in=taken)


def term_of(document: Document) -> Term:
    """The retention a paper brings along: its type's own, else its dossier's."""
    own = document.type
    if own is not None and own.retention:
        return own.retention, own.retention_years
    dossier = document.holding.dossier
    return dossier.retention, dossier.retention_years


def papers_of(draft: VolumeDraft) -> list[Document]:
    """The papers of a draft in the order it gives them."""
    rows = Document.objects.select_related("type", "entry", "holding__dossier__centre")
    found = rows.in_bulk(draft.papers)
    return [found[pk] for pk in draft.papers if pk in found]


def against_preparing(dossier: Dossier, by: User, *, on: date) -> Iterator[Refusal]:
    """Why this person prepares no draft of a volume of this dossier.

    Source: FIL-13, FIL-26, COL-26.
    """
    yield from against_drafts_of_a_case(dossier)
    if by.post_in([dossier.centre_id]) is None:
        yield Refusal(
            Clause.FIL_26,
            _("Drafts of volumes are prepared by the staff of %(centre)s.")
            % {"centre": dossier.centre},
        )
    if dossier.state not in (DossierState.OPEN, DossierState.CLOSED):
        yield Refusal(
            Clause.FIL_26,
            _("%(code)s is “%(state)s” already.")
            % {"code": dossier.code, "state": dossier.get_state_display()},
        )
    yield from years.against_yearly_volume(dossier, on=on)


def against_draft(draft: VolumeDraft) -> Iterator[Refusal]:
    """Why a draft is changed no more.

    Source: FIL-26.
    """
    if draft.state != VolumeDraft.State.DRAFT:
        yield Refusal(
            Clause.FIL_26,
            _("The draft “%(draft)s” is “%(state)s”.")
            % {"draft": draft, "state": draft.get_state_display()},
        )


def against_emptying(papers: Sequence[int]) -> Iterator[Refusal]:
    """Why a draft does not lose its last paper.

    Source: FIL-26.
    """
    if not papers:
        yield Refusal(
            Clause.FIL_26,
            _("A draft holds at least one paper; give the draft up instead."),
            field="papers",
        )


def against_choosing(dossier: Dossier, documents: Sequence[Document]) -> Iterator[Refusal]:
    """Papers that cannot be put into a new volume of this dossier.

    Source: FIL-26.
    """
    if not documents:
        yield Refusal(Clause.FIL_26, _("Choose at least one paper."), field="papers")
    chosen = [document.pk for document in documents]
    here = set(loose(dossier).filter(pk__in=chosen).values_list("pk", flat=True))
    for document in documents:
        if document.pk not in here:
            yield Refusal(
                Clause.FIL_26,
                _(
                    "“%(paper)s” (%(code)s) is no loose paper here: it lies in a finished volume, is out, or belongs elsewhere."
                )
                % {"paper": document.title, "code": document.code},
                field="papers",
            )


def against_making(
    draft: VolumeDraft, documents: Sequence[Document], by: User, *, on: date
) -> Iterator[Refusal]:
    """Everything that stands against making up this volume now.

    Source: FIL-13 to FIL-19, FIL-26, STO-17.
    """
    yield from against_draft(draft)
    yield from against_making_up(draft.dossier.centre, by)
    yield from years.against_yearly_volume(draft.dossier, on=on)
    yield from against_choosing(draft.dossier, documents)
    yield from against_papers(draft, documents, on=on)
    yield from _against_what_is_open(documents)


def against_papers(
    draft: VolumeDraft, documents: Sequence[Document], *, on: date
) -> Iterator[Refusal]:
    """What is wrong with the choice and the order of a draft's papers.

    Source: FIL-14 to FIL-19.
    """
    links = together.links_of(documents)
    year = draft.year or draft.dossier.year
    if year is not None:
        yield from years.against_years(documents, links, year)
    yield from together.against_parting(documents, links)
    yield from against_mixing(documents, links)
    yield from together.against_order(documents, links, on=on)


def against_making_up(centre: Department, by: User) -> Iterator[Refusal]:
    """Why this person makes up no volumes here: the archive room's archivist does.

    Source: FIL-26.
    """
    if not any(by.holds(role, centre) for role in ARCHIVISTS):
        yield Refusal(
            Clause.FIL_26,
            _("Only the archivist of %(centre)s makes up volumes; departments prepare drafts.")
            % {"centre": centre},
        )


def against_mixing(
    documents: Sequence[Document], links: Sequence[DocumentLink]
) -> Iterator[Refusal]:
    """Ordinary papers in a top-secret volume that no top-secret paper belongs to.

    Source: FIL-19.
    """
    if not any(_is_top(document) for document in documents):
        return
    for group in together.grouped(documents, links):
        if any(_is_top(document) for document in group):
            continue
        for document in group:
            yield Refusal(
                Clause.FIL_19,
                _("“%(paper)s” is “%(level)s”; top-secret papers are in a volume of their own.")
                % {"paper": document.title, "level": document.get_secrecy_display()},
                field="papers",
            )


def _is_top(document: Document) -> bool:
    return bool(document.secrecy == Secrecy.TOP_SECRET)


def _against_what_is_open(documents: Sequence[Document]) -> Iterator[Refusal]:
    sources = list({document.holding_id: document.holding for document in documents}.values())
    for open_one in open_obligations(sources):
        code = next(holding.code for holding in sources if holding.pk == open_one.holding)
        yield Refusal(
            Clause.STO_17,
            _("%(code)s: %(what)s. Its papers are moved when that is settled.")
            % {"code": code, "what": open_one.text},
        )
