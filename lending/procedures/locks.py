"""Fresh, locked rows of lending: the only safe base for a decision at the desk.

Always taken in this order, so that no two acts wait for each other in a ring:
requests with their lines, holdings, loans; within each by id.
"""

from collections import defaultdict
from collections.abc import Iterable

from dossiers.procedures import custody
from lending.models import Loan, RequestLine
from lending.procedures.lines import locked_lines, locked_request


def lines(pks: Iterable[int]) -> list[RequestLine]:
    """Lines as they are now, with their requests and holdings, request by request."""
    of_request: dict[int, list[int]] = defaultdict(list)
    rows = RequestLine.objects.filter(pk__in=set(pks)).order_by("request_id", "pk")
    for request_id, pk in rows.values_list("request_id", "pk"):
        of_request[request_id].append(pk)
    found = [
        line
        for request_id, own in of_request.items()
        for line in locked_lines(locked_request(request_id), only=own)
    ]
    things = {h.pk: h for h in custody.locked([x.holding_id for x in found if x.holding_id])}
    for line in found:
        if line.holding_id is not None:
            line.holding = things[line.holding_id]
    return found


def loan(pk: int) -> Loan:
    """A loan as it is now, its thing locked before it."""
    holding_id = Loan.objects.values_list("holding_id", flat=True).get(pk=pk)
    (holding,) = custody.locked([holding_id])
    found = (
        Loan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("room", "borrower", "slip", "line__request__outside", "line__grant")
        .get(pk=pk)
    )
    found.holding = holding
    return found
