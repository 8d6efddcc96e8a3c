"""Labels of every level of the storeroom, and rolls of blank ones assigned at their first scan."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.codes import cabinet_code, room_code
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department, User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.storerooms import LabelsForm, RollForm, SheetForm
from dossiers.models import Holding, LabelRoll, ViewLog
from dossiers.models.holdings import IN_A_SLOT
from dossiers.papers import words
from dossiers.papers.place_labels import PlaceLabel, place_labels
from dossiers.papers.storeroom_words import LEVELS
from dossiers.procedures.labelling import assign_label, make_roll
from dossiers.procedures.reading import log_named
from dossiers.rules.boxes import KEEPERS
from dossiers.rules.stocktaking import Scope
from dossiers.views.scanning import scanned_label, scanned_place
from dossiers.views.storerooms import room_or_404

LABELS: Final = "dossiers.label_places"
MOST_LABELS: Final = 1000


@shell_page(gettext_lazy("Labels of the storeroom"), LABELS, methods=("GET",))
def place_labels_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose the level, the sheet and its first free label; then the sheet is printed."""
    under(request, "dossiers:storerooms")
    room = room_or_404(request, pk)
    form = LabelsForm(request.GET if "level" in request.GET else None)
    if form.is_bound and form.is_valid():
        return _printed(request, room, form.cleaned_data)
    context = {"room": room, "form": form, "title": _("Labels of the storeroom")}
    return render(
        request, "dossiers/place_labels.html", context, status=422 if form.is_bound else 200
    )


def _printed(request: StaffRequest, room: Storeroom, chosen: dict[str, Any]) -> HttpResponse:
    labels = _labels(request, Scope.of(room), chosen["level"], request.GET.get("cabinet", ""))
    if not labels:
        raise Http404
    content = place_labels(labels, sheet=chosen["sheet"], start=chosen["start"])
    return pdf(content, f"labels-{room.code}-{chosen['level']}.pdf")


def _labels(request: StaffRequest, scope: Scope, level: str, number: str) -> list[PlaceLabel]:
    """The labels of one level of a room, or of one of its cabinets."""
    cabinets = scope.room.cabinets.select_related("room", "department").order_by("number")
    if number:
        cabinets = cabinets.filter(number=number)
    if level == "room":
        return [_of_room(scope.room)]
    if level == "cabinet":
        return [_of_cabinet(found) for found in cabinets[:MOST_LABELS]]
    return _inside(request, Shelf.objects.filter(cabinet__in=cabinets), level)


def _inside(request: StaffRequest, shelves: QuerySet[Shelf], level: str) -> list[PlaceLabel]:
    if level == "shelf":
        rows = shelves.select_related("cabinet__room").order_by("cabinet__number", "number")
        return [_of_shelf(shelf) for shelf in rows[:MOST_LABELS]]
    boxes = Box.objects.filter(shelf__in=shelves).select_related("shelf__cabinet__room")
    if level == "box":
        order = ("shelf__cabinet__number", "shelf__number", "number")
        return [label_of_box(box) for box in boxes.order_by(*order)[:MOST_LABELS]]
    return _of_things(request, boxes)


def _of_cabinet(found: Cabinet) -> PlaceLabel:
    where = f"{found.room.code} {found.room.name}"
    return PlaceLabel(cabinet_code(found), LEVELS["cabinet"], found.number, (where, found.category))


def _of_room(room: Storeroom) -> PlaceLabel:
    return PlaceLabel(
        room_code(room), LEVELS["room"], f"{room.code} {room.name}", (str(room.department),)
    )


def _of_shelf(shelf: Shelf) -> PlaceLabel:
    where = f"{shelf.cabinet.room.code} {shelf.cabinet.room.name}"
    return PlaceLabel(shelf.barcode, LEVELS["shelf"], str(shelf), (where, shelf.cabinet.category))


def label_of_box(box: Box) -> PlaceLabel:
    """What the label of a box says."""
    return PlaceLabel(box.barcode, LEVELS["box"], box.number, (box.place, f"{box.thickness_mm} mm"))


