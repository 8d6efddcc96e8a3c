"""Readings to review: the list of a head, one of them with its lines of the log, and the reader.

Source: ORG-10, SEC-28, SEC-41.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive_office import clock
from archive_office.crypto import masked_name
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Department, User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.readings import ExplanationForm, ReadingFilter, VerdictForm
from dossiers.models import Dossier, ReadingReview, Verdict, ViewLog
from dossiers.procedures.reviewing import explain_reading, review_readings
from dossiers.rules.reviewing import right_in_words, views_of
from dossiers.rules.seen import without_numbers

REVIEWS: Final = "dossiers.review_readings"
OF_LINE: Final = ("person", "dossier", "department", "view", "reviewed_by")
A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One reading of the list; ``mine`` to judge if it is not the reviewer's own."""

    review: ReadingReview
    right: str
    open: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the log as the reviewer may read it; no dossier where it is out of sight."""

    view: ViewLog
    dossier: Dossier | None
    right: str
    detail: str


@shell_page(gettext_lazy("Review of readings"), REVIEWS, methods=("GET",))
def readings(request: StaffRequest) -> HttpResponse:
    """What the view log shows that has to be looked at again (SEC-41)."""
    return _list(request, VerdictForm())


@shell_page(gettext_lazy("Review of readings"), REVIEWS, methods=("POST",))
def review_chosen(request: StaffRequest) -> HttpResponse:
    """One verdict on what was ticked."""
    form = VerdictForm(request.POST)
    chosen = [int(pk) for pk in request.POST.getlist("reading") if pk.isdecimal()]
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        verdict, remark = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["remark"]
        try:
            done = review_readings(chosen, verdict, remark, by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            words = ngettext(
                "%(n)d reading judged: %(verdict)s", "%(n)d readings judged: %(verdict)s", len(done)
            )
            messages.success(request, words % {"n": len(done), "verdict": verdict.label})
            return redirect("dossiers:readings")
    return _list(request, form, refusals=refusals, chosen=frozenset(chosen))


def _list(
    request: StaffRequest,
    form: VerdictForm,
    *,
    refusals: tuple[Refusal, ...] = (),
    chosen: frozenset[int] = frozenset(),
) -> HttpResponse:
    user = actor(request)
    under(request, "dossiers:readings")
    narrowing = filter_of(request)
    rows = narrowing.narrowed(ReadingReview.objects.visible_to(user))
    page = keyset_page(rows.select_related(*OF_LINE), request, order=("-day", "-id"))
    lines = [_line(row, user) for row in page.rows]
    context = {
        "page": page,
        "lines": lines,
        "filter": narrowing,
        "form": form,
        "refusals": refusals,
        "chosen": chosen,
        "may_judge": any(line.open for line in lines),
        "breaches": _breaches(user),
        "query": request.GET.urlencode(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/readings.html", context, status=status)


def filter_of(request: StaffRequest) -> ReadingFilter:
    """How the list is narrowed in this request; centres to choose from where there are several."""
    mine = ReadingReview.objects.visible_to(actor(request)).order_by()
    centres = Department.objects.filter(pk__in=mine.values("department")).order_by("code")
    return ReadingFilter(request.GET, centres=centres)


def _line(row: ReadingReview, user: User) -> Line:
    judged = row.is_final or row.person_id == user.pk
    return Line(row, right_in_words(row.view.under), not judged)


def _breaches(user: User) -> int | str:
    """How many breaches were found within a year."""
    rows = ReadingReview.objects.visible_to(user).filter(verdict=Verdict.BREACH)
    return in_words(counted(rows.filter(day__gt=clock.today() - A_YEAR)))


@shell_page(gettext_lazy("Reading to review"), REVIEWS)
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    """One reading with the lines of the view log it rests on; whoever may judge it does so here."""
    user = actor(request)
    under(request, "dossiers:readings")
    rows = ReadingReview.objects.visible_to(user).select_related(*OF_LINE)
    found = get_object_or_404(rows, pk=pk)
    form = VerdictForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if form.is_bound and form.is_valid():
        verdict, remark = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["remark"]
        try:
            review_readings([found.pk], verdict, remark, by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(
                request, _("The verdict is kept: %(verdict)s") % {"verdict": verdict.label}
            )
            return redirect("dossiers:reading", pk=found.pk)
    page = keyset_page(
        views_of(found).select_related("dossier__occupancy__customer"),
        request,
        order=("-at", "-id"),
    )
    context = {
        "line": _line(found, user),
        "review": found,
        "page": page,
        "looks": _looks(page.rows, user),
        "form": form,
        "refusals": refusals,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/reading.html", context, status=status)


def _looks(views: list[ViewLog], user: User) -> list[Look]:
    """Lines of the log; of a dossier out of the reviewer's sight nothing is told but the moment."""
    named = {view.dossier_id for view in views}
    seen = set(Dossier.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))
    return [
        Look(view, view.dossier, right_in_words(view.under), _detail(view))
        if view.dossier_id in seen
        else Look(view, None, right_in_words(view.under), "")
        for view in views
    ]


def _detail(view: ViewLog) -> str:
    """What exactly was looked at; a typed reason without numbers and without the customer's name."""
    if view.what != ViewLog.What.REVEALED:
        return view.detail
    occupancy = view.dossier.occupancy
    name = occupancy.customer.name if occupancy else ""
    told = view.detail.replace(name, masked_name(name)) if name else view.detail
    return without_numbers(told)


@shell_page(gettext_lazy("Readings I have to explain"), None, methods=("GET",))
def my_readings(request: StaffRequest) -> HttpResponse:
    """What a reader is asked to explain, and what came of it."""
    return _mine(request)


@shell_page(gettext_lazy("Readings I have to explain"), None, methods=("POST",))
def explain(request: StaffRequest, pk: int) -> HttpResponse:
    """The reader's own words about one reading."""
    user = actor(request)
    asked: QuerySet[ReadingReview] = ReadingReview.objects.told_to(user)
    found = get_object_or_404(asked, pk=pk)
    form = ExplanationForm(request.POST, auto_id=f"explain{found.pk}_%s")
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        words = form.cleaned_data["explanation"]
        try:
            explain_reading(found, words, by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Your explanation is kept."))
            return redirect("dossiers:my_readings")
    return _mine(request, sent=form, which=found.pk, refusals=refusals)


def _mine(
    request: StaffRequest,
    *,
    sent: ExplanationForm | None = None,
    which: int = 0,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "workbench:inbox")
    rows = ReadingReview.objects.told_to(actor(request)).select_related(*OF_LINE)
    page = keyset_page(rows, request, order=("-day", "-id"))
    lines = [(_line(row, row.person), _form(row, sent, which)) for row in page.rows]
    context: dict[str, Any] = {"page": page, "lines": lines, "refusals": refusals}
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/my_readings.html", context, status=status)


def _form(row: ReadingReview, sent: ExplanationForm | None, which: int) -> ExplanationForm | None:
    """The form of a reading that still lacks its explanation; the one that was sent as it was."""
    if row.verdict != Verdict.EXPLAIN or row.explained_at is not None:
        return None
    return sent if sent and row.pk == which else ExplanationForm(auto_id=f"explain{row.pk}_%s")
