"""When the owner has to consent himself, and what an outsider has to bring.

Source: LND-15, SEC-13; decision 16.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, DocumentType
from lending.models import AccessRequest, Authority, OutsidePerson, RequestLine
from lending.rules import people

ENTITLES: Final = frozenset(
    {
        Authority.Kind.OWNER_CONSENT,
        Authority.Kind.POWER_OF_ATTORNEY,
        Authority.Kind.OFFICIAL_LETTER,
        Authority.Kind.LAW,
    }
)
"""The owner's own word, given directly or to an attorney, or a basis in the law."""

GIVEN_BACK: Final = frozenset({Authority.Kind.OWNER_CONSENT, Authority.Kind.POWER_OF_ATTORNEY})
"""What an owner gave and can take back; letters and laws nobody withdraws."""

BRINGS: Final[dict[str, frozenset[str]]] = {
    OutsidePerson.Kind.OWNER: frozenset(),
    OutsidePerson.Kind.ATTORNEY: frozenset({Authority.Kind.POWER_OF_ATTORNEY}),
    OutsidePerson.Kind.OFFICIAL: frozenset({Authority.Kind.OFFICIAL_LETTER}),
    OutsidePerson.Kind.LAWYER: frozenset({Authority.Kind.LAWYER_LETTER}),
    OutsidePerson.Kind.COMMITTEE: frozenset({Authority.Kind.RESOLUTION}),
    OutsidePerson.Kind.INSURER: frozenset({Authority.Kind.CLAIM}),
}
"""What a person from outside shows for the capacity in which he asks."""


def in_force(request: AccessRequest) -> QuerySet[Authority]:
    """What entitles a request and was not withdrawn."""
    return request.authorities.filter(withdrawn_at__isnull=True)


def consent_types(line: RequestLine) -> list[DocumentType]:
    """The types among what a line asks for that are used with the owner's consent only.

    Source: LND-15, SEC-13.
    """
    if line.holding is None:
        return []
    types = DocumentType.objects.filter(needs_owner_consent=True)
    if line.document is not None:
        return [t for t in types if t.pk == line.document.type_id]
    filed = line.holding.documents.filter(state=Document.State.FILED)
    return list(types.filter(pk__in=filed.order_by().values("type")))


def against_deciding_without_consent(line: RequestLine) -> Iterator[Refusal]:
    """Papers of the listed types are not opened without consent or a recorded basis in law.

    Source: LND-15, SEC-13; decision 16.
    """
    types = consent_types(line)
    if types and not in_force(line.request).filter(kind__in=ENTITLES).exists():
        yield Refusal(
            Clause.LND_15,
            _("%(types)s: record the owner’s consent or the basis in law first.")
            % {"types": "、".join(t.name for t in types)},
            field="authority",
        )


def against_deciding_without_authority(line: RequestLine) -> Iterator[Refusal]:
    """A person from outside shows what he is: a power of attorney, a letter, a resolution.

    A provision of the law stands for any of them.

    Source: LND-18; decision 16.
    """
    outside = line.request.outside
    if outside is None or not BRINGS[outside.kind]:
        return
    kinds = BRINGS[outside.kind] | {Authority.Kind.LAW}
    if not in_force(line.request).filter(kind__in=kinds).exists():
        yield Refusal(
            Clause.LND_18,
            _("%(capacity)s: record the letter or power of attorney first.")
            % {"capacity": outside.get_kind_display()},
            field="authority",
        )


def against_withdrawing(authority: Authority, reason: str, *, by: User) -> Iterator[Refusal]:
    """Why this person does not enter that the owner took a consent back.

    Source: LND-15, SEC-13.
    """
    centres = {
        line.holding.dossier.centre
        for line in authority.request.lines.select_related("holding__dossier__centre")
        if line.holding is not None
    }
    heads = any(by.holds(Role.CENTRE_HEAD, centre) for centre in centres)
    if not heads and not people.is_archivist_of(by, authority.request.room):
        yield Refusal(
            Clause.LND_15,
            _("The archivist of %(room)s, or the head of the centre, enters a withdrawal.")
            % {"room": authority.request.room},
        )
    if authority.kind not in GIVEN_BACK:
        yield Refusal(
            Clause.LND_15,
            _("“%(kind)s” is no consent; nobody withdraws it.")
            % {"kind": authority.get_kind_display()},
        )
    elif authority.withdrawn_at is not None:
        yield Refusal(Clause.LND_15, _("This consent is withdrawn already."))
    if not reason.strip():
        yield Refusal(
            Clause.LND_15, _("Say how and why the consent was withdrawn."), field="reason"
        )


def leans_on_consent(line: RequestLine) -> bool:
    """Whether a line lacks by now the owner's word, or the paper of whoever comes for the owner.

    Source: LND-15, SEC-13.
    """
    lacking = [
        *against_deciding_without_consent(line),
        *against_deciding_without_authority(line),
    ]
    return bool(lacking)


def leans_on_separate_consent(line: RequestLine) -> bool:
    """Whether a line opens personal information to somebody else on no other basis.

    The owner's own use needs none, nor does what a letter, a power of attorney or the law entitles.

    Source: LND-15, SEC-13; decision 19.
    """
    outside = line.request.outside
    if outside is not None and outside.kind == OutsidePerson.Kind.OWNER:
        return False
    if in_force(line.request).filter(kind__in=ENTITLES).exists():
        return False
    return line.is_personal or bool(consent_types(line))
