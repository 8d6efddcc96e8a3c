"""The loans of a dossier, as the register of its movements prints them; outsiders are masked.

Source: TRF-18, FRM-40.
"""

from collections.abc import Iterator

from dossiers.signals import Movement
from lending.models import Loan
from lending.papers.filling import outside_name


def loans_of(dossier: int) -> Iterator[Movement]:
    """Everything of a dossier that was lent out of its archive room, or is."""
    rows = Loan.objects.filter(holding__dossier=dossier, kind=Loan.Kind.BORROWED)
    found = rows.select_related("holding", "room", "slip__handed_out_by", "line__request__outside")
    for loan in found.order_by("handed_out_on", "pk"):
        outside = loan.line.request.outside if loan.line else None
        name = outside_name(outside) if outside else loan.borrower_name
        clerk = f"{loan.slip.handed_out_by}（经办）" if loan.slip else ""
        yield Movement(
            on=loan.handed_out_on,
            kind="外借",
            item=f"{loan.holding.code}　{loan.slip.number if loan.slip else ''}".rstrip("　"),
            sender=loan.room.name,
            receiver=f"{name}（{loan.borrower_department}）" if loan.borrower_department else name,
            due_on=loan.due_on,
            back_on=loan.returned_on,
            signed=clerk,
        )
