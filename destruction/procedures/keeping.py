"""Closed registers beside the database: what a restored copy is compared with.

Whoever restores the database of last month restores things that were destroyed since. The office
therefore also keeps each closed register as one file in storage; which of them are written already
is seen in storage itself, so that a lost file is written again and none is written by chance twice.

Source: DES-09, DES-12, DES-25.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from destruction.models import DestructionRegister, Erasure, LineState, RegisterState
from destruction.rules.restored import erased_file

FOLDER: Final = "registers"
SCHEMA: Final = "archive-office/closed-register/1"


def keep_closed_registers() -> int:
    """Write every closed register that storage does not have yet; how many were written.

    Raises:
        OSError: storage cannot be written.

    Source: DES-12.
    """
    closed = DestructionRegister.objects.filter(state=RegisterState.CLOSED).order_by("pk")
    missing = [
        register.pk
        for register in closed.only("number", "record_hash")
        if not default_storage.exists(file_of(register))
    ]
    for register in closed.filter(pk__in=missing).iterator(chunk_size=20):
        _write(register)
    return len(missing)


def file_of(register: DestructionRegister) -> str:
    """Where the file of a register lies in storage.

    Named after its record too: a database restored from before may give the number once more.
    """
    return f"{FOLDER}/{register.number}-{register.record_hash[:12]}.json"


def kept_files() -> list[Mapping[str, Any]]:
    """What the files beside the database say, in the order of their numbers.

    Raises:
        ValueError: a file is not what the office wrote.
    """
    if not default_storage.exists(FOLDER):
        return []
    _folders, names = default_storage.listdir(FOLDER)
    return [_read(name) for name in sorted(names) if name.endswith(".json")]


def _read(name: str) -> Mapping[str, Any]:
    with default_storage.open(f"{FOLDER}/{name}") as stored:
        said = json.loads(stored.read())
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise ValueError(f"{name} is not {SCHEMA}")
    return said


def _write(register: DestructionRegister) -> None:
    name = file_of(register)
    text = json.dumps(as_kept(register), ensure_ascii=False, sort_keys=True, indent=1)
    stored = default_storage.save(name, ContentFile(text.encode()))
    if stored != name:  # another worker was quicker; one file is enough
        default_storage.delete(stored)


def as_kept(register: DestructionRegister) -> dict[str, Any]:
    """A closed register for the file: record and signatures, what went, what is erased with it."""
    lines = register.lines.filter(state=LineState.DESTROYED).select_related("holding", "document")
    erasures = (
        Erasure.objects.filter(line__register=register)
        .select_related("file__document")
        .order_by("pk")
    )
    return {
        "schema": SCHEMA,
        "number": register.number,
        "closed_at": _moment(register.closed_at),
        "content_hash": register.content_hash,
        "record": register.record,
        "record_hash": register.record_hash,
        "signatures": [
            {"part": s.part, "signer": str(s.signer), "at": _moment(s.signed_at)}
            for s in register.signatures.filter(voided_at__isnull=True).select_related("signer")
        ],
        "destroyed": [
            {
                "code": line.code,
                "holding": line.holding.code,
                "document": line.document.code if line.document else "",
                "at": _moment(line.destroyed_at),
            }
            for line in lines.order_by("number")
        ],
        "erased": [
            erased_file(erasure.file)
            for erasure in erasures.exclude(state=Erasure.State.SPARED)
            if erasure.file is not None
        ],
        "customers": sorted(
            erasures.filter(customer__isnull=False)
            .exclude(state=Erasure.State.SPARED)
            .values_list("customer", flat=True)
        ),
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
