"""The confidentiality undertaking: signed once per version, before the first dossier.

Source: LND-23, SEC-27.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import Undertaking, UndertakingText, User
from archive_office.organisation.signing import Proof, canonical, digest
from archive_office.regulation import Clause, Refusal, enforce


def has_undertaken(person: User, *, on: date) -> bool:
    """Whether a person signed the version in force on a day; a new version is signed anew."""
    text = UndertakingText.objects.in_force(on)
    return text is not None and text.signatures.filter(person=person).exists()


def content_of(person: User, text: UndertakingText) -> str:
    """What a person signs: the whole text in both languages, under the own name."""
    return canonical(
        "undertaking/1",
        {
            "person": {"id": person.pk, "name": str(person)},
            "version": text.version,
            "text_zh": text.text_zh,
            "text_en": text.text_en,
        },
    )


@act("organisation.undertaking_signed", _("Undertaking signed"), Clause.LND_23, Clause.SEC_27)
def sign_undertaking(
    text: UndertakingText, *, proof: Proof, content_hash: str, by: User, now: datetime, today: date
) -> Undertaking:
    """Promise confidentiality in one's own name, once for each version.

    Args:
        content_hash: Of the content that was on the screen.

    Raises:
        RegulationError: SEC-42 (somebody else's password), SEC-27 (not the version in force, or
            another text than was read).

    Source: LND-23, SEC-27.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    content = content_of(person, text)
    enforce(_against_signing(text, proof, by=person, now=now, today=today))
    if digest(content) != content_hash:
        enforce([Refusal(Clause.SEC_27, _("The text has changed. Read it again, then sign."))])
    signed, made = Undertaking.objects.get_or_create(
        person=person,
        text=text,
        defaults={"content": content, "content_hash": content_hash, "signed_at": now},
    )
    if made:
        note(signed, after={"version": text.version, "content_hash": content_hash})
    return signed


def _against_signing(
    text: UndertakingText, proof: Proof, *, by: User, now: datetime, today: date
) -> Iterator[Refusal]:
    if proof.user.pk != by.pk or proof.at != now:
        yield Refusal(Clause.SEC_42, _("Enter your own password again to sign."), field="password")
    if UndertakingText.objects.in_force(today) != text:
        yield Refusal(Clause.SEC_27, _("Another version is in force. Read it, then sign."))
