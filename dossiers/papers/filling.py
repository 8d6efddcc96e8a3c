"""The facts of the papers, read from the records. Nothing here asks the clock.

Names of persons and numbers arrive masked; titles, labels and covers name the unit only.

Source: FIL-22, FIL-23, FIL-24, COL-25; decisions 8, 9 and 22.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import Max, Min
from django.utils import timezone

from archive_office.crypto import masked, masked_name
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.printing.facts import Fonds
from dossiers.models import (
    Customer,
    Document,
    Dossier,
    DossierEvent,
    Holding,
    Occupancy,
    PaperState,
    Submission,
    SubmissionPaper,
    Unit,
)
from dossiers.models.pages import Pages, entry_of, in_their_order, paged
from dossiers.papers import facts, words

THICKNESS_MM: Final = 20
_COPY: Final = "复印件"
_TAKEN_OUT: Final = {
    Document.State.WITHDRAWN: "已抽出",
    Document.State.DESTROYED: "已销毁",
    Document.State.QUARANTINED: "待销毁",
    Document.State.AWAITING: "待移交补入",
}

_CODE: Final = re.compile(r"[A-Za-z0-9·-]+")
_REGISTER: Final = re.compile(r"XH-\d{4}-\d{4,}")


def fonds_of(department: Department) -> Fonds:
    """全宗 of a department: the company's code and name."""
    company = Department.objects.filter(kind=DepartmentKind.COMPANY, fonds=department.fonds).first()
    return Fonds(department.fonds, company.name if company else department.name)


def contents_facts(holding: Holding) -> facts.Contents:
    """卷内文件目录 of one volume: every document in its order, also what was taken out."""
    lying = paged(in_their_order(holding.documents.all()))
    numbered = [line for line in lying if not _is_annex(line.document)]
    annexes = [line for line in lying if _is_annex(line.document)]
    destroyed = _destroyed(holding)
    return facts.Contents(
        fonds=fonds_of(holding.dossier.centre),
        reference=holding.code,
        title=holding.title,
        retention=words.retention(holding.retention, holding.retention_years),
        secrecy=words.secrecy(holding.secrecy),
        lines=tuple(_contents_lines(numbered, destroyed)),
        annexes=tuple(_contents_lines(annexes, destroyed)),
    )


def _is_annex(document: Document) -> bool:
    entry = entry_of(document)
    return entry is not None and entry.annex


def _contents_lines(
    lying: Iterable[Pages], destroyed: Mapping[str, str]
) -> Iterable[facts.ContentsLine]:
    """One line a document; what goes to destruction leaves its page numbers to nobody else.

    Args:
        destroyed: The mark of each paper that was destroyed, by its code.

    Source: FIL-05, FIL-20.
    """
    for line in lying:
        document, entry = line.document, entry_of(line.document)
        contract = entry.contract_number if entry else ""
        yield facts.ContentsLine(
            title=_title(document),
            document_number=document.document_number or contract,
            author=document.responsible,
            dated=f"{document.formed_on:%Y%m%d}" if document.formed_on else "",
            pages=_span(line.first, line.last) if line.first else "",
            remark=_remark(document, destroyed.get(document.code, "")),
        )


def _title(document: Document) -> str:
    """Of a personal paper that was destroyed its kind is left, no person.

    Source: DES-12.
    """
    gone = document.state == Document.State.DESTROYED
    if gone and document.personal and document.type is not None:
        return document.type.name_zh
    return document.title


def _destroyed(holding: Holding) -> dict[str, str]:
    """The mark of each paper destroyed out of this volume: day and register (DES-11)."""
    found: dict[str, str] = {}
    own = f"{holding.code}-"
    for event in holding.dossier.events.filter(kind=DossierEvent.Kind.REMARK).order_by("pk"):
        register = _REGISTER.search(event.text)
        codes = [code for code in _CODE.findall(event.text) if code.startswith(own)]
        if register:
            found |= dict.fromkeys(codes, f"{event.on.isoformat()} {register.group()}")
    return found


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}—{last}"


