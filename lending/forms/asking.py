"""A request for use as it is typed: what for, which things, and for whom from outside.

What a person may not see is never offered: things are found by code, barcode or unit among what
exists for them, and everything else is asked for in words, which the archivist of the room reads.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, DepartmentKind, User
from dossiers.models import Document, Holding, Purpose
from lending.models import Authority, Manner, OutsidePerson, Place

MOST_THINGS: Final = 20
"""Lines of one request on the page; whoever needs more asks twice."""
USUAL_DAYS: Final = 7
ROOMS: Final = (DepartmentKind.ARCHIVE_OFFICE, DepartmentKind.SERVICE_CENTRE)
LOOK_AGAIN: Final = {"hx-post": "", "hx-target": "#ask-things", "hx-trigger": "change"}
"""Fields on which it depends who has to approve: the page asks the rules again."""
PLACES: Final = [choice for choice in Place.choices if choice[0] != Place.PUBLIC]
"""Nothing is used in public places (LND-25), so that is not on offer."""


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, picked in the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def archive_rooms() -> QuerySet[Department]:
    """Departments that keep archives and answer requests."""
    return Department.objects.filter(kind__in=ROOMS, is_active=True).order_by("kind", "code")


def usual_room(user: User) -> Department | None:
    """The archive room a person asks first: that of the own centre, else headquarters'."""
    homes = [m.department for m in user.current_memberships if m.department.kind in ROOMS]
    office = Department.objects.filter(kind=DepartmentKind.ARCHIVE_OFFICE, is_active=True)
    return homes[0] if homes else office.order_by("code").first()


class AskForm(forms.Form):
    """What for, where, until when, and which archive room is asked (LND-17, LND-25)."""

    room = forms.ModelChoiceField(
        label=_("Archive room"),
        queryset=Department.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs=LOOK_AGAIN),
        help_text=_("Whoever keeps the things answers; one request goes to one archive room."),
    )
    department = forms.ModelChoiceField(
        label=_("For which department you ask"),
        queryset=Department.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs=LOOK_AGAIN),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("", _("Choose")), *Purpose.choices],
        widget=forms.Select(attrs=LOOK_AGAIN),
    )
    purpose_text = forms.CharField(
        label=_("Purpose in words"),
        max_length=200,
        help_text=_("No names and numbers of residents here: the words stand on slips and lists."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.ChoiceField(
        label=_("Place of use"),
        choices=PLACES,
        initial=Place.READING_ROOM.value,
        widget=forms.Select(attrs=LOOK_AGAIN),
    )
    place_detail = forms.CharField(
        label=_("Which place"), required=False, max_length=120, help_text=_("For example the room.")
    )
    until = day_field(_("Needed until"), help_text=_("This day included."))
    contact = forms.CharField(label=_("Office telephone"), required=False, max_length=30)

    def __init__(self, *args: Any, user: User, outside: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = archive_rooms()  # type: ignore[attr-defined]  # a ModelChoiceField
        homes = {m.department_id for m in user.current_memberships}
        if outside:
            del self.fields["department"]
            del self.fields["contact"]  # an outsider's telephone is sealed, not written here
            return
        field = self.fields["department"]
        field.queryset = Department.objects.filter(pk__in=homes)  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(homes) < 2:  # noqa: PLR2004 - nothing to choose
            field.widget = forms.HiddenInput()

    def until_moment(self) -> datetime:
        """The last moment of the last day, in the office's time."""
        last: date = self.cleaned_data["until"]
        return datetime.combine(last, time(23, 59, 59), ZoneInfo(settings.TIME_ZONE))


def usual_facts(user: User, *, today: date) -> dict[str, Any]:
    """What a new request begins with."""
    room = usual_room(user)
    return {
        "room": room.pk if room else None,
        "department": user.home_department_id,
        "place": Place.READING_ROOM.value,
        "until": today + timedelta(days=USUAL_DAYS),
    }


class ThingForm(forms.Form):
    """One thing in one manner: a holding or one of its documents, or words for the archivist."""

    holding = forms.IntegerField(required=False, widget=forms.HiddenInput)
    wanted = forms.CharField(
        label=_("What you need, in words"),
        required=False,
        max_length=200,
        help_text=_("Unit, kind of paper, year: the archivist of the room looks for it."),
    )
    manner = forms.ChoiceField(
        label=_("How"),
        choices=Manner.choices,
        initial=Manner.READ.value,
        widget=forms.Select(attrs=LOOK_AGAIN),
    )
    document = forms.ChoiceField(
        label=_("Which part"), required=False, widget=forms.Select(attrs=LOOK_AGAIN)
    )
    pages = forms.CharField(
        label=_("Which pages"), required=False, max_length=60, help_text=_("For copies: 3–5, 8.")
    )
    copies = forms.IntegerField(
        label=_("Copies"), required=False, min_value=1, max_value=99, initial=1
    )
    exception_reason = forms.CharField(
        label=_("Reason for an exception"),
        required=False,
        max_length=200,
        help_text=_("Only where the regulation keeps the thing in the archive room."),
    )

    def __init__(
        self, *args: Any, found: Holding | None, documents: list[Document], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.documents = found, {str(d.pk): d for d in documents}
        parts = [(str(d.pk), f"{d.number} · {d.title}") for d in documents]
        field = self.fields["document"]
        field.choices = [("", _("The whole holding")), *parts]  # type: ignore[attr-defined]  # a ChoiceField
        if found is None:
            self.fields["wanted"].required = True
            del self.fields["document"]
        else:
            del self.fields["wanted"]

    def paper_of(self, said: Mapping[str, Any]) -> Document | None:
        """The single document asked for, if it is one of the holding's."""
        return self.documents.get(str(said.get("document") or ""))


class OutsideForm(forms.Form):
    """A person from outside, before the archivist (decision 16)."""

    kind = forms.ChoiceField(
        label=_("Capacity"),
        choices=[("", _("Choose")), *OutsidePerson.Kind.choices],
        widget=forms.Select(attrs=LOOK_AGAIN),
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=120)
    id_kind = forms.CharField(
        label=_("Identity document seen"), max_length=30, initial=_("identity card")
    )
    id_number = forms.CharField(
        label=_("Number of the document"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed; pages and lists show the last four characters."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    identity_checked = forms.BooleanField(
        label=_("I have compared the identity document with the person."), required=False
    )


class AuthorityForm(forms.Form):
    """What entitles a use, with its scan, or a provision of the law (LND-15)."""

    kind = forms.ChoiceField(
        label=_("What entitles the use"), choices=[("", _("Choose")), *Authority.Kind.choices]
    )
    form = forms.ChoiceField(label=_("How it was given"), choices=Authority.Form.choices)
    reference = forms.CharField(label=_("Number or provision"), required=False, max_length=120)
    issuer = forms.CharField(label=_("Issued by"), required=False, max_length=120)
    given_on = day_field(_("Date"))
    scan = forms.FileField(
        label=_("Scan"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_("A photograph or PDF; only a provision of the law needs none."),
    )

    def __init__(self, *args: Any, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if optional:
            for field in self.fields.values():
                field.required = False
