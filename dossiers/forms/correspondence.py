"""Correspondence as it is typed, and how its register is narrowed."""

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.organisation.models import User
from dossiers.forms.acts import day_field
from dossiers.forms.entries import UnitField
from dossiers.forms.filters import Filter
from dossiers.models import Dossier, Letter, Unit
from dossiers.procedures.codes import normalised_code
from dossiers.rules.correspondence import Correspondence, unanswered
from dossiers.rules.listing import listed_dossiers


def dossier_called(text: str, user: User) -> Dossier | None:
    """The dossier with this code in a person's catalogue."""
    code = normalised_code(text)
    return listed_dossiers(user).filter(Q(code=code) | Q(legacy_code=text.strip() or "-")).first()


class LetterForm(forms.Form):
    """One entry of the register."""

    direction = forms.ChoiceField(
        label=pgettext_lazy("correspondence", "direction"), choices=Letter.Direction.choices
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Letter.Kind.choices)
    on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    partner = forms.CharField(label=_("From or to"), max_length=80)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    dossier = forms.CharField(
        label=_("Dossier"),
        required=False,
        max_length=80,
        help_text=_("Its code, typed or scanned. Empty: that of the unit, or linked later."),
    )
    answer_due_on = day_field(_("Answer due on"), required=False)
    answers = forms.CharField(
        label=_("Answers"),
        required=False,
        max_length=40,
        help_text=_("The number of the letter that this one answers."),
    )
    field_order = (
        *("direction", "kind", "on", "partner", "subject", "unit", "dossier"),
        *("answer_due_on", "answers"),
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data, initial={"on": today}, auto_id="id_%s")
        self.user = user
        self.fields["unit"] = UnitField(
            label=_("Unit"),
            required=False,
            units=Unit.objects.visible_to(user),
            help_text=_("As people write it, e.g. 3-2-1201."),
        )
        self.order_fields(self.field_order)

    def told(self) -> Correspondence:
        """The entry as it is told."""
        names = {field.name for field in fields(Correspondence)}
        return Correspondence(**{n: v for n, v in self.cleaned_data.items() if n in names})

    def clean_answers(self) -> Letter | None:
        """The letter that the number names."""
        text: str = self.cleaned_data["answers"].strip().upper()
        found = Letter.objects.visible_to(self.user).filter(number=text).first() if text else None
        if text and found is None:
            raise forms.ValidationError(_("No letter has this number."))
        return found

    def clean_dossier(self) -> Dossier | None:
        """The dossier that the code names."""
        text: str = self.cleaned_data["dossier"].strip()
        found = dossier_called(text, self.user) if text else None
        if text and found is None:
            raise forms.ValidationError(_("No dossier is called so."))
        return found


class LetterFilter(Filter):
    """Term, direction, and whether an entry has its dossier."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number, subject, from or to")}
        ),
    )
    direction = forms.ChoiceField(
        label=pgettext_lazy("correspondence", "direction"),
        required=False,
        choices=[("", _("All")), *Letter.Direction.choices],
    )
    linked = forms.ChoiceField(
        label=_("Dossier"),
        required=False,
        choices=[
            ("", _("All")),
            ("no", _("Without a dossier")),
            ("unfiled", _("On a unit, not filed")),
        ],
    )
    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("All")), ("waiting", _("Waits for an answer"))],
    )

    def narrowed(self, rows: QuerySet[Letter]) -> QuerySet[Letter]:
        """The entries that the filter leaves."""
        if term := self.chosen("q"):
            rows = rows.filter(
                Q(number__startswith=term) | Q(subject__contains=term) | Q(partner__contains=term)
            )
        if direction := self.chosen("direction"):
            rows = rows.filter(direction=direction)
        if self.chosen("answer"):
            rows = unanswered(rows)
        if self.chosen("linked") == "unfiled":
            rows = rows.filter(unit__isnull=False)
        return rows.filter(dossier__isnull=True) if self.chosen("linked") else rows
