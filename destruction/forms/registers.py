"""What is typed on the pages of a destruction register, and how their list is narrowed."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box
from archive_office.organisation.models import Decision, Department
from archive_office.shell.forms import SigningForm
from destruction.models import DestructionRegister, RegisterState, Twins
from dossiers.forms.filters import Filter

MINE: Final = "me"
ENDING: Final = "ending"
MOST_WORDS: Final = 500


class RegisterFilter(Filter):
    """In which state, of which room, and what wants something of the reader."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *RegisterState.choices]
    )
    room = forms.ModelChoiceField(
        label=_("Archive room"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All"),
    )
    waiting = forms.ChoiceField(
        label=_("Waiting for"),
        required=False,
        choices=[
            ("", _("Anything")),
            (MINE, _("My approval")),
            (ENDING, _("The end of its time apart")),
        ],
    )

    def __init__(self, data: Any, *, rooms: QuerySet[Department]) -> None:
        super().__init__(data)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]  # a ModelChoiceField


class DrawUpRegisterForm(forms.Form):
    """On which register the ticked things are put, and on what decision it rests."""

    register = forms.ModelChoiceField(
        label=_("Put on"),
        required=False,
        queryset=DestructionRegister.objects.none(),
        empty_label=_("A new register"),
    )
    basis = forms.CharField(
        label=_("Basis"),
        required=False,
        max_length=MOST_WORDS,
        help_text=_("By which rule or decision they are destroyed; printed on a new register."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, open_ones: QuerySet[DestructionRegister], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["register"].queryset = open_ones  # type: ignore[attr-defined]  # a choice


class TwinsForm(forms.Form):
    """What becomes of the electronic copies of a thing."""

    twins = forms.ChoiceField(
        label=_("Electronic copies"),
        choices=[each for each in Twins.choices if each[0] != Twins.NONE],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why they are kept"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["twins"].widget.is_required = False


class WithdrawForm(forms.Form):
    """Why a line is withdrawn, and where its thing stands from now on."""

    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    slot = forms.CharField(
        label=_("Another box"),
        required=False,
        max_length=60,
        help_text=_("Scan or type a box; left empty, it goes back where it stood."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class MoveAllForm(forms.Form):
    """The box at the quarantine place into which everything goes that is still on its shelf."""

    box = forms.ModelChoiceField(
        label=_("Box at the quarantine place"), queryset=Box.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, boxes: QuerySet[Box], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["box"]
        box.queryset = boxes  # type: ignore[attr-defined]  # a ModelChoiceField
        box.label_from_instance = _place  # type: ignore[attr-defined]  # a ModelChoiceField


def _place(box: Box) -> str:
    return box.place


class LinesForm(forms.Form):
    """Lines that are struck out one by one, each with its own reason.

    The names of the inputs: ``strike`` once for each line, ``why_<key>`` with its reason.
    """

    struck: dict[int, str]

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.struck = {}

    def read(self, keys: Iterable[int]) -> None:
        """Take the lines that were ticked among these keys, with what was typed to each."""
        data = self.data if isinstance(self.data, QueryDict) else QueryDict()
        ticked = set(data.getlist("strike"))
        self.struck = {
            key: data.get(f"why_{key}", "").strip()[:MOST_WORDS]
            for key in keys
            if str(key) in ticked
        }


class DecideForm(SigningForm, LinesForm):
    """The answer of an approver, given with the password."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Decision.Outcome.APPROVED, _("Approve")),
            (Decision.Outcome.REFUSED, _("Refuse the whole register")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Remark, or the reason for refusing"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ("outcome", "reason", "password")


class CheckForm(LinesForm):
    """The words of the second check."""

    text = forms.CharField(
        label=_("Finding of the second check"),
        max_length=MOST_WORDS,
        help_text=_("How it was checked that nothing here is of value any more."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
