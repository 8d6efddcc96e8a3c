"""Papers of dossiers and submissions as PDF; each print is logged."""

from collections.abc import Callable
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import User
from archive_office.shell import shell_page
from dossiers.models import Dossier, Holding, Submission, SubmissionState, ViewLog
from dossiers.papers import filling, volume_facts, words
from dossiers.papers.card import dossier_card
from dossiers.papers.contents import contents
from dossiers.papers.cover import cover
from dossiers.papers.folder import folder
from dossiers.papers.labels import holding_labels
from dossiers.papers.notes import volume_notes
from dossiers.papers.receipt import tray_receipt
from dossiers.papers.registering import Asked, registration_facts
from dossiers.papers.registration import registration as registration_form
from dossiers.papers.spines import spines
from dossiers.papers.stamps import copy_stamps, filing_stamps, page_numbers, reference_stamps
from dossiers.papers.volume_list import volume_list
from dossiers.procedures.reading import log_named, log_view
from dossiers.rules.access import right_to_read
from dossiers.rules.completeness import Standing, requirements_of
from dossiers.rules.listing import about
from dossiers.rules.quarantine import (
    against_reading,
    against_use,
    against_using_dossier,
    in_use,
)
from dossiers.rules.taking import against_printing, against_unsealing_by_print
from dossiers.views.drafts import listed_papers
from dossiers.views.finding import dossier_or_404, refuse

PRINTS: Final = "dossiers.print_papers"
WIDTHS_MM: Final = (10, 15, 20, 30, 40, 50)
OUTSIDE: Final = ("spines", "labels")
"""What is pasted on the outside tells nothing of what a dossier holds."""

VOLUME_PAPERS: Final[dict[str, Callable[[Holding], bytes]]] = {
    "contents": lambda holding: contents(filling.contents_facts(holding)),
    "notes": lambda holding: volume_notes(volume_facts.notes_facts(holding)),
    "cover": lambda holding: cover(filling.cover_facts(holding)),
    "stamps": lambda holding: filing_stamps(volume_facts.stamp_facts(holding)),
    "references": lambda holding: reference_stamps(volume_facts.stamp_facts(holding)),
    "copies": lambda holding: copy_stamps(volume_facts.copy_facts(holding)),
    "pages": lambda holding: page_numbers(volume_facts.page_facts(holding)),
    "folder": lambda holding: folder(volume_facts.folder_facts(holding)),
    "list": lambda holding: volume_list(volume_facts.list_facts(holding)),
}
"""Papers of one volume, by the name in their address."""


@shell_page(_("Print"), PRINTS, methods=("GET",))
def volume_paper(request: StaffRequest, pk: int, holding: int, paper: str) -> HttpResponse:
    """Contents list, notes or cover of one volume, or the labels of its papers."""
    found = dossier_or_404(request, pk)
    volume = get_object_or_404(_holdings(found), pk=holding)
    if paper not in VOLUME_PAPERS:
        raise Http404
    refuse(against_reading(volume, actor(request)))
    log_print(request, found, f"{paper} {volume.code}", personal=volume.is_personal)
    return pdf(VOLUME_PAPERS[paper](volume), f"{volume.code}-{paper}.pdf")


@shell_page(_("Print"), PRINTS, methods=("GET",))
def spine(request: StaffRequest, pk: int) -> HttpResponse:
    """The spines of a dossier's volumes, side by side."""
    found = dossier_or_404(request, pk)
    width = request.GET.get("width", "")
    width_mm = int(width) if width.isdecimal() and int(width) in WIDTHS_MM else 20
    labels = [filling.spine_facts(h, width_mm=width_mm) for h in _in_use(found)]
    log_print(request, found, "spines")
    return pdf(spines(labels), f"{found.code}-spines.pdf")


@shell_page(_("Print"), PRINTS, methods=("GET",))
def labels(request: StaffRequest, pk: int) -> HttpResponse:
    """Labels of a dossier's holdings; ``?start=`` is the first free place of the sheet."""
    found = dossier_or_404(request, pk)
    facts = [filling.label_facts(h) for h in _in_use(found)]
    start = request.GET.get("start", "")
    first = int(start) if start.isdecimal() and 1 <= int(start) <= 14 else 1  # noqa: PLR2004 - places on a sheet
    log_print(request, found, "labels")
    return pdf(holding_labels(facts, start=first), f"{found.code}-labels.pdf")


