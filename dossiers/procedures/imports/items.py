"""A catalogue of items filed singly 件: legacy things with numbers of their own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import CharField, Max, Q, Value
from django.db.models.functions import Replace

from archive_office.journal.acts import note
from archive_office.journal.bulk import copy_all, note_all, update_all
from archive_office.organisation.models import Department
from dossiers.models import (
    Category,
    Document,
    DocumentType,
    Dossier,
    DossierState,
    Estate,
    Holding,
    LedgerImport,
    LedgerVerdict,
    Part,
    Retention,
    Secrecy,
)
from dossiers.models.naming import yearly_title
from dossiers.procedures.codes import class_code
from dossiers.procedures.imports.claims import Finding, ItemClaim, RefusedRow
from dossiers.procedures.imports.findings import Against, against, differs
from dossiers.procedures.imports.making import CHUNK, Ids, barcode
from dossiers.procedures.imports.planning import Refused
from dossiers.procedures.imports.storable import against_item

Outcome = LedgerVerdict.Outcome
UNCLASSIFIED: Final = "DG"


@dataclass(slots=True)
class ItemPlan:
    """What one row of a catalogue comes to.

    Attributes:
        taken_back: The item an earlier ledger brought and that was taken back; it comes anew.
    """

    claim: ItemClaim
    faults: list[Finding] = field(default_factory=list)
    stored: Holding | None = None
    taken_back: Holding | None = None
    fills: list[tuple[Holding | Document, str, Any]] = field(default_factory=list)
    dossier: Dossier | None = None

    @property
    def outcome(self) -> Outcome:
        """How the row ends."""
        if self.faults:
            return Outcome.REJECTED
        if self.stored is None:
            return Outcome.CREATED
        return Outcome.COMPLETED if self.fills else Outcome.UNCHANGED

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the clerk is told about the row."""
        return (*self.faults, *self.claim.warnings)


def plain(number: str) -> str:
    """What makes two writings the same archive number."""
    return number.replace("·", "-")


