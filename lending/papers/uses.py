"""What lending tells a resident of the use of the own file: things lent, copies, where they went.

Employees are given by key, to be told by their posts; whoever comes from outside is masked. The
purpose is the one chosen from the list: what was typed may name other residents.

Source: LND-16, SEC-14.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils import timezone

from dossiers.signals import Use
from lending.models import Disclosure, Loan
from lending.papers import words
from lending.papers.filling import recipient_name

_OLD: Final = "旧簿登记的使用人"
_ORIGINAL: Final = "原件"


def uses_of(dossiers: Sequence[int]) -> Iterator[Use]:
    """Every disclosure, and every loan or reading that was none, of these dossiers.

    Source: LND-16, SEC-14.
    """
    yield from _disclosed(dossiers)
    yield from _lent(dossiers)


def _disclosed(dossiers: Sequence[int]) -> Iterator[Use]:
    rows = Disclosure.objects.filter(holding__dossier__in=dossiers)
    for row in rows.select_related("holding", "line__request__outside").order_by("pk"):
        request = row.line.request
        what = words.DISCLOSURES[row.kind]
        yield Use(
            dossier=row.holding.dossier_id,
            on=timezone.localtime(row.disclosed_at).date(),
            what=f"{what}（{_ORIGINAL}）" if row.is_original else what,
            user=None if request.outside else request.requester_id,
            who=_outsider(row),
            purpose=words.PURPOSES[request.purpose],
            afterwards=words.ACCOUNTED.get(row.accounted, ""),
        )


def _outsider(row: Disclosure) -> str:
    """Whoever came from outside, by capacity and masked; nobody where an employee asked."""
    request = row.line.request
    return recipient_name("", request) if request.outside else ""


def _lent(dossiers: Sequence[int]) -> Iterator[Use]:
    rows = Loan.objects.told().filter(holding__dossier__in=dossiers, disclosure__isnull=True)
    for loan in rows.select_related("holding", "line__request").order_by("pk"):
        request = loan.line.request if loan.line else None
        yield Use(
            dossier=loan.holding.dossier_id,
            on=loan.handed_out_on,
            what="借出" if loan.kind == Loan.Kind.BORROWED else "现场查阅",
            user=loan.borrower_id,
            who="" if loan.borrower_id else _OLD,
            purpose=words.PURPOSES[request.purpose] if request else "",
        )
