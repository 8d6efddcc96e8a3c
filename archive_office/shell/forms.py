"""How forms are drawn, and the form that every signature asks for."""

from datetime import datetime

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof, prove_identity


class ShellRenderer(TemplatesSetting):
    """Draw forms and their fields with the shell's templates."""

    form_template_name = "shell/_form.html"
    field_template_name = "shell/_field.html"


class ProofForm(forms.Form):
    """Password again, and the code of whoever has a second factor; drawn by ``shell/_proof.html``."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code of the second factor"),
        help_text=_("Six digits from your telephone, or a recovery code."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )

    def prove(self, person: User, *, now: datetime) -> Proof:
        """Whoever sits here is this person: the only way from a page to a signature.

        Raises:
            RegulationError: SEC-42, wrong password or code, or too many attempts in a row.
        """
        facts = self.cleaned_data
        return prove_identity(person, facts["password"], now=now, code=facts["code"])


class SigningForm(ProofForm):
    """Password again, over the content that was on the screen.

    The page compares ``content_hash`` with the hash at signing time, so that nobody signs what
    changed while they were reading.
    """

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    field_order = ("content_hash", "password", "code")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came
        self.fields["password"].help_text = _(
            "You sign with your password. It is checked again for each signature."
        )
