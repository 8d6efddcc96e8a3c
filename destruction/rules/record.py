"""The record of a destruction 监销记录, as it is frozen and signed, in plain data.

Schema ``archive-office/destruction-record/1``. Made once, when the last line is settled; the
papers and the signatures rest on it alone.

Source: DES-06, DES-07, DES-08, DES-09, DES-10, DES-20, DES-25; decision 14.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Membership, User
from archive_office.organisation.signing import canonical
from archive_office.regulation import Clause, Refusal
from destruction.models import (
    DestructionRegister,
    LineConfirmation,
    LineState,
    Method,
    RegisterLine,
    RegisterSignature,
    Twins,
    Witness,
)
from destruction.rules import register_content, words
from destruction.rules.content import fonds_of

SCHEMA: Final = "archive-office/destruction-record/1"
STATEMENT: Final = "所列档案已按销毁清册逐件核对无误，并于指定地点当场销毁。"
"""What witnesses and executor sign."""

METHODS: Final = {
    "": "",
    Method.SHREDDER: "碎纸机粉碎",
    Method.TEARING: "撕毁",
    Method.BREAKING: "拆解破坏",
}
OUTCOMES: Final = {
    LineState.LISTED: "",
    LineState.VETOED: "剔除",
    LineState.WITHDRAWN: "撤出",
    LineState.PUT_OFF: "缓销",
    LineState.DESTROYED: "已销毁",
}
TWINS: Final = {Twins.NONE: "无", Twins.ERASE: "删除", Twins.KEEP: "保留"}

Record = Mapping[str, Any]


def frozen_record(register: DestructionRegister) -> Record:
    """The record as it was frozen, verbatim.

    Raises:
        LookupError: The destruction is not finished.
    """
    if not register.record:
        raise LookupError(f"{register.number} has no record yet")
    record: Record = json.loads(register.record)
    return record


def record_lines(register: DestructionRegister) -> list[RegisterLine]:
    """The lines in order, with what the record says of each."""
    given = LineConfirmation.objects.select_related("witness__person").order_by(
        "confirmed_at", "pk"
    )
    rows = register.lines.select_related(
        "holding__dossier", "document", "decided_by", "destroyed_by", "quarantine_slot"
    )
    return list(rows.prefetch_related(Prefetch("confirmations", given)).order_by("number"))


def record_text(register: DestructionRegister, witnesses: Sequence[Witness]) -> str:
    """The canonical text of what happened, to be frozen and signed."""
    return canonical(SCHEMA, stated_record(register, witnesses))


def stated_record(register: DestructionRegister, witnesses: Sequence[Witness]) -> dict[str, Any]:
    """What happened so far: place, people, each line with its method, date and witnesses."""
    lines = record_lines(register)
    gone = [line for line in lines if line.state == LineState.DESTROYED]
    days = sorted(timezone.localtime(line.destroyed_at) for line in gone if line.destroyed_at)
    return {
        "number": register.number,
        "content_hash": register.content_hash,
        "ban": register_content.BAN,
        "fonds": dict(fonds_of(register.room)),
        "room": {"code": register.room.code, "name": register.room.name},
        "place": str(register.place),
        "planned_on": register.planned_on.isoformat() if register.planned_on else "",
        "approved_at": _moment(register.approved_at),
        "moved_at": _moment(register.moved_at),
        "check": {
            "by": str(register.checked_by),
            "at": _moment(register.checked_at),
            "text": register.check_text,
        },
        "started_at": _moment(register.started_at),
        "finished_at": _moment(register.finished_at),
        "destroyed_on": days[-1].date().isoformat() if days else "",
        "executor": {"id": register.started_by_id, "name": str(register.started_by)},
        "witnesses": [_witness(each) for each in witnesses],
        "statement": STATEMENT,
        "methods": _methods(gone),
        "totals": register_content.totals(gone),
        "lines": [_line(line) for line in lines],
    }


def _methods(lines: Iterable[RegisterLine]) -> list[str]:
    used = {line.method for line in lines}
    return [said for method, said in METHODS.items() if method and method in used]


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "id": witness.person_id,
        "name": str(witness.person),
        "department": witness.department.name,
        "appointed_by": str(witness.appointed_by),
        "appointed_at": _moment(witness.appointed_at),
    }


def _line(line: RegisterLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": words.kind(line),
        "holding": line.holding_id,
        "document": line.document_id,
        "code": line.code,
        "title": line.title,
        "documents": line.documents,
        "pages": line.pages,
        "state": line.state,
        "outcome": OUTCOMES[LineState(line.state)],
        "method": line.method,
        "method_words": METHODS[line.method],
        "destroyed_at": _moment(line.destroyed_at),
        "destroyed_by": str(line.destroyed_by or ""),
        "confirmations": [
            {
                "by": str(given.witness.person),
                "scanned": given.scanned,
                "at": _moment(given.confirmed_at),
            }
            for given in line.confirmations.all()
        ],
        "decided_by": str(line.decided_by or ""),
        "decided_at": _moment(line.decided_at),
        "reason": line.reason,
        "twins": line.twins,
        "twins_words": TWINS[Twins(line.twins)],
        "twins_reason": line.twins_reason,
    }


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""


def parts(
    register: DestructionRegister, witnesses: Sequence[Witness]
) -> dict[int, RegisterSignature.Part]:
    """Who has to sign the record, and as what.

    Source: DES-09.
    """
    found = {each.person_id: RegisterSignature.Part.WITNESS for each in witnesses}
    if register.started_by_id is not None:
        found[register.started_by_id] = RegisterSignature.Part.EXECUTOR
    return found


def in_force(register: DestructionRegister) -> list[RegisterSignature]:
    """The signatures under the record."""
    rows = register.signatures.filter(voided_at__isnull=True)
    return list(rows.select_related("signer", "department"))


def post_to_sign(
    person: User, register: DestructionRegister, witnesses: Sequence[Witness]
) -> Membership | None:
    """The post by which a person signs: for whom they witness, or their newest."""
    posts = person.current_memberships
    own = next((each for each in witnesses if each.person_id == person.pk), None)
    at = own.department_id if own is not None else register.room_id
    return next((m for m in posts if m.department_id == at), next(iter(posts), None))


def against_signing(
    register: DestructionRegister,
    witnesses: Sequence[Witness],
    signed: Sequence[RegisterSignature],
    *,
    by: User,
    seen_hash: str,
) -> Iterator[Refusal]:
    """Refuse whoever has no part in it, who has signed, or who saw another record.

    Source: DES-09.
    """
    if by.pk not in parts(register, witnesses):
        yield Refusal(
            Clause.DES_09, _("Only the witnesses and who carried it out sign this record.")
        )
    if any(each.signer_id == by.pk for each in signed):
        yield Refusal(Clause.DES_09, _("You have signed this record already."))
    if seen_hash != register.record_hash:
        yield Refusal(
            Clause.DES_09, _("This is not the record you were shown. Read it again first.")
        )
