"""The receipt register: what headquarters took in, on the screen and on paper."""

import json
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department
from archive_office.printing.facts import Fonds
from archive_office.shell import shell_page
from transfers.forms import ReceiptFilter
from transfers.papers.facts import Receipt, ReceiptRegister
from transfers.papers.filling import receipt_facts
from transfers.papers.receipts import receipt_register
from transfers.rules.content import fonds_of
from transfers.rules.receipts import owed_on, received
from transfers.views.finding import SEEN, archive_room_of
from transfers.views.papers import pdf


@shell_page(_("Receipt register"), SEEN, methods=("GET",))
def receipts(request: StaffRequest) -> HttpResponse:
    """What an archive room took in between two days, with what is still owed on it."""
    room = archive_room_of(actor(request))
    form, first, last = _span(request)
    rows = entries(request, room, first, last)
    context = {
        "form": form,
        "room": room,
        "first": first,
        "last": last,
        "rows": rows,
        "volumes": sum(entry.volumes for _pk, entry in rows),
        "items": sum(entry.items for _pk, entry in rows),
        "pages": sum(entry.pages for _pk, entry in rows),
    }
    status = 422 if form.errors else 200
    return render(request, "transfers/receipts.html", context, status=status)


@shell_page(_("Receipt register"), SEEN, methods=("GET",))
def register(request: StaffRequest) -> HttpResponse:
    """The same register as PDF."""
    room = archive_room_of(actor(request))
    _form, first, last = _span(request)
    fonds = fonds_of(room)
    facts = ReceiptRegister(
        fonds=Fonds(fonds["code"], fonds["name"]),
        keeper=room.name,
        first=first,
        last=last,
        receipts=tuple(entry for _pk, entry in entries(request, room, first, last)),
    )
    return pdf(receipt_register(facts), f"receipts-{first}-{last}.pdf")


def entries(
    request: StaffRequest, room: Department, first: date, last: date
) -> list[tuple[int, Receipt]]:
    """The register's entries with the manifest each leads to, in order of receipt."""
    rows = received(room, first, last, visible_to=actor(request))
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
