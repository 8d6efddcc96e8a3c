"""Forms and registers: what there is, the entries of each, on paper and taken along.

Source: FRM-01 to FRM-18, SVC-03, SVC-09, SVC-14, SVC-18, SVC-29.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor, pdf, workbook
from archive_office.organisation.models import Department, User
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.entries import EntryFilter, writing_centres
from dossiers.ledgers.entries import entries_workbook
from dossiers.models import Estate, FormDefinition, FormSection, RegisterEntry, Unit, ViewLog
from dossiers.procedures.entries import note_taken_along
from dossiers.procedures.form_papers import blank_form, printed_register
from dossiers.procedures.reading import log_named
from dossiers.rules.contents import contents_of, shown
from dossiers.rules.definitions import FieldSpec, FormSpec, spec_of
from dossiers.rules.entries import is_closed_to
from dossiers.rules.figures_of_entries import Grouping, figures_of, groupings_of
from dossiers.rules.tiers import THREE

ENTRIES: Final = "dossiers.view_registerentry"
WRITES: Final = "dossiers.write_registerentry"
LIST: Final = "dossiers:forms"
OF_ENTRY: Final = (
    "definition",
    "centre",
    "unit__estate",
    "written_by",
    "dossier__centre",
    "dossier__category",
    "dossier__occupancy__customer",
)
COLUMNS: Final = 4
MOST_PRINTED: Final = 1000
ESTATES: Final = 20
MOST_TAKEN: Final = 5000


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form in the list of all, with how many entries it has here and how many are late."""

    definition: FormDefinition
    entries: int
    late: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in a list: its first fields, or that it is shown by approval alone."""

    entry: RegisterEntry
    state: str
    cells: Sequence[str]
    closed: bool
    late: bool


def in_force() -> list[FormDefinition]:
    """The last edition of every form that is in use, in the order of their codes."""
    editions = FormDefinition.objects.order_by("code", "-version").distinct("code")
    return [definition for definition in editions if not definition.retired]


def latest(code: str) -> FormDefinition:
    """The last edition of a form.

    Raises:
        Http404: There is none of this code.
    """
    found = FormDefinition.objects.filter(code=code).order_by("-version").first()
    if found is None:
        raise Http404
    return found


@shell_page(_("Forms and registers"), ENTRIES, methods=("GET",))
def forms(request: StaffRequest) -> HttpResponse:
    """Every form and register by the section of the dossier in which its entries stand."""
    user, today = actor(request), clock.today()
    rows = RegisterEntry.objects.visible_to(user).in_force().order_by()
    overdue = Count("pk", filter=Q(due_on__lt=today))
    told = rows.values_list("form").annotate(entries=Count("pk"), overdue=overdue)
    counts = {form: (entries, late) for form, entries, late in told}
    term = request.GET.get("q", "").strip().lower()
    lines = [
        FormLine(d, *counts.get(d.code, (0, 0)))
        for d in in_force()
        if term in f"{d.code} {d.name_zh} {d.name_en}".lower()
    ]
    sections = [
        (label, found)
        for key, label in FormSection.choices
        if (found := [line for line in lines if line.definition.section == key])
    ]
    unit = unit_of(request)
    context = {
        "sections": sections,
        "term": request.GET.get("q", ""),
        "unit": unit,
        "title": str(unit) if unit else str(_("Forms and registers")),
    }
    return render(request, "dossiers/forms.html", context)


@shell_page(_("Register"), ENTRIES, methods=("GET",))
def form(request: StaffRequest, code: str) -> HttpResponse:
    """The entries of one form that this person may see, the newest first."""
    under(request, LIST)
    user, definition = actor(request), latest(code)
    spec = spec_of(definition)
    filter_ = filter_of(request, spec, user)
    rows = filter_.narrowed(RegisterEntry.objects.visible_to(user).filter(form=code))
    page = keyset_page(rows.select_related(*OF_ENTRY), request, order=("-on", "-pk"))
    columns = columns_of(spec)
    context = {
        "definition": definition,
        "spec": spec,
        "title": definition.name,
        "form": filter_,
        "page": page,
        "columns": columns,
        "lines": lines_of(page.rows, user, columns=len(columns)),
        "query": narrowing(request),
        "estates": Estate.objects.visible_to(user)[:ESTATES] if in_lines(definition) else [],
        "may_write": user.has_perm(WRITES) and writing_centres(spec, user).exists(),
    }
    return render(request, "dossiers/register.html", context)


@shell_page(_("Print"), ENTRIES, methods=("GET",))
def blank(request: StaffRequest, code: str) -> HttpResponse:
    """A form as it lies at the desk, empty; for an estate with a line for each unit (PDF)."""
    definition, wanted = latest(code), request.GET.get("estate", "")
    units: list[Unit] = []
    if wanted.isdecimal():
        rows = Unit.objects.visible_to(actor(request)).filter(estate=int(wanted[:18]))
        units = list(rows.select_related("estate").order_by("sort_key", "pk")[:MOST_PRINTED])
    return pdf(blank_form(definition, home_of(actor(request)), units=units), f"{code}.pdf")


@shell_page(_("Print"), ENTRIES, methods=("GET",))
def register_print(request: StaffRequest, code: str) -> HttpResponse:
    """What the list shows as a register on paper (PDF)."""
    definition, entries, closed = _taken(request, code, "pdf", MOST_PRINTED)
    content = printed_register(definition, entries, home_of(actor(request)), closed=closed)
    return pdf(content, f"{code}-{clock.today():%Y-%m-%d}.pdf")


@shell_page(_("Excel workbook"), ENTRIES, methods=("GET",))
def register_workbook(request: StaffRequest, code: str) -> HttpResponse:
    """What the list shows as an Excel workbook."""
    definition, entries, closed = _taken(request, code, "xlsx", MOST_TAKEN)
    content = entries_workbook(definition, entries, closed)
    return workbook(content, f"{code}-{clock.today():%Y-%m-%d}.xlsx")


@shell_page(_("Figures of a register"), ENTRIES, methods=("GET",))
def figures(request: StaffRequest, code: str) -> HttpResponse:
    """How many entries of a form are open and what they sum up to, by unit, floor, centre or age."""
    under(request, LIST)
    definition, today = latest(code), clock.today()
    spec = spec_of(definition)
    groupings = groupings_of(spec)
    wanted = request.GET.get("by", "")
    by = next((g for g in groupings if g.key == wanted), groupings[0])
    # What is shown by approval alone is not summed up for everybody either.
    opened = Q(dossier=None) if has_tiers() else Q(dossier__sealed_on=None)
    rows = RegisterEntry.objects.visible_to(actor(request)).filter(opened, form=code)
    context = {
        "definition": definition,
        "title": definition.name,
        "groupings": groupings,
        "by": by,
        "sums": [f for f in spec.fields if f.total],
        "found": figures_of(rows, spec, Grouping(by.key), today=today),
    }
    return render(request, "dossiers/register_figures.html", context)


def in_lines(definition: FormDefinition) -> bool:
    """Whether an entry of a form is one line of a register."""
    return definition.layout == FormDefinition.Layout.REGISTER


def unit_of(request: StaffRequest) -> Unit | None:
    """The unit for which a page was opened."""
    wanted = request.GET.get("unit", "")
    if not wanted.isdecimal():
        return None
    rows = Unit.objects.visible_to(actor(request)).select_related("estate__centre")
    return get_object_or_404(rows, pk=int(wanted[:18]))


def filter_of(request: StaffRequest, spec: FormSpec, user: User) -> EntryFilter:
    """What the list is narrowed to."""
    return EntryFilter(request.GET, spec=spec, user=user, today=clock.today(), tiers=has_tiers())


def has_tiers() -> bool:
    """Whether dossiers are managed by three tiers today."""
    return policy.text("access_tiers", on=clock.today()) == THREE


def columns_of(spec: FormSpec) -> list[FieldSpec]:
    """The fields a list shows: the first ones that say something short."""
    return [f for f in spec.fields if f.type not in ("long", "units", "time")][:COLUMNS]


def lines_of(
    entries: Sequence[RegisterEntry], user: User, *, columns: int = COLUMNS
) -> list[EntryLine]:
    """Entries as lists show them; personal contents masked."""
    tiers, now = has_tiers(), clock.now()
    closed = {e.pk for e in entries if is_closed_to(e, user, at=now, tiers=tiers)}
    return [_line(e, columns, closed=e.pk in closed, today=clock.today()) for e in entries]


def _line(entry: RegisterEntry, columns: int, *, closed: bool, today: date) -> EntryLine:
    spec = spec_of(entry.definition)
    own = [] if closed else columns_of(spec)[:columns]
    values = contents_of(entry) if own else {}
    cells = [shown(found, values.get(found.name, "")) for found in own]
    label = str(_("Void")) if entry.void_reason else spec.state(entry.state).label
    is_late = entry.due_on is not None and entry.due_on < today
    return EntryLine(entry, label, cells, closed, is_late and not entry.void_reason)


def narrowing(request: StaffRequest) -> str:
    """The filter as it stands in the address, without the place in the list."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()