def _remark(document: Document, mark: str = "") -> str:
    """FIL-07: a copy names the place of its original."""
    form = "" if document.is_original else _COPY
    kept = f"原件存{document.original_kept_at}" if document.original_kept_at else ""
    gone = f"{_TAKEN_OUT.get(Document.State(document.state), '')} {mark}".strip()
    return "，".join(filter(None, (gone, form, kept)))


def cover_facts(holding: Holding) -> facts.Cover:
    """案卷封面 of one volume."""
    days = holding.documents.aggregate(first=Min("formed_on"), last=Max("formed_on"))
    return facts.Cover(
        fonds=fonds_of(holding.dossier.centre),
        category=holding.dossier.category.name_zh,
        title=holding.title,
        reference=holding.code,
        retention=words.retention(holding.retention, holding.retention_years),
        secrecy=words.secrecy(holding.secrecy),
        items=holding.document_count,
        pages=holding.page_count,
        first=days["first"],
        last=days["last"],
        scan=holding.barcode,
    )


def spine_facts(holding: Holding, *, width_mm: int = THICKNESS_MM) -> facts.Spine:
    """案卷脊背 of one volume."""
    years = sorted({year for year in (holding.year_from, holding.year_until) if year})
    slot = holding.present_slot or holding.home_slot
    return facts.Spine(
        fonds_code=holding.dossier.centre.fonds,
        title=holding.title,
        year="—".join(str(year) for year in years),
        retention=words.retention(holding.retention, holding.retention_years),
        items=_span(1, holding.document_count) if holding.document_count else "",
        volume=holding.code.rpartition("-")[2],
        box=slot.number if slot else "",
        width_mm=width_mm,
        scan=holding.barcode,
    )


def label_facts(holding: Holding) -> facts.HoldingLabel:
    """Label of one holding, with its home once it has one."""
    slot = holding.home_slot or holding.present_slot
    unit, stay = holding.dossier.unit, holding.dossier.occupancy
    return facts.HoldingLabel(
        reference=holding.code,
        title=holding.title,
        retention=words.retention(holding.retention, holding.retention_years),
        secrecy=words.secrecy(holding.secrecy),
        place=slot.place if slot else "",
        scan=holding.barcode,
        customer=stay.customer.shown_name if stay else "",
        floor=f"{unit.floor} 层" if unit and unit.floor is not None else "",
    )


def card_facts(dossier: Dossier, *, completeness: str = "") -> facts.DossierCard:
    """客户档案卡 of one dossier.

    Args:
        completeness: In words, as "8/10，缺：住户家庭情况登记表".
    """
    holdings = dossier.holdings.select_related(
        "keeper", "present_slot__shelf__cabinet__room"
    ).order_by("number")
    unit = dossier.unit
    return facts.DossierCard(
        fonds=fonds_of(dossier.centre),
        reference=dossier.code,
        unit=unit_facts(unit) if unit else facts.UnitFact("", dossier.title),
        customer=_person(dossier.occupancy) if dossier.occupancy else facts.Person(""),
        role=words.OCCUPANCIES.get(dossier.kind, ""),
        opened_on=dossier.opened_on,
        state=words.DOSSIERS[dossier.state],
        centre=dossier.centre.name,
        occupancies=tuple(_stays(unit)) if unit else (),
        holdings=tuple(_holding(holding) for holding in holdings),
        completeness=completeness,
        scan=dossier.code,
    )


def unit_facts(unit: Unit) -> facts.UnitFact:
    """One unit as the forms describe it."""
    return facts.UnitFact(
        estate=unit.estate.name,
        name=str(unit),
        building=unit.building.name,
        area=f"{unit.area} ㎡" if unit.area else "",
        use=words.USES[unit.use],
    )


def _person(occupancy: Occupancy) -> facts.Person:
    customer = occupancy.customer
    erased = not customer.data_key
    parties = occupancy.parties.select_related("customer").filter(role="co_holder")
    return facts.Person(
        name=customer.shown_name,
        identity_number="" if erased else masked(customer.reveal("id_number")),
        phone="" if erased else "、".join(masked(n) for n in customer.phone_list()),
        co_owners="、".join(masked_name(p.customer.name) for p in parties),
    )


