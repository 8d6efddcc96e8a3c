"""Lists: dossiers, holdings, units, units without a dossier, completeness per centre."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department
from archive_office.organisation.scope import scope_of
from archive_office.policy.reading import number
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from archive_office.shell.habits import kept_list, led_back, views_of
from archive_office.shell.kept import kept
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.filters import DossierFilter, HoldingFilter, UnitFilter
from dossiers.models import Dossier, DossierState, Estate, Holding, Occupancy, RegisterEntry, Unit
from dossiers.rules import completeness as rules
from dossiers.rules.listing import listed_dossiers, listed_holdings
from dossiers.views.finding import shown, with_holdings
from dossiers.views.form_sections import sections_of

DOSSIERS = kept_list("dossiers:list", DossierFilter.base_fields)
HOLDINGS = kept_list("dossiers:holdings", HoldingFilter.base_fields)


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier in a list, its customer masked; ``lacking`` says how many papers are missing."""

    dossier: Dossier
    customer: str
    lacking: str


def _line(row: Dossier) -> DossierLine:
    number = row.missing_count
    lacking = ngettext("%(n)s missing", "%(n)s missing", number) % {"n": number} if number else ""
    return DossierLine(row, customer_of(row), lacking)


@shell_page(_("Dossiers"), "dossiers.view_dossier", methods=("GET",))
def dossiers(request: StaffRequest) -> HttpResponse:
    """The dossiers this person may see, in the order of their codes."""
    if back := led_back(request, DOSSIERS):
        return back
    user = actor(request)
    form = DossierFilter(request.GET, user=user, today=clock.today(), ask=partial(kept, request))
    found = form.narrowed(listed_dossiers(user))
    page = keyset_page(with_holdings(found), request, order=form.ordered)
    context = {
        "form": form,
        "page": page,
        "lines": [_line(row) for row in page.rows],
        "found": in_words(counted(found)) if page.next_query or page.previous_query else "",
        "granted_only": scope_of(user).is_empty,
        **views_of(request, DOSSIERS),
    }
    return render(request, "dossiers/dossiers.html", context)


@shell_page(_("Volumes and items kept"), "dossiers.view_holding", methods=("GET",))
def holdings(request: StaffRequest) -> HttpResponse:
    """What the departments in sight keep, by keeper, state and code: where each thing is."""
    if back := led_back(request, HOLDINGS):
        return back
    user = actor(request)
    form = HoldingFilter(request.GET, user=user, today=clock.today(), ask=partial(kept, request))
    found = form.narrowed(listed_holdings(user))
    rows = found.select_related("keeper", "dossier__category", "present_slot__shelf__cabinet__room")
    page = keyset_page(rows, request, order=("keeper_id", "state", "code"))
    context = {
        "form": form,
        "page": page,
        "found": in_words(counted(found)) if page.next_query or page.previous_query else "",
        **views_of(request, HOLDINGS),
    }
    return render(request, "dossiers/holdings.html", context)


def customer_of(dossier: Dossier) -> str:
    """The customer of a dossier for the eye: masked; of a category, or destroyed, nobody."""
    if dossier.occupancy is None or dossier.state == DossierState.DESTROYED:
        return ""
    return dossier.occupancy.customer.shown_name


@shell_page(_("Units"), "dossiers.view_unit", methods=("GET",))
def units(request: StaffRequest) -> HttpResponse:
    """The units of the estates this person's centres look after."""
    under(request, "dossiers:units")
    user = actor(request)
    form = UnitFilter(request.GET, estates=Estate.objects.visible_to(user))
    rows = form.narrowed(Unit.objects.visible_to(user)).select_related("estate", "building")
    page = keyset_page(
        rows.prefetch_related(_present_occupancies()),
        request,
        order=("estate_id", "sort_key", "id"),
    )
    return render(request, "dossiers/units.html", {"form": form, "page": page})


def _present_occupancies() -> Prefetch[str, QuerySet[Occupancy], str]:
    rows = Occupancy.objects.filter(ending="").select_related("dossier").order_by("kind", "pk")
    return Prefetch("occupancies", queryset=rows, to_attr="present")


@shell_page(_("Unit"), "dossiers.view_unit", methods=("GET",))
def unit(request: StaffRequest, pk: int) -> HttpResponse:
    """One unit with everything that was ever kept on it, newest first."""
    under(request, "dossiers:units")
    user = actor(request)
    found = get_object_or_404(
        Unit.objects.visible_to(user).select_related("estate__centre", "building"), pk=pk
    )
    history = occupancy_history(found)
    shown(request, *(stay.dossier for stay in history if stay.dossier), page=f"unit {found.code}")
    entries = RegisterEntry.objects.filter(Q(unit=found) | Q(also_units__contains=[found.pk]))
    return render(
        request,
        "dossiers/unit.html",
        {
            "unit": found,
            "title": str(found),
            "history": history,
            "reportable": any(s.dossier and s.dossier.state == DossierState.OPEN for s in history),
            "sees_dossiers": user.has_perm("dossiers.view_dossier"),
            "form_sections": sections_of(entries, user),
            "form_unit": found,
            "uses": Unit.Use.choices,
            "records_use": user.has_perm("dossiers.record_use")
            and any(m.department_id == found.estate.centre_id for m in user.current_memberships),
        },
    )


