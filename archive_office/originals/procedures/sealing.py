"""Setting a seal in an electronic original: its keeper alone, once its party has signed.

Source: TRF-07, SEC-42; decision 14.
"""

from datetime import datetime
from typing import Any

from cryptography import x509
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, DepartmentKind, Seal, User
from archive_office.organisation.signing import Proof
from archive_office.originals import rules, signing
from archive_office.originals.models import (
    ElectronicOriginal,
    OriginalSignature,
    OriginalState,
    SealCertificate,
)
from archive_office.originals.procedures.certificates import fingerprint_of
from archive_office.originals.procedures.making import keep_revision, locked_original
from archive_office.originals.procedures.uses import Use, register_seal_use
from archive_office.originals.providers import Identity, NoKeyError, SigningProvider, provider
from archive_office.originals.subjects import subject_of
from archive_office.printing.seal import drawn_seal
from archive_office.regulation import Clause, Refusal, RegulationError, enforce


@act("originals.seal_set", _("Electronic seal set"), Clause.TRF_07, Clause.TRF_06)
def seal_original(
    original: ElectronicOriginal, seal: Seal, field: str, proof: Proof, *, by: User, now: datetime
) -> OriginalSignature:
    """Sign the file with the seal's certificate and set the drawn seal in its place.

    The signature names the person who signed the record and what that person confirmed; the use
    stands in the seal register at once. The last seal completes the original.

    Args:
        field: The place, as ``original.places`` names it.
        proof: From :func:`prove_identity`, by the keeper, at most five minutes old.

    Raises:
        RegulationError: TRF-07 (no such place, sealed already, void, not the party's seal, not
            its keeper, seal or certificate not valid now, no key), TRF-06 (the party has not
            signed, or something else), SEC-42 (proof).

    Source: TRF-06, TRF-07, SEC-42.
    """
    subject = subject_of(original.record)
    record = subject.lock(original.record.pk)
    fresh = locked_original(original.pk)
    fresh_seal = Seal.objects.select_related("department", "keeper").get(pk=seal.pk)
    enforce(rules.against_proof(proof, by, now))
    enforce(rules.against_place(fresh, field))
    place = rules.place_of(fresh, field) or {}
    enforce(rules.against_content(fresh, place, subject, record))
    enforce(rules.against_seal(fresh_seal, place, by, today=day_of(now)))
    made = _seal(fresh, fresh_seal, place, by=by, now=now)
    register_seal_use(fresh_seal, _use(record, made, place), by=by, now=now)
    _complete(fresh, now=now)
    return made


def _seal(
    original: ElectronicOriginal, seal: Seal, place: dict[str, Any], *, by: User, now: datetime
) -> OriginalSignature:
    service = provider()
    try:
        identity = service.identity(seal)
        certificate = _certificate(seal, identity, now)
        content = _signed(original, seal, place, service, identity, now=now)
    except NoKeyError as error:
        words = {"seal": seal, "why": error}
        refusal = Refusal(Clause.TRF_07, _("%(seal)s cannot sign now: %(why)s") % words, "seal")
        raise RegulationError(refusal) from error
    keep_revision(original, content)
    made = OriginalSignature.objects.create(
        original=original,
        order=original.places.index(place) + 1,
        field_name=place["field"],
        party=place["party"],
        department=seal.department,
        signer_id=place["signer"],
        sealed_by=by,
        seal=seal,
        certificate=certificate,
        certificate_serial=certificate.serial,
        certificate_fingerprint=certificate.fingerprint,
        certificate_subject=certificate.subject,
        signed_at=now,
        reason=place["reason"],
        sha256=original.sha256,
    )
    note(made, after={"seal": seal.number, "sha256": made.sha256})
    return made


def _use(record: Model, made: OriginalSignature, place: dict[str, Any]) -> Use:
    """What the seal register says of it: whoever signed the record asked for the seal."""
    return Use(
        record=record,
        document=made.original.label,
        purpose=place["reason"],
        applicant=made.signer,
        act=place["act"],
        signature=made,
    )


def _certificate(seal: Seal, identity: Identity, now: datetime) -> SealCertificate:
    """The registered certificate by which the seal signs now."""
    enforce(rules.against_key(x509.load_der_x509_certificate(identity.certificate)))
    found = SealCertificate.objects.filter(fingerprint=fingerprint_of(identity)).first()
    enforce(rules.against_certificate(found, seal, now=now))
    if found is None:  # refused already
        raise LookupError(f"{seal} has no registered certificate")
    return found


def _signed(
    original: ElectronicOriginal,
    seal: Seal,
    place: dict[str, Any],
    service: SigningProvider,
    identity: Identity,
    *,
    now: datetime,
) -> bytes:
    what = signing.Signing(
        field=place["field"],
        reason=place["reason"],
        place=seal.department.name,
        drawing=drawn_seal(_company(seal.department), seal.name),
        moment=now,
    )
    with original.file.open("rb") as kept:
        content: bytes = kept.read()
    return signing.signed(content, what, seal, service, identity)


def _company(department: Department) -> str:
    """The name in the arc of the seal: the company's."""
    found = Department.objects.filter(kind=DepartmentKind.COMPANY, fonds=department.fonds).first()
    return found.name if found else department.name


def _complete(original: ElectronicOriginal, *, now: datetime) -> None:
    """Save the new revision; with the last seal nothing is added any more."""
    if original.signatures.count() == len(original.places):
        original.state, original.completed_at = OriginalState.COMPLETE, now
    original.save()
    note(original, after={"sha256": original.sha256, "state": original.state})
