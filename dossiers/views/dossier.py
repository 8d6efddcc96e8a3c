"""One dossier: what it is, what lies in it, where it is, what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.crypto import masked, masked_name
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.regulation import RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.models import (
    Customer,
    Document,
    Dossier,
    DossierEvent,
    DossierGrant,
    DossierState,
    ElectronicFile,
    Holding,
    Occupancy,
    Unit,
    ViewLog,
)
from dossiers.procedures.reading import log_view
from dossiers.procedures.revealing import Numbers, reveal_numbers
from dossiers.rules.access import NO_PAPERS, grade_open, right_to_look_inside, right_to_read
from dossiers.rules.completeness import Requirement, Standing, requirements_of
from dossiers.rules.quarantine import against_using_dossier, is_gone, may_appraise, waits
from dossiers.rules.seen import against_telling
from dossiers.rules.taking import against_printing
from dossiers.rules.tiers import WORDS, tier_of
from dossiers.views.drafts import Scan, scan_of
from dossiers.views.finding import dossier_or_404, refuse, shown
from dossiers.views.form_sections import sections_of
from dossiers.views.lists import Stay, occupancy_history
from dossiers.views.stub import stub_of
from dossiers.views.timeline import timeline_of

LOOKS = "dossiers.view_dossier"
NEWEST = 5


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with its scans."""

    document: Document
    scans: list[Scan]


@dataclass(frozen=True, slots=True)
class Volume:
    """A holding with its documents; of a closed personal volume only how many."""

    holding: Holding
    papers: list[Paper]
    readable: bool


@dataclass(frozen=True, slots=True)
class Someone:
    """A person on the page, masked."""

    name: str
    relation: str = ""
    phone: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """The customer of a dossier: masked, or in full after a reason was given.

    Source: SVC-24.
    """

    name: str
    kind: str
    id_number: str
    phones: Sequence[str]
    bank_account: str
    contact_person: str
    occupancy: Occupancy
    in_full: bool = False
    people: list[Someone] = field(default_factory=list)
    emergency: list[Someone] = field(default_factory=list)


@shell_page(_("Dossier"), LOOKS, methods=("GET",))
def dossier(request: StaffRequest, pk: int) -> HttpResponse:
    """The page of one dossier."""
    found = _opened(request, pk)
    if found.state == DossierState.DESTROYED:
        return render(request, "dossiers/stub.html", stub_of(found, actor(request)))
    return render(request, "dossiers/dossier.html", _context(found, actor(request)))


@shell_page(_("Dossier"), "dossiers.reveal_numbers", methods=("POST",))
def reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """The page once more, with the customer's numbers in full; the reason is logged."""
    found = dossier_or_404(request, pk)
    under(request, "dossiers:list")
    user = actor(request)
    refuse(against_using_dossier(found))
    reason = request.POST.get("reason", "")
    try:
        numbers = reveal_numbers(found, by=user, now=clock.now(), reason=reason)
    except RegulationError as error:
        context = {**_context(found, user), "refusals": error.refusals, "reason": reason}
        shown(request, found, page="reveal")
        return render(request, "dossiers/dossier.html", context, status=422)
    return render(request, "dossiers/dossier.html", _context(found, user, numbers))


def _opened(request: StaffRequest, pk: int) -> Dossier:
    found = dossier_or_404(request, pk)
    under(request, "dossiers:list")
    user, now = actor(request), clock.now()
    under_right = right_to_read(found, user, at=now)
    log_view(found, user, ViewLog.What.SHOWN, under=under_right, now=now)
    return found


def _context(found: Dossier, user: User, numbers: Numbers | None = None) -> dict[str, Any]:
    now = clock.now()
    personal = bool(right_to_look_inside(found, user, at=now, personal=True))
    grade = grade_open(found, user, at=now)
    tier = tier_of(found, on=now.date())
    volumes = volumes_of(found, personal=personal, grade=grade, appraises=may_appraise(found, user))
    things = [volume.holding for volume in volumes]
    requirements = requirements_of(found) if found.state != DossierState.VOID else []
    return {
        "dossier": found,
        "title": found.code,
        "customer": _customer(found.occupancy, numbers) if found.occupancy else None,
        "personal": personal,
        "opened": grade != NO_PAPERS,
        "tier": WORDS[tier] % {"department": found.centre} if tier else "",
        "may_print": not any(against_printing(found, user, at=now, holdings=things)),
        "volumes": volumes,
        "requirements": requirements,
        "present": _count(requirements, Standing.PRESENT),
        "missing": _count(requirements, Standing.MISSING),
        "history": _stays(found, user),
        "tasks": found.events.filter(kind=DossierEvent.Kind.TASK, done_on__isnull=True).order_by(
            "on", "pk"
        ),
        "events": timeline_of(found, things),
        "sees_dossiers": True,
        "grants": _grants(found, user, now),
        "may_tell": not any(against_telling(found, user)),
        "form_sections": sections_of(found.entries.all(), user),
        "letters": found.letters.order_by("-on", "-pk")[:NEWEST]
        if grade != NO_PAPERS and user.has_perm("dossiers.view_letters")
        else (),
        "form_unit": found.unit if found.state == DossierState.OPEN else None,
    }