def _stays(unit: Unit) -> Iterable[facts.OccupancyFact]:
    for stay in unit.occupancies.select_related("customer", "dossier").order_by("from_on", "pk"):
        dossier: Dossier | None = getattr(stay, "dossier", None)
        yield facts.OccupancyFact(
            role=words.OCCUPANCIES[stay.kind],
            name=stay.customer.shown_name,
            since=stay.from_on,
            until=stay.until_on,
            dossier=dossier.code if dossier else "",
            state=words.DOSSIERS[dossier.state] if dossier else "",
        )


def _holding(holding: Holding) -> facts.HoldingFact:
    return facts.HoldingFact(
        reference=holding.code,
        title=holding.title,
        items=holding.document_count,
        pages=holding.page_count,
        keeper=holding.keeper.name,
        place=holding.present_slot.place if holding.present_slot else "",
        state=words.HOLDINGS[holding.state],
    )


def customer_list_facts(
    scope: Department, dossiers: Sequence[Dossier], *, as_of: date, before: int = 0, total: int = 0
) -> facts.CustomerList:
    """客户一览表: one line for each open dossier of a unit, customers masked.

    Args:
        before: Lines of the whole list that stand on earlier parts; `total` counts all.
    """
    return facts.CustomerList(
        fonds=fonds_of(scope),
        scope=scope.name,
        as_of=as_of,
        lines=tuple(_customer_line(d, d.unit, d.occupancy) for d in dossiers),
        before=before,
        total=total,
    )


def _customer_line(
    dossier: Dossier, unit: Unit | None, stay: Occupancy | None
) -> facts.CustomerLine:
    customer = stay.customer if stay else None
    return facts.CustomerLine(
        unit=str(unit or dossier.title),
        customer=customer.shown_name if customer else "",
        role=words.OCCUPANCIES.get(dossier.kind, ""),
        phone=_first_phone(customer) if customer else "",
        use=words.USES[unit.use] if unit else "",
        since=stay.from_on if stay else None,
        reference=dossier.code,
        secrecy=words.secrecy(dossier.secrecy),
    )


def _first_phone(customer: Customer) -> str:
    phones = customer.phone_list() if customer.data_key else []
    return masked(phones[0]) if phones else ""


def receipt_facts(
    submission: Submission, papers: Sequence[SubmissionPaper], *, unit: str
) -> facts.TrayReceipt:
    """档案材料提交回执 of a submission with a receipt number.

    Args:
        unit: The unit, or how many units, in words.
    """
    move_in = submission.kind == Submission.Kind.MOVE_IN
    if submission.submitted_at is None:
        raise ValueError(f"{submission} was never sent")
    settled = submission.answered_at
    return facts.TrayReceipt(
        fonds=fonds_of(submission.centre),
        number=submission.receipt_number or "",
        occasion="入伙" if move_in else "补充材料",
        unit=unit,
        centre=submission.centre.name,
        submitted_by=str(submission.by),
        submitted_at=timezone.localtime(submission.submitted_at),
        papers=tuple(_submitted(paper) for paper in papers if _was_brought(paper)),
        reference=submission.dossier.code if submission.dossier else "",
        settled_by=str(submission.answered_by or ""),
        settled_at=timezone.localtime(settled) if settled else None,
        scan=submission.receipt_number or "",
    )


def _was_brought(paper: SubmissionPaper) -> bool:
    return paper.state not in (PaperState.MISSING, PaperState.NOT_APPLICABLE, PaperState.WITHDRAWN)


def _submitted(paper: SubmissionPaper) -> facts.SubmittedPaper:
    name = paper.title or (paper.type.name_zh if paper.type else "")
    return facts.SubmittedPaper(
        name=f"{name}（{paper.unit.code}）" if paper.unit else name,
        original="原件" if paper.is_original else _COPY,
        copies=paper.copies,
        pages=paper.pages,
        files=paper.files.filter(removed_at__isnull=True).count(),
        state=words.PAPERS[paper.state],
        reason=paper.reason,
    )
