"""Making up volumes 组卷: departments prepare drafts, the archive room makes the volumes.

Source: FIL-13 to FIL-19, FIL-26.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.journal.bulk import create_all, update_all
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, enforce
from dossiers.models import (
    Document,
    Dossier,
    FormerCode,
    Holding,
    Part,
    Secrecy,
    VolumeDraft,
    VolumeEntry,
)
from dossiers.models.pages import entry_of
from dossiers.procedures import locks
from dossiers.procedures.custody import locked
from dossiers.procedures.filing import COUNTED, renew_dossier
from dossiers.procedures.opening import level_at_first, make_volume
from dossiers.rules import together, years
from dossiers.rules import volumes as rules


@act("dossiers.volume_prepared", _("Draft of a volume prepared"), Clause.FIL_26, Clause.FIL_16)
def prepare_volume(
    dossier: Dossier,
    papers: Sequence[int],
    *,
    by: User,
    today: date,
    year: int | None = None,
) -> VolumeDraft:
    """Prepare a draft of a volume from loose papers, in the order the regulation proposes.

    What belongs to a chosen paper and lies loose as well comes along.

    Args:
        papers: Ids of documents.
        year: Of a customer's dossier where volumes run by year; other dossiers have their own.

    Raises:
        RegulationError: FIL-26 (not the staff, or no loose paper), FIL-13 (runs on), COL-26 (a
            case dossier).

    Source: FIL-13, FIL-16, FIL-18, FIL-26, COL-26.
    """
    (fresh,) = locks.dossiers([dossier.pk])
    enforce(rules.against_preparing(fresh, by, on=today))
    documents = _completed(fresh, papers)
    enforce(rules.against_choosing(fresh, documents))
    enforce(_against_two_drafts(fresh, documents))
    links = together.links_of(documents)
    lying = together.ordered(documents, links, on=today)
    of = fresh.year or year or years.year_of(lying[0], links).year
    draft = VolumeDraft.objects.create(
        dossier=fresh,
        year=of,
        title=_title(fresh, of),
        papers=[document.pk for document in lying],
        prepared_by=by,
        prepared_on=today,
    )
    note(draft, after={"papers": len(lying), "year": of})
    return draft


def _title(dossier: Dossier, year: int) -> str:
    return dossier.title if str(year) in dossier.title else f"{dossier.title}·{year}"


def _completed(dossier: Dossier, papers: Sequence[int]) -> list[Document]:
    """The papers chosen, and the loose ones that belong to them."""
    rows = Document.objects.select_related("type", "entry", "holding__dossier")
    chosen = {document.pk: document for document in rows.filter(pk__in=papers)}
    while True:
        links = together.links_of(list(chosen.values()))
        others = {pk for link in links for pk in (link.first_id, link.second_id)} - set(chosen)
        found = list(rules.loose(dossier).filter(pk__in=others))
        if not found:
            return list(chosen.values())
        chosen |= {document.pk: document for document in found}


def _against_two_drafts(dossier: Dossier, documents: Sequence[Document]) -> list[Refusal]:
    """A paper stands in one draft at a time."""
    others = VolumeDraft.objects.filter(
        dossier__centre=dossier.centre_id,
        state=VolumeDraft.State.DRAFT,
        papers__overlap=[document.pk for document in documents],
    )
    return [
        Refusal(
            Clause.FIL_26,
            _("“%(paper)s” stands in the draft “%(draft)s” of %(person)s already.")
            % {"paper": document.title, "draft": other, "person": other.prepared_by},
            field="papers",
        )
        for other in others.select_related("prepared_by")
        for document in documents
        if document.pk in other.papers
    ]


@act("dossiers.draft_arranged", _("Draft of a volume arranged"), Clause.FIL_18, Clause.FIL_26)
def arrange_draft(
    draft: VolumeDraft, papers: Sequence[int], *, by: User, today: date
) -> VolumeDraft:
    """Lay the papers of a draft in this order; papers left out are loose again.

    Raises:
        RegulationError: FIL-26 (not the staff, settled already, nothing left, or a paper that the
            draft does not hold).

    Source: FIL-18, FIL-26.
    """
    fresh = _locked(draft)
    enforce(rules.against_preparing(fresh.dossier, by, on=today))
    enforce(rules.against_draft(fresh))
    kept = [pk for pk in dict.fromkeys(papers) if pk in fresh.papers]
    enforce(rules.against_emptying(kept))
    before = fresh.papers
    fresh.papers = kept
    fresh.save(update_fields=["papers"])
    note(fresh, before={"papers": before}, after={"papers": kept})
    return fresh


@act("dossiers.draft_dropped", _("Draft of a volume given up"), Clause.FIL_26)
def drop_draft(draft: VolumeDraft, *, by: User, today: date) -> VolumeDraft:
    """Give up a draft; its papers are loose again.

    Raises:
        RegulationError: FIL-26 (not the staff, or settled already).

    Source: FIL-26.
    """
    fresh = _locked(draft)
    enforce(rules.against_preparing(fresh.dossier, by, on=today))
    enforce(rules.against_draft(fresh))
    return _settle(fresh, VolumeDraft.State.DROPPED, by, today)


def _settle(
    draft: VolumeDraft,
    state: VolumeDraft.State,
    by: User,
    today: date,
    volume: Holding | None = None,
) -> VolumeDraft:
    before = {"state": str(draft.state)}
    draft.state, draft.settled_by, draft.settled_on = state, by, today
    draft.volume = volume
    draft.save(update_fields=["state", "settled_by", "settled_on", "volume"])
    note(draft, before=before, after={"state": str(state)})
    return draft


def _locked(draft: VolumeDraft) -> VolumeDraft:
    return (
        VolumeDraft.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier__centre", "dossier__category")
        .get(pk=draft.pk)
    )


@act(
    "dossiers.volume_made_up",
    _("Volume made up"),
    Clause.FIL_14,
    Clause.FIL_15,
    Clause.FIL_16,
    Clause.FIL_17,
    Clause.FIL_19,
    Clause.FIL_26,
)
def make_up_volume(draft: VolumeDraft, *, by: User, today: date) -> Holding:
    """Make the volume that a draft describes: its papers move into it, in the order of the draft.

    Each paper gets the code of its place; the code it had before is kept and never given again.

    Raises:
        RegulationError: FIL-13 (runs on), FIL-14, FIL-15 (another year), FIL-16 (parted), FIL-17,
            FIL-18 (order), FIL-19 (mixed with top-secret papers), FIL-26 (not the archivist, or
            settled already), STO-17 (something stands open against where the papers lie).

    Source: FIL-13 to FIL-19, FIL-26; decisions 7 and 9.
    """
    dossiers = {d.pk: d for d in locks.dossiers(_dossiers_of(draft))}
    ids = Document.objects.filter(pk__in=draft.papers).values("holding")
    sources = locked(list(Holding.objects.filter(pk__in=ids).values_list("pk", flat=True)))
    fresh = _locked(draft)
    documents = rules.papers_of(fresh)
    enforce(rules.against_making(fresh, documents, by, on=today))
    dossier = dossiers[fresh.dossier_id]
    volume = make_volume(dossier, Part.MAIN, today=today)
    volume.title = fresh.title
    volume.retention, volume.retention_years = rules.term_of(documents[0])
    volume.save(update_fields=["title", "retention", "retention_years"])
    _keep_rules(documents)
    _move(documents, volume, today)
    recount([*sources, volume], today)
    for touched in dossiers.values():
        renew_dossier(touched)
    _settle(fresh, VolumeDraft.State.MADE, by, today, volume)
    return volume


def _dossiers_of(draft: VolumeDraft) -> set[int]:
    rows = Document.objects.filter(pk__in=draft.papers)
    return {draft.dossier_id, *rows.values_list("holding__dossier", flat=True)}


def _keep_rules(documents: Sequence[Document]) -> None:
    """By which rule each paper of another year lies here (FIL-14)."""
    links = together.links_of(documents)
    for document in documents:
        rule = years.rule_used(document, links)
        entry = entry_of(document) or VolumeEntry(document=document)
        if rule != entry.year_rule or entry.position is not None:
            entry.year_rule, entry.position = rule, None
            entry.save()
            note(entry, after={"year_rule": str(rule)})


def _move(documents: Sequence[Document], volume: Holding, today: date) -> None:
    former = [
        FormerCode(
            code=document.code,
            document=document,
            holding_id=document.holding_id,
            number=document.number,
            until=today,
        )
        for document in documents
    ]
    create_all(former)
    for number, document in enumerate(documents, start=1):
        before = document.code
        document.holding, document.holding_part = volume, volume.part
        document.number, document.code = number, f"{volume.code}-{number:03}"
        note(document, before={"code": before}, after={"code": document.code})
    update_all(documents, ["holding", "holding_part", "number", "code"])


def recount(holdings: Sequence[Holding], today: date) -> None:
    """Count the papers of locked holdings anew: number, pages, years, level, originals.

    Source: FIL-09; decisions 9.
    """
    for holding in holdings:
        inside = list(holding.documents.filter(state=Document.State.FILED))
        days = [(document.formed_on or today).year for document in inside]
        before = {"documents": holding.document_count, "pages": holding.page_count}
        holding.document_count = len(inside)
        holding.page_count = sum(document.pages for document in inside)
        holding.year_from, holding.year_until = min(days, default=None), max(days, default=None)
        lowest = level_at_first(holding.dossier.category, today)
        levels = [Secrecy(document.secrecy) for document in inside]
        holding.secrecy = max([lowest, *levels])
        holding.is_original = all(document.is_original for document in inside)
        after = {"documents": holding.document_count, "pages": holding.page_count}
        note(holding, before=before, after=after)
    update_all(holdings, COUNTED)
