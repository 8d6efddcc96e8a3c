"""Making the electronic original of what everybody signed; voiding it.

Source: TRF-07; decision 14.
"""

from datetime import datetime
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.originals import rules, signing
from archive_office.originals.models import ElectronicOriginal, OriginalState
from archive_office.originals.subjects import Signed, subject_of
from archive_office.printing.facts import SealPlace
from archive_office.printing.seal import FIELD, confirmed, field_title
from archive_office.regulation import Clause, enforce

_PT: Final = 72 / 25.4


@act("originals.original_made", _("Electronic original made"), Clause.TRF_07)
def make_original(
    record: Model, *, by: User, now: datetime, address: str = ""
) -> ElectronicOriginal:
    """Make the file that the seals go into: PDF/A, judged, with an empty field for each seal.

    Args:
        record: A manifest, an appraisal, a destruction register.
        address: Of the office, for the code on the paper.

    Raises:
        RegulationError: ORG-01 (not by this person), TRF-07 (not signed by everybody, made
            already, no PDF/A).

    Source: TRF-07.
    """
    subject = subject_of(record)
    fresh = subject.lock(record.pk)
    enforce(rules.against_strangers(by, fresh))
    enforce(rules.against_making(subject, fresh))
    paper = subject.paper(fresh, address)
    converted = signing.as_pdfa(paper.content)
    enforce(rules.against_verdict(converted.verdict))
    places = _places(paper.places, subject.signed(fresh))
    made = ElectronicOriginal(
        subject=fresh,
        label=subject.label(fresh)[:200],
        department=subject.department(fresh),
        content_hash=subject.content_hash(fresh),
        places=places,
        pdfa_verdict=converted.verdict,
        made_by=by,
        made_at=now,
    )
    _keep_unsigned(made, converted.content)
    keep_revision(made, signing.with_fields(converted.content, [_field(place) for place in places]))
    made.save()
    note(made, after={"sha256": made.sha256, "seals": len(places)})
    return made


@act("originals.original_voided", _("Electronic original voided"), Clause.TRF_07)
def void_original(
    original: ElectronicOriginal, *, reason: str, by: User, now: datetime
) -> ElectronicOriginal:
    """Declare an original void; its file and its seals stay on record, another can be made.

    Raises:
        RegulationError: ORG-01 (not by this person), TRF-07 (void already, no reason).

    Source: TRF-07.
    """
    fresh = locked_original(original.pk)
    enforce(rules.against_strangers(by, fresh.record))
    enforce(rules.against_voiding(fresh, reason))
    return _void(fresh, reason, by=by, now=now)


@act("originals.originals_fell", _("Electronic original void with its signatures"), Clause.TRF_07)
def void_original_of(record: Model, *, reason: str, by: User, now: datetime) -> None:
    """Void what stands of a record whose signatures are voided; called in that act.

    Source: TRF-05, TRF-07.
    """
    found = rules.standing(record)
    if found is not None:
        _void(locked_original(found.pk), reason, by=by, now=now)


def locked_original(pk: int) -> ElectronicOriginal:
    """A fresh, locked original: seals follow each other, as each is set upon the one before."""
    return ElectronicOriginal.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def keep_revision(original: ElectronicOriginal, content: bytes) -> None:
    """Let a file be the latest revision; earlier ones stay where they are. Not saved here."""
    original.sha256 = signing.checksum(content)
    original.file.save(f"{original.sha256}.pdf", ContentFile(content), save=False)


def _keep_unsigned(original: ElectronicOriginal, content: bytes) -> None:
    """Keep the file of which the verdict tells; no seal ever stands in it."""
    name = original.unsigned_sha256 = signing.checksum(content)
    original.unsigned_file.save(f"{name}.pdf", ContentFile(content), save=False)


def _void(
    original: ElectronicOriginal, reason: str, *, by: User, now: datetime
) -> ElectronicOriginal:
    before = original.state
    original.state = OriginalState.VOID
    original.voided_at, original.voided_by, original.void_reason = now, by, reason.strip()
    original.save()
    note(original, before={"state": before}, after={"state": original.state})
    return original


def _places(places: tuple[SealPlace, ...], signed: list[Signed]) -> list[dict[str, Any]]:
    """One place for each signature, in the order of the paper, as the original keeps them."""
    found = {place.key: place for place in places}
    return [_place(found[each.key], each, number) for number, each in enumerate(signed, 1)]


def _place(place: SealPlace, signed: Signed, number: int) -> dict[str, Any]:
    half = FIELD / 2
    left, low = place.x - half, place.height - place.y - half
    box = (left, low, left + FIELD, low + FIELD)
    return {
        "key": signed.key,
        "field": f"Seal{number}",
        "party": signed.party,
        "department": signed.department.pk,
        "department_name": signed.department.name,
        "signer": signed.signer.pk,
        "signer_name": str(signed.signer),
        "signed_at": signed.signed_at.isoformat(),
        "content_hash": signed.content_hash,
        "act": signed.act,
        "reason": confirmed(
            signed.party, str(signed.signer), signed.said, acting_for=signed.acting_for
        ),
        "page": place.page,
        "box": [round(edge * _PT, 2) for edge in box],
    }


def _field(place: dict[str, Any]) -> signing.Field:
    return signing.Field(
        place["field"], field_title(place["party"]), place["page"], tuple(place["box"])
    )
