"""Papers that are missing, who owes them, and the letters that ask for them."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.chasing import CentreFilter, MissingFilter
from dossiers.models import ChaseLetter, DocumentType, Dossier, ViewLog
from dossiers.papers.chasing import ChaseLine, ChaseSheet, chase_sheet
from dossiers.papers.filling import fonds_of
from dossiers.procedures.chasing import chase_papers
from dossiers.procedures.reading import log_named
from dossiers.rules import chasing as rules
from dossiers.rules.listing import listed_dossiers

LOOKS = "dossiers.view_dossier"
CHASES = "dossiers.chase_papers"


@shell_page(gettext_lazy("Missing papers"), LOOKS, methods=("GET",))
def missing_papers(request: StaffRequest) -> HttpResponse:
    """Which dossiers lack which papers, by the department that owes them (COL-06, FIL-30)."""
    return _show(request, MissingFilter(request.GET, user=actor(request)), ())


@shell_page(gettext_lazy("Missing papers"), CHASES, methods=("POST",))
def chase(request: StaffRequest) -> HttpResponse:
    """Write a letter to the department that owes papers."""
    try:
        letter = _chase(request)
    except RegulationError as error:
        form = MissingFilter(request.POST, user=actor(request))
        return _show(request, form, error.refusals)
    messages.success(request, _("%(number)s is written.") % {"number": letter})
    return redirect("dossiers:chase_letters")


def _show(request: StaffRequest, form: MissingFilter, refusals: Sequence[Refusal]) -> HttpResponse:
    under(request, "dossiers:completeness")
    user, today = actor(request), clock.today()
    rows = form.narrowed(listed_dossiers(user), today=today)
    page = keyset_page(
        rows.select_related("centre", "unit__estate", "occupancy__customer"),
        request,
        order=("centre_id", "code", "pk"),
    )
    supplier = form.chosen("supplier") or ""
    context = {
        "form": form,
        "page": page,
        "lines": rules.lacks_of(page.rows, supplier),
        "supplier": supplier,
        "centres": _own_centres(request) if user.has_perm(CHASES) else [],
        "days": policy.number("missing_paper_days", on=today),
        "supply_day": policy.number("monthly_supply_day", on=today),
        "refusals": refusals,
    }
    status = 422 if refusals else 200
    return render(request, "dossiers/missing_papers.html", context, status=status)


def _chase(request: StaffRequest) -> ChaseLetter:
    """Write the letter that was asked for; a centre that is not one's own does not exist."""
    chosen = request.POST.get("centre", "")
    own = {centre.pk: centre for centre in _own_centres(request)}
    rows = Department.objects.filter(pk__in=own)
    centre = get_object_or_404(rows, pk=int(chosen) if chosen.isdecimal() else 0)
    supplier = request.POST.get("supplier", "")
    return chase_papers(centre, supplier, by=actor(request), today=clock.today())


def _own_centres(request: StaffRequest) -> list[Department]:
    posts = actor(request).current_memberships
    return list({m.department_id: m.department for m in posts if m.department.is_centre}.values())


@shell_page(gettext_lazy("Letters for missing papers"), LOOKS, methods=("GET",))
def chase_letters(request: StaffRequest) -> HttpResponse:
    """Every letter, newest first, with how much of it is still missing."""
    under(request, "dossiers:completeness")
    user = actor(request)
    form = CentreFilter(request.GET, user=user)
    rows = ChaseLetter.objects.visible_to(user).select_related("centre", "issued_by")
    if centre := form.centre_chosen:
        rows = rows.filter(centre=centre)
    page = keyset_page(rows, request, order=("-issued_on", "-pk"))
    context = {"form": form, "page": page, "today": clock.today(), "lines": _standing(page.rows)}
    return render(request, "dossiers/chase_letters.html", context)


def _standing(letters: list[ChaseLetter]) -> list[tuple[ChaseLetter, int]]:
    """Each letter with how many of its papers are missing still."""
    named = {line["dossier"] for letter in letters for line in letter.lines}
    rows = Dossier.objects.filter(pk__in=named).select_related("unit", "occupancy__customer")
    still = rules.incomplete(rows)
    lacks = {
        lack.dossier.pk: {paper.code for paper in lack.papers}
        for lack in rules.lacks_of(list(still))
    }
    return [
        (
            letter,
            sum(
                len(lacks.get(line["dossier"], set()) & set(line["papers"]))
                for line in letter.lines
            ),
        )
        for letter in letters
    ]


@shell_page(gettext_lazy("Print"), LOOKS, methods=("GET",))
def chase_letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The letter as it was issued, as PDF; each dossier's log says that it stood on it."""
    user = actor(request)
    rows = ChaseLetter.objects.visible_to(user).select_related("centre", "issued_by")
    found = get_object_or_404(rows, pk=pk)
    named = [line["dossier"] for line in found.lines]
    printed, detail = ViewLog.What.PRINTED, f"letter {found.number}"
    log_named(named, user, printed, now=clock.now(), detail=detail)
    names = dict(DocumentType.objects.values_list("code", "name_zh"))
    facts = ChaseSheet(
        fonds=fonds_of(found.centre),
        number=found.number,
        centre=found.centre.name,
        supplier=found.supplier,
        issued_on=found.issued_on,
        due_on=found.due_on,
        issued_by=str(found.issued_by),
        lines=tuple(
            ChaseLine(line["code"], line["unit"], tuple(names[code] for code in line["papers"]))
            for line in found.lines
        ),
    )
    return pdf(chase_sheet(facts), f"{found.number}.pdf")
