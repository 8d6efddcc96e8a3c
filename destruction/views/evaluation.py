"""The evaluation of a centre's dossiers: on the screen, and as a dated paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department, User
from archive_office.organisation.scope import scope_of
from archive_office.printing.facts import Fonds
from archive_office.shell import shell_page
from archive_office.shell.signals import Figure
from destruction.forms.lists import CentreFilter
from destruction.papers.evaluation import evaluation_sheet
from destruction.rules.content import fonds_of
from destruction.rules.evaluation import Ages, Evaluation, Overdue, evaluate
from destruction.views.evaluating import evaluation_facts
from destruction.views.finding import SEEN
from dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class Age:
    """One row of the ages: so many dossiers, and their share of all open ones in percent."""

    name: str
    count: int
    share: int


@shell_page(gettext_lazy("Evaluation of the dossiers"), SEEN, methods=("GET",))
def evaluation(request: StaffRequest) -> HttpResponse:
    """How the dossiers of a centre stand today (APR-23)."""
    user, today = actor(request), clock.today()
    centres = _centres(user)
    form = CentreFilter(request.GET, centres=centres)
    centre: Department | None = form.chosen("centre") or centres.first()
    found = evaluate(centre, on=today) if centre else None
    context = {
        "form": form if centre and centres.count() > 1 else None,
        "found": found,
        "centre": centre,
        "figures": list(_figures(found)) if found else [],
        "ages": list(_ages(found.ages, found.completeness.open)) if found else [],
    }
    return render(request, "destruction/evaluation.html", context)


@shell_page(gettext_lazy("Evaluation of the dossiers"), SEEN, methods=("GET",))
def evaluation_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The dated evaluation as PDF, to be signed (APR-23)."""
    user, today = actor(request), clock.today()
    centre = get_object_or_404(_centres(user), pk=pk)
    fonds = Fonds(**fonds_of(centre))
    facts = evaluation_facts(evaluate(centre, on=today), fonds, stated_by=str(user))
    return pdf(evaluation_sheet(facts), f"{centre.code}-{today.isoformat()}-evaluation.pdf")


def _centres(user: User) -> QuerySet[Department]:
    """Departments whose dossiers a person sees, as far as they have any."""
    scope = scope_of(user)
    kept = Department.objects.filter(Exists(Dossier.objects.filter(centre=OuterRef("pk"))))
    seen = kept if scope.everything else kept.filter(pk__in=scope.departments)
    return seen.order_by("code", "pk")


def _figures(found: Evaluation) -> Iterator[Figure]:
    """Each number leads to the list it counts."""
    full, dossiers = found.completeness, reverse("dossiers:list")
    centre = f"centre={found.centre.pk}"
    overdue = found.overdue
    yield Figure(
        _("Complete dossiers"),
        f"{full.share}%",
        f"{dossiers}?completeness=missing&state=open&{centre}",
        _("%(complete)s of %(open)s; %(missing)s papers missing")
        % {"complete": full.complete, "open": full.open, "missing": full.missing},
        icon="fact_check",
        tone="warn" if full.incomplete else "good",
    )
    yield Figure(
        _("Due for review"),
        found.review_due,
        f"{dossiers}?completeness=review&{centre}",
        _("nobody has looked through them for long") if found.review_due else "",
        icon="event_busy",
        tone="warn" if found.review_due else "good",
    )
    yield Figure(
        _("Overdue for appraisal"),
        overdue.things + overdue.papers,
        f"{reverse('destruction:due')}?{centre}",
        _overdue_note(overdue),
        icon="rule",
        tone="bad" if overdue.year else "warn" if overdue.things + overdue.papers else "good",
    )
    yield Figure(
        _("Former residents’ dossiers not in order"),
        found.unordered,
        f"{reverse('dossiers:unordered')}?{centre}",
        _("%(late)s of them closed in an earlier year") % {"late": found.unordered_late}
        if found.unordered_late
        else "",
        icon="assignment_late",
        tone="bad" if found.unordered_late else "warn" if found.unordered else "good",
    )


def _overdue_note(overdue: Overdue) -> str:
    told = []
    if overdue.year:
        told.append(_("%(n)s of them for more than a year") % {"n": overdue.year})
    if overdue.in_hand:
        told.append(_("%(n)s on an appraisal now") % {"n": overdue.in_hand})
    return " · ".join(told)


def _ages(ages: Ages, whole: int) -> Iterator[Age]:
    names = (
        _("within six months"),
        _("six months to a year"),
        _("one to two years"),
        _("more than two years ago"),
    )
    for name, count in zip(names, (*ages.within, ages.older), strict=True):
        yield Age(name, count, 100 * count // whole if whole else 0)
