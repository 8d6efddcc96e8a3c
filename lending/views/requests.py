"""One request: where each line stands, what entitles it, what the archivist and the asker can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, stored_file
from archive_office.organisation.models import User
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from dossiers.models import Dossier, Holding, ViewLog
from dossiers.procedures.reading import log_view
from lending.forms.asking import AuthorityForm
from lending.forms.deciding import PartForm, ReasonForm
from lending.models import (
    AccessRequest,
    Authority,
    LineState,
    Loan,
    RequestDecision,
    RequestLine,
    RequestStep,
)
from lending.procedures import decisions, withdrawals
from lending.procedures import requests as procedures
from lending.rules.asking import is_told
from lending.rules.consent import against_withdrawing
from lending.rules.handling import SCANS
from lending.rules.people import is_archivist_of
from lending.views.finding import (
    authorities_of,
    basis_of,
    documents_in,
    holding_or_404,
    line_or_404,
    lines_of,
    looked_at,
    request_or_404,
    step_label,
    things_found,
)

LOOKS: Final = ("lending.ask_access", "lending.view_accessrequest")
KEEPS: Final = "lending.lend_holding"
DECIDES: Final = "lending.decide_request"
STANDING: Final = frozenset({LineState.TO_IDENTIFY, LineState.WAITING, LineState.APPROVED})
SCAN_TYPES: Final = {suffix: kind for kind, suffix in SCANS.items()}
"""Scans are judged by their content when they come in; the ending says what they are."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One decision a line needs: whose it is, and how it was taken."""

    step: RequestStep
    label: str

    @property
    def decision(self) -> RequestDecision | None:
        """How it was decided, once it is."""
        return getattr(self.step, "decision", None)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line with its steps and what came of it."""

    line: RequestLine
    steps: list[ShownStep]
    thing_seen: bool
    told: bool
    access: str
    loans: list[Loan]


@shell_page(gettext_lazy("Request"), LOOKS, methods=("GET",))
def request_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Where one request stands."""
    return _show(request, request_or_404(request, pk))


def _show(
    request: StaffRequest,
    asked: AccessRequest,
    *,
    refusals: Sequence[Refusal] = (),
    paper: AuthorityForm | None = None,
    reason: str = "",
    taking_back: tuple[int, ReasonForm] | None = None,
) -> HttpResponse:
    under(request, "lending:mine" if asked.requester_id == request.user.pk else "lending:inbox")
    user = actor(request)
    lines = shown_lines(list(lines_of(asked)), user)
    standing = any(shown.line.state in STANDING for shown in lines)
    own = user.pk in (asked.requester_id, asked.entered_by_id)
    keeps = is_archivist_of(user, asked.room)
    context = {
        "asked": asked,
        "title": asked.number,
        "lines": lines,
        "authorities": authorities_of(asked),
        "taking_back": _taking_back(asked, user, taking_back),
        "refusals": refusals,
        "keeps": keeps,
        "may_withdraw": own and standing,
        "may_add": (own or keeps) and standing,
        "paper": paper or AuthorityForm(initial={"given_on": clock.today()}),
        "withdrawal": ReasonForm(initial={"reason": reason}, auto_id="id_withdraw_%s"),
        "now": clock.now(),
    }
    bad = bool(refusals or (paper and paper.errors) or taking_back)
    looked_at(request, *(shown.line.holding for shown in lines), page=f"request {asked.number}")
    return render(request, "lending/request.html", context, status=422 if bad else 200)


def shown_lines(lines: list[RequestLine], user: User) -> list[ShownLine]:
    """The lines as the page shows them; one query for all of them."""
    holdings = {line.holding_id for line in lines if line.holding_id}
    seen = set(
        Holding.objects.visible_to(user).filter(pk__in=holdings).values_list("pk", flat=True)
    )
    return [
        ShownLine(
            line,
            [ShownStep(step, step_label(step)) for step in line.steps.all()],
            line.holding_id in seen,
            is_told(line, user, seen=line.holding_id in seen),
            _access(line),
            list(line.loans.all()),
        )
        for line in lines
    ]


def _access(line: RequestLine) -> str:
    """Whether the approval's access to the dossier runs, has ended, or never was."""
    grant = line.grant
    if grant is None:
        return ""
    if grant.withdrawn_at is not None:
        return "withdrawn"
    now = clock.now()
    return "running" if grant.starts_at <= now < grant.until else "over"


