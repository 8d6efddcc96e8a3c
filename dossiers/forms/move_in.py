"""The steps of a guided move-in as forms."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department
from archive_office.regulation import Refusal
from dossiers.forms.drafts import DraftForm
from dossiers.models import Building, Customer, Estate, Occupancy, Unit
from dossiers.rules.facts import ConsentFacts, ContactFacts, CustomerFacts, PersonFacts, UnitFacts

SPARE_ROWS = {"phones": 1, "co_holders": 0, "household": 0, "emergency": 1}
"""Rows offered at least, filled or not; more are added on the page."""


def _text(label: Any, *, help_text: Any = "", required: bool = False, **attrs: Any) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


class UnitForm(DraftForm):
    """Which unit, and how it is occupied."""

    occupancy = forms.ChoiceField(
        label=_("Who moves in"),
        choices=Occupancy.Kind.choices,
        widget=forms.RadioSelect,
    )
    estate = forms.ModelChoiceField(
        label=_("Estate"), queryset=Estate.objects.none(), empty_label=_("Choose")
    )
    building = _text(
        _("Building"), required=True, help_text=_("As people write it: 3栋, A座, 商铺")
    )
    entrance = _text(_("Entrance"), help_text=_("Only where the building has several: 2单元"))
    room = _text(_("Room"), required=True, autocapitalize="characters")
    floor = _text(_("Floor"), inputmode="numeric")
    area = _text(_("Area (m²)"), inputmode="decimal", placeholder="89.50")
    use = forms.ChoiceField(label=_("Use"), choices=Unit.Use.choices)
    from_on = forms.DateField(
        label=_("Moving in on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    fit_out = forms.BooleanField(
        label=_("Fit-out works"), required=False, help_text=_("Then the fit-out papers are asked.")
    )
    keys_kept = forms.BooleanField(
        label=_("The centre keeps the keys"),
        required=False,
        help_text=_("Then the key custody form is asked."),
    )

    def __init__(
        self, facts: UnitFacts, *, centre: Department, refusals: Sequence[Refusal] = ()
    ) -> None:
        super().__init__(asdict(facts), path="unit", refusals=refusals)
        estates = Estate.objects.filter(centre=centre)
        self.fields["estate"].queryset = estates  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["building"].widget.attrs["list"] = "known-buildings"
        buildings = Building.objects.filter(estate__in=estates).order_by("sort_key")
        self.known_buildings = sorted(set(buildings.values_list("name", flat=True)[:200]))


class CustomerForm(DraftForm):
    """Who occupies the unit."""

    kind = forms.ChoiceField(
        label=_("Customer"), choices=Customer.Kind.choices, widget=forms.RadioSelect
    )
    name = _text(_("Name"), required=True, autocomplete="off")
    contact_person = _text(_("Contact person"))
    id_number = _text(
        _("Identity number or credit code"),
        help_text=_("Of a person: kept only with the separate consent of step 3."),
        autocapitalize="characters",
        spellcheck="false",
    )
    bank_account = _text(
        _("Bank account"),
        help_text=_("Kept only with the separate consent of step 3."),
        inputmode="numeric",
    )


class PersonForm(DraftForm):
    """A co-holder or a member of the household."""

    name = _text(_("Name"), required=True)
    relation = _text(_("Relation"), list="known-relations")
    phones_0 = _text(_("Telephone"), inputmode="tel")
    id_number = _text(_("Identity number"), autocapitalize="characters", spellcheck="false")
    minor = forms.BooleanField(label=_("Under age"), required=False)

    def add_prefix(self, field_name: str) -> str:
        """The first telephone is the first of a list."""
        return super().add_prefix(field_name.replace("phones_0", "phones.0"))


class ContactForm(DraftForm):
    """Whom to call in an emergency."""

    name = _text(_("Name"), required=True)
    phone = _text(_("Telephone"), required=True, inputmode="tel")
    relation = _text(_("Relation"), list="known-relations")


class PhoneForm(DraftForm):
    """One telephone number of the customer."""

    value = _text(_("Telephone"), inputmode="tel")

    def add_prefix(self, field_name: str) -> str:  # noqa: ARG002 - a row of one field
        """The row is the number itself."""
        return str(self.prefix)

    def _tell(self, refusals: Any) -> None:
        path = str(self.prefix)
        super()._tell(
            Refusal(r.clause, r.reason, f"{path}.value") for r in refusals if r.field == path
        )


class ConsentForm(DraftForm):
    """Notice and separate consent."""

    version = _text(
        _("Version of the notice handed out"), required=True, help_text=_("As printed at its foot.")
    )
    given_on = forms.DateField(
        label=_("Handed out on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    separate = forms.BooleanField(
        label=_("The customer signed the separate consent"),
        required=False,
        help_text=_(
            "It covers identity and bank numbers and data of minors. Its scan is added with the "
            "papers. Without it these numbers are not kept."
        ),
    )

    def __init__(self, facts: ConsentFacts, *, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(asdict(facts), path="consent", refusals=refusals)


class CustomerStep:
    """The customer with everybody beside, each row a form of its own."""

    def __init__(self, facts: CustomerFacts, *, refusals: Sequence[Refusal] = ()) -> None:
        self.refusals = refusals
        self.customer = CustomerForm(asdict(facts), path="customer", refusals=refusals)
        self.phones = self._phones(facts.phones)
        self.co_holders = self._people("co_holders", facts.co_holders)
        self.household = self._people("household", facts.household)
        self.emergency = self._contacts(facts.emergency)

    @property
    def new_person(self) -> PersonForm:
        """An empty row, copied on the page for each further person."""
        return self._person("__path__", PersonFacts())

    @property
    def new_contact(self) -> ContactForm:
        """An empty row, copied on the page for each further contact."""
        return ContactForm(asdict(ContactFacts()), path="__path__")

    @property
    def new_phone(self) -> PhoneForm:
        """An empty row, copied on the page for each further number."""
        return PhoneForm({}, path="__path__")

    def _phones(self, phones: Sequence[str]) -> list[PhoneForm]:
        rows = [*phones, *[""] * max(SPARE_ROWS["phones"] - len(phones), 0)]
        return [self._phone(i, row) for i, row in enumerate(rows)]

    def _phone(self, index: int, number: str) -> PhoneForm:
        form = PhoneForm({}, path=f"customer.phones.{index}", refusals=self.refusals)
        form.data = {str(form.prefix): number}
        return form

    def _people(self, name: str, people: Sequence[PersonFacts]) -> list[PersonForm]:
        return [self._person(f"customer.{name}.{i}", row) for i, row in enumerate(people)]

    def _person(self, path: str, facts: PersonFacts) -> PersonForm:
        first = facts.phones[0] if facts.phones else ""
        form = PersonForm(asdict(facts), path=path, refusals=self.refusals)
        form.data = {**form.data, form.add_prefix("phones_0"): first}
        for refusal in self.refusals:
            if refusal.field == form.add_prefix("phones_0"):
                form.errors.setdefault("phones_0", form.error_class()).append(refusal.reason)
        return form

    def _contacts(self, contacts: Sequence[ContactFacts]) -> list[ContactForm]:
        rows = [*contacts, *[ContactFacts()] * max(SPARE_ROWS["emergency"] - len(contacts), 0)]
        return [
            ContactForm(asdict(row), path=f"customer.emergency.{i}", refusals=self.refusals)
            for i, row in enumerate(rows)
        ]