def _grants(found: Dossier, user: User, now: datetime) -> QuerySet[DossierGrant]:
    """To whom the dossier stands open now; whoever sees it by a grant alone is told the own.

    Source: LND-14, SEC-29.
    """
    rows = found.grants.in_force(now).select_related("permission__user", "granted_by")
    if right_to_read(found, user, at=now).startswith("grant"):
        rows = rows.filter(permission__user=user)
    return rows.order_by("until", "pk")


def _stays(found: Dossier, user: User) -> list[Stay]:
    """Who held the unit; a grant on one dossier tells nothing of the others of its unit."""
    if found.unit is None:
        return []
    stays = occupancy_history(found.unit)
    if Unit.objects.visible_to(user).filter(pk=found.unit.pk).exists():
        return stays
    seen = set(
        Dossier.objects.visible_to(user).filter(unit=found.unit).values_list("pk", flat=True)
    )
    return [stay for stay in stays if stay.dossier is not None and stay.dossier.pk in seen]


def _count(requirements: list[Requirement], standing: Standing) -> int:
    return sum(requirement.standing is standing for requirement in requirements)


def volumes_of(
    found: Dossier, *, personal: bool, grade: int, appraises: bool = False
) -> list[Volume]:
    """The holdings of a dossier with documents and scans; personal papers only for who may.

    ``grade``: up to which grade scans are shown. ``appraises``: whether those of what waits for
    destruction are.
    """
    scans = ElectronicFile.objects.filter(removed_at__isnull=True).order_by("position", "pk")
    documents = (
        Document.objects.select_related("type")
        .prefetch_related(Prefetch("files", queryset=scans, to_attr="scans"))
        .order_by("number")
    )
    holdings = (
        found.holdings.select_related(
            "keeper", "present_slot__shelf__cabinet__room", "home_slot__shelf__cabinet__room"
        )
        .prefetch_related(Prefetch("documents", queryset=documents, to_attr="papers_inside"))
        .order_by("number")
    )
    return [
        _volume(
            holding,
            readable=(personal or not holding.is_personal) and not is_gone(holding),
            grade=grade,
            appraises=appraises,
        )
        for holding in sorted(holdings, key=lambda thing: thing.place_in_dossier)
    ]


def _volume(holding: Holding, *, readable: bool, grade: int, appraises: bool) -> Volume:
    inside: list[Document] = holding.papers_inside if readable else []  # type: ignore[attr-defined]  # prefetched
    papers = [
        Paper(document, _scans(holding, document, grade=grade, appraises=appraises))
        for document in inside
    ]
    return Volume(holding, papers, readable)


def _scans(holding: Holding, document: Document, *, grade: int, appraises: bool) -> list[Scan]:
    """What is shown of a paper; of what waits for destruction nothing but to its appraisers.

    What lies in the personal volume is opened with that volume, whatever its grade.
    """
    narrow = not holding.is_personal and max(holding.secrecy, document.secrecy) > grade
    if grade == NO_PAPERS or narrow or (waits(holding, document) and not appraises):
        return []
    return [scan_of(file) for file in document.scans]  # type: ignore[attr-defined]  # prefetched


def _customer(occupancy: Occupancy, numbers: Numbers | None) -> CustomerCard:
    customer = occupancy.customer
    shown = numbers or _masked(customer)
    return CustomerCard(
        name=customer.name if numbers else customer.shown_name,
        kind=customer.get_kind_display(),
        id_number=shown.id_number,
        phones=shown.phones,
        bank_account=shown.bank_account,
        contact_person=masked_name(customer.contact_person),
        occupancy=occupancy,
        in_full=numbers is not None,
        people=[
            Someone(masked_name(p.customer.name), p.relation or p.get_role_display(), minor=p.minor)
            for p in occupancy.parties.select_related("customer").order_by("position")
        ],
        emergency=[
            Someone(masked_name(c.name), c.relation, masked(customer.key().unseal(c.phone)))
            for c in occupancy.emergency_contacts.exclude(phone="").order_by("position")
        ],
    )


def _masked(customer: Customer) -> Numbers:
    """The numbers as everybody may see them: their last characters; none once erased."""
    if not customer.data_key:
        return Numbers("", (), "")
    return Numbers(
        masked(customer.reveal("id_number")),
        tuple(masked(phone) for phone in customer.phone_list()),
        masked(customer.reveal("bank_account")),
    )
