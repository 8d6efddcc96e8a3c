"""One destruction register: its page, and the steps that need one button and a reason."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from destruction.models import DestructionRegister
from destruction.procedures import registers as acts
from destruction.views.finding import (
    DRAWS_UP_REGISTERS,
    REGISTERS_SEEN,
    WITNESSES,
    visible_register,
)
from destruction.views.showing_register import shown_register

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Step = Callable[[DestructionRegister, str, User, datetime], object]
STEPS: "Final[dict[str, tuple[str, Step, StrOrPromise]]]" = {
    "freeze": (
        DRAWS_UP_REGISTERS,
        lambda r, _reason, by, now: acts.freeze_register(r, by=by, now=now),
        _("The register is frozen. It can be approved now."),
    ),
    "thaw": (
        DRAWS_UP_REGISTERS,
        lambda r, reason, by, now: acts.thaw_register(r, reason=reason, by=by, now=now),
        _("The register is open again and can be changed."),
    ),
    "void": (
        REGISTERS_SEEN,
        lambda r, reason, by, now: acts.void_register(r, reason=reason, by=by, now=now),
        _("The register is given up. Its number is not used again."),
    ),
}
"""Steps that need one button and at most a reason: permission, act, what it did."""


@shell_page(_("Destruction register"), (REGISTERS_SEEN, WITNESSES), methods=("GET",))
def register(request: StaffRequest, pk: int) -> HttpResponse:
    """One register with the whole of its life; witnesses read the one they are named for."""
    return shown_register(request, visible_register(request, pk))


@shell_page(_("Destruction register"), REGISTERS_SEEN, methods=("POST",))
def register_step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Freeze a register, open it again, or give it up."""
    if step not in STEPS:
        raise Http404
    permission, procedure, done = STEPS[step]
    found = visible_register(request, pk)
    user = actor(request)
    if not user.has_perm(permission):
        raise PermissionDenied
    try:
        procedure(found, request.POST.get("reason", ""), user, clock.now())
    except RegulationError as error:
        fresh = visible_register(request, pk)
        return shown_register(request, fresh, refusals=error.refusals, step=step)
    messages.success(request, done)
    return redirect(found)