@dataclass(frozen=True, slots=True)
class Stay:
    """One occupancy of a unit with its dossier, its customer masked."""

    occupancy: Occupancy
    dossier: Dossier | None
    customer: str


def occupancy_history(unit: Unit) -> list[Stay]:
    """Who held a unit, newest first; each stay leads to its dossier.

    A stay whose dossier was destroyed names nobody.
    """
    rows = unit.occupancies.select_related("customer", "dossier").order_by("-from_on", "-pk")
    return [_stay(row, getattr(row, "dossier", None)) for row in rows]


def _stay(row: Occupancy, dossier: Dossier | None) -> Stay:
    erased = dossier is not None and dossier.state == DossierState.DESTROYED
    return Stay(row, dossier, "" if erased else row.customer.shown_name)


@dataclass(frozen=True, slots=True)
class WaitingUnit:
    """An occupied unit on which there is no open dossier, and since when somebody is there."""

    unit: Unit
    occupancy: Occupancy | None
    late: bool


@shell_page(
    _("Units without dossier"),
    ("dossiers.view_dossier", "dossiers.submit_papers"),
    methods=("GET",),
)
def units_without_dossier(request: StaffRequest) -> HttpResponse:
    """Occupied units on which no dossier is kept (COL-05), late ones marked (FIL-28)."""
    user = actor(request)
    form = UnitFilter(request.GET, estates=Estate.objects.visible_to(user))
    rows = form.narrowed(rules.units_without_dossier(Unit.objects.visible_to(user)))
    page = keyset_page(
        rows.select_related("estate").prefetch_related(_present_occupancies()),
        request,
        order=("estate_id", "sort_key", "id"),
    )
    days = number("dossier_creation_days", on=clock.today())
    limit = clock.today() - timedelta(days=days)
    lines = [_waiting(row, limit) for row in page.rows]
    return render(
        request,
        "dossiers/units_without_dossier.html",
        {"form": form, "page": page, "lines": lines, "days": days},
    )


def _waiting(row: Unit, limit: date) -> WaitingUnit:
    stays: list[Occupancy] = row.present  # type: ignore[attr-defined]  # the prefetch above
    stay = min(stays, key=lambda s: s.from_on or limit) if stays else None
    late = stay is not None and stay.from_on is not None and stay.from_on < limit
    return WaitingUnit(row, stay, late)


@dataclass(slots=True)
class CentreCount:
    """How complete the dossiers of one centre are."""

    centre: Department
    open: int = 0
    incomplete: int = 0
    papers: int = 0
    unverified: int = 0
    without: int = 0

    @property
    def complete(self) -> int:
        """Open dossiers that lack nothing."""
        return self.open - self.incomplete

    @property
    def share(self) -> int:
        """Complete dossiers in percent of the open ones."""
        return 100 * self.complete // self.open if self.open else 100


@shell_page(_("Completeness"), "dossiers.view_dossier", methods=("GET",))
def completeness(request: StaffRequest) -> HttpResponse:
    """What is missing, centre by centre (COL-06, COL-07)."""
    user = actor(request)
    centres = Department.objects.filter(estates__in=Estate.objects.visible_to(user)).distinct()
    scope = scope_of(user)
    if not scope.everything:  # whoever only works at a centre is told nothing of its files
        centres = centres.filter(pk__in=scope.departments)
    counts = {centre.pk: CentreCount(centre) for centre in centres}
    for line in rules.missing_by_centre(listed_dossiers(user)):
        if count := counts.get(line["centre"]):
            count.open, count.incomplete = line["dossiers"], line["incomplete"]
            count.papers = line["missing"]
    _count_unverified(counts)
    _count_without(counts)
    return render(request, "dossiers/completeness.html", {"counts": list(counts.values())})


def _count_unverified(counts: dict[int, CentreCount]) -> None:
    rows = Holding.objects.unverified().filter(dossier__centre__in=counts)
    found = rows.order_by().values_list("dossier__centre").annotate(n=Count("pk"))
    for centre, n in found:
        counts[centre].unverified = n


def _count_without(counts: dict[int, CentreCount]) -> None:
    units = Unit.objects.filter(estate__centre__in=counts)
    rows = rules.units_without_dossier(units).order_by().values_list("estate__centre")
    for centre, n in rows.annotate(n=Count("pk")):
        counts[centre].without = n
