"""Why somebody sees a dossier, who else does, and who sees a whole department's.

Source: LND-21, SEC-29, SEC-51.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.exceptions import give_exception, may_open, withdraw_exception
from archive_office.organisation.models import (
    Department,
    DepartmentKind,
    DepartmentUserObjectPermission,
    Membership,
    User,
)
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.forms.rights import ExceptionForm, RightsForm, WithdrawForm
from dossiers.models import Dossier, ViewLog
from dossiers.papers.filling import fonds_of
from dossiers.papers.rights import RightsLine, RightsSheet
from dossiers.papers.rights import rights_sheet as draw_sheet
from dossiers.procedures.reading import log_named
from dossiers.rules.explaining import (
    Reason,
    against_sight,
    department_readers,
    end_of,
    reasons,
)
from dossiers.rules.safekeeping import answered_for
from dossiers.views.finding import dossier_by_post_or_404, shown

EXPLAINS: Final = "dossiers.explain_rights"
GIVES: Final = "organisation.give_exception"


@shell_page(gettext_lazy("Who can see it"), EXPLAINS, methods=("GET",))
def rights(request: StaffRequest, pk: int) -> HttpResponse:
    """Everybody who sees a dossier, today or on a past day; or why one person does or does not."""
    found = dossier_by_post_or_404(request, pk)
    under(request, "dossiers:list")
    form = RightsForm(request.GET or None, today=clock.today())
    person, at = _asked(form)
    context: dict[str, Any] = {"dossier": found, "form": form, "person": person, "at": at}
    if not form.is_bound or form.is_valid():
        context["reasons"] = reasons(found, at=at, person=person)
        if person is not None and not context["reasons"]:
            context["lacking"] = list(against_sight(found, person, at=at))
        context["answered"] = answered_for(found, at=at)
    shown(request, found, page="rights")
    return render(request, "dossiers/rights.html", context)


@shell_page(gettext_lazy("Print"), EXPLAINS, methods=("GET",))
def rights_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The permission sheet of a dossier as PDF (SEC-51)."""
    found = dossier_by_post_or_404(request, pk)
    form = RightsForm(request.GET or None, today=clock.today())
    _person, at = _asked(form)
    facts = _sheet(found, reasons(found, at=at), at=at, by=str(actor(request)))
    printed, now = ViewLog.What.PRINTED, clock.now()
    log_named([found.pk], actor(request), printed, now=now, detail="rights")
    return pdf(draw_sheet(facts), f"{found.code}-rights.pdf")


def _sheet(dossier: Dossier, found: list[Reason], *, at: datetime, by: str) -> RightsSheet:
    """The official form is Chinese whatever the language of the screen."""
    with override("zh-hans"):
        lines = [
            RightsLine(
                person=str(reason.person),
                post=_post(reason.post) if reason.post else "",
                ground=reason.label,
                since=_moment(reason.since),
                until=_moment(reason.until),
                personal=reason.personal,
                given_by=str(reason.given_by or ""),
                words=reason.words,
            )
            for reason in found
        ]
    return RightsSheet(
        fonds=fonds_of(dossier.centre),
        reference=dossier.code,
        title=dossier.title,
        at=timezone.localtime(at),
        stated_by=by,
        lines=tuple(lines),
    )


def _post(post: Membership) -> str:
    """A post as the form names it; whoever stands in for somebody 代 says for whom."""
    acting = f"（代 {post.acting_for}）" if post.acting_for else ""
    return f"{post.department} {post.get_role_display()}{acting}"


