"""What a restored copy has again although it was destroyed.

The files beside the database say what was destroyed; here they are compared with what database and
storage have today. Reading only.

Source: DES-12, DES-25.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.files.storage import default_storage

from destruction.models import DestructionRegister, Erasure, RegisterState
from dossiers.models import Customer, Document, ElectronicFile, Holding, HoldingState


class Again(StrEnum):
    """What came back with a restored copy."""

    REGISTER = "register"
    THING = "thing"
    FILE = "file"
    KEY = "key"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One thing that must be destroyed or erased again.

    Attributes:
        register: Number of the register by which it went.
        what: A code, a path in storage, or the number of a customer's record.
    """

    register: str
    kind: Again
    what: str


def come_back(files: Iterable[Mapping[str, Any]]) -> list[Found]:
    """Everything that closed registers destroyed and that is there again.

    Args:
        files: The registers kept beside the database, as they were written.

    Source: DES-12, DES-25.
    """
    found = {each for said in files for each in _of_file(said)}
    return sorted(found | set(_erased_in_the_database()))


def _of_file(said: Mapping[str, Any]) -> Iterator[Found]:
    number = str(said["number"])
    closed = DestructionRegister.objects.filter(number=number, state=RegisterState.CLOSED)
    if not closed.filter(record_hash=said["record_hash"]).exists():
        yield Found(number, Again.REGISTER, number)
    for thing in said["destroyed"]:
        if _is_there(thing["holding"], thing["document"]):
            yield Found(number, Again.THING, thing["document"] or thing["holding"])
    known = Erasure.objects.filter(line__register__number=number)  # of these the database knows
    for file in said["erased"]:
        if not known.filter(sha256=file["sha256"]).exists() and _lies_there(file):
            yield Found(number, Again.FILE, file["path"])
    for customer in said["customers"]:
        if not known.filter(customer=customer).exists() and _has_its_key(customer):
            yield Found(number, Again.KEY, str(customer))


def _erased_in_the_database() -> Iterator[Found]:
    """What the database knows to be erased: storage alone may have been restored."""
    done = Erasure.objects.filter(state=Erasure.State.ERASED).order_by("pk")
    for row in done.select_related("line__register", "file__document").iterator(chunk_size=500):
        number = row.line.register.number
        if row.file is not None and _lies_there(erased_file(row.file)):
            yield Found(number, Again.FILE, str(row.file.file.name))
        if row.customer_id and _has_its_key(row.customer_id):
            yield Found(number, Again.KEY, str(row.customer_id))


def erased_file(file: ElectronicFile) -> dict[str, str]:
    """An erased electronic copy as the files beside the database name it."""
    return {
        "sha256": file.sha256,
        "path": str(file.file.name),
        "document": file.document.code if file.document else "",
    }


def _is_there(holding: str, document: str) -> bool:
    if document:
        rows = Document.objects.filter(code=document).exclude(state=Document.State.DESTROYED)
        return rows.exists()
    return Holding.objects.filter(code=holding).exclude(state=HoldingState.DESTROYED).exists()


def _lies_there(file: Mapping[str, str]) -> bool:
    """Whether erased content is in storage, and no scan of another paper needs it there."""
    if not default_storage.exists(file["path"]):
        return False
    rows = ElectronicFile.objects.filter(sha256=file["sha256"], removed_at__isnull=True)
    return not rows.exclude(document__code=file["document"]).exists()


def _has_its_key(customer: int) -> bool:
    return Customer.objects.filter(pk=customer).exclude(data_key="").exists()
