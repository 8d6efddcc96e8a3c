"""The figures of appraisal and destruction: a year on the screen, or as a workbook."""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, workbook
from archive_office.organisation.models import Department
from archive_office.printing.facts import Fonds
from archive_office.shell import shell_page
from destruction.ledgers.figures import figures_workbook
from destruction.rules.content import fonds_of
from destruction.rules.figures import Figures
from destruction.rules.figures import figures as counted
from destruction.views.finding import SEEN

FIRST_YEAR: Final = 1980


@shell_page(_("Figures of appraisal and destruction"), SEEN, methods=("GET",))
def figures(request: StaffRequest) -> HttpResponse:
    """What was appraised and destroyed in a year, by centre and class (APR-21, DES-26)."""
    year = _year(request)
    found = counted(actor(request), year)
    context = {
        "figures": found,
        "year": year,
        "years": _years(found, clock.today().year),
        "english": (get_language() or "").startswith("en"),
    }
    return render(request, "destruction/figures.html", context)


@shell_page(_("Figures of appraisal and destruction"), SEEN, methods=("GET",))
def figures_book(request: StaffRequest) -> HttpResponse:
    """The same figures as an Excel workbook."""
    year, user = _year(request), actor(request)
    home = next((m.department for m in user.current_memberships), None)
    home = home or Department.objects.order_by("parent_id", "code").first()
    if home is None:
        raise Http404
    today = clock.today()
    content = figures_workbook(counted(user, year), Fonds(**fonds_of(home)), stated_on=today)
    return workbook(content, f"figures-{year}.xlsx")


def _year(request: StaffRequest) -> int:
    """The year asked for; nonsense asks for this one."""
    today, asked = clock.today().year, request.GET.get("year", "")
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == len(str(today))
    return int(asked) if is_year and FIRST_YEAR <= int(asked) <= today else today


def _years(found: Figures, today: int) -> list[int]:
    """Years of which there is something to tell, this one and the last always among them."""
    told = [row.heading.year for row in found.appraised_by_year]
    told += [row.heading.year for row in found.destroyed_by_year]
    return sorted({found.year, today, today - 1, *told}, reverse=True)
