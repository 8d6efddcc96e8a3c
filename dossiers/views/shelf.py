"""One shelf: what stands on it, and a new box in one step: made, put there, labelled."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import Box, Shelf
from archive_office.http import StaffRequest, actor, pdf
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.storerooms import NewBoxForm, SheetForm
from dossiers.papers.place_labels import ROLL, place_labels
from dossiers.procedures.boxes import new_box
from dossiers.rules import shelves
from dossiers.rules.boxes import free_mm, keeps
from dossiers.views.labels import LABELS, label_of_box
from dossiers.views.scanning import scanned_label
from dossiers.views.storerooms import SEES, box_or_404

MAKES: Final = "custody.add_box"


@shell_page(gettext_lazy("Shelf"), SEES)
def shelf(request: StaffRequest, pk: int) -> HttpResponse:
    """One shelf with its boxes; a new box stands there, numbered and labelled, at one press.

    Source: STO-05, STO-08.
    """
    under(request, "dossiers:storerooms")
    rows = Shelf.objects.select_related("cabinet__room__department", "cabinet__department")
    seen = shelves.rooms_of(actor(request))
    found = get_object_or_404(rows.filter(cabinet__room__in=seen), pk=pk)
    form = NewBoxForm(request.POST if request.method == "POST" else None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        if not actor(request).has_perm(MAKES):
            raise PermissionDenied
        made, refusals = _made(request, found, form)
        if made is not None:
            return redirect(f"{request.path}?made={made.pk}")
    context = _context(request, found, form) | {"refusals": refusals}
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/shelf.html", context, status=status)


def _made(
    request: StaffRequest, found: Shelf, form: NewBoxForm
) -> tuple[Box | None, tuple[Refusal, ...]]:
    """The new box, or what stands against it."""
    if not form.is_valid():
        return None, ()
    user, code = actor(request), form.cleaned_data["label"]
    label = scanned_label(code, user) if code else None
    if code and label is None:
        form.add_error("label", _("%(code)s is no label of a roll.") % {"code": code})
        return None, ()
    wide = form.cleaned_data["thickness_mm"]
    try:
        made = new_box(found, thickness_mm=wide, label=label, by=user, now=clock.now())
    except RegulationError as error:
        return None, error.refusals
    told = {"box": made.number, "place": made.place, "label": label}
    said = _("Box %(box)s: %(place)s, label %(label)s") if label else _("Box %(box)s: %(place)s")
    messages.success(request, said % told)
    return made, ()


def _context(request: StaffRequest, found: Shelf, form: NewBoxForm) -> dict[str, Any]:
    user, boxes = actor(request), shelves.boxes_on([found])
    wanted = request.GET.get("made", "")
    made = next((row.box for row in boxes if str(row.box.pk) == wanted), None)
    return {
        "shelf": found,
        "form": form,
        "boxes": boxes,
        "free": shelves.metres(max(free_mm(found), 0)),
        "made": made,
        "borne": made is not None and made.roll_labels.exists(),
        "keeps": keeps(user, found.cabinet.department),
        "may_make": user.has_perm(MAKES) and keeps(user, found.cabinet.department),
        "title": found.place,
    }


@shell_page(gettext_lazy("Label of the box"), LABELS, methods=("GET",))
def box_label(request: StaffRequest, pk: int) -> HttpResponse:
    """The label of one box as PDF: alone on the roll, or on a sheet (``?sheet=``).

    Source: STO-05, STO-08.
    """
    found = box_or_404(request, pk)
    form = SheetForm(request.GET)
    sheet = (form.is_valid() and form.cleaned_data["sheet"]) or ROLL
    content = place_labels([label_of_box(found)], sheet=sheet)
    return pdf(content, f"label-{found.number}.pdf")