class Items:
    """Compares rows of a catalogue with what is stored and writes what they bring.

    Args:
        centre: None to look at a file where no office is set up; nothing can be written then.
        writing: Lock what is compared; off for a dry run.
        everywhere: Compare with items of other centres too.
    """

    def __init__(
        self,
        centre: Department | None,
        estate: Estate | None = None,  # noqa: ARG002 - items belong to no estate
        *,
        today: date,
        writing: bool = False,
        everywhere: bool = False,
        source: LedgerImport | None = None,  # noqa: ARG002 - what comes in does not name its file
    ) -> None:
        self._centre, self._today, self._lock = centre, today, writing
        self._everywhere = everywhere or centre is None
        self._ids = Ids(CHUNK)
        self._categories = _Categories()
        self._dossiers: dict[str, Dossier] = {}
        self._last: dict[int, int] = {}
        self._rows: dict[str, int] = {}
        self._planned: list[ItemPlan | Refused] = []
        self._made: list[tuple[Holding, Document, int]] = []
        self._anew: list[tuple[Holding, Document, int]] = []

    def plan(self, rows: Sequence[ItemClaim | RefusedRow]) -> list[ItemPlan | Refused]:
        """What each row comes to."""
        numbers = [row.number for row in rows if isinstance(row, ItemClaim)]
        stored = stored_items(numbers, lock=self._lock, void=True)
        self._planned = [
            Refused(row) if isinstance(row, RefusedRow) else self._judged(row, stored)
            for row in rows
        ]
        return self._planned

    def _judged(self, claim: ItemClaim, stored: dict[str, Holding]) -> ItemPlan:
        number = plain(claim.number)
        plan = ItemPlan(claim, list(against_item(claim)), stored.get(number))
        earlier = self._rows.setdefault(number, claim.row)
        if earlier != claim.row:
            plan.faults.append(against(Against.STORED_TWICE, row=earlier))
        if plan.stored is not None:
            plan.dossier = plan.stored.dossier
            if not self._everywhere and plan.dossier.centre != self._centre:
                centre = plan.dossier.centre
                plan.faults.append(
                    against(Against.STORED_ELSEWHERE, thing=claim.number, centre=centre)
                )
            elif plan.stored.dossier.state == DossierState.VOID:
                plan.taken_back, plan.stored, plan.dossier = plan.stored, None, None
            else:
                self._compare(plan, plan.stored)
        return plan

    def _compare(self, plan: ItemPlan, item: Holding) -> None:
        document = next(iter(item.documents.all()), None)
        for name, thing, attribute, claimed in _facts(plan.claim, item, document):
            known = getattr(thing, attribute)
            if claimed in (None, "", known):
                continue
            if known in (None, ""):
                plan.fills.append((thing, attribute, claimed))
            else:
                shown = _shown(name, claimed, plan.claim), _shown(name, known, item)
                plan.faults.append(differs(name, ledger=shown[0], stored=shown[1]))

    def prepare(self) -> None:
        """Make the items that the rows planned last bring."""
        self._made, self._anew = [], []
        for plan in self._sound():
            if plan.stored is None:
                item = self._item(plan)
                document = self._document(plan.claim, item)
                made = self._made if plan.taken_back is None else self._anew
                if plan.taken_back is not None:
                    _replace(item, document, plan.taken_back)
                made.append((item, document, plan.claim.row))

    def write(self) -> None:
        """Write what was made, and fill empty facts of what is stored."""
        for plan in self._sound():
            if plan.stored is not None:
                _fill(plan)
        items = [item for item, _document, _row in self._made]
        copy_all(items)
        copy_all([document for _item, document, _row in self._made])
        again = [item for item, _document, _row in self._anew]
        update_all(again, _ITEM)
        update_all([document for _item, document, _row in self._anew], _DOCUMENT)
        self._raise_levels([*items, *again])
        note_all((item, {"row": row}) for item, _document, row in (*self._made, *self._anew))

    def _sound(self) -> list[ItemPlan]:
        return [p for p in self._planned if isinstance(p, ItemPlan) and not p.faults]

    def _raise_levels(self, items: Sequence[Holding]) -> None:
        """A dossier is as secret as its most secret item."""
        raised = {}
        for item in items:
            if item.secrecy > item.dossier.secrecy:
                item.dossier.secrecy = item.secrecy
                raised[item.dossier.pk] = item.dossier
        update_all(list(raised.values()), ["secrecy"])

    def _item(self, plan: ItemPlan) -> Holding:
        claim = plan.claim
        plan.dossier = dossier = self._dossier(claim)
        self._last[dossier.pk] += 1
        pk = self._ids.next(Holding)
        return Holding(
            pk=pk,
            barcode=barcode(pk),
            dossier=dossier,
            code=claim.number,
            legacy_code=claim.number,
            kind=Holding.Kind.ITEM,
            part=Part.SINGLE,
            number=self._last[dossier.pk],
            title=claim.title,
            keeper_id=dossier.centre_id,
            secrecy=_secrecy(claim),
            retention=claim.retention,
            retention_years=claim.retention_years,
            is_original=claim.is_original,
            year_from=claim.formed.year,
            year_until=claim.formed.year,
            document_count=1,
            page_count=claim.pages,
            remark=claim.remark,
        )

    def _document(self, claim: ItemClaim, item: Holding) -> Document:
        return Document(
            pk=self._ids.next(Document),
            holding=item,
            holding_part=Part.SINGLE,
            number=1,
            code=f"{claim.number}-001",
            type=self._categories.type_of(item.dossier.category),
            title=claim.title,
            responsible=claim.responsible,
            formed_on=claim.formed,
            is_original=claim.is_original,
            copies=claim.copies,
            pages=claim.pages,
            secrecy=item.secrecy,
            is_claim=True,
        )

    def _dossier(self, claim: ItemClaim) -> Dossier:
        """The dossier of the item's category and year, opened if it is the first."""
        if self._centre is None:
            raise ValueError("items are written for a centre only")
        category = self._categories.of(claim.sub_class)
        code = self._categories.code(category, claim.year, self._centre)
        known = self._dossiers.get(code)
        if known is None:
            known = Dossier.objects.filter(code=code).first() or self._open(code, category, claim)
            highest = known.holdings.aggregate(last=Max("number"))["last"]
            self._dossiers[code], self._last[known.pk] = known, highest or 0
        return known

    def _open(self, code: str, category: Category, claim: ItemClaim) -> Dossier:
        dossier = Dossier(
            code=code,
            kind=Dossier.Kind.CATEGORY,
            title=yearly_title(category.name_zh, claim.year),
            category=category,
            year=claim.year,
            origin=Dossier.Origin.IMPORTED,
            secrecy=category.secrecy,
            retention=category.retention,
            retention_years=category.retention_years,
            opened_on=self._today,
        )
        if self._centre is not None:
            dossier.centre = self._centre
        dossier.save()
        note(dossier, after={"code": code, "title": dossier.title})
        return dossier

    def facts(self) -> dict[str, Any]:
        """A catalogue brings nothing besides its rows."""
        return {"estates": []}


