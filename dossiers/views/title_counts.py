"""The count of the title documents in a safe: scanned by two persons, signed by both."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.custody.rules.rooms import looks_after
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import Department, DepartmentKind
from archive_office.printing.facts import Fonds, Signature
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.forms import SigningForm
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from dossiers.forms.checks import CountForm
from dossiers.models import TitleCount, TitleCountSignature, ViewLog
from dossiers.papers.title_count import CountedTitle, CountRecord, count_record
from dossiers.procedures.reading import log_named
from dossiers.procedures.title_counts import (
    STATEMENT,
    count_thing,
    freeze_count,
    open_count,
    sign_count,
)
from dossiers.rules import title_counts as rules
from dossiers.views.scanning import scanned_holding

SEES = "dossiers.view_titlecount"
COUNTS = "dossiers.count_titles"
MOST_SAFES = 100


@shell_page(gettext_lazy("Counts of title documents"), SEES, methods=("GET",))
def title_counts(request: StaffRequest) -> HttpResponse:
    """The safes with their last count, and every count so far: expected and counted (STO-10)."""
    return _list(request)


@shell_page(gettext_lazy("Counts of title documents"), COUNTS, methods=("POST",))
def title_count_open(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the count of a safe (STO-10)."""
    safe = get_object_or_404(rules.safes_of(actor(request)), pk=pk)
    try:
        begun = open_count(safe, by=actor(request), today=clock.today())
    except RegulationError as error:
        return _list(request, refusals=error.refusals)
    return redirect("dossiers:title_count", begun.pk)


@shell_page(gettext_lazy("Count of title documents"), SEES, methods=("GET",))
def title_count(request: StaffRequest, pk: int) -> HttpResponse:
    """One count: what ought to be there, what was found, who has signed (STO-10)."""
    return _page(request, _found(request, pk))


@shell_page(gettext_lazy("Count of title documents"), COUNTS, methods=("POST",))
def title_count_scan(request: StaffRequest, pk: int) -> HttpResponse:
    """A title document was found in the safe, or put right: it is not there (STO-10)."""
    found = _found(request, pk)
    code = request.POST.get("code", "")
    thing = scanned_holding(code, actor(request))
    if thing is None:
        unknown = _("%(code)s is unknown here.") % {"code": code.strip()}
        return _page(request, found, answer=unknown)
    try:
        count_thing(found, thing, by=actor(request), is_there="absent" not in request.POST)
    except RegulationError as error:
        return _page(request, found, refusals=error.refusals)
    return redirect("dossiers:title_count", pk)


@shell_page(gettext_lazy("Count of title documents"), COUNTS, methods=("POST",))
def title_count_close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close the count for both signatures (STO-10)."""
    found = _found(request, pk)
    form = CountForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        freeze_count(found, remark=form.cleaned_data["remark"], by=actor(request), now=clock.now())
    except RegulationError as error:
        return _page(request, found, form=form, refusals=error.refusals)
    messages.success(request, _("The count is closed. Both counters sign it now."))
    return redirect("dossiers:title_count", pk)


@shell_page(gettext_lazy("Count of title documents"), COUNTS, methods=("POST",))
def title_count_sign(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign the count by password; the second person's signature finishes it (STO-10)."""
    found, now = _found(request, pk), clock.now()
    form = SigningForm(request.POST)
    if not form.is_valid():
        return _page(request, found, signing=form)
    try:
        proof = form.prove(actor(request), now=now)
        seen = form.cleaned_data["content_hash"]
        sign_count(found, proof, seen, by=actor(request), now=now)
    except RegulationError as error:
        return _page(request, found, signing=form, refusals=error.refusals)
    messages.success(request, _("You have signed the count."))
    return redirect("dossiers:title_count", pk)


@shell_page(gettext_lazy("Count of title documents"), SEES, methods=("GET",))
def title_count_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The record of a count, with both signatures (STO-10)."""
    found = _found(request, pk)
    lines = found.lines.select_related("holding").order_by("holding__code")
    company = Department.objects.filter(kind=DepartmentKind.COMPANY).order_by("code").first()
    facts = CountRecord(
        fonds=Fonds(company.fonds, company.name) if company else Fonds("", ""),
        keeper=str(found.department),
        safe=f"{found.safe.room.code}-{found.safe.number}",
        counted_on=found.opened_on,
        expected=found.expected,
        counted=found.counted if found.frozen_at else sum(line.is_there for line in lines),
        remark=found.remark,
        lines=[
            CountedTitle(
                code=line.holding.code,
                title=line.holding.title,
                expected=line.is_expected,
                there=line.is_there,
            )
            for line in lines
        ],
        signatures=[_signature(each) for each in found.signatures.select_related("signer")],
        finished=found.finished_at is not None,
    )
    dossiers = [line.holding.dossier_id for line in lines]
    log_named(dossiers, actor(request), ViewLog.What.PRINTED, now=clock.now(), detail="title count")
    return pdf(count_record(facts), f"title-count-{found.pk}.pdf")


def _signature(each: TitleCountSignature) -> Signature:
    return Signature(
        signer=str(each.signer),
        signed_at=timezone.localtime(each.signed_at),
        digest=each.content_hash,
        acting_for=str(each.acting_for or ""),
    )


def _counts(request: StaffRequest) -> QuerySet[TitleCount]:
    rows = TitleCount.objects.visible_to(actor(request))
    return rows.select_related("department", "safe__room", "opened_by")


def _found(request: StaffRequest, pk: int) -> TitleCount:
    under(request, "dossiers:title_counts")
    return get_object_or_404(_counts(request), pk=pk)


def _list(request: StaffRequest, *, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
    under(request, "dossiers:title_counts")
    user, today = actor(request), clock.today()
    safes = rules.safes_of(user).order_by("department_id", "number")
    due = set(rules.due_safes(safes, on=today).values_list("pk", flat=True))
    shown = [
        (safe, safe.pk in due, user.has_perm(COUNTS) and looks_after(user, safe.department))
        for safe in safes[:MOST_SAFES]
    ]
    context = {
        "safes": shown,
        "page": keyset_page(_counts(request), request, order=("-opened_on", "-pk")),
        "refusals": refusals,
        "title": _("Counts of title documents"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/title_counts.html", context, status=status)


def _page(
    request: StaffRequest,
    found: TitleCount,
    *,
    form: CountForm | None = None,
    signing: SigningForm | None = None,
    answer: str = "",
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    user = actor(request)
    lines = list(found.lines.select_related("holding").order_by("holding__code"))
    signatures = list(found.signatures.select_related("signer"))
    may = user.has_perm(COUNTS) and looks_after(user, found.department)
    waits = found.frozen_at is not None and found.finished_at is None
    context = {
        "count": found,
        "lines": lines,
        "there": sum(line.is_there for line in lines),
        "signatures": signatures,
        "may_count": may and found.frozen_at is None,
        "may_sign": may and waits and user.pk not in {each.signer_id for each in signatures},
        "form": form or CountForm(),
        "signing": signing or SigningForm(initial={"content_hash": found.content_hash}),
        "statement": STATEMENT,
        "answer": answer,
        "refusals": refusals,
        "title": _("Count of title documents"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "dossiers/title_count.html", context, status=status)
