"""The electronic original of a paper: made, sealed by the keepers, sent, declared void.

Source: TRF-07, SEC-41, SEC-42; decision 14.
"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office import clock
from archive_office.http import PDF, StaffRequest, actor, stored_file
from archive_office.organisation.models import Seal
from archive_office.originals import rules
from archive_office.originals.models import ElectronicOriginal
from archive_office.originals.panel import Place, places_of
from archive_office.originals.procedures.making import make_original, void_original
from archive_office.originals.procedures.sealing import seal_original
from archive_office.originals.subjects import subject_of, subjects
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.forms import SigningForm
from archive_office.shell.pages import under

REGISTER = "workbench:seal_register"


class VoidOriginal(forms.Form):
    """Why an electronic original is no longer good."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


@shell_page(_("Electronic original"), None, methods=("GET",))
def original(request: StaffRequest, pk: int) -> HttpResponse:
    """One original: its seals, its verdict, its file; void ones too."""
    return _page(request, _visible(request, pk))


@shell_page(_("Electronic original"), rules.MAKE, methods=("POST",))
def make(request: StaffRequest, app: str, kind: str, pk: int) -> HttpResponse:
    """Make the original of a record that everybody has signed."""
    record = _record(request, app, kind, pk)
    try:
        with override("zh-hans"):  # the form is Chinese whatever the language of the screen
            made = make_original(
                record, by=actor(request), now=clock.now(), address=_address(request)
            )
    except RegulationError as error:
        context = {"record": record, "refusals": error.refusals}
        return render(request, "originals/refused.html", context, status=422)
    messages.success(request, _("The electronic original is made. Now the keepers seal it."))
    return redirect(made)


@shell_page(_("Set a seal"), None)
def seal(request: StaffRequest, pk: int, field: str) -> HttpResponse:
    """The keeper sets a seal with the own password; who keeps none finds no such page."""
    found = _visible(request, pk)
    place = _own_place(request, found, field)
    sent = request.POST if request.method == "POST" else None
    form = SigningForm(sent, initial={"content_hash": found.sha256})
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            _seal(request, found, place, form)
        except RegulationError as error:
            refusals = error.refusals
            form = SigningForm(initial={"content_hash": found.sha256})
        else:
            messages.success(request, _("The seal is set and stands in the seal register."))
            return redirect(found)
    under(request, REGISTER)
    context = {
        "original": found,
        "place": place,
        "form": form,
        "refusals": refusals,
        "title": _("Set a seal"),
    }
    failed = bool(refusals or form.errors)
    return render(request, "originals/seal.html", context, status=422 if failed else 200)


@shell_page(_("Electronic original"), None, methods=("GET",))
def download(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Send the latest revision; it stands in the view log as a print does."""
    found = _visible(request, pk)
    record = found.record
    detail = f"electronic original {found.sha256[:12]}"
    subject_of(record).log_print(record, actor(request), now=clock.now(), detail=detail)
    return stored_file(found.file.open("rb"), f"{record}-original.pdf", content_type=PDF)


@shell_page(_("Electronic original"), rules.MAKE, methods=("POST",))
def void(request: StaffRequest, pk: int) -> HttpResponse:
    """Declare an original void, with the reason; another can be made then."""
    found = _visible(request, pk)
    form = VoidOriginal(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        reason = form.cleaned_data["reason"]
        void_original(found, reason=reason, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _page(request, found, form=form, refusals=error.refusals)
    messages.success(request, _("The electronic original is void."))
    return redirect(found)


def _visible(request: StaffRequest, pk: int) -> ElectronicOriginal:
    rows = ElectronicOriginal.objects.visible_to(actor(request))
    return get_object_or_404(rows.select_related("department", "made_by", "voided_by"), pk=pk)


def _record(request: StaffRequest, app: str, kind: str, pk: int) -> Model:
    """A record of which there are originals, if it exists for this person."""
    for model in subjects():
        if (model._meta.app_label, model._meta.model_name) == (app, kind):
            record = get_object_or_404(model._default_manager.all(), pk=pk)
            if rules.sees(actor(request), record):
                return record
    raise Http404


def _own_place(request: StaffRequest, found: ElectronicOriginal, field: str) -> Place:
    places = places_of(found, actor(request))
    place = next((each for each in places if each.field == field), None)
    if place is None or place.own is None:
        raise Http404
    return place


def _seal(
    request: StaffRequest, found: ElectronicOriginal, place: Place, form: SigningForm
) -> None:
    by, now = actor(request), clock.now()
    own: Seal | None = place.own
    if own is None:
        raise Http404
    proof = form.prove(by, now=now)
    with override("zh-hans"):
        seal_original(found, own, place.field, proof, by=by, now=now)


def _address(request: StaffRequest) -> str:
    """The office as its users reach it: the code on the paper must not depend on who makes it."""
    office: str = settings.ARCHIVE_ADDRESS
    return office.rstrip("/") or request.build_absolute_uri("/").rstrip("/")


def _page(
    request: StaffRequest,
    found: ElectronicOriginal,
    *,
    form: VoidOriginal | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, REGISTER)
    user = actor(request)
    record = found.record
    may_void = user.has_perm(rules.MAKE) and found.voided_at is None
    kind = ContentType.objects.get_for_model(record)
    context = {
        "original": found,
        "title": _("Electronic original"),
        "places": list(places_of(found, user)),
        "record": record,
        "kind": kind.name,
        "void_form": (form or VoidOriginal()) if may_void else None,
        "refusals": refusals,
        "verify_url": reverse("verify"),
    }
    failed = bool(refusals or (form and form.errors))
    return render(request, "originals/original.html", context, status=422 if failed else 200)
