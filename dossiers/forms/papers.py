"""One line of a list of papers, as a form over the draft."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.regulation import Refusal
from dossiers.forms.drafts import DraftForm
from dossiers.models import CasePart, PaperState, SubmissionPaper
from dossiers.rules.checklist import PaperLine

MOST_DIGITS = 12
MOST_COPIES, MOST_PAGES = 999, 99_999


class PaperForm(DraftForm):
    """What is said about one paper: brought or not, original or copy, how many."""

    state = forms.ChoiceField(
        label=_("Brought?"),
        required=False,
        choices=[
            (PaperState.PENDING, _("Brought")),
            (PaperState.MISSING, _("Not brought")),
            (PaperState.NOT_APPLICABLE, _("Does not apply")),
        ],
    )
    case_part = forms.ChoiceField(
        label=_("Part of the case"),
        required=False,
        choices=[("", _("Choose")), *CasePart.choices],
    )
    reason = forms.CharField(
        label=_("Why it does not apply"), required=False, widget=forms.TextInput
    )
    title = forms.CharField(label=_("Title"), required=False, widget=forms.TextInput)
    out_of_scope_reason = forms.CharField(
        label=_("Why it is filed"), required=False, widget=forms.TextInput
    )
    copies = forms.IntegerField(
        label=_("Copies"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
    )
    pages = forms.IntegerField(
        label=_("Number of pages"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}),
    )
    is_original = forms.ChoiceField(
        label=_("Form"), required=False, choices=[("true", _("Original")), ("false", _("Copy"))]
    )
    red_stamp = forms.BooleanField(label=_("Red stamp on the copy"), required=False)
    original_kept_at = forms.CharField(
        label=_("Original kept at"), required=False, widget=forms.TextInput
    )
    formed_on = forms.DateField(
        label=_("Date of the paper"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, paper: SubmissionPaper, *, refusals: Iterable[Refusal] = ()) -> None:
        facts = {name: getattr(paper, name) for name in self.base_fields}
        facts["is_original"] = "true" if paper.is_original else "false"
        super().__init__(facts, path=f"papers.{paper.pk}")
        self.paper = paper
        self.against = [r for r in refusals if r.field == self.prefix]


def read_line(paper: SubmissionPaper, typed: Mapping[str, Any], *, has_scan: bool) -> PaperLine:
    """A line as the page sent it; what was not sent stays as it is.

    A paper with a scan was brought, whatever the list said of it before.
    """
    state = str(typed.get("state", paper.state))
    if has_scan and state == PaperState.MISSING:
        state = PaperState.PENDING
    return PaperLine(
        paper=paper.pk,
        type=paper.type.code if paper.type else "",
        unit=paper.unit_id,
        dossier=_count(typed.get("dossier")) or paper.dossier_id,
        case_part=_case_part(typed.get("case_part", paper.case_part)),
        title=str(typed.get("title", paper.title)).strip()[:200],
        formed_on=_day(typed.get("formed_on", paper.formed_on)),
        is_original=typed.get("is_original", "true" if paper.is_original else "") == "true",
        original_kept_at=str(typed.get("original_kept_at", paper.original_kept_at)).strip()[:120],
        red_stamp=bool(typed.get("red_stamp")),
        copies=min(_count(typed.get("copies", paper.copies)), MOST_COPIES),
        pages=min(_count(typed.get("pages", paper.pages)), MOST_PAGES),
        out_of_scope_reason=str(
            typed.get("out_of_scope_reason", paper.out_of_scope_reason)
        ).strip()[:200],
        state=state,
        reason=str(typed.get("reason", paper.reason)).strip()[:200],
    )


def differs(paper: SubmissionPaper, line: PaperLine) -> bool:
    """Whether a line says something else than what is kept."""
    names = (
        "title", "formed_on", "is_original", "original_kept_at", "red_stamp", "copies", "pages",
        "out_of_scope_reason", "state", "reason", "case_part",
    )  # fmt: skip
    moved = paper.dossier_id != line.dossier
    return moved or any(getattr(paper, name) != getattr(line, name) for name in names)


def _case_part(value: Any) -> str:
    return str(value) if value in CasePart.values else ""


def _count(value: Any) -> int:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else 0


def _day(value: Any) -> date | None:
    if isinstance(value, date) or not value:
        return value or None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
