"""Forms of the desk: who reads, in which condition a thing leaves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from dossiers.models import Purpose
from lending.models import Condition, RequestLine

MOST_NAMED = 300
AT_ISSUE = [(c.value, c.label) for c in Condition if c != Condition.LOST]


class PersonField(forms.CharField):
    """Somebody of the office, by name, staff number or login, as it is said at a counter."""

    def clean(self, value: Any) -> Any:
        """The account that is meant; whoever is not named unmistakably is asked for again."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = list(named_so(text)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody of the office is called so."))
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several people are called so: type the staff number or the login.")
            )
        return found[0]


def named_so(text: str) -> QuerySet[User]:
    """Active people with this login, staff number or name."""
    people = User.objects.filter(is_active=True, is_staff=True)
    exact = people.filter(Q(username=text) | Q(staff_number=text))
    return exact if exact.exists() else people.filter(display_name=text)


def person_field(label: Any, **options: Any) -> PersonField:
    """A field with the names of the office to choose from."""
    widget = forms.TextInput(attrs={"list": "people", "autocomplete": "off"})
    return PersonField(label=label, max_length=60, widget=widget, **options)


def people() -> list[tuple[str, str]]:
    """Login and name of everybody who may be named, for the list beneath a field."""
    rows = User.objects.filter(is_active=True, is_staff=True).order_by("username")
    return [(user.username, str(user)) for user in rows[:MOST_NAMED]]


class HandOutForm(forms.Form):
    """In which condition things leave, and who fetches them."""

    fetched_by = forms.CharField(
        label=_("Fetched by"),
        required=False,
        max_length=60,
        help_text=_("If somebody else comes for them."),
    )

    def __init__(self, *args: Any, lines: Iterable[RequestLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"condition_{line.pk}"] = forms.ChoiceField(
                label=_("Condition"), choices=AT_ISSUE, required=False
            )
            self.fields[f"note_{line.pk}"] = forms.CharField(
                label=_("Note on the condition"), max_length=200, required=False
            )

    def condition_of(self, line: RequestLine) -> tuple[str, str]:
        """Condition and note of one line; complete and intact unless something else was said."""
        facts = self.cleaned_data
        return facts.get(f"condition_{line.pk}") or Condition.INTACT, facts[f"note_{line.pk}"]

    def lines_shown(self) -> list[tuple[RequestLine, forms.BoundField, forms.BoundField]]:
        """Each line with its two fields."""
        return [
            (line, self[f"condition_{line.pk}"], self[f"note_{line.pk}"]) for line in self.lines
        ]


class ReadingForm(forms.Form):
    """Who reads an ordinary thing on the spot, and what for (LND-01)."""

    reader = person_field(_("Reader"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    purpose_text = forms.CharField(
        label=_("Purpose in words"), max_length=200, required=False, widget=forms.TextInput
    )

    def said_purpose(self) -> str:
        """The purpose in words; the chosen one where nothing more was said."""
        facts = self.cleaned_data
        return facts["purpose_text"] or str(Purpose(facts["purpose"]).label)
