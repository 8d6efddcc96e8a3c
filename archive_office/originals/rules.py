"""What stands against making an electronic original, and against setting a seal in it.

Source: TRF-07, SEC-42; decision 14.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from cryptography import x509
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.organisation.models import Seal, User
from archive_office.organisation.signing import Proof
from archive_office.originals import providers
from archive_office.originals.models import ElectronicOriginal, OriginalState, SealCertificate
from archive_office.originals.subjects import Signed, Subject, subject_of
from archive_office.regulation import Clause, Refusal

PROOF_LASTS: Final = timedelta(minutes=5)
MAKE: Final = "originals.make_original"


def sees(person: User, record: Model) -> bool:
    """Whether the record exists for the person, as its own app says."""
    subject = subject_of(record)
    seen = subject.visible_to(person).filter(pk=record.pk)
    return any(map(person.has_perm, subject.permissions)) and seen.exists()


def against_strangers(person: User, record: Model) -> Iterator[Refusal]:
    """Refuse whoever may not make originals of what the person sees (ORG-01)."""
    if not (person.has_perm(MAKE) and sees(person, record)):
        yield Refusal(Clause.ORG_01, _("You do not make electronic originals of this paper."))


def against_making(subject: Subject, record: Any) -> Iterator[Refusal]:
    """Refuse an original of what is not signed by everybody, and a second one."""
    if not subject.is_ready(record):
        yield Refusal(
            Clause.TRF_07,
            _("The electronic original is made when everybody has signed."),
        )
    if standing(record) is not None:
        yield Refusal(Clause.TRF_07, _("There is an electronic original of this paper already."))


def standing(record: Model) -> ElectronicOriginal | None:
    """The original of a record that was not voided."""
    return (
        ElectronicOriginal.objects.filter(
            subject_type__app_label=record._meta.app_label,
            subject_type__model=record._meta.model_name,
            subject_id=record.pk,
        )
        .exclude(state=OriginalState.VOID)
        .first()
    )


def against_verdict(verdict: dict[str, Any]) -> Iterator[Refusal]:
    """Refuse a file that is no PDF/A-2b, naming what was found."""
    if not verdict["passed"]:
        found = "; ".join(verdict["findings"][:5])
        yield Refusal(
            Clause.TRF_07,
            _("The paper could not be written as PDF/A-2b: %(found)s") % {"found": found},
        )


def against_voiding(original: ElectronicOriginal, reason: str) -> Iterator[Refusal]:
    """Refuse to void twice, or without saying why."""
    if original.state == OriginalState.VOID:
        yield Refusal(Clause.TRF_07, _("This electronic original is void already."))
    if not reason.strip():
        yield Refusal(Clause.TRF_07, _("Say why."), field="reason")


def against_proof(proof: Proof, person: User, now: datetime) -> Iterator[Refusal]:
    """Refuse a proof of identity of somebody else, or one that is too old (SEC-42)."""
    if proof.user.pk != person.pk or not timedelta(0) <= now - proof.at <= PROOF_LASTS:
        yield Refusal(Clause.SEC_42, _("Enter your own password again to sign."), field="password")


def place_of(original: ElectronicOriginal, field: str) -> dict[str, Any] | None:
    """One of the places for seals, by the name of its field."""
    places: list[dict[str, Any]] = original.places
    return next((place for place in places if place["field"] == field), None)


def against_place(original: ElectronicOriginal, field: str) -> Iterator[Refusal]:
    """Refuse a seal in a void original, in a place it has not, or where one stands already."""
    if original.state == OriginalState.VOID:
        yield Refusal(Clause.TRF_07, _("This electronic original is void."))
    if place_of(original, field) is None:
        yield Refusal(Clause.TRF_07, _("This paper has no place for this seal."))
    if original.signatures.filter(field_name=field).exists():
        yield Refusal(Clause.TRF_07, _("This seal stands in the original already."))


def against_content(
    original: ElectronicOriginal, place: dict[str, Any], subject: Subject, record: Any
) -> Iterator[Refusal]:
    """Refuse to seal what is no longer what was signed, or what its signer has not signed."""
    signed = {each.key: each for each in subject.signed(record)}
    if not _confirms(place, signed.get(place["key"])):
        yield Refusal(
            Clause.TRF_06,
            _("%(party)s has not signed; a seal only confirms a signature.")
            % {"party": place["party"]},
        )
    if subject.content_hash(record) != original.content_hash:
        yield Refusal(
            Clause.TRF_06, _("The record is no longer the one of which the original was made.")
        )


def _confirms(place: dict[str, Any], signed: Signed | None) -> bool:
    return (
        signed is not None
        and signed.signer.pk == place["signer"]
        and signed.department.pk == place["department"]
        and signed.content_hash == place["content_hash"]
    )


def against_seal(
    seal: Seal, place: dict[str, Any], person: User, *, today: date
) -> Iterator[Refusal]:
    """Refuse another department's seal, another keeper than the registered one, a seal out of date.

    Source: TRF-07; decision 14.
    """
    if seal.department_id != place["department"]:
        yield Refusal(
            Clause.TRF_07,
            _("%(seal)s is not the seal of this party.") % {"seal": seal},
            field="seal",
        )
    if seal.keeper_id != person.pk:
        yield Refusal(
            Clause.TRF_07,
            _("Only %(keeper)s, the registered keeper, applies this seal.")
            % {"keeper": seal.keeper},
            field="seal",
        )
    if not is_valid(seal, today):
        yield Refusal(
            Clause.TRF_07, _("The seal was not valid on %(day)s.") % {"day": today}, field="seal"
        )


def is_valid(seal: Seal, day: date) -> bool:
    """Whether a seal is in use on a day; its last day counts."""
    return seal.valid_from <= day and (seal.valid_until is None or day <= seal.valid_until)


def against_certificate(
    certificate: SealCertificate | None, seal: Seal, *, now: datetime
) -> Iterator[Refusal]:
    """Refuse a certificate the office does not know, withdrew, or whose time is over."""
    if certificate is None or certificate.seal_id != seal.pk:
        yield Refusal(
            Clause.TRF_07,
            _("The certificate of %(seal)s is not registered.") % {"seal": seal},
            field="seal",
        )
    elif certificate.withdrawn_at is not None and certificate.withdrawn_at <= now:
        yield Refusal(
            Clause.TRF_07,
            _("The certificate of %(seal)s was withdrawn on %(day)s.")
            % {"seal": seal, "day": day_of(certificate.withdrawn_at)},
            field="seal",
        )
    elif not certificate.valid_from <= now <= certificate.valid_until:
        yield Refusal(
            Clause.TRF_07,
            _("The certificate of %(seal)s is valid from %(first)s until %(last)s only.")
            % {
                "seal": seal,
                "first": day_of(certificate.valid_from),
                "last": day_of(certificate.valid_until),
            },
            field="seal",
        )


def against_key(certificate: x509.Certificate) -> Iterator[Refusal]:
    """Refuse any key but RSA with enough bits: signatures by curves would be no PDF/A-2."""
    if not providers.is_strong_rsa(certificate):
        yield Refusal(
            Clause.TRF_07,
            _("A seal signs with RSA of at least %(bits)s bits.") % {"bits": providers.LEAST_BITS},
            field="seal",
        )
