"""The facts of a destruction register's papers, read from its content and what came after it.

The content comes as it was frozen, so that every print states what was approved; what became of a
line afterwards is read from the line. Nothing here asks the clock.

Source: DES-08, DES-10, DES-14, DES-25.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone

from archive_office.clock import day_of
from archive_office.printing.facts import Fonds, Signature
from destruction.models import (
    DestructionRegister,
    LineState,
    Method,
    RegisterDecision,
    RegisterLine,
    RegisterSignature,
    RegisterState,
    Twins,
    Witness,
)
from destruction.papers import register_facts as facts

Content = Mapping[str, Any]

STANDING: Final = {
    RegisterState.DRAFTING: "草稿",
    RegisterState.APPROVING: "待批准",
    RegisterState.WAITING: "待销毁",
    RegisterState.EXECUTING: "销毁中",
    RegisterState.SIGNING: "待签署",
    RegisterState.CLOSED: "",
    RegisterState.REFUSED: "未获批准",
    RegisterState.VOID: "已作废",
}
OUTCOMES: Final = {
    LineState.LISTED: "",
    LineState.VETOED: "剔除",
    LineState.WITHDRAWN: "撤出",
    LineState.PUT_OFF: "缓销",
    LineState.DESTROYED: facts.DESTROYED,
}
METHODS: Final = {
    Method.SHREDDER: "碎纸机粉碎",
    Method.TEARING: "撕毁",
    Method.BREAKING: "拆解破坏",
}
AGREED: Final = "同意销毁"
REFUSED: Final = "不同意销毁"


def register_facts(
    register: DestructionRegister, content: Content, *, asked_for: int, verify_url: str = ""
) -> facts.RegisterSheet:
    """What register and cover print.

    Args:
        content: From ``destruction.rules.register_content``; the frozen one once there is one.
        asked_for: Least number of witnesses; so many lines are there to sign on.
        verify_url: Address of the page that verifies a printed copy.

    Source: DES-10.
    """
    lines, signed = lines_of(register), signatures(register)
    return facts.RegisterSheet(
        fonds=Fonds(content["fonds"]["code"], content["fonds"]["name"]),
        number=content["number"],
        room=content["room"]["name"],
        basis=content["basis"],
        drawn_up_by=content["drawn_up_by"],
        drawn_up_on=day_of(register.drawn_up_at),
        appraised=tuple(_appraised(row) for row in content["appraisals"]),
        things=tuple(_listed(row, lines.get(row["number"])) for row in content["lines"]),
        approvals=tuple(_approvals(register, content)),
        standing=STANDING[RegisterState(register.state)],
        ban=content["ban"],
        taken_off=tuple(_taken_off(line) for line in lines.values() if _is_off(line)),
        approved_on=day_of(register.approved_at) if register.approved_at else None,
        checked=_checked(register),
        place=str(register.place or ""),
        methods="、".join(methods(lines.values())),
        destroyed_on=destroyed_on(lines.values()),
        executor=executor(register, signed),
        witnesses=tuple(watchers(register, signed)),
        asked_for=asked_for,
        closed=register.state == RegisterState.CLOSED,
        digest=register.content_hash,
        record_digest=register.record_hash,
        verify_url=verify_url,
        ended_because=register.end_reason,
    )


def lines_of(register: DestructionRegister) -> dict[int, RegisterLine]:
    """The lines by number, with who decided on them."""
    rows = register.lines.select_related("decided_by", "destroyed_by").order_by("number")
    return {line.number: line for line in rows}


def destroyed_on(lines: Iterable[RegisterLine]) -> date | None:
    """The day on which the last of these lines was destroyed."""
    return max((day_of(each.destroyed_at) for each in lines if each.destroyed_at), default=None)


def methods(lines: Iterable[RegisterLine]) -> list[str]:
    """The methods that were applied, in words, each once."""
    return list(dict.fromkeys(METHODS[Method(each.method)] for each in lines if each.method))


def signatures(register: DestructionRegister) -> dict[int, RegisterSignature]:
    """The signatures over the record, by who gave them."""
    rows = register.signatures.filter(voided_at__isnull=True)
    return {row.signer_id: row for row in rows.select_related("signer", "acting_for")}


def executor(
    register: DestructionRegister, signed: Mapping[int, RegisterSignature]
) -> facts.Watcher | None:
    """Who carries the destruction out; None before it is begun."""
    if register.started_by is None:
        return None
    return facts.Watcher(
        str(register.started_by), signature=_signature(signed.get(register.started_by.pk))
    )


def watchers(
    register: DestructionRegister, signed: Mapping[int, RegisterSignature]
) -> Iterable[facts.Watcher]:
    """The standing witnesses, in the order in which they were appointed."""
    rows = register.witnesses.filter(dismissed_at__isnull=True)
    for row in rows.select_related("person", "department", "appointed_by"):
        yield facts.Watcher(
            str(row.person),
            row.department.name,
            appointed=_appointed(row),
            signature=_signature(signed.get(row.person_id)),
        )


def _appointed(row: Witness) -> str:
    return f"{row.appointed_by} {day_of(row.appointed_at).isoformat()} 指派"


def _signature(own: RegisterSignature | None) -> Signature | None:
    if own is None:
        return None
    return Signature(
        signer=str(own.signer),
        signed_at=timezone.localtime(own.signed_at),
        digest=own.content_hash,
        acting_for=str(own.acting_for or ""),
    )


def _appraised(row: Mapping[str, Any]) -> facts.Appraised:
    return facts.Appraised(
        number=row["number"],
        on=date.fromisoformat(row["approved_on"]) if row["approved_on"] else None,
        signers=tuple(
            f"{each['by']}（代 {each['acting_for']}）" if each["acting_for"] else each["by"]
            for each in row["signatures"]
        ),
    )


def _listed(row: Mapping[str, Any], line: RegisterLine | None) -> facts.Listed:
    kept = row["years_kept"]
    return facts.Listed(
        number=row["number"],
        reference=row["code"],
        title=row["title"],
        kind=row["kind"],
        year=row["years"],
        retention=row["retention"],
        kept="—" if kept is None else str(kept),
        items=row["documents"],
        pages=row["pages"],
        opinion=row["opinion"],
        remark=row["remark"],
        outcome=OUTCOMES[LineState(line.state)] if line else "",
        ended=_ended(line) if line else None,
        twins=twins(row["twins"], row["twins_reason"]),
    )


def twins(chosen: str, reason: str) -> str:
    """What becomes of the electronic copies, as the register says it (DES-25)."""
    if chosen == Twins.KEEP:
        return f"电子版保留：{reason}"
    return "电子版删除" if chosen == Twins.ERASE else ""


def _ended(line: RegisterLine) -> date | None:
    moment = line.destroyed_at or line.decided_at
    return day_of(moment) if moment else None


def _is_off(line: RegisterLine) -> bool:
    return line.state in (LineState.VETOED, LineState.WITHDRAWN, LineState.PUT_OFF)


def _taken_off(line: RegisterLine) -> facts.TakenOff:
    if line.decided_at is None:
        raise ValueError(f"{line} was taken off at no time")
    return facts.TakenOff(
        number=line.number,
        reference=line.code,
        outcome=OUTCOMES[LineState(line.state)],
        reason=line.reason,
        by=str(line.decided_by),
        on=day_of(line.decided_at),
    )


def _approvals(register: DestructionRegister, content: Content) -> Iterable[facts.Approval]:
    rows = register.decisions.select_related("by", "acting_for")
    decided = {row.step: row for row in rows}
    steps: Sequence[Mapping[str, Any]] = content["steps"]
    last = max((step["rank"] for step in steps), default=0)
    for step in steps:
        yield _approval(step, decided.get(step["name"]), final=step["rank"] == last)


def _approval(
    step: Mapping[str, Any], own: RegisterDecision | None, *, final: bool
) -> facts.Approval:
    given = facts.Approval(label=step["label"], department=step["of"], final=final)
    if own is None:
        return given
    return facts.Approval(
        label=given.label,
        department=given.department,
        final=final,
        outcome=AGREED if own.outcome == RegisterDecision.Outcome.APPROVED else REFUSED,
        remark=own.reason,
        signature=Signature(
            signer=str(own.by),
            signed_at=timezone.localtime(own.at),
            digest=own.content_hash,
            acting_for=str(own.acting_for or ""),
        ),
    )


def _checked(register: DestructionRegister) -> facts.Checked | None:
    if register.checked_at is None:
        return None
    return facts.Checked(register.check_text, str(register.checked_by), day_of(register.checked_at))
