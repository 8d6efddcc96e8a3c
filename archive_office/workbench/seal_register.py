"""The seal register 用印登记簿 on the screen and taken along; seals, their keepers, certificates.

Source: TRF-07; decision 14.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf, workbook
from archive_office.organisation.models import Department, DepartmentKind, Seal, User
from archive_office.originals.keeping import (
    CHANGES_SEALS,
    could_keep,
    keepers_of,
    may_change,
    may_withdraw,
    seals_seen,
    uses_seen,
)
from archive_office.originals.models import SealCertificate, SealUse
from archive_office.originals.papers import (
    EVERY_SEAL,
    MOST_ROWS,
    Entry,
    SealRegister,
    seal_register,
    seal_workbook,
)
from archive_office.originals.procedures.certificates import withdraw_certificate
from archive_office.originals.procedures.keepers import hand_over_seal
from archive_office.originals.subjects import subjects
from archive_office.printing.facts import Fonds
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from archive_office.workbench.forms import HandOverSeal, SealUseFilter, WithdrawCertificate

SEES_USES: Final = "originals.view_sealuse"
SEES_SEALS: Final = ("originals.view_sealcertificate", "organisation.view_seal", CHANGES_SEALS)
LAST_USES: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Which uses are asked for, both days inclusive."""

    form: SealUseFilter
    first: date
    last: date
    found: QuerySet[SealUse]


@shell_page(_("Seal register"), SEES_USES, methods=("GET",))
def register(request: StaffRequest) -> HttpResponse:
    """Every use of a seal between two days, the latest first."""
    asked = _asked(request)
    page = keyset_page(asked.found, request, order=("-year", "-serial"))
    shown = {use.seal_id for use in page.rows}
    context = {
        "form": asked.form,
        "first": asked.first,
        "last": asked.last,
        "page": page,
        "rows": _linked(page.rows, actor(request)),
        "seals": set(seals_seen(actor(request)).filter(pk__in=shown).values_list("pk", flat=True)),
        "query": _query(request),
    }
    status = 422 if asked.form.errors else 200
    return render(request, "workbench/seal_register.html", context, status=status)


@shell_page(_("Seal register"), SEES_USES, methods=("GET",))
def register_paper(request: StaffRequest, kind: str) -> HttpResponse:
    """The same register as PDF or workbook, the earliest use first."""
    if kind not in ("pdf", "xlsx"):
        raise Http404
    asked = _asked(request)
    rows = asked.found.select_related("signature").order_by("year", "serial")[:MOST_ROWS]
    entries = [_entry(use) for use in rows]
    whole = len(entries) if len(entries) < MOST_ROWS else asked.found.count()
    seal = asked.form.chosen("seal")
    facts = SealRegister(
        fonds=_fonds(),
        span=str(seal or asked.form.chosen("department") or EVERY_SEAL),
        first=asked.first,
        last=asked.last,
        entries=entries,
        found=whole,
    )
    name = f"seals-{asked.first}-{asked.last}"
    if kind == "xlsx":
        return workbook(seal_workbook(facts), f"{name}.xlsx")
    return pdf(seal_register(facts), f"{name}.pdf")


@shell_page(_("Seals and their keepers"), SEES_SEALS, methods=("GET",))
def seals(request: StaffRequest) -> HttpResponse:
    """The registered seals: whose, who keeps them, until when they may be used."""
    under(request, "workbench:seal_register")
    rows = seals_seen(actor(request)).prefetch_related("certificates")
    page = keyset_page(rows, request, order=("number",))
    now = clock.now()
    shown = [(seal, _certificate_now(seal, now)) for seal in page.rows]
    context = {"page": page, "rows": shown, "today": clock.today()}
    return render(request, "workbench/office_seals.html", context)


@shell_page(_("Seal"), SEES_SEALS, methods=("GET",))
def seal(request: StaffRequest, pk: int) -> HttpResponse:
    """One seal: who kept it when, its certificates, its last uses."""
    return _seal_page(request, _seal(request, pk))


@shell_page(_("Seal"), SEES_SEALS, methods=("POST",))
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Appoint another keeper, with a reason."""
    found = _seal(request, pk)
    if not may_change(actor(request), found):
        raise PermissionDenied
    form = HandOverSeal(request.POST, people=could_keep(found, on=clock.today()))
    if not form.is_valid():
        return _seal_page(request, found, handing=form, status=422)
    to: User = form.cleaned_data["to"]
    reason = form.cleaned_data["reason"]
    try:
        hand_over_seal(found, to, by=actor(request), reason=reason, today=clock.today())
    except RegulationError as error:
        return _seal_page(request, found, handing=form, refused=error, status=422)
    messages.success(request, _("%(person)s keeps this seal from now on.") % {"person": to})
    return redirect("workbench:seal", pk)


@shell_page(_("Seal"), SEES_SEALS, methods=("POST",))
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw a certificate, with a reason: nobody seals with it from now on."""
    seen = seals_seen(actor(request)).values("pk")
    certificate = get_object_or_404(SealCertificate.objects.filter(seal__in=seen), pk=pk)
    found = _seal(request, certificate.seal_id)
    if not may_withdraw(actor(request), found):
        raise PermissionDenied
    form = WithdrawCertificate(request.POST)
    if not form.is_valid():
        return _seal_page(request, found, withdrawing=form, status=422)
    try:
        withdraw_certificate(
            certificate,
            reason=form.cleaned_data["reason"],
            by=actor(request),
            now=clock.now(),
        )
    except RegulationError as error:
        return _seal_page(request, found, refused=error, status=422)
    messages.success(request, _("The certificate is withdrawn."))
    return redirect("workbench:seal", found.pk)


