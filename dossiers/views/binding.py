"""One volume: the order of its papers, how it is bound, and what is said of each paper."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.volumes import BindingForm, ContractForm, EntryForm, LinkForm, OpeningForm
from dossiers.models import Binding, Document, DocumentLink, Dossier, Holding
from dossiers.models.pages import entry_of, in_their_order, paged
from dossiers.procedures.binding import arrange_volume, bind_volume, open_binding
from dossiers.procedures.describing import (
    describe_paper,
    link_papers,
    number_contract,
    unlink_papers,
)
from dossiers.rules import binding as rules
from dossiers.rules import describing, together
from dossiers.rules.access import right_to_look_inside
from dossiers.rules.quarantine import against_reading, against_using_dossier
from dossiers.views.finding import dossier_or_404, refuse, shown
from dossiers.views.volumes import lines_of, moved

BINDS: Final = "dossiers.bind_holding"
DESCRIBES: Final = "dossiers.describe_paper"


def _volume(request: StaffRequest, pk: int, holding: int) -> tuple[Dossier, Holding]:
    """A volume that this person may look into; closed ones do not exist here."""
    found = dossier_or_404(request, pk)
    refuse(against_using_dossier(found))
    rows = found.holdings.select_related("keeper", "dossier__centre", "dossier__category")
    volume = get_object_or_404(rows, pk=holding, kind=Holding.Kind.VOLUME)
    user = actor(request)
    if not right_to_look_inside(found, user, at=clock.now(), personal=volume.is_personal):
        raise Http404
    refuse(against_reading(volume, user))
    under(request, "dossiers:list")
    return found, volume


@shell_page(gettext_lazy("Order of the papers"), BINDS)
def order(request: StaffRequest, pk: int, holding: int) -> HttpResponse:
    """Lay the papers of a volume in their order, step by step (FIL-17, FIL-18)."""
    found, volume = _volume(request, pk, holding)
    today, user = clock.today(), actor(request)
    documents = list(in_their_order(volume.documents.all()))
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        wanted = moved(documents, request.POST.get("move", ""), today)
        try:
            documents = arrange_volume(volume, wanted, by=user, today=today)
        except RegulationError as error:
            refusals = error.refusals
    pending = [
        *rules.against_arranging(volume, user),
        *rules.against_new_order(documents, on=today),
    ]
    shown(request, found, page=f"order {volume.code}")
    context = {
        "dossier": found,
        "volume": volume,
        "lines": lines_of(documents),
        "pending": pending,
        "refusals": refusals,
        "moved": request.POST.get("move", ""),
    }
    status = 422 if refusals else 200
    return render(request, "dossiers/order.html", context, status=status)


@shell_page(gettext_lazy("Binding"), BINDS)
def bind(request: StaffRequest, pk: int, holding: int) -> HttpResponse:
    """Record how a volume was bound; its pages are fixed by that (FIL-20, FIL-25)."""
    found, volume = _volume(request, pk, holding)
    form = BindingForm(request.POST or None, initial={"on": clock.today()})
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            bind_volume(volume, form.bound, by=actor(request), today=clock.today())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("%(code)s is bound.") % {"code": volume.code})
            return redirect("dossiers:bind", found.pk, volume.pk)
    return _bound(request, found, volume, form=form, refusals=refusals)


@shell_page(gettext_lazy("Binding"), BINDS, methods=("POST",))
def unbind(request: StaffRequest, pk: int, binding: int) -> HttpResponse:
    """Open a binding for repair, with the reason (FIL-25)."""
    row = get_object_or_404(Binding.objects.select_related("holding"), pk=binding)
    found, volume = _volume(request, pk, row.holding_id)
    try:
        open_binding(
            row, reason=request.POST.get("reason", ""), by=actor(request), today=clock.today()
        )
    except RegulationError as error:
        return _bound(request, found, volume, refusals=error.refusals)
    messages.success(request, _("%(code)s is open again.") % {"code": volume.code})
    return redirect("dossiers:bind", found.pk, volume.pk)


def _bound(
    request: StaffRequest,
    found: Dossier,
    volume: Holding,
    *,
    form: BindingForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    today, user = clock.today(), actor(request)
    documents = list(in_their_order(volume.documents.all()))
    now = rules.binding_of(volume)
    against = (
        ()
        if now
        else (
            *rules.against_arranging(volume, user),
            *rules.against_new_order(documents, on=today),
        )
    )
    shown(request, found, page=f"bind {volume.code}")
    context = {
        "dossier": found,
        "volume": volume,
        "binding": now,
        "earlier": volume.bindings.filter(opened_on__isnull=False).select_related(
            "bound_by", "opened_by"
        ),
        "papers": len(documents),
        "pages": max((line.last for line in paged(documents)), default=0),
        "copies": sum(not document.is_original for document in documents),
        "form": form or BindingForm(initial={"on": today}),
        "opening": OpeningForm(),
        "pending": against,
        "refusals": refusals,
        "title": _("Binding"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/bind.html", context, status=status)


@shell_page(gettext_lazy("One paper of a volume"), DESCRIBES)
def paper_entry(request: StaffRequest, pk: int, document: int) -> HttpResponse:
    """What is said of one paper: what it belongs to, the years it spans, its contract number."""
    rows = Document.objects.select_related("type__category", "entry", "holding__dossier__centre")
    about = get_object_or_404(rows, pk=document, holding__dossier=pk)
    found, _holding = _volume(request, pk, about.holding_id)
    forms = _forms(request, about)
    refusals: tuple[Refusal, ...] = ()
    asked = request.POST.get("say", "")
    act = _ACTS.get(asked)
    if request.method == "POST" and act is not None and _is_sound(forms.get(asked)):
        try:
            act(request, about, forms.get(asked))
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Recorded."))
            return redirect("dossiers:paper_entry", found.pk, about.pk)
    shown(request, found, page=f"entry {about.code}")
    context = {
        "dossier": found,
        "document": about,
        "entry": entry_of(about),
        "links": together.links_of([about]),
        "contract": describing.is_contract(about),
        "line": lines_of([about])[0],
        "pending": list(describing.against_describing(about, actor(request))),
        "refusals": refusals,
        "forms": forms,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/paper_entry.html", context, status=status)


def _is_sound(form: Any) -> bool:
    return form is None or bool(form.is_valid())


def _forms(request: StaffRequest, about: Document) -> dict[str, Any]:
    said = request.POST.get("say", "")

    def typed(name: str) -> Any:
        return request.POST if said == name else None

    entry = entry_of(about)
    known = {
        name: getattr(entry, name)
        for name in ("spans", "covers_from", "covers_until", "annex")
        if entry
    }
    wanted = describing.next_contract_number(about.holding.dossier)
    return {
        "describe": EntryForm(typed("describe"), initial=known),
        "link": LinkForm(typed("link"), document=about),
        "number": ContractForm(typed("number"), initial={"number": wanted}),
    }


def _describe(request: StaffRequest, about: Document, form: Any) -> None:
    said = form.cleaned_data
    describe_paper(
        about,
        by=actor(request),
        spans=said["spans"],
        covers=(said["covers_from"], said["covers_until"]),
        annex=said["annex"],
    )


def _link(request: StaffRequest, about: Document, form: Any) -> None:
    said = form.cleaned_data
    pair = [about, said["other"]]
    first, second = pair if said["place"] == "first" else pair[::-1]
    kind = DocumentLink.Kind(said["kind"])
    link_papers(first, second, kind, by=actor(request), today=clock.today())


def _unlink(request: StaffRequest, about: Document, _form: Any) -> None:
    chosen = request.POST.get("link", "")
    links = {str(link.pk): link for link in together.links_of([about])}
    if chosen not in links:
        raise Http404
    unlink_papers(links[chosen], by=actor(request), today=clock.today())


def _number(request: StaffRequest, about: Document, form: Any) -> None:
    number_contract(about, by=actor(request), number=form.cleaned_data["number"])


_ACTS: Final[dict[str, Callable[[StaffRequest, Document, Any], None]]] = {
    "describe": _describe,
    "link": _link,
    "unlink": _unlink,
    "number": _number,
}