@shell_page(_("Print"), PRINTS, methods=("GET",))
def card(request: StaffRequest, pk: int) -> HttpResponse:
    """The dossier card (COL-25)."""
    found = dossier_or_404(request, pk)
    log_print(request, found, "card")
    facts = filling.card_facts(found, completeness=completeness_words(found))
    return pdf(dossier_card(facts), f"{found.code}-card.pdf")


@shell_page(_("Print"), PRINTS, methods=("GET",))
def registration(request: StaffRequest, pk: int) -> HttpResponse:
    """The registration form of a dossier's occupancy; dossiers of a category have none."""
    found = dossier_or_404(request, pk)
    if found.occupancy is None:
        raise Http404
    log_print(request, found, "registration")
    personal = bool(right_to_read(found, actor(request), at=clock.now(), personal=True))
    asked = [Asked(line.type, line.reason) for line in requirements_of(found)]
    habits = policy.switch("collect_personal_preferences", on=clock.today())
    facts = registration_facts(found, found.occupancy, asked, personal=personal, habits=habits)
    return pdf(registration_form(facts), f"{found.code}-registration.pdf")


def completeness_words(found: Dossier) -> str:
    """How complete a dossier is, as its card prints it; the card is Chinese."""
    counted = (Standing.PRESENT, Standing.MISSING)
    lines = [r for r in requirements_of(found) if r.standing in counted]
    missing = [r.type.name_zh for r in lines if r.standing is Standing.MISSING]
    if not lines:
        return ""
    return words.completeness(len(lines), missing)


@shell_page(
    _("Receipt"), ("dossiers.submit_papers", "dossiers.accept_submission"), methods=("GET",)
)
def receipt(request: StaffRequest, pk: int) -> HttpResponse:
    """The receipt of a submission: what was brought, and what became of each paper."""
    rows = Submission.objects.visible_to(actor(request)).select_related(
        "centre", "by", "unit__estate", "estate", "dossier", "answered_by"
    )
    sent = rows.filter(receipt_number__isnull=False).exclude(state=SubmissionState.WITHDRAWN)
    found = get_object_or_404(sent, pk=pk)
    facts = filling.receipt_facts(found, listed_papers(found), unit=_units(found))
    _log_receipt(found, actor(request))
    return pdf(tray_receipt(facts), f"{found.receipt_number}.pdf")


def _log_receipt(found: Submission, user: User) -> None:
    """In the view log of every dossier the submission made or was for."""
    about = {found.dossier_id, *(paper.dossier_id for paper in listed_papers(found))}
    printed, detail = ViewLog.What.PRINTED, f"receipt {found.receipt_number}"
    log_named((pk for pk in about if pk), user, printed, now=clock.now(), detail=detail)


def _units(found: Submission) -> str:
    if found.kind == Submission.Kind.MOVE_IN:
        return about(found)
    names = dict.fromkeys(str(p.unit or p.dossier or "") for p in listed_papers(found))
    first = next(iter(names), "")
    return words.units(first, len(names))


def _holdings(found: Dossier) -> QuerySet[Holding]:
    return found.holdings.select_related(
        "dossier__centre",
        "dossier__category",
        "dossier__occupancy__customer",
        "dossier__responsible",
        "dossier__unit",
        "present_slot__shelf__cabinet__room",
        "home_slot__shelf__cabinet__room",
    ).order_by("number")


def _in_use(found: Dossier) -> list[Holding]:
    """What still stands on a shelf or will: nobody labels what waits for destruction or is gone."""
    things = in_use(_holdings(found))
    if not things and found.holdings.exists():
        refuse(refusal for holding in _holdings(found) for refusal in against_use(holding))
    return things


def log_print(
    request: StaffRequest, found: Dossier, detail: str, *, personal: bool = False
) -> None:
    """Keep the print in the view log; without a right to the volume it does not exist."""
    user, now = actor(request), clock.now()
    right = right_to_read(found, user, at=now, personal=personal)
    if not right:
        raise Http404
    refuse(against_using_dossier(found))
    refuse(against_printing(found, user, at=now))
    if detail not in OUTSIDE:
        refuse(against_unsealing_by_print(found, user, at=now))
    log_view(found, user, ViewLog.What.PRINTED, under=right, now=now, detail=detail)
