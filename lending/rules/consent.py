"""When the owner has to consent himself, and what an outsider has to bring.

Source: LND-15, SEC-13; decision 16.
"""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, DocumentType
from lending.models import Authority, OutsidePerson, RequestLine

ENTITLES: Final = frozenset(
    {
        Authority.Kind.OWNER_CONSENT,
        Authority.Kind.POWER_OF_ATTORNEY,
        Authority.Kind.OFFICIAL_LETTER,
        Authority.Kind.LAW,
    }
)
"""The owner's own word, given directly or to an attorney, or a basis in the law."""

BRINGS: Final[dict[str, frozenset[str]]] = {
    OutsidePerson.Kind.OWNER: frozenset(),
    OutsidePerson.Kind.ATTORNEY: frozenset({Authority.Kind.POWER_OF_ATTORNEY}),
    OutsidePerson.Kind.OFFICIAL: frozenset({Authority.Kind.OFFICIAL_LETTER}),
    OutsidePerson.Kind.LAWYER: frozenset({Authority.Kind.LAWYER_LETTER}),
    OutsidePerson.Kind.COMMITTEE: frozenset({Authority.Kind.RESOLUTION}),
    OutsidePerson.Kind.INSURER: frozenset({Authority.Kind.CLAIM}),
}
"""What a person from outside shows for the capacity in which he asks."""


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
    if types and not line.request.authorities.filter(kind__in=ENTITLES).exists():
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
    if not line.request.authorities.filter(kind__in=kinds).exists():
        yield Refusal(
            Clause.LND_18,
            _("%(capacity)s: record the letter or power of attorney first.")
            % {"capacity": outside.get_kind_display()},
            field="authority",
        )
