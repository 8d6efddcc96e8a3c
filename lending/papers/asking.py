"""The facts of the approval form, read from a request with its steps and decisions.

Source: SEC-21, LND-17, LND-18.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from archive_office.printing.marks import moment
from dossiers.models import Holding
from dossiers.papers import words as filed
from dossiers.papers.filling import fonds_of
from dossiers.rules.tiers import tier_of
from lending.models import (
    COPYING,
    AccessRequest,
    CopyIssued,
    LineState,
    Loan,
    RequestLine,
    RequestStep,
)
from lending.papers import facts, words
from lending.papers.filling import masked_phone, outside_name, purpose_of

_OVER: Final = (LineState.REFUSED, LineState.WITHDRAWN)
_MOST_PROVIDED: Final = 3


def approval_facts(
    request: AccessRequest, *, untold: frozenset[int] = frozenset()
) -> facts.Approval:
    """档案查阅（复制）审批表 of one request.

    Args:
        untold: Lines asked for in words, by id, whose thing is not named to the reader yet.

    Source: SEC-21, LND-17, FRM-28, FRM-45, FRM-46, FRM-51.
    """
    lines = _lines(request)
    loans = [loan for line in lines for loan in line.loans.all()]
    place = words.PLACES[request.place]
    detail = request.place_detail
    return facts.Approval(
        fonds=fonds_of(request.room),
        number=request.number,
        title=words.title_of(line.manner for line in lines),
        room=request.room.name,
        department=_department(request),
        person=_person(request),
        identity=_identity(request),
        phone=masked_phone(request.outside) if request.outside else request.contact,
        purpose=purpose_of(request),
        reason=request.reason,
        place=f"{place}（{detail}）" if detail else place,
        asked_at=timezone.localtime(request.asked_at),
        until=timezone.localtime(request.until),
        things=tuple(_thing(line, told=line.pk not in untold) for line in lines),
        manners=tuple(dict.fromkeys(words.MANNERS[line.manner] for line in lines)),
        copied_pages=_copied(lines),
        personal=any(line.is_personal for line in lines if line.pk not in untold),
        bases=_bases(request),
        enclosures=tuple(_enclosures(request)),
        opinions=tuple(_opinions(lines)),
        provided=_provided(loans),
        handled_by=words.once(str(loan.slip.handed_out_by) for loan in loans if loan.slip),
        withdrawn=request.state == AccessRequest.State.WITHDRAWN,
    )


def _lines(request: AccessRequest) -> list[RequestLine]:
    steps = RequestStep.objects.select_related(
        "department", "decision__by", "decision__acting_for", "decision__department"
    ).order_by("rank", "pk")
    loans = Loan.objects.select_related("slip__handed_out_by", "giving_back").order_by("pk")
    copies = CopyIssued.objects.exclude(state=CopyIssued.State.REJECTED).order_by("pk")
    return list(
        request.lines.select_related("holding__dossier__category", "document")
        .prefetch_related(
            Prefetch("steps", queryset=steps),
            Prefetch("loans", queryset=loans),
            Prefetch("copies_issued", queryset=copies),
        )
        .order_by("number")
    )


def _department(request: AccessRequest) -> str:
    if request.outside:
        return request.outside.organisation or "（个人）"
    return str(request.department or "")


def _person(request: AccessRequest) -> str:
    return outside_name(request.outside) if request.outside else str(request.requester)


def _identity(request: AccessRequest) -> str:
    if request.outside:
        return f"{request.outside.id_kind} {request.outside.shown_id_number}"
    number = request.requester.staff_number if request.requester else ""
    return f"工号 {number}" if number else "本公司员工"


def _thing(line: RequestLine, *, told: bool) -> facts.AskedThing:
    holding, document = line.holding, line.document
    state = words.LINES[line.state]
    extent = words.extent(line.pages, line.copies, copying=line.manner in COPYING)
    manner = words.MANNERS[line.manner]
    if holding is None or not told:
        return facts.AskedThing(line.number, "（待查找）", line.wanted, "", manner, extent, state)
    grades = [holding.secrecy, holding.dossier.secrecy]
    if document is not None:
        grades.append(document.secrecy)
    return facts.AskedThing(
        number=line.number,
        reference=document.code if document else holding.code,
        title=document.title if document else holding.title,
        secrecy=_grade(line, holding, max(grades)),
        manner=manner,
        extent=extent,
        state=state,
    )


def _grade(line: RequestLine, holding: Holding, secrecy: int) -> str:
    """The grade of a thing; where the office managed by tiers that day, its dossier's tier too."""
    tier = tier_of(holding.dossier, on=timezone.localtime(line.request.asked_at).date())
    grade = filed.secrecy(secrecy)
    return f"{grade}·{words.TIERS[tier]}" if tier else grade


