"""One's own second factor: the door where one is demanded, and the pages to set it up and part with it.

Source: SEC-42; decisions 27.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from archive_office import clock
from archive_office.http import StaffRequest, actor, inside
from archive_office.organisation.codes import needs_second_factor, new_generator, second_factor_of
from archive_office.organisation.models import SecondFactor, User
from archive_office.organisation.second_factor import (
    give_up_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell.doors import Door, First
from archive_office.shell.forms import ProofForm
from archive_office.shell.pages import shell_page, under

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive_office.organisation.signing import Proof

SEEN: Final = "second_factor"
"""In the session: that a second factor is set up. With a reset all sessions end."""
BEGUN: Final = "second_factor_begun"
"""In the session: the sealed key that the telephone is being told."""
ENTRY: Final = "account:home"


class SecondFactorFirst(Door):
    """Middleware: whose role decides sets up a second factor before anything else, where demanded."""

    first = First(
        "account:set_up",
        _("Second factor"),
        _("Set up your second factor first; then this opens."),
        _("Set up the second factor"),
    )

    def has_passed(self, request: HttpRequest) -> bool:
        """Whether none is demanded of this person, or one is set up."""
        person = actor(request)
        if not needs_second_factor(person) or request.session.get(SEEN):
            return True
        if person.has_second_factor:
            request.session[SEEN] = True
        return bool(request.session.get(SEEN))


class SetUpForm(ProofForm):
    """The password, and the first code the telephone shows."""

    new_code = forms.CharField(
        label=_("Code that the telephone shows now"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ("new_code", "password")


@shell_page(_("Second factor"), None, methods=("GET",))
def second_factor(request: StaffRequest) -> HttpResponse:
    """Whether one is set up, since when, and how many recovery codes are left."""
    under(request, ENTRY)
    person = actor(request)
    device = second_factor_of(person)
    left = device.recovery_codes.filter(used_at=None).count() if device else 0
    context = {"device": device, "left": left, "demanded": needs_second_factor(person)}
    return render(request, "account/second_factor.html", context)


@sensitive_post_parameters()
@shell_page(_("Set up the second factor"), None)
def set_up(request: StaffRequest) -> HttpResponse:
    """Tell the telephone a key, and take its first code as proof that it has it (SEC-42)."""
    person, now = actor(request), clock.now()
    if person.has_second_factor:
        return redirect(_next(request))
    generator = _begun(request, person, now)
    form = SetUpForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            proof = form.prove(person, now=now)
            first_code = form.cleaned_data["new_code"]
            codes = set_up_second_factor(generator, first_code, proof=proof, by=person, now=now)
        except RegulationError as error:
            refusals, form = error.refusals, SetUpForm()
        else:
            del request.session[BEGUN]
            return _codes_page(request, codes)
    context = {
        "form": form,
        "refusals": refusals,
        "generator": generator,
        "picture": segno.make(generator.address, micro=False).svg_data_uri(scale=5, border=3),
        "demanded": needs_second_factor(person),
        "next": _next(request),
    }
    status = 422 if refusals or form.errors else 200
    return render(request, "account/set_up.html", context, status=status)


@sensitive_post_parameters()
@shell_page(_("New recovery codes"), None)
def recovery_codes(request: StaffRequest) -> HttpResponse:
    """Ten new recovery codes, for the password and a code."""
    person = actor(request)

    def renew(proof: "Proof", now: datetime) -> HttpResponse:
        return _codes_page(request, renew_recovery_codes(proof=proof, by=person, now=now))

    return _for_the_password(request, "account/recovery_codes.html", renew)


@sensitive_post_parameters()
@shell_page(_("Give up the second factor"), None)
def give_up(request: StaffRequest) -> HttpResponse:
    """Part with the telephone, for the password and a code."""
    person = actor(request)

    def part(proof: "Proof", now: datetime) -> HttpResponse:
        give_up_second_factor(proof=proof, by=person, now=now)
        request.session.pop(SEEN, None)
        messages.success(request, _("The second factor is given up."))
        return redirect("account:second_factor")

    return _for_the_password(request, "account/give_up.html", part)


def _for_the_password(
    request: StaffRequest, template: str, then: "Callable[[Proof, datetime], HttpResponse]"
) -> HttpResponse:
    under(request, ENTRY)
    person, now = actor(request), clock.now()
    if not person.has_second_factor:
        return redirect("account:second_factor")
    form = ProofForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return then(form.prove(person, now=now), now)
        except RegulationError as error:
            refusals, form = error.refusals, ProofForm()
    context = {"form": form, "refusals": refusals, "demanded": needs_second_factor(person)}
    status = 422 if refusals or form.errors else 200
    return render(request, template, context, status=status)


def _codes_page(request: StaffRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, this once; the page is never kept anywhere."""
    context: dict[str, Any] = {
        "title": _("Recovery codes"),
        "codes": codes,
        "next": _next(request),
        "today": clock.today(),
    }
    return render(request, "account/codes.html", context)


def _begun(request: StaffRequest, person: User, now: datetime) -> SecondFactor:
    """The key this session shows; sealed, so that the table of sessions tells nobody."""
    kept = request.session.get(BEGUN)
    if kept and kept["user"] == person.pk:
        return SecondFactor(user=person, data_key=kept["data_key"], key=kept["key"], since=now)
    fresh = new_generator(person, now=now)
    request.session[BEGUN] = {"user": person.pk, "data_key": fresh.data_key, "key": fresh.key}
    return fresh


def _next(request: StaffRequest) -> str:
    return inside(request, request.GET.get("next", ""), reverse("account:second_factor"))
