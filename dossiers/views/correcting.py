"""Correcting the records after a stocktake: a page of its own, confirmed with the password."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.signing import Proof
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.paging import keyset_page
from dossiers.forms.storerooms import CorrectForm
from dossiers.models import Stocktake
from dossiers.procedures.correcting import correct_line
from dossiers.rules import stocktaking as rules
from dossiers.views.stocktakes import CORRECTS, stocktake_or_404

AT_ONCE: Final = 20


@shell_page(gettext_lazy("Correct the records"), CORRECTS)
def stock_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Settle what a closed stocktake found, line by line; what is refused stays open."""
    found = stocktake_or_404(request, pk)
    open_lines = rules.sore_lines(found).filter(correction="")
    page = keyset_page(open_lines, request, order=("verdict", "pk"), size=AT_ONCE)
    form = CorrectForm(request.POST if request.method == "POST" else None, lines=page.rows)
    refusals: list[Refusal] = []
    if request.method == "POST" and form.is_valid():
        refusals = _correct(request, form)
        if not refusals:
            return redirect("dossiers:stocktake", pk)
        page = keyset_page(open_lines.all(), request, order=("verdict", "pk"), size=AT_ONCE)
        form = CorrectForm(None, lines=page.rows)
    context = {
        "stocktake": found,
        "page": page,
        "form": form,
        "rows": form.rows(),
        "refusals": refusals,
        "pending": list(_pending(found, request)),
        "title": found.place,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/stock_correct.html", context, status=status)


def _pending(found: Stocktake, request: StaffRequest) -> list[Refusal]:
    against = list(rules.against_strangers(found.department, actor(request)))
    return against + list(rules.against_open(found))


def _correct(request: StaffRequest, form: CorrectForm) -> list[Refusal]:
    """One act a line, after one proof; every refusal that was met."""
    by, now = actor(request), clock.now()
    try:
        proof: Proof = form.prove(by, now=now)
    except RegulationError as error:
        return list(error.refusals)
    refusals: list[Refusal] = []
    done = 0
    for line, how, words in form.chosen():
        try:
            correct_line(line, how, words=words, proof=proof, by=by, now=now)
        except RegulationError as error:
            refusals += error.refusals
        else:
            done += 1
    if done:
        told = ngettext("%(n)d line is settled.", "%(n)d lines are settled.", done) % {"n": done}
        messages.success(request, told)
    return refusals
