"""One appraisal on its page: the lines with their forms, what comes next, what happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.originals.panel import panel_of
from archive_office.regulation import Refusal
from archive_office.shell.pages import under
from archive_office.shell.paging import keyset_page
from destruction.forms.appraising import JudgementForm, ReasonForm
from destruction.models import (
    Appraisal,
    AppraisalLine,
    AppraisalState,
    EngineeringOpinion,
    Ground,
    Verdict,
)
from destruction.rules import people
from destruction.rules.proposals import doubts_about
from destruction.views.standing import next_step, road, story_of

SIZE: Final = 25
TONES: Final = {
    Verdict.KEEP: "good",
    Verdict.PERMANENT: "good",
    Verdict.DESTROY: "bad",
    Verdict.UNDECIDED: "warn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it, with its form where this person may judge it."""

    line: AppraisalLine
    form: JudgementForm | None = None
    refusals: tuple[Refusal, ...] = ()
    opinions: list[EngineeringOpinion] = field(default_factory=list)

    @property
    def plain_refusals(self) -> list[Refusal]:
        """The refusals without the names of fields: many lines have a field of each name."""
        return [replace(refusal, field="") for refusal in self.refusals]

    @property
    def grounds(self) -> list[str]:
        """The grounds by name, in the reader's language, then the words added."""
        line = self.line
        named = [str(Ground(ground).label) for ground in line.grounds]
        return [*named, *filter(None, (line.ground_text, line.reason))]

    @property
    def tone(self) -> str:
        """The colour of what is said."""
        return TONES.get(Verdict(self.line.verdict), "")


def rows_of(
    lines: Iterable[AppraisalLine], found: Appraisal, user: User, *, refused: Row | None = None
) -> list[Row]:
    """The lines with forms, for who draws the list up, while it is drawn up."""
    judges = may_judge(found, user)
    rows = [
        Row(line, JudgementForm(line=line) if judges else None, (), list(line.opinions.all()))
        for line in lines
    ]
    if refused is None:
        return rows
    return [replace(refused, opinions=r.opinions) if r.line == refused.line else r for r in rows]


def may_judge(found: Appraisal, user: User) -> bool:
    """Whether this person gives the verdicts of this appraisal now."""
    drafting = found.state == AppraisalState.DRAFTING
    return drafting and people.post_at(user, found.room) is not None


def shown(
    request: StaffRequest,
    found: Appraisal,
    *,
    refusals: tuple[Refusal, ...] = (),
    step: str = "",
    refused: Row | None = None,
) -> HttpResponse:
    """The appraisal's page; after a refused step with every refusal and what was typed."""
    under(request, "destruction:appraisals")
    user = actor(request)
    lines = found.lines.select_related("holding", "document", "judged_by")
    if only_open := request.GET.get("show") == "open":
        lines = lines.filter(verdict=Verdict.NONE)
    page = keyset_page(
        lines.prefetch_related("opinions__author"), request, order=("number", "id"), size=SIZE
    )
    signatures = list(found.signatures.select_related("signer", "acting_for", "voided_by"))
    context = {
        "appraisal": found,
        "title": _("Appraisal"),
        "page": page,
        "only_open": only_open,
        "rows": rows_of(page.rows, found, user, refused=refused),
        "steps": road(found),
        "signatures": signatures,
        "panel": panel_of(found, user),
        "events": story_of(found, signatures),
        "refusals": refusals,
        "doubts": doubts_about(found.lines.values_list("holding_id", flat=True)),
        "void_form": _reason_form("void", request, step),
        "thaw_form": _reason_form("thaw", request, step),
        **next_step(found, user),
    }
    status = 422 if refusals or refused else 200
    return render(request, "destruction/appraisal.html", context, status=status)


def _reason_form(name: str, request: StaffRequest, step: str) -> ReasonForm:
    """The reason asked for in a dialog; after a refusal with what was typed."""
    typed = request.POST.get("reason", "") if step == name else ""
    return ReasonForm(initial={"reason": typed}, auto_id="id_%s" if step == name else f"{name}_%s")
