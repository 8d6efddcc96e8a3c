"""Forms of returns and renewals."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.models import Document
from lending.forms.desk import person_field
from lending.models import Condition, Loan, Renewal, ReturnLine


class ReturnForm(forms.Form):
    """What the check of a returned thing found, document by document (LND-07, LND-08)."""

    brought_by = person_field(
        _("Brought by"),
        required=False,
        help_text=_("Empty: the borrower in person."),
    )
    brought_by_name = forms.CharField(
        label=_("Name of somebody from outside"), max_length=60, required=False
    )
    on_behalf = forms.BooleanField(label=_("On the borrower’s behalf"), required=False)
    pages_found = forms.IntegerField(
        label=_("Pages found"),
        min_value=0,
        max_value=100_000,
        help_text=_("Counted, not taken over."),
        widget=forms.NumberInput(attrs={"data-ao-focus": ""}),
    )
    condition = forms.ChoiceField(label=_("Condition now"), choices=Condition.choices)
    note = forms.CharField(
        label=_("What is different"),
        max_length=200,
        required=False,
        help_text=_("Needed unless everything is complete and intact."),
    )

    def __init__(self, data: Any = None, *, loan: Loan, documents: Iterable[Document]) -> None:
        super().__init__(data, initial={"condition": loan.condition_out})
        self.documents = list(documents)
        for document in self.documents:
            self._add(document)

    def _add(self, document: Document) -> None:
        self.fields[f"outcome_{document.pk}"] = forms.ChoiceField(
            label=_("Outcome"), choices=ReturnLine.Outcome.choices
        )
        self.fields[f"pages_{document.pk}"] = forms.IntegerField(
            label=_("Pages"), min_value=0, max_value=100_000, initial=document.pages
        )
        self.fields[f"note_{document.pk}"] = forms.CharField(
            label=_("Note"), max_length=200, required=False
        )

    def rows(self) -> list[tuple[Document, list[forms.BoundField]]]:
        """Each document with its three fields."""
        names = ("outcome", "pages", "note")
        return [(d, [self[f"{name}_{d.pk}"] for name in names]) for d in self.documents]

    def general(self) -> list[forms.BoundField]:
        """The fields about the thing as a whole."""
        return [self[name] for name in self.declared_fields]

    def found_of(self, document: Document) -> tuple[str, int, str]:
        """Outcome, pages and note of one document."""
        facts = self.cleaned_data
        return (
            facts[f"outcome_{document.pk}"],
            facts[f"pages_{document.pk}"],
            facts[f"note_{document.pk}"],
        )


class SlotForm(forms.Form):
    """Into which box a thing goes back, and why it is another one than before."""

    code = forms.CharField(label=_("Box"), max_length=60)
    reason = forms.CharField(
        label=_("Reason for another box"), max_length=200, required=False, widget=forms.TextInput
    )


class RenewalForm(forms.Form):
    """Why a thing is needed longer, and until when."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    until = forms.DateField(
        label=_("Needed until"),
        required=False,
        help_text=_("Empty: as long as possible."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RenewalDecisionForm(forms.Form):
    """The decision on a renewal, and when the archivist saw the thing itself."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Renewal.Outcome.GRANTED.value, _("Grant")),
            (Renewal.Outcome.REFUSED.value, _("Refuse")),
        ],
        widget=forms.RadioSelect,
    )
    seen_on = forms.DateField(
        label=_("Thing seen on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("A refusal needs one."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