def _of_things(request: StaffRequest, boxes: QuerySet[Box]) -> list[PlaceLabel]:
    """Labels of what stands there; each print of one is kept in the view log."""
    rows = (
        Holding.objects.visible_to(actor(request))
        .filter(present_slot__in=boxes, state__in=IN_A_SLOT)
        .select_related("present_slot__shelf__cabinet__room")
        .order_by("present_slot__shelf__cabinet__number", "present_slot__number", "code")
    )
    things = list(rows[:MOST_LABELS])
    log_named(
        {thing.dossier_id for thing in things},
        actor(request),
        ViewLog.What.PRINTED,
        now=clock.now(),
        detail="labels",
    )
    return [
        PlaceLabel(
            thing.barcode,
            LEVELS["holding"],
            thing.code,
            (
                thing.present_slot.place if thing.present_slot else "",
                words.retention(thing.retention, thing.retention_years),
            ),
        )
        for thing in things
    ]


@shell_page(gettext_lazy("Rolls of labels"), LABELS)
def rolls(request: StaffRequest) -> HttpResponse:
    """Blank labels printed in advance; scan one to say what it is stuck to."""
    under(request, "dossiers:storerooms")
    user = actor(request)
    form = RollForm(request.POST if request.method == "POST" else None)
    refusals: tuple[Refusal, ...] = ()
    room = _own_room(user)
    if request.method == "POST" and form.is_valid() and room is not None:
        try:
            make_roll(room, form.cleaned_data["count"], by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            return redirect("dossiers:rolls")
    rows = LabelRoll.objects.visible_to(user).select_related("department", "made_by")
    context = {
        "page": keyset_page(rows, request, order=("-pk",)),
        "form": form,
        "refusals": refusals,
        "room": room,
        "title": _("Rolls of labels"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/rolls.html", context, status=status)


def _own_room(user: User) -> Department | None:
    """The archive room for which somebody labels things."""
    posts = (m for m in user.current_memberships if m.role in KEEPERS)
    post = next(posts, None)
    return post.department if post else None


@shell_page(gettext_lazy("Rolls of labels"), LABELS, methods=("GET",))
def roll_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The labels of a roll as PDF: a label a page, or on sheets (``?sheet=``)."""
    roll = get_object_or_404(LabelRoll.objects.visible_to(actor(request)), pk=pk)
    form = SheetForm(request.GET)
    sheet = (form.is_valid() and form.cleaned_data["sheet"]) or "a4-21"
    codes: Iterable[str] = roll.labels.order_by("pk").values_list("code", flat=True)
    labels = [PlaceLabel(code) for code in codes]
    return pdf(place_labels(labels, sheet=sheet), f"roll-{roll.pk}.pdf")


@shell_page(gettext_lazy("Assign a label"), LABELS)
def assign(request: StaffRequest) -> HttpResponse:
    """Two scans: the blank label, then what it is stuck to."""
    under(request, "dossiers:storerooms")
    user = actor(request)
    given = request.POST if request.method == "POST" else request.GET
    label = scanned_label(given.get("label", ""), user)
    answer, refusals = "", ()
    if request.method == "POST" and label is None:
        answer = _("%(code)s is no label of a roll.") % {"code": given.get("label", "").strip()}
    elif request.method == "POST" and label is not None and given.get("code"):
        answer, refusals = _assign(request, label)
        if not answer and not refusals:
            return redirect("dossiers:assign_label")
    context = {
        "label": label,
        "answer": answer,
        "refusals": refusals,
        "title": _("Assign a label"),
    }
    return render(
        request, "dossiers/assign_label.html", context, status=422 if answer or refusals else 200
    )


def _assign(request: StaffRequest, label: Any) -> tuple[str, Any]:
    user, code = actor(request), request.POST.get("code", "")
    thing = scanned_place(code, user)
    if thing is None:
        return _("%(code)s is unknown here.") % {"code": code.strip()}, ()
    try:
        assign_label(label, thing, by=user, now=clock.now())
    except RegulationError as error:
        return "", error.refusals
    messages.success(
        request, _("%(label)s now names %(thing)s.") % {"label": label, "thing": thing}
    )
    return "", ()