def _moment(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if value else ""


def _asked(form: RightsForm) -> tuple[User | None, datetime]:
    """Of whom and for which moment it is asked: now, or the end of a past day."""
    if not form.is_bound or not form.is_valid():
        return None, clock.now()
    day: date = form.cleaned_data["on"]
    at = clock.now() if day == form.today else end_of(day)
    return form.cleaned_data["person"], at


@shell_page(gettext_lazy("Who reads our files"), EXPLAINS, methods=("GET",))
def readers(request: StaffRequest) -> HttpResponse:
    """Everybody who sees the dossiers of a department as a whole, by post or by exception."""
    return _readers_page(request, _department(request))


@shell_page(gettext_lazy("Who reads our files"), GIVES, methods=("POST",))
def give(request: StaffRequest, pk: int) -> HttpResponse:
    """Open a department's dossiers to somebody for a time (LND-21)."""
    department = get_object_or_404(_departments(actor(request)), pk=pk)
    form = ExceptionForm(request.POST)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        typed = form.cleaned_data
        until = datetime.combine(typed["until"] + timedelta(days=1), time.min)
        try:
            given = give_exception(
                typed["person"],
                department,
                until=timezone.make_aware(until),
                reason=typed["reason"],
                by=actor(request),
                now=clock.now(),
            )
        except RegulationError as error:
            refusals = error.refusals
        else:
            words = {"person": given.user, "department": department}
            messages.success(
                request, _("%(person)s sees the dossiers of %(department)s now.") % words
            )
            return redirect(_address_of(department))
    return _readers_page(request, department, form=form, refusals=refusals)


@shell_page(gettext_lazy("Who reads our files"), GIVES, methods=("POST",))
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """End an exception at once."""
    user = actor(request)
    rows = DepartmentUserObjectPermission.objects.filter(content_object__in=_departments(user))
    given = get_object_or_404(rows.select_related("content_object", "user"), pk=pk)
    form = WithdrawForm(request.POST, auto_id=f"end{given.pk}_%s")
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            withdraw_exception(given, reason=form.cleaned_data["reason"], by=user, now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            words = {"person": given.user}
            messages.success(request, _("The exception for %(person)s has ended.") % words)
            return redirect(_address_of(given.content_object))
    return _readers_page(
        request, given.content_object, withdrawing=form, which=given.pk, refusals=refusals
    )


def _readers_page(
    request: StaffRequest,
    department: Department | None,
    *,
    form: ExceptionForm | None = None,
    withdrawing: WithdrawForm | None = None,
    which: int = 0,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "dossiers:readers")
    user, now = actor(request), clock.now()
    context: dict[str, Any] = {
        "departments": _departments(user),
        "department": department,
        "form": form or ExceptionForm(),
        "refusals": refusals,
    }
    if department is not None:
        context["reasons"] = department_readers(department, at=now)
        context["may_open"] = user.has_perm(GIVES) and may_open(user, department) is not None
        context["exceptions"] = _exceptions(department, now, withdrawing, which)
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/readers.html", context, status=status)


def _exceptions(
    department: Department, now: datetime, sent: WithdrawForm | None, which: int
) -> list[tuple[DepartmentUserObjectPermission, WithdrawForm]]:
    """Exceptions in force, each with the form that ends it; the one that was sent as it was."""
    rows = DepartmentUserObjectPermission.objects.filter(content_object=department, until__gt=now)
    return [
        (row, sent if sent and row.pk == which else WithdrawForm(auto_id=f"end{row.pk}_%s"))
        for row in rows.select_related("user", "given_by").order_by("until", "pk")
    ]


def _department(request: StaffRequest) -> Department | None:
    """The department asked for, or the only one there is for this person."""
    rows = _departments(actor(request))
    asked = request.GET.get("department", "")
    if asked:
        if not asked.isdecimal():
            raise PermissionDenied(_("There is no such department."))
        return get_object_or_404(rows, pk=int(asked))
    first_two = list(rows[:2])
    return first_two[0] if len(first_two) == 1 else None


def _departments(user: User) -> QuerySet[Department]:
    """Departments that keep dossiers, as far as this person sees theirs."""
    kinds = (DepartmentKind.SERVICE_CENTRE, DepartmentKind.ARCHIVE_OFFICE)
    rows = Department.objects.filter(kind__in=kinds, is_active=True).order_by("code")
    scope = scope_of(user)
    return rows if scope.everything else rows.filter(pk__in=scope.departments)


def _address_of(department: Department) -> str:
    return f"{reverse('dossiers:readers')}?department={department.pk}"
