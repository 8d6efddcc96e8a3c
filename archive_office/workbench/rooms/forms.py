"""What the pages of storerooms ask."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.custody.models import (
    Backup,
    Equipment,
    Incident,
    Point,
    RoomClosing,
    RoomFinding,
    Storeroom,
)
from archive_office.custody.procedures.backups import Copied
from archive_office.custody.procedures.registers import Thing
from archive_office.custody.rules.inspections import Fault
from archive_office.organisation.models import User
from archive_office.shell.forms import ProofForm

GOOD, BAD = "good", "bad"


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, chosen in the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def moment_field(label: Any) -> forms.DateTimeField:
    """A moment to the minute, chosen in the browser's calendar."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


def minute(now: datetime) -> datetime:
    """The moment as a form shows it first."""
    return timezone.localtime(now).replace(second=0, microsecond=0)


class PeopleField(forms.ModelChoiceField[User]):
    """One of the people who look after a room."""

    def __init__(self, label: Any, **options: Any) -> None:
        offered = {"empty_label": _("Choose"), **options}
        super().__init__(User.objects.none(), label=label, **offered)

    def offer(self, people: Iterable[User]) -> None:
        """Let these be chosen, and nobody else."""
        self.queryset = User.objects.filter(pk__in=[person.pk for person in people])


class AnswersForm(forms.Form):
    """Every point of an inspection: in order, or not (STO-02, STO-03, STO-07, STO-12)."""

    def __init__(self, data: Any = None, *, known: dict[str, bool]) -> None:
        super().__init__(data)
        for point in Point:
            first = {True: GOOD, False: BAD}.get(known.get(point.value))  # type: ignore[arg-type]  # None: not answered
            self.fields[point.value] = forms.ChoiceField(
                label=point.label,
                required=False,
                choices=[(GOOD, _("In order")), (BAD, _("Not in order"))],
                initial=first,
                widget=forms.RadioSelect,
            )

    @property
    def answers(self) -> dict[str, bool]:
        """The points that were answered."""
        return {name: value == GOOD for name, value in self.cleaned_data.items() if value}


class FaultForm(forms.Form):
    """Something bad with its remedy, who sees to it, and until when (STO-12)."""

    point = forms.ChoiceField(label=_("Point"), choices=Point.choices)
    what = forms.CharField(
        label=_("What is bad"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    outcome = forms.ChoiceField(
        label=_("What became of the things"), required=False, choices=RoomFinding.Outcome.choices
    )
    remedy = forms.CharField(
        label=_("Remedy"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    responsible = PeopleField(_("Who sees to it"))
    due_on = day_field(_("Done until"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].offer(people)  # type: ignore[attr-defined]  # a PeopleField

    @property
    def fault(self) -> Fault:
        """What was typed, for the procedure."""
        return Fault(**self.cleaned_data)


class FinishForm(forms.Form):
    """The end of an inspection."""

    companions = forms.CharField(label=_("Together with"), required=False, max_length=200)
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DoneForm(forms.Form):
    """The day on which something was done."""

    on = day_field(_("Done on"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class IncidentForm(forms.Form):
    """A theft, a loss or a fire, and the rooms it concerns (STO-14)."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Incident.Kind.choices, widget=forms.RadioSelect
    )
    happened_on = day_field(_("On which day"))
    rooms = forms.ModelMultipleChoiceField(
        Storeroom.objects.none(),
        label=_("Rooms concerned"),
        help_text=_("Each of them is inspected before the incident is closed."),
        widget=forms.CheckboxSelectMultiple,
    )
    account = forms.CharField(
        label=pgettext_lazy("incident", "Account"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    told = forms.CharField(
        label=_("Who was told"),
        required=False,
        max_length=200,
        help_text=_("The company’s head, the police, the insurer."),
    )

    def __init__(self, *args: Any, rooms: QuerySet[Storeroom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rooms"].queryset = rooms  # type: ignore[attr-defined]  # a choice of rows


class ConclusionForm(forms.Form):
    """What came of an incident."""

    conclusion = forms.CharField(
        label=pgettext_lazy("incident", "What came of it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = day_field(_("Closed on"))


class EquipmentForm(forms.Form):
    """An extinguisher, a sign or an instrument (STO-03)."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Equipment.Kind.choices)
    name = forms.CharField(
        label=pgettext_lazy("equipment", "Name"),
        max_length=60,
        help_text=_("With the number on it, if it has one."),
    )
    place = forms.CharField(label=_("Where in the room"), required=False, max_length=60)
    checked_on = day_field(_("Last checked on"))
    remark = forms.CharField(label=_("Remark"), required=False, max_length=200)

    @property
    def thing(self) -> Thing:
        """What was typed, for the procedure."""
        return Thing(**self.cleaned_data)


class VisitorForm(forms.Form):
    """Somebody who is not entitled to the room (STO-16)."""

    visitor = forms.CharField(label=_("Visitor"), max_length=60)
    comes_from = forms.CharField(label=_("Unit or company"), max_length=80)
    reason = forms.CharField(label=_("Why"), max_length=200)
    escort = PeopleField(_("Escorted by"))
    came_at = moment_field(_("Came in at"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["escort"].offer(people)  # type: ignore[attr-defined]  # a PeopleField


class ClimateForm(forms.Form):
    """Thermometer and hygrometer, read (STO-02)."""

    temperature = forms.DecimalField(
        label=_("Temperature (°C)"), max_digits=4, decimal_places=1, min_value=-50, max_value=99
    )
    humidity = forms.DecimalField(
        label=_("Relative humidity (%)"), max_digits=4, decimal_places=1, min_value=0, max_value=100
    )
    read_at = moment_field(_("Read at"))
    remedy = forms.CharField(
        label=_("What is done about it"),
        required=False,
        max_length=200,
        help_text=_("Needed only outside the limits; it becomes a finding with its remedy."),
    )


class ClosingForm(ProofForm):
    """What the last person sees to before leaving, signed by password (STO-15)."""

    done = forms.MultipleChoiceField(
        label=_("Seen to"),
        required=False,
        choices=RoomClosing.Point.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=200,
        help_text=_("What is not in order, why, and who was told."),
    )
    field_order = ("done", "remark", "password", "code")

    @property
    def not_done(self) -> list[str]:
        """The points that were not ticked."""
        return [
            value for value in RoomClosing.Point.values if value not in self.cleaned_data["done"]
        ]


class BackupForm(forms.Form):
    """One copy of the office's data (STO-18)."""

    made_on = day_field(_("Made on"))
    medium = forms.CharField(label=_("Medium and where it is kept"), max_length=120)
    size_mb = forms.IntegerField(label=_("Size (MB)"), min_value=1, max_value=2_000_000_000)
    checksum = forms.CharField(
        label=_("Checksum (SHA-256)"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    result = forms.ChoiceField(
        label=pgettext_lazy("backup", "Result"),
        choices=Backup.Result.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=200)

    @property
    def copied(self) -> Copied:
        """What was typed, for the procedure."""
        return Copied(**self.cleaned_data)


class RestoreForm(forms.Form):
    """A backup was put back to test it."""

    on = day_field(_("Restored to test on"))
    result = forms.ChoiceField(
        label=_("Result of the test"), choices=Backup.Result.choices, widget=forms.RadioSelect
    )


class FindingFilter(forms.Form):
    """Which findings are listed."""

    show = forms.ChoiceField(required=False, choices=[("open", "open"), ("all", "all")])
    outcome = forms.ChoiceField(required=False, choices=RoomFinding.Outcome.choices)

    def chosen(self, name: str) -> str:
        """The value of a field, or nothing where the address holds nonsense."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
