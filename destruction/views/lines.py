"""One line of an appraisal: its verdict, and taking it off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import announce
from destruction.forms.appraising import JudgementForm
from destruction.models import AppraisalLine
from destruction.procedures.appraisals import remove_line
from destruction.procedures.verdicts import give_verdict
from destruction.views.finding import DRAWS_UP, line_or_404, visible
from destruction.views.showing import Row, shown
from destruction.views.standing import next_step


@shell_page(_("Appraisal"), DRAWS_UP, methods=("POST",))
def verdict(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what is to become of a thing; saved at once."""
    line = line_or_404(request, pk)
    form = JudgementForm(request.POST, line=line)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            give_verdict(line, form.judgement(), by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            return _judged(request, line)
    row = Row(line, form, refusals, list(line.opinions.select_related("author")))
    if wants_fragment(request):
        context = {"row": row, "appraisal": line.appraisal}
        return render(request, "destruction/_line.html", context, status=422)
    return shown(request, line.appraisal, refused=row)


def _judged(request: StaffRequest, line: AppraisalLine) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(f"{line.appraisal.get_absolute_url()}#line-{line.pk}")
    fresh = line_or_404(request, line.pk)
    user = actor(request)
    row = Row(fresh, JudgementForm(line=fresh), (), list(fresh.opinions.select_related("author")))
    context = {
        "row": row,
        "appraisal": fresh.appraisal,
        "out_of_band": True,
        **next_step(fresh.appraisal, user),
    }
    said = _("%(code)s: %(verdict)s") % {
        "code": fresh.code,
        "verdict": fresh.get_verdict_display(),
    }
    return announce(render(request, "destruction/_line.html", context), said)


@shell_page(_("Appraisal"), DRAWS_UP, methods=("POST",))
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a line off an appraisal that is being drawn up."""
    line = line_or_404(request, pk)
    try:
        remove_line(line, by=actor(request))
    except RegulationError as error:
        return shown(request, visible(request, line.appraisal_id), refusals=error.refusals)
    messages.success(request, _("%(code)s was taken off the list.") % {"code": line.code})
    return redirect(line.appraisal)
