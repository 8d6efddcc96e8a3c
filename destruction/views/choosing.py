"""What the work list and imported lists have in common: what is ticked goes on an appraisal."""

from collections.abc import Sequence

from django.http import Http404

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from destruction.forms.appraising import DrawUpForm
from destruction.models import Appraisal, AppraisalState
from destruction.procedures.appraisals import Things, add_things, open_appraisal
from destruction.rules.waiting import own_rooms
from dossiers.models import Document, Holding

MOST_DIGITS = 18


def put_on(request: StaffRequest, form: DrawUpForm, things: Things) -> tuple[Appraisal, int]:
    """Put these things on the appraisal that was chosen, or on a new one; how many, too.

    Raises:
        RegulationError: As the procedures that do it.
    """
    by, now = actor(request), clock.now()
    count = len(things.holdings) + len(things.documents)
    chosen: Appraisal | None = form.cleaned_data["appraisal"]
    if chosen is not None:
        add_things(chosen, things, by=by, now=now)
        return chosen, count
    keepers = [h.keeper for h in (*things.holdings, *(d.holding for d in things.documents))]
    rooms = [*(keeper for keeper in keepers if keeper in own_rooms(by)), *own_rooms(by)]
    if not rooms:
        raise Http404
    basis = form.cleaned_data["basis"]
    return open_appraisal(rooms[0], things, basis=basis, by=by, now=now), count


def things_named(user: User, names: Sequence[str]) -> Things:
    """What was ticked, as far as this person may see it."""
    seen = Holding.objects.visible_to(user)
    whole, single = _keys(names, "h"), _keys(names, "d")
    papers = Document.objects.filter(pk__in=single, holding__in=seen.values("pk"))
    holdings = list(seen.filter(pk__in=whole).select_related("keeper"))
    documents = list(papers.select_related("holding__keeper"))
    if len(holdings) != len(whole) or len(documents) != len(single):
        raise Http404
    return Things(holdings, documents)


def _keys(names: Sequence[str], kind: str) -> set[int]:
    """Keys from names like ``h12``; what is no such name names nothing."""
    keys = [name[1:] for name in names if name[:1] == kind]
    return {int(key) for key in keys if key.isdecimal() and len(key) <= MOST_DIGITS}


def draw_up_form(user: User, data: object = None) -> DrawUpForm:
    """The form with this person's open appraisals, and the basis of the last one."""
    rooms = own_rooms(user)
    mine = Appraisal.objects.filter(room__in=rooms).order_by("-drawn_up_at", "-pk")
    last = mine.values_list("basis", flat=True).first() if data is None and rooms else ""
    open_ones = mine.filter(state=AppraisalState.DRAFTING)
    return DrawUpForm(data, open_ones=open_ones, initial={"basis": last or ""})
