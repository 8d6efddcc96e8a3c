"""How forms are drawn, and the form that every signature asks for."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class ShellRenderer(TemplatesSetting):
    """Draw forms and their fields with the shell's templates."""

    form_template_name = "shell/_form.html"
    field_template_name = "shell/_field.html"


class SigningForm(forms.Form):
    """Password again, over the content that was on the screen.

    The page compares ``content_hash`` with the hash at signing time, so that nobody signs what
    changed while they were reading.
    """

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("You sign with your password. It is checked again for each signature."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
