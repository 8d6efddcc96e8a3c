"""Papers that were never filed and go all the same: what a disposal list must say.

Source: DES-03, DES-21, DES-22, DES-23; APR-01.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import Department, Membership, User
from archive_office.regulation import Clause, Refusal
from destruction.models import Method
from dossiers.models import Document, Holding

RECORDS: Final = "destruction.record_disposal"
MOST_ITEMS: Final = 60
_DOTS: Final = re.compile(r"[．・•.‧∙]")
_BETWEEN: Final = re.compile(r"[\s,，;；、:：()（）]+")


@dataclass(frozen=True, slots=True)
class Waste:
    """One kind of unfiled paper, as it is put on a list.

    Attributes:
        pages: None where nobody counted them.
        confidential: Confidential, or about a customer.
    """

    what: str
    copies: int
    method: str
    pages: int | None = None
    confidential: bool = True


def post_for(person: User, department: Department) -> Membership | None:
    """The post by which a person answers for the waste of this department."""
    posts = (m for m in person.current_memberships if m.department_id == department.pk)
    return next(posts, None)


def departments_of(person: User) -> list[Department]:
    """The departments whose waste this person puts on a list."""
    found = {m.department for m in person.current_memberships}
    return sorted(found, key=lambda department: department.code)


def methods_for(*, confidential: bool, on: date) -> list[Method]:
    """How unfiled papers may go on a day: what is confidential through the shredder only.

    Source: DES-21, DES-22.
    """
    if confidential:
        return [Method.SHREDDER]
    if policy.text("ordinary_disposal_method", on=on) == "tear":
        return [Method.TEARING, Method.SHREDDER, Method.BREAKING]
    return [Method.SHREDDER, Method.BREAKING]


def against_disposing(
    department: Department, items: Sequence[Waste], *, on: date, by: User, today: date
) -> Iterator[Refusal]:
    """Refuse a list of nothing, of filed things, of another department, or of tomorrow.

    Source: APR-01, DES-03, DES-21, DES-22, DES-23.
    """
    if post_for(by, department) is None:
        yield Refusal(
            Clause.ORG_01,
            _("Only people of %(department)s dispose of its papers.") % {"department": department},
            field="department",
        )
    if on > today:
        yield Refusal(
            Clause.DES_23, _("What is disposed of tomorrow is recorded tomorrow."), field="on"
        )
    if not items:
        yield Refusal(Clause.DES_23, _("Say what is disposed of, and how many."))
    if len(items) > MOST_ITEMS:
        yield Refusal(Clause.DES_23, _("A list has at most %(n)s lines.") % {"n": MOST_ITEMS})
    for number, item in enumerate(items, 1):
        yield from _against_item(number, item, on)
    yield from _against_filed(items)


def _against_item(number: int, item: Waste, on: date) -> Iterator[Refusal]:
    if not item.what.strip() or item.copies < 1 or (item.pages is not None and item.pages < 0):
        yield Refusal(Clause.DES_23, _("Line %(n)s: say what it is, and how many.") % {"n": number})
    if item.method not in Method.values:
        yield Refusal(
            Clause.DES_03,
            _("Line %(n)s: choose the method from the list; nothing is sold or put to another use.")
            % {"n": number},
        )
        return
    allowed = methods_for(confidential=item.confidential, on=on)
    if item.method not in allowed:
        yield Refusal(
            Clause.DES_21 if item.confidential else Clause.DES_22,
            _("Line %(n)s goes by: %(methods)s.")
            % {"n": number, "methods": " / ".join(str(each.label) for each in allowed)},
        )


def _against_filed(items: Iterable[Waste]) -> Iterator[Refusal]:
    """What has a reference code was filed; it goes by appraisal and register only (APR-01)."""
    named = {word for item in items for word in _codes(item.what)}
    holdings = Holding.objects.filter(code__in=named).values_list("code", flat=True)
    documents = Document.objects.filter(code__in=named).values_list("code", flat=True)
    for code in sorted({*holdings, *documents}):
        yield Refusal(
            Clause.APR_01,
            _("%(code)s is filed: it is destroyed by appraisal and register only.")
            % {"code": code},
        )


def _codes(text: str) -> list[str]:
    words = (_DOTS.sub("·", word).upper() for word in _BETWEEN.split(text))
    return [word for word in words if "-" in word]
