"""What is compared when a thing comes back, who may bring it, and where it goes.

Source: LND-07, LND-08, LND-22, ACC-09; decision 16.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive_office.custody.models import Box
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Document, Holding, Retention, Secrecy
from dossiers.rules import custody
from lending.models import Condition, DamageCase, Loan, ReturnLine
from lending.rules import people

Outcome = ReturnLine.Outcome
Importance = DamageCase.Importance

FAULTS: Final = (Outcome.DAMAGED, Outcome.MARKED, Outcome.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLine:
    """One document of a volume as it was found on return."""

    document: Document
    pages_found: int
    outcome: Outcome = Outcome.AGREES
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the archivist finds when a thing comes back, and who brought it.

    Attributes:
        brought_by: Somebody of the staff; nobody for a person from outside.
        brought_by_name: Who brought it, where that is nobody of the staff.
        on_behalf: Whether the bringer was sent by the borrower.
        lines: The documents of a volume, each checked against the catalogue.
    """

    pages_found: int
    condition: Condition = Condition.INTACT
    note: str = ""
    brought_by: User | None = None
    brought_by_name: str = ""
    on_behalf: bool = False
    lines: tuple[FoundLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One loss or damage: of the whole thing, or of one document."""

    kind: DamageCase.Kind
    description: str
    document: Document | None = None


def documents_to_check(loan: Loan) -> list[Document]:
    """The documents that should lie in what was lent, in the order of the contents list."""
    filed = loan.holding.documents.filter(state=Document.State.FILED)
    return list(filed.order_by("number"))


def everything_agrees(loan: Loan) -> tuple[FoundLine, ...]:
    """The lines of a return in which everything is as catalogued, to begin the check with."""
    return tuple(
        FoundLine(document=document, pages_found=document.pages)
        for document in documents_to_check(loan)
    )


def bringer_of(loan: Loan, found: Found) -> str:
    """Who brought it, by name."""
    if found.brought_by is not None:
        return str(found.brought_by)
    return found.brought_by_name.strip() or loan.borrower_name


def against_taking_back(loan: Loan, found: Found, *, by: User, today: date) -> Iterator[Refusal]:
    """Every reason why this thing is not taken back like that now.

    Source: LND-07, LND-08, LND-22.
    """
    yield from people.against_strangers(by, loan.room)
    if loan.returned_on is not None:
        yield Refusal(
            Clause.LND_07,
            _("%(code)s was brought back on %(day)s already.")
            % {"code": loan.holding, "day": loan.returned_on},
        )
        return
    if today < loan.handed_out_on:
        yield Refusal(Clause.LND_07, _("It cannot come back before it was handed out."))
    yield from _against_bringer(loan, found)
    yield from _against_condition(loan, found)
    if found.condition != Condition.LOST:
        yield from _against_check(loan, found)


def _against_bringer(loan: Loan, found: Found) -> Iterator[Refusal]:
    """Only the registered borrower, or a named person on the borrower's behalf (LND-22)."""
    if found.on_behalf:
        if found.brought_by is None and not found.brought_by_name.strip():
            yield Refusal(
                Clause.LND_22,
                _("Name the person who brings it on the borrower’s behalf."),
                field="brought_by_name",
            )
        return
    stranger = found.brought_by_name.strip() not in ("", loan.borrower_name)
    if loan.borrower is None:
        wrong = found.brought_by is not None or stranger
    else:
        wrong = found.brought_by is None or found.brought_by.pk != loan.borrower.pk
    if wrong:
        yield Refusal(
            Clause.LND_22,
            _("%(code)s was lent to %(person)s; nobody else gives it back, unless sent.")
            % {"code": loan.holding, "person": loan.who},
            field="brought_by",
        )


def _against_condition(loan: Loan, found: Found) -> Iterator[Refusal]:
    if found.condition != Condition.INTACT and not found.note.strip():
        yield Refusal(
            Clause.LND_08,
            _("%(code)s: describe the condition in which it came back.") % {"code": loan.holding},
            field="note",
        )
    for line in found.lines:
        if line.outcome != Outcome.AGREES and not line.note.strip():
            yield Refusal(
                Clause.LND_08,
                _("%(code)s: say what was found.") % {"code": line.document},
                field="lines",
            )
    if found.condition == Condition.INTACT and any(map(_damage_of, found.lines)):
        yield Refusal(
            Clause.LND_08,
            _("%(code)s is not intact: its documents say otherwise.") % {"code": loan.holding},
            field="condition",
        )


def _against_check(loan: Loan, found: Found) -> Iterator[Refusal]:
    """Pages and documents are checked before the loan can end (LND-07)."""
    fewer = loan.pages_out - found.pages_found
    if fewer > 0 and found.condition != Condition.INCOMPLETE:
        told_pages = {"code": loan.holding, "out": loan.pages_out, "back": found.pages_found}
        text = _("%(code)s left with %(out)s pages and came back with %(back)s; pages are missing.")
        yield Refusal(Clause.LND_07, text % told_pages, field="pages_found")
    expected = {document.pk: document for document in documents_to_check(loan)}
    told = {line.document.pk for line in found.lines}
    if told - set(expected) or len(told) != len(found.lines):
        yield Refusal(
            Clause.LND_07,
            _("The check names papers that do not lie in %(code)s, or names one twice.")
            % {"code": loan.holding},
            field="lines",
        )
    if loan.kind == Loan.Kind.BORROWED and (left := len(expected.keys() - told)):
        unchecked = ngettext(
            "%(number)s document of %(code)s is not checked yet.",
            "%(number)s documents of %(code)s are not checked yet.",
            left,
        )
        words = {"number": left, "code": loan.holding}
        yield Refusal(Clause.LND_07, unchecked % words, field="lines")
    for line in found.lines:
        yield from _against_line(line)


def _against_line(line: FoundLine) -> Iterator[Refusal]:
    known = line.document.pages_known
    if line.outcome == Outcome.AGREES and known and line.pages_found != line.document.pages:
        yield Refusal(
            Clause.LND_07,
            _("%(code)s has %(pages)s pages; %(found)s do not agree.")
            % {
                "code": line.document,
                "pages": line.document.pages,
                "found": line.pages_found,
            },
            field="lines",
        )


def damages(loan: Loan, found: Found) -> list[Damage]:
    """Every loss and damage between issue and return; a case is opened for each.

    What was so when it left is no damage of this loan.

    Source: LND-08, ACC-09.
    """
    told = [damage for line in found.lines if (damage := _damage_of(line))]
    worse = found.condition not in (Condition.INTACT, loan.condition_out)
    if worse and not told:
        lost = found.condition in (Condition.LOST, Condition.INCOMPLETE)
        kind = DamageCase.Kind.LOSS if lost else DamageCase.Kind.DAMAGE
        told.append(Damage(kind=kind, description=found.note.strip()))
    return told


def _damage_of(line: FoundLine) -> Damage | None:
    fewer = line.document.pages_known and line.pages_found < line.document.pages
    if line.outcome == Outcome.MISSING or (line.outcome == Outcome.PAGES_DIFFER and fewer):
        kind = DamageCase.Kind.LOSS
    elif line.outcome in FAULTS:
        kind = DamageCase.Kind.DAMAGE
    else:
        return None
    return Damage(kind=kind, description=line.note.strip(), document=line.document)


def importance_of(holding: Holding, document: Document | None = None) -> Importance:
    """How much a loss weighs: secrecy, retention, personal information, original or copy.

    Source: ACC-09, LND-08.
    """
    secrecy = max(holding.secrecy, document.secrecy if document else 0)
    original = (document or holding).is_original
    weight = (
        (secrecy >= Secrecy.SECRET)
        + (secrecy >= Secrecy.CONFIDENTIAL)
        + (holding.retention == Retention.PERMANENT)
        + (holding.is_personal or holding.is_title_document)
    )
    if not original:
        weight -= 1
    if weight <= 0:
        return Importance.ORDINARY
    return Importance.IMPORTANT if weight == 1 else Importance.GRAVE


def against_putting_back(loan: Loan, slot: Box, *, by: User, reason: str) -> Iterator[Refusal]:
    """Every reason why this loan is not closed by putting the thing into this box now.

    Source: LND-07, ORG-01, STO-08, STO-09.
    """
    yield from people.against_strangers(by, loan.room)
    holding = loan.holding
    if not loan.is_open:
        yield Refusal(Clause.LND_07, _("%(code)s stands in its slot already.") % {"code": holding})
        return
    if loan.returned_on is None:
        yield Refusal(
            Clause.LND_07,
            _("%(code)s was not checked yet; take it back first.") % {"code": holding},
        )
    home = holding.home_slot_id
    if home is not None and home != slot.pk and not reason.strip():
        yield Refusal(
            Clause.LND_07,
            _("%(code)s belongs into box %(box)s; another one needs a reason.")
            % {"code": holding, "box": holding.home_slot},
            field="slot",
        )
    yield from custody.against_slot(holding, slot, is_archivist=True)  # asked above
