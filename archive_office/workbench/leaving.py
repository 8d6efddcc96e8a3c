"""Pages about somebody else's account: closing it when the person leaves, resetting a second factor.

Source: SEC-40, SEC-42.
"""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.codes import second_factor_of
from archive_office.organisation.models import (
    DepartmentUserObjectPermission,
    LiveSession,
    Seal,
    User,
)
from archive_office.organisation.procedures import against_closing, close_account
from archive_office.organisation.second_factor import against_resetting, reset_second_factor
from archive_office.organisation.signals import Remaining, leaver_reviewed
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under

KEEPS_ACCOUNTS: Final = "organisation.change_user"
ACCOUNTS: Final = "admin:organisation_user_changelist"


class ReasonForm(forms.Form):
    """Why something is done to somebody's account; the journal keeps it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


@shell_page(_("Close an account"), KEEPS_ACCOUNTS)
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """All that hangs on a leaver's account, and closing it with a reason (SEC-40, SEC-42)."""
    under(request, ACCOUNTS)
    person, by = get_object_or_404(User, pk=pk), actor(request)
    form = ReasonForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        now, reason = clock.now(), form.cleaned_data["reason"]
        try:
            close_account(person, on=clock.today(), by=by, reason=reason, now=now)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(
                request, _("The account of %(person)s is closed.") % {"person": person}
            )
            return redirect(_account(person))
    remaining = list(_remaining(person))
    context = {
        "person": person,
        "title": _("Close the account of %(person)s") % {"person": person},
        "ending": [one for one in remaining if one.ends],
        "open": [one for one in remaining if not one.ends],
        "against": [] if refusals else list(against_closing(person, by=by)),
        "refusals": refusals,
        "form": form,
        "back_url": _account(person),
    }
    status = 422 if refusals or form.errors else 200
    return render(request, "workbench/close_account.html", context, status=status)


def _remaining(person: User) -> Iterator[Remaining]:
    """What ends with the account, and what somebody else has to see to first."""
    today, now = clock.today(), clock.now()
    running = person.memberships.exclude(ends_on__lt=today).select_related("department")
    for post in running:
        yield Remaining(_("Post"), f"{post.get_role_display()} · {post.department}", ends=True)
    exceptions = DepartmentUserObjectPermission.objects.filter(user=person, until__gt=now)
    for given in exceptions.select_related("content_object"):
        until = gettext("until %(day)s") % {"day": _day(given.until)}
        yield Remaining(_("Exception"), f"{given.content_object} · {until}", ends=True)
    for seal in Seal.objects.filter(keeper=person).exclude(valid_until__lte=today):
        yield Remaining(_("Keeper of a seal"), f"{seal.number} · {seal.name}", ends=True)
    for session in LiveSession.objects.filter(user=person):
        since = gettext("since %(day)s") % {"day": _day(session.since)}
        yield Remaining(_("Session"), since, ends=True)
    if (device := second_factor_of(person)) is not None:
        since = gettext("since %(day)s") % {"day": _day(device.since)}
        yield Remaining(_("Second factor"), since, ends=True)
    replies = leaver_reviewed.send(sender=User, user=person)
    found: list[Any] = [one for _receiver, answers in replies for one in answers or ()]
    yield from found


def _day(moment: Any) -> str:
    return date_format(clock.day_of(moment), "Y-m-d")


@shell_page(_("Reset a second factor"), KEEPS_ACCOUNTS)
def reset(request: StaffRequest, pk: int) -> HttpResponse:
    """Take away a second factor that its owner has lost; the owner is told (SEC-42)."""
    under(request, ACCOUNTS)
    person, by = get_object_or_404(User, pk=pk), actor(request)
    form = ReasonForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            reset_second_factor(person, reason=reason, by=by, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            told = _("The second factor of %(person)s is reset; the person is told.")
            messages.success(request, told % {"person": person})
            return redirect(_account(person))
    context = {
        "person": person,
        "title": _("Reset the second factor of %(person)s") % {"person": person},
        "against": [] if refusals else list(against_resetting(person, by=by)),
        "refusals": refusals,
        "form": form,
        "back_url": _account(person),
    }
    status = 422 if refusals or form.errors else 200
    return render(request, "workbench/reset_second_factor.html", context, status=status)


def _account(person: User) -> str:
    return reverse("admin:organisation_user_change", args=[person.pk])
