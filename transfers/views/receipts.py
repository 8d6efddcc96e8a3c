"""The receipt register: what headquarters took in, on the screen and on paper."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.printing.facts import Fonds
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from transfers.forms import ReceiptFilter
from transfers.models import Manifest
from transfers.papers.facts import Receipt, ReceiptRegister
from transfers.papers.filling import receipt_facts
from transfers.papers.receipts import receipt_register
from transfers.rules.content import fonds_of
from transfers.rules.receipts import owed_on, received, sums_of
from transfers.views.finding import SEEN, archive_room_of

AT_A_TIME: Final = 20


@shell_page(_("Receipt register"), SEEN, methods=("GET",))
def receipts(request: StaffRequest) -> HttpResponse:
    """What an archive room took in between two days, with what is still owed on it."""
    room = archive_room_of(actor(request))
    form, first, last = _span(request)
    found = received(room, first, last, visible_to=actor(request))
    page = keyset_page(found, request, order=("completed_at", "id"))
    context = {
        "form": form,
        "room": room,
        "first": first,
        "last": last,
        "page": page,
        "rows": entries(page.rows),
        "sums": sums_of(found),
    }
    status = 422 if form.errors else 200
    return render(request, "transfers/receipts.html", context, status=status)


@shell_page(_("Receipt register"), SEEN, methods=("GET",))
def register(request: StaffRequest) -> HttpResponse:
    """The same register as PDF, whole; the manifests are read a few at a time."""
    room = archive_room_of(actor(request))
    _form, first, last = _span(request)
    fonds = fonds_of(room)
    found = received(room, first, last, visible_to=actor(request))
    few_at_a_time = batched(found.iterator(chunk_size=AT_A_TIME))
    facts = ReceiptRegister(
        fonds=Fonds(fonds["code"], fonds["name"]),
        keeper=room.name,
        first=first,
        last=last,
        receipts=tuple(entry for few in few_at_a_time for _pk, entry in entries(few)),
    )
    return pdf(receipt_register(facts), f"receipts-{first}-{last}.pdf")


def batched(rows: Iterator[Manifest]) -> Iterator[list[Manifest]]:
    """A few of the rows at a time, until there are no more."""
    while few := list(islice(rows, AT_A_TIME)):
        yield few


def entries(rows: Sequence[Manifest]) -> list[tuple[int, Receipt]]:
    """The register's entries with the manifest each leads to, in order of receipt."""
    owed = owed_on(rows)
    return [
        (row.pk, receipt_facts(row, json.loads(row.content), missing=owed.get(row.pk, [])))
        for row in rows
    ]


def _span(request: StaffRequest) -> tuple[ReceiptFilter, date, date]:
    """The days asked for; by default this year until today."""
    today = clock.today()
    first, last = date(today.year, 1, 1), today
    asked = "first" in request.GET or "last" in request.GET
    given = {"first": first.isoformat(), "last": last.isoformat()}
    form = ReceiptFilter(request.GET if asked else given)
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    return form, first, last
