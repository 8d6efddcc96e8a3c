"""The register of backups on a page: each copy, and each test that it can be put back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.models import Backup
from archive_office.custody.procedures.backups import record_backup, record_test
from archive_office.custody.rules import registers as rules
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from archive_office.workbench.rooms.forms import BackupForm, RestoreForm
from archive_office.workbench.rooms.views.common import shown

SEES_BACKUPS = "custody.view_backup"
BACKS_UP = "custody.record_backup"


@shell_page(gettext_lazy("Backup register"), SEES_BACKUPS, methods=("GET",))
def backups(request: StaffRequest) -> HttpResponse:
    """Every backup, the latest first, and whether this month's is there (STO-18, FRM-52)."""
    return _page(request)


@shell_page(gettext_lazy("Backup register"), BACKS_UP, methods=("POST",))
def backup_record(request: StaffRequest) -> HttpResponse:
    """Enter a backup (STO-18)."""
    form = BackupForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        record_backup(form.copied, by=actor(request), today=clock.today())
    except RegulationError as error:
        return _page(request, form=form, refusals=error.refusals)
    messages.success(request, _("The backup is recorded."))
    return redirect("workbench:backups")


@shell_page(gettext_lazy("Backup register"), BACKS_UP, methods=("POST",))
def backup_tested(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter that a backup was restored to test it (STO-18)."""
    found = get_object_or_404(Backup, pk=pk)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return _page(request, tested=form)
    try:
        record_test(found, by=actor(request), today=clock.today(), **form.cleaned_data)
    except RegulationError as error:
        return _page(request, tested=form, refusals=error.refusals)
    messages.success(request, _("The test is recorded."))
    return redirect("workbench:backups")


def _page(
    request: StaffRequest,
    *,
    form: BackupForm | None = None,
    tested: RestoreForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "workbench:backups")
    today = clock.today()
    rows = Backup.objects.select_related("operator", "tested_by")
    context = {
        "page": keyset_page(rows, request, order=("-made_on", "-pk")),
        "form": form or BackupForm(initial={"made_on": today}),
        "tested": tested or RestoreForm(initial={"on": today}),
        "missing": rules.is_backup_missing(on=today),
        "day": rules.backup_day(on=today),
        "may_act": actor(request).has_perm(BACKS_UP),
        "refusals": refusals,
        "title": _("Backup register"),
        "today": today,
    }
    return shown(request, "backups.html", context)
