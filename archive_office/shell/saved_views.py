"""Views of lists under a name: kept, renamed, shared with the own department, withdrawn.

Source: SEC-15, SEC-29.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.policy.reading import switch
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from archive_office.shell.habits import KEPT
from archive_office.shell.models import SavedView
from archive_office.shell.pages import shell_page, under

KEEPS: Final = "shell.save_view"


class ViewForm(forms.Form):
    """The name of a view, and whether the own department sees it."""

    name = forms.CharField(
        label=pgettext_lazy("of a saved view", "Name of the view"), max_length=40
    )
    shared = forms.BooleanField(label=_("Share with my department"), required=False)


def against_view(
    *, owner: User, page: str, name: str, today: date, shared: bool, known: int = 0
) -> Iterator[Refusal]:
    """Why a view is not kept under this name, or not shared.

    Args:
        known: The view that is renamed, if there is one.

    Source: SEC-29.
    """
    same = SavedView.objects.in_use().filter(owner=owner, page=page, name=name)
    if same.exclude(pk=known).exists():
        text = _("You keep a view “%(name)s” of this list already.") % {"name": name}
        yield Refusal(Clause.SEC_29, text, "name")
    if shared and not switch("share_saved_views", on=today):
        yield Refusal(Clause.SEC_29, _("The office does not let views be shared."), "shared")
    elif shared and _department_of(owner) is None:
        alone = _("You have no department with which it could be shared.")
        yield Refusal(Clause.SEC_29, alone, "shared")


def _department_of(user: User) -> Department | None:
    return next((post.department for post in user.current_memberships), None)


@act("shell.view_saved", _("View of a list saved"), Clause.SEC_29)
def save_view(
    page: str, query: str, *, name: str, shared: bool, by: User, now: datetime
) -> SavedView:
    """Keep a way of narrowing a list under a name.

    Raises:
        RegulationError: SEC-29; the name is taken, or views are not shared here.
    """
    enforce(against_view(owner=by, page=page, name=name, today=clock.day_of(now), shared=shared))
    view = SavedView.objects.create(
        owner=by,
        page=page,
        name=name,
        query=KEPT[page].narrowing(QueryDict(query)),
        shared_with=_department_of(by) if shared else None,
        saved_at=now,
    )
    note(view, after={"name": name, "shared": shared})
    return view


@act("shell.view_changed", _("View of a list changed"), Clause.SEC_29)
def change_view(view: SavedView, *, name: str, shared: bool, by: User, now: datetime) -> SavedView:
    """Rename a view, or share it and stop sharing it.

    Raises:
        RegulationError: SEC-29; the name is taken, or views are not shared here.
    """
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    newly = shared and view.shared_with_id is None
    today = clock.day_of(now)
    enforce(
        against_view(owner=by, page=view.page, name=name, today=today, shared=newly, known=view.pk)
    )
    before = {"name": view.name, "shared": view.shared_with_id is not None}
    view.name = name
    if newly or not shared:
        view.shared_with = _department_of(by) if shared else None
    view.save()
    note(view, before=before, after={"name": name, "shared": shared})
    return view


@act("shell.view_withdrawn", _("View of a list withdrawn"), Clause.SEC_29)
def withdraw_view(
    view: SavedView,
    *,
    by: User,  # noqa: ARG001 - the act writes down who acts
    now: datetime,
) -> SavedView:
    """Take a view out of use, for everybody."""
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if view.withdrawn_at is None:
        view.withdrawn_at = now
        view.save()
        note(view, before={"withdrawn": False}, after={"withdrawn": True})
    return view


def _own(request: StaffRequest) -> QuerySet[SavedView]:
    return SavedView.objects.in_use().filter(owner=actor(request))


@shell_page(_("My views of lists"), KEEPS, methods=("GET",))
def views(request: StaffRequest) -> HttpResponse:
    """The views one keeps, with what may be done to them, and those that others share."""
    under(request, "account:home")
    return _page(request)


def _page(request: StaffRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    user = actor(request)
    others = SavedView.objects.in_use().visible_to(user).exclude(owner=user)
    shown = {
        "own": _lines(_own(request).select_related("shared_with")),
        "others": _lines(others.select_related("owner", "shared_with")),
    }
    return render(request, "account/views.html", {**shown, **context}, status=status)


def _lines(rows: QuerySet[SavedView]) -> list[tuple[SavedView, str]]:
    """Views of lists that are there, each with its address."""
    return [(row, f"{reverse(row.page)}?{row.query}") for row in rows if row.page in KEPT]


@shell_page(_("Save view"), KEEPS, methods=("POST",))
def save(request: StaffRequest) -> HttpResponse:
    """Keep what a list shows now under a name, and go back to it."""
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    if page not in KEPT:
        raise Http404
    return _kept(request, page=page, query=query, view=None)


@shell_page(_("Change view"), KEEPS, methods=("POST",))
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Give one of one's own views another name, or share it."""
    view = get_object_or_404(_own(request), pk=pk)
    return _kept(request, page=view.page, query=view.query, view=view)


def _kept(request: StaffRequest, *, page: str, query: str, view: SavedView | None) -> HttpResponse:
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    facts = {
        "name": form.cleaned_data["name"].strip(),
        "shared": form.cleaned_data["shared"],
        "by": actor(request),
        "now": clock.now(),
    }
    try:
        if view is not None:
            change_view(view, **facts)
            return redirect("account:views")
        kept = save_view(page, query, **facts)
    except RegulationError as error:
        return _page(request, refusals=error.refusals, status=422)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": kept.name})
    return HttpResponseRedirect(f"{reverse(page)}?{kept.query}")


@shell_page(_("Withdraw view"), KEEPS, methods=("POST",))
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one of one's own views out of use."""
    withdraw_view(get_object_or_404(_own(request), pk=pk), by=actor(request), now=clock.now())
    return redirect("account:views")
