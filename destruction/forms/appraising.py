"""What is typed while an appraisal is drawn up, judged and given up."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from destruction.models import Appraisal, AppraisalLine, Ground, Verdict
from destruction.rules.judging import MOST_YEARS, Judgement
from destruction.rules.opinions import SCANS

MOST_WORDS: Final = 2000


class DrawUpForm(forms.Form):
    """On which appraisal the ticked things are put, and by which rule they are appraised."""

    appraisal = forms.ModelChoiceField(
        label=_("Put on"),
        required=False,
        queryset=Appraisal.objects.none(),
        empty_label=_("A new appraisal"),
    )
    basis = forms.CharField(
        label=_("Basis"),
        required=False,
        max_length=500,
        help_text=_("By which rule or decision they are appraised; printed on a new sheet."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, open_ones: QuerySet[Appraisal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appraisal"].queryset = open_ones  # type: ignore[attr-defined]  # a choice


class JudgementForm(forms.Form):
    """Verdict, grounds, and what the verdict needs besides."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[each for each in Verdict.choices if each[0]],
        widget=forms.RadioSelect,
    )
    years = forms.IntegerField(
        label=_("New term in years"), required=False, min_value=1, max_value=MOST_YEARS
    )
    grounds = forms.MultipleChoiceField(
        label=_("Grounds"),
        required=False,
        choices=Ground.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    ground_text = forms.CharField(label=_("Grounds in words"), required=False, max_length=500)
    reason = forms.CharField(label=_("Why it cannot be decided"), required=False, max_length=500)

    def __init__(self, data: Any = None, *, line: AppraisalLine) -> None:
        said = {
            "verdict": line.verdict,
            "years": line.new_years,
            "grounds": line.grounds,
            "ground_text": line.ground_text,
            "reason": line.reason,
        }
        super().__init__(data, initial=said, auto_id=f"line{line.pk}_%s")
        # A group of radio buttons is one stop of the keyboard; nothing of it is required by itself.
        self.fields["verdict"].widget.is_required = False

    def judgement(self) -> Judgement:
        """What was said; only after ``is_valid``. Years and reason count with their verdict."""
        facts = self.cleaned_data
        verdict = Verdict(facts["verdict"])
        return Judgement(
            verdict=verdict,
            years=facts["years"] if verdict == Verdict.KEEP else None,
            grounds=[Ground(each) for each in facts["grounds"]],
            ground_text=facts["ground_text"],
            reason=facts["reason"] if verdict == Verdict.UNDECIDED else "",
        )


class OpinionForm(forms.Form):
    """The engineers' opinion on one thing."""

    text = forms.CharField(
        label=_("Opinion"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = forms.DateField(
        label=_("Given on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    scan = forms.FileField(
        label=_("Signed paper"),
        required=False,
        help_text=_("PDF, JPEG or PNG"),
        widget=forms.FileInput(attrs={"accept": ",".join(SCANS)}),
    )


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
