"""Changing one's own password: the present one, and the code of whoever has a second factor.

Source: SEC-42.
"""

from typing import Any

from django import forms
from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.second_factor import change_password
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell.forms import ProofForm
from archive_office.shell.pages import shell_page, under

NEW = {"autocomplete": "new-password"}


class ChangeForm(ProofForm):
    """The new password twice, beside the proof."""

    new_password = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs=NEW)
    )
    again = forms.CharField(
        label=_("New password again"), strip=False, widget=forms.PasswordInput(attrs=NEW)
    )
    field_order = ("password", "code", "new_password", "again")

    def clean_again(self) -> str:
        """What was typed twice without seeing it is the same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new_password"):
            raise forms.ValidationError(_("The two new passwords differ."), code="SEC-42")
        return again


@sensitive_post_parameters()
@shell_page(_("Change password"), None)
def change(request: StaffRequest) -> HttpResponse:
    """Set another password for one's own account; logins elsewhere end with the old one (SEC-42)."""
    under(request, "account:home")
    person, now = actor(request), clock.now()
    form = ChangeForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            proof = form.prove(person, now=now)
            change_password(form.cleaned_data["new_password"], proof=proof, by=person, now=now)
        except RegulationError as error:
            refusals, form = error.refusals, ChangeForm()
        except ValidationError as error:
            form.add_error("new_password", error)
        else:
            update_session_auth_hash(request, person)
            return redirect("admin:password_change_done")
    context: dict[str, Any] = {
        "form": form,
        "refusals": refusals,
        "rules": password_validation.password_validators_help_texts(),
    }
    status = 422 if refusals or form.errors else 200
    return render(request, "account/password.html", context, status=status)
