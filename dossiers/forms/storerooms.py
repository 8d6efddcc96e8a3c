"""What the storeroom asks: which labels, how many of a roll, what to do about a stocktake's line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.shell.forms import ProofForm
from dossiers.models import StocktakeLine
from dossiers.papers.place_labels import ROLL, SHEETS
from dossiers.rules.labelling import MOST_LABELS
from dossiers.rules.stocktaking import CORRECTIONS, Correction

LEVELS = [
    ("room", _("The room")),
    ("cabinet", _("Cabinets")),
    ("shelf", _("Shelves")),
    ("box", _("Boxes")),
    ("holding", _("Volumes and items")),
]
SHEET_NAMES = {
    "a4-14": _("A4, 2 × 7 labels of 70 × 36 mm"),
    "a4-8": _("A4, 2 × 4 labels of 100 × 60 mm"),
    "a4-21": _("A4, 3 × 7 labels of 63.5 × 38.1 mm"),
}


def _sheets() -> list[tuple[str, Any]]:
    return [
        *((name, SHEET_NAMES[name]) for name in SHEETS),
        (ROLL, _("Roll, 60 × 40 mm, one label after the other")),
    ]


class LabelsForm(forms.Form):
    """Which labels of a place, on which sheet, from which place of it on."""

    level = forms.ChoiceField(label=_("Labels of"), choices=LEVELS)
    sheet = forms.ChoiceField(label=_("Label sheet"), choices=_sheets)
    start = forms.IntegerField(
        label=_("First free label"),
        min_value=1,
        initial=1,
        help_text=_("Counted row by row; 1 on a new sheet."),
    )

    def clean(self) -> dict[str, Any]:
        """The sheet has this place."""
        typed = super().clean() or {}
        raster = SHEETS.get(typed.get("sheet", ""))
        if raster is not None and (typed.get("start") or 1) > raster.count:
            self.add_error("start", _("This sheet has %(n)d labels.") % {"n": raster.count})
        return typed


class RollForm(forms.Form):
    """How many blank labels to print in advance."""

    count = forms.IntegerField(
        label=_("How many labels"), min_value=1, max_value=MOST_LABELS, initial=100
    )


class NewBoxForm(forms.Form):
    """How wide a new box is, and the label of a roll that is stuck to it, if there is one."""

    label = forms.CharField(
        label=_("Label of a roll"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "N:…"}),
        help_text=_("Scan the blank label you stick to it; without one, print its own label."),
    )
    thickness_mm = forms.TypedChoiceField(
        label=_("Thickness"),
        coerce=int,
        initial=40,
        choices=[(mm, f"{mm} mm") for mm in (20, 30, 40, 50, 60)],
    )


class SheetForm(forms.Form):
    """On which sheet a roll is printed."""

    sheet = forms.ChoiceField(choices=_sheets, required=False)


class CorrectForm(ProofForm):
    """What becomes of some lines of a stocktake, confirmed with the password.

    Each line has a choice and room for words; a line left at "nothing yet" stays open.
    """

    def __init__(self, *args: Any, lines: list[StocktakeLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            ways = (Correction.NONE, *CORRECTIONS[line.verdict])
            self.fields[f"how-{line.pk}"] = forms.ChoiceField(
                label=line.code,
                required=False,
                choices=[(way.value, way.label) for way in ways],
            )
            self.fields[f"words-{line.pk}"] = forms.CharField(
                label=pgettext_lazy("storeroom", "What happened"), required=False, max_length=300
            )

    def rows(self) -> list[tuple[StocktakeLine, Any, Any]]:
        """Each line with its two fields."""
        return [(x, self[f"how-{x.pk}"], self[f"words-{x.pk}"]) for x in self.lines]

    def chosen(self) -> list[tuple[StocktakeLine, Correction, str]]:
        """The lines for which something was chosen."""
        typed = self.cleaned_data
        return [
            (line, Correction(typed[f"how-{line.pk}"]), typed[f"words-{line.pk}"])
            for line in self.lines
            if typed.get(f"how-{line.pk}")
        ]


class WordsForm(forms.Form):
    """What somebody has to say of a thing that is missing or there again."""

    note = forms.CharField(
        label=pgettext_lazy("storeroom", "What happened"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
