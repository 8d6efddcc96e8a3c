"""Electronic originals of appraisal sheets and destruction registers.

Source: APR-25, DES-10, TRF-07; decisions 14 and 18.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from archive_office.organisation.models import Department, User
from archive_office.originals.prints import check_path
from archive_office.originals.subjects import Signed, register_subject
from archive_office.printing.facts import Paper, Signature
from archive_office.printing.seal_page import Sealed
from destruction.models import (
    Appraisal,
    AppraisalState,
    DestructionRegister,
    RegisterDecision,
    RegisterSignature,
    RegisterState,
)
from destruction.papers.appraisal import appraisal_original
from destruction.papers.filling import sheet_facts
from destruction.papers.register import register_original
from destruction.papers.register_filling import register_facts
from destruction.procedures import locking
from destruction.rules import content as appraised
from destruction.rules import register_content as listed
from destruction.rules import register_words, words
from dossiers.models import ViewLog
from dossiers.procedures.reading import log_named

APPRAISED: Final = "destruction.appraisal_signed"
DECIDED: Final = "destruction.register_decided"
WITNESSED: Final = "destruction.record_signed"


class Appraisals:
    """What appraisals answer; each signatory's department seals."""

    permissions = ("destruction.view_appraisal",)

    def visible_to(self, user: User) -> QuerySet[Appraisal]:
        return Appraisal.objects.visible_to(user)

    def lock(self, pk: int) -> Appraisal:
        return locking.locked_appraisal(pk)

    def is_ready(self, record: Appraisal) -> bool:
        return record.state == AppraisalState.APPROVED

    def content_hash(self, record: Appraisal) -> str:
        return record.content_hash

    def department(self, record: Appraisal) -> Department:
        return record.room

    def label(self, record: Appraisal) -> str:
        return words.paper(record.number)

    def signed(self, record: Appraisal) -> list[Signed]:
        rows = record.signatures.filter(voided_at__isnull=True)
        found = {row.step: row for row in rows.select_related("signer", "acting_for", "department")}
        return [
            Signed(
                key=step["name"],
                party=words.part(step),
                department=own.department,
                signer=own.signer,
                signed_at=own.signed_at,
                content_hash=own.content_hash,
                act=APPRAISED,
                said=own.statement,
                acting_for=str(own.acting_for or ""),
            )
            for step in appraised.frozen(record)["steps"]
            if (own := found.get(step["name"])) is not None
        ]

    def paper(self, record: Appraisal, address: str) -> Paper:
        url = f"{address}{check_path(record.number, record.content_hash)}" if address else ""
        facts = sheet_facts(record, appraised.frozen(record), verify_url=url)
        return appraisal_original(facts, _sealed(self.signed(record)))

    def log_print(self, record: Appraisal, user: User, *, now: datetime, detail: str) -> None:
        _log(record, user, now=now, detail=detail)


class Registers:
    """What destruction registers answer: the approvers', the executor's and the witnesses' seals."""

    permissions = ("destruction.view_destructionregister", "destruction.witness_register")

    def visible_to(self, user: User) -> QuerySet[DestructionRegister]:
        return DestructionRegister.objects.visible_to(user)

    def lock(self, pk: int) -> DestructionRegister:
        return locking.locked_register(pk)

    def is_ready(self, record: DestructionRegister) -> bool:
        return record.state == RegisterState.CLOSED

    def content_hash(self, record: DestructionRegister) -> str:
        return record.record_hash

    def department(self, record: DestructionRegister) -> Department:
        return record.room

    def label(self, record: DestructionRegister) -> str:
        return register_words.paper(record.number)

    def signed(self, record: DestructionRegister) -> list[Signed]:
        return [*self._approvals(record), *self._watchers(record)]

    def paper(self, record: DestructionRegister, address: str) -> Paper:
        url = f"{address}{check_path(record.number, record.content_hash)}" if address else ""
        facts = register_facts(record, listed.frozen(record), asked_for=0, verify_url=url)
        return register_original(facts, _sealed(self.signed(record)))

    def log_print(
        self, record: DestructionRegister, user: User, *, now: datetime, detail: str
    ) -> None:
        _log(record, user, now=now, detail=detail)

    @staticmethod
    def _approvals(record: DestructionRegister) -> list[Signed]:
        given = {row.step: row for row in _decisions(record)}
        return [
            Signed(
                key=step["name"],
                party=words.part(step),
                department=own.department,
                signer=own.by,
                signed_at=own.at,
                content_hash=own.content_hash,
                act=DECIDED,
                said=register_words.agreed(own.reason),
                acting_for=str(own.acting_for or ""),
            )
            for step in listed.frozen(record)["steps"]
            if (own := given.get(step["name"])) is not None
        ]

    @staticmethod
    def _watchers(record: DestructionRegister) -> list[Signed]:
        return [
            Signed(
                key=_key(own),
                party=register_words.PARTS[own.part],
                department=own.department,
                signer=own.signer,
                signed_at=own.signed_at,
                content_hash=own.content_hash,
                act=WITNESSED,
                said=own.statement,
                acting_for=str(own.acting_for or ""),
            )
            for own in _signatures(record)
        ]


def _decisions(record: DestructionRegister) -> Sequence[RegisterDecision]:
    return list(record.decisions.select_related("by", "acting_for", "department"))


def _signatures(record: DestructionRegister) -> Sequence[RegisterSignature]:
    """Who carried it out, then the witnesses."""
    rows = record.signatures.filter(voided_at__isnull=True)
    return list(rows.select_related("signer", "acting_for", "department").order_by("part", "pk"))


def _key(own: RegisterSignature) -> str:
    return f"{own.part}:{own.pk}"


def _sealed(signed: Sequence[Signed]) -> list[Sealed]:
    """The same signatures as the page behind the paper shows them."""
    return [
        Sealed(
            key=each.key,
            part=each.party,
            department=each.department.name,
            said=each.said,
            signature=Signature(
                signer=str(each.signer),
                signed_at=timezone.localtime(each.signed_at),
                digest=each.content_hash,
                acting_for=each.acting_for,
            ),
        )
        for each in signed
    ]


def _log(
    record: Appraisal | DestructionRegister, user: User, *, now: datetime, detail: str
) -> None:
    dossiers = record.lines.values_list("holding__dossier", flat=True)
    what = ViewLog.What.PRINTED
    log_named(dossiers, user, what, now=now, detail=f"{record.number} {detail}")


register_subject(Appraisal, Appraisals())
register_subject(DestructionRegister, Registers())
