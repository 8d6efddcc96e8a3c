"""How the fictitious office seals: keys for its seals, then what its keepers sealed.

Its certificates are its own: they show that a file is unchanged, and prove nothing to strangers.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Model

from archive_office.management import seal_keys
from archive_office.management.furnishing import COMPANY, PASSWORD
from archive_office.management.story import Story
from archive_office.organisation.models import Seal
from archive_office.organisation.signing import prove_identity
from archive_office.originals.models import ElectronicOriginal
from archive_office.originals.panel import places_of
from archive_office.originals.procedures.certificates import register_certificate
from archive_office.originals.procedures.making import make_original
from archive_office.originals.procedures.sealing import seal_original
from archive_office.originals.providers import provider
from destruction.models import Appraisal, AppraisalState, DestructionRegister, RegisterState
from transfers.models import Manifest, ManifestState


def give_keys(seals: Iterable[Seal], company: str, *, now: datetime) -> int:
    """Keys for seals that have none, and all their certificates registered."""
    every = list(seals)
    made = seal_keys.write_keys(
        every, company, settings.ARCHIVE_SEALS_DIR, settings.ARCHIVE_SEAL_PASSPHRASES, now=now
    )
    service = provider()
    for seal in every:
        register_certificate(seal, service.identity(seal), by=None, now=now)
    return made


def furnish_originals(story: Story) -> None:
    """A sealed manifest and a sealed destruction register; an appraisal that waits for its seals."""
    seal_all(
        story, Manifest.objects.filter(state=ManifestState.COMPLETED).latest("pk"), "archivist"
    )
    closed = DestructionRegister.objects.filter(state=RegisterState.CLOSED).latest("pk")
    seal_all(story, closed, "archivist")
    approved = Appraisal.objects.filter(state=AppraisalState.APPROVED).latest("pk")
    make_original(approved, by=story.user("archivist"), now=story.now)


def seal_all(story: Story, record: Model, maker: str) -> ElectronicOriginal:
    """The original of a record, with every seal whose keeper is somebody of the office."""
    give_keys(Seal.objects.select_related("department"), COMPANY[1], now=story.now)
    made = make_original(record, by=story.user(maker), now=story.now)
    for keeper in dict.fromkeys(Seal.objects.values_list("keeper__username", flat=True)):
        person = story.user(keeper)
        proof = prove_identity(person, PASSWORD, now=story.now)
        for place in list(places_of(made, person)):
            if place.own is not None:
                seal_original(made, place.own, place.field, proof, by=person, now=story.now)
        made.refresh_from_db()
    return made
