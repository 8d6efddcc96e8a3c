"""Pages over several apps: the inbox, the regulation and its settings."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.admin import readable_rows, told_history
from archive_office.http import StaffRequest, actor, inside, pdf
from archive_office.journal.days import has_stayed_out, last_seal, sealed_days
from archive_office.journal.differences import is_tracked
from archive_office.notices.models import Notice
from archive_office.notices.procedures import mark_read
from archive_office.notices.rules import last_comparison
from archive_office.policy.models import Parameter
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.policy.reading import parameter
from archive_office.policy.setting import UNIT_NAMES, Setting, in_language
from archive_office.regulation import Clause
from archive_office.regulation.catalogue import CHAPTERS, REQUIREMENTS, Requirement
from archive_office.shell import shell_page
from archive_office.shell.navigation import Item, sidebar
from archive_office.shell.paging import keyset_page
from archive_office.workbench.forms import SettingForm
from archive_office.workbench.papers import digest_facts, digest_sheet

READS_SEALS: Final = "journal.view_historyseal"
FIRST_YEAR: Final = 2000


@shell_page(_("Inbox"), None, methods=("GET",))
def inbox(request: StaffRequest) -> HttpResponse:
    """What this person was told, unread first or all."""
    rows = Notice.objects.filter(to=request.user.pk)
    everything = request.GET.get("show") == "all"
    if not everything:
        rows = rows.filter(read_at__isnull=True)
    page = keyset_page(rows, request, order=("-created_at", "-id"))
    context = {"page": page, "everything": everything, "waiting": _waiting_elsewhere(request)}
    return render(request, "workbench/inbox.html", context)


def _waiting_elsewhere(request: StaffRequest) -> list[Item]:
    """Entries of the sidebar with a count: decisions, trays, what is overdue."""
    items = [item for group in sidebar(request) for item in group.items]
    return [item for item in items if item.badge and not item.active]


@shell_page(_("Inbox"), None, methods=("POST",))
def notice(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    found = get_object_or_404(Notice, pk=pk, to=request.user.pk)
    mark_read(found, by=actor(request), now=clock.now())
    inbox = reverse("workbench:inbox")
    return redirect(inside(request, found.link, inbox) if "follow" in request.POST else inbox)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the regulation, as the page lists it."""

    code: str
    name: str
    rows: list[Requirement]
    kept: int


@shell_page(_("Regulation"), None, methods=("GET",))
def regulation(request: StaffRequest) -> HttpResponse:
    """Every requirement of the regulation and whether the office's software keeps it."""
    kept = {clause.value for clause in Clause}
    chapters = []
    for code, words in CHAPTERS.items():
        rows = [r for r in REQUIREMENTS.values() if r.chapter == code]
        count = sum(1 for r in rows if r.clause in kept)
        chapters.append(Chapter(code, in_language(words), rows, count))
    wanted = request.GET.get("chapter", "TRF")
    chosen = next((c for c in chapters if c.code == wanted), None)
    if chosen is None:
        raise Http404
    return render(
        request,
        "workbench/regulation.html",
        {"chapters": chapters, "chosen": chosen, "kept": kept},
    )


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting with what it says today."""

    setting: Setting
    said: str
    unit: object
    is_default: bool


@shell_page(_("Parameters"), "policy.view_parameter", methods=("GET",))
def settings_in_force(request: StaffRequest) -> HttpResponse:
    """What every setting of the regulation says today."""
    request.shell_entry = "workbench:settings"  # type: ignore[attr-defined]  # read by the shell
    rows = [_in_force(setting) for setting in SETTINGS.values()]
    return render(request, "workbench/settings.html", {"rows": rows})


def _in_force(setting: Setting) -> InForce:
    value = parameter(setting.name, on=clock.today())
    return InForce(
        setting, setting.say(value), UNIT_NAMES[setting.unit], is_default=value == setting.default
    )


@shell_page(_("Parameters"), "policy.view_parameter")
def setting(request: StaffRequest, name: str) -> HttpResponse:
    """One setting: its past and future values, and a new decision."""
    if name not in SETTINGS:
        raise Http404
    chosen = SETTINGS[name]
    request.shell_entry = "workbench:settings"  # type: ignore[attr-defined]  # read by the shell
    may_decide = request.user.has_perm("policy.add_parameter")
    form = SettingForm(
        chosen, request.POST or None, initial={"effective_from": clock.today().isoformat()}
    )
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and _decided(request, chosen, form):
        messages.success(request, _("The office decided: %(name)s.") % {"name": chosen.label})
        return redirect("workbench:setting", name=name)
    context = {
        "chosen": _in_force(chosen),
        "rows": Parameter.objects.filter(name=name).select_related("set_by"),
        "requirement": REQUIREMENTS.get(chosen.clause),
        "form": form if may_decide else None,
    }
    status = 422 if form.errors else 200
    return render(request, "workbench/setting.html", context, status=status)


def _decided(request: StaffRequest, chosen: Setting, form: SettingForm) -> bool:
    facts = form.cleaned_data
    try:
        set_parameter(
            chosen,
            facts["value"],
            effective_from=facts["effective_from"],
            by=actor(request),
            reason=facts["reason"],
            today=clock.today(),
        )
    except ValidationError as error:
        for field, errors in error.error_dict.items():
            form.add_error(field, errors)
        return False
    return True


@shell_page(_("Seals of the history"), READS_SEALS, methods=("GET",))
def seals(request: StaffRequest) -> HttpResponse:
    """What was sealed on each day of a month, and how the last comparison ended (SEC-42)."""
    first = _month(request.GET.get("month", "")) or clock.today().replace(day=1)
    end = (first + timedelta(days=31)).replace(day=1)
    last = last_seal()
    context = {
        "days": sealed_days(first, end),
        "month": first,
        "before": _day(f"{first - timedelta(days=1):%F}"),
        "after": end if end <= clock.today() else None,
        "last": last,
        "stayed_out": has_stayed_out(last, clock.now()),
        "compared": last_comparison(),
    }
    return render(request, "workbench/seals.html", context)


@shell_page(_("Print"), READS_SEALS, methods=("GET",))
def seal_digest(request: StaffRequest, day: str) -> HttpResponse:
    """The digest of a day as PDF, to be kept on paper (SEC-42)."""
    wanted = _day(day)
    found = sealed_days(wanted, wanted + timedelta(days=1)) if wanted else ()
    if wanted is None or not found:
        raise Http404
    content = digest_sheet(digest_facts(wanted, found, by=str(actor(request))))
    return pdf(content, f"history-{wanted:%F}.pdf")


def _month(text: str) -> date | None:
    return _day(f"{text}-01")


def _day(text: str) -> date | None:
    """A day somebody wrote into the address; none that is none, or at the ends of time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= clock.today().year else None


@shell_page(_("History"), None, methods=("GET",))
def record_history(request: StaffRequest, app: str, kind: str, pk: int) -> HttpResponse:
    """The history of a record that has no page in the admin; of others, the way there (SEC-42)."""
    model = get_object_or_404(ContentType, app_label=app, model=kind).model_class()
    if model is None or not is_tracked(model):
        raise Http404
    if site.is_registered(model):
        return redirect(f"admin:{model._meta.label_lower.replace('.', '_')}_history", pk)
    if not request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        raise PermissionDenied
    request.shell_entry = "admin:journal_journalentry_changelist"  # type: ignore[attr-defined]  # read by the shell
    thing = get_object_or_404(readable_rows(request, model), pk=pk)
    context = {**told_history(request, thing), "thing": thing, "kind": model._meta.verbose_name}
    return render(request, "workbench/record_history.html", context)
