"""Narrowing the readings to review, judging them, and explaining one's own."""

from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.organisation.models import Department, User
from dossiers.forms.acts import day_field
from dossiers.forms.filters import Filter
from dossiers.models import Ground, ReadingReview, Verdict
from dossiers.models.readings import UNANSWERED, WAITING

ALL: Final = "all"
ASKED: Final = "asked"


class ReadingFilter(Filter):
    """Ground, reader, days, centre, and what has been judged; by default what waits."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("To be reviewed")),
            (ASKED, _("To be explained")),
            (Verdict.BREACH.value, Verdict.BREACH.label),
            (Verdict.JUSTIFIED.value, Verdict.JUSTIFIED.label),
            (ALL, _("All")),
        ],
    )
    ground = forms.ChoiceField(
        label=pgettext_lazy("of a review", "Ground"),
        required=False,
        choices=[("", _("All")), *Ground.choices],
    )
    person = forms.CharField(
        label=pgettext_lazy("of a dossier", "Reader"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Account, staff number or full name")}),
    )
    since = day_field(_("From"), required=False)
    until = day_field(_("Until"), required=False)
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All"),
    )

    def __init__(self, data: Any, *, centres: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(centres) < 2:  # noqa: PLR2004 - one centre is no choice
            del self.fields["centre"]

    def narrowed(self, rows: QuerySet[ReadingReview]) -> QuerySet[ReadingReview]:
        """The readings that the filter leaves."""
        state: str = self.chosen("state") or ""
        if state == ASKED:
            rows = rows.filter(UNANSWERED)
        elif state in Verdict.values:
            rows = rows.filter(verdict=state)
        elif state != ALL:
            rows = rows.filter(WAITING)
        if ground := self.chosen("ground"):
            rows = rows.filter(ground=ground)
        if typed := self.chosen("person"):
            meant = Q(username=typed) | Q(staff_number=typed) | Q(display_name=typed)
            rows = rows.filter(person__in=User.objects.filter(meant))
        if centre := self.chosen("centre"):
            rows = rows.filter(department=centre)
        return _of_days(rows, self.chosen("since"), self.chosen("until"))


def _of_days(
    rows: QuerySet[ReadingReview], since: date | None, until: date | None
) -> QuerySet[ReadingReview]:
    if since:
        rows = rows.filter(day__gte=since)
    return rows.filter(day__lte=until) if until else rows


class VerdictForm(forms.Form):
    """One verdict on what was chosen."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("of a review", "Verdict"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Required for a breach and for a question to the reader."),
    )


class ExplanationForm(forms.Form):
    """What a reading was for, in the reader's own words."""

    explanation = forms.CharField(
        label=_("Explanation"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
