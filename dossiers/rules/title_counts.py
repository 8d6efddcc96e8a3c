"""Which safes are due for a count of their title documents, and what stands against its steps.

Source: STO-10.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.custody.models import Cabinet
from archive_office.custody.rules.months import months_after
from archive_office.custody.rules.registers import against_proof
from archive_office.custody.rules.rooms import against_strangers, rooms_of
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof, canonical
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding, HoldingState, TitleCount, TitleCountLine

COUNTERS: Final = 2
"""So many different persons count, as cash is counted."""


def expected_in(safe: Cabinet) -> QuerySet[Holding]:
    """The title documents that ought to lie in a safe now; what is lent is not among them.

    Source: STO-10.
    """
    return Holding.objects.filter(
        is_title_document=True,
        state=HoldingState.ON_SHELF,
        present_slot__shelf__cabinet=safe,
    ).order_by("code")


def safes_of(user: User) -> QuerySet[Cabinet]:
    """The safes in the rooms that exist for a person, each with its last finished count.

    Source: ORG-01, STO-10.
    """
    counts = TitleCount.objects.filter(safe=OuterRef("pk"), finished_at__isnull=False)
    last = Subquery(
        counts.order_by("-finished_at").values("finished_at")[:1], output_field=DateTimeField()
    )
    safes = Cabinet.objects.filter(kind=Cabinet.Kind.SAFE, room__in=rooms_of(user))
    return safes.select_related("room", "department").annotate(last_counted=last)


def due_safes(safes: QuerySet[Cabinet], *, on: date) -> QuerySet[Cabinet]:
    """Safes nobody ever counted, or not for ``title_document_count_months``.

    Source: STO-10.
    """
    months = policy.number("title_document_count_months", on=on)
    counted = TitleCount.objects.filter(
        safe=OuterRef("pk"), finished_at__date__gt=months_after(on, -months)
    )
    return safes.filter(~Exists(counted))


def against_opening(safe: Cabinet, by: User) -> Iterator[Refusal]:
    """Why no count of this cabinet begins now.

    Source: ORG-01, STO-10.
    """
    yield from against_strangers(safe.department, by)
    if safe.kind != Cabinet.Kind.SAFE:
        yield Refusal(Clause.STO_10, _("Title documents lie in a safe; this is none."))
    if TitleCount.objects.filter(safe=safe, finished_at=None).exists():
        yield Refusal(
            Clause.STO_10, _("A count of %(safe)s is under way already.") % {"safe": safe}
        )


def against_counting(count: TitleCount, by: User) -> Iterator[Refusal]:
    """Why nothing more can be counted.

    Source: ORG-01, STO-10.
    """
    yield from against_strangers(count.department, by)
    if count.frozen_at is not None:
        yield Refusal(Clause.STO_10, _("The count is closed; what was counted stays."))


def against_counting_thing(holding: Holding) -> Iterator[Refusal]:
    """Refuse what is no title document.

    Source: STO-10.
    """
    if not holding.is_title_document:
        yield Refusal(
            Clause.STO_10,
            _("%(code)s is no title document; take it out of the safe.") % {"code": holding.code},
            field="code",
        )


def differs(lines: list[TitleCountLine]) -> bool:
    """Whether anything expected is not there, or anything there was not expected."""
    return any(line.is_expected != line.is_there for line in lines)


def against_freezing(
    count: TitleCount, lines: list[TitleCountLine], remark: str, by: User
) -> Iterator[Refusal]:
    """Why the count cannot be closed for signing: a difference is explained.

    Source: STO-10.
    """
    yield from against_counting(count, by)
    if differs(lines) and not remark.strip():
        yield Refusal(
            Clause.STO_10,
            _("What was counted differs from what is expected; say why."),
            field="remark",
        )


def content_of(count: TitleCount, lines: list[TitleCountLine]) -> str:
    """The text that both counters sign.

    Source: STO-10.
    """
    things: list[dict[str, Any]] = [
        {"code": line.holding.code, "expected": line.is_expected, "there": line.is_there}
        for line in lines
    ]
    return canonical(
        "dossiers.title_count/1",
        {
            "safe": f"{count.department.code}-{count.safe.number}",
            "on": count.opened_on.isoformat(),
            "expected": count.expected,
            "counted": count.counted,
            "remark": count.remark,
            "things": things,
        },
    )


def against_signing(
    count: TitleCount, proof: Proof, seen_hash: str, by: User, *, now: datetime
) -> Iterator[Refusal]:
    """Why this person does not sign this count now: two different persons do.

    Source: ORG-01, STO-10, SEC-42.
    """
    yield from against_strangers(count.department, by)
    yield from against_proof(proof, by, now)
    if count.frozen_at is None or count.finished_at is not None:
        yield Refusal(Clause.STO_10, _("The count does not wait for a signature."))
    elif seen_hash != count.content_hash:
        yield Refusal(Clause.STO_10, _("This is not the count that was shown to you."))
    if count.signatures.filter(signer=by).exists():
        yield Refusal(
            Clause.STO_10, _("You have signed already; the second signature is another person’s.")
        )
