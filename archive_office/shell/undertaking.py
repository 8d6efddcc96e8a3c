"""The door before all dossiers: nobody passes who has not promised confidentiality.

Source: LND-23, SEC-27.
"""

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, inside
from archive_office.organisation.models import Undertaking, UndertakingText
from archive_office.organisation.signing import digest
from archive_office.organisation.undertakings import content_of, has_undertaken, sign_undertaking
from archive_office.regulation import RegulationError
from archive_office.shell.doors import Door, First
from archive_office.shell.forms import SigningForm
from archive_office.shell.pages import shell_page

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

REMEMBERED: Final = "undertaking"
"""In the session: the day on which the promise was last seen. A new text never comes into force
on the day it is entered, so one look a day is enough."""


class UndertakingFirst(Door):
    """Middleware: until the undertaking is signed no page, list, search, file or paper opens."""

    first = First(
        "undertaking",
        _("Confidentiality undertaking"),
        _("Sign the confidentiality undertaking first; then this opens."),
        _("To the undertaking"),
    )

    def has_passed(self, request: HttpRequest) -> bool:
        """Whether the version in force was signed; looked up once a day."""
        today = clock.today().isoformat()
        if request.session.get(REMEMBERED) != today:
            remember_undertaking(request, actor(request))
        return bool(request.session.get(REMEMBERED) == today)


def remember_undertaking(request: HttpRequest, user: "_User", **_kwargs: Any) -> None:
    """At the login: look once, so that the day's pages need not."""
    today = clock.today()
    if has_undertaken(user, on=today):
        request.session[REMEMBERED] = today.isoformat()


@shell_page(_("Confidentiality undertaking"), None)
def undertaking(request: StaffRequest) -> HttpResponse:
    """The text in force, to be read and signed; whoever has signed sees when."""
    person, today = actor(request), clock.today()
    text = UndertakingText.objects.in_force(today)
    signed = Undertaking.objects.filter(person=person, text=text).first() if text else None
    form = SigningForm(request.POST or None)
    context: dict[str, Any] = {"text": text, "signed": signed, "form": form, "next": _next(request)}
    if text and not signed:
        context["content_hash"] = digest(content_of(person, text))
        form.initial["content_hash"] = context["content_hash"]
        if request.method == "POST" and form.is_valid():
            try:
                _sign(request, text, form)
            except RegulationError as error:
                return render(
                    request,
                    "shell/undertaking.html",
                    {**context, "refusals": error.refusals, "form": _again(context)},
                    status=422,
                )
            return redirect(context["next"])
    status = 422 if form.errors and not signed else 200
    return render(request, "shell/undertaking.html", context, status=status)


def _again(context: dict[str, Any]) -> SigningForm:
    """The form anew, over the text as it stands now."""
    return SigningForm(initial={"content_hash": context["content_hash"]})


def _sign(request: StaffRequest, text: UndertakingText, form: SigningForm) -> None:
    now, person = clock.now(), actor(request)
    sign_undertaking(
        text,
        proof=form.prove(person, now=now),
        content_hash=form.cleaned_data["content_hash"],
        by=person,
        now=now,
        today=clock.today(),
    )
    remember_undertaking(request, person)


def _next(request: HttpRequest) -> str:
    """Where somebody was going; never out of the office."""
    return inside(request, request.GET.get("next", ""), reverse(settings.LOGIN_REDIRECT_URL))
