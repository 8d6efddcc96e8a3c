"""The facts of a disposal list, read from its record.

Source: DES-23.
"""

from archive_office.printing.facts import Fonds
from destruction.models import DisposalList, Method
from destruction.papers.register_facts import DisposalSheet, Disposed
from destruction.papers.register_filling import METHODS


def disposal_facts(disposal: DisposalList, fonds: Fonds) -> DisposalSheet:
    """What a disposal list prints."""
    return DisposalSheet(
        fonds=fonds,
        number=disposal.number,
        department=disposal.department.name,
        disposed_on=disposal.disposed_on,
        by=str(disposal.by),
        remark=disposal.remark,
        items=tuple(
            Disposed(
                number=item.number,
                what=item.what,
                copies=item.copies,
                pages=item.pages,
                confidential=item.confidential,
                method=METHODS[Method(item.method)],
            )
            for item in disposal.items.order_by("number")
        ),
    )