def home_of(user: User) -> Department:
    """The department under whose name somebody prints a form."""
    posts = [m.department for m in user.current_memberships]
    department = posts[0] if posts else Department.objects.order_by("parent_id", "code").first()
    if department is None:
        raise Http404
    return department


def _taken(
    request: StaffRequest, code: str, kind: str, most: int
) -> tuple[FormDefinition, list[RegisterEntry], set[int]]:
    """The entries the list shows, in the order of their days; that they were taken is journalled."""
    user, definition = actor(request), latest(code)
    spec, now = spec_of(definition), clock.now()
    rows = filter_of(request, spec, user).narrowed(
        RegisterEntry.objects.visible_to(user).filter(form=code)
    )
    entries = list(rows.select_related(*OF_ENTRY).order_by("-on", "-pk")[:most])[::-1]
    tiers = has_tiers()
    closed = {e.pk for e in entries if is_closed_to(e, user, at=now, tiers=tiers)}
    note_taken_along(definition, by=user, form=kind, lines=len(entries))
    named = {e.dossier_id for e in entries if e.dossier_id and e.pk not in closed}
    what = ViewLog.What.PRINTED if kind == "pdf" else ViewLog.What.DOWNLOADED
    log_named(named, user, what, now=now, detail=f"register {code}")
    return definition, entries, closed
