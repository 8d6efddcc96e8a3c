"""What a check of the condition asks: what is bad, and what follows from it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.acts import day_field
from dossiers.forms.filters import Filter
from dossiers.models import ConditionCheck
from dossiers.rules.condition import Found


class CheckForm(forms.Form):
    """One look at a box or a thing (APR-19)."""

    findings = forms.MultipleChoiceField(
        label=_("What is bad"),
        required=False,
        choices=ConditionCheck.Finding.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=500,
        help_text=_("Where it is, how bad it is, what was done about it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consequence = forms.ChoiceField(
        label=_("What follows"),
        required=False,
        choices=ConditionCheck.Consequence.choices,
        widget=forms.RadioSelect,
    )
    repair_due_on = day_field(
        _("Repaired until"), required=False, help_text=_("Only of what is to be repaired.")
    )
    checked_on = day_field(_("Checked on"))

    def __init__(self, *args: Any, of_a_box: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_a_box:  # a box is not appraised
            field = self.fields["consequence"]
            field.choices = [  # type: ignore[attr-defined]  # a ChoiceField
                choice
                for choice in ConditionCheck.Consequence.choices
                if choice[0] != ConditionCheck.Consequence.APPRAISAL
            ]

    @property
    def found(self) -> Found:
        """What was typed, for the procedure."""
        typed = self.cleaned_data
        return Found(
            on=typed["checked_on"],
            findings=tuple(typed["findings"]),
            note=typed["note"],
            consequence=typed["consequence"],
            repair_due_on=typed["repair_due_on"],
        )


class RepairedForm(forms.Form):
    """The day on which a repair was done."""

    repaired_on = day_field(_("Repaired on"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"repaired_on": today})


class BoardFilter(Filter):
    """Which of the three lists of the board is shown."""

    show = forms.ChoiceField(
        required=False,
        choices=[("due", _("Due")), ("repairs", _("Repairs")), ("checks", _("Checks"))],
    )
