"""The door before all dossiers: nobody passes who has not promised confidentiality.

Source: LND-23, SEC-27.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, inside, wants_fragment
from archive_office.organisation.models import Undertaking, UndertakingText
from archive_office.organisation.signing import digest, prove_identity
from archive_office.organisation.undertakings import content_of, has_undertaken, sign_undertaking
from archive_office.regulation import RegulationError
from archive_office.shell.forms import SigningForm
from archive_office.shell.pages import shell_page

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

REMEMBERED: Final = "undertaking"
"""In the session: the day on which the promise was last seen. A new text never comes into force
on the day it is entered, so one look a day is enough."""

OPEN: Final = frozenset(
    {
        "undertaking",
        "favicon",
        "set_language",
        "admin:login",
        "admin:logout",
        "admin:jsi18n",
        "admin:password_change",
        "admin:password_change_done",
    }
)
"""Pages that show nothing of the archive."""


class UndertakingFirst:
    """Middleware: until the undertaking is signed no page, list, search, file or paper opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Let pass who has signed; lead a reader to the undertaking, tell a script why not."""
        match = request.resolver_match
        if not request.user.is_authenticated or (match and match.view_name in OPEN):
            return None
        if _has_passed(request):
            return None
        return _to_undertaking(request) if _is_reading(request) else _told(request)


def remember_undertaking(request: HttpRequest, user: "_User", **_kwargs: Any) -> None:
    """At the login: look once, so that the day's pages need not."""
    today = clock.today()
    if has_undertaken(user, on=today):
        request.session[REMEMBERED] = today.isoformat()


def _has_passed(request: HttpRequest) -> bool:
    today = clock.today().isoformat()
    if request.session.get(REMEMBERED) != today:
        remember_undertaking(request, actor(request))
    return bool(request.session.get(REMEMBERED) == today)


def _is_reading(request: HttpRequest) -> bool:
    """Whether a person opens a page in the browser, not a script, a picture or a frame in it."""
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("Accept", "")
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        and request.headers.get("X-Requested-With") != "XMLHttpRequest"
        and not wants_fragment(request)
    )


def _to_undertaking(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('undertaking')}?{query}")


def _told(request: HttpRequest) -> HttpResponse:
    detail = gettext("Sign the confidentiality undertaking first; then this opens.")
    if wants_fragment(request):
        context = {"detail": detail, "status": 403}
        return render(request, "shell/_refused.html", context, status=403)
    context = {"title": _("Confidentiality undertaking"), "detail": detail}
    return render(request, "shell/undertaking_first.html", context, status=403)


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
        proof=prove_identity(person, form.cleaned_data["password"], now=now),
        content_hash=form.cleaned_data["content_hash"],
        by=person,
        now=now,
        today=clock.today(),
    )
    remember_undertaking(request, person)


def _next(request: HttpRequest) -> str:
    """Where somebody was going; never out of the office."""
    return inside(request, request.GET.get("next", ""), reverse(settings.LOGIN_REDIRECT_URL))
