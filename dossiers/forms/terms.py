"""Terms of retention and holds as forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.roles import Role
from dossiers.forms.acts import day_field
from dossiers.models import Hold, Holding, Retention

MOST_YEARS = 100


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


def _things(holdings: list[Holding]) -> list[tuple[Any, Any]]:
    return [(holding.pk, f"{holding.code} · {holding.get_part_display()}") for holding in holdings]


class _AboutOneThing(forms.Form):
    """A form about one volume or item of a dossier."""

    holding = forms.TypedChoiceField(label=_("Volume or item"), coerce=int)

    def __init__(self, *args: Any, holdings: list[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holding"].choices = _things(holdings)  # type: ignore[attr-defined]  # a choice


class TriggerForm(_AboutOneThing):
    """The day a term counts from, as it really was."""

    on = day_field(_("Counts from"))
    reason = _reason()


class TermForm(_AboutOneThing):
    """Another term than the schedule's."""

    retention = forms.ChoiceField(
        label=_("Retention"),
        choices=[
            (Retention.FIXED, Retention.FIXED.label),
            (Retention.PERMANENT, Retention.PERMANENT.label),
        ],
    )
    years = forms.IntegerField(label=_("Years"), required=False, min_value=1, max_value=MOST_YEARS)
    reason = _reason()


class HoldForm(forms.Form):
    """What is held back, why, and in which role."""

    about = forms.TypedChoiceField(label=_("What is held back"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind"), choices=Hold.Kind.choices)
    role = forms.ChoiceField(label=_("Acting as"))
    reason = _reason()

    def __init__(
        self, *args: Any, holdings: list[Holding], roles: list[Role], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        whole = [(0, _("The whole dossier")), *_things(holdings)]
        self.fields["about"].choices = whole  # type: ignore[attr-defined]  # a choice
        self.fields["role"].choices = [(r, r.label) for r in roles]  # type: ignore[attr-defined]  # a choice


class LiftForm(forms.Form):
    """Why a hold falls, and in which role it is lifted."""

    role = forms.ChoiceField(label=_("Acting as"))
    reason = _reason()

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r, r.label) for r in roles]  # type: ignore[attr-defined]  # a choice
