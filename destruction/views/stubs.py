"""What is left of destroyed things: found by whoever asks, in no other list (DES-12)."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office.http import StaffRequest, actor
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from destruction.forms.execution import StubFilter
from destruction.models import LineState, RegisterLine
from destruction.views.finding import REGISTERS_SEEN
from dossiers.models import Holding
from dossiers.procedures.codes import normalised_code
from dossiers.rules.searching import search_units


@shell_page(_("Destroyed things"), REGISTERS_SEEN, methods=("GET",))
def destroyed(request: StaffRequest) -> HttpResponse:
    """The stubs that a code, a barcode, a unit, a register's number or a year names."""
    form = StubFilter(request.GET)
    context: dict[str, object] = {"form": form}
    if form.narrows:
        rows = _asked_for(stubs(request), form)
        page = keyset_page(rows, request, order=("-destroyed_at", "-id"))
        context |= {"page": page, "rows": page.rows}
    return render(request, "destruction/destroyed.html", context)


def stubs(request: StaffRequest) -> QuerySet[RegisterLine]:
    """Lines whose thing was destroyed, of holdings this person may know of.

    Source: DES-12, ORG-01.
    """
    known = Holding.objects.visible_to(actor(request)).values("pk")
    rows = RegisterLine.objects.filter(state=LineState.DESTROYED, holding__in=known)
    return rows.select_related(
        "register__room", "appraised__appraisal", "holding__dossier__unit", "document"
    )


def _asked_for(rows: QuerySet[RegisterLine], form: StubFilter) -> QuerySet[RegisterLine]:
    if year := form.chosen("year"):
        rows = rows.filter(destroyed_at__year=year)
    if term := form.chosen("q"):
        rows = rows.filter(named(term))
    return rows


def named(term: str) -> Q:
    """How a term names a stub."""
    text = term.replace("\0", "").strip()
    code = normalised_code(text)
    units = list(search_units(text).values_list("pk", flat=True)[:100])
    return (
        Q(code__startswith=code)
        | Q(holding__barcode=text.upper())
        | Q(holding__legacy_code=text) & ~Q(holding__legacy_code="")
        | Q(register__number__istartswith=text)
        | Q(appraised__appraisal__number__istartswith=text)
        | Q(holding__dossier__unit__in=units)
    )
