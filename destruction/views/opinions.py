"""The engineers' opinion on the technical things of an appraisal."""

from dataclasses import dataclass, replace
from typing import Final

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, stored_file
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from destruction.forms.appraising import OpinionForm
from destruction.models import Appraisal, AppraisalLine, AppraisalState, EngineeringOpinion
from destruction.procedures.verdicts import give_opinion
from destruction.rules import people
from destruction.rules.opinions import SCANS
from destruction.views.finding import GIVES_OPINION, SEEN, line_or_404, opinion_or_404, visible
from dossiers.models import ViewLog
from dossiers.procedures.reading import log_named

SCAN_TYPES: Final = {suffix: kind for kind, suffix in SCANS.items()}
SIZE: Final = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """A technical thing with what the engineers have said of it, and room to say more."""

    line: AppraisalLine
    opinions: list[EngineeringOpinion]
    form: OpinionForm | None
    refusals: tuple[Refusal, ...] = ()

    @property
    def plain_refusals(self) -> list[Refusal]:
        """The refusals without the names of fields: many lines have a field of each name."""
        return [replace(refusal, field="") for refusal in self.refusals]

    @property
    def is_open(self) -> bool:
        """Whether the form stands open: nobody has spoken, or what was typed was refused."""
        return not self.opinions or bool(self.refusals or (self.form and self.form.errors))


@shell_page(_("Engineering opinion"), SEEN, methods=("GET",))
def opinions(request: StaffRequest, pk: int) -> HttpResponse:
    """The technical things of an appraisal and the engineers' opinion on each (APR-07)."""
    return _opinions(request, visible(request, pk))


@shell_page(_("Engineering opinion"), GIVES_OPINION, methods=("POST",))
def opinion(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the opinion on one thing."""
    line = line_or_404(request, pk)
    form = _opinion_form(line, request)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        typed, now = form.cleaned_data, clock.now()
        try:
            give_opinion(
                line, typed["text"], by=actor(request), now=now, on=typed["on"], scan=typed["scan"]
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(
                request, _("Your opinion on %(code)s is on record.") % {"code": line.code}
            )
            return redirect("destruction:opinions", line.appraisal_id)
    refused = Asked(line, [], form, refusals)
    return _opinions(request, line.appraisal, refused=refused)


def _opinions(
    request: StaffRequest, found: Appraisal, *, refused: Asked | None = None
) -> HttpResponse:
    under(request, "destruction:appraisals")
    user = actor(request)
    speaks = found.state == AppraisalState.DRAFTING and people.engineers_post(user) is not None
    told = Prefetch("opinions", queryset=EngineeringOpinion.objects.select_related("author"))
    lines = found.lines.filter(technical=True).select_related("holding").prefetch_related(told)
    page = keyset_page(lines, request, order=("number", "id"), size=SIZE)
    rows = [
        Asked(line, list(line.opinions.all()), _opinion_form(line) if speaks else None)
        for line in page.rows
    ]
    if refused is not None:
        rows = [
            replace(refused, opinions=r.opinions) if r.line == refused.line else r for r in rows
        ]
    context = {
        "appraisal": found,
        "title": _("Engineering opinion"),
        "page": page,
        "rows": rows,
        "speaks": speaks,
    }
    status = 422 if refused else 200
    return render(request, "destruction/opinions.html", context, status=status)


def _opinion_form(line: AppraisalLine, request: StaffRequest | None = None) -> OpinionForm:
    ids = f"line{line.pk}_%s"
    if request is not None:
        return OpinionForm(request.POST, request.FILES, auto_id=ids)
    return OpinionForm(auto_id=ids, initial={"on": clock.today()})


@shell_page(_("Scan"), SEEN, methods=("GET",))
def opinion_scan(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The signed paper of an opinion, for whoever may see its appraisal."""
    found = opinion_or_404(request, pk)
    if not found.scan:
        raise Http404
    try:
        content = found.scan.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    log_named(
        [found.line.holding.dossier_id],
        actor(request),
        ViewLog.What.SHOWN,
        now=clock.now(),
        detail=f"opinion {found.line.appraisal.number}",
    )
    suffix = (found.scan.name or "").rpartition(".")[2]
    name = f"{found.line.appraisal.number}-{found.pk}.{suffix}"
    return stored_file(content, name, content_type=SCAN_TYPES[suffix])
