"""Papers that belong together: they stay in one volume, side by side, and in their order.

Source: FIL-16, FIL-17, FIL-18.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.policy.parameters import SETTINGS
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, DocumentLink
from dossiers.models.pages import entry_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

GONE: Final = (Document.State.WITHDRAWN, Document.State.DESTROYED)

ORDERED: Final[Mapping[str, "StrOrPromise"]] = {
    DocumentLink.Kind.REPLY: _("the reply lies before the request"),
    DocumentLink.Kind.ANNEX: _("the main text lies before its annex"),
    DocumentLink.Kind.DRAFT: _("the print lies before the final draft"),
}
"""Kinds whose order the regulation names; of the others the order recorded is proposed."""

Key = tuple[bool, int, int]


def links_of(documents: Sequence[Document]) -> list[DocumentLink]:
    """The links of these papers, also to papers that lie elsewhere."""
    ids = [document.pk for document in documents]
    return list(
        DocumentLink.objects.filter(Q(first__in=ids) | Q(second__in=ids), ended_on__isnull=True)
        .select_related("first__holding__dossier", "second__holding__dossier")
        .select_related("first__entry", "second__entry")
        .order_by("pk")
    )


def grouped(documents: Sequence[Document], links: Sequence[DocumentLink]) -> list[list[Document]]:
    """The papers in groups of those that belong together, each group as it was given."""
    leader = {document.pk: document.pk for document in documents}
    for link in links:
        if link.first_id in leader and link.second_id in leader:
            kept, joined = leader[link.first_id], leader[link.second_id]
            leader = {pk: kept if head == joined else head for pk, head in leader.items()}
    groups: dict[int, list[Document]] = {}
    for document in documents:
        groups.setdefault(leader[document.pk], []).append(document)
    return list(groups.values())


def ordered(
    documents: Sequence[Document], links: Sequence[DocumentLink], *, on: date
) -> list[Document]:
    """The order that the regulation proposes: by the setting, each group in one piece.

    Source: FIL-17, FIL-18.
    """
    setting = policy.text("item_order", on=on)
    groups = [_led(group, links, setting) for group in grouped(documents, links)]
    groups.sort(key=lambda group: key_of(group[0], setting))
    return [document for group in groups for document in group]


def _led(group: list[Document], links: Sequence[DocumentLink], setting: str) -> list[Document]:
    """One group: every first paper before its second, otherwise as the setting says."""
    left = sorted(group, key=lambda document: key_of(document, setting))
    before = {document.pk: _firsts(document, left, links) for document in left}
    placed: list[Document] = []
    while left:
        done = {document.pk for document in placed}
        free = [document for document in left if before[document.pk] <= done]
        placed.append((free or left)[0])  # a ring of links is broken where it begins
        left.remove(placed[-1])
    return placed


def _firsts(
    document: Document, group: Sequence[Document], links: Sequence[DocumentLink]
) -> set[int]:
    inside = {other.pk for other in group}
    return {k.first_id for k in links if k.second_id == document.pk and k.first_id in inside}


def key_of(document: Document, setting: str) -> Key:
    """What a paper is ordered by: annexes last, then category and date of issue, as is set."""
    entry = entry_of(document)
    kind = document.type.position if document.type else 9999
    day = document.formed_on.toordinal() if document.formed_on else 9_999_999
    if setting == "newest_first" and document.formed_on:
        day = -day
    by_kind = kind if setting == "category_then_issue_date" else 0
    return (bool(entry and entry.annex), by_kind, day)


def against_parting(
    documents: Sequence[Document], links: Sequence[DocumentLink]
) -> Iterator[Refusal]:
    """Papers that would lie in another volume than those they belong to.

    Source: FIL-16.
    """
    inside = {document.pk for document in documents}
    for link in links:
        missing = [d for d in (link.first, link.second) if d.pk not in inside]
        if len(missing) != 1 or missing[0].state in GONE:
            continue
        (there,) = missing
        here = link.second if there == link.first else link.first
        yield Refusal(
            Clause.FIL_16,
            _("“%(here)s” and “%(there)s” (%(code)s) belong together: %(kind)s. Take in both.")
            % {
                "here": here.title,
                "there": there.title,
                "code": there.code,
                "kind": link.get_kind_display(),
            },
            field="papers",
        )


def against_order(
    documents: Sequence[Document], links: Sequence[DocumentLink], *, on: date
) -> Iterator[Refusal]:
    """Why papers do not lie in this order.

    Source: FIL-16, FIL-17, FIL-18.
    """
    place = {document.pk: number for number, document in enumerate(documents)}
    for link in links:
        if link.kind not in ORDERED or not {link.first_id, link.second_id} <= place.keys():
            continue
        if place[link.first_id] > place[link.second_id]:
            yield _out_of_turn(link, place)
    groups = grouped(documents, links)
    yield from _scattered(groups, place)
    setting = policy.text("item_order", on=on)
    heads = [_led(group, links, setting)[0] for group in groups]
    for earlier, later in pairwise(heads):
        if key_of(earlier, setting) > key_of(later, setting):
            yield _against_setting(earlier, later, place, setting)
            return


def _out_of_turn(link: DocumentLink, place: Mapping[int, int]) -> Refusal:
    return Refusal(
        Clause.FIL_17,
        _("“%(second)s” is number %(m)s, before “%(first)s”, number %(n)s: %(rule)s.")
        % {
            "second": link.second.title,
            "m": place[link.second_id] + 1,
            "first": link.first.title,
            "n": place[link.first_id] + 1,
            "rule": ORDERED[link.kind],
        },
        field="papers",
    )


def _scattered(groups: Sequence[Sequence[Document]], place: Mapping[int, int]) -> Iterator[Refusal]:
    for group in groups:
        numbers = [place[document.pk] + 1 for document in group]
        if max(numbers) - min(numbers) >= len(numbers):
            yield Refusal(
                Clause.FIL_16,
                _("Numbers %(numbers)s belong together; nothing else lies between them.")
                % {"numbers": ", ".join(str(number) for number in numbers)},
                field="papers",
            )


def _against_setting(
    earlier: Document, later: Document, place: Mapping[int, int], setting: str
) -> Refusal:
    return Refusal(
        Clause.FIL_18,
        _(
            "“%(later)s” (%(day)s), number %(n)s, lies before “%(earlier)s”. The order is: %(order)s."
        )
        % {
            "later": later.title,
            "day": later.formed_on or "—",
            "n": place[later.pk] + 1,
            "earlier": earlier.title,
            "order": SETTINGS["item_order"].say(setting),
        },
        field="papers",
    )
