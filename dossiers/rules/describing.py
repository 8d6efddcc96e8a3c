"""What is said of one paper of a volume: what it belongs to, the years it spans, its number.

Source: FIL-05, FIL-15, FIL-16.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, DocumentLink, Dossier, VolumeEntry
from dossiers.models.pages import entry_of
from dossiers.rules.submissions import FIRST_YEAR
from dossiers.rules.together import GONE

CONTRACT_CODES: Final = frozenset({"C4"})
"""Types outside the categories of contracts that are contracts all the same."""

CONTRACT_SUB_CLASS: Final = "HT"
LAST_YEAR: Final = 2200


def is_contract(document: Document) -> bool:
    """Whether a paper is a contract: of a category of contracts, or an occupancy agreement."""
    kind = document.type
    if kind is None:
        return False
    of_contracts = kind.category is not None and kind.category.sub_class == CONTRACT_SUB_CLASS
    return of_contracts or kind.code in CONTRACT_CODES


def next_contract_number(dossier: Dossier) -> str:
    """The number of the next contract of a dossier: the dossier's own number, then a count.

    Source: FIL-05.
    """
    stem = f"{dossier.code}-HT"
    given = VolumeEntry.objects.filter(contract_number__startswith=stem).values_list(
        "contract_number", flat=True
    )
    last = max((int(number.removeprefix(stem)) for number in given), default=0)
    return f"{stem}{last + 1:02}"


def against_describing(document: Document, by: User) -> Iterator[Refusal]:
    """Why this person says nothing of how this paper lies in its volume.

    Source: FIL-26.
    """
    dossier = document.holding.dossier
    if by.post_in([dossier.centre_id, document.holding.keeper_id]) is None:
        yield Refusal(
            Clause.FIL_26,
            _("The staff of %(centre)s describe its papers.") % {"centre": dossier.centre},
        )
    if document.state in GONE:
        yield Refusal(
            Clause.FIL_26,
            _("%(code)s is “%(state)s”.")
            % {"code": document.code, "state": document.get_state_display()},
        )
    if document.holding.bindings.filter(opened_on__isnull=True).exists():
        yield Refusal(
            Clause.FIL_26,
            _("%(code)s lies in a bound volume; open the binding first.") % {"code": document.code},
        )


def against_numbering(document: Document, number: str, wanted: str) -> Iterator[Refusal]:
    """Why a contract does not bear this number.

    Args:
        wanted: The number that follows from the dossier's.

    Source: FIL-05.
    """
    entry = entry_of(document)
    if entry is not None and entry.annex:
        yield Refusal(
            Clause.FIL_05,
            _("“%(paper)s” is an annex; annexes bear no number.") % {"paper": document.title},
            field="number",
        )
    if not is_contract(document):
        yield Refusal(
            Clause.FIL_05,
            _("“%(paper)s” is no contract; only contracts are numbered so.")
            % {"paper": document.title},
            field="number",
        )
    elif entry is not None and entry.contract_number:
        yield Refusal(
            Clause.FIL_05,
            _("“%(paper)s” bears the number %(number)s already.")
            % {"paper": document.title, "number": entry.contract_number},
            field="number",
        )
    if number and number != wanted:
        yield Refusal(
            Clause.FIL_05,
            _(
                "The contract number %(number)s does not follow the number of its dossier; it is %(wanted)s."
            )
            % {"number": number, "wanted": wanted},
            field="number",
        )


def against_annex(document: Document) -> Iterator[Refusal]:
    """Why a paper is not listed as an annex without a number.

    Source: FIL-05.
    """
    entry = entry_of(document)
    if entry is not None and entry.contract_number:
        yield Refusal(
            Clause.FIL_05,
            _("“%(paper)s” bears the contract number %(number)s; what is numbered is no annex.")
            % {"paper": document.title, "number": entry.contract_number},
            field="annex",
        )


def against_span(spans: str, first: int | None, last: int | None) -> Iterator[Refusal]:
    """Why these are not the years that a paper spans.

    Source: FIL-15.
    """
    if not spans:
        return
    if first is None or last is None or not FIRST_YEAR <= first <= last <= LAST_YEAR:
        yield Refusal(
            Clause.FIL_15,
            _(
                "%(kind)s: name the first and the last year it covers (%(first)s to %(last)s do not)."
            )
            % {
                "kind": VolumeEntry.Spans(spans).label,
                "first": first or "—",
                "last": last or "—",
            },
            field="covers_from",
        )


def against_linking(first: Document, second: Document) -> Iterator[Refusal]:
    """Why these two papers are not recorded as belonging together.

    Source: FIL-16.
    """
    words = {"first": first.title, "second": second.title}
    if first.pk == second.pk:
        yield Refusal(Clause.FIL_16, _("Name another paper."), field="other")
        return
    one, other = first.holding.dossier, second.holding.dossier
    of_kind = (one.category_id, one.centre_id) == (other.category_id, other.centre_id)
    of_a_case = one.is_case or other.is_case
    related = of_kind and Dossier.Kind.CATEGORY == one.kind == other.kind and not of_a_case
    if one.pk != other.pk and not related:
        yield Refusal(
            Clause.FIL_16,
            _("“%(first)s” and “%(second)s” are of different dossiers and never share a volume.")
            % words,
            field="other",
        )
    elif first.holding_part != second.holding_part:
        yield Refusal(
            Clause.FIL_16,
            _("“%(first)s” and “%(second)s” lie in different parts; personal papers stay apart.")
            % words,
            field="other",
        )
    both = Q(first=first, second=second) | Q(first=second, second=first)
    if DocumentLink.objects.filter(both, ended_on__isnull=True).exists():
        yield Refusal(
            Clause.FIL_16,
            _("“%(first)s” and “%(second)s” are linked already.") % words,
            field="other",
        )
