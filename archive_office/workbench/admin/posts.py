"""What is asked of a post that is entered by hand."""

from typing import Any

from django import forms

from archive_office.organisation.administrators import against_administrator
from archive_office.organisation.models import Membership
from archive_office.organisation.roles import Role


def refuse_administrator(form: forms.ModelForm[Membership], facts: dict[str, Any]) -> None:
    """A second system administrator, or another than the office has set, is none.

    Source: SEC-39.
    """
    if not form.has_changed() or facts.get("role") != Role.ADMINISTRATOR:
        return
    if facts.get("starts_on") is None:
        return
    refusals = against_administrator(
        form.instance.person,
        starts_on=facts["starts_on"],
        ends_on=facts.get("ends_on"),
        acting=facts.get("acting_for") is not None,
    )
    for refusal in refusals:
        form.add_error(refusal.field, forms.ValidationError(refusal.reason, code=refusal.clause))