def _copied(lines: Sequence[RequestLine]) -> str:
    """Pages made so far; before that, which pages were asked for."""
    copying = [line for line in lines if line.manner in COPYING]
    made = sum(
        copy.page_count * copy.copies for line in copying for copy in line.copies_issued.all()
    )
    if made or not copying:
        return f"已复制 {made} 页" if made else ""
    wanted = (words.extent(line.pages, line.copies, copying=False) for line in copying)
    return words.once(pages or "全部" for pages in wanted)


def _bases(request: AccessRequest) -> tuple[str, ...]:
    named = (
        f"{words.AUTHORITIES[authority.kind]} {authority.reference}".strip()
        for authority in request.authorities.order_by("pk")
    )
    return tuple(named)


def _enclosures(request: AccessRequest) -> Iterator[str]:
    """B12: what was shown or handed in; an identity is checked, its copy is not kept."""
    for authority in request.authorities.order_by("pk"):
        if authority.scan:
            issuer = f"（{authority.issuer}）" if authority.issuer else ""
            yield f"{words.AUTHORITIES[authority.kind]}{issuer} 1 份"
    if request.outside:
        person = request.outside
        on = timezone.localtime(person.identity_checked_at).date()
        yield f"{person.id_kind}经 {person.identity_checked_by} 核验（{on.isoformat()}）"


def _provided(loans: Sequence[Loan]) -> tuple[str, ...]:
    said = dict.fromkeys(_said(loan) for loan in loans)
    shown = tuple(said)[:_MOST_PROVIDED]
    more = len(said) - len(shown)
    return (*shown, f"等 {len(said)} 次") if more > 0 else shown


def _said(loan: Loan) -> str:
    """When one thing was provided and came back."""
    at = moment(timezone.localtime(loan.handed_out_at))[:16] if loan.handed_out_at else ""
    out = at or loan.handed_out_on.isoformat()
    back = getattr(loan, "giving_back", None)
    if back is None:
        return f"{out} 提供"
    return f"{out} 提供，{moment(timezone.localtime(back.received_at))[:16]} 归还"


class _Same(NamedTuple):
    """What makes the decisions on several lines one opinion."""

    rank: int
    name: str
    role: str
    department: str
    outcome: str
    by: str
    acting_for: str
    reason: str
    minute: str


def _opinions(lines: Iterable[RequestLine]) -> Iterator[facts.Opinion]:
    """Every step of every line, equal decisions told once; what fell away is left out."""
    numbers: dict[_Same, list[int]] = defaultdict(list)
    first: dict[_Same, RequestStep] = {}
    for line in lines:
        for step in line.steps.all():
            if hasattr(step, "decision") or line.state not in _OVER:
                same = _same(step)
                numbers[same].append(line.number)
                first.setdefault(same, step)
    for same in sorted(first, key=lambda one: (one.rank, not one.outcome, numbers[one])):
        yield _opinion(same, first[same], tuple(numbers[same]))


def _same(step: RequestStep) -> _Same:
    decision = getattr(step, "decision", None)
    if decision is None:
        return _Same(step.rank, step.name, step.role, str(step.department or ""), *[""] * 5)
    return _Same(
        rank=step.rank,
        name=step.name,
        role=decision.role,
        department=str(decision.department),
        outcome=words.OUTCOMES[decision.outcome],
        by=str(decision.by),
        acting_for=str(decision.acting_for or ""),
        reason=decision.reason,
        minute=moment(timezone.localtime(decision.at))[:16],
    )


def _opinion(same: _Same, step: RequestStep, numbers: tuple[int, ...]) -> facts.Opinion:
    decision = getattr(step, "decision", None)
    return facts.Opinion(
        box=words.BOX_OF.get(same.name, 1),
        step=words.step(step.name, step.role),
        numbers=numbers,
        role=words.role(same.role),
        department=same.department,
        outcome=same.outcome,
        by=same.by,
        acting_for=same.acting_for,
        reason=same.reason,
        at=timezone.localtime(decision.at) if decision else None,
    )
