"""Which year's volume a paper belongs into, and by which rule.

Source: FIL-13, FIL-14, FIL-15.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.policy.parameters import SETTINGS
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, DocumentLink, Dossier, VolumeEntry
from dossiers.models.pages import entry_of

FIRST, LAST = "covers_from", "covers_until"

CROSS_YEAR: Final[Mapping[str, tuple[VolumeEntry.Rule, str]]] = {
    VolumeEntry.Spans.PLAN: (VolumeEntry.Rule.PLAN, FIRST),
    VolumeEntry.Spans.SUMMARY: (VolumeEntry.Rule.SUMMARY, LAST),
    VolumeEntry.Spans.MEETING: (VolumeEntry.Rule.MEETING, FIRST),
}
"""Of papers that span years: the rule, and which of the years recorded it names."""


@dataclass(frozen=True, slots=True)
class Year:
    """The year a paper is filed in.

    Attributes:
        rule: The rule that names it; empty where the paper's own date does.
    """

    year: int
    rule: str = ""


def own_year(document: Document) -> int:
    """The year of a paper's date; without a date that of its dossier."""
    if document.formed_on is not None:
        return document.formed_on.year
    dossier = document.holding.dossier
    return dossier.year or dossier.opened_on.year


def year_of(document: Document, links: Sequence[DocumentLink]) -> Year:
    """The year whose volume takes this paper.

    A request goes with its reply, a plan into the first year it covers, a summary into the last,
    papers of a meeting into the year it opened; what belongs to another paper goes with it.

    Source: FIL-15.
    """
    return _found(document, links, frozenset())


def _found(document: Document, links: Sequence[DocumentLink], seen: frozenset[int]) -> Year:
    entry = entry_of(document)
    if entry is not None and entry.spans:
        rule, which = CROSS_YEAR[entry.spans]
        return Year(getattr(entry, which), rule)
    leading = next((k for k in links if k.second_id == document.pk), None)
    if leading is None or leading.first_id in seen:
        return Year(own_year(document))
    reply = leading.kind == DocumentLink.Kind.REPLY
    return Year(
        _found(leading.first, links, seen | {document.pk}).year,
        VolumeEntry.Rule.REPLY if reply else VolumeEntry.Rule.TOGETHER,
    )


def rule_used(document: Document, links: Sequence[DocumentLink]) -> str:
    """The rule by which a paper lies in the volume of another year than its own; else nothing.

    Source: FIL-14.
    """
    found = year_of(document, links)
    return found.rule if found.year != own_year(document) else ""


def against_years(
    documents: Sequence[Document], links: Sequence[DocumentLink], year: int
) -> Iterator[Refusal]:
    """Papers that do not belong into the volume of this year.

    Source: FIL-14, FIL-15.
    """
    for document in documents:
        found = year_of(document, links)
        if found.year == year:
            continue
        words = {
            "paper": document.title,
            "code": document.code,
            "own": own_year(document),
            "year": year,
            "named": found.year,
        }
        if found.rule:
            text = _(
                "“%(paper)s” (%(code)s) goes into the volume of %(named)s, not %(year)s: %(rule)s."
            )
            words["rule"] = VolumeEntry.Rule(found.rule).label
            yield Refusal(Clause.FIL_15, text % words, field="papers")
        else:
            text = _(
                "“%(paper)s” (%(code)s) is of %(own)s; a volume of %(year)s takes it only by a rule"
                " for papers that span years."
            )
            yield Refusal(Clause.FIL_14, text % words, field="papers")


def against_yearly_volume(dossier: Dossier, *, on: date) -> Iterator[Refusal]:
    """Why no volume of a year is made up in this dossier.

    Source: FIL-13.
    """
    setting = policy.text("yearly_volumes", on=on)
    if dossier.kind != Dossier.Kind.CATEGORY and setting != "all":
        yield Refusal(
            Clause.FIL_13,
            _(
                "%(code)s is a customer's dossier and runs on over the years (setting “%(name)s”: %(value)s)."
            )
            % {
                "code": dossier.code,
                "name": SETTINGS["yearly_volumes"].label,
                "value": SETTINGS["yearly_volumes"].say(setting),
            },
        )
