"""An earlier state of plain master data comes back: as a new act, by the rules of its editing.

History is never rewritten: it grows by one version that says which state was put back and why. What
its admin page does not name (`put_back`), what is settled, and what this person may not edit, is not
put back; states, codes, signatures and everything about custody change by acts of their own alone.

Source: SEC-42.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.admin import FastAdmin, may_be_put_back, readable_rows
from archive_office.http import StaffRequest, actor
from archive_office.journal.acts import act
from archive_office.journal.differences import REVERTED_TO, Earlier, earlier_state, is_tracked
from archive_office.journal.running import running
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from archive_office.shell import shell_page
from dossiers.admin.logged import LoggedAdmin

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

NEVER = _("States, codes, signatures and everything about custody are never put back by hand.")
CHANGED = _("The record was changed meanwhile. Look at it again before you put anything back.")
SAME = _("The record stands as it did then; there is nothing to put back.")


class PuttingBack(forms.Form):
    """Why an earlier state comes back, and over which newest version that was decided."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
    newest = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record and the version somebody wants back, with what keeps the record."""

    owner: FastAdmin
    request: StaffRequest
    thing: Model
    version: int

    def earlier(self) -> Earlier | None:
        """That version beside the newest one, as far as this person may put it back."""
        return earlier_state(
            type(self.thing),
            self.thing.pk,
            self.version,
            columns=may_be_put_back(self.request, self.owner, self.thing),
            readable=lambda model: readable_rows(self.request, model),
        )

    def locked(self) -> "Wanted":
        """The same over a fresh row that nobody else changes meanwhile."""
        rows = type(self.thing)._default_manager.select_for_update(of=("self",), no_key=True)
        return Wanted(self.owner, self.request, rows.get(pk=self.thing.pk), self.version)


@shell_page(_("Put an earlier state back"), None)
def put_back(request: StaffRequest, app: str, kind: str, pk: int, version: int) -> HttpResponse:
    """What would change if an earlier version came back; with a reason, it does."""
    wanted = _wanted(request, app, kind, pk, version)
    earlier = wanted.earlier()
    if earlier is None:
        raise Http404
    against = tuple(_against(wanted, earlier, newest=earlier.newest))
    sent = request.POST if request.method == "POST" else None
    form = PuttingBack(sent, initial={"newest": earlier.newest})
    failed = False
    if request.method == "POST" and form.is_valid():
        try:
            revert(wanted, by=actor(request), **form.cleaned_data)
        except RegulationError as error:
            against, failed = error.refusals, True
            form = PuttingBack({**form.cleaned_data, "newest": earlier.newest})
        else:
            messages.success(request, _("The earlier state stands again."))
            return redirect(_history_of(wanted.thing))
    context = {
        "thing": wanted.thing,
        "kind": wanted.thing._meta.verbose_name,
        "back_url": _history_of(wanted.thing),
        "earlier": earlier,
        "refusals": against,
        "form": form,
    }
    status = 422 if failed or form.errors else 200
    if isinstance(wanted.owner, LoggedAdmin):
        wanted.owner.log_look(request, pk, page="putting back")
    return render(request, "workbench/put_back.html", context, status=status)


def _wanted(request: StaffRequest, app: str, kind: str, pk: int, version: int) -> Wanted:
    """The record, if this person sees it and may edit its kind at all."""
    model = get_object_or_404(ContentType, app_label=app, model=kind).model_class()
    if model is None or not is_tracked(model) or not site.is_registered(model):
        raise Http404
    owner = cast("FastAdmin", site.get_model_admin(model))
    if not owner.has_view_or_change_permission(request):
        raise PermissionDenied
    thing = owner.get_object(request, str(pk))
    if thing is None:
        raise Http404
    if owner.put_back and not owner.has_change_permission(request, thing):
        raise PermissionDenied
    return Wanted(owner, request, thing, version)


def _history_of(thing: Model) -> str:
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_history", args=[thing.pk])


def _against(wanted: Wanted, earlier: Earlier, *, newest: int) -> Any:
    """Every reason why this version does not come back."""
    if not wanted.owner.put_back:
        yield Refusal(Clause.SEC_42, NEVER)
    elif earlier.newest != newest:
        yield Refusal(Clause.SEC_42, CHANGED)
    elif not earlier.values:
        yield Refusal(Clause.SEC_42, SAME)


@act("reference.reverted", _("Reverted to an earlier state"), Clause.SEC_42)
def revert(
    wanted: Wanted,
    *,
    newest: int,
    by: "_User",  # noqa: ARG001 - @act takes it from the call
    reason: str,  # noqa: ARG001 - the same
) -> None:
    """Put the columns of an earlier version back through the form that edits the record.

    Args:
        newest: The version that stood when it was decided; another one since then stands against it.

    Raises:
        RegulationError: SEC-42 (never put back, changed meanwhile, nothing differs), or what the
            record's own form says against the old values today.

    Source: SEC-42.
    """
    fresh = wanted.locked()
    earlier = fresh.earlier()
    if earlier is None:
        raise Http404
    enforce(_against(fresh, earlier, newest=newest))
    form = _filled(fresh, earlier)
    if not form.is_valid():
        texts = (text for errors in form.errors.values() for text in errors)
        raise RegulationError(*(Refusal(Clause.SEC_42, str(text)) for text in texts))
    # As Django's own page of the record saves it.
    thing = fresh.owner.save_form(fresh.request, form, change=True)
    fresh.owner.save_model(fresh.request, thing, form, change=True)
    fresh.owner.save_related(fresh.request, form, [], change=True)
    if (current := running()) is not None:
        current.facts[REVERTED_TO] = timezone.localtime(earlier.at).isoformat(sep=" ")


def _filled(wanted: Wanted, earlier: Earlier) -> forms.ModelForm[Model]:
    """The record's own form as it stands now, with the earlier values written over it."""
    form_class = wanted.owner.get_form(wanted.request, wanted.thing, change=True)
    standing = forms.model_to_dict(wanted.thing, fields=list(form_class.base_fields))
    form: forms.ModelForm[Model] = form_class({**standing, **earlier.values}, instance=wanted.thing)
    return form
