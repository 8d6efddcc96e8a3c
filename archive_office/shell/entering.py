"""Coming in: the password first, then the code of whoever has a second factor.

Source: SEC-40, SEC-42.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from unfold.forms import AuthenticationForm

from archive_office import clock
from archive_office.http import actor, client_address, inside
from archive_office.organisation.logins import Attempt, begin_session, log_attempt
from archive_office.organisation.models import LoginRecord, User
from archive_office.organisation.signing import prove_code
from archive_office.regulation import Refusal, RegulationError

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

WAITING: Final = "entering"
"""In the session of somebody who is not signed in yet: whose password was right, and when."""
PATIENCE: Final = timedelta(minutes=5)

Outcome = LoginRecord.Outcome


class CodeWantedError(Exception):
    """The password was right; the code of the second factor is still to come."""

    def __init__(self, user: "AbstractBaseUser") -> None:
        super().__init__(user.pk)
        self.user = user


class LoginForm(AuthenticationForm):  # type: ignore[misc]  # unfold has no types
    """Name and password; for whoever has a second factor they are half of the way."""

    def confirm_login_allowed(self, user: User) -> None:
        """Stop before the login where a code is still to come (SEC-42)."""
        super().confirm_login_allowed(user)
        if user.has_second_factor:
            raise CodeWantedError(user)


class CodeForm(forms.Form):
    """The second step of the login."""

    code = forms.CharField(
        label=_("Code of the second factor"),
        help_text=_("Six digits from your telephone, or a recovery code."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}
        ),
    )


def ask_for_code(request: HttpRequest, user: "AbstractBaseUser") -> HttpResponse:
    """Remember whose password was right, and ask for the code."""
    now, username = clock.now(), user.get_username()
    log_entry(request, username, Outcome.CODE_ASKED, now=now)
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "backend": getattr(user, "backend", settings.AUTHENTICATION_BACKENDS[-1]),
        "at": now.isoformat(),
        "hash": user.get_session_auth_hash(),
    }
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    query = f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if wanted else ""
    return redirect(reverse("account:code") + query)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The second step of the login; whoever has not made the first goes back to it (SEC-42)."""
    now = clock.now()
    user, backend = _waiting(request, now)
    if user is None:
        return redirect("admin:login")
    form = CodeForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            prove_code(user, form.cleaned_data["code"], now=now)
        except RegulationError as error:
            refusals, form = error.refusals, CodeForm()
            log_entry(request, user.username, Outcome.REFUSED, now=now)
        else:
            return _come_in(request, user, backend, now=now)
    context = {
        **site.each_context(request),
        "form": form,
        "refusals": refusals,
        "title": _("Second factor"),
    }
    status = 422 if refusals or form.errors else 200
    return render(request, "account/code.html", context, status=status)


def _waiting(request: HttpRequest, now: datetime) -> tuple[User | None, str]:
    """Who has just given the right password here, and may still sign in."""
    kept: dict[str, Any] | None = request.session.get(WAITING)
    if kept is None or now - datetime.fromisoformat(kept["at"]) > PATIENCE:
        return None, ""
    found = User.objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    if found is None or not constant_time_compare(found.get_session_auth_hash(), kept["hash"]):
        return None, ""  # the password was changed meanwhile
    return found, str(kept["backend"])


def _come_in(request: HttpRequest, user: User, backend: str, *, now: datetime) -> HttpResponse:
    del request.session[WAITING]
    login(request, user, backend=backend)
    log_entry(request, user.username, Outcome.SIGNED_IN, now=now)
    begin_here(request, now=now)
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    return redirect(inside(request, wanted, reverse(settings.LOGIN_REDIRECT_URL)))


def log_entry(request: HttpRequest, username: str, outcome: Outcome, *, now: datetime) -> None:
    """Every attempt to come in is logged (SEC-40)."""
    log_attempt(Attempt(username, client_address(request), outcome), now=now)


def begin_here(request: HttpRequest, *, now: datetime) -> None:
    """A login that succeeded ends those elsewhere (SEC-40)."""
    if request.session.session_key is None:
        request.session.create()
    begin_session(actor(request), str(request.session.session_key), now=now)
