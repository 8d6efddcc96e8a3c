"""Asking who may see what, and opening a department's dossiers by name."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.organisation.models import User
from dossiers.forms.acts import day_field


class PersonField(forms.CharField):
    """One person, typed as account, staff number or full name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=pgettext_lazy("who works here", "Person"),
            max_length=60,
            help_text=_("Account, staff number or full name"),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> User | None:
        """The one person meant.

        Raises:
            ValidationError: Nobody, or more than one.
        """
        typed = super().clean(value)
        if not typed:
            return None
        meant = Q(username=typed) | Q(staff_number=typed) | Q(display_name=typed)
        found = list(User.objects.filter(meant).order_by("pk")[:2])
        if not found:
            raise forms.ValidationError(_("Nobody is called “%(typed)s”.") % {"typed": typed})
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several people are called “%(typed)s”; type the staff number.")
                % {"typed": typed}
            )
        return found[0]


class RightsForm(forms.Form):
    """On which day, and of whom it is asked."""

    on = day_field(_("On which day"), required=False)
    person = PersonField(required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """Today where nothing is said; nobody knows the days to come."""
        day: date = self.cleaned_data["on"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("The day lies in the future."))
        return day


class ExceptionForm(forms.Form):
    """To whom a department's dossiers are opened, until when, and what for."""

    person = PersonField()
    until = day_field(_("Until the end of"))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class WithdrawForm(forms.Form):
    """Why an exception ends now."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