class _Categories:
    """Where an item belongs by the middle of its number."""

    def __init__(self) -> None:
        self._by_sub_class: dict[str, list[Category]] = defaultdict(list)
        self._alike: dict[str, int] = defaultdict(int)
        self._all = list(Category.objects.filter(is_active=True))
        for category in self._all:
            self._by_sub_class[category.sub_class or category.archive_class].append(category)
            self._alike[class_code(category)] += 1
        self._types: dict[int, list[DocumentType]] = defaultdict(list)
        for kind in DocumentType.objects.filter(kind=DocumentType.Kind.CATEGORY, is_active=True):
            self._types[kind.category_id or 0].append(kind)

    def of(self, sub_class: str) -> Category:
        """The only category with this sub-class; otherwise the one of what is not classified."""
        found = self._by_sub_class.get(sub_class, [])
        if len(found) == 1:
            return found[0]
        return next(category for category in self._all if category.code == UNCLASSIFIED)

    def code(self, category: Category, year: int, centre: Department) -> str:
        """The code of a category's dossier of one year, e.g. ``W001-ZY·KH·2023-YF``.

        Categories that share a class are told apart by their own code at the end.
        """
        series = f"{centre.fonds}-{class_code(category)}·{year}-{centre.code}"
        return series if self._alike[class_code(category)] == 1 else f"{series}-{category.code}"

    def type_of(self, category: Category) -> DocumentType | None:
        """The only line of the filing scope for this category."""
        found = self._types[category.pk]
        return found[0] if len(found) == 1 else None


def _columns(model: type[Holding | Document]) -> list[str]:
    own = {"id", "barcode"}
    return [column.name for column in model._meta.concrete_fields if column.name not in own]


_ITEM: Final = _columns(Holding)
_DOCUMENT: Final = _columns(Document)


def _replace(item: Holding, document: Document, known: Holding) -> None:
    """Let what is made anew be the thing that was taken back: its row, barcode and paper."""
    item.pk, item.barcode = known.pk, known.barcode
    paper = next(iter(known.documents.all()), None)
    if paper is not None:
        document.pk, document.code = paper.pk, paper.code
    document.holding = item


def stored_items(numbers: Sequence[str], *, lock: bool, void: bool = False) -> dict[str, Holding]:
    """Stored items by plain number: those of the office's own scheme first.

    Args:
        void: Also what was taken back.
    """
    joined = Replace("legacy_code", Value("·"), Value("-"), output_field=CharField())
    found = (
        Holding.objects.annotate(plain=joined)
        .filter(Q(code__in=numbers) | ~Q(legacy_code="") & Q(plain__in=map(plain, numbers)))
        .select_related("dossier__category", "dossier__centre")
        .prefetch_related("documents")
        .order_by("pk")
    )
    found = found if void else found.exclude(dossier__state=DossierState.VOID)
    rows = found.select_for_update(of=("self",), no_key=True) if lock else found
    by_number = {plain(item.legacy_code): item for item in rows if item.legacy_code}
    return by_number | {plain(item.code): item for item in rows if item.code in set(numbers)}


def _facts(
    claim: ItemClaim, item: Holding, document: Document | None
) -> Iterator[tuple[str, Holding | Document, str, Any]]:
    """Name, record, attribute and claimed value of every fact of a catalogue row."""
    yield "title", item, "title", claim.title
    yield "form", item, "is_original", claim.is_original
    yield "secrecy", item, "secrecy", claim.secrecy
    yield "retention", item, "retention", claim.retention
    if claim.retention == item.retention:
        yield "retention", item, "retention_years", claim.retention_years
    yield "remark", item, "remark", claim.remark
    if document is not None:
        yield "responsible", document, "responsible", claim.responsible
        yield "formed", document, "formed_on", claim.formed
        yield "copies", document, "copies", claim.copies
        yield "pages", document, "pages", claim.pages


def _shown(name: str, value: Any, of: ItemClaim | Holding) -> str:
    if name == "secrecy":
        return str(Secrecy(value).label)
    if name == "retention":
        label = str(Retention(of.retention).label)
        return f"{label} {of.retention_years}" if of.retention_years else label
    if name == "form":
        form = DocumentType.Form.ORIGINAL if value else DocumentType.Form.COPY
        return str(form.label)
    return str(value)


def _fill(plan: ItemPlan) -> None:
    for thing, attribute, value in plan.fills:
        setattr(thing, attribute, value)
        update_all([thing], [attribute])
    if plan.fills and plan.stored is not None:
        facts = [attribute for _thing, attribute, _value in plan.fills]
        note(plan.stored, after={"row": plan.claim.row, "completed": facts})


def _secrecy(claim: ItemClaim) -> Secrecy:
    """The grade the ledger states; where it is silent, internal and never public."""
    return Secrecy(claim.secrecy) if claim.secrecy is not None else Secrecy.INTERNAL
