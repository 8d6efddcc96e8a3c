"""Forms and registers as forms on the screen, built from what a definition says."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.crypto import blind_index, tail_index
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from dossiers.forms.acts import day_field
from dossiers.forms.filters import MOST_FOUND, Filter, found_units
from dossiers.models import Dossier, DossierState, RegisterEntry, Unit
from dossiers.models.registers import VOID
from dossiers.rules.contents import field_name, shown
from dossiers.rules.definitions import FieldSpec, FormSpec
from dossiers.rules.entries import Written, late, open_dossiers
from dossiers.rules.return_visits import FOLLOWED, visits_due, visits_on_fixed_days

TAIL = 4


class UnitField(forms.CharField):
    """A unit as people write it; it must be the only one of those the person may see."""

    def __init__(self, *, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(max_length=80, **options)
        self.units = units

    def clean(self, value: Any) -> Any:
        """The unit that is meant.

        Raises:
            ValidationError: none is, or more than one.
        """
        text = super().clean(value)
        return self.one(text) if text else None

    def one(self, text: str) -> Unit:
        """The one unit a text names."""
        named = found_units(text) & Unit.objects.filter(pk__in=self.units.values("pk"))
        found = list(named.select_related("estate__centre")[:2])
        if not found:
            raise ValidationError(_("There is no unit “%(text)s”."), params={"text": text})
        if len(found) > 1:
            raise ValidationError(
                _("“%(text)s” names several units; write estate and building, too."),
                params={"text": text},
            )
        return found[0]


class UnitsField(UnitField):
    """Several units, parted by commas; kept as their keys."""

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value)
        parts = text.replace("，", ",").replace("、", ",").split(",")
        return ",".join(str(self.one(part.strip()).pk) for part in parts if part.strip())


class FieldsForm(forms.Form):
    """The fields of a definition, or some of them.

    Args:
        only: Names of the fields that are asked; all without it.
        kept: What stands in an entry already. Personal contents are not shown, and stay as they are
            when nothing is typed.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        spec: FormSpec,
        user: User,
        only: tuple[str, ...] | None = None,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.spec, self.kept = spec, kept or {}
        for found in spec.fields:
            if only is None or found.name in only:
                needed = only is not None or found.required
                self.fields[field_name(found.name)] = self._field(found, user, needed=needed)

    def _field(self, found: FieldSpec, user: User, *, needed: bool) -> forms.Field:
        held = self.kept.get(found.name, "")
        options: dict[str, Any] = {
            "label": found.label,
            "required": needed and not (held and found.personal),
            "initial": None if found.personal else held or found.default or None,
        }
        if held and found.personal:
            options["help_text"] = _("Kept as it is when nothing is typed.")
        elif found.unit:
            options["help_text"] = found.unit
        made = _made(found, user, options)
        if found.personal:
            made.widget.attrs["autocomplete"] = "off"
        return made

    def values(self) -> dict[str, str]:
        """What was typed, by the names of the fields; everything as text."""
        return {
            found.name: _text(self.cleaned_data[name])
            for found in self.spec.fields
            if (name := field_name(found.name)) in self.fields
        }


def _made(found: FieldSpec, user: User, options: dict[str, Any]) -> forms.Field:
    """The field of the screen for a field of a definition."""
    if found.type == "date":
        return day_field(options.pop("label"), **options)
    if found.type == "number":
        return forms.DecimalField(max_digits=16, decimal_places=4, **options)
    if found.type == "units":
        held = shown(found, options["initial"] or "")
        told = {"initial": held, "help_text": _("Several units are parted by commas.")}
        return UnitsField(units=Unit.objects.visible_to(user), **{**options, **told})
    return _written_field(found, options)


def _written_field(found: FieldSpec, options: dict[str, Any]) -> forms.Field:
    if found.type in ("choice", "yes_no"):
        plain = [("yes", _("Yes")), ("no", _("No"))]
        own = [(key, found.choice(key)) for key, _words in found.choices] or plain
        return forms.ChoiceField(choices=[("", "—"), *own], **options)
    widget = _WIDGETS.get(found.type, forms.TextInput)
    return forms.CharField(max_length=found.longest, widget=widget(), **options)


_WIDGETS: Final[Mapping[str, Callable[[], forms.Widget]]] = {
    "long": lambda: forms.Textarea(attrs={"rows": 3}),
    "time": lambda: forms.TimeInput(attrs={"type": "time"}),
    "phone": lambda: forms.TextInput(attrs={"inputmode": "tel"}),
}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value).replace("\r\n", "\n").strip()


class WriteForm(FieldsForm):
    """A whole entry: whose, of which day, and its fields."""

    def __init__(
        self, data: Any = None, *, spec: FormSpec, user: User, unit: Unit | None = None, today: Any
    ) -> None:
        super().__init__(data, spec=spec, user=user)
        self.unit = unit
        centres = writing_centres(spec, user)
        first: dict[str, forms.Field] = {}
        if unit is None:
            first["unit"] = UnitField(
                label=_("Unit"),
                required=spec.place != "centre",
                units=Unit.objects.visible_to(user).filter(estate__centre__in=centres),
                help_text=_("As people write it, e.g. 3-2-1201."),
            )
        elif open_dossiers(unit).count() > 1:
            first["dossier"] = DossierChoice(
                label=_("Whose it is"), queryset=open_dossiers(unit), widget=forms.RadioSelect
            )
        if spec.place == "centre" and centres.count() > 1:
            first["centre"] = forms.ModelChoiceField(label=_("Centre"), queryset=centres)
        first["on"] = day_field(_("Date"), initial=today)
        self.fields = {**first, **self.fields}
        self.centres = centres

    def written(self) -> Written | None:
        """The entry as it is to be written; none where nobody says for which centre."""
        typed = self.cleaned_data
        unit = self.unit or typed.get("unit")
        centre = typed.get("centre") or (unit.estate.centre if unit else self.centres.first())
        if centre is None:
            return None
        return Written(
            centre=centre,
            on=typed["on"],
            values=self.values(),
            unit=unit,
            dossier=typed.get("dossier"),
        )


class DossierChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """Whose entry it is, among those who live in a unit: kind and masked name."""

    def label_from_instance(self, obj: Dossier) -> str:
        """No number of the dossier: staff at the desk are not told it."""
        stay = obj.occupancy
        name = stay.customer.shown_name if stay else ""
        return f"{obj.get_kind_display()} · {name}"


def writing_centres(spec: FormSpec, user: User) -> QuerySet[Department]:
    """The departments for which somebody writes on a form."""
    posts = {m.department_id for m in user.current_memberships if m.role in spec.writers}
    return Department.objects.filter(pk__in=posts).order_by("code")


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class PassingForm(forms.Form):
    """To which other department an entry is passed, and what it is asked."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("Choose"),
    )
    note = forms.CharField(label=_("What it is asked for"), required=False, max_length=300)

    def __init__(self, *args: Any, entry: RegisterEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Department.objects.filter(is_active=True).exclude(pk=entry.centre_id)
        field = self.fields["department"]
        field.queryset = others.order_by("code")  # type: ignore[attr-defined]  # a ModelChoiceField


class ReplyForm(forms.Form):
    """What a department answers to what was passed to it."""

    answer = forms.CharField(label=_("Answer"), required=False, max_length=500)


class SourceForm(forms.Form):
    """A definition, typed or uploaded."""

    source = forms.CharField(
        label=_("Definition (TOML)"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("Or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        """The text; that of the file if one was brought."""
        typed = self.cleaned_data
        brought = typed.get("file")
        if brought is not None:
            if brought.size > 200_000:  # noqa: PLR2004 - bytes of the longest definition
                raise ValidationError(_("The definition is too long."))
            try:
                typed["source"] = brought.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise ValidationError(_("The file is not written in UTF-8.")) from None
        if not typed.get("source"):
            raise ValidationError(_("Type a definition or bring a file."))
        return typed


class EntryFilter(Filter):
    """Words, days, state and choices of one register."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Number, unit, words; a name or number in full"),
            }
        ),
    )
    since = day_field(pgettext_lazy("first day", "From"), required=False)
    until = day_field(pgettext_lazy("last day", "Until"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(
        self, data: Any, *, spec: FormSpec, user: User, today: Any, tiers: bool = False
    ) -> None:
        super().__init__(data)
        self.user, self.today = user, today
        # What is shown by approval alone is not found by its contents either.
        unsealed = Q(dossier__sealed_on=None) & ~Q(dossier__state=DossierState.DESTROYED)
        self.open = Q(dossier=None) if tiers else unsealed
        known = [(s.key, s.label) for s in spec.states]
        extra = [("late", _("Overdue")), ("unfiled", _("Without a dossier")), (VOID, _("Void"))]
        if spec.code in FOLLOWED and visits_on_fixed_days(today=today):
            extra.append(("visit", _("Return visit due")))
        field = self.fields["state"]
        field.choices = [("", _("All")), *known, *extra]  # type: ignore[attr-defined]  # a ChoiceField
        self.choices = [f for f in spec.fields if f.choices][:2]
        for found in self.choices:
            own = [(key, found.choice(key)) for key, _words in found.choices]
            self.fields[field_name(found.name)] = forms.ChoiceField(
                label=found.label, required=False, choices=[("", _("All")), *own]
            )

    def narrowed(self, rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
        """The entries that the filter leaves."""
        if since := self.chosen("since"):
            rows = rows.filter(on__gte=since)
        if until := self.chosen("until"):
            rows = rows.filter(on__lte=until)
        rows = self._in_state(rows)
        for found in self.choices:
            if value := self.chosen(field_name(found.name)):
                rows = rows.filter(self.open, **{f"content__{found.name}": value})
        if term := self.chosen("q"):
            rows = rows.filter(self._named(term.strip()))
        return rows

    def _in_state(self, rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
        state = self.chosen("state")
        if state == "late":
            return late(rows, today=self.today)
        if state == "visit":
            return visits_due(rows, today=self.today)
        if state == "unfiled":
            return rows.exclude(state=VOID).filter(dossier=None, unit__isnull=False)
        return rows.filter(state=state) if state else rows

    def _named(self, term: str) -> Q:
        """Entries a term names; persons by their whole name or number, where one may read them."""
        here = Q(number__istartswith=term) | (self.open & Q(words__icontains=term))
        units = list(found_units(term).values_list("pk", flat=True)[:MOST_FOUND])
        here |= Q(unit__in=units)
        indexes = [blind_index(term)]
        if len(term) == TAIL and term[:-1].isdecimal():
            indexes.append(tail_index(term))
        centres = scope_of(self.user).personal
        persons = Q(personal_indexes__overlap=indexes, centre__in=centres)
        return here | (self.open & persons)


def may_void(entry: RegisterEntry, user: User) -> bool:
    """Whether the button to void an entry is shown to a person."""
    posts = (Role.CENTRE_ARCHIVIST, Role.CENTRE_HEAD)
    return entry.state != VOID and any(user.holds(role, entry.centre) for role in posts)
