"""Comparing what a ledger claims with the things themselves: scan by scan, or box by box."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.organisation.models import User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import scanned, under
from dossiers.procedures.custody import verify_holdings
from dossiers.rules.listing import claims_of
from dossiers.views.placing import Answer
from dossiers.views.scanning import scanned_box, scanned_holding

MOST_BOXES = 60
MOST_IN_A_BOX = 300


@shell_page(gettext_lazy("Verify"), "dossiers.verify_holding")
def verify(request: StaffRequest) -> HttpResponse:
    """Take scans: a volume is verified at once, a box opens the list of what it should hold."""
    under(request, "dossiers:placement")
    if request.method != "POST":
        box = request.GET["box"].replace("\0", "") if "box" in request.GET else None
        return render(request, "dossiers/verify.html", _desk(actor(request), box))
    answer, box = _take(request, request.POST.get("code", ""))
    template = "dossiers/_verify.html" if wants_fragment(request) else "dossiers/verify.html"
    context = {**_desk(actor(request), box), "answer": answer}
    response = render(request, template, context, status=200 if answer.ok else 422)
    return scanned(response, answer.text, ok=answer.ok)


@shell_page(gettext_lazy("Verify"), "dossiers.verify_holding", methods=("POST",))
def verify_box(request: StaffRequest) -> HttpResponse:
    """Verify the ticked claims of one box in one act."""
    box = request.POST.get("box", "")
    ticked = [int(pk) for pk in request.POST.getlist("holding") if pk.isdecimal()]
    claims = list(claims_of(actor(request)).filter(pk__in=ticked)[:MOST_IN_A_BOX])
    try:
        verify_holdings(claims, by=actor(request), today=clock.today())
    except RegulationError as error:
        context = {**_desk(actor(request), box), "refusals": error.refusals}
        return render(request, "dossiers/verify.html", context, status=422)
    messages.success(request, _("%(count)d volumes verified.") % {"count": len(claims)})
    return redirect(f"{reverse('dossiers:verify')}?{urlencode({'box': box})}")


def _take(request: StaffRequest, code: str) -> tuple[Answer, str | None]:
    user = actor(request)
    holding = scanned_holding(code, user)
    if holding is None:
        return _open_box(code, user)
    if holding.verified_on is not None:
        told = _("%(code)s was verified on %(day)s.")
        words = {"code": holding.code, "day": holding.verified_on.isoformat()}
        return Answer(told % words, ok=False), holding.claimed_box
    try:
        verify_holdings([holding], by=user, today=clock.today())
    except RegulationError as error:
        return Answer(str(error), ok=False), None
    return Answer(_("%(code)s is verified.") % {"code": holding.code}, ok=True), holding.claimed_box


def _open_box(code: str, user: User) -> tuple[Answer, str | None]:
    box = scanned_box(code, user)
    name = box.number if box else code.strip()
    if name and claims_of(user).filter(claimed_box=name).exists():
        return Answer(_("Box %(box)s is open. Compare its volumes.") % {"box": name}, ok=True), name
    if box:
        return Answer(_("Box %(box)s: nothing to verify.") % {"box": name}, ok=False), None
    return Answer(_("%(code)s is unknown here.") % {"code": name}, ok=False), None


def _desk(user: User, box: str | None) -> dict[str, Any]:
    claims = claims_of(user)
    boxes = (
        claims.order_by("claimed_box")
        .values_list("claimed_box", "claimed_cabinet")
        .annotate(count=Count("pk"))
    )
    return {
        "boxes": [
            {"name": name, "cabinet": cabinet, "count": count}
            for name, cabinet, count in boxes[:MOST_BOXES]
        ],
        "box": box,
        "claims": (
            claims.filter(claimed_box=box)
            .select_related("dossier__unit")
            .order_by("code")[:MOST_IN_A_BOX]
            if box is not None
            else []
        ),
    }