@shell_page(gettext_lazy("Request"), LOOKS, methods=("POST",))
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a request back, as far as nothing is handed out on it."""
    asked = request_or_404(request, pk)
    reason = request.POST.get("reason", "").strip()
    try:
        procedures.withdraw(asked, by=actor(request), now=clock.now(), reason=reason)
    except RegulationError as error:
        return _show(request, asked, refusals=error.refusals, reason=reason)
    messages.success(request, _("%(number)s is withdrawn.") % {"number": asked})
    return redirect("lending:request", asked.pk)


@shell_page(gettext_lazy("Request"), LOOKS, methods=("POST",))
def authority(request: StaffRequest, pk: int) -> HttpResponse:
    """Add what entitles the request: a consent, a letter, a provision of the law."""
    asked = request_or_404(request, pk)
    form = AuthorityForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, asked, paper=form)
    facts = form.cleaned_data
    try:
        procedures.add_authority(
            asked, basis_of(facts), facts["scan"], by=actor(request), now=clock.now()
        )
    except RegulationError as error:
        return _show(request, asked, refusals=error.refusals, paper=form)
    messages.success(request, _("The paper is added to %(number)s.") % {"number": asked})
    return redirect("lending:request", asked.pk)


def _taking_back(
    asked: AccessRequest, user: User, typed: tuple[int, ReasonForm] | None
) -> dict[int, ReasonForm]:
    """For each consent that this person may enter as withdrawn, the form that does it."""
    return {
        row.pk: typed[1] if typed and typed[0] == row.pk else ReasonForm(auto_id=f"back{row.pk}_%s")
        for row in authorities_of(asked)
        if not any(against_withdrawing(row, "-", by=user))
    }


@shell_page(gettext_lazy("Request"), DECIDES, methods=("POST",))
def withdraw_authority(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter that the owner took a consent back; what leaned on it ends at once (LND-15)."""
    visible = AccessRequest.objects.visible_to(actor(request)).values("pk")
    rows = Authority.objects.select_related("request__room")
    found = get_object_or_404(rows, pk=pk, request__in=visible)
    asked = request_or_404(request, found.request_id)
    form = ReasonForm(request.POST, auto_id=f"back{found.pk}_%s")
    refusals: Sequence[Refusal] = ()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdrawals.withdraw_authority(found, by=actor(request), now=clock.now(), reason=reason)
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("The consent is withdrawn; what leaned on it has ended."))
            return redirect("lending:request", asked.pk)
    return _show(request, asked, refusals=refusals, taking_back=(found.pk, form))


@shell_page(gettext_lazy("Scan"), LOOKS, methods=("GET",))
def authority_scan(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The scan of a consent or letter, for whoever may see its request."""
    visible = AccessRequest.objects.visible_to(actor(request)).values("pk")
    found = get_object_or_404(
        Authority.objects.exclude(scan="").select_related("request"), pk=pk, request__in=visible
    )
    try:
        content = found.scan.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    _log_scan(found, actor(request))
    suffix = str(found.scan.name).rpartition(".")[2]
    name = f"{found.request.number}-{found.pk}.{suffix}"
    return stored_file(content, name, content_type=SCAN_TYPES[suffix])


def _log_scan(paper: Authority, user: User) -> None:
    """Keep the opening in the view log of every dossier the paper is about (LND-22, SEC-41)."""
    about = Dossier.objects.filter(holdings__request_lines__request=paper.request).distinct()
    under, now = f"request {paper.request.number}", clock.now()
    for dossier in about:
        log_view(dossier, user, ViewLog.What.SHOWN, under=under, now=now, detail=str(paper.kind))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A holding that may be what was asked for in words."""

    holding: Holding
    form: PartForm


@shell_page(gettext_lazy("Find what is wanted"), KEEPS)
def identify(request: StaffRequest, pk: int) -> HttpResponse:
    """The archivist of the room finds the thing for words: by search or by scan."""
    line = line_or_404(request, pk)
    under(request, "lending:inbox")
    user, sent = actor(request), request.POST
    if not is_archivist_of(user, line.request.room):
        raise Http404
    term = sent.get("find", "").strip()
    answer = _answered(request, line)
    if isinstance(answer, HttpResponse):
        return answer
    found = things_found(term, user)
    documents = documents_in(found, user)
    candidates = [
        Candidate(h, PartForm(documents=documents.get(h.pk, []), auto_id=f"id_{h.pk}_%s"))
        for h in found
    ]
    context = {
        "line": line,
        "asked": line.request,
        "title": _("Find what is wanted"),
        "term": term,
        "candidates": candidates,
        "searched": bool(term),
        "refusals": answer,
        "reason": sent.get("reason", ""),
        "open": line.state == LineState.TO_IDENTIFY,
    }
    return render(request, "lending/identify.html", context, status=422 if answer else 200)


def _answered(request: StaffRequest, line: RequestLine) -> HttpResponse | Sequence[Refusal]:
    """What was answered, if anything: the thing found, or that there is none."""
    sent = request.POST
    if "holding" in sent:
        return _found(request, line, holding_or_404(actor(request), sent["holding"]))
    if "reason" in sent:
        return _not_there(request, line, sent["reason"].strip())
    return ()


def _not_there(
    request: StaffRequest, line: RequestLine, reason: str
) -> HttpResponse | Sequence[Refusal]:
    try:
        decisions.refuse_unfound(line, by=actor(request), now=clock.now(), reason=reason)
    except RegulationError as error:
        return error.refusals
    messages.success(request, _("%(number)s is answered.") % {"number": line.request})
    return redirect("lending:request", line.request_id)


def _found(
    request: StaffRequest, line: RequestLine, holding: Holding
) -> HttpResponse | Sequence[Refusal]:
    user = actor(request)
    form = PartForm(request.POST, documents=documents_in([holding], user).get(holding.pk, []))
    if not form.is_valid():
        raise Http404
    try:
        procedures.identify(line, holding, form.paper(), by=user, now=clock.now())
    except RegulationError as error:
        return error.refusals
    messages.success(request, _("%(code)s is entered.") % {"code": holding.code})
    return redirect("lending:request", line.request_id)