def _seal(request: StaffRequest, pk: int) -> Seal:
    """A seal that exists for this person; unknown and invisible look the same."""
    under(request, "workbench:seal_register")
    return get_object_or_404(seals_seen(actor(request)), pk=pk)


def _seal_page(
    request: StaffRequest,
    found: Seal,
    *,
    handing: HandOverSeal | None = None,
    withdrawing: WithdrawCertificate | None = None,
    refused: RegulationError | None = None,
    status: int = 200,
) -> HttpResponse:
    user, now = actor(request), clock.now()
    form = handing or HandOverSeal(people=could_keep(found, on=clock.today()))
    uses = uses_seen(user).filter(seal=found).select_related("applicant", "keeper")
    context = {
        "seal": found,
        "title": found.name,
        "keepers": keepers_of(found),
        "certificates": [
            (each, each.is_good_at(now), f"withdraw-{each.pk}")
            for each in found.certificates.order_by("-valid_from")
        ],
        "uses": uses.order_by("-year", "-serial")[:LAST_USES] if user.has_perm(SEES_USES) else (),
        "handing": form if may_change(user, found) else None,
        "withdrawing": _withdrawing(user, found, withdrawing),
        "refusals": refused.refusals if refused else (),
    }
    return render(request, "workbench/seal.html", context, status=status)


def _withdrawing(
    user: User, found: Seal, sent: WithdrawCertificate | None
) -> WithdrawCertificate | None:
    return (sent or WithdrawCertificate()) if may_withdraw(user, found) else None


def _certificate_now(seal: Seal, now: datetime) -> SealCertificate | None:
    """The certificate by which a seal signs today, the one that lasts longest."""
    good = [each for each in seal.certificates.all() if each.is_good_at(now)]
    return max(good, key=lambda each: each.valid_until, default=None)


def _asked(request: StaffRequest) -> Asked:
    """The uses asked for; by default of this year until today."""
    user, today = actor(request), clock.today()
    given = request.GET.dict()
    given.setdefault("from", today.replace(month=1, day=1).isoformat())
    given.setdefault("until", today.isoformat())
    form = SealUseFilter(given, seals=seals_seen(user))
    first, last = form.days(today)
    found = uses_seen(user).filter(on__gte=first, on__lte=last)
    narrowing = {"seal": form.chosen("seal"), "department": form.chosen("department")}
    found = found.filter(**{name: value for name, value in narrowing.items() if value})
    if way := form.chosen("way"):
        found = found.filter(electronic=way == "electronic")
    rows = found.select_related("seal", "department__parent", "keeper", "applicant", "subject_type")
    return Asked(form, first, last, rows)


def _linked(uses: Sequence[SealUse], user: User) -> list[tuple[SealUse, str]]:
    """Each use with the address of what was sealed, where the person may see that."""
    kinds = {ContentType.objects.get_for_model(model): model for model in subjects()}
    seen = {
        kind.pk: _seen_of(model, [u.subject_id for u in uses if u.subject_type_id == kind.pk], user)
        for kind, model in kinds.items()
    }
    return [(use, seen.get(use.subject_type_id, {}).get(use.subject_id, "")) for use in uses]


def _seen_of(model: type, wanted: Sequence[int], user: User) -> dict[int, str]:
    subject = subjects()[model]
    if not wanted or not any(map(user.has_perm, subject.permissions)):
        return {}
    rows = subject.visible_to(user).filter(pk__in=wanted)
    return {row.pk: row.get_absolute_url() for row in rows}


def _entry(use: SealUse) -> Entry:
    return Entry(
        number=use.number,
        on=use.on,
        seal=use.seal.name,
        seal_number=use.seal.number,
        department=str(use.department),
        document=use.document,
        purpose=use.purpose,
        copies=use.copies,
        electronic=use.electronic,
        applicant=str(use.applicant),
        keeper=str(use.keeper),
        at=timezone.localtime(use.at),
        fingerprint=use.signature.certificate_fingerprint if use.signature else "",
    )


def _fonds() -> Fonds:
    company = Department.objects.filter(kind=DepartmentKind.COMPANY).order_by("code").first()
    return Fonds(company.fonds, company.name) if company else Fonds("", "")


def _query(request: StaffRequest) -> str:
    """What the list is narrowed to, for the papers of it."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()
